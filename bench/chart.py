"""The chart of `make bench`: bench.svg, readable on light and dark pages."""

from dataclasses import dataclass
from html import escape

from report import NAMES, RESULTS, shown
from scenarios import Figures

WIDTH, MARGIN = 860, 24
PANEL_WIDTH = (WIDTH - 3 * MARGIN) / 2
NAME_WIDTH, VALUE_WIDTH = 132, 62
ROW, BAR, GAP = 22, 14, 12
HEAD = 46
# Ours, and what it is compared with.
GROUPS = [
    ("C", "c", ["libcurl", "raw_socket"]),
    ("Python", "python", ["ringcentral"]),
    ("Node", "node", ["ringcentral_sdk", "rc_ex_core"]),
]
STYLE = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
    .title { font-size: 14px; font-weight: 600 }
    .ours { font-weight: 600 }
    .note { fill: #59636e }
    .bar { fill: #afb8c1 }
    .bar.ours { fill: #0969da }
    .axis { stroke: #d1d9e0 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .note { fill: #9198a1 }
      .bar { fill: #57606a }
      .bar.ours { fill: #4493f8 }
      .axis { stroke: #3d444d }
    }
"""


@dataclass(frozen=True)
class Panel:
    """One quarter of the chart. `key` has `{}` instead of a name."""

    title: str
    key: str
    unit: str
    divisor: float = 1


PANELS = [
    Panel("Time of a status request", "status.{}.wall.us", "µs"),
    Panel("CPU time of a status request", "status.{}.cpu.us", "µs"),
    Panel("Import", "import.{}.ms", "ms"),
    Panel("Installed size", "size.{}.bytes", "MB", 1e6),
]


def _value(panel: Panel, name: str, figures: Figures) -> float | None:
    key = "size.libringout.bytes" if panel.key.startswith("size") and name == "c" else panel.key.format(name)
    value = figures.get(key)
    return None if value is None else max(value, 0) / panel.divisor


def _label(value: float) -> str:
    """Returns a value with three digits, but no more than two after the point."""
    return shown(value) if value >= 1 else f"{value:.2f}"


def _panel(panel: Panel, left: float, top: float, figures: Figures) -> tuple[list[str], float]:
    """Returns the elements of a panel and the position below it."""
    groups = []
    for language, ours, peers in GROUPS:
        rows = [(name, _value(panel, name, figures)) for name in (ours, *peers)]
        groups.append((language, ours, [(name, value) for name, value in rows if value is not None]))
    longest = max(value for _, _, rows in groups for _, value in rows)
    scale = (PANEL_WIDTH - NAME_WIDTH - VALUE_WIDTH) / longest
    axis = left + NAME_WIDTH
    found = [f'<text class="title" x="{left:g}" y="{top + 14:g}">{panel.title}, {panel.unit}</text>']
    y = top + HEAD - 16
    for language, ours, rows in groups:
        begin = y
        for name, value in rows:
            is_ours = name == ours
            kind = ' class="ours"' if is_ours else ""
            label = f"ringout, {language}" if is_ours else NAMES[name]
            bar = "bar ours" if is_ours else "bar"
            width, middle = max(value * scale, 1), y + ROW / 2
            found += [
                f'<text{kind} x="{axis - 8:g}" y="{middle + 4:g}" text-anchor="end">{escape(label)}</text>',
                f'<rect class="{bar}" x="{axis:g}" y="{middle - BAR / 2:g}" width="{width:.1f}" height="{BAR}" rx="2"/>',
                f'<text{kind} x="{axis + width + 6:.1f}" y="{middle + 4:g}">{_label(value)}</text>',
            ]
            y += ROW
        found.append(f'<line class="axis" x1="{axis:g}" x2="{axis:g}" y1="{begin:g}" y2="{y:g}"/>')
        y += GAP
    return found, y


def draw(figures: Figures, date: str) -> str:
    """Returns the chart."""
    elements, top = [], float(MARGIN)
    for pair in (PANELS[:2], PANELS[2:]):
        bottoms = []
        for column, panel in enumerate(pair):
            found, bottom = _panel(panel, MARGIN + column * (PANEL_WIDTH + MARGIN), top, figures)
            elements += found
            bottoms.append(bottom)
        top = max(bottoms) + GAP
    note = (
        f"Shorter is better. Medians on loopback with keep-alive against the simulator, {date}. Measured by make bench."
    )
    elements.append(f'<text class="note" x="{MARGIN}" y="{top + 4:g}">{note}</text>')
    height = top + MARGIN
    size = f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "  <title>ringout compared with libcurl and with the packages of RingCentral</title>",
        f"  <style>{STYLE}  </style>",
        *(f"  {element}" for element in elements),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def write(figures: Figures, date: str) -> None:
    """Writes the chart."""
    (RESULTS / "bench.svg").write_text(draw(figures, date))

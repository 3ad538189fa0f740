"""The plot of the soak: a panel for each quantity, a curve for each language, and the line that was fitted to it."""

from collections.abc import Mapping, Sequence

from flat import QUANTITIES, WARM_UP, Line, Quantity, Sample

WIDTH, PANEL, GAP = 900, 220, 56
LEFT, RIGHT, TOP = 64, 170, 44
COLOURS = {"c": "#0969da", "python": "#bf8700", "node": "#1a7f37"}
STYLE = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
    .title { font-size: 14px; font-weight: 600 }
    .note { fill: #59636e }
    .axis { stroke: #d1d9e0; fill: none }
    .warm-up { fill: #818b98; opacity: 0.12 }
    .curve { fill: none; stroke-width: 1.2 }
    .fit { fill: none; stroke-width: 1.6; stroke-dasharray: 6 4 }
"""

Samples = Mapping[str, Sequence[Sample]]
Lines = Mapping[str, Mapping[str, Line]]


def _step(largest: float) -> float:
    """Returns a round distance of grid lines, of which there are three to six."""
    step = 1.0
    while largest / step > 6:
        step *= 2 if str(step)[0] in "15" else 2.5
    return step


def _panel(quantity: Quantity, top: float, samples: Samples, lines: Lines) -> list[str]:
    seconds = max(one[-1].seconds for one in samples.values())
    largest = max(quantity.of(sample) for one in samples.values() for sample in one) * 1.08
    width = WIDTH - LEFT - RIGHT

    def at(second: float, value: float) -> str:
        return f"{LEFT + width * second / seconds:.1f},{top + PANEL * (1 - value / largest):.1f}"

    unit = f", {quantity.unit}" if quantity.unit else ""
    found = [
        f'<rect class="warm-up" x="{LEFT}" y="{top:g}" width="{width * WARM_UP:.1f}" height="{PANEL}"/>',
        f'<text class="title" x="{LEFT}" y="{top - 10:g}">{quantity.name}{unit}</text>',
    ]
    step = _step(largest)
    for number in range(int(largest / step) + 1):
        x, y = at(0, number * step).split(",")
        found.append(f'<path class="axis" d="M{x},{y} h{width}"/>')
        found.append(
            f'<text class="note" x="{LEFT - 8}" y="{float(y) + 4:.1f}" text-anchor="end">{number * step:g}</text>'
        )
    minutes = seconds / 60
    for number in range(6):
        x = LEFT + width * number / 5
        anchor = f'x="{x:.1f}" y="{top + PANEL + 18:g}" text-anchor="middle"'
        found.append(f'<text class="note" {anchor}>{minutes * number / 5:.3g} min</text>')
    labels = []
    for language, one in samples.items():
        colour = COLOURS[language]
        points = " ".join(at(sample.seconds, quantity.of(sample)) for sample in one)
        line = lines[language][quantity.name]
        fit = f"M{at(seconds * WARM_UP, line.begin)} L{at(seconds, line.end)}"
        found.append(f'<polyline class="curve" stroke="{colour}" opacity="0.6" points="{points}"/>')
        found.append(f'<path class="fit" stroke="{colour}" d="{fit}"/>')
        labels.append((float(at(seconds, line.end).split(",")[1]) + 4, f"{language} {line.rise:+.2f}", colour))
    # The labels stand beside the ends of their lines, but not on each other.
    last = top
    for y, text, colour in sorted(labels):
        last = max(y, last + 16)
        found.append(f'<text x="{LEFT + width + 10}" y="{last:.1f}" style="fill: {colour}">{text}</text>')
    return found


def draw(samples: Samples, lines: Lines, note: str) -> str:
    """Returns the plot as SVG."""
    elements, top = [], float(TOP)
    for quantity in QUANTITIES:
        elements += _panel(quantity, top, samples, lines)
        top += PANEL + GAP
    elements.append(f'<text class="note" x="{LEFT}" y="{top:g}">{note}</text>')
    height = top + 20
    size = f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "  <title>Memory, descriptors and threads during the soak</title>",
        f"  <style>{STYLE}  </style>",
        f'  <rect width="{WIDTH}" height="{height:g}" fill="#ffffff"/>',
        *(f"  {element}" for element in elements),
        "</svg>",
    ]
    return "\n".join(rows) + "\n"

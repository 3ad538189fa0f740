"""The table, bench.md and summary.json of `make bench`."""

import datetime
import json
import os
import platform
from pathlib import Path

import tracker
from counts import compiler
from scenarios import GROWTH, PEERS, Figures

RESULTS = Path(__file__).resolve().parent / "results"
NAMES = {
    "c": "C",
    "python": "Python",
    "node": "Node",
    "libcurl": "libcurl",
    "raw_socket": "raw socket",
    "raw_socket_python": "raw socket",
    "raw_socket_node": "raw socket",
    "ringcentral": "ringcentral",
    "ringcentral_sdk": "@ringcentral/sdk",
    "rc_ex_core": "@rc-ex/core",
}
# What the library promises: a ratio is at least this, any other figure at most.
TARGETS = {
    "status.c.instructions": 45_000,
    "status.c.allocations": 30,
    "status.c.vs_libcurl.wall": 1.2,
    "status.python.above_c.us": 3,
    "status.python.vs_ringcentral.wall": 12,
    "status.python.vs_ringcentral.cpu": 20,
    "status.node.above_c.us": 10,
    "status.node.vs_ringcentral_sdk.wall": 8,
    "status.node.vs_ringcentral_sdk.cpu": 15,
    "import.python.ms": 5,
    "import.node.ms": 5,
    "size.libringout.bytes": 2_650_000,
    "size.python.wheel.bytes": 1_800_000,
    "size.node.platform_tarball.bytes": 1_800_000,
    "memory.c.per_followed_call.bytes": 1024,
    "verdict.rust.ns": 10,
    "verdict.rust.allocations": 0,
    "tracker.http_429": 0,
    "tracker.mean_delay_ratio": 1.10,
    "tracker.per_followed_call.bytes": 1024,
}
SCENARIOS = {
    "status": "One status request after another",
    "status_tls": "One status request after another, TLS",
    "concurrent64": "64 status requests at once",
    "call": "A call: create, status, cancel",
}


def is_ratio(key: str) -> bool:
    """Whether a figure is a peer's cost over ours."""
    return ".vs_" in key


def is_met(key: str, value: float) -> bool:
    """Whether a figure meets its target."""
    return value >= TARGETS[key] if is_ratio(key) else value <= TARGETS[key]


def shown(value: float) -> str:
    """Returns a figure with three digits or more."""
    return f"{value:,.0f}" if abs(value) >= 99.5 else f"{value:.3g}"


def of_tracker() -> Figures:
    """Returns the worst figures of the tracker's table, which `make bench-tracker` measures."""
    rows = json.loads((RESULTS / "tracker.json").read_text())
    names = ["http_429", "mean_delay_ratio", "max_delay_ratio", "threads"]
    worst = {f"tracker.{name}": max(row[name] for row in rows) for name in names}
    return {**worst, "tracker.per_followed_call.bytes": max(row["bytes_per_call"] for row in rows)}


def machine(load: list[float], built: float, measured: float, commit: str) -> dict[str, str]:
    """Describes the machine and the run."""
    return {
        "machine.date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "machine.commit": commit,
        "machine.cpu": tracker.machine(),
        "machine.system": f"{platform.libc_ver()[0]} {platform.libc_ver()[1]}, Python {platform.python_version()}",
        "machine.rustc": compiler()["rustc"],
        "machine.load": _load(load),
        "machine.duration": f"{built:.0f} s to build and install, {measured:.0f} s to measure",
    }


def _load(load: list[float]) -> str:
    first, last = load
    note = f"load average {first:.1f} at the beginning, {last:.1f} at the end"
    cores = os.cpu_count() or 1
    is_busy = first > cores / 2
    return f"{note}; the machine was busy with other work, so wall times are noisy" if is_busy else note


def table(now: Figures, base: Figures | None) -> str:
    """Returns every figure, one a line, beside its target, and beside the base if there is one."""
    columns = f"{'':52} {'base':>12} {'now':>12} {'base/now':>9}" if base else f"{'':52} {'now':>12}"
    lines = [f"{columns}  target"]
    for key, value in now.items():
        row = f"{key:52} "
        if base:
            before = base.get(key)
            change = f"{before / value:.2f}" if before and value else ""
            row += f"{shown(before) if before is not None else '':>12} {shown(value):>12} {change:>9}"
        else:
            row += f"{shown(value):>12}"
        lines.append((row + _target(key, value)).rstrip())
    return "\n".join([*lines, "", *_missed(now)])


def _target(key: str, value: float) -> str:
    if key not in TARGETS:
        return ""
    sign = "at least" if is_ratio(key) else "at most"
    return f"  {sign} {shown(TARGETS[key])}: {'met' if is_met(key, value) else 'MISSED'}"


def _missed(now: Figures) -> list[str]:
    missed = [
        f"MISSED: {key} is {shown(now[key])},{_target(key, now[key]).partition(':')[0]}"
        for key in TARGETS
        if not is_met(key, now[key])
    ]
    return missed or ["MISSED: nothing"]


def write(now: Figures, about: dict[str, str]) -> None:
    """Writes summary.json and bench.md."""
    rounded = {key: value if isinstance(value, int) else float(f"{value:.4g}") for key, value in now.items()}
    (RESULTS / "summary.json").write_text(json.dumps({**about, **rounded}, indent=2) + "\n")
    (RESULTS / "bench.md").write_text("\n".join(_document(now, about)) + "\n")


def _document(now: Figures, about: dict[str, str]) -> list[str]:
    return [
        f"# The comparison, {about['machine.date']}",
        "",
        f"Commit {about['machine.commit']}. {about['machine.cpu']}. {about['machine.system']}. {about['machine.rustc']}.",
        f"{about['machine.load'].capitalize()}. {about['machine.duration'].capitalize()}.",
        "[README.md](../README.md) explains the figures; [summary.json](summary.json) has all of them.",
        "",
        "![The comparison as a chart](bench.svg)",
        "",
        *(line for scenario in SCENARIOS for line in _requests(scenario, now)),
        *_counts(now),
        *_installation(now),
        *_memory(now),
        *_growth(now),
        *_verdict(now),
        *_targets(now),
    ]


def _rows(head: list[str], rows: list[list[str]]) -> list[str]:
    """Returns a Markdown table."""
    return ["| " + " | ".join(row) + " |" for row in [head, ["---", *["--:"] * (len(head) - 1)], *rows]] + [""]


def _sides() -> list[tuple[str, str | None]]:
    """Returns the languages, each followed by its peers: the name in the keys, and for peers the language."""
    return [
        (name, of)
        for language, peers in PEERS.items()
        for name, of in [(language, None), *((peer, language) for peer in peers)]
    ]


def _title(name: str, language: str | None) -> str:
    return f"**ringout, {NAMES[name]}**" if language is None else NAMES[name]


def _requests(scenario: str, now: Figures) -> list[str]:
    rows = []
    for name, language in _sides():
        if f"{scenario}.{name}.wall.us" in now:
            row = [_title(name, language)]
            for kind in ("wall", "cpu"):
                row.append(shown(now[f"{scenario}.{name}.{kind}.us"]))
                row.append(f"{now[f'{scenario}.{language}.vs_{name}.{kind}']:.2f}" if language else "")
            rows.append(row)
    return [f"## {SCENARIOS[scenario]}", "", *_rows(["", "wall, us", "x ours", "CPU, us", "x ours"], rows)]


def _counts(now: Figures) -> list[str]:
    rows = []
    for name in ("c", "libcurl", "raw_socket", "python"):
        row = [_title(name, None if name in ("c", "python") else "c")]
        for operation in ("status", "call"):
            for kind in ("instructions", "allocations"):
                key = f"{operation}.{name}.{kind}"
                row.append(shown(now[key]) if key in now else "")
        rows.append(row)
    head = ["", "status, instructions", "allocations", "call, instructions", "allocations"]
    return ["## Instructions and allocations", "", *_rows(head, rows)]


def _installation(now: Figures) -> list[str]:
    rows = []
    for name, language in _sides():
        if f"import.{name}.ms" in now:
            size = "size.libringout.bytes" if name == "c" else f"size.{name}.bytes"
            times = [shown(now[f"import.{name}.{kind}"]) for kind in ("ms", "process.ms")]
            rows.append([_title(name, language), *times, f"{now[size] / 1e6:.2f}"])
    head = ["", "import, ms", "whole process, ms", "installed, MB"]
    return ["## Import and size", "", *_rows(head, rows)]


def _memory(now: Figures) -> list[str]:
    rows = [
        [_title(name, language), shown(now[f"memory.{name}.per_client.bytes"] / 1024)]
        for name, language in _sides()
        if f"memory.{name}.per_client.bytes" in now
    ]
    text = f"A followed call takes {shown(now['memory.c.per_followed_call.bytes'])} bytes in C."
    return ["## Memory", "", *_rows(["a client that is logged in", "KiB"], rows), text, ""]


def _growth(now: Figures) -> list[str]:
    rows = []
    for name, language in _sides():
        key = f"growth.operations.{name}"
        if f"{key}.1.wall.us" in now:
            cells = [now.get(f"{key}.{size}.wall.us") for size in GROWTH]
            peaks = [now.get(f"{key}.{size}.peak.bytes") for size in GROWTH]
            rows.append([_title(name, language), *("" if cell is None else shown(cell) for cell in cells)])
            rows.append(["peak memory, MB", *("" if peak is None else shown(peak / 1e6) for peak in peaks)])
    sizes = [f"{size:,}" for size in GROWTH]
    followed = [
        ["bytes for each call", *(shown(now[f"growth.followed.c.{size}.bytes"] / size) for size in GROWTH)],
        ["threads", *(shown(now[f"growth.followed.c.{size}.threads"]) for size in GROWTH)],
        ["CPU, percent of one core", *(shown(now[f"growth.followed.c.{size}.cpu.percent"]) for size in GROWTH)],
    ]
    return [
        "## Growth",
        "",
        *_rows(["operations at once: wall for each, us", *sizes], rows),
        *_rows(["followed calls, C", *sizes], followed),
    ]


def _verdict(now: Figures) -> list[str]:
    rows = [[name, shown(now[f"verdict.{key}.ns"])] for key, name in [("rust", "Rust"), *list(NAMES.items())[:3]]]
    tracker_rows = [
        [name, shown(now[f"tracker.{key}"])]
        for key, name in [
            ("http_429", "429s"),
            ("mean_delay_ratio", "mean delay, x optimum"),
            ("max_delay_ratio", "longest delay, x optimum"),
            ("per_followed_call.bytes", "bytes for each followed call"),
            ("threads", "threads"),
        ]
    ]
    return [
        "## A verdict on a transition",
        "",
        *_rows(["", "ns"], rows),
        "## The tracker",
        "",
        "The worst cell of [its table](tracker.md), which `make bench-tracker` measures.",
        "",
        *_rows(["", "worst"], tracker_rows),
    ]


def _targets(now: Figures) -> list[str]:
    rows = [
        [
            f"`{key}`",
            shown(now[key]),
            ("at least " if is_ratio(key) else "at most ") + shown(target),
            "met" if is_met(key, now[key]) else "**missed**",
        ]
        for key, target in TARGETS.items()
    ]
    return ["## Targets", "", *_rows(["", "measured", "target", ""], rows)][:-1]

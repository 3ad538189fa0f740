"""The matrix of the results: a row for each fault, a column for each operation."""

from collections import defaultdict

from faults import FAULTS
from lane import Verdict
from rules import OPERATIONS

SHORT = {
    "OK": "ok",
    "CONNECTION": "conn",
    "TIMEOUT": "time",
    "PROTOCOL": "prot",
    "MAYBE_PLACED": "maybe",
    "SERVER": "serv",
    "REJECTED": "rej",
    "NOT_FOUND": "404",
    "FORBIDDEN": "403",
    "RATE_LIMITED": "429",
    "UNAUTHORIZED": "401",
}


def short(code: str) -> str:
    """Returns a code in few letters. For a batch, those of both requests."""
    parts = [SHORT.get(part.rstrip("+"), part) for part in code.split(",")]
    return "+".join(dict.fromkeys(parts))


def cell(verdicts: list[Verdict]) -> str:
    """Returns the codes of all languages, the longest time, and the calls placed."""
    if not all(verdict.result for verdict in verdicts):
        return "**none**"
    codes = "/".join(dict.fromkeys(short(verdict.result["code"]) for verdict in verdicts))
    longest = max(verdict.result["took_ms"] for verdict in verdicts) / 1000
    placed = "/".join(dict.fromkeys(str(verdict.placed) for verdict in verdicts))
    is_bad = any(any(verdict.problems().values()) for verdict in verdicts)
    text = codes + (f" {longest:.1f}" if longest >= 0.1 else "") + (f" p{placed}" if placed != "0" else "")
    return f"**{text}**" if is_bad else text


def render(verdicts: list[Verdict]) -> str:
    """Returns the table as Markdown."""
    cells: dict[tuple[str, float], dict[str, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    places = {fault.name: place for place, fault in enumerate(FAULTS)}
    for verdict in sorted(
        verdicts, key=lambda verdict: (places[verdict.case.fault.name], verdict.case.times == "always")
    ):
        case = verdict.case
        if verdict.result or any(verdict.problems().values()):
            cells[f"{case.fault.name} ({case.times})", case.deadline_ms / 1000][case.operation].append(verdict)
    legend = ", ".join(f"{mark} {code}" for code, mark in SHORT.items())
    lines = [
        "# Operation x fault",
        "",
        "Each cell has the code in all four languages, the longest time in seconds (from 0.1 s on), and the calls that were placed",
        "(p1). Codes that differ between languages are separated by a slash, those of the two requests of `place_all` by a plus sign.",
        f"A cell in bold breaks a rule. The codes: {legend}.",
        "",
        "| fault | deadline | " + " | ".join(OPERATIONS) + " |",
        "|---|---|" + "---|" * len(OPERATIONS),
    ]
    for (fault, deadline), row in cells.items():
        line = [cell(row[operation]) if operation in row else "" for operation in OPERATIONS]
        lines.append(f"| {fault} | {deadline} s | " + " | ".join(line) + " |")
    return "\n".join(lines) + "\n"

"""Values as HTML, for notebooks. Imported only when a notebook asks for it."""

from __future__ import annotations

from html import escape
from typing import Any

from ._native import CallLog, CallState, Change, LogRecord, Outcome, Preflight

_LEFT = ' style="text-align:left"'


def html_of(value: Any) -> str:
    """Returns a value as a heading and a table. Every text is escaped, because some come from the server."""
    if isinstance(value, Outcome):
        rows = [("leg", value.leg), ("status", value.status), ("connected", value.connected), ("source", value.source)]
        return _heading(value) + _table(rows)
    if isinstance(value, CallState):
        return _table(_state(value))
    if isinstance(value, Change):
        return _heading(f"{value.earliest:.1f} to {value.latest:.1f} s") + _table(
            [*_state(value.state), ("verdict", value.verdict)]
        )
    if isinstance(value, Preflight):
        return _heading("ready" if value.ok else "not ready") + _table(
            [(check.kind, check.result, check.explanation) for check in value.checks]
        )
    if isinstance(value, CallLog):
        return _heading(value.matching) + (html_of(value.record) if value.record else "<p>no record matches</p>")
    if isinstance(value, LogRecord):
        parts: list[Any] = [("", value.from_, value.to, value.start_time, f"{value.duration:.0f} s", value.result)]
        parts += [
            (leg.leg or leg.leg_type, leg.from_, leg.to, leg.start_time, f"{leg.duration:.0f} s", leg.result)
            for leg in value.legs
        ]
        return _table(parts, ("leg", "from", "to", "began", "duration", "result"))
    raise TypeError(f"{type(value).__name__} has no HTML")


def _state(state: CallState) -> list[tuple[str, Any]]:
    return [
        ("call", state.call_status),
        ("caller", state.caller_status),
        ("callee", state.callee_status),
        ("phase", state.phase),
        ("meaning", state.explain()),
    ]


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))


def _heading(value: object) -> str:
    return f"<b>{_text(value)}</b>"


def _table(rows: list[Any], names: tuple[str, ...] = ()) -> str:
    head = "".join(f"<th{_LEFT}>{_text(name)}</th>" for name in names)
    lines = [f"<tr>{head}</tr>"] if names else []
    for first, *rest in rows:
        cells = "".join(f"<td{_LEFT}>{_text(cell)}</td>" for cell in rest)
        lines.append(f"<tr><th{_LEFT}>{_text(first)}</th>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"

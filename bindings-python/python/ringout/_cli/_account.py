"""The commands `preflight`, `numbers` and `log`."""

from __future__ import annotations

import argparse

from .. import CallLog, LogRecord
from ._calls import call_arguments
from ._client import connect
from ._output import GREEN, RED, YELLOW, Output
from ._values import moment

_COLOURS = {"Passed": GREEN, "Failed": RED}


def preflight(options: argparse.Namespace, output: Output) -> int:
    """Shows what would make a call fail."""
    with connect(options) as client:
        report = client.preflight(**call_arguments(options)) if options.to is not None else client.preflight()
        for check in report.checks:
            output.record("check", kind=check.kind, result=check.result, explanation=check.explanation)
            output.line(
                f"{check.kind:11} ", (_COLOURS.get(check.result, YELLOW), check.result), f": {check.explanation}"
            )
        output.record("preflight", ok=report.ok)
        return 0 if report.ok else 1


def numbers(options: argparse.Namespace, output: Output) -> int:
    """Lists the numbers of the user."""
    with connect(options) as client:
        forwarding, shown = client.forwarding_numbers(), client.caller_ids()
    output.line("phones that can ring first, for --forwarding-number ID or --from NUMBER:")
    for phone in forwarding:
        output.record("forwarding_number", number=phone)
        output.line(_row(phone.id, phone.phone_number, phone.label, phone.kind))
    output.line("numbers that callees may see, for --caller-id NUMBER:")
    for number in shown:
        output.record("caller_id", number=number)
        output.line(_row(number.id, number.phone_number, number.label, number.usage_type))
    return 0


def _row(*columns: str | None) -> str:
    first, second, *rest = (column or "-" for column in columns)
    return f"  {first:14} {second:16} {', '.join(dict.fromkeys(word for word in rest if word != '-'))}".rstrip()


def log(options: argparse.Namespace, output: Output) -> int:
    """Finds a call in the call log."""
    with connect(options) as client:
        found = client.call_log(to=options.to, from_=options.from_, sent_at=options.sent_at)
    output.record("log", log=found)
    output.line(log_text(found))
    for leg in found.record.legs if found.record else ():
        output.line(f"  {leg.leg or leg.leg_type or 'leg'}: {leg.result or 'no result'}, {leg.duration:.0f} s")
    return 0 if found.record else 1


def log_text(log: CallLog) -> str:
    """Returns a record of the call log in one line."""
    if log.record is None:
        return "no record in the call log (yet)"
    others = f", {log.candidates} records match" if log.candidates > 1 else ""
    return f"{log.matching} match{others}: {_record_text(log.record)}"


def _record_text(record: LogRecord) -> str:
    began = moment(record.start_time) if record.start_time else "unknown time"
    between = f"from {record.from_ or 'unknown'} to {record.to or 'unknown'}"
    return f"{record.result or 'no result'}, {record.duration:.0f} s, {began}, {between}"

"""The command `place`: many calls from a file, each of them once."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .. import CallLog, Client, InvalidArgumentError, JournalEntry, Outcome, OutcomeKind, RingOutError, Watch
from ._account import log_text
from ._calls import outcome_parts
from ._client import connect
from ._journal import Journal, Step
from ._output import RED, YELLOW, Output, Part, Stopped
from ._rows import Row, read_rows

_BAR = 20


@dataclass
class Tally:
    """What became of the calls so far."""

    rows: int
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("connected", "not_connected", "not_placed", "unknown", "in_log"), 0)
    )
    left_out: int = 0
    in_progress: int = 0
    first_error: int = 0

    @property
    def done(self) -> int:
        """The number of calls whose result is known, or known to be unknown."""
        return sum(self.counts.values())

    @property
    def exit_code(self) -> int:
        """The exit code: calls that may have been placed come first, then errors, then calls that did not connect."""
        if self.counts["unknown"]:
            return 24
        return self.first_error or (1 if self.counts["not_connected"] else 0)

    def text(self) -> str:
        """Returns the counts, without those that are zero."""
        words = {name: name.replace("_", " ") for name in self.counts}
        words["unknown"], words["in_log"] = "may have been placed", "found in the call log"
        parts = [f"{count} {words[name]}" for name, count in self.counts.items() if count]
        return ", ".join(parts) or "none"

    def bar(self, elapsed: float) -> str:
        """Returns the progress bar."""
        filled = _BAR * self.done // self.rows
        ringing = f"; {self.in_progress} in progress" if self.in_progress else ""
        return (
            f"[{'#' * filled}{'-' * (_BAR - filled)}] {self.done}/{self.rows}  {elapsed:.0f} s  {self.text()}{ringing}"
        )


def place(options: argparse.Namespace, output: Output) -> int:
    """Places the calls of a file that the journal does not have, and follows those that it has."""
    rows = read_rows(options)
    with Journal(options.journal) as journal, connect(options) as client:
        batch = _Batch(options, output, journal, client, rows)
        try:
            with output.live(batch.tally.bar):
                batch.settle_earlier()
                batch.place()
        except Stopped:
            going_on = {0: "", 1: "1 call goes on; "}.get(
                batch.tally.in_progress, f"{batch.tally.in_progress} calls go on; "
            )
            output.note(f"{going_on}run the same command again to resume")
            raise
        tally = batch.tally
        output.record("summary", calls=tally.rows, left_out=tally.left_out, **tally.counts)
        left_out = f"; {tally.left_out} left for the next run" if tally.left_out else ""
        output.line(f"{tally.done} of {tally.rows + tally.left_out} calls: {tally.text()}{left_out}")
        return tally.exit_code


def _found(log: CallLog) -> str:
    """Returns what the call log says about a call, as a name of the counts."""
    if log.record is None:
        return "unknown"
    return {True: "connected", False: "not_connected", None: "in_log"}[log.record.connected]


class _Batch:
    """One run of the command."""

    def __init__(
        self, options: argparse.Namespace, output: Output, journal: Journal, client: Client, rows: list[Row]
    ) -> None:
        self.options = options
        self.output = output
        self.journal = journal
        self.client = client
        known = {row.number: journal.steps.get(row.key) for row in rows}
        self.earlier = [(row, step) for row in rows if (step := known[row.number]) and step.name != "NotPlaced"]
        earlier = {row.number for row, _ in self.earlier}
        new = [row for row in rows if row.number not in earlier]
        self.new = new if options.max is None else new[: options.max]
        self.tally = Tally(rows=len(self.earlier) + len(self.new), left_out=len(new) - len(self.new))

    def settle_earlier(self) -> None:
        """Shows the results of earlier runs. Follows the calls that were in progress, all at the same time."""
        followed: list[tuple[Row, Step, Watch]] = []
        for row, step in self.earlier:
            if step.name == "Ended" and step.outcome and step.outcome.kind is not OutcomeKind.STILL_IN_PROGRESS:
                self._show_outcome(row, step.call_id, step.outcome, is_earlier=True)
            elif step.call_id:
                followed.append((row, step, self._watch(step.call_id)))
            else:
                self._look_up(row, step)
        self.tally.in_progress = len(followed)
        for row, step, watch in followed:
            for _ in watch:
                self.output.redraw()
            self.tally.in_progress -= 1
            outcome = watch.outcome
            if outcome.kind is OutcomeKind.ENDED_UNKNOWN:
                self._look_up(row, step)
            else:
                self.journal.write_end(row, step, outcome, datetime.now(timezone.utc))
                self._show_outcome(row, step.call_id, outcome, is_earlier=True)

    def place(self) -> None:
        """Places the other calls."""
        if not self.new:
            return
        try:
            for placed in self.client.place_all(
                [row.request for row in self.new],
                until=self.options.until or "ended",
                timeout=self.options.timeout,
                cancel_on_timeout=self.options.cancel_on_timeout,
                total_timeout=self.options.total_timeout,
                concurrency=self.options.concurrency or 1,
                journal=self._record,
            ):
                row = self.new[placed.index]
                if placed.error:
                    self._show_error(row, placed.error)
                elif placed.outcome:
                    self._show_outcome(row, placed.call.id if placed.call else None, placed.outcome)
        except InvalidArgumentError as error:
            raise self._with_row(error) from None

    def _watch(self, call_id: str) -> Watch:
        return self.client.call(call_id).watch(
            until=self.options.until or "ended",
            timeout=self.options.timeout,
            cancel_on_timeout=self.options.cancel_on_timeout,
        )

    def _record(self, entry: JournalEntry) -> None:
        row = self.new[entry.index]
        try:
            self.journal.write(row, entry)
        except Stopped:
            # An entry that raises is not acted on, so a call that was about to be placed is not.
            if entry.step == "Placing":
                self.journal.write(row, entry, step="NotPlaced")
            raise
        self.tally.in_progress += {"Placed": 1, "Ended": -1}.get(str(entry.step), 0)
        self.output.redraw()

    def _look_up(self, row: Row, step: Step) -> None:
        log = self.client.call_log(to=step.to, from_=step.from_, sent_at=step.at)
        self.tally.counts[_found(log)] += 1
        text = log_text(log) if log.record else "may have been placed; no record in the call log (yet)"
        self._show(row, ((YELLOW, text),), call_id=step.call_id, log=log, is_earlier=True)

    def _show_outcome(self, row: Row, call_id: str | None, outcome: Outcome, is_earlier: bool = False) -> None:
        self.tally.counts["connected" if outcome.connected else "not_connected"] += 1
        self._show(row, outcome_parts(outcome), call_id=call_id, outcome=outcome, is_earlier=is_earlier)

    def _show_error(self, row: Row, error: RingOutError) -> None:
        self.tally.counts["unknown" if error.may_have_placed else "not_placed"] += 1
        self.tally.first_error = self.tally.first_error or 10 + error.number
        self._show(row, ((RED, error.code), f": {error}"), error=error)

    def _show(
        self,
        row: Row,
        parts: tuple[Part, ...],
        call_id: str | None = None,
        outcome: Outcome | None = None,
        error: RingOutError | None = None,
        log: CallLog | None = None,
        is_earlier: bool = False,
    ) -> None:
        self.output.record(
            "result",
            row=row.number,
            to=row.values["to"],
            call_id=call_id,
            outcome=outcome,
            error=error,
            log=log,
            earlier=is_earlier,
        )
        self.output.line(f"{row.number:>4}  {row.values['to']:16} ", *parts, " (earlier run)" if is_earlier else "")

    def _with_row(self, error: InvalidArgumentError) -> InvalidArgumentError:
        """Names the row of the file instead of the request of the library."""
        found = re.match(r"requests\[(\d+)\]\.?(\w*)", error.parameter or "")
        if found and error.parameter:
            row = self.new[int(found[1])].number
            problem = error.message.removeprefix(error.parameter)
            error.message = f"row {row} of {self.options.file}, {found[2].rstrip('_')}{problem}"
        return error

"""Calls several numbers, one after another, and prints how each call ended.

    python many_calls.py JOURNAL NUMBER...

The journal is a file with one line for each step. After Ctrl-C or a power failure, run the program again with the same journal:
it continues where it stopped and calls no number twice. Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT
and RINGOUT_CALLER from the environment.
"""

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from ringout import CallRequest, Client, JournalEntry, JournalStep, OutcomeKind, RingOutError

CALLER = os.environ.get("RINGOUT_CALLER") or None


def main(path: str, *numbers: str) -> int:
    try:
        with Client.from_env() as client:
            report = client.preflight()
            if not report.ok:
                print(report, file=sys.stderr)
                return 1
            known = last_steps(Path(path))
            for number in numbers:
                if number in known:
                    print(number, earlier_result(client, known[number]), flush=True)
            place(client, Path(path), (number for number in numbers if number not in known))
    except RingOutError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def last_steps(path: Path) -> dict[str, dict[str, str]]:
    """Returns the last entry of each number that was called or may have been called."""
    lines = path.read_text().splitlines() if path.exists() else []
    last = {entry["to"]: entry for entry in map(json.loads, lines)}
    return {number: entry for number, entry in last.items() if entry["step"] != JournalStep.NOT_PLACED}


def earlier_result(client: Client, entry: dict[str, str]) -> str:
    """Returns the result of a call of an earlier run."""
    if entry["step"] == JournalStep.ENDED:
        return entry["outcome"]
    if entry["step"] == JournalStep.PLACED:
        outcome = client.call(entry["call_id"]).wait(timeout=120)
        if outcome.kind is not OutcomeKind.ENDED_UNKNOWN:
            return str(outcome)
    log = client.call_log(to=entry["to"], from_=CALLER, sent_at=datetime.fromisoformat(entry["at"]))
    if log.record:
        return f"{log.record.result}, according to the call log ({log.matching} match)"
    return "may have been called; the call log has no record (yet)"


def place(client: Client, path: Path, numbers: Iterable[str]) -> None:
    """Calls one number after another, because the caller has only one phone."""
    requests = [CallRequest(to=number, from_=CALLER) for number in numbers]
    with path.open("a") as file:

        def journal(entry: JournalEntry) -> None:
            line = {
                "at": entry.at.isoformat(),
                "step": entry.step,
                "to": entry.to,
                "call_id": entry.call_id,
                "outcome": str(entry.outcome),
            }
            print(json.dumps(line), file=file, flush=True)
            os.fsync(file.fileno())

        for placed in client.place_all(requests, concurrency=1, journal=journal):
            print(requests[placed.index].to, placed.outcome or placed.error, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

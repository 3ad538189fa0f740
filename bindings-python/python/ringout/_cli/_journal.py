"""The journal of the command `place`: a file with one JSON object for each step, which survives the process."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .. import JournalEntry, Outcome, StorageError
from ._rows import Row, callee_key
from ._usage import UsageError
from ._values import moment, plain

if TYPE_CHECKING:
    from typing_extensions import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Step:
    """The last step of a row in the journal."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.name: str = line["step"]
        self.at = datetime.fromisoformat(line["at"].replace("Z", "+00:00"))
        self.to: str = line["to"]
        self.from_: str | None = line["from"]
        self.call_id: str | None = line["call_id"]
        self.outcome = Outcome(**line["outcome"]) if line["outcome"] else None
        self.key: tuple[str, int] = (callee_key(line["request"]["to"]), line["occurrence"])


class Journal:
    """An open journal. Only one process at a time can use it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.steps: dict[tuple[str, int], Step] = {}
        self.name = socket.socket(socket.AF_UNIX if sys.platform == "linux" else socket.AF_INET)
        try:
            # It has telephone numbers, so only its owner may read it.
            self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            self.name.close()
            raise UsageError(f"{path} cannot be opened: {error.strerror}", "place") from None
        try:
            if not stat.S_ISREG(os.fstat(self.file).st_mode):
                raise UsageError(f"{path} is not a regular file", "place")
            self._lock()
            self._read()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.name.close()
        os.close(self.file)

    def write(self, row: Row, entry: JournalEntry, step: str | None = None) -> None:
        """Writes an entry of the library, with its step or another one."""
        self._append(
            row,
            at=moment(entry.at),
            step=step or entry.step,
            to=entry.to,
            from_=entry.from_,
            call_id=entry.call_id,
            outcome=entry.outcome,
            error=entry.error,
        )

    def write_end(self, row: Row, step: Step, outcome: Outcome, at: datetime) -> None:
        """Writes the end of a call of an earlier run."""
        self._append(
            row,
            at=moment(at),
            step="Ended",
            to=step.to,
            from_=step.from_,
            call_id=step.call_id,
            outcome=outcome,
            error=None,
        )

    def _append(self, row: Row, **fields: object) -> None:
        named = {name.rstrip("_"): plain(value) for name, value in fields.items()}
        line = {"row": row.number, "occurrence": row.occurrence, **named, "request": row.values}
        try:
            data = f"{json.dumps(line)}\n".encode()
            while data:
                data = data[os.write(self.file, data) :]
            os.fsync(self.file)
        except OSError as error:
            raise StorageError(f"{self.path} cannot be written: {error.strerror}") from None

    def _lock(self) -> None:
        try:
            if sys.platform == "win32":
                msvcrt.locking(self.file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if sys.platform == "linux":
                # The command of the Node package, which cannot lock a file, takes the same name.
                found = os.fstat(self.file)
                self.name.bind(f"\0ringout-journal-{found.st_dev}-{found.st_ino}")
        except OSError:
            raise UsageError(f"{self.path} is in use by another `ringout place`", "place") from None

    def _read(self) -> None:
        with open(self.file, "rb", closefd=False) as file:
            whole, end, torn = file.read().rpartition(b"\n")
        if torn:
            # A line that was not finished was not acted on: the next step waits until the line is on the disk.
            os.ftruncate(self.file, len(whole) + len(end))
        for number, text in enumerate(whole.splitlines(), 1):
            try:
                step = Step(json.loads(text))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise UsageError(f"line {number} of {self.path} is not an entry of a journal", "place") from None
            self.steps[step.key] = step

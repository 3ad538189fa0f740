"""A command on a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from command import COMMAND, PATIENCE

FRAME = re.compile(r"\r\x1b\[K([^\r\n\x1b]*)")


class Terminal:
    """A command whose standard output and standard error are a terminal."""

    def __init__(self, arguments: Sequence[str], env: dict[str, str], folder: Path) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [*COMMAND, *arguments], env=env, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self.text = ""

    def read_until(self, pattern: str) -> None:
        """Reads until the text since the start matches."""
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, self.text):
            assert time.monotonic() < deadline, f"{pattern!r} does not appear in {self.text!r}"
            assert self._read(), f"the command ended with {self.text!r}"

    def end(self) -> int:
        """Reads to the end, and returns the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read() and time.monotonic() < deadline:
            pass
        os.close(self.master)
        try:
            return self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], 1)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    @property
    def frames(self) -> list[str]:
        """The contents of the line that is redrawn, without those that were overwritten by the same."""
        frames = FRAME.findall(self.text)
        return [frame for frame, before in zip(frames, ["", *frames], strict=False) if frame and frame != before]

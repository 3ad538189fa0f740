"""Output: lines for people or JSON, colours, and a line at the bottom of the terminal that is redrawn."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from ._values import plain

GREEN, RED, YELLOW = "32", "31", "33"
_CLEAR = "\r\x1b[K"
Part = str | tuple[str, str]


class Stopped(BaseException):
    """The command must stop: a signal arrived, or nobody reads its output."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Output:
    """Writes to standard output and standard error. Everything written at once is flushed."""

    def __init__(self, is_json: bool = False) -> None:
        self.is_json = is_json
        # Python has no stream for a descriptor that the shell has closed.
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (open to the end)
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            # Names that an encoding does not have are written with escapes instead of failing.
            getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
        self._has_colours = {stream: _has_colours(stream) for stream in (sys.stdout, sys.stderr)}
        self._is_live = not is_json and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._lock = threading.RLock()
        self._render: Callable[[float], str] | None = None
        self._began = 0.0

    @property
    def is_live(self) -> bool:
        """Whether `live` shows a line."""
        return self._is_live

    def record(self, kind: str, /, **fields: object) -> None:
        """Writes a JSON object, if JSON is wanted."""
        if self.is_json:
            self._write(sys.stdout, json.dumps({"type": kind, **{name: plain(item) for name, item in fields.items()}}))

    def line(self, *parts: Part) -> None:
        """Writes a line for people, unless JSON is wanted. A part can be a colour and a text."""
        if not self.is_json:
            self._write(sys.stdout, self._text(parts, sys.stdout))

    def note(self, *parts: Part) -> None:
        """Writes a line to standard error."""
        self._write(sys.stderr, self._text(parts, sys.stderr))

    def _text(self, parts: tuple[Part, ...], stream: TextIO) -> str:
        return "".join(
            printable(part)
            if isinstance(part, str)
            else f"\x1b[{part[0]}m{printable(part[1])}\x1b[0m"
            if self._has_colours[stream]
            else printable(part[1])
            for part in parts
        )

    @contextmanager
    def live(self, render: Callable[[float], str]) -> Iterator[None]:
        """Shows a line at the bottom of the terminal, and redraws it every second. `render` gets the seconds since the start."""
        if not self._is_live:
            yield
            return
        ended = threading.Event()
        with self._lock:
            self._began = time.monotonic()
            self._render = render
            self._draw()
        ticker = threading.Thread(target=self._tick, args=(ended,), daemon=True)
        ticker.start()
        try:
            yield
        finally:
            ended.set()
            with self._lock:
                self._render = None
                self._put(sys.stdout, _CLEAR)
            ticker.join()

    def redraw(self) -> None:
        """Draws the line at the bottom again, because what it shows has changed."""
        with self._lock:
            if self._render:
                self._draw()

    def close(self) -> None:
        """Gives up standard output, so that the interpreter does not fail to flush it."""
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _tick(self, ended: threading.Event) -> None:
        while not ended.wait(1):
            try:
                self.redraw()
            except (OSError, Stopped):
                return

    def _draw(self) -> None:
        if self._render:
            text = printable(self._render(time.monotonic() - self._began))
            columns = max(shutil.get_terminal_size().columns - 1, 1)
            self._put(sys.stdout, _CLEAR + text[:columns])

    def _write(self, stream: TextIO, text: str) -> None:
        with self._lock:
            if self._render:
                self._put(sys.stdout, _CLEAR)
            self._put(stream, f"{text}\n")
            self._draw()

    def _put(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            if stream is sys.stdout:
                self.close()
                raise Stopped(141, "nobody reads the output") from None
        except OSError as error:
            if stream is sys.stdout:
                self.close()
                raise Stopped(2, f"standard output cannot be written: {error.strerror}") from None


def printable(text: str) -> str:
    """Escapes what could control the terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _has_colours(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb"

"""The calls of a CSV file."""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from pathlib import Path
from typing import Any

from .. import CallRequest
from ._calls import call_arguments
from ._usage import UsageError, quoted

COLUMNS = ("to", "from", "from_forwarding_number", "caller_id", "play_prompt", "country")
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Row:
    """A call to place: its number in the file, from 1, and what to place. `occurrence` counts the rows with the same callee."""

    def __init__(self, number: int, values: dict[str, Any], occurrence: int) -> None:
        self.number = number
        self.values = values
        self.occurrence = occurrence
        self.request = CallRequest(**{"from_" if name == "from" else name: value for name, value in values.items()})

    @property
    def key(self) -> tuple[str, int]:
        """What finds the row in the journal, however its number is written."""
        return callee_key(self.values["to"]), self.occurrence


def callee_key(number: str) -> str:
    """Returns a number without its spelling: the digits, `+` and `*`."""
    return re.sub(r"[^0-9+*]", "", number)


def read_rows(options: argparse.Namespace) -> list[Row]:
    """Reads the calls of the command `place`. Raises `UsageError` for a file that has none."""
    try:
        raw = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{options.file} cannot be read: {error.strerror}", "place") from None
    except UnicodeDecodeError:
        raise UsageError(f"{options.file} is not UTF-8", "place") from None
    lines = [[cell.strip() for cell in line] for line in _parse(text)]
    lines = [line for line in lines if any(line)]
    header = [re.sub(r"[\s-]", "_", cell.lower()) for cell in lines[0]] if lines else []
    if "to" in header:
        columns, lines = header, lines[1:]
    else:
        columns = ["to"]
        if any(len(line) > 1 for line in lines):
            raise UsageError(f"{options.file} has no column `to` in its first line", "place")
    if not lines:
        raise UsageError(f"{options.file} has no calls", "place")
    options.to = None
    defaults = {name.rstrip("_"): value for name, value in call_arguments(options).items() if value is not None}
    return _rows(columns, lines, defaults, options.file)


def _parse(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _rows(columns: list[str], lines: list[list[str]], defaults: dict[str, Any], name: str) -> list[Row]:
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        values = dict(defaults)
        for column, cell in zip(columns, line, strict=False):
            if column in COLUMNS and cell:
                values[column] = _prompt(cell, name, number) if column == "play_prompt" else cell
        if "to" not in values:
            raise UsageError(f"{name}: row {number} has no number in the column `to`", "place")
        key = callee_key(values["to"])
        seen[key] = seen.get(key, 0) + 1
        rows.append(Row(number, values, seen[key]))
    return rows


def _prompt(cell: str, name: str, number: int) -> bool:
    if cell.lower() not in _WORDS:
        raise UsageError(f"{name}: row {number}: play_prompt is {quoted(cell)}, not true or false", "place")
    return _WORDS[cell.lower()]

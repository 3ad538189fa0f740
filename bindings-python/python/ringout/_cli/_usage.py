"""Command line arguments: the table of commands, the parser, and the help screens.

`commands.json` is the table, which the command of the Node package has too.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("commands.json").read_text(encoding="utf-8"))
COMMANDS: dict[str, dict[str, Any]] = {command["name"]: command for command in TABLE["commands"]}
OPTIONS: dict[str, dict[str, Any]] = TABLE["options"]

# The column of the explanations.
COLUMN = 30


class UsageError(Exception):
    """Wrong arguments, or a file that cannot be used. `command` is the command, if it is known."""

    def __init__(self, message: str, command: str | None = None) -> None:
        super().__init__(message)
        self.command = command


class Help(Exception):
    """A help screen, or the version, was asked for."""


class _Parser(argparse.ArgumentParser):
    """Reports mistakes in the words of this module, which do not change with the version of Python."""

    def error(self, message: str) -> NoReturn:
        name, _, problem = message.removeprefix("argument ").partition(": ")
        option = name.split("/")[0]
        raise UsageError(f"{option} takes no value" if problem.startswith("ignored") else f"{option} needs a value")


def parse(arguments: list[str], version: str) -> argparse.Namespace:
    """Returns the command and its options. Raises `UsageError` or `Help`."""
    if not arguments or arguments[0] in ("-h", "--help"):
        raise Help(overview())
    name, *rest = arguments
    if name == "--version":
        raise Help(f"ringout {version}")
    if name not in COMMANDS:
        what = "option" if name.startswith("-") else "command"
        raise UsageError(f"unknown {what} {name}")
    if name == "simulator":
        return argparse.Namespace(command=name, arguments=rest)
    try:
        return _parse_command(COMMANDS[name], rest)
    except UsageError as error:
        error.command = name
        raise


def _parse_command(command: dict[str, Any], arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(add_help=False, allow_abbrev=False, argument_default=None)
    parser.add_argument("-h", "--help", action="store_true")
    for name in command["options"]:
        option = OPTIONS[name]
        actions: dict[str, Any] = {"flag": "store_true", "switch": argparse.BooleanOptionalAction}
        action = actions.get(option["kind"], "store")
        parser.add_argument(f"--{name}", action=action, dest=destination(name))
    found, rest = parser.parse_known_args(arguments)
    if found.help:
        raise Help(screen(command["name"]))
    for text in rest:
        if text.startswith("-") and text != "-":
            raise UsageError(f"unknown option {text.partition('=')[0]}")
    for text in rest[len(command["arguments"]) :]:
        raise UsageError(f"unexpected argument {text}")
    for name, text in zip(command["arguments"], rest, strict=False):
        setattr(found, name.lower(), text)
    for name in command["arguments"][len(rest) :]:
        raise UsageError(f"{name} is missing")
    _check(command, found)
    found.command = command["name"]
    return found


def _check(command: dict[str, Any], found: argparse.Namespace) -> None:
    values = vars(found)
    for name in command.get("required", []):
        if values[destination(name)] is None:
            raise UsageError(f"--{name} is missing")
    for name, needed in command.get("needs", {}).items():
        if values[destination(name)] not in (None, False) and values[destination(needed)] in (None, False):
            raise UsageError(f"--{name} needs --{needed}")
    for name in command["options"]:
        option = OPTIONS[name]
        text = values[destination(name)]
        if isinstance(text, str):
            values[destination(name)] = _convert(name, option, text)
        elif text is None:
            values[destination(name)] = option.get("default")


def _convert(name: str, option: dict[str, Any], text: str) -> object:
    """Converts a value. The library checks the ranges."""
    kind = option["kind"]
    if kind == "seconds":
        if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
            raise UsageError(f"--{name}: {quoted(text)} is not a number of seconds")
        return float(text)
    if kind == "count":
        if not re.fullmatch(r"0*[1-9]\d{0,8}", text, re.ASCII):
            raise UsageError(f"--{name}: {quoted(text)} is not a number from 1 on")
        return int(text)
    if kind == "choice" and text not in option["choices"]:
        raise UsageError(f"--{name}: {quoted(text)} is not one of {', '.join(option['choices'])}")
    if kind == "time":
        return _time(name, text)
    return text


def _time(name: str, text: str) -> datetime:
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", text, re.ASCII)
    try:
        if found:
            # `fromisoformat` of Python 3.10 takes neither `Z` nor any number of decimals.
            decimals = (found[3] or ".")[:7].ljust(7, "0")
            zone = found[4].replace("Z", "+00:00")
            return datetime.fromisoformat(f"{found[1]}{found[2] or ':00'}{decimals}{zone}")
    except ValueError:
        pass
    raise UsageError(f"--{name}: {quoted(text)} is not a time with a time zone, such as 2026-01-31T09:30:00Z")


def quoted(text: str) -> str:
    """Returns a value in double quotes, with escapes, as the library quotes values."""
    return json.dumps(text, ensure_ascii=False)


def destination(name: str) -> str:
    """Returns the name of an option's attribute."""
    return {"from": "from_"}.get(name, name.replace("-", "_"))


def overview() -> str:
    """Returns the help screen of the whole program."""
    lines = ["usage: ringout COMMAND [options]", "", TABLE["about"], "", "commands:"]
    lines += [f"  {name:11} {command['summary']}" for name, command in COMMANDS.items()]
    lines += ["", "options:", *_explained([("-h, --help", "show this help, or that of a command")])]
    lines += [*_explained([("--version", "show the version")]), "", *TABLE["notes"]]
    return "\n".join(lines)


def screen(name: str) -> str:
    """Returns the help screen of a command."""
    command = COMMANDS[name]
    rows = [(_spelling(option), OPTIONS[option]["help"]) for option in command["options"]]
    lines = [f"usage: ringout {name} {command['usage']}", "", command["about"]]
    if "notes" in command:
        lines += ["", *command["notes"]]
    return "\n".join([*lines, "", "options:", *_explained([*rows, ("-h, --help", "show this help")])])


def _spelling(name: str) -> str:
    option = OPTIONS[name]
    if option["kind"] == "switch":
        return f"--{name}, --no-{name}"
    return f"--{name} {option['value']}" if "value" in option else f"--{name}"


def _explained(rows: list[tuple[str, str]]) -> list[str]:
    return [f"  {left:{COLUMN - 2}}{right}" for left, right in rows]

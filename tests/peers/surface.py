"""Compares the names and the signatures of `ringcentral` with those of `ringout.compat`: `make shim-coverage`.

Runs in the environment of the peers with the Python package on its path. `differences.json` lists what is missing, what raises and
what is limited, each with its reason. Prints a table, or with `--check` only the problems.
"""

import asyncio
import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

# `ringcentral.test` imports it, and `ringcentral` does not install it.
sys.modules.setdefault("requests_mock", MagicMock())

THEIRS, OURS = "ringcentral", "ringout.compat"
DIFFERENCES: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "differences.json").read_text())["python"]
SPECIAL = ("__init__", "__call__")
PARAMETER = inspect.Parameter


@dataclass
class Row:
    """One public name."""

    name: str
    signature: str
    verdict: str
    """`same`, `accepts more`, `raises`, `limited`, `missing`, or what is wrong."""
    reason: str = ""
    is_problem: bool = False


def modules(package: str) -> Iterator[str]:
    """Yields the names of a package and of all modules in it."""
    yield package
    path = importlib.import_module(package).__path__
    for found in pkgutil.walk_packages(path, f"{package}."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield found.name


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yields the names that a module offers: all but other packages' modules, functions and classes."""
    for name, value in vars(module).items():
        source = getattr(value, "__module__", None)
        is_foreign = isinstance(value, ModuleType) or (source is not None and not source.startswith(f"{THEIRS}."))
        if not name.startswith("_") and not is_foreign:
            yield name, value


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yields the public attributes of a class, without those that every object or another package's class gives it."""
    for name in dir(kind):
        owner = next(base for base in kind.__mro__ if name in vars(base))
        is_own = owner.__module__.startswith((THEIRS, "observable"))
        if is_own and (name in SPECIAL or not name.startswith("_")):
            yield name, getattr(kind, name)


def signature(value: Any) -> inspect.Signature | None:
    """Returns the signature of a function, or None if the value cannot be called."""
    return inspect.signature(value) if callable(value) else None


def forms(wanted: inspect.Signature) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Yields every way to divide the arguments into positional and named ones, with and without the optional ones."""
    named = [p for p in wanted.parameters.values() if p.kind is PARAMETER.POSITIONAL_OR_KEYWORD]
    kinds = [p.kind for p in wanted.parameters.values()]
    for first in range(len(named) + 1):
        for last in range(first, len(named) + 1):
            given = {p.name: "x" for p in named[first:last]}
            rest = {p.name: "x" for p in named[last:] if p.default is PARAMETER.empty}
            yield tuple("x" for _ in range(first)), {**given, **rest}
        for one in named[first:]:
            needed = {p.name: "x" for p in named[first:] if p.default is PARAMETER.empty}
            yield tuple("x" for _ in range(first)), {**needed, one.name: "x"}
    if PARAMETER.VAR_POSITIONAL in kinds:
        yield ("x",) * (len(named) + 3), {}
    if PARAMETER.VAR_KEYWORD in kinds:
        yield ("x",) * len(named), {"anything": "x"}


def shape(of: inspect.Signature) -> list[tuple[str, Any, bool]]:
    """Returns the names, the kinds and whether there are defaults."""
    return [(p.name, p.kind, p.default is PARAMETER.empty) for p in of.parameters.values()]


def judge_signature(wanted: inspect.Signature, ours: inspect.Signature) -> str:
    """Returns `same` or `accepts more`, or the first form that is not accepted."""
    if shape(wanted) == shape(ours):
        return "same"
    for positional, named in forms(wanted):
        try:
            ours.bind(*positional, **named)
        except TypeError as error:
            return f"does not accept {len(positional)} positional and {sorted(named)}: {error}"
    return "accepts more"


def raises(ours: Any, wanted: inspect.Signature) -> bool:
    """Whether a call raises NotImplementedError with a text."""
    arguments = [None for p in wanted.parameters.values() if p.default is PARAMETER.empty]
    try:
        result = ours(*arguments)
        if inspect.iscoroutine(result):
            asyncio.run(result)
    except NotImplementedError as error:
        return len(str(error)) > len("not supported")
    return False


def judge(name: str, theirs: Any, ours: Any) -> Row:
    """Compares one name of both packages."""
    wanted = signature(theirs)
    text = "" if wanted is None else str(wanted)
    if wanted is None:
        is_same = theirs == ours
        return Row(name, text, "same" if is_same else f"{ours!r} instead of {theirs!r}", is_problem=not is_same)
    found = signature(ours)
    if found is None:
        return Row(name, text, "cannot be called", is_problem=True)
    verdict = judge_signature(wanted, found)
    return Row(name, text, verdict, is_problem=verdict not in ("same", "accepts more"))


def explained(row: Row, ours: Any) -> Row:
    """Adds the reason of a difference to a row, and checks that the name does raise what it should."""
    owner = row.name.rpartition(".")[0]
    for kind in ("raises", "limited"):
        # A method of a class that raises in its constructor cannot be reached.
        reason = DIFFERENCES[kind].get(row.name) or (DIFFERENCES[kind].get(owner) if kind == "raises" else None)
        if reason is None or row.is_problem:
            continue
        is_class_member = owner in DIFFERENCES[kind]
        target = ours
        if kind == "raises" and not is_class_member and "." in row.name and not inspect.isclass(ours):
            target = bound(row.name, ours)
        if kind == "raises" and callable(ours) and not is_class_member and not raises(target, without_self(ours)):
            return Row(row.name, row.signature, "does not raise NotImplementedError", reason, is_problem=True)
        return Row(row.name, row.signature, kind, reason)
    return row


def without_self(function: Any) -> inspect.Signature:
    """Returns the signature of a method as a program calls it."""
    found = inspect.signature(function)
    parameters = list(found.parameters.values())
    return found.replace(parameters=[p for p in parameters if p.name != "self"])


def bound(name: str, function: Any) -> Any:
    """Returns the method of an instance that was created without a server."""
    module, kind = importlib.import_module(ours_of(name.rsplit(".", 2)[0])), name.rsplit(".", 2)[1]
    instance = object.__new__(getattr(module, kind))
    instance.__dict__["_platform"] = None
    return function.__get__(instance)


def ours_of(name: str) -> str:
    """Returns our name for one of `ringcentral`."""
    return OURS + name.removeprefix(THEIRS)


def rows() -> Iterator[Row]:
    """Yields a row for each public name."""
    for name in modules(THEIRS):
        if name in DIFFERENCES["missing"]:
            yield Row(name, "", "missing", DIFFERENCES["missing"][name])
            continue
        theirs = importlib.import_module(name)
        try:
            ours = importlib.import_module(ours_of(name))
        except ImportError as error:
            yield Row(name, "", f"cannot be imported: {error}", is_problem=True)
            continue
        yield Row(name, "", "same")
        for attribute, value in public(theirs):
            if attribute not in getattr(ours, "__all__", vars(ours)) and hasattr(ours, attribute):
                yield Row(f"{name}.{attribute}", "", "not in __all__, so `import *` misses it", is_problem=True)
            yield from compared(f"{name}.{attribute}", attribute, value, ours)


def compared(name: str, attribute: str, theirs: Any, owner: Any) -> Iterator[Row]:
    """Yields the rows of one name, and of the members of a class."""
    if not hasattr(owner, attribute):
        reason = DIFFERENCES["missing"].get(name, "")
        yield Row(name, "", "missing", reason, is_problem=not reason)
        return
    ours = getattr(owner, attribute)
    yield explained(judge(name, theirs, ours), ours)
    # A class is compared where it is defined.
    if inspect.isclass(theirs) and name == f"{theirs.__module__}.{theirs.__name__}":
        for member, value in members(theirs):
            if member != "__init__":
                yield from compared(f"{name}.{member}", member, value, ours)


def stale(found: list[Row]) -> Iterator[Row]:
    """Yields the entries of `differences.json` that no name needs, and those without a reason."""
    verdicts = {row.name: row.verdict for row in found}
    for kind, entries in DIFFERENCES.items():
        for name, reason in entries.items():
            if not reason.strip():
                yield Row(name, "", f"is {kind} without a reason", is_problem=True)
            elif verdicts.get(name) != kind:
                yield Row(name, "", f"is not {kind}: {verdicts.get(name)}", reason, is_problem=True)


def main() -> int:
    """Prints the table or the problems. The exit code is 1 if there is a problem."""
    found = list(rows())
    problems = [row for row in found if row.is_problem]
    problems += [row for row in stale(found) if row.name not in {problem.name for problem in problems}]
    if "--check" not in sys.argv:
        for row in found:
            print(f"{row.name:90} {row.verdict:14} {row.signature}{' - ' if row.reason else ''}{row.reason}")
    for row in problems:
        print(f"FAILED  {row.name}{row.signature}: {row.verdict}")
    print(f"shim: {len(found) - len([row for row in found if row.is_problem])} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

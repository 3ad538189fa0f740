"""Arrows inside the core: one list, and a module names only modules after it."""

import re

from files import code

# From the public face down. A folder with several lines here has no order of its own but this one; inside a folder with one
# line the files may name each other.
ORDER = [
    "client",
    "batch",
    "call",
    "session",
    "tracking",
    "account",
    "api",
    "auth",
    "transport/sender",
    "transport/retry",
    "transport/limits",
    "transport/http",
    "model/response",
    "model/request",
    "model/dial",
    "model/phone",
    "model/state",
    "base/workers",
    "base/operation",
    "base/error",
    "base/wire",
    "base/secret",
    "base/escape",
    "base/threads",
    "base/cancel",
    "base/clock",
    "simulation",
]
# `mod.rs` of a folder with several lines only lists what is in it.
LISTS = {path.partition("/")[0] for path in ORDER if "/" in path}


def _place(path):
    """The longest entry of the list that a path below core/src, or below the crate's root, begins with."""
    parts = path.split("/")
    for length in (2, 1):
        if "/".join(parts[:length]) in ORDER:
            return ORDER.index("/".join(parts[:length]))
    return None


def _own(name):
    path = name.removeprefix("core/src/").removesuffix(".rs").removesuffix("/mod")
    return path, _place(path)


def _named(text):
    """Every path from the crate's root with its line; what stands in braces after a folder counts as named from it."""
    for match in re.finditer(r"\bcrate::(\w+)(?:::(\w+|\{[^;]*;))?", text):
        room, rest = match.group(1), match.group(2) or ""
        inner = re.findall(r"(?:^\{|,)\s*(\w+)", rest) if rest.startswith("{") else [rest]
        for word in inner:
            yield f"{room}/{word}", text.count("\n", 0, match.start()) + 1


def down(tree):
    """No module names one before it in the list."""
    problems = []
    names = [name for name in tree.rust("core/src") if name != "core/src/lib.rs"]
    for name in names:
        path, own = _own(name)
        if path in LISTS:
            continue
        if own is None:
            problems.append(f"{name} has no line in tests/tidy/arrows.py")
            continue
        for used, line in _named(code(name)):
            place = _place(used)
            if place is not None and place < own:
                problems.append(f"{name}:{line} names {ORDER[place]}, which comes before {ORDER[own]}")
    return f"{len(names)} files in {len(ORDER)} places", problems


CHECKS = [("a module of core names only modules after it", down)]

"""Arrows inside the core go down only."""

import re

from files import bare

# From the bottom to the top. Modules of one layer may use each other.
LAYERS = [
    [
        "wire",
        "state",
        "error",
        "cancel",
        "clock",
        "secret",
        "phone",
        "text",
        "operation",
        "threads",
        "workers",
    ],
    ["http"],
    ["auth", "limits", "retry", "sender"],
    [
        "client",
        "account",
        "batch",
        "call_log",
        "dial",
        "channel",
        "call",
        "tracker",
        "config",
        "env",
        "request",
        "response",
    ],
]
# It stands in the place of the system, below everything, and of the platform.
BESIDE = {"simulation"}
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}


def _module(name):
    return name.removeprefix("core/src/").split("/")[0].removesuffix(".rs")


def _used(text, modules):
    """The modules that a file names with a path from the crate's root, `use crate::{a, b::c}` included."""
    for match in re.finditer(r"\bcrate::(\{[^;]*;|\w+)", text):
        path = match.group(1)
        names = [path] if not path.startswith("{") else re.findall(r"(?:^\{|,)\s*(\w+)", _outermost(path))
        for name in names:
            if name in modules:
                yield name, text.count("\n", 0, match.start()) + 1


def _outermost(path):
    """A list of paths without what stands in inner braces."""
    inner = path[1:]
    while re.search(r"\{[^{}]*\}", inner):
        inner = re.sub(r"\{[^{}]*\}", "", inner)
    return "{" + inner


def down(tree):
    """No module names one of a layer above its own."""
    names = [name for name in tree.rust("core/src") if name != "core/src/lib.rs"]
    modules = {_module(name) for name in names}
    problems = [f"{module} has no layer in tests/tidy/arrows.py" for module in sorted(modules - set(LEVEL) - BESIDE)]
    for name in names:
        own = LEVEL.get(_module(name))
        for used, line in _used(bare(name), modules):
            if own is not None and LEVEL.get(used, 0) > own:
                problems.append(f"{name}:{line} names {used}, which is above it")
    return f"{len(modules)} modules in {len(LAYERS)} layers", problems


CHECKS = [("arrows inside core go down", down)]

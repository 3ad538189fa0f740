"""Arrows inside a crate: one list for each, and a module names only modules after it."""

import re

from files import code


def _list(words):
    return words.split()


# From the public face down. Inside a folder with one line the files may name each other.
CORE = _list("""
client batch call session tracking account api auth
transport/sender transport/retry transport/limits transport/http
model/response model/request model/dial model/phone model/state
base/workers base/operation base/error base/wire base/scrub base/secret base/escape base/id base/line base/threads base/cancel
base/process base/clock
simulation
""")

PYTHON = _list("""
objects/client objects/place_all objects/call objects/watch objects/follow objects/journal objects/store objects/request
objects/login
values/placed values/journal_entry values/change values/verdict values/outcome values/state values/status values/call_log
values/preflight values/numbers values/limit values/call_request values/response values/token values/authorization values/dial
waiting/operation waiting/interrupt waiting/output waiting/session waiting/inbox waiting/logging waiting/raised
base/enums base/argument base/error base/typed base/spelling base/value base/handle base/import base/attach
""")


def _place(path, order):
    """The longest entry of the list that a path below the crate's root begins with."""
    parts = path.split("/")
    for length in (2, 1):
        if "/".join(parts[:length]) in order:
            return order.index("/".join(parts[:length]))
    return None


def _named(text):
    """Every path from the crate's root with its line; what stands in braces after a folder counts as named from it."""
    for match in re.finditer(r"\bcrate::(\w+)(?:::(\w+|\{[^;]*;))?", text):
        room, rest = match.group(1), match.group(2) or ""
        inner = re.findall(r"(?:^\{|,)\s*(\w+)", rest) if rest.startswith("{") else [rest]
        for word in inner:
            yield f"{room}/{word}", text.count("\n", 0, match.start()) + 1


def _down(tree, folder, order):
    problems = []
    # The root and `mod.rs` of a folder with several lines only list what is in it.
    lists = {"lib", *(path.partition("/")[0] for path in order if "/" in path)}
    names = tree.rust(folder)
    for name in names:
        path = name.removeprefix(f"{folder}/").removesuffix(".rs").removesuffix("/mod")
        own = _place(path, order)
        if path in lists:
            continue
        if own is None:
            problems.append(f"{name} has no place in tests/tidy/arrows.py")
            continue
        for used, line in _named(code(name)):
            place = _place(used, order)
            if place is not None and place < own:
                problems.append(f"{name}:{line} names {order[place]}, which comes before {order[own]}")
    return f"{len(names)} files in {len(order)} places", problems


def core(tree):
    """The core's rooms."""
    return _down(tree, "core/src", CORE)


def python(tree):
    """The Python binding's rooms."""
    return _down(tree, "bindings-python/src", PYTHON)


CHECKS = [
    ("a module of core names only modules after it", core),
    ("a module of the Python binding names only modules after it", python),
]

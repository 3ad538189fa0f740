"""The order of modules in a crate: a module uses only modules after it in the list."""

import re

from files import code


def _list(words):
    return words.split()


# From the public API down. The files of a folder with a single entry may use each other.
CORE = _list("""
client batch call session tracking account api auth
transport/sender transport/retry transport/limits transport/http
fleet/budget
fleet/ledger
model/response model/request model/dial model/phone model/state
base/alarm base/workers base/operation base/random base/error base/wire base/scrub base/secret base/escape base/id base/line base/logging base/threads base/cancel
base/process base/clock
simulation
""")

PYTHON = _list("""
objects/client objects/place_all objects/call objects/block objects/watch objects/follow objects/journal objects/store objects/ledger objects/request
objects/login
values/placed values/journal_entry values/change values/verdict values/outcome values/state values/status values/call_log
values/preflight values/numbers values/limit values/call_request values/response values/token values/ledger_key values/authorization values/dial
waiting/operation waiting/interrupt waiting/output waiting/exits waiting/session waiting/inbox waiting/logging waiting/raised
base/enums base/argument base/error base/typed base/spelling base/value base/handle base/import base/attach
""")


def _place(path, order):
    """Returns the position of the longest entry that a path begins with."""
    parts = path.split("/")
    for length in (2, 1):
        if "/".join(parts[:length]) in order:
            return order.index("/".join(parts[:length]))
    return None


def _named(text):
    """Yields every `crate::` path with its line. Names in braces after a folder count as paths below it."""
    for match in re.finditer(r"\bcrate::(\w+)(?:::(\w+|\{[^;]*;))?", text):
        folder, rest = match.group(1), match.group(2) or ""
        inner = re.findall(r"(?:^\{|,)\s*(\w+)", rest) if rest.startswith("{") else [rest]
        for word in inner:
            yield f"{folder}/{word}", text.count("\n", 0, match.start()) + 1


def _down(tree, folder, order):
    problems = []
    # The crate root and the `mod.rs` of a folder with several entries only list modules.
    lists = {"lib", *(path.partition("/")[0] for path in order if "/" in path)}
    names = tree.rust(folder)
    for name in names:
        path = name.removeprefix(f"{folder}/").removesuffix(".rs").removesuffix("/mod")
        own = _place(path, order)
        if path in lists:
            continue
        if own is None:
            problems.append(f"{name} is not in the list of tests/tidy/arrows.py")
            continue
        for used, line in _named(code(name)):
            place = _place(used, order)
            if place is not None and place < own:
                problems.append(f"{name}:{line} uses {order[place]}, which comes before {order[own]}")
    return f"{len(names)} files in {len(order)} entries", problems


def core(tree):
    """The modules of core."""
    return _down(tree, "core/src", CORE)


def python(tree):
    """The modules of the Python binding."""
    return _down(tree, "bindings-python/src", PYTHON)


CHECKS = [
    ("a module of core uses only modules after it", core),
    ("a module of the Python binding uses only modules after it", python),
]

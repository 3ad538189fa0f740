"""The one file or folder in which each thing may be."""

from files import matches

BINDINGS = ("ffi-c", "bindings-python", "bindings-node")
CLOCKS = r"\bclock\b|\b(Instant|SystemTime)::now\b"
INPUT_OUTPUT = r"\bstd::(fs|net|io|env|thread|process)\b"


def _elsewhere(names, allowed, pattern):
    outside = [name for name in names if not any(name == place or name.startswith(place) for place in allowed)]
    return None, matches(outside, pattern)


def http_client(tree):
    """The HTTP client, ureq."""
    return _elsewhere(tree.rust("core/src", *BINDINGS), ["core/src/transport/http/agent/"], r"\bureq\b")


def authorization(tree):
    """The Authorization header, which auth builds and http sends."""
    names = tree.rust("core/src", *(f"{binding}/src" for binding in BINDINGS))
    pattern = r'header::AUTHORIZATION|"Authorization"|"(Basic|Bearer) '
    return _elsewhere(names, ["core/src/auth/", "core/src/transport/http/"], pattern)


def wire(tree):
    """The shapes of the platform's JSON."""
    return _elsewhere(
        tree.rust("core/src"),
        [
            "core/src/base/wire/mod.rs",
            "core/src/fleet/ledger/entry.rs",
            "core/src/fleet/budget/account.rs",
            "core/src/fleet/budget/record.rs",
        ],
        r"\b(Serialize|Deserialize)\b",
    )


def transition_table(tree):
    """The transition table."""
    allowed = ["core/src/model/state/transition.rs"]
    return _elsewhere(tree.rust("core/src", *BINDINGS), allowed, r"\bfn (leg|call)_step\b")


def threads(tree):
    """Threads and channels, which the simulation must control. clippy.toml forbids further calls."""
    allowed = ["core/src/base/threads.rs", "core/src/simulation/"]
    return _elsewhere(tree.rust("core/src"), allowed, r"\bmpsc\b|\bthread::(spawn|scope|Builder|park)")


def panics(tree):
    """Caught panics."""
    return _elsewhere(tree.rust(), ["ffi-c/"], r"\bcatch_unwind\b")


def no_foreign_types_in_core(tree):
    """No types of a host language."""
    pattern = r'\b(pyo3|napi\w*|c_(char|int|uint|long|void)|CStr|CString|libc)\b|extern "C"'
    return _elsewhere(tree.rust("core"), [], pattern)


def bindings_do_not_see_below(tree):
    """Bindings use neither HTTP nor JSON libraries nor each other."""
    found = []
    for binding in BINDINGS:
        others = [f"ringout_{other.rpartition('-')[2]}" for other in BINDINGS if other != binding]
        found += matches(tree.rust(binding), rf"\b(ureq|serde|serde_json|{'|'.join(others)})\b")
    return None, found


def pure_modules(tree):
    """`model`, `limits` and `retry` take the time as an argument."""
    names = [*tree.rust("core/src/model", "core/src/transport/limits"), "core/src/transport/retry.rs"]
    # These files have tests only.
    names = [name for name in names if not name.endswith(("/properties.rs", "/shared.rs"))]
    return None, matches(names, f"{CLOCKS}|{INPUT_OUTPUT}")


CHECKS = [
    ("only core/src/transport/http/agent/ names ureq", http_client),
    ("only auth and http write the Authorization header", authorization),
    ("only core/src/base/wire/ defines the platform's JSON", wire),
    ("there is one transition table", transition_table),
    ("only core/src/base/threads.rs starts threads of core", threads),
    ("only ffi-c catches panics", panics),
    ("core has no types of other languages", no_foreign_types_in_core),
    ("bindings use neither ureq nor serde nor each other", bindings_do_not_see_below),
    ("model, limits and retry read no clock and do no input or output", pure_modules),
]

"""One obvious place for each thing."""

from files import matches

BINDINGS = ("ffi-c", "bindings-python", "bindings-node")
CLOCKS = r"\bclock\b|\b(Instant|SystemTime)::now\b"
INPUT_OUTPUT = r"\bstd::(fs|net|io|env|thread|process)\b"


def _elsewhere(names, allowed, pattern):
    outside = [name for name in names if not any(name == place or name.startswith(place) for place in allowed)]
    return None, matches(outside, pattern)


def http_client(tree):
    """ureq."""
    return _elsewhere(tree.rust("core/src", *BINDINGS), ["core/src/transport/http/agent/"], r"\bureq\b")


def authorization(tree):
    """The Authorization header: built in auth, sent by http."""
    names = tree.rust("core/src", *(f"{binding}/src" for binding in BINDINGS))
    pattern = r'header::AUTHORIZATION|"Authorization"|"(Basic|Bearer) '
    return _elsewhere(names, ["core/src/auth/", "core/src/transport/http/"], pattern)


def wire(tree):
    """The shapes of the platform's JSON."""
    return _elsewhere(tree.rust("core/src"), ["core/src/base/wire/mod.rs"], r"\b(Serialize|Deserialize)\b")


def transition_table(tree):
    """Verdicts on steps."""
    allowed = ["core/src/model/state/transition.rs"]
    return _elsewhere(tree.rust("core/src", *BINDINGS), allowed, r"\bfn (leg|call)_step\b")


def threads(tree):
    """Threads that the simulation would not know; clippy.toml has the rest of what only one file may call."""
    allowed = ["core/src/base/threads.rs", "core/src/simulation/"]
    return _elsewhere(tree.rust("core/src"), allowed, r"\bmpsc\b|\bthread::(spawn|scope|Builder|park)")


def panics(tree):
    """Caught panics."""
    return _elsewhere(tree.rust(), ["ffi-c/"], r"\bcatch_unwind\b")


def no_foreign_types_in_core(tree):
    """Nothing of any host language."""
    pattern = r'\b(pyo3|napi\w*|c_(char|int|uint|long|void)|CStr|CString|libc)\b|extern "C"'
    return _elsewhere(tree.rust("core"), [], pattern)


def bindings_do_not_see_below(tree):
    """Neither HTTP nor JSON, nor each other."""
    found = []
    for binding in BINDINGS:
        others = [f"ringout_{other.rpartition('-')[2]}" for other in BINDINGS if other != binding]
        found += matches(tree.rust(binding), rf"\b(ureq|serde|serde_json|{'|'.join(others)})\b")
    return None, found


def pure_modules(tree):
    """`model`, `limits` and `retry`: time is an argument."""
    names = [*tree.rust("core/src/model", "core/src/transport/limits"), "core/src/transport/retry.rs"]
    # A file of tests only.
    names = [name for name in names if not name.endswith("/properties.rs")]
    return None, matches(names, f"{CLOCKS}|{INPUT_OUTPUT}")


CHECKS = [
    ("only core/src/transport/http/agent/ names ureq", http_client),
    ("the Authorization header is written in auth and http only", authorization),
    ("the platform's JSON has its shapes in core/src/base/wire/", wire),
    ("there is one transition table", transition_table),
    ("threads of core are started in core/src/base/threads.rs", threads),
    ("panics are caught in ffi-c only", panics),
    ("core names no type of another language", no_foreign_types_in_core),
    ("bindings name neither ureq nor serde nor each other", bindings_do_not_see_below),
    ("model, limits and retry read no clock and do no input or output", pure_modules),
]

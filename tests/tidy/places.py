"""One obvious place for each thing."""

from files import bare, code, matches, read

BINDINGS = ("ffi-c", "bindings-python", "bindings-node")
CLOCKS = r"\bclock\b|\b(Instant|SystemTime)::now\b"
INPUT_OUTPUT = r"\bstd::(fs|net|io|env|thread|process)\b"


def _elsewhere(names, allowed, pattern, text_of=code):
    outside = [name for name in names if not any(name == place or name.startswith(place) for place in allowed)]
    return None, matches(outside, pattern, text_of)


def http_client(tree):
    """ureq."""
    return _elsewhere(tree.rust("core/src", *BINDINGS), ["core/src/transport/http/agent.rs"], r"\bureq\b", bare)


def authorization(tree):
    """The Authorization header: built in auth, sent by http."""
    names = tree.rust("core/src", *(f"{binding}/src" for binding in BINDINGS))
    pattern = r'header::AUTHORIZATION|"Authorization"|"(Basic|Bearer) '
    return _elsewhere(names, ["core/src/auth/", "core/src/transport/http/"], pattern)


def wire(tree):
    """The shapes of the platform's JSON."""
    return _elsewhere(tree.rust("core/src"), ["core/src/base/wire/mod.rs"], r"\b(Serialize|Deserialize)\b", bare)


def transition_table(tree):
    """Verdicts on steps."""
    allowed = ["core/src/model/state/transition.rs"]
    return _elsewhere(tree.rust("core/src", *BINDINGS), allowed, r"\bfn (leg|call)_step\b", bare)


def time(tree):
    """Clocks and sleeps."""
    names = tree.rust("core/src", *BINDINGS)
    return _elsewhere(names, ["core/src/base/clock.rs"], r"\b(Instant|SystemTime)::now\b|\bthread::sleep\b", bare)


def threads(tree):
    """Threads, and what they wait at."""
    allowed = ["core/src/base/clock.rs", "core/src/base/threads.rs", "core/src/simulation/"]
    return _elsewhere(
        tree.rust("core/src"), allowed, r"\bCondvar\b|\bmpsc\b|\bthread::(spawn|scope|Builder|park)", bare
    )


def environment(tree):
    """Environment variables."""
    names = tree.rust("core/src", *(f"{binding}/src" for binding in BINDINGS))
    return _elsewhere(names, ["core/src/client/env.rs"], r"\benv::(var|vars|var_os|set_var)\b", bare)


def panics(tree):
    """Caught panics."""
    return _elsewhere(tree.rust(), ["ffi-c/"], r"\bcatch_unwind\b", bare)


def raw_pointers(tree):
    """Raw pointers and what they take."""
    names = tree.rust("core", "simulator", "bindings-python", "bindings-node")
    return _elsewhere(names, [], r"\bunsafe (fn|impl|extern|\{)|\*(const|mut) \w|#\[(unsafe\()?no_mangle", bare)


def no_unsafe_core(tree):
    """The core says so itself."""
    return None, [] if "#![forbid(unsafe_code)]" in read("core/src/lib.rs") else ["core/src/lib.rs does not forbid it"]


def no_foreign_types_in_core(tree):
    """Nothing of any host language."""
    pattern = r'\b(pyo3|napi\w*|c_(char|int|uint|long|void)|CStr|CString|libc)\b|extern "C"'
    return _elsewhere(tree.rust("core"), [], pattern)


def bindings_do_not_see_below(tree):
    """Neither HTTP nor JSON, nor each other."""
    found = []
    for binding in BINDINGS:
        others = [f"ringout_{other.rpartition('-')[2]}" for other in BINDINGS if other != binding]
        found += matches(tree.rust(binding), rf"\b(ureq|serde|serde_json|{'|'.join(others)})\b", bare)
    return None, found


def pure_modules(tree):
    """`state`, `limits` and `retry`: time is an argument."""
    names = [*tree.rust("core/src/model/state", "core/src/transport/limits", "core/src/retry")]
    # A file of tests only.
    names = [name for name in names if not name.endswith("/properties.rs")]
    names += [name for name in ("core/src/limits.rs", "core/src/transport/retry.rs") if tree.has(name)]
    return None, matches(names, f"{CLOCKS}|{INPUT_OUTPUT}", bare)


CHECKS = [
    ("only core/src/transport/http/agent.rs names ureq", http_client),
    ("the Authorization header is written in auth and http only", authorization),
    ("the platform's JSON has its shapes in core/src/base/wire/", wire),
    ("there is one transition table", transition_table),
    ("only core/src/base/clock.rs reads a clock or sleeps", time),
    ("threads are started in core/src/base/threads.rs and wait in core/src/base/clock.rs", threads),
    ("only core/src/client/env.rs reads the environment", environment),
    ("panics are caught in ffi-c only", panics),
    ("raw pointers and unsafe code are in ffi-c only", raw_pointers),
    ("core forbids unsafe code", no_unsafe_core),
    ("core names no type of another language", no_foreign_types_in_core),
    ("bindings name neither ureq nor serde nor each other", bindings_do_not_see_below),
    ("state, limits and retry read no clock and do no input or output", pure_modules),
]

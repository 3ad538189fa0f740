"""Text that files must not contain, and text that some must contain."""

import re

from files import is_generated, matches, read

# Split into pieces so that this file does not match its own patterns.
LATER = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"])
SKIPPED = "|".join(
    [
        r"#\[ig" + "nore",
        r"pytest\.mark\.(sk" + "ip|xf" + "ail)",
        r"\b(it|test|describe)\.(sk" + "ip|to" + "do)\\b",
        r"\bunittest\.sk" + "ip",
    ]
)
MACHINES = "|".join(
    [
        r"/ho" + r"me/\w",
        r"/ro" + r"ot/",
        r"/Us" + r"ers/\w",
        r"/wo" + r"rk/",
        r"[A-Z]:\\Us" + "ers",
        r"/tmp/\w*[-_.]\w*\.\d",
    ]
)
REGISTRIES = "|".join(
    [
        r"registry\.np" + "mjs",
        r"py" + r"pi\.org",
        r"pythonho" + "sted",
        r"static\.cra" + "tes",
        r"index\.cra" + "tes",
        r"proxy\.gol" + "ang",
        r"artifac" + "tory",
    ]
)
# The name of the registry as Cargo writes it.
CARGO_LOCK = "registry+https://github.com/rust-lang/"


def _everywhere(tree, pattern, skip=()):
    names = [name for name, _ in tree.texts() if name not in skip]
    return None, matches(names, pattern, read)


def no_later(tree):
    """No markers of unfinished work."""
    return _everywhere(tree, rf"\b({LATER})\b", skip=["LICENSE-APACHE"])


def no_skipped_tests(tree):
    """No skipped tests, because a test that does not run proves nothing."""
    return _everywhere(tree, SKIPPED)


def no_machine(tree):
    """No paths of a developer's machine."""
    return _everywhere(tree, MACHINES)


def no_registry(tree):
    """No URLs of package registries."""
    _, found = _everywhere(tree, REGISTRIES)
    locks = [name for name in tree.names if name.endswith("package-lock.json")]
    found += matches(locks, r'"resolved": "[^"]+"', read)
    if tree.has("Cargo.lock"):
        sources = re.findall(r'^source = "(.*)"$', read("Cargo.lock"), re.MULTILINE)
        found += [f"Cargo.lock: {source}" for source in sorted(set(sources)) if not source.startswith(CARGO_LOCK)]
    return None, found


def no_banners(tree):
    """No banner comments and no commented-out code."""
    names = [
        name
        for name in tree.find(suffixes=[".rs", ".py", ".c", ".h", ".hpp", ".cjs", ".mjs", ".js", ".ts"])
        if not is_generated(name)
    ]
    banners = matches(names, r"^\s*(//|#|/\*)\s*([-=*#~_])\2{4,}", read)
    return None, banners + matches(names, r"^\s*//\s*(let |pub fn |fn |use |if |for |return |#\[).*[;{\]]\s*$", read)


def one_test_command(tree):
    """The README, continuous integration and the Makefile use the same commands."""
    problems = [
        f"{name} does not mention make {target}"
        for name, targets in {"README.md": ["demo", "test-all", "test"], ".ci/run": ["test-all"]}.items()
        for target in targets
        if not re.search(rf"\bmake {target}(?![\w-])", read(name))
    ]
    for target in ("demo", "test", "test-all"):
        if not re.search(rf"^{target}:", read("Makefile"), re.MULTILINE):
            problems.append(f"the Makefile has no target {target}")
    return None, problems


def plain_text(tree):
    """Every file ends with a line feed and has no trailing spaces or carriage returns."""
    problems = []
    for name, text in tree.texts():
        if is_generated(name) or name.startswith(("LICENSE", "tests/fuzz/corpus/")) or not text:
            continue
        if not text.endswith("\n"):
            problems.append(f"{name} does not end with a line feed")
        if "\r" in text:
            problems.append(f"{name} has carriage returns")
        if re.search(r"[ \t]$", text, re.MULTILINE) and not name.endswith(".md"):
            problems.append(f"{name} has spaces at the end of a line")
    return None, problems


CHECKS = [
    ("no unfinished work", no_later),
    ("no test is skipped", no_skipped_tests),
    ("no paths of a developer's machine", no_machine),
    ("no URLs of package registries", no_registry),
    ("no banner comments and no commented-out code", no_banners),
    ("README, .ci/run and Makefile use make demo, test and test-all", one_test_command),
    ("text files have plain line ends", plain_text),
]

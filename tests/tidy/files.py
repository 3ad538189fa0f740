"""The files of the repository, and source text without its comments, strings or tests."""

import functools
import pathlib
import re
import subprocess

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10, where pytest brings it
    import tomli as tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = {".node", ".png", ".so", ".whl", ".tgz", ".gz", ".pem", ".der"}


class Tree:
    """What git tracks, and what it would if it were added now."""

    def __init__(self):
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        names = {name for name in listed.split("\0") if name}
        self.names = sorted(name for name in names if (ROOT / name).is_file())

    def find(self, *folders, suffixes=()):
        """The names below these folders that end so; all folders if none is given."""
        return [
            name
            for name in self.names
            if (not folders or any(name.startswith(f"{folder}/") for folder in folders))
            and (not suffixes or name.endswith(tuple(suffixes)))
        ]

    def rust(self, *folders):
        """Rust files, by folder."""
        return self.find(*folders, suffixes=[".rs"])

    def has(self, name):
        """Whether there is such a file or folder."""
        return name in self.names or any(known.startswith(f"{name}/") for known in self.names)

    def texts(self):
        """Every text file with its name."""
        for name in self.names:
            if pathlib.Path(name).suffix not in BINARY:
                yield name, read(name)


@functools.cache
def read(name):
    """The text of a file."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@functools.cache
def read_toml(name):
    """What a TOML file says."""
    return tomllib.loads(read(name))


def matches(names, pattern, text_of=None):
    """`file:line: match` for each match in these files, in what `text_of` makes of them."""
    text_of = text_of or code
    found = []
    for name in names:
        text = text_of(name)
        for match in re.finditer(pattern, text, re.MULTILINE):
            found.append(f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}")
    return found


RUST_TOKEN = re.compile(
    r"""(?P<line>//[^\n]*)
      | (?P<block>/\*)
      | (?P<raw>\b(?:b|c|br|cr)?r(?P<hashes>\#*)")
      | (?P<string>\b[bc]?"|")
      | (?P<char>b?'(?:\\(?:u\{[0-9a-fA-F_]+\}|x[0-9a-fA-F]{2}|.)|[^'\\\n])')""",
    re.VERBOSE,
)


def blank(text):
    """The same number of lines, with nothing on them."""
    return re.sub(r"[^\n]", " ", text)


def _block_end(text, at):
    depth = 0
    for mark in re.finditer(r"/\*|\*/", text[at:]):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return at + mark.end()
    return len(text)


def strip_rust(text, strings):
    """Rust without comments, and without the insides of strings unless they are wanted."""
    out, at = [], 0
    while match := RUST_TOKEN.search(text, at):
        out.append(text[at : match.start()])
        kind = match.lastgroup if match.lastgroup != "hashes" else "raw"
        if kind == "line":
            end = match.end()
        elif kind == "block":
            end = _block_end(text, match.start())
        elif kind == "raw":
            close = text.find('"' + match["hashes"], match.end())
            end = len(text) if close < 0 else close + 1 + len(match["hashes"])
        elif kind == "string":
            end = re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL).match(text, match.end()).end()
        else:
            end = match.end()
        piece = text[match.start() : end]
        keeps = strings and kind in ("raw", "string", "char")
        out.append(piece if keeps else ('""' + blank(piece[2:]) if kind in ("raw", "string") else blank(piece)))
        at = end
    return "".join(out) + text[at:]


def block_after(text, at):
    """Where the braces that open next are closed again; the text holds no strings or comments."""
    depth = 0
    for mark in re.compile(r"[{}]").finditer(text, at):
        depth += 1 if mark.group() == "{" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _without_tests(text, bare):
    for match in re.finditer(r"#\[cfg\(test\)\]\s*mod \w+ \{", bare):
        end = block_after(bare, match.start())
        text = text[: match.start()] + blank(text[match.start() : end]) + text[end:]
    return text


@functools.cache
def bare(name):
    """Rust without comments, strings and unit tests."""
    plain = strip_rust(read(name), strings=False)
    return _without_tests(plain, plain)


@functools.cache
def code(name):
    """Rust without comments and unit tests."""
    text = read(name)
    return _without_tests(strip_rust(text, strings=True), strip_rust(text, strings=False))


@functools.cache
def without_tests(name):
    """Rust without unit tests, comments kept."""
    text = read(name)
    return _without_tests(text, strip_rust(text, strings=False))


def is_generated(name):
    """Files that a tool writes."""
    return (
        name in ("include/ringout.h", "Cargo.lock")
        or name.endswith("package-lock.json")
        or (name.startswith("tests/vectors/") and name.endswith(".json"))
    )

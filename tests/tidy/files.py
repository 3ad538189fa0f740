"""The files of the repository, and source text without its comments and unit tests."""

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


@functools.cache
def code(name):
    """Rust without comments and without the unit tests at its end, line for line."""
    text = read(name).partition("#[cfg(test)]\nmod tests {")[0]
    return re.sub(r"(?<!:)//[^\n]*", "", text)


def is_generated(name):
    """Files that a tool writes."""
    return (
        name in ("include/ringout.h", "Cargo.lock")
        or name.endswith("package-lock.json")
        or (name.startswith("tests/vectors/") and name.endswith(".json"))
    )

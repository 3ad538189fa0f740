"""The files of the repository, and their text with or without comments and unit tests."""

import functools
import pathlib
import re
import subprocess

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10, where pytest installs tomli
    import tomli as tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = {".node", ".png", ".so", ".whl", ".tgz", ".gz", ".pem", ".der"}


class Tree:
    """The tracked files, and the untracked ones that git does not ignore."""

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
        """Returns the names below these folders, or all, with one of these suffixes."""
        return [
            name
            for name in self.names
            if (not folders or any(name.startswith(f"{folder}/") for folder in folders))
            and (not suffixes or name.endswith(tuple(suffixes)))
        ]

    def rust(self, *folders):
        """Returns the Rust files below these folders."""
        return self.find(*folders, suffixes=[".rs"])

    def has(self, name):
        """Whether a file or folder exists."""
        return name in self.names or any(known.startswith(f"{name}/") for known in self.names)

    def texts(self):
        """Yields the name and the text of every text file."""
        for name in self.names:
            if pathlib.Path(name).suffix not in BINARY:
                yield name, read(name)


@functools.cache
def read(name):
    """Returns the text of a file."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@functools.cache
def read_toml(name):
    """Returns the content of a TOML file."""
    return tomllib.loads(read(name))


def matches(names, pattern, text_of=None):
    """Returns `file:line: match` for each match in these files. `text_of` reads a file; the default is `code`."""
    text_of = text_of or code
    found = []
    for name in names:
        text = text_of(name)
        for match in re.finditer(pattern, text, re.MULTILINE):
            found.append(f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}")
    return found


@functools.cache
def code(name):
    """Returns a Rust file without comments and the unit tests at its end, with the same line numbers."""
    text = read(name).partition("#[cfg(test)]\nmod tests {")[0]
    return re.sub(r"(?<!:)//[^\n]*", "", text)


def is_generated(name):
    """Whether a tool writes the file."""
    if re.match(r"bindings-(php|ruby|java|csharp|go)/", name) and "ffi-c/languages/generate.py" in read(name):
        return True
    return (
        name in ("include/ringout.h", "Cargo.lock", "tests/fuzz/targets/Cargo.lock")
        or name.startswith("bindings-node/lib/")
        or name.endswith("package-lock.json")
        or (name.startswith("tests/vectors/") and name.endswith(".json"))
    )

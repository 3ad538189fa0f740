"""Generates the low-level layers for PHP, Ruby, Java, C# and Go from include/ringout.h.

    generate.py            writes them
    generate.py --check    compares them, and fails if one is out of date

Needs a C compiler, for the preprocessor, and pycparser.
"""

import difflib
import importlib
import sys

import model

LANGUAGES = {"php": "Php", "ruby": "Ruby", "java": "Java", "csharp": "CSharp", "go": "Go"}
# What tells a generated file from others in the same folder.
MARK = "ffi-c/languages/generate.py"
FOLDERS = tuple(f"bindings-{name}" for name in LANGUAGES)


def generated() -> dict[str, str]:
    """Returns the text of each file by its path."""
    library = model.read()
    files = {}
    for name, cls in LANGUAGES.items():
        files |= getattr(importlib.import_module(f"{name}"), cls)(library).files()
    return files


def old_files() -> set[str]:
    """Returns the paths of the generated files that exist."""
    paths = [path for folder in FOLDERS for path in (model.ROOT / folder).rglob("*") if path.is_file()]
    kept = [path for path in paths if path.suffix in (".php", ".h", ".rb", ".java", ".cs", ".go")]
    return {str(path.relative_to(model.ROOT)) for path in kept if MARK in path.read_text()[:400]}


def check(files: dict[str, str]) -> int:
    """Prints how the files differ and returns how many do."""
    problems = 0
    for name, text in files.items():
        path = model.ROOT / name
        old = path.read_text() if path.exists() else ""
        if old != text:
            problems += 1
            sys.stdout.writelines(
                difflib.unified_diff(old.splitlines(True), text.splitlines(True), name, "generated", n=1)
            )
    for name in sorted(old_files() - files.keys()):
        problems += 1
        print(f"{name} is no longer generated")
    return problems


def main() -> int:
    """Writes or compares the files."""
    files = generated()
    if sys.argv[1:] == ["--check"]:
        problems = check(files)
        if problems:
            print(f"languages: {problems} files are out of date; run make languages", file=sys.stderr)
        return 1 if problems else 0
    if sys.argv[1:]:
        print("usage: generate.py [--check]", file=sys.stderr)
        return 2
    for name in old_files() - files.keys():
        (model.ROOT / name).unlink()
    for name, text in files.items():
        path = model.ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Compares the binary interface of a library with debug information with ffi-c/libringout.abi, using abigail-tools.

`abi.py --record` writes that file. It has the exported functions and the public structs. The content of opaque types is left
out, because a program cannot see it and it may change in any release.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import ROOT

RECORDED = ROOT / "ffi-c" / "libringout.abi"
# A debug build. `[profile.dev.package.ringout-c]` in Cargo.toml gives it the types.
LIBRARY = programs.TARGET / "debug" / "libringout.so"
REFERENCES = ("type-id", "pointed-to-type-id", "naming-typedef-id")


def public_structs() -> set[str]:
    """Returns the structs of the header whose fields are public."""
    return set(re.findall(r"^\S+ field (\w+)\.", (ROOT / "ffi-c" / "abi.txt").read_text(), re.MULTILINE))


def command(*words: str | Path) -> str:
    """Runs a command and returns its output."""
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


def reduced(library: Path) -> str:
    """Returns the interface of a library as XML, without what programs cannot see."""
    options = ["--no-show-locs", "--no-comp-dir-path", "--no-corpus-path", "--no-elf-needed", "--type-id-style", "hash"]
    corpus = ElementTree.fromstring(command("abidw", *options, library))
    # Undefined symbols are those of the C library.
    for symbols in corpus.findall("elf-function-symbols"):
        symbols[:] = [symbol for symbol in symbols if symbol.get("name", "").startswith("ringout_")]
    for unneeded in corpus.findall("elf-variable-symbols"):
        corpus.remove(unneeded)
    public, types, needed = public_structs(), {}, []
    for element in corpus.iter("class-decl"):
        if element.get("name") not in public:
            element[:] = []
            kept = {key: element.get(key) for key in ("name", "id")}
            element.attrib = {**kept, "is-struct": "yes", "is-declaration-only": "yes", "visibility": "default"}
    for element in corpus.iter():
        if "id" in element.attrib:
            types[element.get("id")] = element
        if element.tag == "function-decl" and element.get("mangled-name", "").startswith("ringout_"):
            needed.append(element)
    kept = set()
    while needed:
        element = needed.pop()
        if id(element) not in kept:
            kept.add(id(element))
            names = [part.get(name) for part in element.iter() for name in REFERENCES]
            needed += [types[name] for name in names if name in types]
    return written(corpus, kept)


def written(corpus: ElementTree.Element, kept: set[int]) -> str:
    """Returns the kept elements in one unit and in a fixed order, so that a diff of two builds shows only changes."""
    found = [element for element in corpus.iter() if id(element) in kept]
    found.sort(key=lambda element: (element.tag == "function-decl", element.get("name", ""), element.get("id", "")))
    unit = ElementTree.Element("abi-instr", {"address-size": "64", "path": "libringout", "language": "LANG_C11"})
    unit.extend(found)
    for old in corpus.findall("abi-instr"):
        corpus.remove(old)
    corpus.append(unit)
    ElementTree.indent(corpus, " ")
    # Without the modules of Rust, between which an item may move.
    return re.sub(r"(ringout|core)::\w+::", "", ElementTree.tostring(corpus, encoding="unicode")) + "\n"


def difference(before: str, after: str) -> str:
    """Returns abidiff's description of the changes; empty if there are none."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in (("before.abi", before), ("after.abi", after)):
            paths.append(Path(folder) / name)
            paths[-1].write_text(text)
        done = subprocess.run(["abidiff", *paths], check=False, capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stdout + done.stderr


def main() -> None:
    """Writes the recorded interface."""
    if sys.argv[1:] != ["--record"]:
        sys.exit("usage: abi.py --record (after `cargo build -p ringout-c`)")
    RECORDED.write_text(reduced(LIBRARY))


if __name__ == "__main__":
    main()

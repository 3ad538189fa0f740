"""Arranges cbindgen's output into the sections of sections.txt and records the binary interface in ffi-c/abi.txt.

    generate.py RAW HEADER ABI

RAW is cbindgen's output. HEADER and ABI are written. ffi-c/header.sh runs this. It adds what cbindgen does not know: sections,
enums, the errors that a function returns, the version since which it exists, warnings for ignored results, and assertions about
the layout of public structs.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import items
from items import Item

HERE = Path(__file__).resolve().parent
FFI = HERE.parent
POINTER_SIZE = 8
SIZES = {"double": 8, "uint32_t": 4, "int32_t": 4, "uint64_t": 8, "int64_t": 8, "size_t": POINTER_SIZE}
# Their failure may be ignored: a program that exits can do nothing about it.
IGNORABLE = {"ringout_set_log_callback", "ringout_client_logout"}
# The errors of the functions with `@errors NAME` in their documentation, besides those of their arguments.
REQUEST = "NOT_LOGGED_IN UNAUTHORIZED FORBIDDEN NOT_FOUND RATE_LIMITED REJECTED SERVER TIMEOUT CONNECTION PROTOCOL"
ERRORS = {
    "request": f"{REQUEST} CANCELLED STORAGE",
    "login": f"{REQUEST} CANCELLED STORAGE".removeprefix("NOT_LOGGED_IN "),
    "wait": "NOT_LOGGED_IN UNAUTHORIZED FORBIDDEN CANCELLED STORAGE",
}
WIDTH = 120


@dataclass
class Section:
    """A section of the header."""

    name: str
    title: str
    text: list[str] = field(default_factory=list)
    # Enums, and names of modules and items, in their order.
    content: list[tuple[str, ...]] = field(default_factory=list)


def read_sections() -> list[Section]:
    """Reads sections.txt."""
    sections: list[Section] = []
    for line in (HERE / "sections.txt").read_text().splitlines():
        word, _, rest = line.partition(" ")
        if word == "%section":
            sections.append(Section(*rest.split(" ", 1)))
        elif word == "%enum":
            sections[-1].content.append(("enum", *rest.split(" ", 2)))
        elif word in ("%module", "%item"):
            sections[-1].content.append((word[1:], rest))
        elif sections and not line.startswith("#"):
            sections[-1].text.append(line)
    return sections


def fail(problem: str) -> None:
    """Exits with a problem of the sources."""
    sys.exit(f"header: {problem}")


class Abi:
    """The recorded binary interface: a line for each type, field, constant and function, with the version since which it exists.

    What an earlier version has recorded must not change. What the current version adds may change until the next version begins.
    """

    def __init__(self, path: Path, version: str) -> None:
        self.version = ".".join(version.split(".")[:2])
        self.old: dict[str, tuple[str, str]] = {}
        self.new: dict[str, tuple[str, str]] = {}
        for line in path.read_text().splitlines() if path.exists() else []:
            if line and not line.startswith("#"):
                since, kind, name, value = (*line.split(" ", 3), "")[:4]
                self.old[f"{kind} {name}"] = (since, value)

    def since(self, kind: str, name: str, value: str = "") -> str:
        """Records an element and returns the version since which it exists."""
        key = f"{kind} {name}"
        since, before = self.old.get(key, (self.version, value))
        if since != self.version and before != value:
            fail(
                f"{key} was `{before}` in version {since} and is now `{value}`; ffi-c/ABI.md says why it must not change"
            )
        self.new[key] = (since, value)
        return since

    def text(self) -> str:
        """Returns the new content of the file."""
        lost = [key for key, (since, _) in self.old.items() if key not in self.new and since != self.version]
        if lost:
            fail(f"{lost[0]} is gone; ffi-c/ABI.md says why it must stay")
        head = "# The binary interface of libringout on 64-bit systems, written by ffi-c/header.sh: since, kind, name, and its form."
        rows = [f"{since} {key} {value}".rstrip() for key, (since, value) in self.new.items()]
        return "\n".join([head, *rows]) + "\n"


class Generator:
    """Writes the header."""

    def __init__(self, raw: items.Raw, abi: Abi, sections: list[Section]) -> None:
        self.raw, self.abi, self.sections = raw, abi, sections
        self.lines: list[str] = []
        self.layouts: list[str] = []
        self.written: set[str] = set()
        # The content of the current section.
        self.here: set[tuple[str, ...]] = set()
        claimed = [name for section in sections for kind, name, *_ in section.content if kind == "item"]
        for name in claimed:
            if name not in raw.items:
                fail(f"sections.txt: there is no {name}")
        self.claimed = set(claimed)

    def generate(self) -> str:
        """Returns the header."""
        self.lines += [*self.raw.head, *(HERE / "prologue.h").read_text().splitlines(), ""]
        for section in self.sections:
            self.section(section)
        missing = [name for name in self.raw.items if name not in self.written]
        if missing:
            item = self.raw.items[missing[0]]
            fail(f"{item.name} (in {item.module}.rs) is in no section of ffi-c/header/sections.txt")
        self.lines += [
            "/// @cond",
            "#if UINTPTR_MAX == 0xffffffffffffffff",
            *self.layouts,
            "#endif",
            "/// @endcond",
            "",
        ]
        self.lines += ["#ifdef __cplusplus", "}", "#endif", "", "#endif"]
        return "\n".join(self.lines) + "\n"

    def section(self, section: Section) -> None:
        """Writes a section."""
        text = "\n".join(section.text).strip().splitlines()
        self.lines += comment([f"@defgroup ringout_section_{section.name} {section.title}", "", *text, "", "@{"]) + [""]
        self.here = set(section.content)
        for kind, name, *rest in section.content:
            if kind == "enum":
                self.enum(name, *rest)
            elif kind == "item":
                if name not in self.written:
                    self.item(self.raw.items[name])
            else:
                self.module(name)
        self.lines += ["/// @}", ""]

    def module(self, module: str) -> None:
        """Writes what a module defines and no other place has."""
        found = [item for item in self.raw.items.values() if item.module == module and item.name not in self.claimed]
        if not found:
            fail(f"sections.txt: ffi-c/src/{module}.rs defines nothing for the header")
        for item in found:
            if item.name not in self.written:
                self.item(item)

    def enum(self, name: str, prefix: str, text: str) -> None:
        """Writes constants as an enum, which debuggers name, and as macros, which the preprocessor and older code use."""
        found = [item for item in self.raw.constants() if re.fullmatch(prefix, item.name)]
        if not found:
            fail(f"sections.txt: no constant matches {prefix}")
        since = self.abi.since("enum", name)
        body = []
        for item in found:
            self.written.add(item.name)
            doc = item.doc + later(self.abi.since("constant", item.name, item.value), since)
            body += [f"    {line}" for line in comment(doc)] + [f"    {item.name} = {item.value},"]
        self.lines += [
            *comment([*wrapped(text), "", f"@since {since}"]),
            f"RINGOUT_ENUM({name})",
            "{",
            *body,
            "};",
            "/// @cond",
        ]
        self.lines += [f"#define {item.name} {item.value}" for item in found] + ["/// @endcond", ""]

    def item(self, item: Item) -> None:
        """Writes an item with its documentation."""
        self.written.add(item.name)
        for used in [
            # Each once, although several fields may use one.
            self.raw.items[name]
            for name in dict.fromkeys(item.uses())
            if name in self.raw.items and name not in self.written
        ]:
            if used.kind == "struct":
                self.lines += ["/* Described below. */", f"typedef struct {used.name} {used.name};", ""]
                self.written.add(f"typedef {used.name}")
            elif ("module", used.module) in self.here or ("item", used.name) in self.here:
                self.item(used)
            else:
                fail(f"{item.name} uses {used.name}, whose section must come before in ffi-c/header/sections.txt")
        doc, text = list(item.doc), list(item.text)
        if item.kind == "function":
            doc = self.function_doc(item)
            if item.is_fallible and item.name not in IGNORABLE:
                text.insert(0, "RINGOUT_WARN_UNUSED")
        since = self.abi.since(item.kind, item.name, item.signature())
        if item.kind == "struct":
            text = self.struct(item, since)
        doc += ["", f"@since {since}"]
        self.lines += [*comment(doc), *text, ""]
        if item.kind == "struct" and item.name in self.raw.initialisers:
            self.item(self.raw.items[self.raw.initialisers[item.name]])

    def struct(self, item: Item, since: str) -> list[str]:
        """Returns a struct with a tag, and records its layout."""
        offset, alignment, body = 0, 1, item.text[1:-1]
        for kind, name in item.fields():
            size = POINTER_SIZE if kind.endswith(("*", "_callback")) else SIZES.get(kind)
            if size is None:
                fail(f"{item.name}.{name}: the size of {kind} is not known")
            offset, alignment = -(-offset // size) * size, max(alignment, size)
            place = next(i for i, line in enumerate(body) if re.search(rf"^    [^/].*\b{name};", line))
            note = later(self.abi.since("field", f"{item.name}.{name}", f"{offset} {kind}"), since)
            body[place:place] = [f"    {line}" for line in comment(note)]
            self.layouts.append(f"RINGOUT_ASSERT_LAYOUT(offsetof({item.name}, {name}) == {offset});")
            offset += size
        if offset % alignment:
            fail(f"{item.name} ends with padding, in which a later field would lie")
        self.layouts.append(f"RINGOUT_ASSERT_LAYOUT(sizeof({item.name}) == {offset});")
        is_declared = f"typedef {item.name}" in self.written
        head, tail = (
            (f"struct {item.name} {{", "};") if is_declared else (f"typedef struct {item.name} {{", f"}} {item.name};")
        )
        return [head, *body, tail]

    def function_doc(self, item: Item) -> list[str]:
        """Returns the documentation of a function with its errors."""
        doc = [line for line in item.doc if not line.startswith("@errors")]
        extra = [word for line in item.doc if line.startswith("@errors") for word in line.split()[1:]]
        if not item.is_fallible:
            if extra:
                fail(f"{item.name} has @errors, but cannot fail")
            return doc
        names = item.argument_errors()
        for word in extra:
            names += ERRORS.get(word, word).split()
        known = [
            constant.name.removeprefix("RINGOUT_") for constant in self.raw.constants() if constant.module == "error"
        ]
        if unknown := [name for name in names if name not in known]:
            fail(f"{item.name}: {unknown[0]} is not an error code")
        codes = ", ".join(f"`RINGOUT_{name}`" for name in known if name in names)
        while doc and not doc[-1]:
            doc.pop()
        return [*doc, "", "@par Errors", *wrapped(f"{codes}.")]


def later(since: str, whole: str) -> list[str]:
    """Returns a note for a part that is newer than the whole."""
    return [] if since == whole else ["", f"@since {since}"]


def comment(lines: list[str]) -> list[str]:
    """Returns lines as a documentation comment."""
    return [f"/// {line}".rstrip() for line in lines]


def wrapped(text: str) -> list[str]:
    """Breaks a text into lines."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > WIDTH - 5:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def main() -> None:
    """Writes the header and the recorded interface."""
    raw_path, header, abi_path = sys.argv[1:]
    raw = items.read(Path(raw_path).read_text(), FFI / "src")
    number = raw.items.get("RINGOUT_ABI_VERSION")
    if number and number.value != raw.version.split(".")[0]:
        fail(
            f"RINGOUT_ABI_VERSION is {number.value} in version {raw.version}; ffi-c/ABI.md says that it is the major version"
        )
    abi = Abi(FFI / "abi.txt", raw.version)
    Path(header).write_text(Generator(raw, abi, read_sections()).generate())
    Path(abi_path).write_text(abi.text())


if __name__ == "__main__":
    main()

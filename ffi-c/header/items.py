"""Splits cbindgen's output into its declarations."""

import re
from dataclasses import dataclass, field
from pathlib import Path

# What a name is defined by in Rust.
DEFINITION = r"^pub (?:unsafe )?(?:extern \"C\" )?(?:fn|struct|type|const) {}\b"


@dataclass
class Item:
    """A declaration, with its documentation and the module that it comes from."""

    kind: str
    name: str
    doc: list[str]
    text: list[str]
    module: str = ""

    @property
    def value(self) -> str:
        """The value of a constant."""
        return self.text[0].split(" ", 2)[2]

    @property
    def code(self) -> str:
        """The declaration without comments, in one line."""
        return " ".join(" ".join(line for line in self.text if not line.lstrip().startswith("///")).split())

    @property
    def is_fallible(self) -> bool:
        """Whether it is a function that returns a status."""
        return (
            self.kind == "function" and self.code.startswith("ringout_status ") and "ringout_error **err" in self.code
        )

    def uses(self) -> list[str]:
        """Returns the names of the library in the declaration."""
        return [name for name in re.findall(r"\bringout_\w+\b", self.code) if name != self.name]

    def fields(self) -> list[tuple[str, str]]:
        """Returns the types and names of a struct's fields."""
        body = self.code.partition("{")[2].rpartition("}")[0]
        fields = [re.fullmatch(r"(.*?[\s*])(\w+)", part.strip()) for part in body.split(";") if part.strip()]
        return [(match[1].strip(), match[2]) for match in fields]

    def arguments(self) -> list[str]:
        """Returns the arguments of a function."""
        return [argument.strip() for argument in self.code.partition("(")[2].rpartition(")")[0].split(",")]

    def argument_errors(self) -> list[str]:
        """Returns the errors that a function returns for its arguments."""
        arguments = [argument for argument in self.arguments() if not argument.endswith("**err")]
        names = ["INTERNAL"]
        structs = [
            argument for argument in arguments if re.match(r"const ringout_\w+(config|request|options) \*", argument)
        ]
        strings = [argument for argument in arguments if "const char *" in argument]
        if any("*" in argument and not argument.startswith("void") for argument in arguments):
            names.append("NULL_POINTER")
        if strings or any("options" not in struct for struct in structs):
            names.append("INVALID_UTF8")
        if strings or structs or any(re.match(r"u?int(?:32|64)_t \w+$", argument) for argument in arguments):
            names.append("INVALID_ARGUMENT")
        return names

    def signature(self) -> str:
        """Returns the form of a function or a callback for the recorded interface; empty for other items."""
        if self.kind in ("function", "callback", "alias"):
            return re.sub(r"^typedef ", "", self.code).rstrip(";").replace(self.name, "", 1).strip()
        return self.value if self.kind == "constant" else ""


@dataclass
class Raw:
    """cbindgen's output."""

    version: str
    # The comment at the top and the include guard.
    head: list[str]
    items: dict[str, Item] = field(default_factory=dict)
    # The macro that initialises a struct, by the struct's name.
    initialisers: dict[str, str] = field(default_factory=dict)

    def constants(self) -> list[Item]:
        """Returns the numbers."""
        return [item for item in self.items.values() if item.kind == "constant"]


def classify(text: list[str]) -> tuple[str, str]:
    """Returns the kind and the name of a declaration."""
    code = " ".join(text)
    patterns = {
        "macro": r"#define (\w+) *(?:\\|\")",
        "constant": r"#define (\w+) \S",
        "callback": r"typedef [^(]*\(\*(\w+)\)",
        "struct": r"typedef struct (?:\w+ )?\{.*\} (\w+);",
        "type": r"typedef struct \w+ (\w+);",
        "alias": r"typedef \w+ (\w+);",
        "function": r"[^(]*?(\w+)\(.*\);",
    }
    for kind, pattern in patterns.items():
        if match := re.match(pattern, code):
            return kind, match[1]
    raise SystemExit(f"header: a declaration that is not understood: {code}")


def ends(text: list[str]) -> bool:
    """Whether a declaration is complete."""
    if text[0].startswith("#define"):
        return not text[-1].endswith("\\")
    code = "".join(line for line in text if not line.lstrip().startswith("///"))
    return code.count("{") == code.count("}") and text[-1].rstrip().endswith(";")


def modules(source: Path) -> dict[str, str]:
    """Returns the text of each module by its path, such as "call" or "call/status"."""
    paths = sorted(source.rglob("*.rs"))
    return {
        path.relative_to(source).with_suffix("").as_posix().removesuffix("/mod"): path.read_text() for path in paths
    }


def read(raw: str, source: Path) -> Raw:
    """Reads cbindgen's output."""
    head, _, rest = raw.partition("#include <stdint.h>\n")
    version = re.match(r"/\* ringout (\S+):", head)[1]
    found = Raw(version, (head + "#include <stdint.h>\n").splitlines())
    texts = modules(source)
    doc, text = [], []
    for line in rest.splitlines():
        if not text and (not line.strip() or re.match(r"#(if|endif)|extern \"C\"|\}", line)):
            doc = []
        elif not text and line.startswith("///"):
            doc.append(line[3:].removeprefix(" "))
        else:
            text.append(line)
            if ends(text):
                kind, name = classify(text)
                module = next(
                    (m for m, code in texts.items() if re.search(DEFINITION.format(name), code, re.MULTILINE)), ""
                )
                found.items[name] = Item(kind, name, doc, text, module)
                doc, text = [], []
    for item in list(found.items.values()):
        if item.kind == "macro" and (struct := re.search(r"sizeof\((\w+)\)", item.code)):
            found.initialisers[struct[1]] = item.name
    return found

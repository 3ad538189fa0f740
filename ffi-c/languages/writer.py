"""What the generators of all languages share: documentation, names and the notice at the top of a file."""

import re
import textwrap
from collections.abc import Callable

from model import Enum, Library, camel, pascal, type_name

NOTICE = "Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again."
WIDTH = 118


def missing_text(library: Library) -> str:
    """Returns the sentence for a library that is missing or too old."""
    return f"libringout {library.version} or later with binary interface {library.abi} is needed"


def wrong_abi(library: Library) -> str:
    """Returns the reason for another binary interface."""
    return f"the loaded one has another binary interface than {library.abi}"


class Names:
    """The names of functions, constants and NULL in the documentation of one language."""

    def __init__(self, library: Library, null: str, function, constant, record):
        self.library = library
        self.null, self.function, self.constant, self.record = null, function, constant, record
        self.enum_of = {v.name: (enum, v.name) for enum in library.enums.values() for v in enum.values}
        self.by_prefix = {enum.prefix: enum for enum in library.enums.values()}

    def _replace(self, match: re.Match) -> str:
        word = match[1]
        if word.endswith("()") and word[:-2] in self.library.functions:
            return f"`{self.function(word[:-2].removeprefix('ringout_'))}`"
        if word in self.enum_of:
            enum, name = self.enum_of[word]
            return f"`{self.constant(enum, name.removeprefix(enum.prefix))}`"
        if word.endswith("...") and word[:-3] in self.by_prefix:
            return f"`{self.record(type_name(self.by_prefix[word[:-3]].name))}`"
        if word in self.library.records or word in self.library.enums:
            return f"`{self.record(type_name(word))}`"
        if word == "ringout_status":
            return f"`{self.record('ErrorCode')}`"
        return match[0]

    def lines(self, doc: str) -> list[str]:
        """Returns documentation in the names of the language, without the marks of the header."""
        text = re.sub(r"@since (\S+)", r"Since version \1.", doc.replace("@par Errors", "Errors:"))
        text = re.sub(r"`([A-Za-z_][A-Za-z_0-9]*(?:\(\)|\.\.\.)?)`", self._replace, text)
        return re.sub(r"\bNULL\b", self.null, text).rstrip().split("\n")


# Sentences about memory that only C programs manage.
MEMORY = re.compile(r"_free\(\)|not free|[Vv]alid until|is freed|be freed|frees|_clone\(\)|\bowns\b|Never NULL, valid")


def without_memory(doc: str) -> str:
    """Returns the documentation of a value without the sentences about freeing it."""
    paragraphs = []
    for paragraph in doc.split("\n\n"):
        if MEMORY.search(paragraph) and not paragraph.startswith("-"):
            sentences = re.split(r"(?<=\.)\s+", paragraph)
            paragraph = textwrap.fill(" ".join(s for s in sentences if not MEMORY.search(s)), WIDTH - 8)
        paragraphs.append(paragraph)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def public_function(name: str, spell: Callable[[str], str]) -> str:
    """Returns what a user of a package with classes calls instead of a C function: a method, or the field of a value."""
    owner, _, rest = name.partition("_")
    if name in ("client_new", "authorization_new"):
        return pascal(owner)
    if name == "call_wait":
        # `wait` is a method of all objects in Java.
        return f"Call.{spell('await' if spell is camel else 'wait')}()"
    if owner in ("client", "call", "watch"):
        return f"{pascal(owner)}.{spell(rest)}()"
    return spell(rest)


def block(lines: list[str], indent: str = "", opening: str = "/**", middle: str = " *", closing: str = " */") -> str:
    """Returns a documentation comment."""
    body = [f"{indent}{middle} {line}".rstrip() for line in lines]
    return "\n".join(
        [*([f"{indent}{opening}"] if opening else []), *body, *([f"{indent}{closing}"] if closing else [])]
    )


def short_constant(enum: Enum, name: str) -> str:
    """Returns the name of a constant without what all constants of its enum begin with."""
    return name.removeprefix(enum.prefix)


__all__ = [
    "NOTICE",
    "Names",
    "block",
    "camel",
    "missing_text",
    "pascal",
    "public_function",
    "short_constant",
    "without_memory",
    "wrong_abi",
]

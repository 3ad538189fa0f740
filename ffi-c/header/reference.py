"""Prepares include/ringout.h for Doxygen: reference.py HEADER OUTPUT

The comment at its top becomes the first page, names in backticks become links, and `RINGOUT_X_...` becomes a link to the enum.
"""

import re
import sys
from pathlib import Path

from generate import read_sections

CONTRACT = "Every function follows this contract."


def first_page(text: str) -> str:
    """Turns the comment at the top into the first page, with a heading for each paragraph of the contract."""
    top, _, rest = text.partition(" */\n")
    lines = [line[2:].removeprefix(" ") for line in top.splitlines()[1:]]
    page = re.sub(r"(?m)(?<=\n\n)([A-Z][a-z]+)\. (?=[A-Z])", r"@par \1\n", "\n".join(lines))
    groups = ["| section | content |", "|---|---|"]
    for section in read_sections():
        first = " ".join(section.text).split(". ")[0].split("? ")[0].strip(" .?")
        groups.append(f'| @ref ringout_section_{section.name} "{section.title}" | {first} |')
    page = page.replace(
        CONTRACT, "\n".join(["@section sections Sections", "", *groups, "", "@section contract Contract", "", CONTRACT])
    )
    return f"/**\n@mainpage The C interface\n\n{page}\n */\n{rest}"


def links(text: str) -> str:
    """Turns code in backticks into links."""
    for section in read_sections():
        for kind, name, *rest in section.content:
            if kind == "enum":
                prefix = rest[0].partition("\\w")[0].partition("(")[0]
                text = re.sub(rf"`{prefix}\.\.\.`", f'@ref {name} "{prefix}..."', text)
    known = set(re.findall(r"^ *(RINGOUT_\w+) = ", text, re.MULTILINE)) | set(
        re.findall(r"@since .*\n#define (RINGOUT_\w+)", text)
    )
    known |= set(re.findall(r"^(?:typedef|\}).*\b(ringout_\w+)(?:;|\)\()", text, re.MULTILINE))
    page, mark, rest = text.partition("*/")
    bare = re.compile(r"(?<![#\w`])RINGOUT_\w+")
    # Not in the program, whose lines are indented.
    page = "\n".join(
        line if line.startswith("    ") else bare.sub(lambda name: f"#{name[0]}" if name[0] in known else name[0], line)
        for line in page.splitlines()
    )
    text = re.sub(r"`(ringout_\w+\(\))`", r"\1", page + "\n" + mark + rest)
    return re.sub(r"`((?:ringout|RINGOUT)_\w+)`", lambda name: f"#{name[1]}" if name[1] in known else name[0], text)


def main() -> None:
    """Writes the input of Doxygen."""
    header, output = map(Path, sys.argv[1:])
    text = header.read_text()
    Path(output).write_text(links(first_page(text)))


if __name__ == "__main__":
    main()

"""Turns Doxygen's man pages into a page for each function and section: man.py HEADER PAGES OUTPUT VERSION

Doxygen writes one page for each section and struct. Functions get pages of their own, and types, enums and constants link to
the page of their section.
"""

import re
import sys
from pathlib import Path

GROUP = "ringout_section_"
DECLARATION = re.compile(r"^(?:[a-z][\w ]*[ *])(ringout_\w+)\((?:[^;]*)\);", re.MULTILINE)
FUNCTIONS = '.SH "Function Documentation"'


class Pages:
    """Writes the pages."""

    def __init__(self, header: str, output: Path, version: str) -> None:
        self.declarations = {match[1]: match[0] for match in DECLARATION.finditer(header)}
        self.output, self.version = output, version
        output.mkdir(parents=True)

    def write(self, name: str, brief: str, rest: str) -> None:
        """Writes a page."""
        title = f'.TH "{name}" 3 "" "ringout {self.version}" "ringout"\n.ad l\n.nh\n.SH NAME\n{name} \\- {brief}\n'
        rest = rest.replace('.SH "Detailed Description"', ".SH DESCRIPTION")
        (self.output / f"{name}.3").write_text(title + re.sub(r"\n(\.PP *\n)+(?=\.SH|\Z)", "\n", rest.rstrip() + "\n"))

    def function(self, name: str, body: str, section: str) -> None:
        """Writes the page of a function."""
        body = body.strip().removeprefix(".PP\n")
        brief = re.sub(r"\\&|\\f.", "", re.split(r"(?:\\&)?\.\s", body, maxsplit=1)[0].replace("\n", " ")).strip(" .")
        body = re.sub(r"\.PP\n\\fBErrors\\fP\n\.RS 4\n(.*?)\n\.RE\n", r".SH ERRORS\n\1\n", body, flags=re.DOTALL)
        body = re.sub(r"\.PP\n\\fBSince\\fP\n\.RS 4\n(\S+) *\n\.RE\n", r".SH HISTORY\nSince version \1.\n", body)
        declaration = self.declarations[name].replace("\\", "\\e")
        lines = [
            ".SH SYNOPSIS",
            ".nf",
            r"\fB#include <ringout.h>\fP",
            "",
            declaration,
            ".fi",
            ".SH DESCRIPTION",
            body.strip(),
        ]
        lines += ['.SH "SEE ALSO"', rf"\fB{section}\fP(3)"]
        self.write(name, brief[:1].lower() + brief[1:], "\n".join(lines))

    def section(self, text: str, name: str) -> None:
        """Writes the page of a section, of its functions, and the links to it."""
        page = "ringout-" + name.replace("_", "-")
        text, _, _ = text.partition('.SH "Author"')
        brief = re.search(r"\.SH NAME\n\S+ \\- (.*)\n", text)[1]
        _, _, rest = text.partition(".SH SYNOPSIS\n")
        rest, _, functions = rest.partition(FUNCTIONS)
        for chunk in functions.split('\n.SS "')[1:]:
            signature, _, body = chunk.partition('"\n')
            found = re.search(r"(\w+) \(", re.sub(r"\\f.", "", signature))
            self.function(found[1], body, page)
        self.write(page, brief, f".SH SYNOPSIS\n{rest}")
        documented = re.split(r'\.SH "(?:Macro|Typedef|Enumeration Type) Documentation"', rest)[1:]
        names = r"\\fB(?:\\fI)?((?:ringout|RINGOUT)_\w+) *\\fP *\"?(?:\\fP)?\n"
        for link in set(re.findall(names, "\n".join(documented))):
            if not (self.output / f"{link}.3").exists():
                (self.output / f"{link}.3").write_text(f".so man3/{page}.3\n")


def main() -> None:
    """Writes all pages."""
    header, source, output, version = sys.argv[1:]
    pages = Pages(re.sub(r"^///.*\n", "", Path(header).read_text(), flags=re.MULTILINE), Path(output), version)
    found = sorted(Path(source).glob("ringout_*.3"))
    structs = [path for path in found if not path.stem.startswith(GROUP)]
    for path in structs:
        text = path.read_text().partition('.SH "Author"')[0]
        brief = re.search(r"\.SH NAME\n\S+ \\- (.*?) *\n", text)[1].removesuffix(r"\&.")
        pages.write(path.stem, brief[:1].lower() + brief[1:], ".SH SYNOPSIS\n" + text.partition(".SH SYNOPSIS\n")[2])
    for path in found:
        if path not in structs:
            pages.section(path.read_text(), path.stem.removeprefix(GROUP))


if __name__ == "__main__":
    main()

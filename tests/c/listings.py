"""Compiles the C and C++ listings of the READMEs and of the headers' comments, and runs those that are whole."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import programs
from common import INCLUDE, TARGET, Report, compile_program, run, shared
from programs import ROOT

READMES = ["README.md", "ffi-c/README.md"]
HEADERS = ["ringout.h", "ringout.hpp"]

# What a listing that is not a whole program may use without defining it.
FRAMES = {
    "c": """#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <ringout.h>
#include <stdio.h>
#include <string.h>
%s
void listing(const ringout_client *client, const ringout_call *call, ringout_call_request request,
             const ringout_call_request *requests, size_t count, FILE *file, ringout_error *err);
void listing(const ringout_client *client, const ringout_call *call, ringout_call_request request,
             const ringout_call_request *requests, size_t count, FILE *file, ringout_error *err)
{
    {
%s
    }
}
""",
    "cpp": """#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <ringout.hpp>
#include <stdexcept>
#include <vector>
%s
void listing(const ringout::client &client, const ringout::call &call, std::ostream &file);
void listing(const ringout::client &client, const ringout::call &call, std::ostream &file)
{
    {
%s
    }
}
""",
}
# What a listing that creates its own client becomes a program with.
MAINS = {
    "c": "#include <ringout.h>\n#include <stdio.h>\n%s\nint main(void)\n{\n%s    return 0;\n}\n",
    "cpp": "#include <iostream>\n#include <ringout.hpp>\n%s\nint main()\n{\n%s}\n",
}
# An include, or a definition up to the brace that ends it.
TOP_LEVEL = re.compile(
    r"^(?:#include .*|static [^\n;]*\n\{\n(?:.*\n)*?\}|(?:struct|class) [^\n;]*\{\n(?:.*\n)*?\};)\n", re.MULTILINE
)


# A part of a program does not use everything that its frame offers.
PART = ["-Wno-unused", "-Wno-unused-parameter"]


@dataclass
class Listing:
    """One listing, written to a file."""

    path: Path
    is_program: bool

    @property
    def options(self) -> list[str]:
        """The compiler's options."""
        return [] if self.is_program else ["-c", *PART]


def fenced(text: str) -> Iterator[tuple[str, str]]:
    """The language and code of each fenced listing."""
    yield from re.findall(r"^```(c|cpp)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def documented(header: str) -> Iterator[tuple[str, str]]:
    """The language and code of each listing in a header: fenced ones, and the indented ones of its first comment."""
    text = (INCLUDE / header).read_text()
    language = "cpp" if header.endswith("pp") else "c"
    first = re.sub(r"^ \* ?", "", text[: text.index("*/")], flags=re.MULTILINE)
    for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", first, re.MULTILINE):
        yield language, textwrap.dedent(block).strip() + "\n"
    comments = re.sub(r"^ *///? ?", "", "\n".join(re.findall(r"^ *///.*$", text, re.MULTILINE)), flags=re.MULTILINE)
    yield from fenced(comments)


def completed(language: str, code: str) -> tuple[str, bool]:
    """Makes a source of a listing, and says whether it is a whole program."""
    if "int main(" in code:
        return code, True
    parts = "".join(TOP_LEVEL.findall(code)), TOP_LEVEL.sub("", code)
    if "client::from_env" in code or "ringout_client_from_env" in code:
        define = "#define RINGOUT_NO_EXCEPTIONS\n" if ".and_then(" in code else ""
        return define + MAINS[language] % (parts[0], textwrap.indent(parts[1], "    ")), True
    return FRAMES[language] % parts, False


def find() -> list[Listing]:
    """Writes each listing to a file."""
    folder = TARGET / "listings"
    folder.mkdir(parents=True, exist_ok=True)
    sources = [(readme, fenced((ROOT / readme).read_text())) for readme in READMES]
    sources += [(f"include/{header}", documented(header)) for header in HEADERS]
    found = []
    for file, listings in sources:
        for number, (language, code) in enumerate(listings, 1):
            code, is_program = completed(language, code)
            path = folder / f"{file.replace('/', '-').removesuffix('.md')}-{number}.{language}"
            path.write_text(code)
            found.append(Listing(path, is_program))
    return found


def check(report: Report) -> None:
    """Compiles the listings, and runs the whole programs."""
    found = find()
    names = {listing.path.name for listing in found}
    for required in ("include-ringout.h-1.c", "include-ringout.hpp-1.cpp", "include-ringout.hpp-2.cpp"):
        report.check(f"there is a listing {required}", "" if required in names else f"only {sorted(names)}")
    for listing in found:
        path = listing.path
        compiler = "gcc" if path.suffix == ".c" else "g++"
        program = path.with_suffix(f".{compiler}")
        problem = compile_program(compiler, [path], program, [*listing.options, *shared()])
        report.check(f"the listing {path.name} compiles", problem)
        if listing.is_program and not problem:
            with programs.simulator("--speed", "4") as ready:
                done = run([program], programs.user_environment(ready))
            good = done.returncode == 0 and re.search(r"^Completed: ", done.stdout, re.MULTILINE)
            report.check(f"the listing {path.name} runs", "" if good else f"{done.stdout}{done.stderr}")

"""How long files and functions are, and how much of the code is explained."""

import ast
import re

from files import bare, block_after, is_generated, read, strip_rust, without_tests

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
MEAN_FUNCTION = 14
LEAST_DOCS = 30
CRATES = ("core/src", "ffi-c/src", "bindings-python/src", "bindings-node/src", "simulator/src")
# The rule is one table: it is read row by row, and its order is the rule.
TABLES = {"leg_step", "call_step"}


def _rust_functions(name, text):
    for match in re.finditer(r"\bfn (\w+)", text):
        body = re.compile(r"[{;]").search(text, _after_signature(text, match.end()))
        if body and body.group() == "{":
            yield name, match[1], text.count("\n", match.start(), block_after(text, body.start())) + 1


def _after_signature(text, at):
    """Past the arguments, whose types may hold braces and semicolons (`[u8; 4]`)."""
    depth = 0
    for mark in re.compile(r"[()]").finditer(text, at):
        depth += 1 if mark.group() == "(" else -1
        if depth == 0:
            rest = re.compile(r"(?:\[[^\]]*\]|[^{;\[])*").match(text, mark.end())
            return rest.end()
    return at


def _python_functions(name):
    for node in ast.walk(ast.parse(read(name))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, node.name, node.end_lineno - node.lineno + 1


def _comment_marks(name):
    return "#" if name.endswith((".py", ".sh")) else "//"


def _code_lines(name):
    if name.endswith(".rs"):
        text = bare(name)
    elif name.endswith((".c", ".h", ".hpp", ".cpp", ".js", ".mjs", ".cjs", ".cts", ".mts", ".ts")):
        text = re.sub(r"/\*.*?\*/", "", read(name), flags=re.DOTALL)
    else:
        text = re.sub(r'^\s*(?:r|f)?""".*?"""', "", read(name), flags=re.DOTALL | re.MULTILINE)
    mark = _comment_marks(name)
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith(mark))


SOURCES = (".rs", ".py", ".c", ".h", ".hpp", ".cpp", ".js", ".mjs", ".cjs", ".cts", ".mts", ".ts", ".sh")


def files(tree):
    """No file is too long to be read at once."""
    lengths = {name: _code_lines(name) for name in tree.find(suffixes=SOURCES) if not is_generated(name)}
    longest = max(lengths, key=lengths.get)
    problems = [f"{name} has {lines} code lines" for name, lines in lengths.items() if lines > LONGEST_FILE]
    return f"{len(lengths)} files, the longest is {longest} with {lengths[longest]}", problems


def functions(tree):
    """No function is too long to be seen at once."""
    found = [made for name in tree.rust() for made in _rust_functions(name, strip_rust(read(name), strings=False))]
    found += [made for name in tree.find(suffixes=[".py"]) for made in _python_functions(name)]
    problems = [
        f"{name}: {function} has {lines} lines"
        for name, function, lines in found
        if lines > LONGEST_FUNCTION and function not in TABLES
    ]
    name, function, lines = max(found, key=lambda made: made[2])
    return f"{len(found)} functions, the longest is {function} in {name} with {lines}", problems


def mean(tree):
    """Functions do one thing each."""
    notes, problems = [], []
    for crate in CRATES:
        lines = [made[2] for name in tree.rust(crate) for made in _rust_functions(name, bare(name))]
        if lines:
            average = sum(lines) / len(lines)
            notes.append(f"{crate.removesuffix('/src')} {average:.1f}")
            if average > MEAN_FUNCTION:
                problems.append(f"{crate}: {average:.1f} lines")
    return ", ".join(notes), problems


def docs(tree):
    """Enough is explained for a reader who sees the code for the first time."""
    notes, problems = [], []
    for crate in ("core/src", "ffi-c/src"):
        explained, coded = [], []
        for name in tree.rust(crate):
            for line, plain in zip(without_tests(name).splitlines(), bare(name).splitlines(), strict=True):
                if plain.strip():
                    coded.append(len(line.strip()))
                elif line.strip().startswith("//"):
                    explained.append(len(line.strip()))
        if coded:
            share, weight = 100 * len(explained) / len(coded), 100 * sum(explained) / sum(coded)
            note = f"{crate.removesuffix('/src')} {share:.0f} % of the lines, {weight:.0f} % of the characters"
            notes.append(note)
            if share < LEAST_DOCS:
                problems.append(note)
    return ", ".join(notes), problems


CHECKS = [
    (f"no file has over {LONGEST_FILE} code lines", files),
    (f"no function has over {LONGEST_FUNCTION} lines", functions),
    (f"functions have at most {MEAN_FUNCTION} lines in the mean", mean),
    (f"comments are at least {LEAST_DOCS} % of the code", docs),
]

"""The length of files and functions. Clippy checks Rust functions (`too_many_lines`)."""

import ast
import re

from files import code, is_generated, read

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60


def _python_functions(name):
    for node in ast.walk(ast.parse(read(name))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, node.name, node.end_lineno - node.lineno + 1


def _comment_marks(name):
    return "#" if name.endswith((".py", ".sh")) else "//"


def _code_lines(name):
    if name.endswith(".rs"):
        text = code(name)
    elif name.endswith((".c", ".h", ".hpp", ".cpp", ".js", ".mjs", ".cjs", ".cts", ".mts", ".ts")):
        text = re.sub(r"/\*.*?\*/", "", read(name), flags=re.DOTALL)
    else:
        text = re.sub(r'^\s*(?:r|f)?""".*?"""', "", read(name), flags=re.DOTALL | re.MULTILINE)
    mark = _comment_marks(name)
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith(mark))


SOURCES = (".rs", ".py", ".c", ".h", ".hpp", ".cpp", ".js", ".mjs", ".cjs", ".cts", ".mts", ".ts", ".sh")


def files(tree):
    """Every file is short enough."""
    lengths = {name: _code_lines(name) for name in tree.find(suffixes=SOURCES) if not is_generated(name)}
    longest = max(lengths, key=lengths.get)
    problems = [f"{name} has {lines} code lines" for name, lines in lengths.items() if lines > MAX_FILE_LINES]
    return f"{len(lengths)} files, the longest is {longest} with {lengths[longest]}", problems


def functions(tree):
    """Every Python function is short enough."""
    found = [function for name in tree.find(suffixes=[".py"]) for function in _python_functions(name)]
    problems = [
        f"{name}: {function} has {lines} lines" for name, function, lines in found if lines > MAX_FUNCTION_LINES
    ]
    return f"{len(found)} functions", problems


CHECKS = [
    (f"no file has over {MAX_FILE_LINES} code lines", files),
    (f"no Python function has over {MAX_FUNCTION_LINES} lines", functions),
]

"""Generates the parts of the stubs that have another source: docstrings, and the signatures of the asyncio client.

- `_native.pyi` has the signatures of the native module. Its docstrings come from the compiled module, so from the Rust sources.
- `_async.pyi` comes from `_async.py`. A method that wraps one of `Client` or `Call` has that method's signature.

Run it after a change of a signature or a docstring, with the package installed: `make stubs`. With `--check`, compares the files
and fails if one is out of date.
"""

from __future__ import annotations

import ast
import copy
import inspect
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ringout
import ringout._async
import ringout._native

PACKAGE = Path(__file__).resolve().parent / "python" / "ringout"
WIDTH = 120
Function = ast.FunctionDef | ast.AsyncFunctionDef


def documentation(item: object, indent: int) -> str | None:
    """Returns the docstring of an item as it is written at an indentation, or None."""
    text = inspect.cleandoc(item.__doc__ or "").replace("\\", "\\\\")
    if not text:
        return None
    first, gap, rest = text.partition("\n\n")
    # Again, because the quotation marks take three columns.
    first = textwrap.fill(" ".join(first.split()), WIDTH - indent, initial_indent="   ")[3:]
    text = textwrap.indent(first + gap + rest, " " * indent).lstrip()
    return f'"""{text}"""' if not gap else f'"""{text}\n{" " * indent}"""'


def is_documented(function: Function) -> bool:
    """Whether a function gets a docstring: special methods need none."""
    return not function.name.startswith("_")


def runtime(owner: object, name: str) -> object:
    """Returns the member of a class or module, without binding it."""
    found = inspect.getattr_static(owner, name, None)
    return getattr(owner, name) if isinstance(found, staticmethod | classmethod) else found


class Insertion:
    """The new body of a class or function, to put into the text of a stub."""

    def __init__(self, node: ast.ClassDef | Function, doc: str | None) -> None:
        first = node.body[0]
        has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        self.doc = doc
        decorators = getattr(first, "decorator_list", [])
        self.line = min([first.lineno, *(one.lineno for one in decorators)])
        self.column = first.col_offset
        # A docstring or `...` is replaced. In a class, the members follow.
        self.end = (first.end_lineno, first.end_col_offset) if has_doc else (self.line, self.column)
        self.is_alone = not isinstance(node, ast.ClassDef)
        self.indent = node.col_offset + 4

    def apply(self, lines: list[str]) -> None:
        """Changes the lines of the stub."""
        before = lines[self.line - 1][: self.column].rstrip()
        after = lines[self.end[0] - 1][self.end[1] :].strip() if self.end[0] else ""
        if self.is_alone:
            body = f"{' ' * self.indent}{self.doc or '...'}"
            lines[self.line - 1 : self.end[0]] = [before, body] if before else [body]
        elif self.doc:
            kept = [f"{' ' * self.indent}{after}"] if after else []
            lines[self.line - 1 : self.end[0]] = [f"{' ' * self.indent}{self.doc}", "", *kept]


def with_docstrings(text: str, module: object) -> str:
    """Puts the docstrings of a module into the text of its stub."""
    insertions = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            owner = getattr(module, node.name)
            insertions.append(Insertion(node, documentation(owner, 4)))
            functions = [part for part in node.body if isinstance(part, Function) and is_documented(part)]
            insertions += [Insertion(part, documentation(runtime(owner, part.name), 8)) for part in functions]
        elif isinstance(node, Function):
            insertions.append(Insertion(node, documentation(getattr(module, node.name), 4)))
    lines = text.split("\n")
    for insertion in sorted(insertions, key=lambda one: one.line, reverse=True):
        insertion.apply(lines)
    return "\n".join(lines)


class AsyncStub:
    """The stub of the asyncio client."""

    def __init__(self, native: str) -> None:
        self.native = ast.parse(native)
        self.source = ast.parse((PACKAGE / "_async.py").read_text())

    def text(self) -> str:
        """Returns the stub without docstrings."""
        body = [part for node in self.source.body for part in self.member(node)]
        return ast.unparse(ast.fix_missing_locations(ast.Module([*self.imports(body), *body], [])))

    def member(self, node: ast.stmt) -> Iterator[ast.stmt]:
        """Yields what the stub has for a node of the module."""
        if isinstance(node, ast.ClassDef):
            parts = [part for inner in node.body for part in self.class_member(inner)]
            yield ast.ClassDef(node.name, node.bases, node.keywords, [*fields(node), *parts] or [dots()], [])
        elif isinstance(node, Function):
            yield bare(node)
        elif isinstance(node, ast.If):
            yield from (part for part in node.body if isinstance(part, ast.Assign))
        elif isinstance(node, ast.Assign):
            yield node

    def class_member(self, node: ast.stmt) -> Iterator[ast.stmt]:
        """Yields what the stub has for a node of a class."""
        if isinstance(node, ast.AnnAssign):
            yield ast.AnnAssign(node.target, node.annotation, None, node.simple)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield from self.assigned(node.targets[0].id, node.value)
        elif isinstance(node, Function) and "takes_settings_of" in "".join(map(ast.unparse, node.decorator_list)):
            (settings,) = self.methods("Client", "__new__")
            yield bare(settings, name="__init__", first="self", returns=ast.Constant(None))
        elif isinstance(node, Function) and node.name != "__repr__":
            yield bare(node)

    def assigned(self, name: str, value: ast.expr) -> Iterator[ast.stmt]:
        """Yields the methods of `name = coroutine(Client.name)`, or an attribute of unknown type."""
        if not isinstance(value, ast.Call) or not ast.unparse(value.func).startswith("coroutine"):
            yield ast.AnnAssign(ast.Name(name), ast.Name("Any"), None, 1)
            return
        owner, _, method = ast.unparse(value.args[0]).partition(".")
        for found in self.methods(owner, method):
            calls = {"coroutine_for_call": "AsyncCall", "coroutine_for_optional_call": "AsyncCall | None"}
            call = calls.get(ast.unparse(value.func))
            returns = ast.Name(call) if call else found.returns
            yield bare(found, name=name, returns=returns, is_async=True)

    def methods(self, owner: str, name: str) -> list[ast.FunctionDef]:
        """Returns a method of the native module, with its overloads."""
        classes = [node for node in self.native.body if isinstance(node, ast.ClassDef) and node.name == owner]
        return [part for part in classes[0].body if isinstance(part, ast.FunctionDef) and part.name == name]

    def imports(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        """Yields the imports that the stub needs, of those that the two modules have."""
        used = {node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name)}
        guarded = [part for node in self.source.body if isinstance(node, ast.If) for part in node.body]
        local = {node.name: "_native" for node in self.native.body if isinstance(node, ast.ClassDef)}
        for node in (*self.source.body, *guarded, *self.native.body):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                names = sorted(one.name for one in node.names if one.name in used)
                used -= set(names)
                if names:
                    yield ast.ImportFrom(node.module, [ast.alias(name) for name in names], node.level)
            elif isinstance(node, ast.Import) and node.names[0].name in used:
                yield node
        if names := sorted(used & set(local)):
            yield ast.ImportFrom("_native", [ast.alias(name) for name in names], 1)


def dots() -> ast.Expr:
    return ast.Expr(ast.Constant(...))


def bare(function: Function, first: str = "", is_async: bool = False, **changes: Any) -> ast.stmt:
    """Returns the signature of a function, with changes."""
    made = copy.deepcopy(function)
    made.body = [dots()]
    made.decorator_list = [one for one in made.decorator_list if ast.unparse(one) != "wraps(method)"]
    for key, value in changes.items():
        setattr(made, key, value)
    if first:
        made.args.args[0].arg = first
    if is_async or isinstance(function, ast.AsyncFunctionDef):
        parts: dict[str, Any] = {key: getattr(made, key, None) for key in made._fields}
        return ast.AsyncFunctionDef(**parts)
    return made


def fields(node: ast.ClassDef) -> Iterator[ast.stmt]:
    """Yields the attributes that a constructor sets, with the annotations that it has for them."""
    for function in (part for part in node.body if isinstance(part, Function) and part.name == "__init__"):
        given = {one.arg: one.annotation for one in (*function.args.args, *function.args.kwonlyargs)}
        for part in function.body:
            target: ast.expr | None = part.target if isinstance(part, ast.AnnAssign) else None
            annotation = part.annotation if isinstance(part, ast.AnnAssign) else None
            if isinstance(part, ast.Assign) and isinstance(part.value, ast.Name):
                target, annotation = part.targets[0], given.get(part.value.id)
            if isinstance(target, ast.Attribute) and annotation:
                yield ast.AnnAssign(ast.Name(target.attr), annotation, None, 1)


def formatted(text: str) -> str:
    """Returns the text of a stub in the project's format."""
    command = [sys.executable, "-m", "ruff"]
    name = ["--stdin-filename", str(PACKAGE / "_stub.pyi")]
    text = subprocess.run(
        [*command, "format", "-q", *name], input=text, text=True, capture_output=True, check=True
    ).stdout
    sort = ["check", "--select", "I001", "--fix-only", "--quiet", *name]
    return subprocess.run([*command, *sort], input=text, text=True, capture_output=True, check=True).stdout


def main() -> int:
    """Writes or compares the stubs."""
    native = PACKAGE / "_native.pyi"
    signatures = native.read_text()
    note = '"""The asyncio client. Generated by stubs.py."""\n\n# ruff: noqa: PYI001, PYI026 (names of _async.py)\n\n'
    stubs = {
        native: formatted(with_docstrings(signatures, ringout._native)),
        PACKAGE / "_async.pyi": formatted(note + with_docstrings(AsyncStub(signatures).text(), ringout._async)),
    }
    outdated = [path for path, text in stubs.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        for path in outdated:
            print(f"{path.name} is out of date; run make stubs", file=sys.stderr)
        return 1 if outdated else 0
    for path in outdated:
        path.write_text(stubs[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())

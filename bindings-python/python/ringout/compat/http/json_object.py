"""JSON objects with attributes, as in `ringcentral.http.json_object`."""

from __future__ import annotations

from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from ..core import iterator

# The list of `ringcentral`, in which `print` is misspelt. `exec` was once a keyword.
PYTHON_KEYWORDS = (
    *(
        "and",
        "del",
        "from",
        "not",
        "while",
        "as",
        "elif",
        "global",
        "or",
        "with",
        "assert",
        "else",
        "if",
        "pass",
        "yield",
    ),
    *(
        "break",
        "except",
        "import",
        "rint",
        "class",
        "exec",
        "in",
        "raise",
        "continue",
        "finally",
        "is",
        "return",
        "def",
    ),
    *("for", "lambda", "try"),
)


class JsonObject:
    """A JSON object with its fields as attributes. A field named like a Python keyword gets a trailing underscore: `from_`."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


def safe_name(n: str) -> str:
    """Returns the attribute of a field: its name, with a trailing underscore if that is a keyword."""
    return f"{n}_" if n in PYTHON_KEYWORDS or iskeyword(n) else n


def unfold(d: Any) -> Any:
    """Returns a JSON value with each `dict` as a `JsonObject`."""
    if isinstance(d, list):
        return [unfold(item) for item in d]
    if not isinstance(d, dict):
        return d
    result = JsonObject()
    for name, value in iterator(d):
        result.__dict__[safe_name(name)] = unfold(value)
    return result

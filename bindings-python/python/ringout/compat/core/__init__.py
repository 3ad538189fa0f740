"""Helpers, as in `ringcentral.core`."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode as encode

Name = TypeVar("Name")
Value = TypeVar("Value")


def is_third() -> bool:
    """Whether this is Python 3 or later, which is always so."""
    return True


def urlencode(s: Mapping[str, object] | Sequence[tuple[str, object]]) -> str:
    """Returns a query string of these pairs."""
    return encode(s)


def iterator(thing: Mapping[Name, Value]) -> Iterator[tuple[Name, Value]]:
    """Returns an iterator over the items of a mapping."""
    return iter(thing.items())


def base64encode(s: str) -> str:
    """Returns a string's UTF-8 bytes in base64."""
    return b64encode(s.encode()).decode()


def tostr(s: bytes) -> str:
    """Returns UTF-8 bytes as a string."""
    return str(s, "utf8")


def clean_decrypted(s: str) -> str:
    """Removes control characters and the whitespace around a string."""
    return re.sub("[\u0001-\u0010]", "", s).strip()

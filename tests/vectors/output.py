"""Writes a generated JSON file, or checks that it is current."""

import json
import pathlib
import sys


def write_or_check(name, document):
    """Writes `document` to the file `name` in this folder. With `--check`, fails if that file differs."""
    path = pathlib.Path(__file__).with_name(name)
    text = to_json(document)
    if "--check" not in sys.argv[1:]:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.exit(f"{name} is out of date: run {pathlib.Path(sys.argv[0]).name}")


def to_json(document):
    """Formats JSON with one line per item of a top-level list, for readable diffs."""
    fields = [f"{json.dumps(key)}: {_value(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _value(value):
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join("  " + json.dumps(item) for item in value) + "\n]"
    return json.dumps(value)

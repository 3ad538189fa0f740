"""How the generators of this folder write their file, or check that it is current."""

import json
import pathlib
import sys


def write_or_check(name, document):
    """Writes `document` to `name` beside this file; with `--check`, fails if the file there differs."""
    path = pathlib.Path(__file__).with_name(name)
    text = spelled(document)
    if "--check" not in sys.argv[1:]:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.exit(f"{name} is not what its generator makes: run {pathlib.Path(sys.argv[0]).name}")


def spelled(document):
    """JSON with one line for each item of a top-level list, so that a change shows as the line it is."""
    fields = [f"{json.dumps(key)}: {_value(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _value(value):
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join("  " + json.dumps(item) for item in value) + "\n]"
    return json.dumps(value)

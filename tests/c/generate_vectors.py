"""Turns tests/vectors/*.json into a C header for vectors.c: generate_vectors.py OUTPUT.

A key that is missing from an expectation is NOT_CHECKED, and one that is null is ABSENT, a string or a number that no
vector has.
"""

import json
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
# C compilers need not accept longer string literals.
LONGEST_LITERAL = 4000
DEFAULT_TIMEOUT = "RINGOUT_DEFAULT_TIMEOUT"


class Header:
    """The lines of the header. Long strings become separate arrays."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.arrays = 0

    def array(self, kind: str, values: str) -> str:
        """Defines an array and returns its name."""
        self.arrays += 1
        name = f"array_{self.arrays}"
        self.lines.append(f"static const {kind} {name}[] = {{{values}}};")
        return name

    def text(self, text: str | None) -> str:
        """A string, or NULL for none."""
        if text is None:
            return "NULL"
        data = text.encode()
        assert b"\0" not in data, f"C cannot express {text!r}; exclude it with not_in"
        if len(data) > LONGEST_LITERAL:
            return self.array("char", ",".join(str(byte - 256 if byte > 127 else byte) for byte in data) + ",0")
        # Octal escapes, because they end after three digits. The question mark is escaped because of trigraphs.
        plain = (chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}" for byte in data)
        return '"' + "".join(plain) + '"'

    def texts(self, texts: list[str] | None) -> str:
        """An array of strings that ends with NULL, or NULL for none."""
        if texts is None:
            return "NULL"
        return self.array("char *const", ", ".join([*map(self.text, texts), "NULL"]))

    def table(self, kind: str, name: str, rows: list[str]) -> None:
        """Defines the array that vectors.c runs."""
        self.lines.append(f"static const {kind} {name}[] = {{")
        self.lines += [f"    {{{row}}}," for row in rows]
        self.lines.append("};")


def expected_text(header: Header, expect: dict, key: str) -> str:
    """A string, ABSENT, or NULL if it is not checked."""
    if key not in expect:
        return "NULL"
    return "ABSENT" if expect[key] is None else header.text(expect[key])


def expected_number(expect: dict, key: str) -> str:
    """A number, ABSENT_NUMBER or NOT_CHECKED."""
    if key not in expect:
        return "NOT_CHECKED"
    return "ABSENT_NUMBER" if expect[key] is None else str(int(expect[key]))


def expectation(header: Header, expect: dict) -> str:
    """The fields of `struct expectation`."""
    known = {"code", "parameter", "error_code", "oauth_error", "request_id", "http_status", "retry_after"}
    known |= {"retryable", "may_have_placed", "details", "text", "hint", "fields"}
    assert not expect.keys() - known, f"vectors.c does not check {expect.keys() - known}"
    # C spells parameters with their unit.
    if expect["code"] == "INVALID_ARGUMENT" and expect.get("parameter", "").endswith("_timeout"):
        expect = {**expect, "parameter": f"{expect['parameter']}_ms"}
    keys = ("code", "parameter", "error_code", "oauth_error", "request_id")
    fields = [expected_text(header, expect, key) for key in keys]
    keys = ("http_status", "retry_after", "retryable", "may_have_placed", "details")
    fields += [expected_number(expect, key) for key in keys]
    fields.append(header.texts(expect.get("text")))
    no_hint = "hint" in expect and expect["hint"] is None
    fields.append("NO_HINT" if no_hint else header.texts(expect.get("hint")))
    fields.append(header.texts(other_fields(expect)))
    return "{" + ", ".join(fields) + "}"


def other_fields(expect: dict) -> list[str] | None:
    """Alternating names and values: a string as it is, any other value as JSON."""
    if "fields" not in expect:
        return None
    written = {name: value if isinstance(value, str) else compact(value) for name, value in expect["fields"].items()}
    return [text for pair in written.items() for text in pair]


def compact(value: object) -> str:
    """JSON in the format of the core."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def milliseconds(seconds: float | None) -> str:
    """A timeout for a struct."""
    if seconds is None:
        return DEFAULT_TIMEOUT
    count = round(seconds * 1000)
    assert 0 <= count < 2**32 - 1, f"C cannot express {seconds} s; exclude it with not_in"
    return str(count)


def errors(header: Header) -> None:
    """errors.json"""
    vectors = json.loads((VECTORS / "errors.json").read_text())
    header.table("struct code", "codes", [f"{row['number']}, {header.text(row['code'])}" for row in vectors["codes"]])
    rows = []
    for response in vectors["responses"]:
        fault = {key: response[key] for key in ("status", "headers", "body")}
        fields = [
            header.text(response["name"]),
            header.text(json.dumps(fault)),
            str(round(1000 * response["request_timeout"])),
            expectation(header, response["expect"]),
        ]
        fields.append(header.texts(response.get("not_text")))
        rows.append(", ".join(fields))
    header.table("struct response", "responses", rows)


def transitions(header: Header) -> None:
    """transitions.json"""
    vectors = json.loads((VECTORS / "transitions.json").read_text())
    header.lines.append(
        f"static const char *const statuses[] = {{{', '.join(map(header.text, vectors['statuses']))}}};"
    )
    for name in ("leg", "call"):
        rows = [", ".join(map(header.text, row)) for row in vectors[name]]
        size = len(vectors["statuses"])
        header.lines.append(f"static const char *const {name}_verdicts[{size}][{size}] = {{")
        header.lines += [f"    {{{row}}}," for row in rows]
        header.lines.append("};")
    rows = []
    for triple in vectors["triples"]:
        reasons = [text for reason in triple["reasons"] for text in reason]
        states = ["{" + ", ".join(map(header.text, triple[key])) + "}" for key in ("from", "to")]
        texts = [header.text(triple[key]) for key in ("verdict", "phase")]
        fields = [header.text(triple["name"]), *states, *texts, header.texts(reasons), header.text(triple["path"])]
        rows.append(", ".join(fields))
    header.table("struct triple", "triples", rows)


def bad_input(header: Header) -> None:
    """bad_input.json"""
    rows = []
    for case in json.loads((VECTORS / "bad_input.json").read_text())["cases"]:
        if "c" in case.get("not_in", []):
            continue
        client, arguments = case["client"], case["arguments"]
        fields = [header.text(case["name"]), header.text(case["operation"])]
        fields += [header.text(client.get(key)) for key in ("server", "client_id", "client_secret", "jwt", "call_path")]
        fields += [milliseconds(client.get(key)) for key in ("request_timeout", "create_timeout")]
        keys = ("to", "from", "from_forwarding_number", "caller_id", "country", "dedupe_key", "id", "method")
        keys += ("path", "body", "number", "scheme")
        fields += [header.text(arguments.get(key)) for key in keys]
        play = {None: "DEFAULT", True: "YES", False: "NO"}[arguments.get("play_prompt")]
        fields.append(f"RINGOUT_PLAY_PROMPT_{play}")
        fields.append(header.texts([json.dumps(fault) for fault in case["faults"]]))
        fields.append(expectation(header, case["expect"]))
        fields += [str(case["posts"]), expected_number(case, "placed"), str(case["within"])]
        fields.append(header.texts(case.get("not_text")))
        # As in the journal, as a string of JSON.
        fields += [header.text("sent" in case and json.dumps(case["sent"]) or None), header.text(case.get("returns"))]
        rows.append(", ".join(fields))
    header.table("struct bad_input", "bad_inputs", rows)


def main() -> None:
    """Writes the header."""
    header = Header()
    errors(header)
    transitions(header)
    bad_input(header)
    Path(sys.argv[1]).write_text("\n".join(["/* Generated from tests/vectors. */", *header.lines, ""]))


if __name__ == "__main__":
    main()

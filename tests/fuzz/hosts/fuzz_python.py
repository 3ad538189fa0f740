"""What atheris runs on the Python module: values from dictionaries and strings, and ledgers that return anything.

Nothing may be raised but the exceptions that the documentation names. A panic in Rust is none of them.
"""

import sys
from typing import Any

import atheris

with atheris.instrument_imports(include=["ringout"]):
    import ringout
    from ringout import Client, RingOutError
    from ringout.redis import RedisLedger

ALLOWED = (RingOutError, TypeError, ValueError)
# Values with `from_dict`.
VALUES = [
    getattr(ringout, name)
    for name in sorted(ringout.__all__)
    # Errors are compared by identity.
    if hasattr(getattr(ringout, name), "from_dict") and not issubclass(getattr(ringout, name), Exception)
]
TEXTS = [
    "InProgress",
    "Success",
    "Finished",
    "Busy",
    "caller",
    "Documented",
    "Completed",
    "Placing",
    "2026-01-02T03:04:05Z",
]
# A value of a ledger, with a place for a text and for a number.
ENTRY = (
    '{"v":1,"step":"%s","to":"+16505550100","from":"+16505550123","sent_at":%s,"worker":"w","write":"x","within_ms":%s,'
    '"call_id":"%s"}'
)
# Shorter than the pause before a retry.
SHORT = {"request_timeout": 0.1, "create_timeout": 0.1}
STEPS = ["Placing", "Placed", "NotPlaced", "MaybePlaced", "Ended"]


class Anything:
    """Makes Python values from bytes."""

    def __init__(self, data: bytes) -> None:
        self.bytes = atheris.FuzzedDataProvider(data)

    def text(self) -> str:
        """Returns a string, which may have lone surrogates."""
        if self.bytes.ConsumeBool():
            return self.bytes.PickValueInList(TEXTS)
        return self.bytes.ConsumeUnicode(self.bytes.ConsumeIntInRange(0, 24))

    def value(self, depth: int = 3) -> Any:
        """Returns any value that JSON has, and some that it has not."""
        kind = self.bytes.ConsumeIntInRange(0, 8 if depth else 6)
        if kind == 7:
            return [self.value(depth - 1) for _ in range(self.bytes.ConsumeIntInRange(0, 3))]
        if kind == 8:
            return {self.text(): self.value(depth - 1) for _ in range(self.bytes.ConsumeIntInRange(0, 3))}
        simple = [
            lambda: None,
            self.bytes.ConsumeBool,
            lambda: self.bytes.ConsumeInt(12),
            self.bytes.ConsumeFloat,
            self.text,
            self.text,
            lambda: self.bytes.ConsumeBytes(8),
        ]
        return simple[kind]()

    def entry(self) -> str:
        """Returns a value of a ledger that is almost right."""
        numbers = [self.bytes.ConsumeIntInRange(0, 2**64) for _ in range(2)]
        return ENTRY % (self.bytes.PickValueInList(STEPS), *numbers, self.text())


class Redis:
    """A client of Redis whose script returns anything."""

    def __init__(self, anything: Anything) -> None:
        self.anything = anything

    def register_script(self, _script: str) -> Any:
        """Returns the script as a function."""
        return self.run

    def run(self, keys: list[str], args: Any = ()) -> Any:
        """Returns what Redis might, or anything else."""
        anything = self.anything
        kind = anything.bytes.ConsumeIntInRange(0, 4)
        record = [anything.entry(), anything.bytes.ConsumeInt(9)]
        if args:
            return [b"stored"] if kind == 0 else [b"conflict", *record] if kind < 4 else anything.value()
        return record if kind < 3 else None if kind == 3 else anything.value()


class AnyLedger:
    """A ledger that returns anything."""

    def __init__(self, anything: Anything) -> None:
        self.anything = anything

    def load(self, _key: object) -> Any:
        """Returns a record, or anything."""
        if self.anything.bytes.ConsumeBool():
            return self.anything.value()
        return self.anything.entry(), self.anything.bytes.ConsumeFloat()

    def swap(self, *_arguments: object) -> Any:
        """Returns True, or the same."""
        return self.anything.bytes.ConsumeBool() or self.load(None)


def use_values(anything: Anything) -> None:
    """Makes a value from a dictionary of its fields, and reads it."""
    value = anything.bytes.PickValueInList(VALUES)
    names = [name for name in dir(value) if not name.startswith("_")]
    fields = {name: anything.value() for name in names if anything.bytes.ConsumeBool()}
    made = value.from_dict(fields)
    for text in (repr(made), str(made)):
        assert "\n" not in text, text
    again = value.from_dict(made.to_dict())
    # A login that has begun is not compared, because it has a secret.
    assert again.to_dict() == made.to_dict() if value is ringout.Authorization else again == made, made
    hash(made)


def use_functions(anything: Anything) -> None:
    """Calls the functions that send nothing."""
    one, two = anything.value(0), anything.value(0)
    kind = anything.bytes.ConsumeIntInRange(0, 4)
    if kind == 0:
        ringout.dial_uri(one, anything.bytes.PickValueInList(["tel", "rcmobile", two]))
    elif kind == 1:
        ringout.check_transition(ringout.CallState(one, two, one), ringout.CallState(two, one, two))
    elif kind == 2:
        token = ringout.Token.from_json(one)
        assert ringout.Token.from_json(token.to_json()).to_json() == token.to_json()
    elif kind == 3:
        ringout.CallRequest(to=one, from_=two, dedupe_key=anything.value(0))
    else:
        Client(one, two, request_timeout=anything.value(0), proxy=anything.value(0)).close()


def use_ledger(anything: Anything) -> None:
    """Places a call with a key, on a server that refuses the connection."""
    ledger = RedisLedger(Redis(anything)) if anything.bytes.ConsumeBool() else AnyLedger(anything)
    # No request is sent before the ledger has the intent.
    with Client("http://127.0.0.1:9", "id", "secret", jwt="jwt", ledger=ledger, **SHORT) as client:
        for operation in (
            lambda: client.find_call("key"),
            lambda: client.create_call(to="+16505550100", from_="+16505550123", dedupe_key="key"),
        ):
            try:
                operation()
            except RingOutError as error:
                assert "\n" not in str(error), error
                if attempt := error.attempt:
                    repr(attempt)


def run(data: bytes) -> None:
    """Runs one input."""
    anything = Anything(data)
    # A ledger takes a hundred times as long as the others.
    use = anything.bytes.PickValueInList([use_values] * 6 + [use_functions] * 9 + [use_ledger])
    try:
        use(anything)
    except ALLOWED as error:
        str(error)


if __name__ == "__main__":
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()

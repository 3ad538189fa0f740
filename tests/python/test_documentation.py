"""The examples in `help()` are run: those of the blocking client with doctest, those of the asyncio client in an event loop."""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import doctest
import inspect
import io
import types
from collections.abc import Iterator
from typing import Any

import pytest

import ringout
from simulator import CALLEE, CALLER, Simulator

PARSER = doctest.DocTestParser()
MIN_EXAMPLES = 20


def documented() -> Iterator[tuple[str, str]]:
    """Yields the name and the documentation of everything that has an example."""
    for name in ringout.__all__:
        item = getattr(ringout, name)
        members = vars(item) if inspect.isclass(item) else {}
        found = {name: item, **{f"{name}.{member}": getattr(item, member) for member in members if member[0] != "_"}}
        for path, one in found.items():
            if not isinstance(one, str) and ">>>" in (documentation := inspect.getdoc(one) or ""):
                yield path, documentation


EXAMPLES = dict(documented())
ASYNC = [name for name in EXAMPLES if name.startswith("Async")]
BLOCKING = [name for name in EXAMPLES if name not in ASYNC]


def test_there_are_examples() -> None:
    assert len(BLOCKING) >= MIN_EXAMPLES
    main = ("from_env", "create_call", "place_all", "preflight", "call_log", "call", "request")
    assert {f"Client.{name}" for name in main} <= set(BLOCKING)
    assert {f"Call.{name}" for name in ("status", "wait", "watch", "cancel", "log")} <= set(BLOCKING)
    assert {name.removeprefix("Async") for name in ASYNC} <= set(BLOCKING) | {"Client"}


@pytest.fixture(scope="module")
def process() -> Iterator[Simulator]:
    simulator = Simulator("--linger", "60m")
    yield simulator
    simulator.stop()


@pytest.fixture
def platform(process: Simulator, monkeypatch: pytest.MonkeyPatch, name: str) -> Simulator:
    """A simulator that the environment names. An example that waits finds the call ended, any other one still ringing."""
    process.reset()
    waits = any(word in EXAMPLES[name] for word in (".wait(", ".watch(", ".place_all("))
    process.ask("POST", "clock", {"speed": 20 if waits else 0.01})
    for variable, value in process.environment.items():
        monkeypatch.setenv(variable, value)
    return process


def names(**more: Any) -> dict[str, Any]:
    """Returns the names that an example may use without saying where they come from."""
    return {**{name: getattr(ringout, name) for name in ringout.__all__}, "__builtins__": builtins, **more}


@pytest.mark.parametrize("name", BLOCKING)
def test_an_example(platform: Simulator, name: str) -> None:
    client = platform.client()
    call = client.create_call(to=CALLEE, from_=CALLER) if "call." in EXAMPLES[name] else None
    test = PARSER.get_doctest(EXAMPLES[name], names(client=client, call=call), name, None, 0)
    output = io.StringIO()
    result = doctest.DocTestRunner().run(test, out=output.write)
    assert result.attempted and not result.failed, output.getvalue()


@pytest.mark.parametrize("name", ASYNC)
def test_an_asyncio_example(platform: Simulator, name: str) -> None:
    async def run() -> None:
        async with ringout.AsyncClient.from_env() as client:
            call = await client.create_call(to=CALLEE, from_=CALLER) if "call." in EXAMPLES[name] else None
            scope = names(client=client, call=call)
            for example in PARSER.get_examples(EXAMPLES[name]):
                code = compile(example.source, name, "single", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                with contextlib.redirect_stdout(io.StringIO()) as output:
                    result = types.FunctionType(code, scope)()
                    if inspect.iscoroutine(result):
                        await result
                assert output.getvalue() == example.want, example.source

    asyncio.run(run())

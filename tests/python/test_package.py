"""The package: exports, import time, stubs and metadata."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ringout
from simulator import ROOT

PACKAGE = ROOT / "bindings-python"


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )


def test_everything_public_is_exported_and_documented() -> None:
    assert sorted(ringout.__all__) == sorted(set(ringout.__all__)) == dir(ringout)
    for name in ringout.__all__:
        item = getattr(ringout, name)
        if name == "__version__":
            continue
        assert item.__module__.split(".")[0] == "ringout", name
        assert item.__doc__, name
        if not inspect.isclass(item):
            continue
        for member, value in vars(item).items():
            if not member.startswith("_") and not isinstance(value, str) and callable(getattr(item, member)):
                assert inspect.getdoc(getattr(item, member)), f"{name}.{member}"


def test_from_ringout_import_star() -> None:
    done = python("-c", "from ringout import *; print(*sorted(globals()))")
    assert set(done.stdout.split()) >= set(ringout.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = ringout.nothing


def test_signatures_can_be_read() -> None:
    assert str(inspect.signature(ringout.Client)).startswith("(server, client_id, client_secret=None, *, jwt=None,")
    wait = inspect.signature(ringout.Call.wait)
    assert str(wait) == "(self, /, *, until='ended', timeout=None, cancel_on_timeout=False, cancel_on_exit=False)"


def test_the_import_is_fast() -> None:
    program = (
        "import sys, time\n"
        "before = set(sys.modules)\n"
        "began = time.process_time()\n"
        "import ringout\n"
        "print((time.process_time() - began) * 1000)\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    outputs = [python("-I", "-c", program).stdout.splitlines() for _ in range(10)]
    # Only modules written in C are imported. CPU time is measured, because it depends little on the machine's load.
    imported = {name for name in outputs[0][1].split() if not name.startswith("ringout")}
    assert imported <= {"__future__", "atexit", "_interpreters", "_xxsubinterpreters"}
    assert min(float(output[0]) for output in outputs) < 8


def test_sub_interpreters_are_refused() -> None:
    program = """
import sys
sys.path[:] = PATH
try:
    import ringout
except ImportError as error:
    print(error)
"""
    run = (
        "import sys, importlib\n"
        "import ringout\n"
        "name = '_interpreters' if sys.version_info >= (3, 13) else '_xxsubinterpreters'\n"
        "interpreters = importlib.import_module(name)\n"
        "run = getattr(interpreters, 'exec', None) or interpreters.run_string\n"
        f"print(run(interpreters.create(), {program!r}.replace('PATH', repr(sys.path))))"
    )
    done = python("-c", run)
    assert "support" in done.stdout and "interpreters" in done.stdout, done
    assert done.stdout.splitlines()[1:] == ["None"], done


def test_the_version_is_that_of_the_workspace() -> None:
    version = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert version and ringout.__version__ == importlib.metadata.version("ringout") == version[1]


def test_the_metadata() -> None:
    metadata = importlib.metadata.metadata("ringout")
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata.get_all("Requires-Dist") is None
    assert str(metadata.json["description"]).strip() == (PACKAGE / "README.md").read_text().strip()
    for licence in ("LICENSE-APACHE", "LICENSE-MIT"):
        assert (PACKAGE / licence).read_bytes() == (ROOT / licence).read_bytes()


# What stubtest cannot see: a constructor with the signature of another class, and an alias that only type checkers have.
STUBTEST_EXCEPTIONS = ("ringout._async.AsyncClient.__init__", "ringout._async.Journal")


def test_the_stubs_agree_with_the_module(tmp_path: Path) -> None:
    exceptions = tmp_path / "exceptions"
    exceptions.write_text("\n".join(STUBTEST_EXCEPTIONS))
    modules = ("ringout._native", "ringout._async")
    done = python("-m", "mypy.stubtest", "--allowlist", str(exceptions), *modules, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stubs_are_generated() -> None:
    done = python(str(PACKAGE / "stubs.py"), "--check")
    assert done.returncode == 0, done.stderr


def test_mypy_accepts_the_types() -> None:
    packages = ["bindings-python/python/ringout", "bindings-python/python/pytest_ringout"]
    checked = [*packages, "bindings-python/examples", "bindings-python/stubs.py", "tests/python"]
    # The frameworks of those examples are in another environment.
    elsewhere = ["--exclude", "bindings-python/examples/(hosts|fleets)/"]
    # The second run checks the code of the module, of which the first sees only the stub.
    for paths in (checked, ["bindings-python/python/ringout/_async.py"]):
        done = python("-m", "mypy", "--strict", "--cache-dir", "target/mypy", *elsewhere, *paths)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_stubs_are_shipped() -> None:
    folder = Path(ringout.__file__).parent
    assert all((folder / name).exists() for name in ("py.typed", "_native.pyi", "_async.pyi"))

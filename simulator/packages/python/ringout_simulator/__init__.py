"""The program `ringout-simulator`, an offline RingCentral for tests.

`python -m ringout_simulator` runs it, like the command `ringout-simulator`. `ringout.testing` starts and controls it from Python.
"""

import os
import sysconfig
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

__all__ = ["path"]

_NAME = "ringout-simulator"
_PROGRAM = f"{_NAME}.exe" if os.name == "nt" else _NAME


def path() -> str:
    """Returns the path of the program. Raises FileNotFoundError if it is not where this package was installed."""
    for program in _candidates():
        if program.is_file():
            return str(program)
    raise FileNotFoundError(f"the program of the package {_NAME} is missing; install the package again")


def _candidates() -> Iterator[Path]:
    # The installer's list of files is right for environments, `--user` and `--prefix`.
    try:
        for file in files(_NAME) or []:
            if file.name == _PROGRAM:
                yield Path(str(file.locate()))
    except PackageNotFoundError:
        # The package was copied without its metadata, for example by a bundler.
        pass
    # `pip install --target` moves the program.
    yield Path(__file__).parents[1] / "bin" / _PROGRAM
    yield Path(sysconfig.get_path("scripts")) / _PROGRAM

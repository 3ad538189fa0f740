"""The command `simulator`, which becomes the program `ringout-simulator`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from ._output import Output
from ._usage import UsageError


def start(options: argparse.Namespace, output: Output) -> int:
    """Starts the simulator with the remaining arguments."""
    program = _find()
    output.close()
    try:
        if sys.platform == "win32":
            return subprocess.call([program, *options.arguments])
        # The same process, so that signals reach it and its exit code is that of the command.
        os.execv(program, [program, *options.arguments])
    except OSError as error:
        raise UsageError(f"{program} cannot be started: {error.strerror}", "simulator") from None


def _find() -> str:
    named = os.environ.get("RINGOUT_SIMULATOR")
    if named:
        return named
    # Here, because the other commands start sooner without it.
    from ..testing import SimulatorError, simulator_program

    try:
        return simulator_program()
    except SimulatorError as error:
        raise UsageError(str(error), "simulator") from None

"""The command `simulator`, which becomes the program `ringout-simulator`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig

from ._output import Output
from ._usage import UsageError

PROGRAM = "ringout-simulator"


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
    # The package of the same name installs it beside this command, also if that folder is not in the PATH.
    folders = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)))
    found = shutil.which(PROGRAM, path=folders)
    if found is None:
        raise UsageError(f"{PROGRAM} is not installed: pip install {PROGRAM}, or set RINGOUT_SIMULATOR", "simulator")
    return found

"""`python -m ringout_simulator`: becomes the program, so that signals reach it."""

import os
import subprocess
import sys

from ringout_simulator import path


def main() -> None:
    """Replaces this process, or on Windows waits for the program. Does not return."""
    program = path()
    if os.name == "nt":
        # Windows cannot replace a process. Ctrl-C reaches both.
        sys.exit(subprocess.call([program, *sys.argv[1:]]))
    os.execv(program, [program, *sys.argv[1:]])


if __name__ == "__main__":
    main()

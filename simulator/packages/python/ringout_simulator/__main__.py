"""`python -m ringout_simulator`: becomes the program, so that signals reach it."""

import os
import sys

from ringout_simulator import path


def main() -> None:
    """Replaces this process. Does not return."""
    program = path()
    os.execv(program, [program, *sys.argv[1:]])


if __name__ == "__main__":
    main()

"""The command `ringout`: places, follows and cancels calls from a shell.

Converts arguments, results and errors. `import ringout` does not import it.
"""

from ._main import main

__all__ = ["main"]

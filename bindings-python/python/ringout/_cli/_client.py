"""The client of a command, and where its token is kept."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from .. import Client

VARIABLE = "RINGOUT_TOKEN_FILE"


def connect(options: argparse.Namespace) -> Client:
    """Creates a client from the environment and the options. Sends nothing."""
    path = token_file(options)
    if path and (options.token_file or os.environ.get(VARIABLE) or path.exists()):
        os.environ[VARIABLE] = str(path)
    client = Client.from_env()
    return client if options.request_timeout is None else client.with_timeout(options.request_timeout)


def token_file(options: argparse.Namespace) -> Path:
    """Returns the file that `login` writes: that of the option or the environment, or one in the user's settings."""
    named = options.token_file or os.environ.get(VARIABLE)
    return Path(named) if named else _settings() / "ringout" / "token.json"


def _settings() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")

"""Starts simulators and other programs for the runners of the suites."""

import atexit
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "target"
SIMULATOR = TARGET / "debug" / "ringout-simulator"

CALLER = "+16505550123"
RECIPIENT = "+16505550100"


def heed_interrupts() -> None:
    """Makes child processes heed SIGINT and SIGHUP.

    A shell without job control starts background programs with SIGINT ignored, and `nohup` with SIGHUP ignored, and children
    inherit that. Installing a handler resets the signal in children.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)


def is_built() -> bool:
    """Whether `tests/run.py` has already built what the suites need."""
    return "RINGOUT_BUILT" in os.environ


@contextmanager
def simulator(*options: str, program: Path = SIMULATOR) -> Iterator[dict[str, Any]]:
    """Runs a simulator during the context. Yields its ready line."""
    process = subprocess.Popen([program, "--quiet", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


def user_environment(ready: dict[str, Any]) -> dict[str, str]:
    """Returns the environment for the examples, with the names that RingCentral's own samples use."""
    return {
        "RC_SERVER_URL": ready["url"],
        "RC_APP_CLIENT_ID": ready["client_id"],
        "RC_APP_CLIENT_SECRET": ready["client_secret"],
        "RC_USER_JWT": ready["jwt"],
        "RINGOUT_CALLER": CALLER,
        "RINGOUT_RECIPIENT": RECIPIENT,
    }


def run(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end and captures its output."""
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def without_spaces(folder: Path) -> Path:
    """Returns a path of a folder that has no space: itself, or a link that goes when this process ends. cgo accepts no other."""
    if " " not in str(folder):
        return folder
    # The same in each run of a program, because Go's cache keeps paths to libraries that it does not look at again.
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    link = Path(tempfile.gettempdir()) / f"ringout-{digest}-{Path(sys.argv[0]).stem}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder, target_is_directory=True)
    atexit.register(link.unlink, missing_ok=True)
    return link

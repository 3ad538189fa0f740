"""A worker that places a call with a dedupe key and meets its fate at one of the steps of the ledger.

`ledger_worker.py DATABASE KEY STEP WHEN SIGNAL`: sends itself the signal before or after the ledger stores the step.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Literal

import ringout
from ringout.sql import SqlLedger
from simulator import CALLEE, CALLER


class Fatal(SqlLedger):
    """A ledger that ends or stops its process at one step."""

    def swap(
        self, key: ringout.LedgerKey, expected: str | None, value: str, lifetime: float, /
    ) -> Literal[True] | tuple[str, float] | None:
        is_fatal = f'"step":"{step}"' in value
        if is_fatal and when == "before":
            os.kill(os.getpid(), fate)
        result = super().swap(key, expected, value, lifetime)
        if is_fatal and when == "after":
            os.kill(os.getpid(), fate)
        return result


database, dedupe_key, step, when, fate_name = sys.argv[1:]
fate = signal.Signals[fate_name]
with ringout.Client(
    os.environ["RC_SERVER_URL"],
    os.environ["RC_APP_CLIENT_ID"],
    os.environ["RC_APP_CLIENT_SECRET"],
    jwt=os.environ["RC_USER_JWT"],
    ledger=Fatal(lambda: sqlite3.connect(database)),
) as client:
    call = client.create_call(to=CALLEE, from_=CALLER, dedupe_key=dedupe_key)
    print(call.id, flush=True)
    call.wait()
    if step == "Ended":
        # The end is written in the background, and the signal comes with it.
        signal.pause()

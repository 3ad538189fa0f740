"""Places a call, follows it until it ends, and prints the outcome.

Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT from the
environment. RingCentral's own samples use the same names.
"""

import os
import sys

from ringout import Client, InvalidArgumentError, NotLoggedInError, RingOutError


def main() -> int:
    recipient = os.environ.get("RINGOUT_RECIPIENT")
    if not recipient:
        print("RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100", file=sys.stderr)
        return 2
    try:
        follow(recipient, os.environ.get("RINGOUT_CALLER") or None)
    except RingOutError as error:
        print(error, file=sys.stderr)
        bad_environment = isinstance(error, (InvalidArgumentError, NotLoggedInError))
        return 2 if bad_environment else 1
    return 0


def follow(recipient: str, caller: str | None) -> None:
    with Client.from_env() as client:
        call = client.create_call(to=recipient, from_=caller)
        if call.state:
            print(f"Call placed. Call status: {call.state.call_status}", flush=True)
        for change in call.watch():
            print(f"{change.latest:5.1f} s  {change.state}", flush=True)
        print(call.outcome)


if __name__ == "__main__":
    sys.exit(main())

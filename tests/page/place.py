"""Places a call between two phones that wait for a person, and prints its states and its outcome: `place.py [--prompt]`."""

import sys

from ringout import Client

with Client.from_env() as client:
    call = client.create_call(to="+14155550180", from_="+16505550180", play_prompt="--prompt" in sys.argv[1:])
    for change in call.watch():
        print(change.state, flush=True)
    print(call.outcome, flush=True)

"""A plain loop over the platform's own Python package, as programs for it are written: every call, then a pause of 500 ms.

`tracker_peer.py READY CALLS BUDGET SPEED SECONDS`: the ready line of a simulator that was just started, how many calls are
followed, the platform's limit of status requests a minute, how many times faster than the machine's the simulator's clock
runs, and for how long they are followed, by the machine's clock. The callers answer one after another, evenly
spread over the first half of that time, so that there is as much time left to see it. Prints one line of JSON, in which all times are the
simulator's.
"""

import http.client
import json
import random
import sys
import time

from ringcentral import SDK
from ringcentral.http.api_exception import ApiException

RING_OUT = "/restapi/v1.0/account/~/extension/~/ring-out"
# Rings until somebody answers.
RINGS = {"phoneNumber": "+16505550180"}
PAUSE = 0.5


class Simulator:
    """The simulator, asked for other things than the loop's, on one connection."""

    def __init__(self, ready: dict[str, str], speed: float) -> None:
        self.connection = http.client.HTTPConnection(ready["url"].removeprefix("http://"))
        self.speed = speed
        self.shown_at_zero = 0.0

    def ask(self, path: str, body: dict[str, object] | None = None, token: str = "") -> dict:
        """GET, or POST if there is a body."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        self.connection.request("GET" if body is None else "POST", path, data, headers)
        return json.loads(self.connection.getresponse().read())

    def admin(self, what: str, body: dict[str, object] | None = None) -> dict:
        """One request to the admin API."""
        return self.ask(f"/_simulator/{what}", body)

    def start_clock(self) -> None:
        """From now on time passes faster."""
        self.admin("clock", {"speed": self.speed})
        now = time.monotonic()
        self.shown_at_zero = self.admin("clock")["now_ms"] / 1000 - now * self.speed

    def shown(self, moment: float) -> float:
        """What the simulator's clock shows at a moment of the machine's, in seconds."""
        return self.shown_at_zero + moment * self.speed


class Loop:
    """What the loop has come to."""

    def __init__(self, platform: object, ids: list[str], speed: float) -> None:
        self.platform = platform
        self.ids = ids
        self.pause = PAUSE / speed
        self.seen: dict[str, float] = {}
        self.requests = 0

    def run(self, until: float) -> None:
        """Asks for each call, pauses, and begins again."""
        while True:
            for call in self.ids:
                if time.monotonic() > until:
                    return
                self.look(call)
            time.sleep(self.pause)

    def look(self, call: str) -> None:
        """One request. A refused one is only tried again, like any other: that is what plain loops do."""
        self.requests += 1
        try:
            state = self.platform.get(f"{RING_OUT}/{call}").json().status
        except ApiException:
            return
        if state.callerStatus == "Success":
            self.seen.setdefault(call, time.monotonic())


def main() -> None:
    """One measurement."""
    ready = json.loads(sys.argv[1])
    calls, budget, speed, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
    simulator = Simulator(ready, speed)
    platform = SDK(ready["client_id"], ready["client_secret"], ready["url"]).platform()
    platform.login(jwt=ready["jwt"])
    token = platform.auth().access_token()
    ids = [simulator.ask(RING_OUT, {"from": RINGS, "to": RINGS}, token)["id"] for _ in range(calls)]
    simulator.admin("limits", {"light": {"limit": budget}})
    simulator.start_clock()
    # The changes are told to the simulator before the first of them is due.
    begin = time.monotonic() + 0.0005 * calls
    places = list(range(calls))
    random.Random(calls).shuffle(places)
    changes = {
        call: simulator.shown(begin + (place + 0.5) / calls * seconds / 2)
        for call, place in zip(ids, places, strict=True)
    }
    for call, at in changes.items():
        simulator.admin(f"calls/{call}/caller/answer", {"at_ms": int(at * 1000)})
    loop = Loop(platform, ids, speed)
    loop.run(begin + seconds)
    delays = [simulator.shown(seen) - changes[call] for call, seen in loop.seen.items()]
    refused = simulator.admin("state")["answers"].get("429", 0)
    measured = {
        "loop_http_429": refused,
        "loop_requests": loop.requests,
        "loop_simulated_s": round(seconds * speed, 1),
        "loop_seen": round(len(delays) / calls, 3),
        "loop_mean_delay_s": round(sum(delays) / len(delays), 3) if delays else None,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()

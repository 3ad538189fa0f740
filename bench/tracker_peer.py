"""A plain polling loop with RingCentral's own Python package, as programs often do it: poll every call, then pause for 500
ms.

`tracker_peer.py READY CALLS BUDGET SPEED SECONDS`: the ready line of a new simulator, the number of calls, the limit of
status requests per minute, the speed of the simulator's clock relative to real time, and the real duration of the
measurement. The callers answer one after another, evenly spread over the first half of the time, so that the second
half is left to see it. Prints one line of JSON, with all times by the simulator's clock.
"""

import http.client
import json
import random
import sys
import time

from ringcentral import SDK
from ringcentral.http.api_exception import ApiException

RING_OUT = "/restapi/v1.0/account/~/extension/~/ring-out"
# A phone that rings until it is answered.
RINGS = {"phoneNumber": "+16505550180"}
PAUSE = 0.5


class Simulator:
    """The simulator, for all requests except those of the loop, on one connection."""

    def __init__(self, ready: dict[str, str], speed: float) -> None:
        self.connection = http.client.HTTPConnection(ready["url"].removeprefix("http://"))
        self.speed = speed
        self.shown_at_zero = 0.0

    def send(self, path: str, body: dict[str, object] | None = None, token: str = "") -> dict:
        """Sends a GET, or a POST if there is a body."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        self.connection.request("GET" if body is None else "POST", path, data, headers)
        return json.loads(self.connection.getresponse().read())

    def admin(self, what: str, body: dict[str, object] | None = None) -> dict:
        """Sends a request to the admin API."""
        return self.send(f"/_simulator/{what}", body)

    def start_clock(self) -> None:
        """Speeds up the simulator's clock."""
        self.admin("clock", {"speed": self.speed})
        now = time.monotonic()
        self.shown_at_zero = self.admin("clock")["now_ms"] / 1000 - now * self.speed

    def shown(self, moment: float) -> float:
        """Converts a time of this machine's clock to the simulator's clock, in seconds."""
        return self.shown_at_zero + moment * self.speed


class Loop:
    """The polling loop and its results."""

    def __init__(self, platform: object, ids: list[str], speed: float) -> None:
        self.platform = platform
        self.ids = ids
        self.pause = PAUSE / speed
        self.seen: dict[str, float] = {}
        self.requests = 0

    def run(self, until: float) -> None:
        """Polls each call and pauses, until the time is up."""
        while True:
            for call in self.ids:
                if time.monotonic() > until:
                    return
                self.poll(call)
            time.sleep(self.pause)

    def poll(self, call: str) -> None:
        """Polls a call. After a refusal it simply goes on, as plain loops do."""
        self.requests += 1
        try:
            state = self.platform.get(f"{RING_OUT}/{call}").json().status
        except ApiException:
            return
        if state.callerStatus == "Success":
            self.seen.setdefault(call, time.monotonic())


def main() -> None:
    """Runs one measurement."""
    ready = json.loads(sys.argv[1])
    calls, budget, speed, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
    simulator = Simulator(ready, speed)
    platform = SDK(ready["client_id"], ready["client_secret"], ready["url"]).platform()
    platform.login(jwt=ready["jwt"])
    token = platform.auth().access_token()
    ids = [simulator.send(RING_OUT, {"from": RINGS, "to": RINGS}, token)["id"] for _ in range(calls)]
    simulator.admin("limits", {"light": {"limit": budget}})
    simulator.start_clock()
    # Leaves time to send all changes to the simulator before the first one is due.
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
    refused = simulator.admin("state")["responses"].get("429", 0)
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

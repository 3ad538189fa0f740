"""The Python worker: `worker.py ringout`, `ringcentral` or `raw_socket`. worker.h describes the commands and the settings.

It also has these commands:

    clients N         creates N more clients, each logged in and with an open connection
    gather T N        N status requests, T at once, with `AsyncClient` (only ringout)
    verdict N         judges N documented transitions (only ringout)
"""

import asyncio
import gc
import json
import os
import socket
import sys
import threading
import time

CALLER, CALLEE = "+16505550123", "+16505550100"
RING_OUT = "/restapi/v1.0/account/~/extension/~/ring-out"
URL, CALL_ID = os.environ["BENCH_URL"], os.environ["BENCH_CALL"]
APP = (os.environ["BENCH_CLIENT_ID"], os.environ["BENCH_CLIENT_SECRET"])
TOKEN, JWT, CA = os.environ["BENCH_TOKEN"], os.environ["BENCH_JWT"], os.environ["BENCH_CA"]


def check_ringing(status):
    """Checks what a status request has returned."""
    if status != "InProgress":
        raise SystemExit(f"the call is {status}")


class Ringout:
    """Operations of our package."""

    def __init__(self):
        self.client = self.new_client()
        self.client.set_token(ringout.Token.from_json(TOKEN))
        self.call_handle = self.client.call(CALL_ID)

    def new_client(self):
        """Returns a client that logs in when it is used."""
        settings = {"ca_bundle": CA} if CA else {}
        return ringout.Client(URL, client_id=APP[0], client_secret=APP[1], jwt=JWT, **settings)

    def status(self):
        """One status request."""
        check_ringing(self.call_handle.status().call_status)

    def call(self):
        """A call that is placed, polled once and cancelled."""
        call = self.client.create_call(to=CALLEE, from_=CALLER, play_prompt=False)
        check_ringing(call.status().call_status)
        call.cancel()

    def connected_client(self):
        """Returns a new client that has logged in and has a connection."""
        client = self.new_client()
        check_ringing(client.call(CALL_ID).status().call_status)
        return client

    def gather(self, tasks, count):
        """Measures `tasks` asyncio tasks that share `count` requests."""

        async def poll(call, times):
            for _ in range(times):
                check_ringing((await call.status()).call_status)

        async def run():
            settings = {"ca_bundle": CA} if CA else {}
            async with ringout.AsyncClient(URL, client_id=APP[0], client_secret=APP[1], jwt=JWT, **settings) as client:
                client.set_token(ringout.Token.from_json(TOKEN))
                call = client.call(CALL_ID)
                await asyncio.gather(*(poll(call, 1) for _ in range(tasks)))
                began = begin()
                await asyncio.gather(*(poll(call, count // tasks) for _ in range(tasks)))
                return end(began)

        return asyncio.run(run())

    def verdict(self, count):
        """Measures judging transitions."""
        before = ringout.CallState("InProgress", "InProgress", "InProgress")
        after = ringout.CallState("InProgress", "Success", "InProgress")
        began = begin()
        for _ in range(count):
            if ringout.check_transition(before, after).kind != "Documented":
                raise SystemExit("the transition is documented")
        return end(began)


class Ringcentral:
    """Operations of RingCentral's package."""

    def __init__(self):
        self.platform = self.new_platform()
        self.platform.auth().set_data(json.loads(TOKEN))
        self.path = f"{RING_OUT}/{CALL_ID}"

    def new_platform(self):
        """Returns a platform that is not logged in."""
        return ringcentral.SDK(*APP, URL).platform()

    def status(self):
        """One status request."""
        check_ringing(self.platform.get(self.path).json().status.callStatus)

    def call(self):
        """A call that is placed, polled once and cancelled."""
        body = {"from": {"phoneNumber": CALLER}, "to": {"phoneNumber": CALLEE}, "playPrompt": False}
        path = f"{RING_OUT}/{self.platform.post(RING_OUT, body).json().id}"
        check_ringing(self.platform.get(path).json().status.callStatus)
        self.platform.delete(path)

    def connected_client(self):
        """Returns a new platform that has logged in. The package closes its connection after each request."""
        platform = self.new_platform()
        platform.login(jwt=JWT)
        check_ringing(platform.get(self.path).json().status.callStatus)
        return platform


class RawSocket:
    """The floor: sends a prepared request, reads until the response is complete, and looks for the status in it.

    It knows no TLS and no errors.
    """

    BODY = json.dumps({"from": {"phoneNumber": CALLER}, "to": {"phoneNumber": CALLEE}, "playPrompt": False})

    def __init__(self):
        self.threads = threading.local()
        self.server = URL.partition("//")[2]
        self.status_request = self.prepare("GET", f"{RING_OUT}/{CALL_ID}")

    def prepare(self, method, path, body=""):
        """Returns the bytes of a request."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.server}\r\nAuthorization: Bearer {json.loads(TOKEN)['access_token']}\r\n"
        kind = "Accept: application/json\r\nContent-Type: application/json\r\n"
        return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def connection(self):
        """Returns the connection of this thread."""
        if not hasattr(self.threads, "connection"):
            host, _, port = self.server.partition(":")
            self.threads.connection = socket.create_connection((host, int(port)))
            self.threads.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.threads.connection

    def exchange(self, request, wanted=b"HTTP/1.1 200"):
        """Sends a request and returns the response."""
        connection = self.connection()
        connection.sendall(request)
        response = connection.recv(16384)
        while not is_complete(response):
            response += connection.recv(16384)
        if not response.startswith(wanted):
            raise SystemExit(f"unexpected response {response!r}")
        return response

    def status(self):
        """One status request."""
        if b'"InProgress"' not in self.exchange(self.status_request):
            raise SystemExit("no status")

    def call(self):
        """A call that is placed, polled once and cancelled."""
        created = self.exchange(self.prepare("POST", RING_OUT, self.BODY))
        call_id = created.partition(b'"id":"')[2].partition(b'"')[0].decode()
        path = f"{RING_OUT}/{call_id}"
        if b'"InProgress"' not in self.exchange(self.prepare("GET", path)):
            raise SystemExit("no status")
        self.exchange(self.prepare("DELETE", path), b"HTTP/1.1 204")


def is_complete(response):
    """Whether a response has its whole body."""
    head, end, body = response.partition(b"\r\n\r\n")
    if not end:
        return False
    length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
    return len(body) >= int(length or 0)


def begin():
    """Reads the clocks."""
    return time.perf_counter_ns(), time.process_time_ns()


def end(began):
    """Returns the time since then."""
    wall, cpu = begin()
    return {"wall_ns": wall - began[0], "cpu_ns": cpu - began[1]}


def repeat(operation, count):
    """Measures operations one after another."""
    began = begin()
    for _ in range(count):
        operation()
    return end(began)


def concurrent(package, threads, count):
    """Measures threads that share `count` requests. The first request of each is not measured."""
    barrier = threading.Barrier(threads + 1)

    def run():
        package.status()
        barrier.wait()
        for _ in range(count // threads):
            package.status()
        barrier.wait()

    running = [threading.Thread(target=run, daemon=True) for _ in range(threads)]
    for thread in running:
        thread.start()
    barrier.wait()
    began = begin()
    barrier.wait()
    measured = end(began)
    for thread in running:
        thread.join()
    return measured


def main():
    """Runs the commands from standard input."""
    package = {"ringout": Ringout, "ringcentral": Ringcentral, "raw_socket": RawSocket}[sys.argv[1]]()
    kept = []
    for line in sys.stdin:
        command, *numbers = line.split()
        numbers = [int(number) for number in numbers]
        if command in ("status", "call"):
            result = repeat(getattr(package, command), *numbers)
        elif command == "concurrent":
            result = concurrent(package, *numbers)
        elif command == "clients":
            kept += [package.connected_client() for _ in range(*numbers)]
            gc.collect()
            result = {}
        else:
            result = getattr(package, command)(*numbers)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "ringout":
        import ringout
    elif sys.argv[1] == "ringcentral":
        if CA:
            # RingCentral's package trusts only certifi's authorities, and has no setting for others.
            import certifi

            certifi.where = lambda: CA
        import ringcentral
    main()

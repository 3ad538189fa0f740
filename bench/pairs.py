"""Workers, and the comparison of several of them in turn: A B C A B C."""

import base64
import json
import os
import ssl
import statistics
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import builds
import programs

# The number that rings forever.
RINGS = "+16505550180"
# How long one turn of a worker should take, in seconds.
TURN = 0.1
# The part of a turn that goes before it and is not measured.
LEAD = 5
# The operations of a warm-up, and its longest time in seconds. Node optimises RingCentral's packages only after thousands of requests,
# which makes them several times as fast.
WARM_UP = 10_000
MAX_WARM_UP = 8


@dataclass
class Platform:
    """A simulator whose clock stands still, and a call on it that rings forever."""

    ready: dict[str, Any]
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.admin("clock", {"running": False})
        self.environment = {
            "BENCH_URL": self.ready["url"],
            "BENCH_CA": self.ready["ca_file"] or "",
            "BENCH_CLIENT_ID": self.ready["client_id"],
            "BENCH_CLIENT_SECRET": self.ready["client_secret"],
            "BENCH_JWT": self.ready["jwt"],
        }
        # One token for all workers, because a sixth login ends the first session.
        token = self.log_in()
        access = json.loads(token)["access_token"]
        call = {"from": {"phoneNumber": RINGS}, "to": {"phoneNumber": RINGS}}
        created = self.send("/restapi/v1.0/account/~/extension/~/ring-out", json.dumps(call), f"Bearer {access}")
        self.environment |= {
            "BENCH_TOKEN": token,
            "BENCH_ACCESS_TOKEN": access,
            "BENCH_CALL": str(json.loads(created)["id"]),
        }

    def log_in(self) -> str:
        """Returns the response of a login."""
        grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        form = urllib.parse.urlencode({"grant_type": grant, "assertion": self.ready["jwt"]})
        app = f"{self.ready['client_id']}:{self.ready['client_secret']}"
        return self.send("/restapi/oauth/token", form, f"Basic {_base64(app)}", "application/x-www-form-urlencoded")

    def admin(self, what: str, body: dict[str, object]) -> None:
        """Sends a request to the admin API."""
        self.send(f"/_simulator/{what}", json.dumps(body))

    def send(self, path: str, body: str, authorization: str = "", kind: str = "application/json") -> str:
        """Sends a POST and returns the body of the response."""
        headers = {"Content-Type": kind, "Authorization": authorization}
        request = urllib.request.Request(self.ready["url"] + path, body.encode(), headers, method="POST")
        with urllib.request.urlopen(request, context=_tls(self.ready["ca_file"])) as response:
            return response.read().decode()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _tls(ca_file: str | None) -> Any:
    return ssl.create_default_context(cafile=ca_file) if ca_file else None


@contextmanager
def platform(*options: str, program: Path = builds.SIMULATOR) -> Iterator[Platform]:
    """Runs a simulator with rate limits off."""
    with programs.simulator(*options, program=program) as ready:
        yield Platform(ready)


class Worker:
    """A process that runs operations on command."""

    def __init__(self, command: list[str | Path], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: object) -> dict[str, int]:
        """Runs a command and returns its result."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(*words, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args}: the worker ended during {words}")
        return json.loads(line)

    def stop(self) -> None:
        """Ends the worker."""
        self.process.communicate()

    def resident(self) -> int:
        """Returns the bytes of memory that only this process uses."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        kilobytes = [int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")]
        return sum(kilobytes) * 1024

    def threads(self) -> int:
        """Returns the number of threads."""
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))


@contextmanager
def workers(commands: dict[str, list[str | Path]], environment: dict[str, str]) -> Iterator[dict[str, Worker]]:
    """Starts one worker for each command."""
    node = os.pathsep.join(map(str, (builds.SDK_MODULES, builds.RC_EX_MODULES)))
    certificates = {name: environment["BENCH_CA"] for name in ("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")}
    environment = {**environment, "NODE_PATH": node, **(certificates if environment["BENCH_CA"] else {})}
    with ExitStack() as stack:
        started = {}
        for name, command in commands.items():
            own = command_environment(name)
            started[name] = Worker(command, {**environment, **own})
            stack.callback(started[name].stop)
        yield started


def command_environment(name: str) -> dict[str, str]:
    """Returns where Node finds our package, for the workers that use it."""
    language, _, build = name.partition("@")
    return {"NODE_PATH": str(builds.WORK / build / "node_modules")} if language == "node" else {}


@dataclass
class Samples:
    """The time of one operation, in microseconds: one sample for each turn. The samples of one turn belong together."""

    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, wall: float, cpu: float) -> None:
        """Adds the sample of a turn."""
        self.wall.setdefault(name, []).append(wall)
        self.cpu.setdefault(name, []).append(cpu)

    def ratio(self, peer: str, ours: str, kind: str = "wall") -> float:
        """Returns the median of the peer's cost over ours, turn by turn."""
        samples = getattr(self, kind)
        return statistics.median(one / other for one, other in zip(samples[peer], samples[ours], strict=True))

    def difference(self, one: str, other: str, kind: str = "wall") -> float:
        """Returns the median of the differences, turn by turn."""
        samples = getattr(self, kind)
        return statistics.median(first - second for first, second in zip(samples[one], samples[other], strict=True))

    def median(self, name: str, kind: str = "wall") -> float:
        """Returns the median of a worker's samples."""
        return statistics.median(getattr(self, kind)[name])


def alternate(running: dict[str, Worker], command: str, turns: int, threads: int = 0) -> Samples:
    """Lets the workers run the same operation in turn, after a warm-up in which each learns how many operations fill a turn."""
    first = [command, threads] if threads else [command]
    counts = {name: warm_up(worker, first, max(threads, 1)) for name, worker in running.items()}
    samples = Samples()
    for _ in range(turns):
        for name, worker in running.items():
            count = counts[name]
            # Not measured: the worker before may still collect garbage, and the caches hold its data.
            worker.run(*first, max(count // LEAD, threads, 1))
            result = worker.run(*first, count)
            samples.add(name, result["wall_ns"] / count / 1000, result["cpu_ns"] / count / 1000)
    return samples


def warm_up(worker: Worker, command: list[object], multiple: int) -> int:
    """Runs operations until compilers have optimised them. Returns how many operations fill a turn, a multiple of the threads."""
    chunk = -(-WARM_UP // 20 // multiple) * multiple
    began, done, taken = time.monotonic(), 0, 1.0
    while done < WARM_UP and time.monotonic() - began < MAX_WARM_UP:
        # At least a nanosecond, because a clock may not advance.
        taken = max(worker.run(*command, chunk)["wall_ns"], 1) / chunk
        done += chunk
    count = max(int(TURN * 1e9 / taken), 2 * multiple)
    return count - count % multiple

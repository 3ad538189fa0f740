"""Places and follows a call in every language that is installed and shows that their results agree: `make demo`.

Needs neither an account nor a network: the calls are placed on the simulator. `--live` uses the server of RC_SERVER_URL
instead, and asks before each call. `--page` leaves the simulator's page open on the calls.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import webbrowser
from concurrent.futures import ThreadPoolExecutor

import demo_languages
import programs
from demo_languages import Quickstart
from programs import ROOT

DEBUG = programs.TARGET / "debug"
BUSY = "+16505550486"
CHANGE = re.compile(r"^\s*(?P<seconds>[\d.]+) s  (?P<state>.+)$")
# RingCentral ends the oldest session of a user and app when there is a sixth, and its client would log in again.
SESSIONS = 5
# How far apart, in seconds, two languages may see the same change because of scheduling on a busy machine.
TOLERANCE = 0.5


def build() -> dict[str, Quickstart]:
    """Builds the simulator, the libraries and the examples. Returns the quickstart of each language."""
    folder = ROOT / "target" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    # At run time programs look for the soname, which contains the ABI version, as in an installed library.
    soname = folder / "libringout.so.0"
    soname.unlink(missing_ok=True)
    soname.symlink_to(DEBUG / "libringout.so")
    library = ["-L", str(DEBUG), f"-Wl,-rpath,{folder}", "-lringout"]
    steps = {
        "the simulator, the Rust core and the C library": [
            *["cargo", "build", "--quiet", "-p", "ringout-simulator", "-p", "ringout-c", "-p", "ringout-core"],
            *["--bins", "--lib", "--examples"],
        ],
        "the C example": [
            "cc",
            "-std=c11",
            "-Iinclude",
            "ffi-c/examples/quickstart.c",
            "-o",
            str(folder / "quickstart"),
            *library,
        ],
        "the Python module": [
            *[sys.executable, "-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"]
        ],
        "the Node addon": ["npm", "run", "--silent", "--prefix", "bindings-node", "build"],
    }
    for what, command in steps.items():
        began = time.monotonic()
        print(f"Building {what} ...", end="", flush=True)
        environment = {**os.environ, "VIRTUAL_ENV": str(ROOT / "target" / "venv")}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode != 0:
            sys.exit(f"\n{done.stdout}\nBuilding {what} failed: {' '.join(command)}")
        print(f" {time.monotonic() - began:.0f} s", flush=True)
    return {
        "Rust": Quickstart([DEBUG / "examples" / "quickstart"], {}),
        "C": Quickstart([folder / "quickstart"], {}),
        "Python": Quickstart([sys.executable, "bindings-python/examples/quickstart.py"], {}),
        "Node": Quickstart(["node", "bindings-node/examples/quickstart.mjs"], {}),
        **demo_languages.build(folder),
    }


def count_requests(url: str, method: str, path_end: str) -> int:
    """Returns the number of requests of this kind in the simulator's journal."""
    with urllib.request.urlopen(f"{url}/_simulator/journal") as response:
        journal = json.load(response)["requests"]
    return sum(r["method"] == method and r["path"].split("?")[0].endswith(path_end) for r in journal)


def run(example: Quickstart, environment: dict[str, str]) -> str:
    """Runs an example and returns its output."""
    merged = {**os.environ, **example.environment, **environment}
    done = subprocess.run(example.command, cwd=ROOT, env=merged, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, example.command))} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def timeline(output: str) -> list[tuple[float, str]]:
    """Returns the changes in an output, with their times in seconds."""
    matches = filter(None, map(CHANGE.match, output.splitlines()))
    return [(float(match["seconds"]), match["state"]) for match in matches]


def check_agreement(outputs: dict[str, str]) -> None:
    """Exits unless all languages saw the same changes at the same times and the same outcome."""
    (first, reference), *others = outputs.items()
    for name, output in others:
        pairs = list(zip(timeline(reference), timeline(output)))
        same_lines = [CHANGE.sub(r"\g<state>", a) for a in reference.splitlines()] == [
            CHANGE.sub(r"\g<state>", b) for b in output.splitlines()
        ]
        if not same_lines or any(abs(a[0] - b[0]) > TOLERANCE for a, b in pairs):
            sys.exit(f"{name} and {first} disagree:\n{output}\n{reference}")


def show(title: str, output: str) -> None:
    """Prints an output under a title."""
    print(f"\n{title}")
    print("\n".join(f"  {line}" for line in output.splitlines()), flush=True)


def simulate(examples: dict[str, Quickstart], keeps_page: bool) -> None:
    """Runs the demo on the simulator. With `keeps_page`, its page stays open until Enter is pressed."""
    began = time.monotonic()
    with programs.simulator() as ready:
        environment = programs.user_environment(ready)
        print(f"\nThe simulator stands in for RingCentral: {ready['url']}")
        print(
            "The caller's phone rings for 2 s, the callee's for 3 s, then they talk for 10 s."
            f" Following the call in {len(examples)} languages ..."
        )
        with ThreadPoolExecutor(SESSIONS) as pool:
            results = pool.map(lambda example: run(example, environment), examples.values())
            outputs = dict(zip(examples, results))
        for name, output in outputs.items():
            show(name, output)
        check_agreement(outputs)

        show("A call that is cancelled (Rust)", run(Quickstart([DEBUG / "examples" / "cancel"], {}), environment))
        busy = {**environment, "RINGOUT_RECIPIENT": BUSY}
        show("A call to a busy phone (C)", run(examples["C"], busy))

        logins = count_requests(ready["url"], "POST", "/oauth/token")
        creates = count_requests(ready["url"], "POST", "/ring-out")
        report(began, len(examples), (logins, creates))
        if keeps_page:
            show_page(ready["url"])


def report(began: float, languages: int, counts: tuple[int, int]) -> None:
    """Prints what the demo showed. Exits unless these are the right numbers of token and create requests."""
    logins, creates = counts
    clients = calls = languages + 2
    if (logins, creates) != (clients, calls):
        sys.exit(f"{clients} clients sent {logins} token requests, and {calls} calls needed {creates} create requests")
    seconds = time.monotonic() - began
    print(
        f"\n{languages} languages agree; {calls} calls needed {creates} create requests, and {clients} clients {logins} token requests"
        f" ({seconds:.0f} s)"
    )


def show_page(url: str) -> None:
    """Opens the simulator's page, if there is a browser, and waits until Enter is pressed."""
    print(f"\nThe calls are on the simulator's page: {url}")
    # Without a display this could start a browser in the terminal.
    if sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        webbrowser.open(url)
    try:
        input("Press Enter to stop the simulator ... ")
    except (EOFError, KeyboardInterrupt):
        print()


def live(examples: dict[str, Quickstart]) -> None:
    """Runs the demo on a real server, where real phones ring."""
    caller = os.environ.get("RINGOUT_CALLER") or "your default forwarding number"
    recipient = os.environ.get("RINGOUT_RECIPIENT") or sys.exit(
        "RINGOUT_RECIPIENT is not set; set it to the number to call"
    )
    server = os.environ.get("RC_SERVER_URL") or sys.exit("RC_SERVER_URL is not set; set it to RingCentral's URL")
    followed = 0
    for name, example in examples.items():
        answer = input(f"Ring {caller} and then {recipient} through {server}, from {name}? [y/N] ")
        if answer.strip().lower() in ("y", "yes"):
            environment = {**os.environ, **example.environment}
            followed += subprocess.run(example.command, cwd=ROOT, env=environment, check=False).returncode == 0
    print(f"\n{followed} calls placed and followed on {server}")


if __name__ == "__main__":
    found = build()
    live(found) if "--live" in sys.argv[1:] else simulate(found, keeps_page="--page" in sys.argv[1:])

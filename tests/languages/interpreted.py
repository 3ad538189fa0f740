"""PHP and Ruby: runs the vectors, the suites and RingCentral's quick starts in each, against the library in target/debug.

Ends with `interpreted: N passed, N failed`. `interpreted.py php` runs only the named languages, and `interpreted.py php suite` only one
part: vectors, suite, quickstart or package.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from programs import run, simulator, user_environment

TARGET = ROOT / "target/languages"
LIBRARY = ROOT / "target/debug/libringout.so"
COMMANDS = {"php": ["php", "-d", "zend.assertions=1"], "ruby": ["ruby", "-w"]}
SUFFIXES = {"php": "php", "ruby": "rb"}
# Most cases of bad input wait for a deadline.
SHARES = 8
PLACED = "Call placed. Call status: InProgress"


def report(name: str, began: float, done: subprocess.CompletedProcess[str]) -> tuple[int, int]:
    """Prints what a program printed, and returns how many checks passed and failed."""
    found = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.MULTILINE)
    if found is None:
        print(f"FAILED {name}: exit code {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}", flush=True)
        return 0, 1
    sys.stdout.write(done.stdout[: found.start()] + done.stderr[-4000:])
    print(f"{name}: {found[0]} in {time.monotonic() - began:.1f} s", flush=True)
    return int(found[1]), int(found[2])


def program(language: str, part: str, *words: str, options: tuple[str, ...] = ()) -> tuple[int, int]:
    """Runs a program with a simulator."""
    began = time.monotonic()
    with simulator(*options) as ready:
        env = {"RINGOUT_LIBRARY": str(LIBRARY), "SIMULATOR_READY": json.dumps(ready), **user_environment(ready)}
        file = HERE / language / f"{part}.{SUFFIXES[language]}"
        done = run(*COMMANDS[language], file, *words, env=env)
    return report(f"{language} {' '.join([part, *words])}", began, done)


def vectors(language: str) -> list[tuple[int, int]]:
    """Runs the vectors in several processes, each with its simulator."""
    with ThreadPoolExecutor(SHARES) as pool:
        return list(pool.map(lambda share: program(language, "vectors", str(share), str(SHARES)), range(SHARES)))


def quickstart(language: str) -> list[tuple[int, int]]:
    """Runs the published quick start, in which only the import is changed."""
    began = time.monotonic()
    folder = TARGET / f"quickstart-{language}"
    shutil.rmtree(folder, ignore_errors=True)
    name = f"quickstart.{SUFFIXES[language]}"
    # The sample for PHP looks for its settings in a folder that is named like its own, with a dot.
    for each in ("sample", "sample.", "vendor/ringout"):
        (folder / each).mkdir(parents=True)
    shutil.copy(HERE / language / name, folder / "sample")
    results = []
    with ExitStack() as stack:
        ready = stack.enter_context(simulator())
        (folder / ".env").write_text("".join(f"{k}={v}\n" for k, v in user_environment(ready).items()))
        if language == "php":
            (folder / "vendor/ringout/ringout").symlink_to(ROOT / "bindings-php")
            shutil.copy(HERE / "php/dotenv.php", folder / "vendor/autoload.php")
            command = ["php", name]
        else:
            command = ["ruby", f"-I{ROOT / 'bindings-ruby/lib'}", name]
        # Dotenv keeps what the environment already has.
        unset = [word for name in user_environment(ready) for word in ("-u", name)]
        done = run("env", *unset, *command, cwd=folder / "sample", env={"RINGOUT_LIBRARY": str(LIBRARY)})
        problem = "" if done.stdout.strip() == PLACED and done.returncode == 0 else f"{done.stdout}\n{done.stderr}"
        changed = "" if changes(language) == 1 else f"{changes(language)} lines differ from RingCentral's"
        for each in (problem, changed):
            if each:
                print(f"FAILED {language} quickstart: {each}", flush=True)
            results.append((int(not each), int(bool(each))))
    print(f"{language} quickstart: {time.monotonic() - began:.1f} s", flush=True)
    return results


def changes(language: str) -> int:
    """Counts the lines of the quick start that differ from RingCentral's."""
    theirs, ours = (
        (HERE / language / name).read_text().splitlines()
        for name in (f"published.{SUFFIXES[language]}", f"quickstart.{SUFFIXES[language]}")
    )
    return sum(a != b for a, b in zip(theirs, ours, strict=True))


def package(language: str) -> list[tuple[int, int]]:
    """Builds the package and tests it in an empty project."""
    began = time.monotonic()
    with simulator("--speed", "20") as ready:
        env = {k: v for k, v in os.environ.items() if k != "RINGOUT_LIBRARY"} | user_environment(ready)
        done = subprocess.run(
            [sys.executable, ROOT / f"bindings-{language}/package.py"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    return [report(f"{language} package", began, done)]


def main() -> int:
    """Runs the programs."""
    words = sys.argv[1:]
    parts = [word for word in words if word not in COMMANDS] or ["vectors", "suite", "quickstart", "package"]
    results: list[tuple[int, int]] = []
    for language in [word for word in words if word in COMMANDS] or list(COMMANDS):
        for part in parts:
            if part == "suite":
                results.append(program(language, "suite", options=("--refresh-tokens", "on")))
            else:
                results += {"vectors": vectors, "quickstart": quickstart, "package": package}[part](language)
    print(f"interpreted: {sum(p for p, _ in results)} passed, {sum(f for _, f in results)} failed")
    return 1 if any(failed for _, failed in results) else 0


if __name__ == "__main__":
    sys.exit(main())

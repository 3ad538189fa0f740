"""The Rust suite: builds the tests of every crate that needs only Rust, and runs their programs in parallel.

Prints one line per program, the output of those that fail, and at the end `rust: N passed, M failed`. Arguments select
programs: `run.py following limits`. With `--build` it only builds them.
"""

import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import programs

# Most tests spend most of their time waiting for deadlines and polls.
PROGRAMS_AT_ONCE = 4
# These take longest, so they start first.
LONG = ["following", "properties", "odd_calls", "batch", "budget"]
# The list of programs of the last build.
LIST = programs.TARGET / "tests" / "rust.json"
RESULT = re.compile(r"^test result: .*? (?P<passed>\d+) passed; (?P<failed>\d+) failed", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """The tests of one file, or of one crate."""

    name: str
    path: str
    # Cargo starts a program in the folder of its package.
    folder: Path


def build() -> None:
    """Builds the programs."""
    command = ["cargo", "test", "--no-run", "--quiet", "--message-format", "json-render-diagnostics"]
    built = subprocess.run(command, cwd=programs.ROOT, stdout=subprocess.PIPE, text=True, check=True)
    messages = map(json.loads, built.stdout.splitlines())
    found = [
        (message["target"]["name"], message["executable"], str(Path(message["manifest_path"]).parent))
        for message in messages
        if message["reason"] == "compiler-artifact" and message["executable"] and message["profile"]["test"]
    ]
    LIST.parent.mkdir(parents=True, exist_ok=True)
    LIST.write_text(json.dumps(found))


def built() -> list[Program]:
    """Returns the programs, those that take longest first."""
    found = [Program(name, path, Path(folder)) for name, path, folder in json.loads(LIST.read_text())]
    return sorted(found, key=lambda program: program.name not in LONG)


def report(name: str, output: str, code: int, seconds: float) -> tuple[int, int]:
    """Prints the line of a program, and its output if it failed. Returns how many tests passed and failed."""
    results = list(RESULT.finditer(output))
    passed, failed = (sum(int(result[column]) for result in results) for column in ("passed", "failed"))
    # A program that crashed reports no failure.
    failed = max(failed, int(code != 0))
    print(f"{'FAILED' if failed else 'ok':7} {name}: {passed} passed, {failed} failed in {seconds:.1f} s", flush=True)
    if failed:
        print("\n".join(f"        {line}" for line in output.splitlines()), flush=True)
    return passed, failed


def run(program: Program) -> tuple[int, int]:
    """Runs one program."""
    began = time.monotonic()
    done = programs.run(program.path, "--quiet", cwd=program.folder)
    return report(
        f"{program.folder.name}/{program.name}", done.stdout + done.stderr, done.returncode, time.monotonic() - began
    )


def main() -> int:
    """Runs all or the named programs. Returns the exit code, 1 if anything failed."""
    programs.heed_interrupts()
    names = sys.argv[1:]
    if names == ["--build"] or not programs.is_built():
        build()
    if names == ["--build"]:
        return 0
    selected = [program for program in built() if not names or program.name in names]
    with ThreadPoolExecutor(PROGRAMS_AT_ONCE) as pool:
        counts = list(pool.map(run, selected))
    passed, failed = (sum(count[column] for count in counts) for column in (0, 1))
    print(f"rust: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

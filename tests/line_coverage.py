"""Measures which lines of the core and of the bindings the tests reach: `make coverage`.

Runs the suites with builds that count, and prints the share of lines reached in each part: those of the core by its own tests and
by all suites, those of a binding by its suite. `target/coverage` then has a page for each file (`html/index.html`), and `missed.txt`
with the lines that nothing reaches. Arguments are the suites of `tests/run.py` to run instead.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cargo_tools
import programs
from programs import ROOT, TARGET

FOLDER = TARGET / "coverage"
SUITES = ["rust", "python", "node", "c", "simulation"]
PARTS = {
    "core": "core/src/",
    "C": "ffi-c/src/",
    "Python": "bindings-python/src/",
    "Node": "bindings-node/src/",
    "simulator": "simulator/src/",
}
# Written by other programs, or replaced in every package.
LEFT_OUT = r"(/registry/|/rustc/|/library/|/tests/|/target/|/simulation/|/build\.rs$|/examples/|/bench/)"


def llvm() -> dict[str, str]:
    """Returns the variables that name LLVM's tools: those of the compiler, or Debian's of the same version."""
    about = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    version = re.findall(r"^LLVM version: (\d+)", about, re.MULTILINE)[0]
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
    for folder in [*Path(sysroot).glob("lib/rustlib/*/bin"), Path(f"/usr/lib/llvm-{version}/bin")]:
        if (folder / "llvm-cov").exists():
            return {"LLVM_COV": str(folder / "llvm-cov"), "LLVM_PROFDATA": str(folder / "llvm-profdata")}
    sys.exit(f"coverage: run `rustup component add llvm-tools`, or install the package llvm-{version}")


def counting() -> dict[str, str]:
    """Returns the environment in which cargo builds programs that count."""
    environment = cargo_tools.environment("cargo-llvm-cov") | llvm()
    # One file for all processes of a program, which they merge into.
    environment["LLVM_PROFILE_FILE_NAME"] = "ringout-%8m.profraw"
    # The flag makes cargo tell these builds from others in the same folder.
    show = ["cargo", "llvm-cov", "show-env", "--sh", "--no-rustc-wrapper"]
    shown = subprocess.run(show, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    for word in shlex.split(shown):
        name, equals, value = word.partition("=")
        if equals:
            environment[name] = value.rstrip(";")
    return environment


def report(environment: dict[str, str], *options: str) -> str:
    """Runs `cargo llvm-cov report` and returns its output."""
    command = ["cargo", "llvm-cov", "report", "--ignore-filename-regex", LEFT_OUT, *options]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def shares(environment: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Returns the reached lines and all lines of each part."""
    found: dict[str, tuple[int, int]] = {}
    files: list[dict[str, Any]] = json.loads(report(environment, "--json", "--summary-only"))["data"][0]["files"]
    for part, folder in PARTS.items():
        lines = [file["summary"]["lines"] for file in files if file["filename"].startswith(f"{ROOT}/{folder}")]
        if any(line["covered"] for line in lines):
            found[part] = (sum(line["covered"] for line in lines), sum(line["count"] for line in lines))
    return found


def missed(environment: dict[str, str]) -> Iterable[str]:
    """Yields the lines that nothing reaches, as `file:line: text`."""
    name = ""
    for row in report(environment, "--text").splitlines():
        if row.startswith("/"):
            name = row.rstrip(":").removeprefix(f"{ROOT}/")
        elif match := re.match(r"^\s*(\d+)\|\s*0\|(.*)$", row):
            yield f"{name}:{match[1]}: {match[2].strip()}"


def show(title: str, found: dict[str, tuple[int, int]]) -> None:
    """Prints the shares."""
    for part, (covered, count) in found.items():
        print(f"{part}, by {title}: {100 * covered / count:.1f} % of {count} lines", flush=True)


def main() -> int:
    """Runs the suites and writes the report. The exit code is that of the suites."""
    programs.heed_interrupts()
    environment = counting()
    suites = sys.argv[1:] or SUITES
    clean = ["cargo", "llvm-cov", "clean", "--profraw-only"]
    subprocess.run(clean, cwd=ROOT, env=environment, check=True)
    if not sys.argv[1:]:
        own = ["cargo", "test", "--quiet", "-p", "ringout-core", "--lib"]
        subprocess.run(own, cwd=ROOT, env=environment, check=True)
        show("its own tests", {part: share for part, share in shares(environment).items() if part == "core"})
    done = subprocess.run([sys.executable, "tests/run.py", *suites], cwd=ROOT, env=environment, check=False)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    show("all suites", shares(environment))
    report(environment, "--html", "--output-dir", str(FOLDER))
    (FOLDER / "missed.txt").write_text("\n".join(missed(environment)) + "\n")
    print(f"{FOLDER / 'missed.txt'} has the lines that nothing reaches")
    return done.returncode


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())

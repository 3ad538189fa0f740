"""Fuzzes every target for a minute: `make fuzz`. `SECONDS=3600` fuzzes longer, and arguments select targets.

libFuzzer changes the inputs in `corpus/` and keeps those that reach new code below `target/fuzz/`, where the next run
continues. An input that breaks a promise is shown and kept there too; add it to `corpus/` together with the fix, so that
`make test` runs it from then on.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
TARGET = ROOT / "target" / "fuzz"
CARGO_FUZZ = "0.13.2"
# What libFuzzer reports at the end.
STATISTICS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")
# Longer than any input takes with the sanitizers, even on a busy machine.
SECONDS_OF_AN_INPUT = 60


def names() -> list[str]:
    """Returns the targets, which are the programs of the fuzzer."""
    return sorted(path.stem for path in (HERE / "targets" / "fuzz_targets").glob("*.rs"))


def build() -> Path:
    """Builds the programs and returns their folder. cargo-fuzz wants a nightly compiler, or one that behaves like it."""
    tools = TARGET / "tools"
    if not (tools / "bin" / "cargo-fuzz").exists():
        install = [
            "cargo",
            "install",
            "cargo-fuzz",
            "--quiet",
            "--locked",
            "--version",
            CARGO_FUZZ,
            "--root",
            str(tools),
        ]
        subprocess.run(install, check=True)
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1", "PATH": f"{tools / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("CARGO_TARGET_DIR", None)
    command = ["cargo", "fuzz", "build", "--fuzz-dir", str(HERE / "targets"), "--target-dir", str(TARGET)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    (folder,) = {path.parent for path in TARGET.glob("*/release/responses")}
    return folder


def fuzz(program: Path, seconds: int) -> bool:
    """Runs a target and prints a line. Returns whether it held."""
    found, inputs = TARGET / "found", TARGET / "corpus" / program.name
    found.mkdir(parents=True, exist_ok=True)
    inputs.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_OF_AN_INPUT}",
        f"-artifact_prefix={found}/{program.name}-",
        "-print_final_stats=1",
        "-max_len=4096",
    ]
    command = [str(program), *options, str(inputs), str(HERE / "corpus" / program.name)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode(errors="replace")
    runs, covered = STATISTICS.search(output), COVERAGE.findall(output)
    if done.returncode != 0:
        print(output[-6000:])
    reached = f"{covered[-1][0]} edges" if covered else "no coverage"
    word = "ok" if done.returncode == 0 else "FAILED"
    print(f"{word:8}{program.name}: {runs[1] if runs else 'unknown'} inputs, {reached}", flush=True)
    return done.returncode == 0


def main() -> None:
    """Fuzzes the targets of the command line, or all."""
    seconds = int(os.environ.get("SECONDS", "60"))
    chosen = sys.argv[1:] or names()
    if unknown := set(chosen) - set(names()):
        sys.exit(f"unknown target: {', '.join(sorted(unknown))}; known are {', '.join(names())}")
    if shutil.which("cargo") is None:
        sys.exit("cargo is missing; run make setup")
    folder = build()
    held = [fuzz(folder / name, seconds) for name in chosen]
    print(f"fuzz: {sum(held)} passed, {len(held) - sum(held)} failed")
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()

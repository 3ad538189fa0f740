"""Fuzzes every target for a minute: `make fuzz`. `SECONDS=3600` fuzzes longer, and arguments select targets.

The targets are those of Rust in `targets/`, and `python` in `hosts/`, which atheris runs on the module.

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
# The newest atheris depends on the version of Python.
ATHERIS = "atheris>=2.3,<4"
PYTHON = "python"
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
        # A thread of a simulated world may still be ending when its input is over. The soak and valgrind look for leaks.
        "-detect_leaks=0",
    ]
    command = [str(program), *options, str(inputs), str(HERE / "corpus" / program.name)]
    return finish(program.name, command, dict(os.environ))


def fuzz_python(seconds: int) -> bool:
    """Runs the target of Python. Returns whether it held."""
    tools, found, inputs = TARGET / "hosts" / PYTHON, TARGET / "found", TARGET / "corpus" / PYTHON
    for folder in (tools, found, inputs):
        folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "VIRTUAL_ENV": str(ROOT / "target" / "venv"), "PYTHONPATH": str(tools)}
    module = [sys.executable, "-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"]
    subprocess.run(module, cwd=ROOT, env=environment, check=True)
    if not any(tools.iterdir()):
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools), ATHERIS]
        subprocess.run(install, check=True)
    # Values are made from the bytes, so that short inputs say little.
    options = ["-len_control=0", "-max_len=400", f"-artifact_prefix={found}/{PYTHON}-"]
    options += [f"-max_total_time={seconds}", "-print_final_stats=1"]
    command = [sys.executable, str(HERE / "hosts" / "fuzz_python.py"), *options, str(inputs)]
    return finish(PYTHON, command, environment)


def finish(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Runs a fuzzer to its end and prints a line. Returns whether it found nothing."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    output = done.stdout.decode(errors="replace")
    runs, covered = STATISTICS.search(output), COVERAGE.findall(output)
    if done.returncode != 0:
        print(output[-6000:])
    reached = f"{covered[-1][0]} edges" if covered else "no coverage"
    word = "ok" if done.returncode == 0 else "FAILED"
    print(f"{word:8}{name}: {runs[1] if runs else 'unknown'} inputs, {reached}", flush=True)
    return done.returncode == 0


def main() -> None:
    """Fuzzes the targets of the command line, or all."""
    seconds = int(os.environ.get("SECONDS", "60"))
    known = [*names(), PYTHON]
    chosen = sys.argv[1:] or known
    if unknown := set(chosen) - set(known):
        sys.exit(f"unknown target: {', '.join(sorted(unknown))}; known are {', '.join(known)}")
    if shutil.which("cargo") is None:
        sys.exit("cargo is missing; run make setup")
    folder = build() if set(chosen) - {PYTHON} else TARGET
    held = [fuzz_python(seconds) if name == PYTHON else fuzz(folder / name, seconds) for name in chosen]
    print(f"fuzz: {sum(held)} passed, {len(held) - sum(held)} failed")
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()

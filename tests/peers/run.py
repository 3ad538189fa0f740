"""Runs RingCentral's own packages and ours against the simulator, side by side: `tests/peers/run.py`.

Installs the packages `ringcentral` and `@ringcentral/sdk` in exact versions, starts the simulator, and runs one program of each
language twice, with RingCentral's package and with `ringout`. `transcripts/` has the expected output and the differences. Then it
runs RingCentral's published quick starts with only their import changed, a program for `@rc-ex/core`, the requests of
`descriptions.py`, and `surface.py` and `surface.cjs`, which compare the names of the packages. `tests/peers/run.py surface`
prints the tables of the last two only.
"""

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import descriptions
import programs
from programs import ROOT, TARGET

VENV = TARGET / "peers-venv"
# Where `require('ringout')` finds our package, as if it were installed.
MODULES = TARGET / "peers" / "modules"
PLACED = "Call placed. Call status: InProgress\n"


def install_python(requirements: Path, venv: Path) -> None:
    """Installs Python packages into an environment, unless these versions are installed."""
    installed = venv / "requirements.txt"
    if not same(requirements, installed):
        print(f"peers: installing {requirements.relative_to(HERE)}", flush=True)
        shutil.rmtree(venv, ignore_errors=True)
        run(sys.executable, "-m", "venv", venv)
        run(venv / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements)
        shutil.copy(requirements, installed)


def install() -> None:
    """Installs the peers, unless these versions are installed."""
    install_python(HERE / "requirements.txt", VENV)
    install_python(descriptions.REQUIREMENTS, descriptions.VENV)
    lock, locked = HERE / "package-lock.json", HERE / "node_modules" / ".installed-lock.json"
    if not same(lock, locked):
        print("peers: installing the npm package", flush=True)
        run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", HERE)
        shutil.copy(lock, locked)
    MODULES.mkdir(parents=True, exist_ok=True)
    (MODULES / "ringout").unlink(missing_ok=True)
    (MODULES / "ringout").symlink_to(ROOT / "bindings-node", target_is_directory=True)


def same(one: Path, other: Path) -> bool:
    """Whether both files exist and have the same content."""
    return other.exists() and one.read_bytes() == other.read_bytes()


def run(*command: str | Path, env: dict[str, str] | None = None) -> str:
    """Runs a command and returns its output. Shows its standard error, and marks the output if it failed."""
    words = [str(word) for word in command]
    merged = {**os.environ, **(env or {})}
    done = subprocess.run(words, env=merged, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0 or done.stderr:
        print(done.stderr, file=sys.stderr, end="")
    if done.returncode != 0:
        print(f"{' '.join(words)} ended with {done.returncode}", file=sys.stderr)
        return f"{done.stdout}\nENDED WITH {done.returncode}"
    return done.stdout


class Language:
    """Runs the programs of one language."""

    def __init__(self, name: str, command: str | Path, official: str, settings: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.official = official
        self.settings = settings
        self.suffix = {"python": "py", "javascript": "js"}[name]

    def modules(self) -> dict[str, str]:
        """The module name of each package."""
        return {"official": self.official, "ringout": "ringout"}

    def transcript(self, module: str, simulators: dict[str, str]) -> list[str]:
        """Returns the output of this language's program with one of the packages."""
        program = HERE / f"peer.{self.suffix}"
        return run(self.command, program, module, env={**self.settings, **simulators}).splitlines()

    def quick_start(self, module: str, ready: dict[str, str]) -> str:
        """Returns the output of the published quick start with its import changed and dotenv removed."""
        sample = HERE / "samples" / f"ringout.{self.suffix}"
        published = sample.read_text()
        assert published.count(self.official) == 1, f"{sample.name} does not import {self.official} once"
        lines = published.replace(self.official, module).splitlines(keepends=True)
        environment = programs.user_environment(ready)
        with tempfile.TemporaryDirectory() as folder:
            # Not named `ringout.py`, which would be imported instead of the package.
            program = Path(folder) / f"quick_start.{self.suffix}"
            program.write_text("".join(line for line in lines if "dotenv" not in line))
            return run(self.command, program, env={**self.settings, **environment})


NODE_PATH = {"NODE_PATH": os.pathsep.join(map(str, (HERE / "node_modules", MODULES)))}
PYTHON_PATH = {"PYTHONPATH": str(ROOT / "bindings-python" / "python"), "PYTHONDONTWRITEBYTECODE": "1"}


def languages() -> list[Language]:
    """Returns the languages. Both packages of a language run on the same interpreter."""
    return [
        Language("python", VENV / "bin" / "python", "ringcentral", PYTHON_PATH),
        Language("javascript", "node", "@ringcentral/sdk", NODE_PATH),
    ]


def expected(language: str, package: str) -> list[str]:
    """Returns the expected transcript of a package. `-` marks the lines of RingCentral's package, `+` those of ours."""
    marks = {"official": "=- ", "ringout": "=+ "}[package]
    lines = (HERE / "transcripts" / f"{language}.txt").read_text().splitlines()
    return [line if line[0] == "=" else line[1:] for line in lines if line[:1] and line[0] in marks]


def scenarios(transcript: list[str]) -> dict[str, list[str]]:
    """Returns the lines of a transcript by their headings."""
    parts: dict[str, list[str]] = {}
    heading = "before the first scenario"
    for line in transcript:
        if line.startswith("== "):
            heading = line.removeprefix("== ").partition(":")[0]
        parts.setdefault(heading, []).append(line)
    return parts


def compare(package: str, wanted: list[str], seen: list[str]) -> tuple[int, int]:
    """Compares two transcripts and shows the scenarios that differ. Returns the numbers of equal and different ones."""
    wanted_parts, seen_parts = scenarios(wanted), scenarios(seen)
    failed = 0
    for name in dict.fromkeys([*wanted_parts, *seen_parts]):
        lines = difflib.unified_diff(
            wanted_parts.get(name, []), seen_parts.get(name, []), "transcript", "seen", n=2, lineterm=""
        )
        if difference := list(lines):
            failed += 1
            print(f"FAILED  {package}: {name}", *difference, sep="\n  ", flush=True)
    return len(wanted_parts) - failed, failed


def rc_ex(simulators: dict[str, str]) -> tuple[int, int]:
    """Runs the program for `@rc-ex/core`, which has no counterpart here. Returns the numbers of scenarios as expected and not."""
    seen = run("node", HERE / "peer_ex.cjs", env=simulators).splitlines()
    counts = compare("@rc-ex/core", expected("rc-ex", "official"), seen)
    print(f"@rc-ex/core: {counts[0]} scenarios as expected, {counts[1]} not", flush=True)
    return counts


def surface(*options: str) -> tuple[int, int]:
    """Compares the surfaces of the packages in both languages. Returns the numbers of names as expected and not."""
    passed = failed = 0
    for title, command, environment in (
        ("Python", (VENV / "bin" / "python", HERE / "surface.py"), PYTHON_PATH),
        ("JavaScript", ("node", HERE / "surface.cjs"), NODE_PATH),
    ):
        printed = run(*command, *options, env=environment)
        print(f"{title}\n{printed.rstrip()}", flush=True)
        counts = re.search(r"^shim: (\d+) passed, (\d+) failed$", printed, re.MULTILINE)
        passed, failed = (passed + int(counts[1]), failed + int(counts[2])) if counts else (passed, failed + 1)
    return passed, failed


def main() -> int:
    """Runs everything. The exit code is 1 if anything differs from the transcripts."""
    if sys.argv[1:] == ["surface"]:
        install()
        return 1 if surface()[1] else 0
    install()
    passed = failed = 0
    programs.heed_interrupts()
    with programs.simulator("--refresh-tokens", "on") as ready, programs.simulator() as without_refresh:
        simulators = {
            "PEER_SIMULATOR": json.dumps(ready),
            "PEER_SIMULATOR_WITHOUT_REFRESH": json.dumps(without_refresh),
        }
        for language in languages():
            for package, module in language.modules().items():
                title = f"{module} ({language.name})"
                counts = compare(title, expected(language.name, package), language.transcript(module, simulators))
                printed = language.quick_start(module, without_refresh)
                if printed != PLACED:
                    print(f"FAILED  {title}: the quick start printed {printed!r}", flush=True)
                passed += counts[0] + (printed == PLACED)
                failed += counts[1] + (printed != PLACED)
                print(f"{title}: {counts[0]} scenarios as expected, {counts[1]} not; {printed.strip()}", flush=True)
        counts = rc_ex(simulators)
        passed, failed = passed + counts[0], failed + counts[1]
    counts = surface("--check")
    passed, failed = passed + counts[0], failed + counts[1]
    counts = descriptions.run()
    passed, failed = passed + counts[0], failed + counts[1]
    print(f"peers: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

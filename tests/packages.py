"""Builds the packages (wheel, npm tarballs, C library), installs them as users do, and places a call with each."""

import json
import os
import select
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import programs
from programs import ROOT, TARGET

WORK = TARGET / "packages"
PROGRAMS = ROOT / "tests" / "packaged"
TOOLS = TARGET / "packages-venv"
MEGABYTE = 1_000_000
COMPLETED = "Completed: the caller and the callee talked, then hung up"


def check_completed(output: str) -> None:
    """Checks that the quickstart followed its call to the end."""
    assert COMPLETED in output, f"the quickstart printed:\n{output}"


def command(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Runs a command and returns its output. Raises an AssertionError with the output if it fails."""
    done = programs.run(*words, cwd=cwd, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def fresh(name: str) -> Path:
    """Returns a new, empty folder."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def only(folder: Path, pattern: str) -> Path:
    """Returns the newest file that matches a pattern."""
    found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    assert found, f"no {pattern} in {folder}"
    return found[-1]


def wheel(environment: dict[str, str]) -> None:
    """The wheel is small and works in an empty virtual environment. `ringout.testing` finds the simulator's package there."""
    command("make", "wheel")
    built = wheel_file()
    size = built.stat().st_size
    assert size <= 1.9 * MEGABYTE, f"{built.name} has {size} bytes"
    folder = fresh("python")
    command(sys.executable, "-m", "venv", folder)
    command(folder / "bin" / "pip", "install", "--quiet", "--no-index", built)
    example = ROOT / "bindings-python" / "examples" / "quickstart.py"
    check_completed(command(folder / "bin" / "python", example, cwd=folder, env=environment))
    simulator = only(TARGET / "wheels", "ringout_simulator-*.whl")
    command(folder / "bin" / "pip", "install", "--quiet", "--no-index", simulator)
    finds = "from ringout.testing import Simulator\nwith Simulator() as simulator:\n    print(simulator.calls())"
    without = {"RINGOUT_SIMULATOR": "", "PATH": ""}
    found = command(folder / "bin" / "python", "-c", finds, cwd=folder, env=without)
    assert found == "[]\n", f"ringout.testing and the simulator's package: {found}"
    assert "pytest_ringout/__init__.py" in zipfile.ZipFile(built).namelist()


def sdist(environment: dict[str, str]) -> None:
    """The source distribution builds in an empty virtual environment."""
    command("make", "sdist")
    folder = fresh("sdist")
    command(sys.executable, "-m", "venv", folder)
    built = only(TARGET / "wheels", "ringout-*.tar.gz")
    command(folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", built, cwd=folder)
    example = ROOT / "bindings-python" / "examples" / "quickstart.py"
    check_completed(command(folder / "bin" / "python", example, cwd=folder, env=environment))


def tools() -> Path:
    """Returns the folder of the programs of tests/packaged/requirements.txt, with the wheel installed among them."""
    requirements, installed = PROGRAMS / "requirements.txt", TOOLS / "requirements.txt"
    if not installed.exists() or installed.read_bytes() != requirements.read_bytes():
        shutil.rmtree(TOOLS, ignore_errors=True)
        command(sys.executable, "-m", "venv", TOOLS)
        pip = [TOOLS / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        command(*pip, "--requirement", requirements)
        shutil.copy(requirements, installed)
    command(TOOLS / "bin" / "pip", "install", "--quiet", "--no-index", "--force-reinstall", wheel_file())
    return TOOLS / "bin"


def wheel_file() -> Path:
    """Returns the newest wheel."""
    return only(TARGET / "wheels", "ringout-*.whl")


def metadata(_: dict[str, str]) -> None:
    """The wheel and the source distribution are complete: metadata, stable ABI, licences, list of crates, types."""
    programs_folder = tools()
    built, source = wheel_file(), only(TARGET / "wheels", "ringout-*.tar.gz")
    command(programs_folder / "twine", "check", "--strict", built, source)
    command(programs_folder / "abi3audit", "--strict", built)
    with zipfile.ZipFile(built) as archive:
        names = {name.partition(".dist-info/")[2] for name in archive.namelist()}
        assert {"licenses/LICENSE-APACHE", "licenses/LICENSE-MIT"} <= names, names
        (listed,) = (name for name in archive.namelist() if name.endswith(".cyclonedx.json"))
        components = {component["name"]: component for component in json.loads(archive.read(listed))["components"]}
    assert {"ringout-core", "ureq", "rustls", "ring", "pyo3"} <= set(components), sorted(components)
    assert all(component.get("licenses") for component in components.values()), "a crate has no licence"
    python = programs_folder / "python"
    verify = [programs_folder / "pyright", "--pythonpath", python, "--verifytypes", "ringout", "--ignoreexternal"]
    report = command(*verify, "--outputjson", cwd=fresh("types"))
    completeness = json.loads(report)["typeCompleteness"]
    assert completeness["completenessScore"] == 1.0, "pyright --verifytypes ringout reports an incomplete type"
    undocumented = [completeness[f"missing{kind}DocStringCount"] for kind in ("Function", "Class")]
    assert undocumented == [0, 0], f"functions and classes without docstring: {undocumented}"


def hosts(environment: dict[str, str]) -> None:
    """Programs under gevent, eventlet and uvloop, and one frozen by PyInstaller, follow a call to its end."""
    programs_folder, folder = tools(), fresh("hosts")
    for program in ("with_gevent.py", "with_eventlet.py", "with_uvloop.py"):
        check_completed(command(programs_folder / "python", PROGRAMS / program, cwd=folder, env=environment))
    command(programs_folder / "pyinstaller", "--onefile", "--log-level", "ERROR", PROGRAMS / "frozen.py", cwd=folder)
    check_completed(command(folder / "dist" / "frozen", cwd=folder, env=environment))


def npm(environment: dict[str, str]) -> None:
    """The tarballs are small, and the local one and the published pair work in an empty project."""
    command("make", "npm-pack")
    # The simulator's tarballs are there too.
    local = sorted((TARGET / "npm").glob("ringout-[0-9]*.tgz"))
    published = sorted((TARGET / "npm" / "publish").glob("*.tgz"))
    simulator = sorted((TARGET / "npm").glob("ringout-simulator-*.tgz"))
    assert [len(local), len(published)] == [1, 2], f"tarballs: {local} {published}"
    for tarball in (*local, *published):
        assert tarball.stat().st_size <= 1.8 * MEGABYTE, f"{tarball.name} has {tarball.stat().st_size} bytes"
    for name, tarballs in (("local", local), ("published", published)):
        folder = fresh(f"node-{name}")
        (folder / "package.json").write_text(json.dumps({"name": "user", "private": True, "type": "module"}))
        command("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", *tarballs, cwd=folder)
        shutil.copy(ROOT / "bindings-node" / "examples" / "quickstart.mjs", folder)
        check_completed(command("node", "quickstart.mjs", cwd=folder, env=environment))
        command("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", *simulator, cwd=folder)
        finds = (
            "import { Simulator } from 'ringout/testing'; console.log(await (await new Simulator().start()).calls())"
        )
        without = {"RINGOUT_SIMULATOR": "", "PATH": os.environ["PATH"]}
        found = command("node", "--input-type=module", "--eval", finds, cwd=folder, env=without)
        assert found == "[]\n", f"ringout/testing and the simulator's package: {found}"


def c_library(environment: dict[str, str]) -> None:
    """The library is small, and C and C++ programs find it through pkg-config."""
    folder = fresh("c")
    command("make", "build")
    command("make", "install", f"PREFIX={folder}")
    library = only(folder / "lib", "libringout.so*")
    size = library.resolve().stat().st_size
    assert size <= 2.85 * MEGABYTE, f"libringout.so has {size} bytes"
    pkg_config = {"PKG_CONFIG_PATH": str(folder / "lib" / "pkgconfig")}
    flags = shlex.split(command("pkg-config", "--cflags", "--libs", "ringout", env=pkg_config))
    for compiler, source in (("cc", "quickstart.c"), ("c++", "quickstart.cpp")):
        standard = "-std=c11" if compiler == "cc" else "-std=c++17"
        program = folder / source.replace(".", "-")
        command(compiler, standard, ROOT / "ffi-c" / "examples" / source, "-o", program, *flags)
        run = {**environment, "LD_LIBRARY_PATH": str(folder / "lib")}
        check_completed(command(program, cwd=folder, env=run))


def answers(ready: dict[str, Any]) -> None:
    """Asks a simulator something."""
    with urllib.request.urlopen(f"{ready['url']}/_simulator/state", timeout=30) as response:
        assert json.load(response)["calls"]["placed"] == 0


@contextmanager
def started(*command: str | Path, cwd: Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Starts a command that becomes or starts a simulator, and asks it. Afterwards, no process with its output may be left."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True, start_new_session=True, **options)
    assert process.stdout is not None
    try:
        answers(json.loads(process.stdout.readline()))
        yield process
        ended, _, _ = select.select([process.stdout], [], [], 30)
        assert ended and process.stdout.read() == "", f"{' '.join(map(str, command))} is still running"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def starts_and_ends(*command: str | Path, cwd: Path) -> None:
    """Ends a simulator by SIGTERM, by Ctrl-C, by the end of its input, and by the end of the program that started it."""
    with started(*command, cwd=cwd) as process:
        process.terminate()
        assert process.wait(30) == 0, f"{' '.join(map(str, command))} ended with {process.returncode}"
    with started(*command, cwd=cwd) as process:
        # What a terminal does.
        os.killpg(process.pid, signal.SIGINT)
    with started(*command, "--stop-on-eof", cwd=cwd, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    parent = "import subprocess, sys; subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE).wait()"
    with started(sys.executable, "-c", parent, *command, "--stop-on-eof", cwd=cwd) as process:
        process.kill()


def simulator_wheel(_: dict[str, str]) -> None:
    """The simulator's wheel is small, and has a command and a module that start it and end with it."""
    built = only(TARGET / "wheels", "ringout_simulator-*.whl")
    assert built.stat().st_size <= 2.2 * MEGABYTE, f"{built.name} has {built.stat().st_size} bytes"
    folder = fresh("simulator python")
    command(sys.executable, "-m", "venv", folder)
    command(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", built)
    starts_and_ends(folder / "bin" / "ringout-simulator", cwd=folder)
    starts_and_ends(folder / "bin" / "python", "-m", "ringout_simulator", cwd=folder)
    elsewhere = fresh("simulator python elsewhere")
    command(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--target", elsewhere, built)
    find = "import ringout_simulator; print(ringout_simulator.path())"
    found = command(sys.executable, "-c", find, env={"PYTHONPATH": str(elsewhere)}).strip()
    assert found == str(elsewhere / "bin" / "ringout-simulator"), found
    (elsewhere / "bin" / "ringout-simulator").unlink()
    failed = programs.run(sys.executable, "-c", find, env={"PYTHONPATH": str(elsewhere)})
    assert "install the package again" in failed.stderr, failed.stderr


def simulator_npm(_: dict[str, str]) -> None:
    """The simulator's tarballs are small, and have a command that starts it and ends with it, also if it is killed."""
    tarballs = sorted((TARGET / "npm").glob("ringout-simulator-*.tgz"))
    assert len(tarballs) == 2, f"two tarballs expected: {[path.name for path in tarballs]}"
    for tarball in tarballs:
        assert tarball.stat().st_size <= 2.2 * MEGABYTE, f"{tarball.name} has {tarball.stat().st_size} bytes"
    folder = fresh("simulator node")
    (folder / "package.json").write_text(json.dumps({"name": "user", "private": True}))
    command("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", *tarballs, cwd=folder)
    program = folder / "node_modules" / ".bin" / "ringout-simulator"
    starts_and_ends(program, cwd=folder)
    with started("npx", "--offline", "ringout-simulator", cwd=folder) as process:
        os.killpg(process.pid, signal.SIGINT)
    with started(program, cwd=folder) as process:
        process.kill()
    script = f'eval "$({shlex.quote(str(program))} --env)" && kill "$RINGOUT_SIMULATOR_PID"'
    command("sh", "-c", script, cwd=folder)
    failed = programs.run(program, "--port", "99999", cwd=folder)
    assert failed.returncode == 2 and failed.stderr.count("\n") == 1, failed.stderr
    shutil.rmtree(folder / "node_modules" / "ringout-simulator-linux-x64")
    failed = programs.run(program, cwd=folder)
    assert failed.returncode == 1 and "ringout-simulator-linux-x64 is missing" in failed.stderr, failed.stderr


def simulator_alone(_: dict[str, str]) -> None:
    """The simulator's program needs no other file: it runs in an empty folder as root directory, also with TLS."""
    program = TARGET / "simulator" / "ringout-simulator"
    kind = command("readelf", "--program-headers", "--dynamic", program)
    assert "INTERP" not in kind and "NEEDED" not in kind, kind
    if os.geteuid() != 0:
        return
    folder = fresh("simulator alone")
    shutil.copy(program, folder)
    starts_and_ends("chroot", folder, "/ringout-simulator", cwd=folder)
    with subprocess.Popen(
        ["chroot", folder, "/ringout-simulator", "--tls"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        context = ssl.create_default_context(cafile=f"{folder}{ready['ca_file']}")
        with urllib.request.urlopen(f"{ready['url']}/_simulator/state", timeout=30, context=context) as response:
            assert response.status == 200
        process.terminate()


def main() -> int:
    """Runs every check on a simulator whose clock runs at triple speed."""
    programs.heed_interrupts()
    WORK.mkdir(parents=True, exist_ok=True)
    command("make", "simulator-packages")
    simulators = [simulator_wheel, simulator_npm, simulator_alone]
    # `make npm-pack` begins with an empty folder.
    checks: list[Callable[[dict[str, str]], None]] = [*simulators, c_library, wheel, sdist, metadata, hosts, npm]
    failed = 0
    with programs.simulator("--speed", "3") as ready:
        for check in checks:
            try:
                check(programs.user_environment(ready))
                print(f"ok      {check.__name__}: {check.__doc__}", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"FAILED  {check.__name__}: {error}", flush=True)
    print(f"packages: {len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Builds the packages (wheel, npm tarballs, C library), installs them as users do, and places a call with each."""

import json
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import programs
from programs import ROOT, TARGET

WORK = TARGET / "packages"
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
    """The wheel is small and works in an empty virtual environment."""
    command("make", "wheel")
    built = only(TARGET / "wheels", "ringout-*.whl")
    size = built.stat().st_size
    assert size <= 1.8 * MEGABYTE, f"{built.name} has {size} bytes"
    folder = fresh("python")
    command(sys.executable, "-m", "venv", folder)
    command(folder / "bin" / "pip", "install", "--quiet", "--no-index", built)
    example = ROOT / "bindings-python" / "examples" / "quickstart.py"
    check_completed(command(folder / "bin" / "python", example, cwd=folder, env=environment))


def npm(environment: dict[str, str]) -> None:
    """The tarballs are small, and the local one and the published pair work in an empty project."""
    command("make", "npm-pack")
    local = sorted((TARGET / "npm").glob("*.tgz"))
    published = sorted((TARGET / "npm" / "publish").glob("*.tgz"))
    assert [len(local), len(published)] == [1, 2], f"tarballs: {local} {published}"
    for tarball in (*local, *published):
        assert tarball.stat().st_size <= 1.8 * MEGABYTE, f"{tarball.name} has {tarball.stat().st_size} bytes"
    for name, tarballs in (("local", local), ("published", published)):
        folder = fresh(f"node-{name}")
        (folder / "package.json").write_text(json.dumps({"name": "user", "private": True, "type": "module"}))
        command("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", *tarballs, cwd=folder)
        shutil.copy(ROOT / "bindings-node" / "examples" / "quickstart.mjs", folder)
        check_completed(command("node", "quickstart.mjs", cwd=folder, env=environment))


def c_library(environment: dict[str, str]) -> None:
    """The library is small, and C and C++ programs find it through pkg-config."""
    folder = fresh("c")
    command("make", "install", f"PREFIX={folder}")
    library = only(folder / "lib", "libringout.so*")
    size = library.resolve().stat().st_size
    assert size <= 2.6 * MEGABYTE, f"libringout.so has {size} bytes"
    pkg_config = {"PKG_CONFIG_PATH": str(folder / "lib" / "pkgconfig")}
    flags = shlex.split(command("pkg-config", "--cflags", "--libs", "ringout", env=pkg_config))
    for compiler, source in (("cc", "quickstart.c"), ("c++", "quickstart.cpp")):
        standard = "-std=c11" if compiler == "cc" else "-std=c++17"
        program = folder / source.replace(".", "-")
        command(compiler, standard, ROOT / "ffi-c" / "examples" / source, "-o", program, *flags)
        run = {**environment, "LD_LIBRARY_PATH": str(folder / "lib")}
        check_completed(command(program, cwd=folder, env=run))


def main() -> int:
    """Runs every check on a simulator whose clock runs at triple speed."""
    programs.heed_interrupts()
    WORK.mkdir(parents=True, exist_ok=True)
    checks: list[Callable[[dict[str, str]], None]] = [c_library, wheel, npm]
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

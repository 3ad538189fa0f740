"""Builds what users install, installs it as they would, and places a call with each: wheel, npm tarballs, C library."""

import json
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import programs
from programs import ROOT, TARGET

PLACE = TARGET / "packages"
MEGABYTE = 1_000_000
COMPLETED = "Completed: the caller and the callee talked, then hung up"


def check_completed(output: str) -> None:
    """Fails unless the quickstart followed its call to the end."""
    assert COMPLETED in output, f"the quickstart printed:\n{output}"


def command(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Runs a command, and shows its output only if it fails."""
    done = programs.run(*words, cwd=cwd, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def fresh(name: str) -> Path:
    """An empty folder."""
    folder = PLACE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def only(folder: Path, pattern: str) -> Path:
    """The one file of this name, or the newest of its versions."""
    found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    assert found, f"no {pattern} in {folder}"
    return found[-1]


def wheel(environment: dict[str, str]) -> None:
    """The wheel is small, and runs from an empty virtual environment."""
    command("make", "wheel")
    built = only(TARGET / "wheels", "ringout-*.whl")
    size = built.stat().st_size
    assert size <= 1.8 * MEGABYTE, f"{built.name} has {size} bytes"
    place = fresh("python")
    command(sys.executable, "-m", "venv", place)
    command(place / "bin" / "pip", "install", "--quiet", "--no-index", built)
    example = ROOT / "bindings-python" / "examples" / "quickstart.py"
    check_completed(command(place / "bin" / "python", example, cwd=place, env=environment))


def npm(environment: dict[str, str]) -> None:
    """The tarballs are small, and run from an empty project."""
    command("make", "npm-pack")
    tarballs = sorted((TARGET / "npm").glob("*.tgz"))
    assert len(tarballs) == 2, f"two tarballs expected: {[path.name for path in tarballs]}"
    for tarball in tarballs:
        assert tarball.stat().st_size <= 1.8 * MEGABYTE, f"{tarball.name} has {tarball.stat().st_size} bytes"
    place = fresh("node")
    (place / "package.json").write_text(json.dumps({"name": "user", "private": True, "type": "module"}))
    command("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", *tarballs, cwd=place)
    shutil.copy(ROOT / "bindings-node" / "examples" / "quickstart.mjs", place)
    check_completed(command("node", "quickstart.mjs", cwd=place, env=environment))


def c_library(environment: dict[str, str]) -> None:
    """The library is small, and is found through pkg-config in C and C++, shared and static."""
    place = fresh("c")
    command("make", "install", f"PREFIX={place}")
    library = only(place / "lib", "libringout.so*")
    size = library.resolve().stat().st_size
    assert size <= 2.6 * MEGABYTE, f"libringout.so has {size} bytes"
    pkg_config = {"PKG_CONFIG_PATH": str(place / "lib" / "pkgconfig")}
    flags = shlex.split(command("pkg-config", "--cflags", "--libs", "ringout", env=pkg_config))
    for compiler, source in (("cc", "quickstart.c"), ("c++", "quickstart.cpp")):
        standard = "-std=c11" if compiler == "cc" else "-std=c++17"
        program = place / source.replace(".", "-")
        command(compiler, standard, ROOT / "ffi-c" / "examples" / source, "-o", program, *flags)
        run = {**environment, "LD_LIBRARY_PATH": str(place / "lib")}
        check_completed(command(program, cwd=place, env=run))


def main() -> int:
    """Runs every check on a simulator whose clock runs three times as fast."""
    programs.heed_interrupts()
    PLACE.mkdir(parents=True, exist_ok=True)
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

"""Runs the tests that the READMEs show in their part "Testing your own program": `tests/readme.py`.

Each language's listing is run as it stands, with the tools that a user runs it with, and with the development builds of this
repository. Only the listing in Rust is compared instead, with `tests/rust/own_program.rs`, which the Rust suite runs.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import programs
from programs import ROOT, SIMULATOR, TARGET

# The first has every language; the second need not have the part, or not all of it.
READMES = ("simulator/README.md", "README.md")
HEADING = "## Testing your own program\n"
WORK = TARGET / "readme"
# The program of the user in the listing for a shell, which may have a space in the path of its interpreter.
MY_PROGRAM = """\
#!/bin/sh
exec '{python}' - "$@" <<'END'
import sys
from ringout import Client

with Client.from_env() as client:
    print(client.create_call(to=sys.argv[1], from_="+16505550101").wait())
END
"""
# A function around the listing in C, whose declarations are those of a function.
C_PROGRAM = "{includes}\nint main(void)\n{{\n{statements}\nreturn 0;\n}}\n"


def listings(readme: str) -> dict[str, str]:
    """Returns the listings of the part by their language; those of one language together."""
    part = (ROOT / readme).read_text().partition(HEADING)[2].partition("\n## ")[0]
    languages: dict[str, str] = {}
    for language, code in re.findall(r"^```(\w+)\n(.*?)^```$", part, re.DOTALL | re.MULTILINE):
        languages[language] = f"{languages.get(language, '')}\n{code}"
    return languages


def check(*words: str | Path, folder: Path, expected: str = "", **variables: str) -> None:
    """Runs a command, which must succeed and print `expected`."""
    path = os.pathsep.join([str(SIMULATOR.parent), os.environ["PATH"]])
    environment = {"RINGOUT_SIMULATOR": str(SIMULATOR), "PATH": path, **variables}
    done = programs.run(*words, cwd=folder, env=environment)
    if done.returncode != 0 or expected not in done.stdout:
        raise AssertionError(f"ended with {done.returncode}\n{done.stdout}{done.stderr}")


def python(code: str, folder: Path) -> None:
    """With pytest and the plugin of the package."""
    (folder / "test_calls.py").write_text(code)
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    check(sys.executable, "-m", "pytest", *options, folder=folder, expected=f"{code.count('def test_')} passed")


def js(code: str, folder: Path) -> None:
    """With Node's test runner, and the packages as npm would install them."""
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "ringout").symlink_to(ROOT / "bindings-node")
    # Copied, because Node looks for the package of the platform beside the real path.
    shutil.copytree(ROOT / "simulator" / "packages" / "node", modules / "ringout-simulator")
    (modules / "ringout-simulator-linux-x64").mkdir()
    (modules / "ringout-simulator-linux-x64" / "ringout-simulator").symlink_to(SIMULATOR)
    (folder / "calls.test.mjs").write_text(code)
    check("node", "--test", folder=folder, expected=f"pass {len(re.findall(r'^test[(]', code, re.MULTILINE))}")


def c(code: str, folder: Path) -> None:
    """With the C library of the development build, and a simulator of the shell."""
    includes = re.findall(r"^#include.*\n", code, re.MULTILINE)
    statements = re.sub(r"^#include.*\n", "", code, flags=re.MULTILINE)
    (folder / "calls.c").write_text(C_PROGRAM.format(includes="".join(includes), statements=statements))
    library = TARGET / "debug" / "libringout.so"
    # The name that the linker records.
    (folder / "libringout.so.0").symlink_to(library)
    options = ["-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'include'}", library]
    check("cc", "calls.c", "-o", "calls", *options, folder=folder)
    script = 'eval "$(ringout-simulator --env --speed 10)"; trap "kill $RINGOUT_SIMULATOR_PID" EXIT; ./calls'
    check("sh", "-c", script, folder=folder, LD_LIBRARY_PATH=str(folder))


def sh(code: str, folder: Path) -> None:
    """In a shell that ends at the first command that fails. The phones show that one was busy."""
    program = folder / "my_program"
    program.write_text(MY_PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    # A listing that fails must not leave its simulator behind.
    trap = "trap 'kill $RINGOUT_SIMULATOR_PID 2>/dev/null || true' EXIT\n"
    check("sh", "-ec", trap + code, folder=folder, expected='"callee_status":"Busy"')


def rust(code: str, folder: Path) -> None:
    """As in the test that the Rust suite runs."""
    del folder
    own = (ROOT / "tests" / "rust" / "own_program.rs").read_text()
    if code.strip() not in own:
        raise AssertionError("the listing differs from tests/rust/own_program.rs")


CHECKS: dict[str, Callable[[str, Path], None]] = {"python": python, "js": js, "c": c, "rust": rust, "sh": sh}


def main() -> int:
    """Runs the listings of every README. The exit code is 1 if one fails."""
    programs.heed_interrupts()
    shutil.rmtree(WORK, ignore_errors=True)
    passed = failed = 0
    for readme in READMES:
        found = listings(readme)
        wanted = set(CHECKS) if readme == READMES[0] else set(found) & set(CHECKS)
        assert wanted == set(found), f"{readme} has {sorted(found)} instead of {sorted(wanted)}"
        for language, code in found.items():
            folder = WORK / readme.replace("/", " ") / language
            folder.mkdir(parents=True)
            try:
                CHECKS[language](code, folder)
                passed += 1
                print(f"ok      {readme}: {language}", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"FAILED  {readme}: {language} {error}", flush=True)
    print(f"readme: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

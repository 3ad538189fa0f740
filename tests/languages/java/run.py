"""The package for Java: the vectors, the suite, RingCentral's quick start, and the time of a status request.

Prints one line per failure, a line with the counts of each program, and `java: N passed, N failed`. `run.py bench` prints the
time of a status request in C and in Java instead.
"""

import json
import os
import re
import shutil
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import programs
from run import LIBRARY, NEEDED, ROOT, TARGET, execute, java_home, libraries, must

SOURCES = ROOT / "bindings-java/src/main/java"
FOLDER = TARGET / "java-suite"
SIMULATORS = 8
QUICK_START = "Call Placed. Call status: InProgress"


def compile_all() -> Path:
    """Compiles the package and the tests into one folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    options = ["-proc:none", "--system", java_home(), "-source", "17", "-target", "17", "-d", FOLDER]
    must(["ecj", *options, "-warn:+unused,-resource,-serial", *SOURCES.rglob("*.java")])
    must(["ecj", *options, "-nowarn", "-cp", FOLDER, *HERE.glob("*.java")])
    return FOLDER


def java(folder: Path, *words: str | Path) -> list:
    """Returns the command of a program."""
    options = ["--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-cp", folder]
    return [java_home() / "bin/java", *options, *words]


def main() -> int:
    """Runs the programs."""
    TARGET.mkdir(parents=True, exist_ok=True)
    folders = libraries()
    folder = compile_all()
    passed = failed = 0
    environment = {"LD_LIBRARY_PATH": str(folders["real"]), "RINGOUT_LIBRARY": str(LIBRARY)}
    with ExitStack() as stack:
        readies = [stack.enter_context(programs.simulator()) for _ in range(SIMULATORS)]
        ready = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "ready"
        ready.write_text("".join(json.dumps(each) + "\n" for each in readies))
        # Bound but not listening, so that connections are refused and no other process can take the port.
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{closed.getsockname()[1]}"
        if sys.argv[1:] == ["bench"]:
            must(
                [
                    "cc",
                    "-O2",
                    f"-I{ROOT / 'include'}",
                    "-o",
                    TARGET / "bench",
                    HERE.parent / "bench.c",
                    f"-L{folders['real']}",
                    "-lringout",
                ]
            )
            print(must([TARGET / "bench"], **environment, **programs.user_environment(readies[0])), end="")
            print(must(java(folder, "Bench", ready), **environment), end="")
            return 0
        for name, arguments in {"Vectors": [ROOT / "tests/vectors", ready, refused], "Suite": [ready]}.items():
            code, output = execute(
                java(folder, name, *arguments), **environment, **programs.user_environment(readies[0])
            )
            print(output, end="")
            counts = re.search(r"(\d+) passed, (\d+) failed\n\Z", output)
            passed += int(counts[1]) if counts else 0
            failed += int(counts[2]) if counts else 1
            failed += bool(code and counts and counts[2] == "0")
        # A new simulator, because the suite leaves faults behind.
        user = programs.user_environment(stack.enter_context(programs.simulator()))
        programs_ = {
            "quick start": (QUICK_START, environment),
            "no library": (NEEDED, {"RINGOUT_LIBRARY": str(folders["none"] / "libringout.so")}),
            "an older library": (NEEDED, {"RINGOUT_LIBRARY": str(folders["old"] / "libringout.so")}),
        }
        for name, (wanted, variables) in programs_.items():
            _, output = execute(java(folder, "RingoutQuickStart"), **user, **variables)
            is_right = output == f"{wanted}\n" if wanted == QUICK_START else wanted in output
            passed, failed = passed + is_right, failed + (not is_right)
            print(f"{'ok' if is_right else 'FAILED'} java {name}{'' if is_right else ': ' + output[-800:]}")
    print(f"java: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.pop("RINGOUT_LOG", None)
    sys.exit(main())

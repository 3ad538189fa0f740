"""The packages for Java and C#: the vectors, the suite, and RingCentral's quick start. `java_csharp.py java`, or `csharp`, or both.

Prints one line per failure, a line with the counts of each program, and `java: N passed, N failed`. With `bench` after the language, it
prints the time of a status request in C and in the language instead.
"""

import json
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import programs
from run import LIBRARY, NEEDED, ROOT, TARGET, execute, java_home, libraries, must

# Fewer than the cases could use, because some have a deadline of a second, also on a busy machine.
SIMULATORS = 4
VECTORS = ROOT / "tests/vectors"


def compile_java(folder: Path) -> Callable[[str], list]:
    """Compiles the package and the tests. Returns the command of a program."""
    sources = ROOT / "bindings-java/src/main/java"
    options = ["-proc:none", "--system", java_home(), "-source", "17", "-target", "17", "-d", folder]
    must(["ecj", *options, "-warn:+unused,-resource,-serial", *sources.rglob("*.java")])
    must(["ecj", *options, "-nowarn", "-cp", folder, *(HERE / "java").glob("*.java")])
    command = [java_home() / "bin/java", "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-cp", folder]
    # The optimizing compiler would take the processor time that the simulators need to respond before a deadline.
    light = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    names = {"QuickStart": "RingoutQuickStart"}
    return lambda name: [command[0], *(light if name != "Bench" else []), *command[1:], names.get(name, name)]


def compile_csharp(folder: Path) -> Callable[[str], list]:
    """Compiles the package and the tests. Returns the command of a program."""
    package = ROOT / "bindings-csharp"
    library = folder / "RingOut.dll"
    sources = [*(package / "RingOut").glob("*.cs"), *(package / "Compat").glob("*.cs")]
    must(["mcs", "-warnaserror", "-langversion:latest", "-target:library", f"-out:{library}", *sources])
    shared = [HERE / "csharp" / f"{name}.cs" for name in ("Json", "Simulator", "Checks")]
    for name in ("Vectors", "Suite", "Bench"):
        options = ["-warnaserror", "-langversion:latest", f"-r:{library}", f"-out:{folder / name}.exe"]
        must(["mcs", *options, HERE / "csharp" / f"{name}.cs", *shared])
    # mcs does not accept `static async Task Main`, so that another class calls it. The warning says so.
    quick_start = [HERE / "csharp" / f"{name}.cs" for name in ("QuickStart", "Launcher")]
    options = ["-langversion:latest", "-nowarn:28", "-main:Launcher", f"-r:{library}"]
    must(["mcs", *options, f"-out:{folder / 'QuickStart.exe'}", *quick_start])
    return lambda program: ["mono", folder / f"{program}.exe"]


LANGUAGES = {
    "java": (compile_java, "Call Placed. Call status: InProgress\n"),
    # The published C# program prints no colon and no space.
    "csharp": (compile_csharp, "Call Placed. Call statusInProgress\n"),
}


def bench(command: Callable[[str], list], ready: Path, user: dict[str, str], environment: dict[str, str]) -> None:
    """Prints the times, in turn, because another program may be running."""
    library = Path(environment["LD_LIBRARY_PATH"])
    program = TARGET / "bench"
    must(["cc", "-O2", f"-I{ROOT / 'include'}", "-o", program, HERE / "bench.c", f"-L{library}", "-lringout"])
    for _ in range(3):
        print(must([program], **user, **environment), end="")
        print(must([*command("Bench"), ready], **environment), end="")


def check(language: str, only_bench: bool) -> tuple[int, int]:
    """Runs the programs of a language. Returns how many tests passed and failed."""
    folder = TARGET / f"{language}-package"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folders = libraries()
    compiler, placed = LANGUAGES[language]
    command = compiler(folder)
    environment = {"LD_LIBRARY_PATH": str(folders["real"]), "RINGOUT_LIBRARY": str(LIBRARY)}
    passed = failed = 0
    with ExitStack() as stack:
        readies = [stack.enter_context(programs.simulator()) for _ in range(SIMULATORS)]
        ready = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "ready"
        ready.write_text("".join(json.dumps(each) + "\n" for each in readies))
        if only_bench:
            bench(command, ready, programs.user_environment(readies[0]), environment)
            return 0, 0
        # Bound but not listening, so that connections are refused and no other process can take the port.
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{closed.getsockname()[1]}"
        user = programs.user_environment(readies[0])
        for name, arguments in {"Vectors": [VECTORS, ready, refused], "Suite": [ready]}.items():
            code, output = execute([*command(name), *arguments], **environment, **user)
            print(output, end="")
            counts = re.search(r"(\d+) passed, (\d+) failed\n\Z", output)
            passed += int(counts[1]) if counts else 0
            failed += int(counts[2]) if counts else 1
            failed += bool(code and counts and counts[2] == "0")
        # A new simulator, because the suite leaves faults behind.
        user = programs.user_environment(stack.enter_context(programs.simulator()))
        cases = {"the quick start": (placed, environment)}
        for name in ("none", "old"):
            file = {"RINGOUT_LIBRARY": str(folders[name] / "libringout.so"), "LD_LIBRARY_PATH": str(folders[name])}
            cases[f"the sentence for the library {name}"] = (NEEDED, file)
        for name, (wanted, variables) in cases.items():
            code, output = execute(command("QuickStart"), **user, **variables)
            is_right = wanted in output if wanted == NEEDED else (code, output) == (0, wanted)
            passed, failed = passed + is_right, failed + (not is_right)
            print(f"{'ok' if is_right else 'FAILED'} {language} {name}{'' if is_right else ': ' + output[-800:]}")
    return passed, failed


def main() -> int:
    """Runs the languages."""
    os.environ.pop("RINGOUT_LOG", None)
    only_bench = "bench" in sys.argv
    names = [name for name in sys.argv[1:] if name != "bench"] or list(LANGUAGES)
    TARGET.mkdir(parents=True, exist_ok=True)
    failures = 0
    for name in names:
        passed, failed = check(name, only_bench)
        if not only_bench:
            print(f"{name}: {passed} passed, {failed} failed")
        failures += failed
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

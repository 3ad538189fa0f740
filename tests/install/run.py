"""The install suite: installs the C library as packagers and users do, and builds projects outside the tree against it.

Prints one line for each check and ends with `install: N passed, N failed`. `run.py cmake plug_in` runs only these checks; all need
what `installs` leaves. Needs `cargo build -p ringout-c`, also with --release.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import abi
import programs
import record
from programs import ROOT

WORK = programs.TARGET / "tests" / "install"
# With a space, because users have such folders.
PREFIX = WORK / "moved prefix"
LIBRARY = programs.TARGET / "libringout"
EXAMPLES = PREFIX / "share" / "doc" / "ringout" / "examples"
VERSION = re.search(r'RINGOUT_VERSION "(.*)"', (ROOT / "include" / "ringout.h").read_text())[1]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
SYSTEM = ["-lpthread", "-ldl", "-lm"]
# What a root shell has on most machines: no cargo.
PLAIN_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
COMPLETED = "Completed: "
QUICKSTARTS = ["quickstart-c", "quickstart-cpp"]
# How fast the clock of the simulator runs. The polls of a program keep their pace.
SPEED = "30"


def run(*words: str | Path, cwd: Path = WORK, env: dict[str, str] | None = None) -> str:
    """Runs a command and returns its output. Raises an AssertionError with the output if it fails."""
    done = programs.run(*words, cwd=cwd, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def refused(*words: str | Path, cwd: Path = WORK, env: dict[str, str] | None = None) -> str:
    """Runs a command that must fail, and returns its output."""
    done = programs.run(*words, cwd=cwd, env=env)
    assert done.returncode != 0, f"{shlex.join(map(str, words))} did not fail\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def fresh(name: str) -> Path:
    """Returns a new, empty folder."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def make(*words: str) -> None:
    """Runs make without cargo in the PATH."""
    run("/usr/bin/make", *words, cwd=ROOT, env={"PATH": PLAIN_PATH})


def symbols(file: Path, *options: str) -> list[str]:
    """Returns the defined symbols of a file that `nm` shows."""
    return [line.split()[-1] for line in run("nm", "--defined-only", *options, file).splitlines() if " " in line]


def flags(*options: str) -> list[str]:
    """Returns what pkg-config says."""
    env = {"PKG_CONFIG_PATH": str(PREFIX / "lib" / "pkgconfig")}
    return shlex.split(run("pkg-config", *options, "ringout", env=env))


def place_call(program: Path, **env: str) -> None:
    """Checks that a quickstart follows a call to its end."""
    with programs.simulator("--speed", SPEED) as ready:
        output = run(program, env={**programs.user_environment(ready), **env})
    assert COMPLETED in output, output


def installs() -> None:
    """`make install` without cargo copies what `make` has built, and the files may be moved."""
    before = fresh("prefix")
    make("install", f"PREFIX={before}")
    shutil.rmtree(PREFIX, ignore_errors=True)
    before.rename(PREFIX)
    library = PREFIX / "lib" / "libringout.so"
    chain = [os.readlink(library), os.readlink(library.parent / os.readlink(library))]
    assert chain == ["libringout.so.0", f"libringout.so.{VERSION}"], chain
    assert "soname: [libringout.so.0]" in run("readelf", "--dynamic", library)
    for name in ("include/ringout.hpp", "include/ringout/base.hpp", "share/licenses/ringout/LICENSE-MIT"):
        assert (PREFIX / name).is_file(), name
    for path in PREFIX.rglob("*"):
        if path.suffix in (".pc", ".cmake"):
            assert str(WORK) not in path.read_text(), f"{path} names the prefix"
            assert "@" not in path.read_text(), f"{path} has a name that was not replaced"


def uninstalls() -> None:
    """`make uninstall` removes every file, and LIBDIR, INCLUDEDIR and DESTDIR place them as a distribution does."""
    destination = fresh("destination")
    places = [
        "PREFIX=/usr",
        "LIBDIR=/usr/lib/x86_64-linux-gnu",
        "INCLUDEDIR=/usr/include/ringout-0",
        f"DESTDIR={destination}",
    ]
    make("install", *places)
    library = destination / "usr/lib/x86_64-linux-gnu"
    assert (library / f"libringout.so.{VERSION}").is_file()
    assert not (destination / "usr/lib/libringout.so").exists()
    env = {"PKG_CONFIG_PATH": str(library / "pkgconfig")}
    directory = run("pkg-config", "--variable=includedir", "ringout", env=env).strip()
    assert (Path(directory.replace("\\", "")) / "ringout.h").is_file(), directory
    other = destination / "usr/share/other"
    other.write_text("of another package")
    make("uninstall", *places)
    left = [path for path in destination.rglob("*") if not path.is_dir()]
    assert left == [other], left


def explains() -> None:
    """`install.sh` says what to run if nothing is built, and refuses relative paths."""
    env = {"PATH": PLAIN_PATH, "CARGO_TARGET_DIR": str(fresh("nothing")), "PREFIX": str(WORK / "unused")}
    assert "nothing is built; first run: make" in refused(ROOT / "ffi-c" / "install.sh", env=env)
    assert "absolute" in refused(ROOT / "ffi-c" / "install.sh", env={**env, "PREFIX": "here"})
    assert not (WORK / "unused").exists()


def cmake() -> None:
    """A CMake project outside the tree finds the library by name, shared and static, in C and C++."""
    for name, options in {"shared": [], "static": ["-DSTATIC=ON"]}.items():
        folder = fresh(f"cmake {name}")
        shutil.copytree(EXAMPLES, folder / "project")
        run("cmake", "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={PREFIX}", *options, cwd=folder / "project")
        run("cmake", "--build", folder / "build", "--target", *QUICKSTARTS, "plugin")
        for program in QUICKSTARTS:
            place_call(folder / "build" / program)
            needs = "libringout.so.0" in run("readelf", "--dynamic", folder / "build" / program)
            assert needs == (name == "shared"), f"{program} ({name}) needs libringout.so.0: {needs}"


def cmake_versions() -> None:
    """`find_package` accepts versions with the same ABI, refuses others, and names a component that is missing."""
    requests = {
        "": True, "0.1": True, f"{VERSION} EXACT": True, "0.1...<1": True, "0.1...0.1.0": True, "0": True,
        "0.2": False, "1": False, "0.0.9 EXACT": False, "0.2...<1": False, "0.0.1...<0.1": False,
        "COMPONENTS static": True, "COMPONENTS python": False,
    }  # fmt: skip
    folder = fresh("cmake versions")
    tests = [
        f'set(ringout_FOUND)\nfind_package(ringout {request} CONFIG QUIET PATHS "{PREFIX}" NO_DEFAULT_PATH)\n'
        f'message("{request}: ${{ringout_FOUND}}")\nunset(ringout_DIR CACHE)\n'
        for request in requests
    ]
    (folder / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.19)\nproject(p C)\n" + "".join(tests))
    done = programs.run("cmake", "-B", folder / "build", cwd=folder)
    seen = dict(re.findall(r"^(.*): (\w*)$", done.stderr, re.MULTILINE))
    for request, is_accepted in requests.items():
        found = seen.get(request)
        assert (found in ("1", "TRUE")) == is_accepted, f"find_package(ringout {request}): {found}\n{done.stderr}"


def pkg_config() -> None:
    """A Makefile outside the tree builds with pkg-config, shared and static, in C and C++."""
    for name, options in {"shared": [], "static": ["STATIC=1"]}.items():
        folder = fresh(f"make {name}")
        shutil.copytree(EXAMPLES, folder / "project")
        search = {"PKG_CONFIG_PATH": str(PREFIX / "lib" / "pkgconfig")}
        targets = QUICKSTARTS if name == "static" else ["all"]
        run("make", *options, *targets, f"CFLAGS={' '.join(WARNINGS)}", cwd=folder / "project", env=search)
        for program in QUICKSTARTS:
            env = {"LD_LIBRARY_PATH": str(PREFIX / "lib")} if name == "shared" else {}
            place_call(folder / "project" / program, **env)
            needs = "libringout.so.0" in run("readelf", "--dynamic", folder / "project" / program)
            assert needs == (name == "shared"), f"{program} ({name}) needs libringout.so.0: {needs}"


def wholly_static() -> None:
    """`pkg-config --static` also links with -static."""
    program = WORK / "static"
    run("gcc", "-static", EXAMPLES / "quickstart.c", "-o", program, *flags("--static", "--cflags", "--libs"))
    assert "(NEEDED)" not in run("readelf", "--dynamic", program)
    place_call(program)


def private_archive() -> None:
    """The archive defines only `ringout_*` for other objects, and no debug information of the machine that built it."""
    archive = PREFIX / "lib" / "libringout.a"
    found = symbols(archive, "--extern-only")
    assert set(found) == set(symbols(PREFIX / "lib" / "libringout.so", "--dynamic")), set(found)
    assert all(name.startswith("ringout_") for name in found), found
    assert ".debug_info" not in run("readelf", "--sections", "--wide", archive)


def two_archives() -> None:
    """Two Rust archives work in one program, also while a panic unwinds in either."""
    folder = fresh("two")
    other = folder / "libother.a"
    run("rustc", "--edition", "2024", "--crate-type", "staticlib", "-O", "-o", other, HERE / "other.rs")
    # Also through private.sh, which must keep what unwinding needs.
    private = folder / "libprivate.a"
    run(ROOT / "ffi-c" / "private.sh", other, "other_", private)
    for archive in (other, private):
        program = folder / f"two-{archive.stem}"
        libraries = [PREFIX / "lib" / "libringout.a", archive, *SYSTEM]
        run("gcc", *WARNINGS, f"-I{PREFIX / 'include'}", HERE / "two.c", "-o", program, *libraries)
        assert run(program) == "42 -1 NULL_POINTER config\n", run(program)
    # The archive as Rust writes it does not.
    raw = programs.TARGET / "release" / "libringout.a"
    message = refused("gcc", f"-I{PREFIX / 'include'}", HERE / "two.c", "-o", folder / "two", raw, other, *SYSTEM)
    assert "multiple definition of `rust_eh_personality'" in message, message


def plug_in() -> None:
    """Two plug-ins that contain the library export nothing of it, and work in one program."""
    folder = fresh("plugin")
    run("gcc", *WARNINGS, "-std=c11", HERE / "host.c", "-o", folder / "host", "-ldl")
    built = [WORK / "make shared" / "project" / "plugin.so", WORK / "cmake shared" / "build" / "libplugin.so"]
    for plugin in built:
        assert symbols(plugin, "--dynamic") == ["plugin_call"], symbols(plugin, "--dynamic")
        assert "libringout.so" not in run("readelf", "--dynamic", plugin)
    with programs.simulator("--speed", SPEED) as ready:
        output = run(folder / "host", "+16505550100", *built, env=programs.user_environment(ready))
    assert [line.startswith(COMPLETED) for line in output.splitlines()] == [True, True], output


def header() -> None:
    """The header has macros for the preprocessor, enums for debuggers, warnings, and assertions of the layout."""
    folder = fresh("header")
    include = f"-I{PREFIX / 'include'}"
    for compiler in (["gcc", "-std=c11"], ["gcc", "-std=c99"], ["g++", "-std=c++17"], ["g++", "-std=c++11"]):
        language = "c++" if "++" in compiler[0] else "c"
        command = [*compiler, "-x", language, include, HERE / "header.c", "-x", "none"]
        program = folder / "program"
        run(*command, *WARNINGS, "-g", "-o", program, PREFIX / "lib" / "libringout.a", *SYSTEM)
        run(program)
        assert "RINGOUT_OUTCOME_COMPLETED" in run("readelf", "--debug-dump=info", program), compiler
        message = refused(*command, *WARNINGS, "-DIGNORED", "-c", "-o", folder / "ignored.o")
        assert "Werror=unused-result" in message, message
        run(*command, *WARNINGS, "-DIGNORED", "-DRINGOUT_WARN_UNUSED=", "-c", "-o", folder / "ignored.o")
        if compiler[1] not in ("-std=c99",):
            message = refused(*command, "-fpack-struct=1", "-c", "-o", folder / "packed.o")
            assert "offsetof(ringout_token_store, user_data) == 8" in message, message


def header_examples() -> None:
    """The examples in the comments of the header compile without a warning."""
    text = (PREFIX / "include" / "ringout.h").read_text()
    blocks = re.findall(r"(?:^(?: \*|///)     .*\n|^(?: \*|///)\n(?=(?: \*|///)     ))+", text, re.MULTILINE)
    code = ["".join(f"{line[3:]}\n" for line in block.splitlines()) for block in blocks]
    assert len(code) >= 2, code
    source = fresh("examples") / "examples.c"
    functions = [
        f"void f{i}(const ringout_call *call, uint32_t effect);\nvoid f{i}(const ringout_call *call, uint32_t effect)\n"
        f"{{\n(void)call, (void)effect;\n{{\n{block}}}\n}}\n"
        for i, block in enumerate(code)
    ]
    source.write_text("#include <ringout.h>\n#include <stdio.h>\n" + "".join(functions))
    for compiler in (["gcc", "-std=c11"], ["g++", "-std=c++17", "-x", "c++"]):
        warnings = [warning for warning in WARNINGS if warning != "-Wshadow"]
        run(*compiler, *warnings, f"-I{PREFIX / 'include'}", "-c", source, "-o", source.with_suffix(".o"))


def reference() -> None:
    """The reference builds without a warning, has a man page for each function, and is installed."""
    exported = symbols(PREFIX / "lib" / "libringout.so", "--dynamic")
    pages = {path.stem for path in (PREFIX / "share/man/man3").glob("*.3")}
    assert pages >= set(exported), set(exported) - pages
    assert all(re.match("(?i)ringout[-_]", page) for page in pages), pages
    page = run("man", "--warnings", "-l", PREFIX / "share/man/man3/ringout_call_wait.3", env={"MANWIDTH": "100"})
    for part in ("NAME", "SYNOPSIS", "#include <ringout.h>", "ERRORS", "RINGOUT_FORBIDDEN", "Since version 0.1"):
        assert part in page, f"no {part} in\n{page}"
    html = "".join(path.read_text() for path in (PREFIX / "share/doc/ringout/html").glob("group__*.html"))
    missing = [name for name in exported if f"{name}()</h2>" not in html]
    assert not missing, missing


def binary_interface() -> None:
    """The debug information of the library agrees with the recorded interface, and abidiff finds every kind of change."""
    functions = re.findall(r"^\S+ function (\w+)", (ROOT / "ffi-c" / "abi.txt").read_text(), re.MULTILINE)
    exported = symbols(PREFIX / "lib" / "libringout.so", "--dynamic")
    assert sorted(functions) == sorted(exported), set(functions) ^ set(exported)
    recorded = abi.RECORDED.read_text()
    changes = abi.difference(recorded, abi.reduced(abi.LIBRARY))
    assert not changes, f"{changes}\nffi-c/ABI.md says what may change; record it with tests/install/abi.py --record"
    struct = re.search(r'<class-decl name="ringout_config".*?</class-decl>', recorded, re.DOTALL)[0]
    wrong = {
        "a function is gone": re.sub(r'<elf-symbol name="ringout_call_wait" .*?/>', "", recorded),
        "a field has moved": recorded.replace(struct, struct.replace('bits="64"', 'bits="96"', 1)),
        "a parameter is gone": re.sub(r'<parameter type-id="\w+" name="timeout_ms" />', "", recorded, count=1),
    }
    for change, text in wrong.items():
        assert text != recorded and abi.difference(recorded, text), f"abidiff does not find that {change}"


def recorded_interface() -> None:
    """A later version may add to the recorded interface, and the generator of the header refuses to change it."""
    record.check(fresh("record"))


CHECKS: list[Callable[[], None]] = [
    installs, uninstalls, explains, cmake, cmake_versions, pkg_config, wholly_static, private_archive, two_archives, plug_in,
    header, header_examples, reference, binary_interface, recorded_interface,
]  # fmt: skip


def results() -> Iterator[bool]:
    """Runs the checks and yields whether each passed."""
    for check in [check for check in CHECKS if check.__name__ in (sys.argv[1:] or check.__name__)]:
        began = time.monotonic()
        try:
            check()
        except AssertionError as problem:
            print(f"FAILED  {check.__name__}: {problem}", flush=True)
            yield False
        else:
            print(f"ok      {check.__name__}: {check.__doc__} ({time.monotonic() - began:.0f} s)", flush=True)
            yield True


def main() -> int:
    """Builds the library and its reference, and runs every check."""
    programs.heed_interrupts()
    WORK.mkdir(parents=True, exist_ok=True)
    if not programs.is_built():
        subprocess.run(
            ["cargo", "build", "--quiet", "-p", "ringout-c", "-p", "ringout-simulator"], cwd=ROOT, check=True
        )
    for target in ("build", "docs-c"):
        began = time.monotonic()
        done = programs.run("make", target)
        if done.returncode != 0 or done.stderr:
            print(f"FAILED  make {target}: {done.stdout}{done.stderr}\ninstall: 0 passed, 1 failed")
            return 1
        print(f"make {target} ({time.monotonic() - began:.0f} s)")
    passed = list(results())
    print(f"install: {passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The quickstarts of PHP, Ruby, Java, C# and Go, of which the demo shows those whose tools are installed."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import programs
from programs import ROOT

sys.path.insert(0, str(ROOT / "tests" / "languages"))


@dataclass
class Quickstart:
    """The command of a quickstart, and its environment."""

    command: list[str | Path]
    environment: dict[str, str]


def build(folder: Path) -> dict[str, Quickstart]:
    """Builds the quickstarts into a folder, in which the library has its soname. Returns those of the languages that are installed."""
    library = {"RINGOUT_LIBRARY": str(folder / "libringout.so.0"), "LD_LIBRARY_PATH": str(folder)}
    found: dict[str, Quickstart] = {}
    for name, make in {"PHP": php, "Ruby": ruby, "Java": java, "C#": csharp, "Go": go}.items():
        if command := make(folder):
            found[name] = Quickstart(command, library)
    return found


def compiled(*command: str | Path, cwd: Path = ROOT, **environment: str) -> None:
    """Runs a compiler, which must succeed."""
    words = [str(word) for word in command]
    merged = {**os.environ, **environment}
    done = subprocess.run(
        words, cwd=cwd, env=merged, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"\n{done.stdout}\n{' '.join(words)} ended with {done.returncode}")


def php(_: Path) -> list[str | Path] | None:
    """With the extension FFI."""
    if not shutil.which("php"):
        return None
    modules = subprocess.run(["php", "-m"], stdout=subprocess.PIPE, text=True, check=False).stdout
    return (
        ["php", ROOT / "bindings-php/examples/quickstart.php"] if re.search(r"^FFI$", modules, re.MULTILINE) else None
    )


def ruby(_: Path) -> list[str | Path] | None:
    """With the sources of the gem."""
    if not shutil.which("ruby"):
        return None
    return ["ruby", f"-I{ROOT / 'bindings-ruby/lib'}", ROOT / "bindings-ruby/examples/quickstart.rb"]


def java(folder: Path) -> list[str | Path] | None:
    """With Eclipse's compiler and a Java of 22 or later."""
    if not shutil.which("ecj"):
        return None
    import run

    try:
        home = run.java_home()
    except ImportError:
        return None
    classes = folder / "java"
    sources = sorted((ROOT / "bindings-java/src/main/java/ringout").glob("*.java"))
    options = ["-proc:none", "--system", home, "-source", "17", "-target", "17", "-nowarn", "-d", classes]
    compiled("ecj", *options, *sources, ROOT / "bindings-java/examples/Quickstart.java")
    return [home / "bin/java", "--enable-native-access=ALL-UNNAMED", "-cp", classes, "Quickstart"]


def csharp(folder: Path) -> list[str | Path] | None:
    """With Mono."""
    if not (shutil.which("mcs") and shutil.which("mono")):
        return None
    program = folder / "quickstart.exe"
    sources = sorted((ROOT / "bindings-csharp/RingOut").glob("*.cs"))
    compiled("mcs", f"-out:{program}", *sources, ROOT / "bindings-csharp/examples/Quickstart.cs")
    return ["mono", program]


def go(folder: Path) -> list[str | Path] | None:
    """With cgo, which finds the library through pkg-config."""
    if not (shutil.which("go") and shutil.which("pkg-config")):
        return None
    # A name for the linker, beside the soname.
    link = folder / "libringout.so"
    link.unlink(missing_ok=True)
    link.symlink_to(folder / "libringout.so.0")
    root = programs.without_spaces(ROOT)
    flags = [f"Cflags: -I{root / 'include'}", f"Libs: -L{root / folder.relative_to(ROOT)} -lringout"]
    (folder / "ringout.pc").write_text("\n".join(["Name: ringout", "Description: demo", "Version: 0.1.0", *flags, ""]))
    program = folder / "quickstart-go"
    environment = {"PKG_CONFIG_PATH": str(folder), "GOPROXY": "off", "GOFLAGS": "-mod=mod"}
    compiled("go", "build", "-o", program, "./examples/quickstart", cwd=ROOT / "bindings-go", **environment)
    return [program]

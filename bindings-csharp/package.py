"""Builds the NuGet package for C# into target/csharp, and tests it in an empty project: package.py [LIBRARY].

LIBRARY is the shared library for this machine, by default the one that `make` has built. Libraries for other machines are taken from
target/csharp/natives/runtimes/PLATFORM/native, if a build has put them there. The assembly is compiled by mcs. With the .NET SDK,
`dotnet pack` builds a package for .NET from RingOut.csproj.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / "target/csharp"
NATIVES = BUILT / "natives"
sys.path[:0] = [str(ROOT / "tests/languages"), str(ROOT / "tests")]

import programs
from run import must

# .NET's names for processors.
ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64"}
# Every file has this time, so that the same sources give the same package.
TIME = (2026, 1, 1, 0, 0, 0)
CONTENT_TYPES = """<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
  <Default Extension="dll" ContentType="application/octet" />
  <Default Extension="so" ContentType="application/octet" />
  <Default Extension="xml" ContentType="application/octet" />
  <Default Extension="md" ContentType="application/octet" />
</Types>
"""
RELATIONS = """<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/RingOut.nuspec" Id="manifest" />
</Relationships>
"""
OUTCOME = "Completed: the caller and the callee talked, then hung up\n"


def compile_library(folder: Path) -> None:
    """Compiles the assembly and its documentation."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [*sorted((HERE / "RingOut").glob("*.cs")), *sorted((HERE / "Compat").glob("*.cs"))]
    options = ["-optimize", "-langversion:latest", "-target:library", f"-doc:{folder / 'RingOut.xml'}"]
    must(["mcs", *options, f"-out:{folder / 'RingOut.dll'}", *sources])


def package(library: Path) -> Path:
    """Builds the package."""
    native = NATIVES / "runtimes" / f"linux-{ARCHITECTURES[platform.machine()]}" / "native"
    native.mkdir(parents=True, exist_ok=True)
    shutil.copy(library, native / "libringout.so")
    compile_library(BUILT / "lib/net45")
    files = {"[Content_Types].xml": CONTENT_TYPES.encode(), "_rels/.rels": RELATIONS.encode()}
    files |= {name: (HERE / name).read_bytes() for name in ("RingOut.nuspec", "README.md")}
    for folder, part in ((BUILT, "lib"), (NATIVES, "runtimes")):
        paths = (path for path in sorted((folder / part).rglob("*")) if path.is_file())
        files |= {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    version = re.search("<version>(.*)</version>", (HERE / "RingOut.nuspec").read_text())[1]
    made = BUILT / f"RingOut.{version}.nupkg"
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made


def test(made: Path) -> None:
    """Compiles and runs the ten lines of the README in an empty folder, with nothing but the package."""
    with tempfile.TemporaryDirectory() as name, programs.simulator("--speed", "4") as ready:
        folder = Path(name)
        with zipfile.ZipFile(made) as archive:
            archive.extractall(folder / "package")
        # As NuGet does for a program for one platform: the assembly and the library beside it.
        for file in [*(folder / "package/lib/net45").iterdir(), *(folder / "package/runtimes").rglob("*.so")]:
            shutil.copy(file, folder)
        program = re.search("```csharp\n(.*?)```", (HERE / "README.md").read_text(), re.DOTALL)[1]
        (folder / "Hello.cs").write_text(program)
        must(["mcs", f"-r:{folder / 'RingOut.dll'}", f"-out:{folder / 'Hello.exe'}", folder / "Hello.cs"])
        environment = {**programs.user_environment(ready), "HOME": name, "PATH": os.environ["PATH"]}
        command = ["mono", folder / "Hello.exe"]
        done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False)
        if done.returncode or not done.stdout.endswith(OUTCOME):
            raise SystemExit(f"csharp: the package does not work in an empty project:\n{done.stdout}{done.stderr}")


def main() -> None:
    """Builds and tests."""
    library = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "target/libringout/libringout.so"
    if not library.exists():
        raise SystemExit(f"csharp: {library} is missing; run: make")
    made = package(library)
    test(made)
    print(f"csharp: {made.relative_to(ROOT)} works in an empty project")


if __name__ == "__main__":
    main()

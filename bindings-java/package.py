"""Builds the jar for Java into target/java, and tests it in an empty project: package.py [LIBRARY].

LIBRARY is the shared library for this machine, by default the one that `make` has built. Libraries for other machines are taken from
target/java/natives/META-INF/native/OS-ARCHITECTURE, if a build has put them there. `mvn package` builds the same jar from pom.xml.
"""

import platform
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / "target/java"
NATIVES = BUILT / "natives"
sys.path[:0] = [str(ROOT / "tests/languages"), str(ROOT / "tests")]

import programs
from run import java_home, must

# Java's names for processors.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "aarch64"}
# Every file has this time, so that the same sources give the same jar.
TIME = (2026, 1, 1, 0, 0, 0)
OUTCOME = "Completed: the caller and the callee talked, then hung up\n"


def coordinates() -> tuple[str, str, str]:
    """Returns the group, the artefact and the version of pom.xml."""
    project = xml.parse(HERE / "pom.xml").getroot()
    space = "{http://maven.apache.org/POM/4.0.0}"
    return tuple(project.findtext(space + name) for name in ("groupId", "artifactId", "version"))


def compile_java(sources: list[Path], folder: Path, classpath: str = "") -> None:
    """Compiles for Java 17's class files, which every later version reads."""
    options = ["-proc:none", "--system", java_home(), "-source", "17", "-target", "17", "-nowarn"]
    must(["ecj", *options, *(["-cp", classpath] if classpath else []), "-d", folder, *sources])


def write(jar: Path, files: dict[str, bytes]) -> None:
    """Writes a jar, with its manifest first."""
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def tree(folder: Path) -> dict[str, bytes]:
    """Returns the files of a folder by their names in a jar."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def package(library: Path) -> Path:
    """Builds the jar and the jar of the sources."""
    group, name, version = coordinates()
    native = NATIVES / "META-INF/native" / f"linux-{ARCHITECTURES[platform.machine()]}"
    native.mkdir(parents=True, exist_ok=True)
    shutil.copy(library, native / "libringout.so")
    classes = BUILT / "classes"
    shutil.rmtree(classes, ignore_errors=True)
    sources = HERE / "src/main/java"
    compile_java(sorted(sources.rglob("*.java")), classes)
    manifest = f"Manifest-Version: 1.0\r\nAutomatic-Module-Name: ringout\r\nImplementation-Version: {version}\r\n\r\n"
    files = {"META-INF/MANIFEST.MF": manifest.encode()}
    for licence in ("LICENSE-APACHE", "LICENSE-MIT"):
        files[f"META-INF/{licence}"] = (ROOT / licence).read_bytes()
    files[f"META-INF/maven/{group}/{name}/pom.xml"] = (HERE / "pom.xml").read_bytes()
    jar = BUILT / f"{name}-{version}.jar"
    write(BUILT / f"{name}-{version}-sources.jar", files | tree(sources))
    write(jar, files | tree(classes) | tree(NATIVES))
    return jar


def test(jar: Path) -> None:
    """Compiles and runs the ten lines of the README in an empty folder, with nothing but the jar."""
    with tempfile.TemporaryDirectory() as name, programs.simulator("--speed", "4") as ready:
        folder = Path(name)
        program = re.search("```java\n(.*?)```", (HERE / "README.md").read_text(), re.DOTALL)[1]
        (folder / "Hello.java").write_text(program)
        compile_java([folder / "Hello.java"], folder, str(jar))
        command = [java_home() / "bin/java", "--enable-native-access=ALL-UNNAMED", "-cp", f"{jar}:{folder}", "Hello"]
        environment = {**programs.user_environment(ready), "HOME": name, "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode or not done.stdout.endswith(OUTCOME):
            raise SystemExit(f"java: the jar does not work in an empty project:\n{done.stdout}{done.stderr}")


def main() -> None:
    """Builds and tests."""
    library = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "target/libringout/libringout.so"
    if not library.exists():
        raise SystemExit(f"java: {library} is missing; run: make")
    jar = package(library)
    test(jar)
    print(f"java: {jar.relative_to(ROOT)} works in an empty project")


if __name__ == "__main__":
    main()

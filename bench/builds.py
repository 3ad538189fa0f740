"""Builds what `make bench` measures, of this tree and of a base commit, and installs what it is compared with."""

import shlex
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests" / "peers"), str(HERE.parent / "tests")]
import programs
import run as peers
from programs import ROOT, TARGET

WORK = TARGET / "bench"
WORKERS = HERE / "workers"
COUNTER = WORK / "count_malloc.so"
# By name, because a path in LD_PRELOAD must not have a space.
COUNTED = {"LD_PRELOAD": COUNTER.name, "LD_LIBRARY_PATH": str(WORK)}
SIMULATOR = TARGET / "release" / "ringout-simulator"
PYTHON_PEER = peers.VENV / "bin" / "python"
# The pins of @ringcentral/sdk are those of tests/peers, and bench/peers adds those of @rc-ex/core.
SDK_MODULES = peers.HERE / "node_modules"
RC_EX_MODULES = WORK / "rc-ex" / "node_modules"


class Unbuildable(Exception):
    """A program or library that cannot be built or installed."""


def run(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Runs a command and returns its output."""
    done = programs.run(*words, cwd=cwd, env=env)
    if done.returncode != 0:
        raise Unbuildable(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def fresh(folder: Path) -> Path:
    """Empties a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@dataclass(frozen=True)
class Build:
    """A release build of one commit, installed as users install it."""

    # "now", or "base".
    name: str
    source: Path

    @property
    def folder(self) -> Path:
        """Where it is installed."""
        return WORK / self.name

    @property
    def shared_library(self) -> Path:
        """The shared library."""
        return (self.folder / "c" / "lib" / "libringout.so").resolve()

    @property
    def python(self) -> Path:
        """The interpreter that has our package."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def modules(self) -> Path:
        """The folder that has our npm packages."""
        return self.folder / "node_modules"

    @property
    def verdict(self) -> Path:
        """The Rust program that judges transitions."""
        return self.source / "target" / "release" / "ringout-bench-verdict"

    def worker(self, name: str) -> Path:
        """A compiled C program."""
        return self.folder / name

    def cargo(self, package: str, *options: str) -> None:
        """Builds one package. Cargo would unite the features of packages that it builds together."""
        target = {"CARGO_TARGET_DIR": str(self.source / "target")}
        run("cargo", "build", "--quiet", "--release", "-p", package, *options, cwd=self.source, env=target)

    def make_c(self) -> None:
        """Builds and installs the C library, and compiles the worker that uses it."""
        target, prefix = {"CARGO_TARGET_DIR": str(self.source / "target")}, fresh(self.folder / "c")
        build, install = self.source / "ffi-c" / "build.sh", self.source / "ffi-c" / "install.sh"
        if build.exists():
            run(build, env=target)
            run(install, env={**target, "PREFIX": str(prefix)})
        else:
            # A base from before the two steps were apart.
            self.cargo("ringout-c")
            run(install, prefix)
        flags = [f"-I{prefix}/include", f"-L{prefix}/lib", f"-Wl,-rpath,{prefix}/lib", "-lringout"]
        compile_c("ringout.c", self.worker("ringout"), *flags)
        compile_c("load.c", self.worker("load-ringout"), "-DRINGOUT", *flags)

    def make_python(self) -> None:
        """Builds the wheel and installs it into an empty environment."""
        wheels = fresh(self.folder / "wheels")
        target = {"CARGO_TARGET_DIR": str(self.source / "target")}
        manifest = self.source / "bindings-python" / "Cargo.toml"
        maturin = [
            "-m",
            "maturin",
            "build",
            "--quiet",
            "--release",
            "--strip",
            "--manifest-path",
            manifest,
            "--out",
            wheels,
        ]
        run(sys.executable, *maturin, env=target)
        if not self.python.exists():
            run(sys.executable, "-m", "venv", self.folder / "venv")
        pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
        run(*pip, "--force-reinstall", self.wheel())

    def make_node(self) -> None:
        """Builds the npm packages and unpacks them as npm does."""
        tarballs = fresh(self.folder / "npm")
        target = {"CARGO_TARGET_DIR": str(self.source / "target")}
        run("node", self.source / "bindings-node" / "scripts" / "pack.mjs", tarballs, env=target)
        fresh(self.modules)
        for tarball in self.tarballs():
            folder = self.modules / tarball.name.rpartition("-")[0]
            folder.mkdir()
            run("tar", "--extract", "--file", tarball, "--directory", folder, "--strip-components", "1")

    def make(self) -> None:
        """Builds everything."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.make_c()
        self.make_python()
        self.make_node()
        self.cargo("ringout-bench", "--bin", "ringout-bench-verdict")

    def wheel(self) -> Path:
        """The wheel."""
        return next((self.folder / "wheels").glob("*.whl"))

    def tarballs(self) -> list[Path]:
        """The two npm tarballs of a registry. A base from before there was a third has no folder for them."""
        folder = self.folder / "npm"
        return sorted(folder.glob("publish/*.tgz")) or sorted(folder.glob("*.tgz"))

    def wheel_files(self) -> int:
        """Returns the installed bytes of the wheel, without the bytecode that Python adds."""
        with zipfile.ZipFile(self.wheel()) as archive:
            return sum(entry.file_size for entry in archive.infolist())


def compile_c(source: str, program: Path, *flags: str) -> None:
    """Compiles a C program as a release."""
    warnings = ["-std=gnu11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"]
    run("cc", *warnings, WORKERS / source, "-o", program, *flags, "-lpthread")


def this_tree() -> Build:
    """Returns the build of this tree."""
    return Build("now", ROOT)


def base(commit: str) -> Build:
    """Checks a commit out into a worktree below target/. The programs that measure are those of this tree."""
    folder = WORK / "base-tree"
    name = run("git", "rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    if not (folder / ".git").exists():
        run("git", "worktree", "prune")
        run("git", "worktree", "add", "--force", "--detach", folder, name)
    run("git", "checkout", "--quiet", "--force", "--detach", name, cwd=folder)
    shutil.rmtree(folder / "bench")
    shutil.copytree(HERE, folder / "bench", ignore=shutil.ignore_patterns("__pycache__"))
    return Build("base", folder)


def make_tools() -> None:
    """Builds the simulator and the programs that do not use our library."""
    WORK.mkdir(parents=True, exist_ok=True)
    run("cargo", "build", "--quiet", "--release", "-p", "ringout-simulator")
    make_counter()
    curl = shlex.split(run("pkg-config", "--cflags", "--libs", "libcurl"))
    compile_c("libcurl.c", WORK / "libcurl", *curl)
    compile_c("raw_socket.c", WORK / "raw-socket")
    compile_c("load.c", WORK / "load-libcurl", "-DLIBCURL", *curl)
    compile_c("load.c", WORK / "load-nothing")


def make_counter() -> None:
    """Compiles the library that counts allocations."""
    WORK.mkdir(parents=True, exist_ok=True)
    compile_c("count_malloc.c", COUNTER, "-shared", "-fPIC")


def install_peers() -> None:
    """Installs the packages that ours are compared with, in exact versions."""
    peers.install()
    lock, locked = HERE / "peers" / "package-lock.json", RC_EX_MODULES / ".installed-lock.json"
    if not peers.same(lock, locked):
        print("bench: installing @rc-ex/core", flush=True)
        folder = fresh(RC_EX_MODULES.parent)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "peers" / name, folder)
        run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", folder)
        shutil.copy(lock, locked)

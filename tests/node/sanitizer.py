"""The Node suite with the addon in AddressSanitizer: `make sanitize-node`. Arguments are the names of test files without `.test.mjs`.

The addon is built for the sanitizer, and its runtime, that of gcc, is loaded before Node. Rust then allocates with the sanitizer, so
that it sees every use of freed memory and every access out of bounds in the addon. Node frees little of its own memory when it ends,
so leaks are left to the soak. The sanitizer also has to find the mistake of the addon in `must_fail`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import ROOT, TARGET

RUST_TARGET = "x86_64-unknown-linux-gnu"
FOLDER = TARGET / "sanitizers" / "node"
MUST_FAIL = HERE / "must_fail" / "use_after_free.rs"
OPTIONS = ["-Zsanitizer=address", "-Zexternal-clangrt"]
# It takes the addon away.
LEFT_OUT = {"missing_addon"}
FOUND = 66


def build() -> tuple[Path, Path]:
    """Builds the addon, and the one with a mistake, for the sanitizer. Returns their paths."""
    # Sanitizers are not stable in Rust, and the first variable allows them in any compiler.
    environment = {"RUSTC_BOOTSTRAP": "1", "RUSTFLAGS": " ".join(OPTIONS), "CARGO_TARGET_DIR": str(FOLDER)}
    command = ["cargo", "build", "--quiet", "-p", "ringout-node", "--target", RUST_TARGET]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
    addon, wrong = FOLDER / "ringout.linux-x64-gnu.node", FOLDER / "use_after_free.node"
    shutil.copyfile(FOLDER / RUST_TARGET / "debug" / "libringout_node.so", addon)
    command = ["rustc", "--edition", "2024", "--crate-type", "cdylib", *OPTIONS, str(MUST_FAIL), "-o", str(wrong)]
    subprocess.run([*command, "--target", RUST_TARGET], env=os.environ | environment, check=True)
    return addon, wrong


def runtime() -> str:
    """Returns the path of the sanitizer's runtime."""
    command = ["gcc", "-print-file-name=libasan.so"]
    return str(Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()).resolve())


def check_sanitizer(addon: Path, wrong: Path, environment: dict[str, str]) -> str:
    """Checks that the suite gets the addon for the sanitizer, and that the sanitizer finds a mistake. Returns the problem."""
    load = "require('./lib/index.js'); console.log(require('node:fs').readFileSync('/proc/self/maps', 'utf8'))"
    done = programs.run("node", "--eval", load, cwd=ROOT / "bindings-node", env=environment)
    others = set(re.findall(r"/.*\.node$", done.stdout, re.MULTILINE)) - {str(addon)}
    if done.returncode != 0 or str(addon) not in done.stdout or others:
        return f"Node has not loaded {addon}, but {others}: {done.stderr}"
    if b"__asan_report_load8" not in addon.read_bytes():
        return f"{addon} is not built for the sanitizer"
    done = programs.run("node", "--eval", f"require({str(wrong)!r})", env=environment)
    if done.returncode != FOUND or "AddressSanitizer: heap-use-after-free" not in done.stderr:
        return f"the sanitizer has not found {MUST_FAIL.name}, which ended with {done.returncode}: {done.stderr}"
    return ""


def main() -> int:
    """Runs the tests. The exit code is 1 if one failed or the sanitizer finds nothing."""
    programs.heed_interrupts()
    if not programs.is_built():
        subprocess.run(["cargo", "build", "--quiet", "-p", "ringout-simulator"], cwd=ROOT, check=True)
    addon, wrong = build()
    environment = {
        "LD_PRELOAD": runtime(),
        "ASAN_OPTIONS": f"detect_leaks=0:exitcode={FOUND}",
        "RINGOUT_SANITIZED_ADDON": str(addon),
        "NODE_OPTIONS": f"--require {HERE / 'support' / 'sanitized_addon.cjs'}",
    }
    problem = check_sanitizer(addon, wrong, environment)
    print(f"the sanitizer finds {MUST_FAIL.name}: {problem or 'ok'}", flush=True)
    names = sys.argv[1:] or sorted({path.name.split(".")[0] for path in HERE.glob("*.test.mjs")} - LEFT_OUT)
    files = [str(HERE / f"{name}.test.mjs") for name in names]
    command = ["node", "--test", "--test-concurrency=2", *files]
    done = subprocess.run(command, cwd=ROOT / "bindings-node", env=os.environ | environment, check=False)
    return 1 if problem or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())

"""Builds the gem with the library for this platform, and tests it in an empty project.

`package.py` makes target/ruby/ringout-VERSION-PLATFORM.gem. `--library FILE` is the library to include, by default that of the release
build, else that of the debug build. Ends with `N passed, N failed`.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = ROOT / "target/ruby"
# The ten lines of the README, and the rest of the files.
PROGRAM = """require "ringout"
client = RingOut::Client.from_env
call = client.create_call(to: ENV.fetch("RINGOUT_RECIPIENT"), from: ENV.fetch("RINGOUT_CALLER"))
outcome = call.watch { |change| puts change.state }
puts outcome.kind, RingOut::Native.library
RingOut::Inbox.new
require "ringout/compat"
RingCentral.new("id", nil, "http://127.0.0.1:1")
"""


def execute(command: list, folder: Path, **environment: str) -> str:
    """Runs a program that may not fail, and returns what it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def build(library: Path) -> Path:
    """Makes the gem and returns its file."""
    shutil.rmtree(TARGET, ignore_errors=True)
    folder = TARGET / "package"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("package.py"))
    # The folder that RingOut::Native.library looks into.
    system = platform.system().lower()
    natives = folder / "lib/ringout" / f"{system}-{platform.machine()}"
    natives.mkdir()
    shutil.copy(library, natives / "libringout.so")
    name = f"{platform.machine()}-{system}"
    execute(["gem", "build", "--silent", "ringout.gemspec"], folder, RINGOUT_GEM_PLATFORM=name)
    gem = next(folder.glob("*.gem"))
    return Path(shutil.move(gem, TARGET / gem.name))


def main() -> int:
    """Builds and tests the gem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--build-only", action="store_true")
    arguments = parser.parse_args()
    builds = [ROOT / f"target/{kind}/libringout.so" for kind in ("release", "debug")]
    gem = build(arguments.library or next(each for each in builds if each.is_file()))
    print(f"built {gem}")
    if arguments.build_only:
        return 0
    project = TARGET / "project"
    project.mkdir()
    home = TARGET / "home"
    # Fiddle comes with Ruby, but not in this folder.
    options = ["--local", "--no-document", "--ignore-dependencies", "--install-dir", home]
    execute(["gem", "install", *options, gem], project)
    (project / "program.rb").write_text(PROGRAM)
    # The default gems of Ruby, such as fiddle, are found even so.
    output = execute(["ruby", "-w", "program.rb"], project, GEM_HOME=str(home), GEM_PATH=str(home))
    passed = "completed" in output and str(home) in output
    print(f"{'ok' if passed else 'FAILED'} the program runs{'' if passed else f': {output}'}")
    print(f"{int(passed)} passed, {int(not passed)} failed")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

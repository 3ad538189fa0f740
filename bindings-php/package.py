"""Builds the Composer package with the library for this platform, and tests it in an empty project.

`package.py` makes the folder target/php/package, for a repository of the type "path", and target/php/ringout-VERSION.zip, for one of the
type "artifact". `--library FILE` is the library to include, by default that of the release build, else that of the debug build. Ends with `N passed, N failed`.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = ROOT / "target/php"
FILES = ["composer.json", "compat.php", "preload.php", "README.md", "LICENSE-APACHE", "LICENSE-MIT", "src", "lib"]
# The ten lines of the README, and the classes that a class map must find.
PROGRAM = """<?php
require __DIR__ . '/vendor/autoload.php';
$client = RingOut\\Client::fromEnv();
$call = $client->createCall(getenv('RINGOUT_RECIPIENT'), getenv('RINGOUT_CALLER'));
foreach ($call->watch() as $change) {
    echo $change->state, PHP_EOL;
}
echo $call->outcome()->kind->name, ' ', RingOut\\Native::library(), PHP_EOL;
new RingOut\\Inbox();
new RingOut\\Compat\\SDK('id', null, 'http://127.0.0.1:1');
"""
PAGE = (
    "<?php require __DIR__ . '/vendor/autoload.php'; echo count(RingOut\\Client::fromEnv()->callerIds()), ' numbers';"
)


def version() -> str:
    """Returns the version of the workspace."""
    return re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


def build(library: Path) -> Path:
    """Makes the package and returns its file."""
    shutil.rmtree(TARGET, ignore_errors=True)
    folder = TARGET / "package"
    folder.mkdir(parents=True)
    for name in FILES:
        source = HERE / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    natives = folder / "lib" / f"{platform.system().lower()}-{platform.machine()}"
    natives.mkdir(exist_ok=True)
    shutil.copy(library, natives / "libringout.so")
    composer = json.loads((folder / "composer.json").read_text())
    (folder / "composer.json").write_text(json.dumps({**composer, "version": version()}, indent=4) + "\n")
    archive = TARGET / f"ringout-{version()}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(folder.rglob("*")):
            out.write(file, file.relative_to(folder))
    return archive


def execute(command: list, folder: Path, **environment: str) -> str:
    """Runs a program that may not fail, and returns what it printed."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def serve(folder: Path, *options: str) -> str:
    """Returns a page of PHP's own web server, in which FFI is only for what was preloaded."""
    settings = [word for each in ("ffi.enable=preload", "display_errors=1", *options) for word in ("-d", each)]
    command = ["php", *settings, "-S", "127.0.0.1:0", "page.php"]
    server = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        lines = []
        for line in server.stderr:
            lines.append(line)
            if found := re.search(r"\((http://[^)]+)\) started", line):
                with urllib.request.urlopen(found[1] + "/", timeout=60) as page:
                    return page.read().decode()
        return "".join(lines)
    except urllib.error.HTTPError as error:
        return error.read().decode()
    finally:
        server.terminate()
        server.communicate()


def main() -> int:
    """Builds and tests the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--build-only", action="store_true")
    arguments = parser.parse_args()
    builds = [ROOT / f"target/{kind}/libringout.so" for kind in ("release", "debug")]
    archive = build(arguments.library or next(each for each in builds if each.is_file()))
    print(f"built {archive}")
    if arguments.build_only:
        return 0
    with tempfile.TemporaryDirectory(prefix="ringout-php-") as folder:
        # Not below `target`, because PHP's own `ffi.preload` refuses a library whose path has a space.
        return check(Path(folder))


def check(project: Path) -> int:
    """Installs the package into an empty project, and runs programs and a web server there. Returns an exit code."""
    path = {"type": "path", "url": str(TARGET / "package"), "options": {"symlink": False}}
    repositories = [path, {"packagist.org": False}]
    (project / "composer.json").write_text(
        json.dumps({"repositories": repositories, "require": {"ringout/ringout": version()}})
    )
    home = {"COMPOSER_HOME": str(TARGET / "home"), "COMPOSER_ALLOW_SUPERUSER": "1"}
    execute(["composer", "install", "--no-interaction", "--quiet"], project, **home)
    (project / "program.php").write_text(PROGRAM)
    (project / "page.php").write_text(PAGE)
    results = {}
    output = execute(["php", "program.php"], project)
    results["the program runs"] = "Completed" in output and "vendor/ringout/ringout/lib" in output, output
    header = project / "ringout.h"
    header.write_text(execute(["php", "vendor/ringout/ringout/preload.php"], project))
    script = project / "vendor/ringout/ringout/preload.php"
    user = execute(["id", "-un"], project).strip()
    options = ["opcache.enable=1", "opcache.enable_cli=1", f"opcache.preload={script}", f"opcache.preload_user={user}"]
    page = serve(project, *options, f"ffi.preload={header}")
    results["a web server with both"] = page.endswith(" numbers"), page
    page = serve(project, *options)
    results["a web server with the preload file"] = page.endswith(" numbers"), page
    page = serve(project)
    results["a web server without it says which setting"] = "ffi.enable" in page, page
    for name, (passed, seen) in results.items():
        print(f"{'ok' if passed else 'FAILED'} {name}{'' if passed else f': {seen}'}")
    failed = sum(not passed for passed, _ in results.values())
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

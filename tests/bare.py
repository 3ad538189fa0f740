"""Runs `make demo` on a bare machine: a new Debian 12 with make, git and certificates, in a folder below target/.

The machine is created once and kept as an archive. Each run unpacks it and sets up everything else, in a path with a space. Only
downloads are kept between runs. Needs root, and copies this machine's certificates and proxy settings.
"""

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from pathlib import Path

import programs
from programs import ROOT, TARGET

BARE = TARGET / "bare"
MACHINE = BARE / "root"
ARCHIVE = BARE / "debian-12.tar"
REPOSITORY = "/src/ring out"
NETWORK = re.compile(r"proxy|cert|ca_?bundle|ca_?info|ca_?file|index_url|registry", re.IGNORECASE)
# Separate namespaces, so that mounts and processes disappear when it ends, however it ends.
ENTER = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
# Mounted at /mnt, because debootstrap does not support spaces in the path.
CREATE_SCRIPT = """\
set -e
mount --bind "$1" /mnt
exec debootstrap --variant=minbase --include=make,git,ca-certificates bookworm /mnt
"""
# Mounts folders beside the machine that keep the downloads of packages and crates.
DEMO_SCRIPT = """\
set -e
cd "$1"
mount -t proc proc proc
mount --rbind /dev dev
for place in var/cache/apt/archives=apt root/.cargo/registry=cargo root/.cache/pip=pip; do
    mkdir -p "${place%=*}" "../${place#*=}"
    mount --bind "../${place#*=}" "${place%=*}"
done
exec chroot . sh -c 'cd "$1" && exec make demo' sh "$2"
"""


def run(*words: str | Path) -> None:
    """Runs a command. Exits if it fails."""
    done = programs.run(*words)
    if done.returncode != 0:
        sys.exit(f"bare: {' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")


def sources() -> str:
    """Returns the sources.list of the machine: debootstrap's mirror and its updates."""
    mirror = re.search(r"^deb (\S+?)/debian/? ", (MACHINE / "etc/apt/sources.list").read_text(), re.MULTILINE)
    if not mirror:
        sys.exit("bare: debootstrap did not write a sources.list")
    folders = {"bookworm": "debian", "bookworm-updates": "debian", "bookworm-security": "debian-security"}
    return "".join(f"deb {mirror[1]}/{folder} {suite} main\n" for suite, folder in folders.items())


def make_archive() -> None:
    """Creates the archive of the machine, unless it exists."""
    if ARCHIVE.exists():
        return
    print("bare: creating a new Debian 12", flush=True)
    MACHINE.mkdir(parents=True)
    run(*ENTER, "sh", "-c", CREATE_SCRIPT, "sh", MACHINE)
    (MACHINE / "etc/apt/sources.list").write_text(sources())
    # The machine is temporary, so dpkg need not sync files to disk.
    (MACHINE / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n")
    unfinished = ARCHIVE.with_suffix(".new")
    run("tar", "--directory", MACHINE, "--create", "--file", unfinished, ".")
    unfinished.rename(ARCHIVE)
    shutil.rmtree(MACHINE)


def unpack() -> dict[str, str]:
    """Unpacks the machine and adds this repository and this machine's network settings. Returns its environment."""
    MACHINE.mkdir(parents=True)
    run("tar", "--directory", MACHINE, "--extract", "--file", ARCHIVE)
    for name in ("resolv.conf", "hosts"):
        shutil.copy(f"/etc/{name}", MACHINE / "etc" / name)
    if certificates := ssl.get_default_verify_paths().cafile:
        shutil.copy(certificates, MACHINE / "etc/ssl/certs/ca-certificates.crt")
    if proxies := re.findall(r"^Acquire::\S*Proxy .*$", programs.run("apt-config", "dump").stdout, re.MULTILINE):
        (MACHINE / "etc/apt/apt.conf.d/proxy").write_text("\n".join(proxies) + "\n")
    environment = {name: value for name, value in os.environ.items() if NETWORK.search(name)}
    for value in environment.values():
        place = MACHINE / value.lstrip("/")
        if Path(value).is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(value, place)
    copy_repository(MACHINE / REPOSITORY.lstrip("/"))
    return {**environment, "HOME": "/root", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def copy_repository(to: Path) -> None:
    """Copies the files of a clone, with uncommitted changes."""
    listed = programs.run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


def main() -> int:
    """Unpacks the machine and runs the demo. The exit code is 1 if it fails."""
    programs.heed_interrupts()
    if os.geteuid() != 0:
        print("bare: needs root; `tests/run.py SUITE...` runs other suites without it")
        return 1
    shutil.rmtree(MACHINE, ignore_errors=True)
    make_archive()
    environment = unpack()
    began = time.monotonic()
    done = subprocess.run(
        [*ENTER, "sh", "-c", DEMO_SCRIPT, "sh", MACHINE, REPOSITORY],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began
    shutil.rmtree(MACHINE)
    print(done.stdout)
    passed = done.returncode == 0 and "4 languages agree" in done.stdout
    print(f"{'ok' if passed else 'FAILED':7} make demo on a new Debian 12 ({seconds:.0f} s)")
    print(f"bare: {int(passed)} passed, {int(not passed)} failed")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

"""Publishes what is in target/dist, in a workflow that the registries trust: `make publish TO=github|crates|npm|pypi`.

What a registry already has is left alone, so that a workflow can be run again.
"""

import sys
from pathlib import Path

import npm
import tools
from targets import DIST, ROOT, version
from tools import Failure, run, say

CRATES = ("ringout-core", "ringout-simulator")


def files(pattern: str) -> list[Path]:
    """Returns files in the folder of the packages. Raises Failure if there is none."""
    found = sorted(DIST.glob(pattern))
    if not found:
        raise Failure(f"target/dist has no {pattern}")
    return found


def github() -> None:
    """Attaches everything to the release of the tag, whose text is the section of the changelog."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {version()} (")[2].partition("\n## ")[0].partition("\n")[2].strip()
    candidate = ["--prerelease"] if "-" in version() else []
    options = ["--verify-tag", "--title", f"ringout {version()}", "--notes-file", "-", *candidate]
    run("gh", "release", "create", f"v{version()}", *options, *files("*"), cwd=ROOT, stdin=section)


def crates() -> None:
    """Publishes the crates."""
    for name in CRATES:
        try:
            run("cargo", "publish", "--locked", "--package", name, cwd=ROOT)
        except Failure as failure:
            if "already exists" not in str(failure):
                raise
        say(f"{name} {version()} is published")


def npm_tarballs() -> list[Path]:
    """Returns the npm packages, those that others depend on first."""
    return sorted(files("*.tgz"), key=lambda file: "optionalDependencies" in npm.manifest(file))


def to_npm() -> None:
    """Publishes the npm packages, with the attestation of npm."""
    for tarball in npm_tarballs():
        manifest = npm.manifest(tarball)
        tag = ["--tag", "next"] if "-" in version() else []
        try:
            run("npm", "publish", tarball, "--access", "public", "--provenance", *tag)
        except Failure as failure:
            if "previously published" not in str(failure):
                raise
        say(f"{manifest['name']} {manifest['version']} is published")


def pypi() -> None:
    """Publishes the wheels."""
    run(tools.venv() / "uv", "publish", "--trusted-publishing", "always", *files("*.whl"))


PLACES = {"github": github, "crates": crates, "npm": to_npm, "pypi": pypi}


def main() -> int:
    """Publishes to what was asked for."""
    if len(sys.argv) != 2 or sys.argv[1] not in PLACES:
        print(f"usage: publish.py {'|'.join(PLACES)}", file=sys.stderr)
        return 2
    try:
        PLACES[sys.argv[1]]()
    except Failure as failure:
        print(f"publish: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Sets one version everywhere, checks the release, commits and tags it: `make release VERSION=0.2.0`.

    release.py 0.2.0           sets and checks the version, commits, and makes the tag v0.2.0. It pushes nothing
    release.py --check         checks that the tag of this commit, if it has one, is the version of every manifest
    release.py --gates         compares the interfaces of Rust and C with those of the last tag
    release.py --audit         runs cargo-deny

Pushing the tag starts the workflow that builds, tests and publishes.
"""

import datetime
import re
import subprocess
import sys
from collections.abc import Callable

import tools
from targets import ROOT, version
from tools import Failure, run, say

NUMBER = r"\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?"
# Where the version stands, each with what is before and after it. `@` stands for the version.
PLACES = {
    "Cargo.toml": ['(?m)^version = "@"$'],
    "bindings-node/package.json": ['(?m)^  "version": "@"'],
    "bindings-node/package-lock.json": [
        r'\A\{\s+"name": "ringout",\s+"version": "@"',
        r'"": \{\s+"name": "ringout",\s+"version": "@"',
    ],
    "simulator/packages/node/package.json": ['(?m)^  "version": "@"'],
    "bindings-java/pom.xml": ["<artifactId>ringout</artifactId>\\s+<version>@</version>"],
    "bindings-csharp/RingOut.csproj": ["<Version>@</Version>"],
    "bindings-csharp/RingOut.nuspec": ["(?m)^    <version>@</version>"],
    "bindings-ruby/ringout.gemspec": ['spec.version = "@"'],
    "bindings-ruby/lib/ringout.rb": ['(?m)^  VERSION = "@"'],
    "README.md": [r"target/npm/ringout-@\.tgz"],
    "bindings-csharp/README.md": [r"RingOut\.@\.nupkg"],
    "bindings-go/README.md": ["require ringout v@"],
    "bindings-java/README.md": [r"target/java/ringout-@\.jar", r"-cp ringout-@\.jar"],
    "bindings-node/README.md": [r"target/npm/ringout-@\.tgz"],
    "bindings-ruby/README.md": ["target/ruby/ringout-@-x86_64"],
    "ffi-c/README.md": [r"libringout\.so\.@`"],
    "bindings-php/README.md": ["ringout/ringout:@"],
    "tests/languages/run.py": ['NEEDED = "libringout @ or later'],
    "tests/languages/go_suite.py": ['NEEDED = "libringout @ or later', "require ringout v@"],
    "tests/languages/Smoke.cs": ['Native.Version\\(\\) == "@"'],
    "tests/languages/Smoke.java": ['Native.version\\(\\).equals\\("@"\\)'],
    "tests/languages/csharp/Suite.cs": ['RingOutLibrary.Version, "@"'],
    "tests/languages/java/Suite.java": ['RingOut.version\\(\\), "@"'],
    "tests/languages/php/suite.php": ["RingOut::version\\(\\) === '@'"],
    "bindings-go/smoke_test.go": ['Version\\(\\) == "@"'],
}
# What writes the version into other files.
GENERATORS = (
    ["cargo", "update", "--quiet", "--offline", "--workspace"],
    ["cargo", "update", "--quiet", "--offline", "--workspace", "--manifest-path", "tests/fuzz/targets/Cargo.toml"],
    ["ffi-c/header.sh"],
    [sys.executable, "ffi-c/languages/generate.py"],
)


def git(*words: str) -> str:
    """Runs git in the repository."""
    return run("git", *words, cwd=ROOT).strip()


def order(text: str) -> tuple[tuple[int, ...], bool, str]:
    """Returns what orders versions: a release is later than its candidates."""
    numbers, _, candidate = text.partition("-")
    return tuple(int(part) for part in numbers.split(".")), not candidate, candidate


def last_tag() -> str | None:
    """Returns the last tag of a release before this commit, if there is one."""
    tags = [tag for tag in git("tag", "--list", "v*", "--merged", "HEAD").split() if re.fullmatch(f"v{NUMBER}", tag)]
    earlier = [tag for tag in tags if tag != f"v{version()}" or git("rev-list", "-n1", tag) != git("rev-parse", "HEAD")]
    return max(earlier, key=lambda tag: order(tag[1:]), default=None)


def places(new: str | None) -> list[str]:
    """Sets the version, or with None only compares it. Returns what is wrong."""
    problems = []
    for name, patterns in PLACES.items():
        file = ROOT / name
        text = file.read_text(encoding="utf-8")
        for pattern in patterns:
            whole = pattern.replace("@", f"(?P<version>{NUMBER})", 1)
            found = re.search(whole, text)
            if not found:
                problems.append(f"{name} has no version of the form {pattern}")
            elif new is None and found["version"] != version():
                problems.append(f"{name} has the version {found['version']}, not {version()}")
            elif new is not None:
                text = text[: found.start("version")] + new + text[found.end("version") :]
        if new is not None:
            file.write_text(text, encoding="utf-8")
    return problems


def date_changelog(new: str) -> None:
    """Turns the section of what is not released into that of this release."""
    file = ROOT / "CHANGELOG.md"
    text, count = re.subn(
        r"^## Unreleased.*$",
        f"## {new} ({datetime.date.today().isoformat()})",
        file.read_text(),
        count=1,
        flags=re.MULTILINE,
    )
    if not count:
        raise Failure('CHANGELOG.md has no section "Unreleased"')
    section = re.search(rf"^## {re.escape(new)} .*?$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not section or not re.search(r"^- ", section[1], re.MULTILINE):
        raise Failure('the section "Unreleased" of CHANGELOG.md is empty')
    file.write_text(text)


def date_debian(new: str) -> None:
    """Adds the release to the changelog of the Debian packages, unless it is their newest."""
    file = ROOT / "debian" / "changelog"
    text = file.read_text()
    if not text.startswith(f"ringout ({new}-1)"):
        signer = re.search(r"^ -- (.* <.*>)  ", text, re.MULTILINE)
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S +0000")
        entry = (
            f"ringout ({new.replace('-', '~')}-1) unstable; urgency=medium\n\n  * New release; see CHANGELOG.md.\n\n"
        )
        file.write_text(f"{entry} -- {signer[1] if signer else 'The ringout developers'}  {now}\n\n{text}")


def check() -> None:
    """Checks that all versions agree, also with the tag."""
    problems = places(None)
    tags = [tag for tag in git("tag", "--points-at", "HEAD").split() if tag.startswith("v")]
    problems += [f"the tag is {tag}, the version {version()}" for tag in tags if tag != f"v{version()}"]
    if tags and f"\n## {version()} (" not in (ROOT / "CHANGELOG.md").read_text():
        problems.append(f"CHANGELOG.md has no section {version()} with a date")
    if problems:
        raise Failure("\n".join(problems))
    say(f"{version()} in {len(PLACES)} files{f', tagged {tags[0]}' if tags else ''}")


def gates() -> None:
    """Compares the interfaces with those of the last tag. Before the first there is nothing to compare with."""
    tag = last_tag()
    if tag is None:
        say("no earlier release: the interfaces of Rust and C are not compared")
        return
    program = tools.cargo_tool("cargo-semver-checks")
    baseline = ["--baseline-rev", tag, "--package", "ringout-core"]
    run(program, "semver-checks", "check-release", *baseline, cwd=ROOT)
    say(f"ringout-core: compatible with {tag}, as its version says")
    abi(tag)


def abi(tag: str) -> None:
    """Compares the recorded binary interface with that of a tag. It may only grow, unless the soname is another."""
    number = r"RINGOUT_ABI_VERSION: u32 = (\d+);"
    before, after = (
        re.search(number, text) for text in (git("show", f"{tag}:ffi-c/src/abi.rs"), read("ffi-c/src/abi.rs"))
    )
    if before and after and before[1] != after[1]:
        say(f"the soname has changed from {before[1]} to {after[1]}: the binary interface is not compared")
        return
    old = tools.WORK / "last.abi"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text(git("show", f"{tag}:ffi-c/libringout.abi") + "\n")
    command = ["abidiff", "--no-added-syms", str(old), str(ROOT / "ffi-c" / "libringout.abi")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # Of its exit code, bit 3 is an incompatible change, and the first two are errors of its own.
    if done.returncode & 0b1011:
        raise Failure(f"the binary interface is not compatible with {tag}:\n{done.stdout}{done.stderr}")
    say(f"libringout: compatible with {tag}")


def read(name: str) -> str:
    """Returns the text of a file."""
    return (ROOT / name).read_text(encoding="utf-8")


def audit() -> None:
    """Checks the dependencies for known vulnerabilities, licences and sources, as deny.toml says."""
    run(tools.cargo_tool("cargo-deny"), "--locked", "check", "--hide-inclusion-graph", cwd=ROOT)
    say("cargo-deny: nothing found")


def write(new: str) -> None:
    """Writes the version into every file, and checks the result."""
    problems = places(new)
    if problems:
        raise Failure("\n".join(problems))
    date_changelog(new)
    date_debian(new)
    for command in GENERATORS:
        run(*command, cwd=ROOT)
    check()
    gates()
    run(sys.executable, ROOT / "tests" / "tidy" / "tidy.py", cwd=ROOT)


def release(new: str) -> None:
    """Sets, checks, commits and tags a version."""
    if not re.fullmatch(NUMBER, new):
        raise Failure(f"{new} is not a version, such as 0.2.0 or 0.2.0-rc.1")
    if git("status", "--porcelain"):
        raise Failure("commit or remove the changes first")
    if git("tag", "--list", f"v{new}"):
        raise Failure(f"there is a tag v{new} already")
    tag = last_tag()
    if order(new) < order(version()) or (tag and order(new) <= order(tag[1:])):
        raise Failure(f"{new} is not later than {tag or version()}")
    try:
        write(new)
    except Failure:
        git("restore", ".")
        raise
    git("commit", "--all", "--quiet", "--message", f"Release {new}")
    git("tag", "--annotate", f"v{new}", "--message", f"ringout {new}")
    say(f"committed and tagged v{new}; push it with: git push --follow-tags")


def main() -> int:
    """Does what was asked for."""
    modes: dict[str, Callable[[], None]] = {"--check": check, "--gates": gates, "--audit": audit}
    words = sys.argv[1:]
    if len(words) != 1 or (words[0].startswith("-") and words[0] not in modes):
        print(f"usage: release.py VERSION | {' | '.join(modes)}", file=sys.stderr)
        return 2
    try:
        modes.get(words[0], lambda: release(words[0]))()
    except Failure as failure:
        print(f"release: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

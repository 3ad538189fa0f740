"""The test vectors are up to date."""

import subprocess
import sys

from files import ROOT


def current(tree):
    """Runs each generator with --check."""
    generators = tree.find("tests/vectors", suffixes=[".py"])
    generators = [name for name in generators if name.rpartition("/")[2].startswith("generate_")]
    problems = []
    for name in generators:
        command = [sys.executable, str(ROOT / name), "--check"]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            problems.append(made.stderr.strip().rpartition("\n")[2] or f"{name} failed")
    return f"{len(generators)} generators", problems


CHECKS = [("the vectors are up to date", current)]

"""Checks what compilers do not: module order, dependencies, versions, file sizes, forbidden texts and phrases.

Prints one line for each check. The exit code is 1 if any check failed. Needs Python, git and cargo. Bindings that do not exist
are not checked.
"""

import sys

import arrows
import dependencies
import files
import places
import shape
import texts
import vectors
import versions
import words

GROUPS = (places, arrows, dependencies, versions, shape, texts, words, vectors)
MAX_SHOWN = 4


def main():
    """Runs the functions in the CHECKS of every group."""
    passed = failed = 0
    tree = files.Tree()
    for group in GROUPS:
        for name, check in group.CHECKS:
            note, problems = check(tree)
            if problems:
                failed += 1
                more = f" (+{len(problems) - MAX_SHOWN} more)" if len(problems) > MAX_SHOWN else ""
                print(f"FAIL {name}: {'; '.join(problems[:MAX_SHOWN])}{more}")
            else:
                passed += 1
                print(f"ok   {name}{f': {note}' if note else ''}")
    print(f"tidy: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Checks what compilers do not: one obvious place for each thing, arrows, shape, texts, versions.

Prints one line per check and ends with 1 if any failed. Needs Python, git and cargo. The bindings are checked
as far as they are there.
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

GROUPS = (places, arrows, dependencies, versions, shape, texts, vectors)
SHOWN = 4


def main():
    """Runs every check; those of one file are the functions that its CHECKS names."""
    passed = failed = 0
    tree = files.Tree()
    for group in GROUPS:
        for name, check in group.CHECKS:
            note, problems = check(tree)
            if problems:
                failed += 1
                more = f" (+{len(problems) - SHOWN} more)" if len(problems) > SHOWN else ""
                print(f"FAIL {name}: {'; '.join(problems[:SHOWN])}{more}")
            else:
                passed += 1
                print(f"ok   {name}{f': {note}' if note else ''}")
    print(f"tidy: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

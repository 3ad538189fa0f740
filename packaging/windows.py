"""Checks that the crates compile for Windows without a warning: `make windows-check`. Nothing is linked or run."""

import sys

import rust
import tools
from targets import ROOT
from tools import Failure, say

TRIPLE = "x86_64-pc-windows-gnu"
PACKAGES = ("ringout-core", "ringout-c", "ringout-node", "ringout-python", "ringout-simulator")


def main() -> int:
    """Checks them."""
    try:
        env = rust.environment(TRIPLE)
        env["CARGO_ENCODED_RUSTFLAGS"] += "\x1f-Dwarnings"
        env["PYO3_CROSS_PYTHON_VERSION"] = "3.10"
        chosen = [word for name in PACKAGES for word in ("-p", name)]
        tools.run(
            "cargo",
            "check",
            "--quiet",
            "--locked",
            "--target",
            TRIPLE,
            *chosen,
            *rust.options(TRIPLE),
            cwd=ROOT,
            env=env,
        )
    except Failure as failure:
        print(f"windows: {failure}", file=sys.stderr)
        return 1
    say(f"{', '.join(PACKAGES)} compile for {TRIPLE} without a warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())

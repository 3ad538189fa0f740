"""Checks that the generator of the header records the binary interface, on a small library whose versions differ."""

import shutil
import sys
from pathlib import Path

import programs
from programs import ROOT

SOURCE = """pub const RINGOUT_OK: ringout_status = 0;
pub const RINGOUT_INTERNAL: ringout_status = 17;
pub const RINGOUT_NULL_POINTER: ringout_status = 15;
pub const RINGOUT_LATER: u32 = 2;
pub type ringout_status = u32;
pub struct ringout_error {}
pub struct ringout_options {}
pub extern "C" fn ringout_first() {}
pub extern "C" fn ringout_later() {}
"""
SECTIONS = "%section all All\nThe whole library.\n%item ringout_status\n%enum ringout_code RINGOUT_\\w+ Codes.\n%module error\n"
RAW = """/* ringout @VERSION@: a small library. */
#ifndef RINGOUT_H
#define RINGOUT_H
#include <stdint.h>

/// Success.
#define RINGOUT_OK 0

/// A bug.
#define RINGOUT_INTERNAL 17

/// NULL.
#define RINGOUT_NULL_POINTER 15

/// A status.
typedef uint32_t ringout_status;

/// An error.
typedef struct ringout_error ringout_error;

/// Options.
typedef struct {
    /// The size.
    uint32_t struct_size;
    /// A number.
    uint32_t number;
} ringout_options;

/// The first function.
ringout_status ringout_first(const ringout_options *options, ringout_error **err);
"""
FIELD = "    uint32_t number;\n"
FUNCTION = "ringout_status ringout_first(const ringout_options *options, ringout_error **err);"
LATER = "/// A later function.\nuint32_t ringout_later(void);\n"


def generate(folder: Path, raw: str, version: str) -> tuple[str, str]:
    """Generates the header of a version. Returns the header and the problem, one of which is empty."""
    (folder / "raw.h").write_text(raw.replace("@VERSION@", version))
    outputs = [folder / "ringout.h", folder / "new.txt"]
    done = programs.run(sys.executable, folder / "header" / "generate.py", folder / "raw.h", *outputs)
    return (outputs[0].read_text(), "") if done.returncode == 0 else ("", done.stdout + done.stderr)


def check(folder: Path) -> None:
    """Generates a first version, then later ones that are allowed and that are not."""
    shutil.copytree(ROOT / "ffi-c" / "header", folder / "header")
    (folder / "header" / "sections.txt").write_text(SECTIONS)
    (folder / "src").mkdir()
    (folder / "src" / "error.rs").write_text(SOURCE)
    header, problem = generate(folder, RAW, "0.1.0")
    assert not problem, problem
    assert "@par Errors\n/// `RINGOUT_INTERNAL`, `RINGOUT_NULL_POINTER`.\n///\n/// @since 0.1" in header, header
    assert "RINGOUT_WARN_UNUSED\nringout_status ringout_first(" in header, header
    # Until the version is raised, anything may change.
    assert not generate(
        folder, RAW.replace(FIELD, "").replace("uint32_t struct_size", "uint64_t struct_size"), "0.1.3"
    )[1]
    shutil.copy(folder / "new.txt", folder / "abi.txt")
    generate(folder, RAW, "0.1.0")
    shutil.copy(folder / "new.txt", folder / "abi.txt")

    added = FIELD + "    /// Later.\n    const char *text;\n"
    header, problem = generate(folder, RAW.replace(FIELD, added) + LATER, "0.2.0")
    assert not problem, problem
    assert "    /// Later.\n    ///\n    /// @since 0.2\n    const char *text;" in header, header
    assert "/// A later function.\n///\n/// @since 0.2\nuint32_t ringout_later(void);" in header, header
    refusals = {
        "function ringout_first is gone": RAW.replace(f"/// The first function.\n{FUNCTION}", ""),
        "function ringout_first was": RAW.replace("const ringout_options", "ringout_options"),
        "field ringout_options.number was": RAW.replace(
            "    /// A number.", "    uint32_t before;\n    uint64_t more;\n    /// A number."
        ),
        "constant RINGOUT_INTERNAL was": RAW.replace("INTERNAL 17", "INTERNAL 18"),
        "ends with padding": RAW.replace(FIELD, FIELD + "    const char *text;\n    uint32_t odd;\n"),
        "is the major version": RAW + "/// The interface.\n#define RINGOUT_ABI_VERSION 1\n",
        "is in no section": RAW + LATER.replace("ringout_later", "ringout_elsewhere"),
    }
    for wanted, raw in refusals.items():
        header, problem = generate(folder, raw, "0.2.0")
        assert wanted in problem, f"{wanted!r} is not in {problem!r}"

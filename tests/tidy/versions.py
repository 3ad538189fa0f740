"""The version in every manifest, and the symbols of the C header."""

import json
import re

from files import code, read, read_toml


def _version():
    return read_toml("Cargo.toml")["workspace"]["package"]["version"]


def _node_packages(tree):
    for name in tree.find("bindings-node", "simulator/packages", suffixes=["package.json", "package-lock.json"]):
        if "node_modules/" not in name:
            yield name, json.loads(read(name))


def one_version(tree):
    """Every manifest and the header have the same version."""
    version, problems, seen = _version(), [], 1
    for name, package in _node_packages(tree):
        own = {"the version": package.get("version")}
        own |= {
            other: wanted for other, wanted in package.get("optionalDependencies", {}).items() if "ringout" in other
        }
        if "packages" in package:
            own["the version of the root package"] = package["packages"][""].get("version")
        seen += 1
        problems += [f"{name}: {what} is {found}" for what, found in own.items() if found != version]
    for name in tree.find("bindings-python", "simulator", suffixes=["/pyproject.toml"]):
        seen += 1
        if "version" not in read_toml(name)["project"].get("dynamic", []):
            problems.append(f"{name}: the version is not dynamic")
    if tree.has("include/ringout.h"):
        seen += 1
        found = re.search(r'#define RINGOUT_VERSION "([^"]*)"', read("include/ringout.h"))
        if not found or found[1] != version:
            problems.append(f"include/ringout.h: RINGOUT_VERSION is {found and found[1]}")
    if f"{version}" not in read("CHANGELOG.md"):
        problems.append(f"CHANGELOG.md does not mention {version}")
    return f"{version} in {seen} places", problems


def _exported(tree):
    for name in tree.rust("ffi-c/src"):
        pattern = r'#\[(?:unsafe\()?no_mangle\)?\]\s*(?:pub )?(?:unsafe )?extern\s+"C"\s*fn\s+(\w+)'
        for match in re.finditer(pattern, code(name)):
            yield name, match[1]


def header(tree):
    """The header declares every exported symbol and no other."""
    if not tree.has("ffi-c/src"):
        return "ffi-c does not exist", []
    exported = {symbol: name for name, symbol in _exported(tree)}
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", read("include/ringout.h"), flags=re.DOTALL)
    declared = set(re.findall(r"\b(ringout_\w+)\s*\(", text))
    # Function pointers are types and parameters, not symbols.
    declared -= set(re.findall(r"\(\s*\*\s*(ringout_\w+)\s*\)", text))
    problems = [
        f"{exported[symbol]}: {symbol} is not in the header"
        for symbol in sorted(set(exported) - declared)
        if "test_hooks" not in exported[symbol]
    ]
    problems += [f"include/ringout.h: {symbol} is not exported" for symbol in sorted(declared - set(exported))]
    problems += [f"{symbol} does not begin with ringout_" for symbol in exported if not symbol.startswith("ringout_")]
    return f"{len(exported)} symbols", problems


def macros(tree):
    """Every macro of the header has the prefix."""
    if not tree.has("include/ringout.h"):
        return "the header does not exist", []
    defined = re.findall(r"^\s*#\s*define (\w+)", read("include/ringout.h"), re.MULTILINE)
    return f"{len(defined)} macros", [f"{name} has no prefix" for name in defined if not name.startswith("RINGOUT_")]


CHECKS = [
    ("there is one version", one_version),
    ("the header declares exactly the exported symbols", header),
    ("every macro begins with RINGOUT_", macros),
]

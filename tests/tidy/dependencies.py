"""The dependencies of crates and packages."""

import json
import re
import shutil
import subprocess

from files import ROOT, read, read_toml

SIMULATOR_USERS = ("tests", "bench")
FORBIDDEN_IN_CORE = {"tokio", "openssl", "native-tls", "reqwest", "hyper", "aws-lc-sys", "pyo3", "napi"}
FORBIDDEN_IN_BINDINGS = {"ureq", "serde", "serde_json", "rustls", "ringout-c", "ringout-python", "ringout-node"}
BINDINGS = ("ffi-c", "bindings-python", "bindings-node")


def _manifests(tree):
    for name in tree.names:
        # The fuzzer's programs are a workspace by themselves.
        if name.endswith("/Cargo.toml") and not name.startswith("tests/fuzz/targets/"):
            yield name.removesuffix("/Cargo.toml"), read_toml(name)


def _named(manifest, *kinds):
    tables = [manifest, *manifest.get("target", {}).values()]
    return {name for table in tables for kind in kinds for name in table.get(kind, {})}


ALL = ("dependencies", "dev-dependencies", "build-dependencies")


def arrows(tree):
    """Crates depend only on the crates below them."""
    problems = []
    for folder, manifest in _manifests(tree):
        used = _named(manifest, *ALL)
        if "ringout-simulator" in used and folder.split("/")[0] not in SIMULATOR_USERS:
            problems.append(f"{folder} depends on the simulator")
        if folder == "simulator" and any(name.startswith("ringout") for name in used):
            problems.append("the simulator shares code with the core")
        if folder == "core":
            problems += [f"core depends on {name}" for name in sorted(used & FORBIDDEN_IN_CORE)]
        if folder in BINDINGS:
            own = {f"ringout-{folder.rpartition('-')[2]}"}
            problems += [f"{folder} depends on {name}" for name in sorted(used & (FORBIDDEN_IN_BINDINGS - own))]
    return None, problems


def argued(tree):
    """Every direct dependency has a reason in deny.toml or ARCHITECTURE.md."""
    reasons = read("deny.toml") + read("ARCHITECTURE.md") if tree.has("deny.toml") else read("ARCHITECTURE.md")
    used = {
        name for _, manifest in _manifests(tree) for name in _named(manifest, *ALL) if not name.startswith("ringout")
    }
    missing = sorted(name for name in used if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", reasons))
    return f"{len(used)} dependencies", [f"{name} has no reason in deny.toml or ARCHITECTURE.md" for name in missing]


def shared(tree):
    """Crates take their versions from the workspace."""
    problems = []
    for folder, manifest in _manifests(tree):
        for kind in ALL:
            for name, wanted in manifest.get(kind, {}).items():
                if not (isinstance(wanted, dict) and wanted.get("workspace")):
                    problems.append(f"{folder} sets the version of {name} itself")
        if manifest["package"].get("version") != {"workspace": True}:
            problems.append(f"{folder} does not take the workspace's version")
        if manifest.get("lints") != {"workspace": True}:
            problems.append(f"{folder} does not take the workspace's lints")
    return None, problems


def no_simulation(tree):
    """Only the simulation and the bench enable the core's feature `simulation`, not a plain build."""
    workspace = read_toml("Cargo.toml")["workspace"]
    problems = [name for name, text in tree.texts() if _enables_simulation(name, text, workspace["default-members"])]
    return None, [f"{name} enables the core's feature `simulation`" for name in problems]


def _enables_simulation(name, text, plain):
    folder = name.removesuffix("/Cargo.toml")
    if folder == "core" or not name.endswith("Cargo.toml"):
        return False
    is_apart = folder not in plain and folder.split("/")[0] in SIMULATOR_USERS
    return not is_apart and bool(re.search(r"ringout-core.*\bsimulation\b", text))


def no_runtime_packages(tree):
    """The pip and npm packages have no runtime dependencies."""
    problems = []
    if tree.has("bindings-node/package.json"):
        package = json.loads(read("bindings-node/package.json"))
        problems += [f"package.json depends on {name}" for name in package.get("dependencies", {})]
    if tree.has("bindings-python/pyproject.toml"):
        project = read_toml("bindings-python/pyproject.toml")["project"]
        problems += [f"pyproject.toml depends on {name}" for name in project.get("dependencies", [])]
    return None, problems


def locked(tree):
    """Cargo.lock has no package below core that is forbidden there."""
    lock = read_toml("Cargo.lock")
    packages = {package["name"]: package for package in lock["package"]}
    reached, waiting = set(), ["ringout-core"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [wanted.split()[0] for wanted in packages[name].get("dependencies", [])]
    return f"{len(reached) - 1} packages below core", [
        f"core reaches {name}" for name in sorted(reached & FORBIDDEN_IN_CORE)
    ]


def licences(tree):
    """Every package in Cargo.lock has a licence that deny.toml allows."""
    if not shutil.which("cargo"):
        return "cargo is not installed", []
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        return None, [listed.stderr.strip().rpartition("\n")[2]]
    allowed = set(read_toml("deny.toml")["licenses"]["allow"])
    packages = json.loads(listed.stdout)["packages"]
    problems = [
        f"{package['name']} has {package['license']}"
        for package in packages
        if not _is_allowed(package["license"] or "none", allowed)
    ]
    return f"{len(packages)} packages", problems


def _is_allowed(expression, allowed):
    """Whether these licences satisfy an expression (SPDX, or the older `A/B`). Here AND binds less tightly than OR,
    as the brackets of the only such expressions require."""
    either = re.compile(r"\bOR\b|/")
    needed = re.split(r"\bAND\b", expression.replace("(", " ").replace(")", " "))
    return all(any(" ".join(term.split()) in allowed for term in either.split(part)) for part in needed)


CHECKS = [
    ("crates depend downwards, and only tests and bench depend on the simulator", arrows),
    ("every dependency has a reason", argued),
    ("versions and lints come from the workspace", shared),
    ("no plain build enables the core's feature `simulation`", no_simulation),
    ("the packages have no runtime dependencies", no_runtime_packages),
    ("core reaches no async runtime and no OpenSSL", locked),
    ("every licence is allowed", licences),
]

"""The wheels: `ringout`, and `ringout-simulator` with the simulator's program."""

import shutil
from pathlib import Path

import archive
import licences
import rust
import tools
from targets import DIST, ROOT, WORK, Target, version


def build(target: Target) -> list[Path]:
    """Builds the wheel of the package for Python."""
    options = ["--manifest-path", ROOT / "bindings-python" / "Cargo.toml"]
    if target.is_linux:
        options += ["--zig", "--compatibility", policy(target)]
    built = maturin(target.triple, options, {"PYO3_CROSS_PYTHON_VERSION": "3.10"})
    wheel = finished(built, target.triple, "bindings-python")
    sbom = DIST / f"ringout-{version()}-python-{target.name}.cdx.json"
    return [wheel, licences.sbom(target.triple, "bindings-python", sbom)]


def policy(target: Target) -> str:
    """Returns the tag without the machine, such as manylinux_2_17."""
    return target.wheel.partition(".")[0].removesuffix("_x86_64").removesuffix("_aarch64")


def simulator(target: Target) -> list[Path]:
    """Builds the wheel of the simulator. Its program needs no library, so that it also runs with other C libraries."""
    options = ["--skip-auditwheel", "--compatibility", "linux"] if target.is_linux else []
    options += ["--zig"] if target.is_linux else []
    folder = ROOT / "simulator" / "packages" / "python"
    built = maturin(target.simulator, options, {}, cwd=folder, is_static=True)
    # `wheel tags` prints the name of the new file.
    tagged = tools.run(tools.BIN / "wheel", "tags", "--remove", "--platform-tag", target.simulator_tag, built).split()[
        -1
    ]
    wheel = finished(built.with_name(tagged), target.simulator, "simulator")
    sbom = DIST / f"ringout-simulator-{version()}-{target.simulator_name}.cdx.json"
    return [wheel, licences.sbom(target.simulator, "simulator", sbom)]


def maturin(
    triple: str, options: list[str | Path], variables: dict[str, str], cwd: Path = ROOT, is_static: bool = False
) -> Path:
    """Builds one wheel for a Rust target."""
    program = tools.venv() / "maturin"
    folder = tools.empty(WORK / f"wheel-{triple}")
    common = ["--quiet", "--release", "--strip", "--locked", "--target", triple, "--out", folder]
    env = {**rust.environment(triple, is_static), **variables, **dated()}
    tools.run(program, "build", *common, *options, *rust.options(triple), cwd=cwd, env=env)
    (built,) = folder.glob("*.whl")
    return built


def dated() -> dict[str, str]:
    """The variable that gives the files in a wheel the time of the last commit."""
    return {"SOURCE_DATE_EPOCH": str(max(archive.epoch(), archive.MIN_ZIP_EPOCH))}


def finished(wheel: Path, triple: str, package: str) -> Path:
    """Adds the licences of what is linked in. Returns the wheel in the folder of the packages."""
    folder = tools.empty(WORK / f"wheel-{triple}-content")
    tools.run(tools.BIN / "wheel", "unpack", "--dest", folder, wheel)
    (root,) = folder.iterdir()
    (info,) = root.glob("*.dist-info")
    licences.write(triple, package, info / "licenses" / licences.NAME)
    metadata = info / "METADATA"
    fields, separator, text = metadata.read_text(encoding="utf-8").partition("\n\n")
    metadata.write_text(f"{fields}\nLicense-File: {licences.NAME}{separator}{text}", encoding="utf-8")
    wheel.unlink()
    tools.run(tools.BIN / "wheel", "pack", "--dest-dir", wheel.parent, root, env=dated())
    (packed,) = wheel.parent.glob("*.whl")
    return Path(shutil.copy(packed, DIST / packed.name))


def program(target: Target) -> Path:
    """Returns the program of the simulator that the wheel was made with."""
    return rust.built(target.simulator) / f"ringout-simulator{target.extension}"

"""The scenarios of `make bench`. Each returns figures by key, for each build."""

import json
import os
import re
import statistics
import subprocess
import time
from pathlib import Path

import builds
import counts
import pairs
from builds import WORK, WORKERS, Build
from pairs import Platform, Samples, Worker

# The packages that each language's package is compared with.
PEERS = {
    "c": ["libcurl", "raw_socket"],
    "python": ["ringcentral", "raw_socket_python"],
    "node": ["ringcentral_sdk", "rc_ex_core", "raw_socket_node"],
}
CONCURRENT = 64
GROWTH = [1, 10, 100, 1000, 10_000]
# Each operation of these peers needs a thread and a connection, or a connection.
MAX_PEER_GROWTH = 1000
TURNS = {"status": 31, "status_tls": 21, "concurrent64": 15, "call": 15, "import": 20, "verdict": 9}
CLIENTS = 200
Figures = dict[str, float]
Command = list[str | Path]


def commands(used: list[Build], is_tls: bool = False) -> dict[str, Command]:
    """Returns the command of every worker. Those of one language are neighbours, so their turns are too."""
    python, node = WORKERS / "worker.py", ["node", "--expose-gc", WORKERS / "worker.js"]
    found: dict[str, Command] = {f"c@{build.name}": [build.worker("ringout")] for build in used}
    found["libcurl"] = [WORK / "libcurl"]
    if not is_tls:
        found["raw_socket"] = [WORK / "raw-socket"]
    found |= {f"python@{build.name}": [build.python, python, "ringout"] for build in used}
    if not is_tls:
        found["raw_socket_python"] = [used[0].python, python, "raw_socket"]
    found["ringcentral"] = [builds.PYTHON_PEER, python, "ringcentral"]
    found |= {f"node@{build.name}": [*node, "ringout"] for build in used}
    if not is_tls:
        found["raw_socket_node"] = [*node, "raw_socket"]
    found["ringcentral_sdk"] = [*node, "@ringcentral/sdk"]
    found["rc_ex_core"] = [*node, "@rc-ex/core"]
    return found


def compare(scenario: str, samples: Samples, build: Build) -> Figures:
    """Returns the figures of one build, with the ratios to its peers."""
    found: Figures = {}
    for language, peers in PEERS.items():
        ours = f"{language}@{build.name}"
        for kind in ("wall", "cpu"):
            found[f"{scenario}.{language}.{kind}.us"] = samples.median(ours, kind)
            for peer in peers:
                if peer in samples.wall:
                    found[f"{scenario}.{language}.vs_{peer}.{kind}"] = samples.ratio(peer, ours, kind)
                    found[f"{scenario}.{peer}.{kind}.us"] = samples.median(peer, kind)
    for language in ("python", "node"):
        names = (f"{language}@{build.name}", f"c@{build.name}")
        found[f"{scenario}.{language}.above_c.us"] = samples.difference(*names)
        found[f"{scenario}.{language}.above_c.cpu.us"] = samples.difference(*names, kind="cpu")
    return found


def requests(used: list[Build]) -> dict[str, Figures]:
    """Status requests one after another and on 64 threads, plain and with TLS, and whole calls."""
    found: dict[str, Figures] = {build.name: {} for build in used}
    for options in ([], ["--tls"]):
        with pairs.platform(*options) as platform:
            running = commands(used, bool(options))
            with pairs.workers(running, platform.environment) as workers:
                suffix = "_tls" if options else ""
                runs = [(f"status{suffix}", "status", 0)]
                if not options:
                    runs += [("concurrent64", "concurrent", CONCURRENT), ("call", "call", 0)]
                for scenario, command, threads in runs:
                    print(f"bench: {scenario}", flush=True)
                    samples = pairs.alternate(workers, command, TURNS[scenario], threads)
                    for build in used:
                        found[build.name] |= compare(scenario, samples, build)
    return found


def timed(command: Command, environment: dict[str, str]) -> tuple[float, float]:
    """Runs a process to its end. Returns its wall and CPU time in milliseconds."""
    began = time.perf_counter()
    words = [str(word) for word in command]
    process = os.posix_spawnp(words[0], words, {**os.environ, **environment})
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - began
    if status != 0:
        raise RuntimeError(f"{words} ended with {status}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def imports(used: list[Build]) -> dict[str, Figures]:
    """Whole processes that only load a library, and the same without the library."""
    print("bench: import", flush=True)
    node_peers = os.pathsep.join(map(str, (builds.SDK_MODULES, builds.RC_EX_MODULES)))
    processes: dict[str, tuple[Command, str]] = {
        "c": ([WORK / "load-nothing"], ""),
        **{f"c@{build.name}": ([build.worker("load-ringout")], "") for build in used},
        "libcurl": ([WORK / "load-libcurl"], ""),
        "python": ([used[0].python, "-c", "pass"], ""),
        **{f"python@{build.name}": ([build.python, "-c", "import ringout"], "") for build in used},
        "ringcentral": ([builds.PYTHON_PEER, "-c", "import ringcentral"], ""),
        "node": (["node", "-e", "0"], ""),
        **{f"node@{build.name}": (["node", "-e", "require('ringout')"], str(build.modules)) for build in used},
        "ringcentral_sdk": (["node", "-e", "require('@ringcentral/sdk')"], node_peers),
        "rc_ex_core": (["node", "-e", "require('@rc-ex/core')"], node_peers),
    }
    samples = Samples()
    for turn in range(TURNS["import"] + 2):
        # Backwards every other time, because a process benefits from caches that the one before has filled.
        for name, (command, path) in list(processes.items())[:: -1 if turn % 2 else 1]:
            wall, cpu = timed(command, {"NODE_PATH": path})
            # The first two turns write bytecode and fill the file cache.
            if turn >= 2:
                samples.add(name, wall, cpu)
    found: dict[str, Figures] = {build.name: {} for build in used}
    for build in used:
        for language, peers in PEERS.items():
            found[build.name] |= _import_figures(samples, language, f"{language}@{build.name}", peers)
    return found


def _import_figures(samples: Samples, language: str, ours: str, peers: list[str]) -> Figures:
    found = {
        f"import.{language}.ms": samples.difference(ours, language),
        f"import.{language}.cpu.ms": samples.difference(ours, language, "cpu"),
        f"import.{language}.process.ms": samples.median(ours),
        f"import.{language}.process_without.ms": samples.median(language),
    }
    for peer in peers:
        if peer in samples.wall:
            found[f"import.{peer}.ms"] = samples.difference(peer, language)
            found[f"import.{peer}.cpu.ms"] = samples.difference(peer, language, "cpu")
            found[f"import.{peer}.process.ms"] = samples.median(peer)
            for kind in ("wall", "cpu"):
                found[f"import.{language}.vs_{peer}.{kind}"] = samples.ratio(peer, ours, kind)
    return found


def sizes(used: list[Build]) -> dict[str, Figures]:
    """The bytes that an installation takes on the disk."""
    ringcentral = _packages_size(next((builds.PYTHON_PEER.parent.parent / "lib").glob("python3*/site-packages")))
    sdk, rc_ex, curl = (
        _folder_size(builds.SDK_MODULES),
        _folder_size(builds.RC_EX_MODULES),
        _closure(WORK / "load-libcurl"),
    )
    found = {}
    for build in used:
        library, npm = build.shared_library.stat().st_size, _folder_size(build.modules)
        platform, main = (
            next(tarball for tarball in build.tarballs() if ("linux" in tarball.name) is is_native)
            for is_native in (True, False)
        )
        found[build.name] = {
            "size.libringout.bytes": library,
            "size.libringout_static.bytes": (build.shared_library.parent / "libringout.a").stat().st_size,
            "size.python.bytes": build.wheel_files(),
            "size.python.wheel.bytes": build.wheel().stat().st_size,
            "size.node.bytes": npm,
            "size.node.platform_tarball.bytes": platform.stat().st_size,
            "size.node.main_tarball.bytes": main.stat().st_size,
            "size.libcurl.bytes": curl,
            "size.ringcentral.bytes": ringcentral,
            "size.ringcentral_sdk.bytes": sdk,
            "size.rc_ex_core.bytes": rc_ex,
            "size.c.vs_libcurl": curl / library,
            "size.python.vs_ringcentral": ringcentral / build.wheel_files(),
            "size.node.vs_ringcentral_sdk": sdk / npm,
            "size.node.vs_rc_ex_core": rc_ex / npm,
        }
    return found


def _folder_size(folder: Path) -> int:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def _packages_size(packages: Path) -> int:
    """Returns the bytes of the installed packages, without the installer's and without bytecode."""
    ignored = re.compile(r"^(pip|setuptools|pkg_resources|_distutils_hack|distutils-precedence|wheel)\b")
    files = (path for path in packages.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return sum(path.stat().st_size for path in files if not ignored.match(str(path.relative_to(packages))))


def _closure(program: Path) -> int:
    """Returns the bytes of the shared libraries of a program that are not part of the C library or the compiler."""
    system = re.compile(r"^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt|libgcc_s|libresolv)\b")
    lines = [line.split() for line in builds.run("ldd", program).splitlines()]
    paths = {Path(words[2]).resolve() for words in lines if len(words) > 2 and not system.match(words[0])}
    return sum(path.stat().st_size for path in paths)


def memory(used: list[Build]) -> dict[str, Figures]:
    """The memory of a client that has logged in and has a connection, and of a followed call."""
    print("bench: memory", flush=True)
    grown = {}
    for name, command in commands(used).items():
        if name.startswith("raw_socket"):
            continue
        with pairs.platform() as platform, pairs.workers({name: command}, platform.environment) as workers:
            workers[name].run("clients", 20)
            before = workers[name].resident()
            workers[name].run("clients", CLIENTS)
            grown[name] = (workers[name].resident() - before) / CLIENTS
    found: dict[str, Figures] = {}
    for build in used:
        found[build.name] = of_build = _heap(build)
        for language, peers in PEERS.items():
            of_build[f"memory.{language}.per_client.bytes"] = ours = grown[f"{language}@{build.name}"]
            for peer in peers:
                if peer in grown:
                    of_build[f"memory.{peer}.per_client.bytes"] = grown[peer]
                    of_build[f"memory.{language}.vs_{peer}.per_client"] = grown[peer] / ours
    return found


def _heap(build: Build) -> Figures:
    """Returns what the C library allocates, by count, and how following grows."""
    found: Figures = {}
    with pairs.platform() as platform, counted(build, platform) as workers:
        worker = workers["c"]
        worker.run("status", 100)
        before = worker.run("clients", 20)["live_bytes"]
        found["memory.c.per_client.heap.bytes"] = (worker.run("clients", CLIENTS)["live_bytes"] - before) / CLIENTS
    with pairs.platform() as platform, counted(build, platform) as workers:
        worker = workers["c"]
        worker.run("status", 100)
        live = {0: worker.run("clients", 0)["live_bytes"]}
        for size in GROWTH:
            result = worker.run("follow", size)
            live[size] = result["live_bytes"]
            growth = f"growth.followed.c.{size}"
            found[f"{growth}.bytes"] = live[size] - live[0]
            found[f"{growth}.threads"] = worker.threads()
            found[f"{growth}.cpu.percent"] = result["cpu_ns"] / result["wall_ns"] * 100
    found["memory.c.per_followed_call.bytes"] = (live[1000] - live[100]) / 900
    return found


def counted(build: Build, platform: Platform):
    """Starts the C worker with its allocations counted."""
    environment = {**platform.environment, **builds.COUNTED}
    return pairs.workers({"c": [build.worker("ringout")]}, environment)


def growth(used: list[Build]) -> dict[str, Figures]:
    """Many operations at once."""
    print("bench: growth", flush=True)
    found: dict[str, Figures] = {build.name: {} for build in used}
    for name, command in commands(used).items():
        language, _, build = name.partition("@")
        if name.startswith("raw_socket"):
            continue
        with pairs.platform() as platform, pairs.workers({name: command}, platform.environment) as workers:
            pairs.warm_up(workers[name], ["status"], 1)
            for size in GROWTH if build else [size for size in GROWTH if size <= MAX_PEER_GROWTH]:
                figures = _at_once(workers[name], "gather" if language == "python" else "concurrent", size)
                for of_build in [build] if build else found:
                    found[of_build] |= {
                        f"growth.operations.{language}.{size}.{key}": value for key, value in figures.items()
                    }
    return found


def _at_once(worker: Worker, command: str, size: int) -> Figures:
    """Measures a thousand operations or more, `size` at once, and the most memory that they need."""
    count = max(1000, size)
    worker.run(command, size, size)
    # Restarts the peak of the process.
    Path(f"/proc/{worker.process.pid}/clear_refs").write_text("5")
    results = [worker.run(command, size, count) for _ in range(3 if size < 1000 else 1)]
    peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{worker.process.pid}/status").read_text())
    assert peak is not None
    return {
        "wall.us": statistics.median(result["wall_ns"] for result in results) / count / 1000,
        "cpu.us": statistics.median(result["cpu_ns"] for result in results) / count / 1000,
        "peak.bytes": int(peak[1]) * 1024,
    }


def verdicts(used: list[Build]) -> dict[str, Figures]:
    """The time to judge one documented transition."""
    print("bench: verdict", flush=True)
    found: dict[str, Figures] = {}
    with pairs.platform() as platform:
        for build in used:
            rust = json.loads(subprocess.run([build.verdict], stdout=subprocess.PIPE, check=True, text=True).stdout)
            found[build.name] = {"verdict.rust.ns": rust["ns"], "verdict.rust.allocations": rust["allocations"]}
        running = {name: command for name, command in commands(used).items() if "@" in name}
        with pairs.workers(running, platform.environment) as workers:
            samples = pairs.alternate(workers, "verdict", TURNS["verdict"])
        for name in running:
            language, _, build_name = name.partition("@")
            found[build_name][f"verdict.{language}.ns"] = samples.median(name) * 1000
    return found


def counted_costs(used: list[Build]) -> dict[str, Figures]:
    """Instructions and allocations, which other load on the machine does not change."""
    print("bench: instructions and allocations", flush=True)
    found: dict[str, Figures] = {}
    with pairs.platform() as platform:
        peers = {
            f"{operation}.{peer}.instructions": counts.instructions([WORK / program], operation, platform)
            for peer, program in (("libcurl", "libcurl"), ("raw_socket", "raw-socket"))
            for operation in ("status", "call")
        }
        for build in used:
            found[build.name] = ours = {**peers, **counts.of_library(build, platform)}
            for operation in ("status", "call"):
                ours[f"{operation}.python.instructions"] = counts.instructions(
                    [build.python, WORKERS / "worker.py", "ringout"], operation, platform
                )
                ratio = peers[f"{operation}.libcurl.instructions"] / ours[f"{operation}.c.instructions"]
                ours[f"{operation}.c.vs_libcurl.instructions"] = ratio
    return found


ALL = [requests, counted_costs, imports, sizes, memory, verdicts, growth]

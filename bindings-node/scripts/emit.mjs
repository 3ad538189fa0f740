// Emits lib/ from ts/: CommonJS, an entry for ES modules, and the declarations. `--check` only compares.
//
// Most modules become one file, main.js, because a program that loads many small ones starts later.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'esbuild'

import { root } from './addon.mjs'

const HEADER = '// Generated from ts/ by `npm run emit`.\n'
const lib = join(root, 'lib')
const stage = mkdtempSync(join(tmpdir(), 'ringout-emit-'))
try {
  await emit(stage)
  if (process.argv.includes('--check')) compare()
  else replace()
} finally {
  rmSync(stage, { recursive: true })
}

async function emit(outdir) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const done = spawnSync(process.execPath, [tsc, '--project', root, '--outDir', outdir], { encoding: 'utf8' })
  if (done.error) throw done.error
  if (done.status !== 0) fail(done.stdout + done.stderr)
  const common = { absWorkingDir: root, outdir, platform: 'node', target: 'node20', charset: 'utf8', logLevel: 'warning' }
  await build({ ...common, entryPoints: ['ts/native.ts'], format: 'cjs' })
  const external = ['./native.js', './compat/platform.js']
  const main = { ...common, entryPoints: ['ts/main.ts'], bundle: true, external }
  await build({ ...main, format: 'cjs' })
  const compat = { entryPoints: ['ts/compat/platform.ts'], outdir: join(outdir, 'compat') }
  await build({ ...main, ...compat, external: ['../main.js'], format: 'cjs' })
  // The stores use only the types of the rest, and the scripts become part of the file.
  const redis = { entryPoints: ['ts/redis/index.ts'], outdir: join(outdir, 'redis'), loader: { '.lua': 'text' } }
  await build({ ...main, ...redis, external: [], format: 'cjs' })
  await build({ ...main, ...redis, external: [], format: 'esm', outExtension: { '.js': '.mjs' } })
  const bullmq = { ...main, entryPoints: ['ts/bullmq.ts'], external: [] }
  await build({ ...bullmq, format: 'cjs' })
  await build({ ...bullmq, format: 'esm', outExtension: { '.js': '.mjs' } })
  // Programs do not import the command.
  rmSync(join(outdir, 'cli'), { recursive: true })
  const cli = { entryPoints: ['ts/cli/main.ts'], outdir: join(outdir, 'cli') }
  await build({ ...main, ...cli, external: ['../index.js'], format: 'cjs' })
  const testing = { ...main, entryPoints: ['ts/testing.ts'], external: ['./index.js'] }
  await build({ ...testing, format: 'cjs' })
  writeFileSync(join(outdir, 'testing.mjs'), moduleEntry(await exportsOf(testing), './testing.js'))
  const names = await exportsOf(main)
  writeFileSync(join(outdir, 'index.js'), commonEntry(names))
  writeFileSync(join(outdir, 'index.mjs'), moduleEntry(names, './main.js'))
  for (const name of filesIn(outdir)) writeFileSync(join(outdir, name), HEADER + named(readFileSync(join(outdir, name), 'utf8')))
}

/** Returns the names that a bundle exports. */
async function exportsOf(options) {
  const { metafile } = await build({ ...options, format: 'esm', metafile: true, write: false, logLevel: 'error' })
  return Object.values(metafile.outputs)[0].exports.sort()
}

function moduleEntry(names, from) {
  const own = names.map((name) => (name === 'default' ? 'SDK as default' : name))
  return `export {\n  ${own.join(',\n  ')},\n} from '${from}'\n`
}

function commonEntry(names) {
  return `'use strict'

// A missing native half is reported now.
require('./native.js')

// As TypeScript and bundlers mark a module with a default export.
Object.defineProperty(exports, '__esModule', { value: true })

// The rest is loaded on first use, because many programs load this package long before.
for (const name of [
  ${names.map((name) => `'${name}'`).join(',\n  ')},
]) {
  Object.defineProperty(exports, name, { get: () => require('./main.js')[name], enumerable: true, configurable: true })
}

// Tells Node the names, for an \`import\` of this file.
0 && (exports.default = undefined)
0 && (module.exports = { ${names.filter((name) => name !== 'default').join(', ')} })
`
}

/** Undoes what the bundler does to a class that refers to itself: `var Call = class _Call`. The name is visible to programs. */
function named(source) {
  const classes = [...source.matchAll(/var (\w+) = class _\1\b/g)].map(([, name]) => name)
  return classes.reduce((text, name) => text.replaceAll(new RegExp(`(?<!\\w)_${name}\\b`, 'g'), name), source)
}

function compare() {
  const names = new Set([...filesIn(lib), ...filesIn(stage)])
  const differing = [...names].filter((name) => contents(lib, name) !== contents(stage, name))
  if (differing.length > 0) fail(`lib/ does not match ts/: ${differing.sort().join(', ')}. Run: npm run emit\n`)
}

function replace() {
  rmSync(lib, { recursive: true, force: true })
  cpSync(stage, lib, { recursive: true })
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile())
}

function contents(folder, name) {
  return statSync(join(folder, name), { throwIfNoEntry: false }) && readFileSync(join(folder, name), 'utf8')
}

function fail(message) {
  process.stderr.write(message)
  process.exitCode = 1
  rmSync(stage, { recursive: true })
  process.exit(1)
}

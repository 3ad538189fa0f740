// Loading the package: ESM, CommonJS, exported names and types.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

import { failure } from './support/expect.mjs'
import { PACKAGE, runModule, runNode } from './support/program.mjs'
import * as ringout from './support/ringout.mjs'

const require = createRequire(import.meta.url)
const manifest = require('../../bindings-node/package.json')
const ENTRY = join(PACKAGE, 'lib', 'index.mjs')
const folder = mkdtempSync(join(tmpdir(), 'ringout-types-'))
after(() => rmSync(folder, { recursive: true }))

/** Compiles a module or a file of `types/`, with the strictest settings. Returns what the compiler prints. */
async function compile(source, ...options) {
  const tsc = require.resolve('../../bindings-node/node_modules/typescript/bin/tsc')
  const path = source.startsWith('types/') ? fileURLToPath(new URL(source, import.meta.url)) : join(folder, 'module.mts')
  if (!source.startsWith('types/')) writeFileSync(path, source)
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022', '--lib', 'es2022']
  const types = ['--types', 'node', '--typeRoots', join(PACKAGE, 'node_modules/@types')]
  const module = options.length > 0 ? options : ['--module', 'nodenext']
  const done = await runNode([tsc, '--noEmit', '--ignoreConfig', ...strict, ...types, ...module, path])
  return done.stdout + done.stderr
}

test('ESM and CommonJS export the same objects', async () => {
  const common = require('../../bindings-node/lib/index.js')
  const modules = await import('../../bindings-node/lib/index.mjs')
  assert.deepEqual(Object.keys(common).sort(), Object.keys(modules).sort())
  for (const name of Object.keys(common)) assert.equal(common[name], modules[name])
  assert.equal(modules.default, ringout.SDK)
})

test('both resolve the name of the package', async () => {
  const imported = await runModule(`import { Client } from 'ringout'; console.log(typeof Client.fromEnv)`)
  assert.equal(imported.stdout, 'function\n', imported.stderr)
  const required = await runNode(['--eval', `console.log(typeof require('ringout').Client.fromEnv)`])
  assert.equal(required.stdout, 'function\n', required.stderr)
})

test('the rest is loaded on first use', async () => {
  const loaded = `Object.keys(require.cache).map((path) => path.split('/').at(-1)).sort().join(' ')`
  const common = `require('ringout'); console.log(${loaded}); require('ringout').version; console.log(${loaded})`
  const required = await runNode(['--eval', common])
  const addon = 'ringout.linux-x64-gnu.node'
  assert.equal(required.stdout, `index.js native.js ${addon}\nindex.js main.js native.js ${addon}\n`, required.stderr)
  const module = `import { createRequire } from 'node:module'; import { SDK } from 'ringout'
    const require = createRequire(import.meta.url); console.log(${loaded}); new SDK({ server: 'https://example.com', clientId: 'id' })
    console.log(${loaded})`
  const imported = await runModule(module)
  assert.equal(imported.stdout, `main.js native.js ${addon}\nmain.js native.js platform.js ${addon}\n`, imported.stderr)
})

test('classes and errors have their names', () => {
  for (const [name, value] of Object.entries(ringout)) if (typeof value === 'function') assert.equal(value.name, name)
})

test('the package has no dependencies', () => {
  assert.equal(manifest.dependencies, undefined)
  assert.equal(ringout.version, manifest.version)
})

test('the types declare every export', async () => {
  const names = Object.keys(ringout)
  const source = `import * as ringout from '${ENTRY}'
    const names: { [Name in Exclude<keyof typeof ringout, 'default'>]: true } = { ${names.map((name) => `${name}: true`).join(', ')} }
    console.log(names)`
  assert.equal(await compile(source), '')
})

test('the union types have the names of the constants', async () => {
  const unions = Object.entries(ringout).filter(([, value]) => typeof value === 'object')
  assert.equal(unions.length, 14)
  const lines = unions.map(([name, constants]) => {
    const union = Object.values(constants)
      .map((value) => `'${value}'`)
      .join(' | ')
    return `same<ringout.${name === 'Status' ? 'KnownStatus' : name}, ${union}>(true)`
  })
  const codes = new Set([...Object.values(ringout)].flatMap(({ code }) => code ?? []))
  lines.push(`same<ringout.ErrorCode, ${[...codes].map((code) => `'${code}'`).join(' | ')}>(true)`)
  const source = `import type * as ringout from '${ENTRY}'
    type Same<A, B> = [A, B] extends [B, A] ? true : false
    function same<A, B>(same: Same<A, B>) { console.log(same) }
    ${lines.join('\n')}`
  assert.equal(await compile(source), '')
})

test('data objects are frozen, print every field, and have no public constructor', async () => {
  const state = new ringout.CallState('Success', 'Success', 'NosuchUser')
  assert.deepEqual({ ...state }, { callStatus: 'Success', callerStatus: 'Success', calleeStatus: 'NoSuchUser', phase: 'Ended' })
  assert.ok(Object.isFrozen(state) && Object.isFrozen(ringout.Status))
  assert.throws(() => Object.assign(state, { phase: 'Connected' }), TypeError)
  assert.deepEqual(JSON.parse(JSON.stringify(state)), { ...state })
  assert.match(inspect(state), /^CallState \{/)
  assert.equal(`${state}`, 'call Success, caller Success, callee NoSuchUser')
  assert.equal(state.equals(new ringout.CallState('Success', 'Success', 'NoSuchUser')), true)
  assert.equal(state.equals({ ...state }), false)
  const [odd, escaped] = ['a\nb', 'a\\nb'].map((status) => new ringout.CallState('InProgress', status, ''))
  assert.deepEqual([String(odd), odd.equals(escaped)], [String(escaped), false])
  const ended = new ringout.CallState('Success', 'Finished', 'Finished')
  assert.equal(ended.explain(), 'the call has ended: both sides talked and hung up')
  const verdict = ringout.checkTransition(state, state)
  assert.ok(Object.isFrozen(verdict) && Object.isFrozen(verdict.reasons))
  for (const name of [
    'Call',
    'Watch',
    'Outcome',
    'Verdict',
    'Change',
    'Response',
    'Token',
    'TokenKey',
    'Preflight',
    'PlaceAll',
    'JournalEntry',
  ]) {
    assert.match((await failure(() => new ringout[name]())).message, new RegExp(`^${name} has no public constructor`))
  }
})

test('statuses have numbers and explanations', () => {
  Object.values(ringout.Status).forEach((status, number) => assert.equal(ringout.statusNumber(status), number))
  assert.equal(ringout.statusNumber('Diverted'), 0)
  assert.equal(ringout.explainStatus(ringout.Status.Busy), 'the phone is busy')
})

test('errors can be made by programs and their tests', () => {
  const cause = new Error('cause')
  const error = new ringout.RateLimitedError('slow down', { retryAfter: 30_000, retryable: true, hint: 'wait', cause })
  assert.ok(error instanceof ringout.RingOutError && error instanceof Error)
  assert.deepEqual([error.name, error.code, error.number, error.retryAfter], ['RateLimitedError', 'RATE_LIMITED', 6, 30_000])
  assert.deepEqual([error.hint, error.details, error.cause], ['wait', [], cause])
  assert.match(inspect(error), /^RateLimitedError: slow down\n {4}at .*code: 'RATE_LIMITED'/s)
  assert.equal(String(new ringout.NotFoundError('gone')), 'NotFoundError: gone')
})

for (const [name, options] of Object.entries({
  'an ES module': ['types/module.mts', '--module', 'nodenext'],
  'a CommonJS module': ['types/common.cts', '--module', 'nodenext'],
  'a program for @ringcentral/sdk': ['types/sdk.mts', '--module', 'nodenext'],
  'a bundler': ['types/module.mts', '--module', 'esnext', '--moduleResolution', 'bundler'],
})) {
  test(`the types compile in ${name}`, async () => assert.equal(await compile(...options), ''))
}

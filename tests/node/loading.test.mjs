// Loading the package: ESM, CommonJS, exported names and types.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

import { failure } from './support/expect.mjs'
import { PACKAGE, runModule, runNode } from './support/program.mjs'
import * as ringout from './support/ringout.mjs'

const require = createRequire(import.meta.url)
const manifest = require('../../bindings-node/package.json')
const types = ['index.d.cts', 'lib/compat/sdk.d.cts'].map((name) => readFileSync(join(PACKAGE, name), 'utf8')).join('')

test('ESM and CommonJS export the same objects', async () => {
  const common = require('../../bindings-node/index.cjs')
  assert.deepEqual(Object.keys(common).sort(), Object.keys(ringout).sort())
  for (const name of Object.keys(common)) assert.equal(common[name], ringout[name])
})

test('both resolve the name of the package', async () => {
  const imported = await runModule(`import { Client } from 'ringout'; console.log(typeof Client.fromEnv)`)
  assert.equal(imported.stdout, 'function\n', imported.stderr)
  const required = await runNode(['--eval', `console.log(typeof require('ringout').Client.fromEnv)`])
  assert.equal(required.stdout, 'function\n', required.stderr)
})

test('only the modules in use are loaded', async () => {
  const loaded = `Object.keys(require.cache).map((path) => path.split('/').at(-1).split('.cjs')[0]).filter((name) => !name.endsWith('.node')).sort().join(' ')`
  const common = `const { version } = require('ringout'); console.log(${loaded})
    new (require('ringout').Client)({ server: 'https://example.com', clientId: 'id' }); console.log(${loaded})`
  const required = await runNode(['--eval', common])
  assert.equal(required.stdout, 'index native\narguments client errors index native operation\n', required.stderr)
  // An `import` accesses every export.
  const module = `import { createRequire } from 'node:module'; import { Client } from 'ringout'
    const require = createRequire(import.meta.url); console.log(${loaded})`
  const imported = await runModule(module)
  const all = 'arguments call client data errors index login native operation place_all sdk steps\n'
  assert.equal(imported.stdout, all, imported.stderr)
})

test('the package has no dependencies', () => {
  assert.equal(manifest.dependencies, undefined)
  assert.equal(ringout.version, manifest.version)
})

test('the types declare every export', () => {
  const typed = [...types.matchAll(/^export (?:const|class|function) (\w+)/gm)].map(([, name]) => name)
  assert.deepEqual(typed.sort(), Object.keys(ringout).sort())
})

test('the union types have the names of the constants', () => {
  const union = (name) => {
    const [, body] = types.match(new RegExp(`^export type ${name} =([^/]*?)\\n(?=\\S)`, 'm'))
    return [...body.matchAll(/'([^']+)'/g)].map(([, member]) => member).sort()
  }
  for (const [name, constants] of Object.entries(ringout)) {
    if (typeof constants !== 'object') continue
    assert.deepEqual(union(name === 'Status' ? 'KnownStatus' : name), Object.values(constants).sort(), name)
  }
  const codes = Object.values(ringout).flatMap((value) => value.code ?? [])
  assert.deepEqual(union('ErrorCode'), [...new Set(codes)].sort())
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
  for (const name of ['Call', 'Watch', 'Outcome', 'Verdict', 'Change', 'Response', 'Token', 'TokenKey', 'Preflight', 'PlaceAll', 'JournalEntry']) {
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
  'an ES module': ['--module', 'nodenext', 'types/module.mts'],
  'a CommonJS module': ['--module', 'nodenext', 'types/common.cts'],
  'a program for @ringcentral/sdk': ['--module', 'nodenext', 'types/sdk.mts'],
  'a bundler': ['--module', 'esnext', '--moduleResolution', 'bundler', 'types/module.mts'],
})) {
  test(`the types compile in ${name}`, async () => {
    const tsc = require.resolve('../../bindings-node/node_modules/typescript/bin/tsc')
    const path = fileURLToPath(new URL(options.pop(), import.meta.url))
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2022', '--types', 'node']
    const roots = ['--typeRoots', join(PACKAGE, 'node_modules/@types')]
    const done = await runNode([tsc, '--noEmit', '--ignoreConfig', ...strict, ...roots, ...options, path])
    assert.deepEqual([done.stdout, done.code], ['', 0])
  })
}

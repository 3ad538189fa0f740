// `ringout/testing` in the test runners that users have: passing and failing tests, and the listing of the README.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { start } from '../node/support/children.mjs'

const PROJECT = dirname(process.env.RINGOUT_EXAMPLES)
const SIMULATOR = process.env.RINGOUT_SIMULATOR ?? fileURLToPath(new URL('../../target/debug/ringout-simulator', import.meta.url))
const BODY = `
const simulator = new Simulator()
beforeAll(() => simulator.start())
beforeEach(() => simulator.reset())
afterAll(() => simulator.stop())

test('a busy callee', async () => {
  const call = await simulator.client().createCall({ to: '+14155550180', from: '+16505550180' })
  await simulator.answer(call, 'caller')
  await simulator.busy(call, 'callee')
  expect((await call.wait()).kind).toBe('Busy')
  expect(await simulator.findCall(call)).toMatchObject({ id: call.id, calleeStatus: 'Busy' })
})

test('an error is the class of the package', async () => {
  await simulator.fault({ drop: 'before-response' }, { method: 'POST', path: '/restapi/v1.0/account' })
  await expect(simulator.client().createCall({ to: '+14155550180' })).rejects.toThrow(MaybePlacedError)
})

test('a wait for a request ends although the test replaces the timers and the clock', async () => {
  timers.useFakeTimers()
  try {
    expect((await simulator.calls()).length).toBe(0)
    await expect(simulator.waitForRequest('GET', '/none', { timeout: 20 })).rejects.toThrow('arrived within 0.02 s')
  } finally {
    timers.useRealTimers()
  }
})

test('fails', async () => {
  expect(await simulator.calls()).toHaveLength(1)
})
`
const MODULE = `import { MaybePlacedError } from 'ringout'\nimport { Simulator } from 'ringout/testing'\n`
const COMMON = `const timers = jest\nconst { MaybePlacedError } = require('ringout')\nconst { Simulator } = require('ringout/testing')\n`
const RUNNERS = {
  vitest: {
    imports: `import { afterAll, beforeAll, beforeEach, expect, test, vi as timers } from 'vitest'\n${MODULE}`,
    file: 'calls.test.mjs',
    command: ['vitest', 'vitest.mjs', 'run'],
    summary: /Tests +1 failed \| 3 passed/,
  },
  jest: {
    imports: COMMON,
    file: 'calls.test.js',
    command: ['jest', 'bin/jest.js'],
    summary: /Tests: +1 failed, 3 passed/,
  },
}

/** Runs a file of tests with a runner, and returns what it writes. */
async function run(name, file, code) {
  const folder = join(PROJECT, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
  writeFileSync(join(folder, file), code)
  const [packageName, program, ...options] = RUNNERS[name].command
  const bin = join(dirname(createRequire(join(PROJECT, 'x')).resolve(`${packageName}/package.json`)), program)
  const env = { ...process.env, RINGOUT_SIMULATOR: SIMULATOR, CI: 'true', NO_COLOR: '1' }
  const child = start(process.execPath, [bin, ...options], { cwd: folder, env })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return `${output}\n${errors}`
}

for (const [name, { imports, file, summary }] of Object.entries(RUNNERS)) {
  test(name, async () => assert.match(await run(name, file, imports + BODY), summary))
}

test('the listing of the README in Vitest, with the import that the README names', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [listing] = [...readme.matchAll(/^```js\n(.*?)^```$/gms)]
    .map(([, code]) => code)
    .filter((code) => code.includes('ringout/testing'))
  const [imported] = /import \{.*\} from 'vitest'/.exec(readme)
  const code = listing.replace(/^import .* from 'node:test'$/m, imported)
  assert.match(await run('vitest', 'calls.test.mjs', code), /Tests +2 passed/)
})

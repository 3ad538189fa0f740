// `ringout/testing` in the test runners that users have, with a passing and a failing test each.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
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

test('fails', async () => {
  expect(await simulator.calls()).toHaveLength(1)
})
`
const MODULE = `import { MaybePlacedError } from 'ringout'\nimport { Simulator } from 'ringout/testing'\n`
const COMMON = `const { MaybePlacedError } = require('ringout')\nconst { Simulator } = require('ringout/testing')\n`
const RUNNERS = {
  vitest: {
    imports: `import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'\n${MODULE}`,
    file: 'calls.test.mjs',
    command: ['vitest', 'vitest.mjs', 'run'],
    summary: /Tests +1 failed \| 2 passed/,
  },
  jest: {
    imports: COMMON,
    file: 'calls.test.js',
    command: ['jest', 'bin/jest.js'],
    summary: /Tests: +1 failed, 2 passed/,
  },
}

for (const [name, { imports, file, command, summary }] of Object.entries(RUNNERS)) {
  test(name, async () => {
    const folder = join(PROJECT, name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
    writeFileSync(join(folder, file), imports + BODY)
    const [packageName, program, ...options] = command
    const bin = join(dirname(createRequire(join(PROJECT, 'x')).resolve(`${packageName}/package.json`)), program)
    const env = { ...process.env, RINGOUT_SIMULATOR: SIMULATOR, CI: 'true', NO_COLOR: '1' }
    const child = start(process.execPath, [bin, ...options], { cwd: folder, env })
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    const shown = `${output}\n${errors}`
    assert.match(shown, summary)
  })
}

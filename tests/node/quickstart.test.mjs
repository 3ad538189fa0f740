// The examples as separate programs: their output, and their errors in an invalid environment.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'

import { start } from './support/children.mjs'
import { PACKAGE, runNode } from './support/program.mjs'
import { startSimulator } from './support/simulator.mjs'

let simulator
let environment
before(async () => {
  simulator = await startSimulator()
  environment = { ...simulator.environment, RINGOUT_CALLER: '+16505550123', RINGOUT_RECIPIENT: '+16505550100' }
})
after(() => simulator.stop())

const quickstart = (changes = {}) => {
  const given = Object.entries({ ...environment, ...changes }).filter(([, value]) => value !== undefined)
  return runNode(['examples/quickstart.mjs'], Object.fromEntries(given))
}

/** Waits for the call to be placed, and returns it. */
async function placedCall() {
  await simulator.arrived(1, 'POST', '/ring-out')
  const { calls } = await simulator.get('calls')
  return calls.at(-1) ?? placedCall()
}

describe('quickstart', () => {
  test('follows a call to its end', async () => {
    const running = quickstart()
    const call = await placedCall()
    assert.deepEqual([call.from, call.to], ['+16505550123', '+16505550100'])
    await simulator.act(call, 'caller', 'answer')
    await simulator.act(call, 'callee', 'answer')
    await simulator.arrived(1, 'GET')
    await simulator.act(call, 'callee', 'hangup')
    const { stdout, stderr, code } = await running
    assert.deepEqual([stderr, code], ['', 0])
    assert.deepEqual(stdout.replace(/^[ \d]{3}\.\d s {2}/gm, '###.# s  ').split('\n'), [
      'Call placed. Call status: InProgress',
      '###.# s  call Success, caller Success, callee Success',
      '###.# s  call Success, caller Finished, callee Finished',
      'Completed: the caller and the callee talked, then hung up',
      '',
    ])
  })

  test('prints the error of a refused login, with its hint', async () => {
    const { stdout, stderr, code } = await quickstart({ RC_APP_CLIENT_SECRET: 'wrong' })
    assert.deepEqual([stdout, code], ['', 1])
    assert.match(stderr, /^the server responded with 401 OAU-146: .* \(check the client id .*\)\n$/)
  })

  for (const [name, value, said] of [
    ['RINGOUT_RECIPIENT', undefined, 'RINGOUT_RECIPIENT is not set'],
    ['RINGOUT_RECIPIENT', '', 'RINGOUT_RECIPIENT is not set'],
    ['RINGOUT_RECIPIENT', 'abc', 'to: "abc" is not a phone number'],
    ['RINGOUT_CALLER', '1', 'from: "1" is not a phone number'],
    ['RC_SERVER_URL', undefined, 'RC_SERVER_URL: the environment variable is not set'],
    ['RC_SERVER_URL', 'platform.ringcentral.com', 'RC_SERVER_URL: '],
    ['RC_SERVER_URL', 'http://example.com', 'RC_SERVER_URL: '],
    ['RC_APP_CLIENT_ID', undefined, 'RC_APP_CLIENT_ID: the environment variable is not set'],
    ['RC_APP_CLIENT_ID', 'a b', 'RC_APP_CLIENT_ID: '],
    ['RC_APP_CLIENT_SECRET', 'a b', 'RC_APP_CLIENT_SECRET: '],
    ['RC_USER_JWT', undefined, 'not logged in'],
    ['RC_USER_JWT', 'a b', 'RC_USER_JWT: '],
  ]) {
    test(`prints one sentence if ${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}`, async () => {
      const { stdout, stderr, code } = await quickstart({ [name]: value })
      assert.deepEqual([stdout, code], ['', 2])
      assert.ok(stderr.startsWith(said), stderr)
      assert.match(stderr, /^[^\n]+\n$/)
    })
  }
})

describe('place_all', () => {
  const PASSED = /^(?:\w+ +Passed {2}.*\n){8}/
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringout-example-'))
    await simulator.post('reset')
    await simulator.post('clock', { running: false })
  })
  after(() => rm(folder, { recursive: true }))

  /** Starts the program in its own folder. */
  function begin(...numbers) {
    const example = join(PACKAGE, 'examples', 'place_all.mjs')
    const env = { PATH: process.env.PATH, ...environment }
    return start(process.execPath, [example, ...numbers], { cwd: folder, env })
  }

  async function ended(child) {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { stdout, stderr }
  }

  test('prints how each call ended, and writes every step', async () => {
    const running = ended(begin('+16505550100', '+16505550402'))
    await simulator.act(await placedCall(), 'caller', 'busy')
    const { stdout, stderr } = await running
    assert.equal(stderr, '')
    assert.match(stdout, PASSED)
    const results = stdout.replace(PASSED, '').trim().split('\n')
    assert.deepEqual(
      results.map((line) => line.split(': ')[0]),
      ['+16505550100  Busy', '+16505550402  ForbiddenError'],
    )
    const kept = (await readFile(join(folder, 'calls.log'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      kept.map(({ step }) => step),
      ['Placing', 'Placed', 'Ended', 'Placing', 'NotPlaced'],
    )
  })

  test('hangs up its calls when it is interrupted', async () => {
    await simulator.delete('journal')
    const child = begin('+16505550100', '+16505550101')
    const running = ended(child)
    await simulator.arrived(1, 'POST', '/ring-out')
    await simulator.arrived(4, 'GET')
    child.kill('SIGINT')
    const { stdout, stderr } = await running
    assert.match(stderr, /interrupted|not waited for/)
    assert.deepEqual(stdout.replace(PASSED, '').trim().split('\n').sort(), ['hung up: HungUp', 'not placed'])
    assert.equal((await simulator.journal('POST', '/ring-out')).length, 1)
  })
})

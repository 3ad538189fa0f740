// `ringout/testing`, as users' tests use it.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { Simulator, SimulatorError, simulatorProgram } from '../../bindings-node/lib/testing.mjs'
import { Client, RateLimitedError } from './support/ringout.mjs'

const BINARY = process.env.RINGOUT_SIMULATOR ?? fileURLToPath(new URL('../../target/debug/ringout-simulator', import.meta.url))
const TESTING = new URL('../../bindings-node/lib/testing.mjs', import.meta.url)
const [WAITS, CALLEE] = ['+16505550180', '+14155550180']

let phones
before(async () => {
  // Its clock stands still, also after a reset.
  phones = await new Simulator({ scenario: { clock: { running: false } }, program: BINARY }).start()
})
beforeEach(() => phones.reset())
after(() => phones.stop())

const refusal = (message) => (error) => error instanceof SimulatorError && message.test(error.message)

for (const [action, leg, kind] of [
  ['hangUp', 'caller', 'Completed'],
  ['hangUp', 'callee', 'Completed'],
  ['busy', 'callee', 'Busy'],
  ['noAnswer', 'callee', 'NoAnswer'],
  ['reject', 'caller', 'Rejected'],
  ['fail', 'callee', 'Failed'],
]) {
  test(`a phone decides the outcome: ${action} of the ${leg}`, async () => {
    const call = await phones.client().createCall({ to: CALLEE, from: WAITS })
    if (leg === 'callee' || action === 'hangUp') await phones.answer(call, 'caller')
    if (action === 'hangUp') assert.equal((await phones.answer(call, 'callee')).phase, 'connected')
    assert.equal((await phones[action](call, leg)).phase, 'ended')
    assert.equal((await call.wait()).kind, kind)
  })
}

test('a call is seen from both sides', async () => {
  const call = await phones.client().createCall({ to: CALLEE, from: WAITS, playPrompt: true })
  const [seen] = await phones.calls()
  assert.deepEqual(
    { ...seen },
    {
      ...{ id: call.id, from: WAITS, to: CALLEE, phase: 'caller-ringing', placedAt: 0, playPrompt: true },
      ...{ callStatus: 'InProgress', callerStatus: 'InProgress', calleeStatus: 'InProgress' },
    },
  )
  assert(Object.isFrozen(seen))
  await phones.answer(seen, 'caller')
  assert.equal((await phones.findCall(call)).phase, 'prompt')
  assert.equal((await phones.press1(call.id)).phase, 'callee-ringing')
  assert.equal((await phones.findCall(seen.id)).callerStatus, 'Success')
})

test('a phone acts at a time', async () => {
  const call = await phones.client().createCall({ to: CALLEE, from: WAITS })
  assert.equal((await phones.answer(call, 'caller', { at: 2500 })).phase, 'caller-ringing')
  await phones.advance(2499)
  assert.equal((await phones.findCall(call)).phase, 'caller-ringing')
  await phones.advance(1)
  assert.equal((await phones.findCall(call)).phase, 'callee-ringing')
  assert.equal(await phones.now(), 2500)
  await phones.startClock(1000)
  await phones.stopClock()
  const clock = await phones.ask('GET', 'clock')
  assert.deepEqual([clock.running, clock.speed, clock.now_ms], [false, 1000, await phones.now()])
  await phones.startClock()
  assert.equal((await phones.ask('GET', 'clock')).running, true)
})

test('a refusal says why', async () => {
  const call = await phones.client().createCall({ to: CALLEE, from: WAITS })
  await assert.rejects(
    phones.answer(call, 'callee'),
    refusal(/the caller must answer first; possible now: answer, .* for the caller/),
  )
  await assert.rejects(phones.busy(call, 'a/b'), refusal(/unknown leg a\/b: expected caller or callee/))
  await assert.rejects(phones.findCall('77'), refusal(/there is no call with the id 77/))
  await assert.rejects(phones.fault({ staus: 503 }), refusal(/unknown field fault.staus/))
})

test('calls come from all pages', async () => {
  const client = phones.client()
  const placed = []
  for (let count = 0; count < 5; count += 1) placed.push((await client.createCall({ to: CALLEE, from: WAITS })).id)
  const { ask } = phones
  phones.ask = (method, path, body) => ask.call(phones, method, path.replace('limit=10000', 'limit=2'), body)
  try {
    assert.deepEqual(
      (await phones.calls()).map(({ id }) => id),
      placed,
    )
  } finally {
    delete phones.ask
  }
})

test('faults and the journal', async () => {
  const client = phones.client()
  await phones.fault({ status: 503 }, { method: 'GET', path: '/restapi/v1.0/account' })
  await phones.fault({ drop: 'before-processing' }, { path: '/never', times: 0 })
  assert((await client.callerIds()).length > 0)
  await phones.clearFaults()
  assert.deepEqual((await phones.ask('GET', 'faults')).faults, [])
  const numbers = await phones.journal('GET', 'phone-number')
  assert.deepEqual(
    numbers.map(({ status }) => status),
    [503, 200],
  )
  const [login] = await phones.journal()
  assert.deepEqual(
    [login.method, login.path, login.group, login.number, Object.isFrozen(login)],
    ['POST', '/restapi/oauth/token', 'auth', 1, true],
  )
  assert(JSON.stringify(login.headers).includes('[redacted]'))
  assert(!JSON.stringify(await phones.journal()).includes(phones.ready.jwt))
  assert.deepEqual(await phones.waitForRequest('POST', 'token'), login)
  await phones.clearJournal()
  assert.deepEqual(await phones.journal(), [])
  await assert.rejects(
    phones.waitForRequest('PUT', '/x', { timeout: 0 }),
    refusal(/no PUT request with '\/x' in its path arrived within 0 s/),
  )
})

test('limits and tokens', async () => {
  await phones.setLimits({ light: { limit: 1, window_s: 60, penalty_s: 60 } })
  const limited = phones.client({ rateLimit: 'fail-fast' })
  await limited.forwardingNumbers()
  await assert.rejects(limited.forwardingNumbers(), RateLimitedError)
  await phones.setLimits('off')
  const client = phones.client()
  await client.forwardingNumbers()
  await phones.expireTokens()
  await client.forwardingNumbers()
  // The second client's first login, and the one after its token expired.
  assert.equal((await phones.journal('POST', 'oauth/token')).length, 3)
  await phones.setLimits('real')
  assert.notEqual((await phones.ask('GET', 'limits')).heavy, null)
})

test('the options', async () => {
  const simulator = await new Simulator({
    speed: 50,
    seed: 7,
    limits: { heavy: { limit: 3, window_s: 60, penalty_s: 60 } },
    scenario: { clock: { running: false } },
    cancelRule: 'faq',
    refreshTokens: true,
    linger: 500,
    options: ['--host', '::1'],
    program: BINARY,
  }).start()
  const [other, plain] = [new Simulator({ seed: 7, program: BINARY }), new Simulator({ program: BINARY })]
  try {
    assert(simulator.url.startsWith('http://[::1]:'))
    assert.deepEqual(await simulator.ask('GET', 'clock'), { now_ms: 0, running: false, speed: 50 })
    assert.equal((await simulator.ask('GET', 'limits')).heavy.limit, 3)
    assert.equal((await other.start()).ready.jwt, simulator.ready.jwt)
    assert.notEqual((await plain.start()).ready.jwt, simulator.ready.jwt)
    const client = simulator.client()
    const call = await client.createCall({ to: CALLEE, from: WAITS })
    await call.cancel()
    assert.equal((await simulator.findCall(call)).phase, 'ended', 'by the rule `faq`')
    await simulator.advance(1000)
    assert.deepEqual(await simulator.calls(), [], 'it was readable for half a second')
    assert.notEqual(client.token.refreshToken, undefined)
  } finally {
    await Promise.all([simulator, other, plain].map((started) => started.stop()))
  }
})

test('TLS', async () => {
  const simulator = await new Simulator({ tls: true, program: BINARY }).start()
  try {
    await simulator.client().forwardingNumbers()
    assert(simulator.environment.SSL_CERT_FILE)
    assert.equal((await simulator.journal('GET')).length, 1)
  } finally {
    await simulator.stop()
  }
})

test('the environment leads a program to it', async () => {
  const before = { ...process.env }
  Object.assign(process.env, phones.environment)
  try {
    await Client.fromEnv().forwardingNumbers()
    assert.equal((await phones.journal('GET')).length, 1)
    assert(phones.numbers.includes('+16505550101'))
  } finally {
    process.env = before
  }
})

test('it starts and stops once', async () => {
  const simulator = new Simulator({ program: BINARY })
  await assert.rejects(simulator.reset(), refusal(/the simulator is not running; call start/))
  assert.throws(() => simulator.url, refusal(/not running/))
  await simulator.stop()
  assert.equal(await simulator.start(), simulator)
  await assert.rejects(simulator.start(), refusal(/running already/))
  await simulator[Symbol.asyncDispose]()
  await assert.rejects(simulator.calls(), refusal(/not running/))
  await simulator.start()
  assert.deepEqual(await simulator.calls(), [])
  await simulator.stop()
})

test('a program that does not start is explained', async () => {
  await assert.rejects(
    new Simulator({ speed: 0, program: BINARY }).start(),
    refusal(/ended with 2 before it was ready: error: .*--speed/s),
  )
  await assert.rejects(
    new Simulator({ program: '/none/simulator' }).start(),
    refusal(/the simulator '\/none\/simulator' cannot be started: ENOENT/),
  )
})

/** Runs a test with other variables. */
async function withEnvironment(variables, run) {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  try {
    await run()
  } finally {
    process.env = before
  }
}

test('where the program is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringout-testing-'))
  const directory = process.cwd()
  try {
    await withEnvironment({ RINGOUT_SIMULATOR: '', PATH: folder }, () => {
      process.chdir(folder)
      assert.throws(simulatorProgram, refusal(/install the package ringout-simulator, or set RINGOUT_SIMULATOR/))
      symlinkSync(BINARY, join(folder, 'ringout-simulator'))
      assert.equal(simulatorProgram(), join(folder, 'ringout-simulator'))
      const packaged = join(folder, 'node_modules', 'ringout-simulator')
      mkdirSync(packaged, { recursive: true })
      writeFileSync(join(packaged, 'index.js'), "exports.path = () => '/in/the/package'\n")
      assert.equal(simulatorProgram(), '/in/the/package')
      process.env.RINGOUT_SIMULATOR = BINARY
      assert.equal(simulatorProgram(), BINARY)
      process.env.RINGOUT_SIMULATOR = join(folder, 'none')
      assert.throws(simulatorProgram, refusal(/RINGOUT_SIMULATOR is '.*\/none', which is not a file/))
    })
  } finally {
    process.chdir(directory)
    rmSync(folder, { recursive: true })
  }
})

test('a test that forgets it ends, and it ends with the test', async () => {
  const program = `
    import { Simulator } from ${JSON.stringify(TESTING.href)}
    const simulator = await new Simulator({ program: ${JSON.stringify(BINARY)} }).start()
    await simulator.reset()
    console.log(simulator.url)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await once(createInterface(child.stdout), 'line')
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
  // Its port is closed as soon as it has noticed.
  for (;;) {
    const isOpen = await fetch(`${url}/_simulator/clock`).then(
      () => true,
      () => false,
    )
    if (!isOpen) break
  }
})

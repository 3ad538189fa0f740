// `ringout/testing`, as users' tests use it.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { Simulator, SimulatorError, simulatorProgram } from '../../bindings-node/lib/testing.mjs'
import { runModule, runNode } from './support/program.mjs'
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

test('times are rounded to milliseconds', async () => {
  const simulator = await new Simulator({ linger: 500.4, scenario: { clock: { running: false } }, program: BINARY }).start()
  try {
    const call = await simulator.client().createCall({ to: CALLEE, from: WAITS })
    await simulator.answer(call, 'caller', { at: 2499.6 })
    await simulator.advance(2499.7)
    assert.deepEqual([await simulator.now(), (await simulator.findCall(call)).phase], [2500, 'callee-ringing'])
  } finally {
    await simulator.stop()
  }
})

test('an unknown option or a wrong type is a TypeError that lists the known ones', async () => {
  const wrong = (message) => (error) => error instanceof TypeError && message.test(error.message)
  assert.throws(() => new Simulator({ cancelrule: 'faq' }), wrong(/no property "cancelrule". Known properties: .*cancelRule/))
  assert.throws(() => new Simulator({ speed: '10' }), wrong(/"options.speed" property must be of type number/))
  await assert.rejects(phones.answer('1', 'caller', { after: 5 }), wrong(/no property "after". Known properties: at/))
  await assert.rejects(phones.answer('1', 'caller', 5), wrong(/"options" argument must be of type object/))
  await assert.rejects(phones.fault({ status: 503 }, { verb: 'GET' }), wrong(/no property "verb". Known properties: method/))
  await assert.rejects(phones.expireTokens({ refreshTokens: true }), wrong(/Known properties: refresh/))
  await assert.rejects(phones.waitForRequest('GET', '', { signal: 5 }), wrong(/Known properties: timeout/))
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
  const starting = simulator.start()
  assert.throws(() => simulator.url, refusal(/not running/), 'the URL of the last run is not shown')
  await starting
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

test('a program that is not the simulator is explained, and ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringout-testing-'))
  const other = join(folder, 'other')
  try {
    // It would run until its input ends, and a test runner would wait for it.
    writeFileSync(other, '#!/bin/sh\necho "hello $$"\nexec cat\n')
    chmodSync(other, 0o755)
    const program = `
      import { Simulator } from ${JSON.stringify(TESTING.href)}
      const simulator = new Simulator({ program: ${JSON.stringify(other)} })
      console.log(await simulator.start().catch(String))
      console.log(await simulator.calls().catch(String))
    `
    const done = await runModule(program)
    assert.match(done.stdout, /^SimulatorError: the program '.*other' is not the simulator: it prints "hello \d+"\n.*not running/)
    assert.equal(done.code, 0, done.stderr)
    const pid = Number(/hello (\d+)/.exec(done.stdout)[1])
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a response that breaks off is explained', async () => {
  // A stand-in, because the simulator does not break its own admin API.
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{', () => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const folder = mkdtempSync(join(tmpdir(), 'ringout-testing-'))
  const other = join(folder, 'other')
  const ready = { url: `http://127.0.0.1:${server.address().port}`, ca_file: null }
  writeFileSync(other, `#!/bin/sh\necho '${JSON.stringify(ready)}'\nexec cat\n`)
  chmodSync(other, 0o755)
  const simulator = await new Simulator({ program: other }).start()
  try {
    await assert.rejects(simulator.calls(), refusal(/the simulator does not respond: aborted/))
  } finally {
    await simulator.stop()
    server.close()
    rmSync(folder, { recursive: true })
  }
})

test('`using` stops it too', async () => {
  const simulator = await new Simulator({ program: BINARY }).start()
  const { url } = simulator
  simulator[Symbol.dispose]()
  assert.throws(() => simulator.url, refusal(/not running/))
  await untilClosed(url)
})

test('the native half is loaded by the first client only', async () => {
  const loaded = `Object.keys(require.cache).map((path) => path.split('/').at(-1)).sort().join(' ')`
  const program = `
    const { Simulator } = require('ringout/testing')
    new Simulator({ program: process.env.PROGRAM }).start().then(async (simulator) => {
      await simulator.reset()
      console.log(${loaded})
      simulator.client()
      console.log(${loaded})
    })
  `
  const done = await runNode(['--eval', program], { PROGRAM: BINARY })
  const all = 'index.js main.js native.js ringout.linux-x64-gnu.node testing.js'
  assert.equal(done.stdout, `testing.js\n${all}\n`, done.stderr)
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
  await untilClosed(url)
})

/** Waits until a simulator has closed its port, which it does as soon as it has noticed. */
async function untilClosed(url) {
  for (;;) {
    const isOpen = await fetch(`${url}/_simulator/clock`).then(
      () => true,
      () => false,
    )
    if (!isOpen) break
  }
}

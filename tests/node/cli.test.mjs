// The command `ringout`: every case of tests/vectors/cli.json, and what takes a terminal, a browser or several processes.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'

import { start } from './support/children.mjs'
import { CASES, COMMAND, Command, emptyFolder, environment, requests, runCase } from './support/command.mjs'
import { startSimulator } from './support/simulator.mjs'

const CALL = ['call', '--to', '+16505550100', '--from', '+16505550123', '--wait']
const NUMBERS = ['+16505550100', '+16505550101', '+16505550102', '+16505550103']

/** Starts a simulator whose clock runs. */
async function running(t, ...options) {
  const simulator = await startSimulator(...options)
  t.after(() => simulator.stop())
  await simulator.post('clock', { running: true })
  return simulator
}

describe('vectors', { concurrency: 6 }, () => {
  // Most cases wait, so several simulators share them.
  const idle = []
  for (const item of CASES) {
    test(item.name, async (t) => {
      const simulator = idle.pop() ?? (await startSimulator())
      // Also after a failure, because a simulator that is not stopped keeps this process alive.
      t.after(() => idle.push(simulator))
      assert.deepEqual(await runCase(item, simulator, emptyFolder(t)), [])
    })
  }
  after(() => Promise.all(idle.map((simulator) => simulator.stop())))
})

/** Runs a command on a terminal, and returns what it writes. `act` gets a function that waits for a text. */
async function onTerminal(args, env, folder, act = async () => {}) {
  const script = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
  const child = start('python3', ['-c', script, process.execPath, COMMAND, ...args], { env, cwd: folder })
  let written = ''
  child.stdout.on('data', (data) => {
    written += data
  })
  const ended = once(child, 'close')
  await act(async (pattern) => {
    while (!pattern.test(written)) {
      assert.equal(child.exitCode, null, `the command ended with ${written}`)
      await new Promise(setImmediate)
    }
  })
  const [code] = await ended
  return { code, written, frames: [...written.matchAll(/\r\x1b\[K([^\r\n\x1b]+)/g)].map(([, frame]) => frame) }
}

test('the live line shows both legs', async (t) => {
  const simulator = await startSimulator()
  t.after(() => simulator.stop())
  const folder = emptyFolder(t)
  const { code, written, frames } = await onTerminal(
    CALL,
    environment(simulator, folder, { COLUMNS: '200' }),
    folder,
    async (until) => {
      await until(/caller InProgress, callee InProgress: the caller's phone is ringing/)
      await simulator.advance(2.5)
      await until(/caller Success, callee InProgress: /)
      await simulator.advance(3)
      await until(/caller Success, callee Success: the caller and the callee are connected/)
      await simulator.advance(11)
    },
  )
  assert.equal(code, 0)
  const states = frames.map((frame) => /^ *\d+ s {2}(caller \w+, callee \w+)/.exec(frame)?.[1])
  assert.deepEqual([...new Set(states)].slice(0, 3), [
    'caller InProgress, callee InProgress',
    'caller Success, callee InProgress',
    'caller Success, callee Success',
  ])
  assert.match(written, /\r\x1b\[K\x1b\[32mCompleted\x1b\[0m: the caller and the callee talked, then hung up\r\n$/)
})

test('a narrow terminal', async (t) => {
  const simulator = await startSimulator()
  t.after(() => simulator.stop())
  const folder = emptyFolder(t)
  const env = environment(simulator, folder, { COLUMNS: '30', NO_COLOR: '1' })
  const { code, frames, written } = await onTerminal([...CALL, '--timeout', '0.3'], env, folder)
  assert.equal(code, 1)
  const live = frames.filter((frame) => /^ *\d+ s /.test(frame))
  assert.deepEqual([...new Set(live.map((frame) => frame.length))], [29])
  assert.ok(!written.includes('\x1b[3'))
})

for (const [killAfter, concurrency] of [
  [2, '1'],
  [3, '3'],
]) {
  test(`place resumes after a kill, ${concurrency} at a time`, async (t) => {
    const simulator = await running(t)
    const folder = emptyFolder(t)
    writeFileSync(join(folder, 'calls.csv'), `to,from\n${NUMBERS.map((number) => `${number},+16505550486\n`).join('')}`)
    const args = ['place', 'calls.csv', '--journal', 'calls.log', '--concurrency', concurrency, '--json']
    const env = environment(simulator, folder)
    const first = new Command(args, env, folder)
    await simulator.arrived(killAfter, 'POST', '/ring-out')
    const second = new Command(args, env, folder)
    assert.equal(await second.end, 2, 'the journal is in use')
    assert.match(second.stderr[0], /is in use by another `ringout place`$/)
    first.child.kill('SIGKILL')
    assert.equal(await first.end, 'SIGKILL')

    const third = new Command(args, env, folder)
    assert.ok([0, 1, 24].includes(await third.end))
    assert.deepEqual(third.stderr, [])
    const results = third.stdout.map((line) => JSON.parse(line)).slice(0, -1)
    assert.deepEqual(results.map(({ to }) => to).sort(), NUMBERS)
    const placed = (await requests(simulator, 'POST', '/ring-out')).map(({ body }) => JSON.parse(body).to.phoneNumber)
    assert.equal(new Set(placed).size, placed.length, 'no number is called twice')
    const unsent = results.filter(({ to }) => !placed.includes(to))
    assert.ok(unsent.length < Number(concurrency) && unsent.every(({ log }) => log !== null && log.record === null))
    assert.equal(statSync(join(folder, 'calls.log')).mode & 0o777, 0o600)
  })
}

test('login', async (t) => {
  const simulator = await running(t, '--refresh-tokens', 'on')
  const folder = emptyFolder(t)
  const env = environment(simulator, folder, { RC_USER_JWT: undefined })
  const login = new Command(['login', '--json', '--no-browser', '--redirect-uri', 'http://127.0.0.1:0/signed-in'], env, folder)
  const { url } = JSON.parse(await login.line(/authorize/))
  const redirect = new URL(url).searchParams.get('redirect_uri')
  assert.equal((await fetch(new URL('/favicon.ico', redirect))).status, 404)
  assert.equal((await fetch(`${redirect}?code=forged&state=guessed`)).status, 400)
  const page = await fetch(`${url}&consent=allow`)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Logged in/)
  assert.equal(await login.end, 0)
  const file = join(folder, '.config', 'ringout', 'token.json')
  assert.deepEqual(JSON.parse(login.stdout[1]), { type: 'logged_in', token_file: file })
  assert.equal(statSync(file).mode & 0o777, 0o600)

  assert.equal(await new Command(['numbers'], env, folder).end, 0)
  assert.equal((await requests(simulator, 'POST', '/oauth/token')).length, 1)
  assert.equal(await new Command(['logout'], env, folder).end, 0)
  assert.equal(await new Command(['numbers'], env, folder).end, 12)
})

test('a login that the user refuses', async (t) => {
  const simulator = await running(t)
  const folder = emptyFolder(t)
  const env = environment(simulator, folder, { RC_USER_JWT: undefined })
  const login = new Command(['login', '--json', '--no-browser', '--redirect-uri', 'http://127.0.0.1:0/'], env, folder)
  const { url } = JSON.parse(await login.line(/authorize/))
  assert.equal((await fetch(`${url}&consent=deny`)).status, 403)
  assert.equal(await login.end, 13)
  assert.match(login.stderr[0], /^ringout login: UNAUTHORIZED: .*access_denied/)
})

test('a reader that leaves while the phone rings', async (t) => {
  const simulator = await running(t)
  const folder = emptyFolder(t)
  const child = start(process.execPath, [COMMAND, ...CALL, '--cancel-on-exit'], {
    env: environment(simulator, folder),
    cwd: folder,
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const stderr = await text(child.stderr)
  assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 141)
  assert.match(stderr, /^call \S+: Accepted: .*\nringout: nobody reads the output\n$/)
  assert.equal((await requests(simulator, 'DELETE', '/ring-out/')).length, 1)
})

test('the table of commands is that of the Python package', () => {
  const own = readFileSync(new URL('../../bindings-node/bin/commands.json', import.meta.url), 'utf8')
  const other = new URL('../../bindings-python/python/ringout/_cli/commands.json', import.meta.url)
  assert.equal(own, readFileSync(other, 'utf8'))
})

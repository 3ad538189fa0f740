// The package never blocks the event loop or libuv's pool.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { failure } from './support/expect.mjs'
import { startSimulator } from './support/simulator.mjs'

const REQUEST = { to: '+16505550180', from: '+16505550110' }
let simulator
let client
before(async () => {
  simulator = await startSimulator()
  client = simulator.client({ requestTimeout: 20_000 })
  await client.login({ jwt: simulator.settings.jwt })
})
after(() => simulator.stop())

const threads = () => readdirSync('/proc/self/task').length

/** Returns the duration of the slowest of many file system calls, in milliseconds. */
async function slowestStat() {
  let slowest = 0
  for (let i = 0; i < 50; i += 1) {
    const began = performance.now()
    await stat(import.meta.filename ?? process.argv[1])
    slowest = Math.max(slowest, performance.now() - began)
  }
  return slowest
}

/** Returns how often a timer of 5 ms has fired while `operation` runs. A blocked event loop fires none. */
async function timersFired(operation) {
  let fired = 0
  const timer = setInterval(() => {
    fired += 1
  }, 5)
  await operation
  clearInterval(timer)
  return fired
}

test('1000 waits do not slow the file system down, and need few threads', async () => {
  const calls = await Promise.all(Array.from({ length: 20 }, () => client.createCall(REQUEST)))
  const controller = new AbortController()
  const before = threads()
  const waits = Array.from({ length: 1000 }, (_, i) => failure(calls[i % 20].wait({ signal: controller.signal })))
  const slowest = await slowestStat()
  const more = threads() - before
  controller.abort()
  const errors = await Promise.all(waits)
  assert.deepEqual(new Set(errors.map(({ code }) => code)), new Set(['CANCELLED']))
  assert.ok(more <= 8, `${more} more threads`)
  // Takes milliseconds on an idle machine, and forever if the waits occupied the pool's threads.
  assert.ok(slowest < 10_000, `${slowest} ms`)
})

test('a placeAll occupies a thread only while a next is pending', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const before = threads()
  const placings = Array.from({ length: 64 }, () =>
    client.placeAll([REQUEST, REQUEST], { concurrency: 1, journal: () => sleep(1), signal }),
  )
  const pending = placings.slice(0, 8).map((placing) => failure(placing.next()))
  await simulator.delete('journal')
  await simulator.arrived(8, 'GET')
  const slowest = await slowestStat()
  const more = threads() - before
  controller.abort()
  assert.deepEqual(new Set((await Promise.all(pending)).map(({ code }) => code)), new Set(['CANCELLED']))
  // The sum includes the tracker's threads, the listeners' threads and libuv's pool.
  assert.ok(more <= 8 + 16, `${more} more threads`)
  assert.ok(slowest < 10_000, `${slowest} ms`)
})

test('timers fire while 32 requests hang', async () => {
  await simulator.fault('GET', { delay_ms: 1200 })
  const requests = Array.from({ length: 32 }, () => client.request('GET', '/restapi/v1.0/account/~/extension/~'))
  const fired = await timersFired(Promise.all(requests))
  await simulator.delete('faults')
  assert.ok(fired >= 10, `${fired} timers`)
})

test('local operations return at once while requests hang', async () => {
  await simulator.fault('GET', { delay_ms: 1200 })
  const call = await client.createCall(REQUEST)
  const watch = call.watch()
  const busy = [call.status(), call.wait({ timeout: 1500 }), watch.next()]
  await sleep(20)
  const began = performance.now()
  const seen = [call.id, call.state.phase, call.outcome.kind, watch.outcome.kind]
  const took = performance.now() - began
  assert.deepEqual(seen.slice(1), ['RingingCaller', 'StillInProgress', 'StillInProgress'])
  assert.ok(took < 1000, `${took} ms`)
  const fired = await timersFired(Promise.all([busy[0], busy[1], watch.return()]))
  await simulator.delete('faults')
  assert.ok(fired >= 10, `${fired} timers`)
})

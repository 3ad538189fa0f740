// Deadlines and aborts count from the call of a method, even with more operations than threads.

import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'

import { failure } from './support/expect.mjs'
import { startSimulator } from './support/simulator.mjs'

const REQUEST = { to: '+16505550180', from: '+16505550110' }
/** The number of threads for operations. */
const WORKERS = 512
/** How late an operation may end on a busy machine, in milliseconds. */
const GRACE = 5000
let simulator
let client
before(async () => {
  simulator = await startSimulator()
  client = simulator.client({ requestTimeout: 60_000 })
  await client.login({ jwt: simulator.settings.jwt })
})
after(() => simulator.stop())
afterEach(() => simulator.delete('faults'))

/** Returns how an operation fails, and after how many milliseconds. */
async function timedFailure(operation) {
  const began = performance.now()
  const error = await failure(operation)
  return { code: error.code, cause: error.cause, took: performance.now() - began }
}

/** Runs a function while every worker has a stalled operation. */
async function whileAllStall(during) {
  await simulator.fault('GET', { delay_ms: 60_000 })
  await simulator.delete('journal')
  const controller = new AbortController()
  const stalled = Array.from({ length: WORKERS }, () => failure(client.call('1').status({ signal: controller.signal })))
  await simulator.arrived(WORKERS, 'GET')
  await simulator.delete('journal')
  await during()
  controller.abort()
  await Promise.all(stalled)
}

test('each of 2000 operations ends at its deadline', async () => {
  await simulator.fault('GET', { delay_ms: 60_000 })
  const ends = await Promise.all(Array.from({ length: 2000 }, () => timedFailure(client.call('1').status({ timeout: 3000 }))))
  assert.deepEqual(new Set(ends.map(({ code }) => code)), new Set(['TIMEOUT']))
  const latest = Math.max(...ends.map(({ took }) => took))
  // If they waited for a free thread, the last would end after four times as long.
  assert.ok(latest < 3000 + GRACE, `the last ends after ${latest} ms`)
})

test('a create that gets no thread before its deadline is not sent', () =>
  whileAllStall(async () => {
    const { code, took } = await timedFailure(client.createCall(REQUEST, { timeout: 500 }))
    assert.equal(code, 'TIMEOUT')
    assert.ok(took >= 490 && took < 500 + GRACE, `${took} ms`)
    assert.deepEqual(await simulator.journal('POST'), [])
  }))

test('a create that is aborted before it gets a thread ends at once and is not sent', () =>
  whileAllStall(async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort('enough'), 100)
    const { code, cause, took } = await timedFailure(client.createCall(REQUEST, { signal: controller.signal }))
    assert.deepEqual([code, cause], ['CANCELLED', 'enough'])
    assert.ok(took < 100 + GRACE, `${took} ms`)
    assert.deepEqual(await simulator.journal('POST'), [])
  }))

test('waits and placeAll do not need the threads for operations', async () => {
  const other = simulator.client({ requestTimeout: 1500 })
  const call = await other.createCall(REQUEST)
  await whileAllStall(async () => {
    const began = performance.now()
    // The cancel is sent, but its effect cannot be polled.
    const outcome = await call.wait({ timeout: 300, cancelOnTimeout: true })
    assert.deepEqual([outcome.kind, outcome.cancelledByUs], ['StillInProgress', true])
    const placing = other.placeAll([REQUEST, REQUEST], { concurrency: 1, totalTimeout: 2000 })
    const results = [(await placing.next()).value, (await placing.next()).value]
    const [placed, waiting] = results.sort((a, b) => a.index - b.index)
    assert.deepEqual([placed.outcome?.kind, waiting.error?.code], ['StillInProgress', 'TIMEOUT'])
    const took = performance.now() - began
    assert.ok(took < 300 + 1500 + 2000 + GRACE, `${took} ms`)
  })
})

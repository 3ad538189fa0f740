// Deadlines and aborts count from the moment of the call, with more operations than threads.

import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'

import { failure } from './support/expect.mjs'
import { startSimulator } from './support/simulator.mjs'

const REQUEST = { to: '+16505550180', from: '+16505550110' }
/** As many operations have a thread at once. */
const WORKERS = 512
/** How late an operation may see its deadline on a machine with other things to do. */
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

/** How an operation fails, and after how many milliseconds. */
async function timed(operation) {
  const began = performance.now()
  const error = await failure(operation)
  return { code: error.code, cause: error.cause, took: performance.now() - began }
}

/** Runs `during` while every worker has an operation that stalls. */
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
  const ends = await Promise.all(Array.from({ length: 2000 }, () => timed(client.call('1').status({ timeout: 3000 }))))
  assert.deepEqual(new Set(ends.map(({ code }) => code)), new Set(['TIMEOUT']))
  const latest = Math.max(...ends.map(({ took }) => took))
  // One after another on the threads that there are, they would end after four times as long.
  assert.ok(latest < 3000 + GRACE, `the last ends after ${latest} ms`)
})

test('a create that finds no thread in its time is not sent', () =>
  whileAllStall(async () => {
    const { code, took } = await timed(client.createCall(REQUEST, { timeout: 500 }))
    assert.equal(code, 'TIMEOUT')
    assert.ok(took >= 490 && took < 500 + GRACE, `${took} ms`)
    assert.deepEqual(await simulator.journal('POST'), [])
  }))

test('a create that is aborted before it finds a thread ends at once, and is not sent', () =>
  whileAllStall(async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort('enough'), 100)
    const { code, cause, took } = await timed(client.createCall(REQUEST, { signal: controller.signal }))
    assert.deepEqual([code, cause], ['CANCELLED', 'enough'])
    assert.ok(took < 100 + GRACE, `${took} ms`)
    assert.deepEqual(await simulator.journal('POST'), [])
  }))

test('waits, and the placing of many calls, need no thread of the operations', async () => {
  const other = simulator.client({ requestTimeout: 1500 })
  const call = await other.createCall(REQUEST)
  await whileAllStall(async () => {
    const began = performance.now()
    // The cancel is sent; what came of it cannot be seen.
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

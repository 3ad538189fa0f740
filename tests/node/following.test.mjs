// Many waits and watches at once, and watches that are left early: no thread for each, no change lost or delivered twice, and
// no poll after the last watch has gone.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'

import { failure } from './support/expect.mjs'
import { runModule } from './support/program.mjs'
import { OperationCancelledError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const REQUEST = { to: '+16505550100', from: '+16505550110' }
const DONE = { done: true, value: undefined }

const threads = () => Number(/^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])

/** Runs the tasks a few at a time, because each running one occupies a thread. */
async function runInLanes(tasks, lanes = 4) {
  const results = []
  const lane = async (first) => {
    for (let i = first; i < tasks.length; i += lanes) results[i] = await tasks[i]()
  }
  await Promise.all(Array.from({ length: lanes }, (_, first) => lane(first)))
  return results
}

/** Returns the result of `operation`, the most threads, and the slowest file system call while it ran. */
async function observe(operation) {
  let running = true
  const ended = operation.finally(() => (running = false))
  let [most, slowest] = [0, 0]
  while (running) {
    const began = performance.now()
    await stat('/proc/self/status')
    slowest = Math.max(slowest, performance.now() - began)
    most = Math.max(most, threads())
    await new Promise(setImmediate)
  }
  return { result: await ended, most, slowest }
}

describe('many calls', () => {
  let simulator
  before(async () => (simulator = await startSimulator()))
  after(() => simulator.stop())

  test('200 waits end as their calls do, and do not need a thread each', async () => {
    const client = simulator.client()
    const calls = await runInLanes(Array.from({ length: 200 }, () => () => client.createCall(REQUEST)))
    const fates = ['busy', 'no-answer', 'reject', 'fail', 'hangup']
    const ends = { busy: 'Busy', 'no-answer': 'NoAnswer', reject: 'Rejected', fail: 'Failed', hangup: 'Completed' }
    const fate = (i) => fates[i % fates.length]

    // The first wait and the first file system calls start the threads of the tracker and of libuv's pool.
    const first = calls[0].wait()
    await Promise.all([calls[0].status(), ...Array.from({ length: 8 }, () => stat('/proc/self/status'))])
    const before = threads()
    const waits = [first, ...calls.slice(1).map((call) => call.wait())]
    const play = calls.map((call, i) => async () => {
      await simulator.act(call, 'caller', 'answer')
      if (fate(i) === 'hangup') await simulator.act(call, 'callee', 'answer')
      await simulator.act(call, 'callee', fate(i))
    })
    await simulator.delete('journal')
    const waiting = await observe(simulator.arrived(200, 'GET'))
    const ending = await observe(runInLanes(play).then(() => Promise.all(waits)))
    assert.deepEqual(
      ending.result.map(({ kind }) => kind),
      calls.map((_, i) => ends[fate(i)]),
    )
    // At most four threads poll, and each may have had a second one to connect.
    assert.ok(waiting.most <= before + 8, `${waiting.most} threads with 200 waits, ${before} with one`)
    const slowest = Math.max(waiting.slowest, ending.slowest)
    assert.ok(slowest < 2000, `the file system took ${slowest} ms`)
  })
})

describe('a watch', { concurrency: true }, () => {
  let simulator
  let client
  before(async () => {
    simulator = await startSimulator()
    client = simulator.client()
  })
  after(() => simulator.stop())

  async function phasesOf(watch, then = () => {}) {
    const phases = []
    for await (const { state } of watch) {
      phases.push(state.phase)
      await then(state.phase)
    }
    return phases
  }

  test('sees every change, like other watches of the same call', async () => {
    const call = await client.createCall(REQUEST)
    await simulator.act(call, 'caller', 'answer')
    const next = {
      RingingCallee: () => simulator.act(call, 'callee', 'answer'),
      Connected: () => simulator.act(call, 'caller', 'hangup'),
    }
    const watches = [call.watch(), call.watch(), call.watch()]
    const [leader, ...others] = await Promise.all(watches.map((watch, i) => phasesOf(watch, (phase) => i === 0 && next[phase]?.())))
    assert.deepEqual(leader, ['RingingCallee', 'Connected', 'Ended'])
    for (const other of others) assert.deepEqual(other, leader)
  })

  test('that two loops share delivers each change to one of them, and ends both', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    const loops = [phasesOf(watch), phasesOf(watch)]
    for (const [leg, action] of [
      ['caller', 'answer'],
      ['callee', 'answer'],
      ['caller', 'hangup'],
    ]) {
      await simulator.act(call, leg, action)
      await call.status()
    }
    const seen = await Promise.all(loops)
    assert.deepEqual(seen.flat().sort(), ['Connected', 'Ended', 'RingingCallee'])
    assert.equal(watch.outcome.kind, 'Completed')
  })

  test('buffers changes between two calls of next', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    for (const [leg, action] of [
      ['caller', 'answer'],
      ['callee', 'answer'],
      ['callee', 'hangup'],
    ]) {
      await simulator.act(call, leg, action)
      await call.status()
    }
    assert.deepEqual(await phasesOf(watch), ['RingingCallee', 'Connected', 'Ended'])
  })

  test('that has returned delivers nothing more, not even buffered changes', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    await simulator.act(call, 'caller', 'answer')
    await call.status()
    assert.deepEqual(await watch.return(), DONE)
    assert.deepEqual(await watch.next(), DONE)
    assert.deepEqual(await watch.return(), DONE)
  })

  test('that returns ends every pending next', async () => {
    const watch = (await client.createCall(REQUEST)).watch()
    const pending = [watch.next(), watch.next(), watch.next()]
    await watch.return()
    assert.deepEqual(await Promise.all(pending), [DONE, DONE, DONE])
  })

  test('ends both of its loops when one of them breaks', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    const leave = async () => {
      for await (const _ of watch) break
    }
    const loops = [leave(), phasesOf(watch)]
    await simulator.act(call, 'caller', 'answer')
    await Promise.all(loops)
    assert.equal((await call.status()).phase, 'RingingCallee')
  })

  test('whose signal aborts between two calls of next delivers the buffered changes first', async () => {
    const call = await client.createCall(REQUEST)
    const controller = new AbortController()
    const watch = call.watch({ signal: controller.signal })
    await simulator.act(call, 'caller', 'answer')
    await call.status()
    controller.abort('enough')
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
    assert.equal((await watch.next()).value.state.phase, 'RingingCallee')
    const error = await failure(watch.next())
    assert.ok(error instanceof OperationCancelledError)
    assert.equal(error.cause, 'enough')
    assert.deepEqual(await watch.next(), DONE)
  })

  test('removes its listener from the signal when it ends', async () => {
    const controller = new AbortController()
    const listeners = () => getEventListeners(controller.signal, 'abort').length
    const call = await client.createCall(REQUEST)
    const watch = call.watch({ signal: controller.signal })
    const left = call.watch({ signal: controller.signal })
    assert.equal(listeners(), 1)
    await left.return()
    await simulator.act(call, 'caller', 'busy')
    assert.deepEqual(await phasesOf(watch), ['Ended'])
    assert.equal(listeners(), 0)
  })

  test('throws its error once', async () => {
    const watch = simulator.client({ jwt: undefined }).call('1').watch()
    const error = await failure(watch.next())
    assert.equal(error.code, 'NOT_LOGGED_IN')
    assert.deepEqual(await watch.next(), DONE)
  })

  test('or a wait for an answer that was already seen ends at once without a poll', async () => {
    const call = await client.createCall(REQUEST)
    for (const leg of ['caller', 'callee']) await simulator.act(call, leg, 'answer')
    assert.equal((await call.status()).phase, 'Connected')
    assert.equal((await call.wait({ until: 'answered' })).kind, 'Answered')
    assert.deepEqual(await phasesOf(call.watch({ until: 'answered' })), [])
    assert.equal((await simulator.journal('GET', `/${call.id}`)).length, 1)
  })

  test('or a wait for an ended call ends at once without a poll', async () => {
    const call = await client.createCall(REQUEST)
    await simulator.act(call, 'caller', 'busy')
    await call.status()
    assert.equal((await call.wait()).kind, 'Busy')
    assert.deepEqual(await phasesOf(call.watch()), [])
    const polls = await simulator.journal('GET', `/${call.id}`)
    assert.equal(polls.length, 1)
  })
})

describe('a call is not polled any more', () => {
  let simulator
  before(async () => (simulator = await startSimulator()))
  after(() => simulator.stop())

  test('after its watch was left, aborted or dropped', async () => {
    const program = `
      import { Client } from 'ringout'
      const client = Client.fromEnv()
      const place = () => client.createCall({ to: '+16505550180', from: '+16505550110' })
      const calls = [await place(), await place(), await place(), await place()]
      const [broken, aborted, forgotten, returned] = calls
      const controller = new AbortController()
      const kept = (globalThis.kept = new AbortController())

      const watch = returned.watch()
      watch.next()
      await watch.return()
      const loop = (async () => { for await (const _ of broken.watch()) break })()
      globalThis.watch = aborted.watch({ signal: controller.signal })
      controller.abort()
      ;(() => { forgotten.watch({ signal: kept.signal }) })()
      for (let i = 0; i < 20; i += 1) {
        await new Promise(setImmediate)
        gc()
      }
      // The loop breaks at the first change.
      await fetch(process.env.RC_SERVER_URL + '/_simulator/calls/' + encodeURIComponent(broken.id) + '/caller/answer', { method: 'POST' })
      await loop
      await fetch(process.env.RC_SERVER_URL + '/_simulator/journal', { method: 'DELETE' })
      // Long enough for several polls of a call.
      await (await place()).wait({ timeout: 3500 })
      console.log(JSON.stringify(calls.map(({ id }) => id)))`
    const done = await runModule(program, simulator.environment, '--expose-gc')
    assert.deepEqual([done.stderr, done.code], ['', 0])
    const polls = (await simulator.journal('GET')).map(({ path }) => path.split('/').at(-1))
    assert.ok(polls.length >= 2, 'the last call was polled')
    for (const id of JSON.parse(done.stdout)) {
      // One poll may have been in flight.
      assert.ok(polls.filter((poll) => poll === encodeURIComponent(id)).length <= 1, `${id} in ${polls}`)
    }
  })
})

// Waits and watches in numbers and in the middle: no thread for each, no change lost or told twice, and nothing goes on that
// nobody wants any more.

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

/** Runs the tasks, a few at a time: each that is under way takes a thread. */
async function inTurn(tasks, lanes = 4) {
  const results = []
  const lane = async (first) => {
    for (let i = first; i < tasks.length; i += lanes) results[i] = await tasks[i]()
  }
  await Promise.all(Array.from({ length: lanes }, (_, first) => lane(first)))
  return results
}

/** What `operation` comes to, and the most threads and the slowest of the file system calls while it ran. */
async function observed(operation) {
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

  test('200 waits at once end as their calls do, and take no thread each', async () => {
    const client = simulator.client()
    const calls = await inTurn(Array.from({ length: 200 }, () => () => client.createCall(REQUEST)))
    const fates = ['busy', 'no-answer', 'reject', 'fail', 'hangup']
    const ends = { busy: 'Busy', 'no-answer': 'NoAnswer', reject: 'Rejected', fail: 'Failed', hangup: 'Completed' }
    const fate = (i) => fates[i % fates.length]

    // Node's own pool and the tracker start their threads when they are first needed.
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
    const waiting = await observed(simulator.arrived(200, 'GET'))
    const ending = await observed(inTurn(play).then(() => Promise.all(waits)))
    assert.deepEqual(ending.result.map(({ kind }) => kind), calls.map((_, i) => ends[fate(i)]))
    // At most four threads look at the calls, and each of them has had a connection made by another.
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

  async function changesOf(watch, then = () => {}) {
    const phases = []
    for await (const { state } of watch) {
      phases.push(state.phase)
      await then(state.phase)
    }
    return phases
  }

  test('of the same call as another sees what the other sees', async () => {
    const call = await client.createCall(REQUEST)
    await simulator.act(call, 'caller', 'answer')
    const next = { RingingCallee: () => simulator.act(call, 'callee', 'answer'), Connected: () => simulator.act(call, 'caller', 'hangup') }
    const watches = [call.watch(), call.watch(), call.watch()]
    const [leader, ...others] = await Promise.all(watches.map((watch, i) => changesOf(watch, (phase) => i === 0 && next[phase]?.())))
    assert.deepEqual(leader, ['RingingCallee', 'Connected', 'Ended'])
    for (const other of others) assert.deepEqual(other, leader)
  })

  test('that two loops share tells each change to one of them, and ends both', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    const loops = [changesOf(watch), changesOf(watch)]
    for (const [leg, action] of [['caller', 'answer'], ['callee', 'answer'], ['caller', 'hangup']]) {
      await simulator.act(call, leg, action)
      await call.status()
    }
    const seen = await Promise.all(loops)
    assert.deepEqual(seen.flat().sort(), ['Connected', 'Ended', 'RingingCallee'])
    assert.equal(watch.outcome.kind, 'Completed')
  })

  test('keeps what happens between two questions', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    for (const [leg, action] of [['caller', 'answer'], ['callee', 'answer'], ['callee', 'hangup']]) {
      await simulator.act(call, leg, action)
      await call.status()
    }
    assert.deepEqual(await changesOf(watch), ['RingingCallee', 'Connected', 'Ended'])
  })

  test('that is left tells nothing more, not even what has happened', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    await simulator.act(call, 'caller', 'answer')
    await call.status()
    assert.deepEqual(await watch.return(), DONE)
    assert.deepEqual(await watch.next(), DONE)
    assert.deepEqual(await watch.return(), DONE)
  })

  test('that is left ends every question under way', async () => {
    const watch = (await client.createCall(REQUEST)).watch()
    const questions = [watch.next(), watch.next(), watch.next()]
    await watch.return()
    assert.deepEqual(await Promise.all(questions), [DONE, DONE, DONE])
  })

  test('that one of two loops leaves ends the other, too', async () => {
    const call = await client.createCall(REQUEST)
    const watch = call.watch()
    const leave = async () => {
      for await (const _ of watch) break
    }
    const loops = [leave(), changesOf(watch)]
    await simulator.act(call, 'caller', 'answer')
    await Promise.all(loops)
    assert.equal((await call.status()).phase, 'RingingCallee')
  })

  test('whose signal is aborted between two questions ends after what has happened', async () => {
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

  test('and its signal let go of each other at the end', async () => {
    const controller = new AbortController()
    const listeners = () => getEventListeners(controller.signal, 'abort').length
    const call = await client.createCall(REQUEST)
    const watch = call.watch({ signal: controller.signal })
    const left = call.watch({ signal: controller.signal })
    assert.equal(listeners(), 1)
    await left.return()
    await simulator.act(call, 'caller', 'busy')
    assert.deepEqual(await changesOf(watch), ['Ended'])
    assert.equal(listeners(), 0)
  })

  test('fails once, to whoever asks first', async () => {
    const watch = simulator.client({ jwt: undefined }).call('1').watch()
    const error = await failure(watch.next())
    assert.equal(error.code, 'NOT_LOGGED_IN')
    assert.deepEqual(await watch.next(), DONE)
  })

  test('or a wait for an answer that was seen before ends at once', async () => {
    const call = await client.createCall(REQUEST)
    for (const leg of ['caller', 'callee']) await simulator.act(call, leg, 'answer')
    assert.equal((await call.status()).phase, 'Connected')
    const began = performance.now()
    assert.equal((await call.wait({ until: 'answered' })).kind, 'Answered')
    assert.deepEqual(await changesOf(call.watch({ until: 'answered' })), [])
    assert.ok(performance.now() - began < 1000)
  })

  test('or a wait for a call that is over ends at once, and asks nothing', async () => {
    const call = await client.createCall(REQUEST)
    await simulator.act(call, 'caller', 'busy')
    await call.status()
    assert.equal((await call.wait()).kind, 'Busy')
    assert.deepEqual(await changesOf(call.watch()), [])
    const looks = await simulator.journal('GET', `/${call.id}`)
    assert.equal(looks.length, 1)
  })
})

describe('nobody looks at a call any more', () => {
  let simulator
  before(async () => (simulator = await startSimulator()))
  after(() => simulator.stop())

  test('whose watch was left, interrupted or forgotten', async () => {
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
      // The break needs a change.
      await fetch(process.env.RC_SERVER_URL + '/_simulator/calls/' + encodeURIComponent(broken.id) + '/caller/answer', { method: 'POST' })
      await loop
      await fetch(process.env.RC_SERVER_URL + '/_simulator/journal', { method: 'DELETE' })
      // Long enough for several looks at a call.
      await (await place()).wait({ timeout: 3500 })
      console.log(JSON.stringify(calls.map(({ id }) => id)))`
    const done = await runModule(program, simulator.environment, '--expose-gc')
    assert.deepEqual([done.stderr, done.code], ['', 0])
    const looks = (await simulator.journal('GET')).map(({ path }) => path.split('/').at(-1))
    assert.ok(looks.length >= 2, 'the last call was looked at')
    for (const id of JSON.parse(done.stdout)) {
      // One may have been under way.
      assert.ok(looks.filter((look) => look === encodeURIComponent(id)).length <= 1, `${id} in ${looks}`)
    }
  })
})

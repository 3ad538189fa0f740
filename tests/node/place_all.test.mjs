// Many calls at once: each request has one result, the journal gets each step, and calls are placed only while `next` is pending.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'

import { failure, ringOutFailure } from './support/expect.mjs'
import { runModule } from './support/program.mjs'
import { Call, InvalidArgumentError, JournalEntry, OperationCancelledError, StorageError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const FROM = '+16505550110'
const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const DONE = { done: true, value: undefined }
const request = (digits = '0100') => ({ to: `+1650555${digits}`, from: FROM })
const requests = (count) => Array.from({ length: count }, () => request())

let simulator
let client
before(async () => (simulator = await startSimulator()))
after(() => simulator.stop())
beforeEach(async () => {
  await simulator.post('reset')
  await simulator.post('clock', { running: false })
  client = simulator.client()
})

const creates = async () => (await simulator.journal('POST', '/ring-out')).length

/** Returns a journal that records the steps and ends each call when it is placed, because its phone is busy. */
function ending(then = () => {}) {
  const steps = []
  const journal = async (entry) => {
    steps.push(`${entry.index} ${entry.step}`)
    if (entry.step === 'Placed') await simulator.act({ id: entry.callId }, 'caller', 'busy')
    return then(entry)
  }
  return { steps, journal }
}

async function all(placing) {
  const results = []
  for await (const placed of placing) results.push(placed)
  return results
}

test('each request has one result, with its call and its outcome', async () => {
  const { steps, journal } = ending()
  const placing = client.placeAll([request(), request('0402'), request()], { journal })
  assert.equal(placing.remaining, 3)
  const results = await all(placing)
  assert.equal(placing.remaining, 0)
  assert.deepEqual(results.map(({ index }) => index).sort(), [0, 1, 2])
  for (const { index, call, outcome, error } of results) {
    if (index === 1) {
      assert.deepEqual([call, outcome, error.code, error.errorCode], [null, null, 'FORBIDDEN', 'NotEnoughFunds'])
    } else {
      assert.ok(call instanceof Call)
      assert.deepEqual([outcome.kind, outcome.leg, error], ['Busy', 'caller', null])
    }
  }
  assert.ok(results.every(Object.isFrozen))
  assert.deepEqual(
    steps.filter((step) => step.startsWith('0')),
    ['0 Placing', '0 Placed', '0 Ended'],
  )
  assert.deepEqual(
    steps.filter((step) => step.startsWith('1')),
    ['1 Placing', '1 NotPlaced'],
  )
  assert.equal(await creates(), 3)
  assert.deepEqual(await placing.next(), DONE)
})

test('an empty list has no results and sends nothing', async () => {
  assert.deepEqual(await all(client.placeAll([])), [])
  assert.deepEqual(await simulator.journal(), [])
})

test('all requests are checked before the first is sent', async () => {
  for (const [wrong, parameter] of [
    [{ to: 'somewhere' }, 'requests[1].to'],
    [{ to: request().to, fromForwardingNumber: '' }, 'requests[1].fromForwardingNumber'],
  ]) {
    const error = await ringOutFailure(() => client.placeAll([request(), wrong]))
    assert.ok(error instanceof InvalidArgumentError)
    assert.equal(error.parameter, parameter)
    assert.ok(error.message.includes(parameter), error.message)
  }
  for (const [options, parameter] of [
    ...[0, -1, 1.5, NaN, -0, -Infinity, 1e300].map((concurrency) => [{ concurrency }, 'concurrency']),
    ...[-1, NaN].map((timeout) => [{ timeout }, 'timeout']),
    [{ until: 'later' }, 'until'],
  ]) {
    const error = await ringOutFailure(() => client.placeAll([request()], options))
    assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', parameter])
  }
  assert.deepEqual(await all(client.placeAll([], { concurrency: Infinity })), [])
  assert.deepEqual(await simulator.journal(), [])
})

test('the options bound the wait for each call, and hang up at its end', async () => {
  const [{ call, outcome }] = await all(client.placeAll([request()], { timeout: 0 }))
  assert.equal(outcome.kind, 'StillInProgress')
  assert.equal((await call.status()).phase, 'RingingCaller')
  const [hungUp] = await all(client.placeAll([request()], { timeout: 1, cancelOnTimeout: true }))
  assert.deepEqual([hungUp.outcome.kind, hungUp.outcome.cancelledByUs], ['Cancelled', true])
  const answered = (entry) =>
    entry.step === 'Placed' && Promise.all(['caller', 'callee'].map((leg) => simulator.act({ id: entry.callId }, leg, 'answer')))
  const [talking] = await all(client.placeAll([request()], { until: 'answered', journal: answered }))
  assert.equal(talking.outcome.kind, 'Answered')
})

test('several loops share the results', async () => {
  const placing = client.placeAll(requests(4), { journal: ending().journal })
  const shared = (await Promise.all([all(placing), all(placing)])).flat()
  assert.deepEqual(shared.map(({ index }) => index).sort(), [0, 1, 2, 3])
})

test('concurrency limits the number of calls at the same time', async () => {
  let [running, most] = [0, 0]
  const count = ({ step }) => {
    running += { Placed: 1, Ended: -1 }[step] ?? 0
    most = Math.max(most, running)
  }
  const results = await all(client.placeAll(requests(4), { concurrency: 2, journal: ending(count).journal }))
  assert.deepEqual([results.length, most, running], [4, 2, 0])
})

test('nothing is placed while no next is pending', async () => {
  const placing = client.placeAll(requests(3), { concurrency: 1, journal: ending().journal })
  assert.equal(await creates(), 0)
  await placing.next()
  for (let i = 0; i < 20; i += 1) await client.request('GET', EXTENSION)
  assert.deepEqual([await creates(), placing.remaining], [1, 2])
  await placing.next()
  assert.deepEqual([await creates(), placing.remaining], [2, 1])
})

test('more calls than the rate limit allows are placed in time without a 429', async () => {
  await simulator.post('limits', { heavy: { limit: 3, window_s: 1, penalty_s: 5 } })
  await simulator.post('clock', { running: true, speed: 1 })
  const results = await all(client.placeAll(requests(7), { journal: ending().journal }))
  assert.deepEqual(
    results.map(({ outcome }) => outcome?.kind),
    Array(7).fill('Busy'),
  )
  const { responses } = await simulator.get('state')
  assert.equal(responses['429'], undefined)
  assert.equal(await creates(), 7)
})

test('a rate-limited create is placed later, once', async () => {
  const refused = { status: 429, headers: { 'Retry-After': '1' }, body: { errorCode: 'CMN-301', message: 'too many' } }
  await simulator.post('faults', { method: 'POST', path: '/restapi/v1.0', times: 1, fault: refused })
  const { steps, journal } = ending()
  const [{ outcome }] = await all(simulator.client({ rateLimit: 'fail-fast' }).placeAll([request()], { journal }))
  assert.equal(outcome.kind, 'Busy')
  assert.deepEqual(steps, ['0 Placing', '0 NotPlaced', '0 Placing', '0 Placed', '0 Ended'])
})

test('a Retry-After of 0 does not cause a flood of requests', async () => {
  const fault = { status: 429, headers: { 'Retry-After': '0' }, body: '' }
  await simulator.post('faults', { method: 'POST', path: '/restapi/v1.0/account', times: 1_000_000, fault })
  const began = performance.now()
  const { steps, journal } = ending(() => {
    if (performance.now() > began + 2000) throw new Error('enough')
  })
  const results = await all(client.placeAll(requests(2), { journal }))
  assert.ok(results.every(({ error }) => error instanceof StorageError))
  // At once, after 1 s, and 2 s later, when the journal throws.
  assert.ok((await creates()) <= 3 && steps.length <= 6, `${await creates()} creates, ${steps.length} entries`)
  assert.ok(performance.now() - began < 30_000)
})

test('a create whose response is lost may have been placed, and is not retried', async () => {
  await simulator.fault('POST', { drop: 'before-response' }, { path: '/restapi/v1.0' })
  const { steps, journal } = ending()
  const [{ call, outcome, error }] = await all(client.placeAll([request()], { journal }))
  assert.deepEqual([call, outcome, error.code, error.attempt.to], [null, null, 'MAYBE_PLACED', request().to])
  assert.deepEqual(steps, ['0 Placing', '0 MaybePlaced'])
  assert.equal(await creates(), 1)
})

describe('a journal', () => {
  test('that appends to a file has written each step before the next one begins', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringout-journal-'))
    const file = join(folder, 'calls.log')
    const sent = []
    const journal = async (entry) => {
      sent.push([entry.step, await creates()])
      if (entry.step === 'Placed') await simulator.act({ id: entry.callId }, 'caller', 'busy')
      await appendFile(file, `${JSON.stringify(entry)}\n`)
    }
    await all(client.placeAll([request(), request('0402')], { concurrency: 1, journal }))
    const entries = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    await rm(folder, { recursive: true })
    const steps = entries.map(({ index, step }) => [index, step])
    assert.deepEqual(steps, [
      [0, 'Placing'],
      [0, 'Placed'],
      [0, 'Ended'],
      [1, 'Placing'],
      [1, 'NotPlaced'],
    ])
    assert.deepEqual(
      sent.map(([, count]) => count),
      [0, 1, 1, 1, 2],
    )
    const [placing, placed, ended, , refused] = entries
    assert.ok(Date.parse(placing.at) <= Date.parse(placed.at) && Date.parse(placed.at) <= Date.now())
    assert.deepEqual(placing, { step: 'Placing', index: 0, at: placing.at, ...request(), callId: null, outcome: null, error: null })
    assert.equal(ended.callId, placed.callId)
    assert.equal(ended.outcome.kind, 'Busy')
    assert.equal(refused.error.code, 'FORBIDDEN')
    assert.match(refused.error.message, /funds/)
  })

  test('gets frozen entries that are one line as a string', async () => {
    const entries = []
    const journal = (entry) => void entries.push(entry)
    const [{ call }] = await all(client.placeAll([{ to: request().to }], { timeout: 0, journal }))
    assert.ok(entries.every((entry) => entry instanceof JournalEntry && Object.isFrozen(entry)))
    const number = request().to
    assert.deepEqual(
      entries.map(String).map((text) => text.split(': ')[0]),
      [`0 Placing to ${number}`, `0 Placed to ${number} as ${call.id}`, `0 Ended to ${number} as ${call.id}`],
    )
    assert.equal(entries[0].from, null)
    assert.throws(() => new JournalEntry(), /no public constructor/)
  })

  for (const [name, fail] of [
    [
      'throws',
      (problem) => {
        throw problem
      },
    ],
    ['rejects', (problem) => Promise.reject(problem)],
  ]) {
    test(`that ${name} before a create stops placing`, async () => {
      const problem = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      const { steps, journal } = ending(({ step, index }) => (step === 'Placing' && index === 1 ? fail(problem) : undefined))
      const results = await all(client.placeAll(requests(3), { journal }))
      const [first] = results.splice(
        results.findIndex(({ index }) => index === 0),
        1,
      )
      assert.equal(first.outcome.kind, 'Busy')
      assert.deepEqual(
        results.map(({ index }) => index),
        [1, 2],
      )
      for (const { call, outcome, error } of results) {
        assert.ok(error instanceof StorageError)
        assert.match(error.message, /journal.*no space left on device/)
        assert.deepEqual([call, outcome, error.cause], [null, null, problem])
      }
      assert.equal(await creates(), 1)
      assert.equal(steps.filter((step) => step.endsWith('Placing')).length, 2)
    })

    test(`that ${name} after a create does not change the outcome of that call`, async () => {
      const { journal } = ending(({ step }) => (step === 'Placed' ? fail('full') : undefined))
      const results = await all(client.placeAll(requests(2), { journal }))
      const byIndex = results.sort((one, other) => one.index - other.index)
      assert.equal(byIndex[0].outcome.kind, 'Busy')
      assert.deepEqual([byIndex[1].error.code, byIndex[1].error.cause], ['STORAGE', 'full'])
      assert.equal(await creates(), 1)
    })
  }

  test('can throw any value', async () => {
    const hostile = {
      get message() {
        throw new Error('worse')
      },
    }
    for (const problem of [undefined, null, Symbol('odd'), 5n, '', hostile, Object.create(null), 'x\n'.repeat(100_000)]) {
      const [{ error }] = await all(client.placeAll([request()], { journal: () => Promise.reject(problem) }))
      assert.equal(error.code, 'STORAGE')
      assert.ok(error.message.length < 1000 && !error.message.includes('\n'), error.message)
    }
    const thenable = {
      then: () => {
        throw new Error('no')
      },
    }
    const [{ error }] = await all(client.placeAll([request()], { journal: () => thenable }))
    assert.equal(error.code, 'STORAGE')
    assert.equal(await creates(), 0)
  })

  test('can use the client and the iterator itself', async () => {
    const { journal } = ending(async ({ step, index }) => {
      await client.request('GET', EXTENSION)
      if (step === 'Placed' && index === 0) setImmediate(() => placing.return())
    })
    const placing = client.placeAll(requests(3), { concurrency: 1, journal })
    assert.deepEqual(await placing.next(), DONE)
    assert.equal(await creates(), 1)
  })

  test('that never settles can be aborted', async () => {
    const controller = new AbortController()
    const kept = []
    const journal = () =>
      new Promise((...settle) => {
        kept.push(settle)
        controller.abort('enough')
      })
    const began = performance.now()
    const error = await failure(client.placeAll([request()], { journal, signal: controller.signal }).next())
    assert.deepEqual([error.code, error.cause], ['CANCELLED', 'enough'])
    assert.ok(performance.now() - began < 10_000)
    kept.forEach(([resolve]) => resolve())
    assert.equal(await creates(), 0)
  })
})

describe('an abort', () => {
  test('rejects once, then yields the remaining results', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const reason = new Error('the user has left')
    const placing = client.placeAll(requests(5), { concurrency: 2, signal })
    const loop = failure(all(placing))
    await simulator.arrived(2, 'POST', '/ring-out')
    await simulator.arrived(2, 'GET')
    const began = performance.now()
    controller.abort(reason)
    const error = await loop
    assert.ok(performance.now() - began < 10_000)
    assert.ok(error instanceof OperationCancelledError)
    assert.equal(error.cause, reason)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
    assert.equal(placing.remaining, 5)

    const rest = await all(placing)
    assert.deepEqual(rest.map(({ index }) => index).sort(), [0, 1, 2, 3, 4])
    for (const { error } of rest) assert.deepEqual([error.code, error.cause], ['CANCELLED', reason])
    const placed = rest.flatMap(({ call }) => call ?? [])
    assert.equal(placed.length, 2)
    // The signal applies to the batch and not to later operations of its calls.
    for (const call of placed) assert.equal(await call.cancel(), 'HungUp')
    assert.deepEqual([await creates(), placing.remaining], [2, 0])
  })

  test('before the first step prevents every request', async () => {
    const signal = AbortSignal.abort('before')
    const placing = client.placeAll(requests(2), { signal })
    assert.equal((await failure(placing.next())).cause, 'before')
    assert.deepEqual(
      (await all(placing)).map(({ call, error }) => [call, error.code]),
      Array(2).fill([null, 'CANCELLED']),
    )
    assert.deepEqual(await simulator.journal(), [])
  })

  test('during a create yields MAYBE_PLACED, and then rejects', async () => {
    await simulator.fault('POST', { delay_ms: 20_000 }, { path: '/restapi/v1.0' })
    const controller = new AbortController()
    const placing = client.placeAll(requests(2), { signal: controller.signal })
    const first = placing.next()
    await simulator.arrived(1, 'POST', '/ring-out')
    controller.abort('enough')
    const { index, error } = (await first).value
    assert.deepEqual([index, error.code, error.cause], [0, 'MAYBE_PLACED', 'enough'])
    assert.equal((await failure(placing.next())).code, 'CANCELLED')
    assert.deepEqual(
      (await all(placing)).map(({ index }) => index),
      [1],
    )
  })

  test('after the last result has no effect', async () => {
    const controller = new AbortController()
    const placing = client.placeAll([request()], { timeout: 0, signal: controller.signal })
    assert.equal((await placing.next()).value.index, 0)
    controller.abort()
    assert.deepEqual(await placing.next(), DONE)
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
  })
})

describe('leaving', () => {
  test('the loop stops placing and polling; the calls go on', async () => {
    const controller = new AbortController()
    const placing = client.placeAll(requests(4), {
      concurrency: 2,
      signal: controller.signal,
      journal: ({ index, step, callId }) => step === 'Placed' && index === 0 && simulator.act({ id: callId }, 'caller', 'busy'),
    })
    for await (const { outcome } of placing) {
      assert.equal(outcome.kind, 'Busy')
      break
    }
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
    assert.deepEqual([await placing.next(), await placing.return()], [DONE, DONE])
    const placed = await creates()
    const { calls } = await simulator.get('calls')
    const other = calls.find((call) => call.call_status === 'InProgress')
    // Long enough for several polls of a call.
    await simulator.delete('journal')
    await (await client.createCall(request())).wait({ timeout: 3500 })
    const polls = await simulator.journal('GET', `/${encodeURIComponent(other?.id)}`)
    // One poll may have been in flight.
    assert.ok(polls.length <= 1, `${polls.length} polls`)
    assert.ok(placed <= 2)
  })

  test('ends every pending next', async () => {
    const placing = client.placeAll(requests(2))
    const pending = [placing.next(), placing.next()]
    await simulator.arrived(2, 'POST', '/ring-out')
    const began = performance.now()
    assert.deepEqual(await placing.return(), DONE)
    assert.deepEqual(await Promise.all(pending), [DONE, DONE])
    assert.ok(performance.now() - began < 10_000)
  })
})

describe('a process', () => {
  const BEGIN = `
    import { Client } from 'ringout'
    const client = Client.fromEnv()
    const requests = Array.from({ length: 3 }, () => ({ to: '+16505550180', from: '${FROM}' }))
  `
  const run = async (program) => {
    const done = await runModule(BEGIN + program, simulator.environment)
    assert.deepEqual([done.stderr, done.signal, done.code], ['', null, 0])
    assert.ok(done.took < 20_000)
    return done.stdout
  }

  test('ends if no next is pending, even with requests left', async () => {
    const program = `
      globalThis.placing = client.placeAll(requests, { timeout: 0, concurrency: 1, journal: () => {}, signal: new AbortController().signal })
      globalThis.untouched = client.placeAll(requests, { journal: () => {} })
      console.log((await placing.next()).value.outcome.kind)`
    assert.equal(await run(program), 'StillInProgress\n')
    assert.equal(await creates(), 1)
  })

  test('stays alive while a next is pending', async () => {
    const program = `client.placeAll(requests, { timeout: 1500 }).next().then(({ value }) => console.log(value.outcome.kind))`
    assert.equal(await run(program), 'StillInProgress\n')
  })

  test('goes on when one of its workers is stopped during a journal', async () => {
    const program = `
      import { once } from 'node:events'
      import { Worker } from 'node:worker_threads'
      const body = \`
        const { parentPort } = require('node:worker_threads')
        const { Client } = require('ringout')
        const journal = () => { parentPort.postMessage('called'); return new Promise((done) => setTimeout(done, 1e8)) }
        const requests = [{ to: '+16505550180' }]
        for (let i = 0; i < 5; i += 1) Client.fromEnv().placeAll(requests, { journal }).next()
        for (let i = 0; i < 5; i += 1) Client.fromEnv().placeAll(requests).next()\`
      for (let round = 0; round < 3; round += 1) {
        const worker = new Worker(body, { eval: true, execArgv: [] })
        await once(worker, 'message')
        await worker.terminate()
      }
      console.log((await client.placeAll(requests, { timeout: 0 }).next()).value.index)`
    assert.equal(await run(program), '0\n')
  })
})

// Calls from their creation to their end. The simulator's clock is stopped, and each test drives its calls.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { failure } from './support/expect.mjs'
import { Call, CallState, Change, NotFoundError, Outcome, OutcomeKind, Status } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const FROM = '+16505550110'
const TO = '+16505550100'

describe('a call', { concurrency: true }, () => {
  let simulator
  before(async () => (simulator = await startSimulator()))
  after(() => simulator.stop())

  // One client for each path, because the platform allows only five sessions of a user and an app.
  const clients = new Map()
  function client(callPath = 'ring-out') {
    if (!clients.has(callPath)) clients.set(callPath, simulator.client({ callPath }))
    return clients.get(callPath)
  }
  const place = (callPath, request) => client(callPath).createCall({ to: TO, from: FROM, ...request })

  for (const callPath of ['ring-out', 'ringout']) {
    test(`is followed from the first ring to the end on ${callPath}`, async () => {
      const call = await place(callPath)
      assert.ok(call instanceof Call)
      assert.equal(typeof call.id, 'string')
      assert.equal(String(call.state), 'call InProgress, caller InProgress, callee InProgress')
      assert.equal(call.state.phase, 'RingingCaller')
      assert.equal(call.outcome.kind, OutcomeKind.StillInProgress)

      const next = {
        RingingCallee: () => simulator.act(call, 'callee', 'answer'),
        Connected: () => simulator.act(call, 'caller', 'hangup'),
      }
      const watch = call.watch()
      await simulator.act(call, 'caller', 'answer')
      const changes = []
      for await (const change of watch) {
        changes.push(change)
        await next[change.state.phase]?.()
      }
      assert.deepEqual(
        changes.map(({ state }) => state.phase),
        ['RingingCallee', 'Connected', 'Ended'],
      )
      assert.deepEqual(changes.map(String), [
        'call InProgress, caller Success, callee InProgress',
        'call Success, caller Success, callee Success',
        'call Success, caller Finished, callee Finished',
      ])
      checkChanges(changes)
      assert.equal(call.outcome.kind, 'Completed')
      assert.deepEqual({ ...watch.outcome }, { ...call.outcome })
      assert.equal(String(watch.outcome), 'Completed: the caller and the callee talked, then hung up')
      assert.equal((await call.status()).equals(call.state), true)
    })
  }

  function checkChanges(changes) {
    let before = { state: new CallState('InProgress', 'InProgress', 'InProgress'), earliest: 0, latest: 0 }
    for (const change of changes) {
      assert.ok(change instanceof Change)
      assert.ok(change.previous.equals(before.state))
      assert.equal(change.verdict.kind, 'Documented')
      assert.equal(String(change.verdict), 'Documented')
      assert.ok(
        change.earliest >= before.earliest && change.latest > before.latest && change.latest > change.earliest,
        `${change.earliest} ${change.latest}`,
      )
      assert.ok(change.latest < 60_000, 'milliseconds since the call was placed')
      before = change
    }
  }

  test('can be waited for until both sides have answered', async () => {
    const call = await place()
    await simulator.act(call, 'caller', 'answer')
    await simulator.act(call, 'callee', 'answer')
    const outcome = await call.wait({ until: 'answered', timeout: 60_000 })
    assert.ok(outcome instanceof Outcome && Object.isFrozen(outcome))
    assert.deepEqual([outcome.kind, outcome.connected, outcome.leg], ['Answered', true, null])
    assert.equal(call.outcome.kind, 'StillInProgress')
  })

  for (const [action, kind, status] of [
    ['busy', 'Busy', Status.Busy],
    ['no-answer', 'NoAnswer', Status.NoAnswer],
    ['reject', 'Rejected', Status.Rejected],
    ['fail', 'Failed', Status.GenericError],
  ]) {
    test(`ends as ${kind} when the callee's phone says ${action}`, async () => {
      const call = await place()
      await simulator.act(call, 'caller', 'answer')
      await simulator.act(call, 'callee', action)
      const outcome = await call.wait()
      assert.deepEqual([outcome.kind, outcome.leg, outcome.status], [kind, 'callee', status])
      assert.deepEqual([outcome.connected, outcome.cancelledByUs, outcome.source], [false, false, 'Status'])
      assert.equal(String(outcome), `${outcome.kind}: ${outcome.explanation}`)
      assert.equal(call.state.callStatus, 'CannotReach')
    })
  }

  test('that vanishes gives a wait an outcome, and a status an error', async () => {
    const call = await place('ring-out', { to: '+16505550481' })
    const unknown = await client().call(call.id).wait()
    assert.deepEqual([unknown.kind, unknown.source, unknown.status], ['EndedUnknown', 'Gone', 'NoSessionFound'])
    // The call log is searched for the numbers and the time, which this handle knows.
    const outcome = await call.wait()
    assert.deepEqual([outcome.kind, outcome.leg, outcome.source], ['Failed', 'caller', 'CallLog'])
    assert.match(outcome.explanation, /call log \(certain match\)/)
    const error = await failure(call.status())
    assert.ok(error instanceof NotFoundError)
    assert.deepEqual([error.code, error.httpStatus, error.errorCode], ['NOT_FOUND', 404, 'CMN-102'])
  })

  test('that rings can be cancelled, and a second cancel finds that it has ended', async () => {
    const call = await place()
    assert.equal(await call.cancel(), 'HungUp')
    assert.deepEqual([call.outcome.kind, call.outcome.cancelledByUs], ['Cancelled', true])
    assert.equal(await call.cancel(), 'AlreadyEnded')
  })

  test('that is connected accepts a cancel without effect', async () => {
    const call = await place()
    await simulator.act(call, 'caller', 'answer')
    await simulator.act(call, 'callee', 'answer')
    assert.equal((await call.status()).phase, 'Connected')
    assert.equal(await call.cancel(), 'Accepted')
    assert.equal(call.state.phase, 'Connected')
  })

  test('that does not end before the timeout is still in progress, or cancelled on request', async () => {
    const call = await place()
    assert.equal((await call.wait({ timeout: 0 })).kind, 'StillInProgress')
    assert.equal((await call.wait({ timeout: 20, cancelOnTimeout: true })).kind, 'Cancelled')
  })

  test('can be resumed by its id', async () => {
    const { id } = await place()
    const call = client().call(id)
    assert.equal(call.state, null)
    const [change] = await firstChanges(call, 1)
    assert.deepEqual([change.previous, change.verdict, change.state.phase], [null, null, 'RingingCaller'])
    assert.ok(call.state.equals(change.state))
  })

  test('goes on when its watch is left', async () => {
    const call = await place()
    await simulator.act(call, 'caller', 'answer')
    assert.equal((await firstChanges(call, 1)).length, 1)
    assert.equal((await call.status()).phase, 'RingingCallee')
  })

  async function firstChanges(call, count) {
    const changes = []
    for await (const change of call.watch()) {
      changes.push(change)
      if (changes.length === count) break
    }
    return changes
  }

  test('delivers its changes in order to several pending calls of next', async () => {
    const call = await place()
    const watch = call.watch()
    const [first, second] = [watch.next(), watch.next()]
    await simulator.act(call, 'caller', 'answer')
    assert.equal((await first).value.state.phase, 'RingingCallee')
    await simulator.act(call, 'callee', 'busy')
    assert.equal((await second).value.state.phase, 'Ended')
    assert.deepEqual(await watch.next(), { done: true, value: undefined })
    assert.deepEqual(await watch.next(), { done: true, value: undefined })
    assert.equal(watch.outcome.kind, 'Busy')
  })

  test('ends a pending next when its watch returns', async () => {
    const watch = (await place()).watch()
    const pending = watch.next()
    assert.deepEqual(await watch.return(), { done: true, value: undefined })
    assert.deepEqual(await pending, { done: true, value: undefined })
    assert.equal(watch.outcome.kind, 'StillInProgress')
  })

  test('gives many waits the same outcome', async () => {
    const call = await place()
    const waits = Array.from({ length: 8 }, () => call.wait())
    await simulator.act(call, 'caller', 'busy')
    const outcomes = await Promise.all(waits)
    assert.deepEqual(
      outcomes.map(({ kind, leg }) => `${kind} ${leg}`),
      Array(8).fill('Busy caller'),
    )
  })
})

describe('a call driven by the clock', () => {
  let simulator
  before(async () => (simulator = await startSimulator()))
  after(() => simulator.stop())

  test('keeps an undocumented status as a string', async () => {
    const call = await simulator.client().createCall({ to: '+16505550700', from: FROM })
    await simulator.advance(5.5)
    const state = await call.status()
    assert.deepEqual([state.calleeStatus, state.phase], ['Diverted', 'Unknown'])
    assert.match(state.explain(), /undocumented/)
    await simulator.advance(30)
    assert.equal((await call.wait()).kind, 'Completed')
  })

  test('to a phone that hangs up at once skips a status', async () => {
    const call = await simulator.client().createCall({ to: '+16505550299', from: FROM })
    await simulator.advance(2.5)
    assert.equal((await call.status()).phase, 'RingingCallee')
    await simulator.advance(3)
    const { value: change } = await call.watch().next()
    assert.equal(change.verdict.kind, 'Skipped')
    const [reason] = change.verdict.reasons
    assert.deepEqual([reason.field, reason.kind], ['callee', 'Skipped'])
    assert.deepEqual(reason.path, ['InProgress', 'Success', 'Finished'])
    assert.equal(String(change.verdict), `Skipped; ${reason.text}`)
  })
})

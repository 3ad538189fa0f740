// AbortSignal: before, during and after each operation.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { after, afterEach, before, test } from 'node:test'

import { failure } from './support/expect.mjs'
import { MaybePlacedError, OperationCancelledError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const REQUEST = { to: '+16505550100', from: '+16505550110' }
let simulator
let client
before(async () => {
  simulator = await startSimulator()
  client = simulator.client()
  await client.login({ jwt: simulator.settings.jwt })
})
after(() => simulator.stop())
afterEach(() => simulator.delete('faults'))

/** Aborts an operation after `count` requests of a kind have arrived, and checks that it ends soon. */
async function abortWhenArrived(operation, count, method, pathEnd) {
  const controller = new AbortController()
  const reason = new Error('the user has left')
  await simulator.delete('journal')
  const failing = failure(operation(controller.signal))
  await simulator.arrived(count, method, pathEnd)
  const began = performance.now()
  controller.abort(reason)
  const error = await failing
  assert.ok(performance.now() - began < 5000, 'the operation ends soon')
  assert.equal(error.cause, reason)
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
  return error
}

test('an aborted wait does not end the call', async () => {
  const call = await client.createCall(REQUEST)
  const controller = new AbortController()
  const waiting = failure(call.wait({ signal: controller.signal }))
  controller.abort()
  const error = await waiting
  assert.ok(error instanceof OperationCancelledError)
  assert.deepEqual([error.code, error.retryable, error.mayHavePlaced], ['CANCELLED', false, false])
  assert.equal(error.cause.name, 'AbortError')
  assert.equal((await call.status()).phase, 'RingingCaller')
})

test('a watch is interrupted during a step and between steps', async () => {
  const call = await client.createCall(REQUEST)
  const controller = new AbortController()
  const watch = call.watch({ signal: controller.signal })
  const step = failure(watch.next())
  controller.abort('enough')
  assert.equal((await step).cause, 'enough')
  assert.deepEqual(await watch.next(), { done: true, value: undefined })
  const error = await failure(call.watch({ signal: controller.signal }).next())
  assert.deepEqual([error.code, error.cause], ['CANCELLED', 'enough'])
})

for (const [name, method, operation] of [
  ['a status', 'GET', (signal) => client.call('1').status({ signal })],
  ['a cancel', 'DELETE', (signal) => client.call('1').cancel({ signal })],
  ['a request', 'GET', (signal) => client.request('GET', EXTENSION, { signal })],
  ['a login', 'POST', (signal) => client.login({ jwt: simulator.settings.jwt }, { signal })],
]) {
  test(`${name} that hangs can be aborted`, async () => {
    await simulator.fault(method, { delay_ms: 20_000 })
    const error = await abortWhenArrived(operation, 1, method)
    assert.ok(error instanceof OperationCancelledError)
  })
}

test('an aborted create that was sent may have been placed', async () => {
  await simulator.fault('POST', { delay_ms: 20_000 })
  const began = Date.now()
  const create = (signal) => client.createCall(REQUEST, { signal })
  const error = await abortWhenArrived(create, 1, 'POST', '/ring-out')
  assert.ok(error instanceof MaybePlacedError)
  assert.deepEqual([error.code, error.retryable, error.mayHavePlaced], ['MAYBE_PLACED', false, true])
  const { sentAt, ...numbers } = error.attempt
  assert.deepEqual(numbers, REQUEST)
  assert.ok(sentAt instanceof Date && sentAt >= began - 1 && sentAt <= Date.now())
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 1)
})

test('an aborted create whose login hangs was not placed', async () => {
  await simulator.fault('POST', { delay_ms: 20_000 }, { path: '/restapi/oauth/token' })
  const create = (signal) => simulator.client().createCall(REQUEST, { signal })
  const error = await abortWhenArrived(create, 1, 'POST', '/oauth/token')
  assert.ok(error instanceof OperationCancelledError)
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 0)
})

test('a signal that has already aborted prevents every request', async () => {
  const call = await client.createCall(REQUEST)
  await simulator.delete('journal')
  const signal = AbortSignal.abort(new Error('before'))
  for (const operation of [
    () => client.createCall(REQUEST, { signal }),
    () => client.login({ jwt: simulator.settings.jwt }, { signal }),
    () => client.request('GET', EXTENSION, { signal }),
    () => call.status({ signal }),
    () => call.wait({ signal }),
    () => call.cancel({ signal }),
    () => call.watch({ signal }).next(),
  ]) {
    const error = await failure(operation)
    assert.ok(error instanceof OperationCancelledError, `${operation}: ${error}`)
    assert.equal(error.cause.message, 'before')
  }
  assert.deepEqual(await simulator.journal(), [])
})

test('a signal that aborts after the operation has no effect', async () => {
  const controller = new AbortController()
  const call = await client.createCall(REQUEST, { signal: controller.signal })
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
  controller.abort()
  assert.equal((await call.status()).phase, 'RingingCaller')
  assert.equal(await call.cancel(), 'HungUp')
})

test('one signal aborts many operations with one listener', async () => {
  const call = await client.createCall(REQUEST)
  const controller = new AbortController()
  const waits = Array.from({ length: 20 }, () => failure(call.wait({ signal: controller.signal })))
  await call.status({ signal: controller.signal })
  assert.equal(getEventListeners(controller.signal, 'abort').length, 1)
  controller.abort()
  const errors = await Promise.all(waits)
  assert.deepEqual(new Set(errors.map(({ code }) => code)), new Set(['CANCELLED']))
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
})

test('an error that the signal did not cause has no cause', async () => {
  const controller = new AbortController()
  const error = await failure(client.call('unknown').status({ signal: controller.signal }))
  assert.deepEqual([error.code, 'cause' in error], ['NOT_FOUND', false])
})

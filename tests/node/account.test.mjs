// The user's numbers, rate limits, preflight reports, the call log, and dial links.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'

import { failure, ringOutFailure } from './support/expect.mjs'
import {
  dialUri,
  InvalidArgumentError,
  Limit,
  OperationCancelledError,
  Preflight,
  RequestTimeoutError,
} from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const LISTS = '/restapi/v1.0/account/~/extension/~'
const REQUEST = { to: '+16505550100', from: '+16505550110' }

let simulator
let client
before(async () => (simulator = await startSimulator()))
after(() => simulator.stop())
beforeEach(async () => {
  await simulator.post('reset')
  await simulator.post('clock', { running: false })
  client = simulator.client()
})

test('a call can be placed with every number that callerIds lists', async () => {
  const numbers = await client.callerIds()
  assert.deepEqual(numbers[0], { id: '1162820004', phoneNumber: '+16505550101', usageType: 'DirectNumber', label: null })
  assert.equal(numbers.length, 3)
  assert.ok(numbers.every(Object.isFrozen))
  for (const { phoneNumber } of numbers) await client.createCall({ ...REQUEST, callerId: phoneNumber })
})

test('a forwarding number can be the caller by its id', async () => {
  const numbers = await client.forwardingNumbers()
  assert.deepEqual(numbers[1], { id: '402780006009', phoneNumber: '+16505550111', label: 'Mobile', kind: 'Mobile' })
  assert.ok(numbers.every(Object.isFrozen))
  const { id } = await client.createCall({ to: REQUEST.to, fromForwardingNumber: numbers[1].id })
  const { calls } = await simulator.get('calls')
  assert.equal(calls.find((call) => call.id === id).from, '+16505550111')
})

test('a list is read page by page', async () => {
  const page = (number, hasNext) => ({
    records: [{ id: number, phoneNumber: `+1650555010${number}`, features: ['CallerId'], label: `page ${number}` }],
    navigation: hasNext ? { nextPage: { uri: 'next' } } : {},
  })
  for (const body of [page(1, true), page(2, false)]) {
    await simulator.post('faults', { method: 'GET', path: `${LISTS}/phone-number`, times: 1, fault: { status: 200, body } })
  }
  assert.deepEqual(
    (await client.callerIds()).map(({ label }) => label),
    ['page 1', 'page 2'],
  )
})

test('the limits are known without sending a request', async () => {
  await simulator.post('limits', { heavy: { limit: 10, window_s: 60, penalty_s: 60 } })
  const unknown = { ringcentralName: null, window: 60_000, remaining: null, retryAfter: 0 }
  assert.deepEqual(
    client.limits.map((limit) => ({ ...limit })),
    [
      { name: 'Light', limit: 50, ...unknown },
      { name: 'Heavy', limit: 10, ...unknown },
      { name: 'Auth', limit: 5, ...unknown },
    ],
  )
  assert.deepEqual(await simulator.journal(), [])
  assert.ok(client.limits.every((limit) => limit instanceof Limit && Object.isFrozen(limit)))

  await client.createCall(REQUEST)
  const heavy = client.limits.find(({ name }) => name === 'Heavy')
  assert.deepEqual([heavy.limit, heavy.remaining, heavy.retryAfter], [10, 9, 0])
  assert.equal(String(heavy), 'Heavy: 9 of 10 left in 60 s')

  const refused = { status: 429, headers: { 'Retry-After': '600' }, body: '' }
  await simulator.post('faults', { method: 'GET', path: LISTS, times: 1, fault: refused })
  assert.equal((await ringOutFailure(client.callerIds())).code, 'RATE_LIMITED')
  for (const { remaining, retryAfter } of client.limits) {
    assert.equal(remaining, 0)
    assert.ok(retryAfter > 540_000 && retryAfter <= 600_000, retryAfter)
  }
})

test('a preflight without problems passes, with and without a request', async () => {
  const report = await client.preflight()
  assert.ok(report instanceof Preflight && Object.isFrozen(report) && report.checks.every(Object.isFrozen))
  assert.equal(report.ok, true)
  const kinds = ['Login', 'Permission', 'Extension', 'Line', 'From', 'CallerId', 'Clock']
  assert.deepEqual(
    report.checks.map(({ kind }) => kind),
    kinds,
  )
  const lines = String(report).split('\n')
  report.checks.forEach(({ kind, result, explanation }, i) => {
    for (const part of [kind, result, explanation]) assert.ok(lines[i].includes(part), lines[i])
  })
  const withRequest = await client.preflight(REQUEST)
  assert.deepEqual([withRequest.ok, withRequest.checks.length], [true, 8])
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 0)
})

test('a preflight reports what would fail', async () => {
  const request = { ...REQUEST, to: '+442079460000', callerId: '+16505550199' }
  const report = await client.preflight(request)
  assert.equal(report.ok, false)
  const failed = report.checks.filter(({ result }) => result === 'Failed')
  assert.deepEqual(
    failed.map(({ kind }) => kind),
    ['CallerId', 'Destination'],
  )
  assert.match(failed[0].explanation, /\+16505550199/)
  const refused = await simulator.client({ jwt: 'wrong' }).preflight()
  assert.deepEqual(
    refused.checks.map(({ kind, result }) => [kind, result]),
    [['Login', 'Failed']],
  )
})

test('a preflight of an invalid request rejects', async () => {
  const error = await ringOutFailure(client.preflight({ to: 'somewhere' }))
  assert.ok(error instanceof InvalidArgumentError)
  assert.equal(error.parameter, 'to')
  assert.deepEqual(await simulator.journal(), [])
})

test('the call log shows how a call ended', async () => {
  const call = await client.createCall(REQUEST)
  assert.deepEqual(await call.log(), { matching: 'None', record: null, candidates: 0 })
  const placed = Date.now()
  for (const leg of ['caller', 'callee']) await simulator.act(call, leg, 'answer')
  await simulator.advance(5)
  await simulator.act(call, 'callee', 'hangup')
  const log = await call.log()
  assert.deepEqual([log.matching, log.candidates], ['Certain', 1])
  const { record } = log
  assert.deepEqual([record.from, record.to, record.result, record.duration], [REQUEST.from, REQUEST.to, 'Call connected', 5000])
  assert.ok(record.startTime instanceof Date && Math.abs(record.startTime - placed) < 10_000)
  assert.deepEqual(
    record.legs.map(({ leg, result }) => [leg, result]),
    [
      ['caller', 'Accepted'],
      ['callee', 'Accepted'],
    ],
  )
  assert.ok(record.legs.every(({ startTime }) => startTime instanceof Date))
  for (const part of [log, record, record.legs, ...record.legs]) assert.ok(Object.isFrozen(part))
  assert.equal(JSON.parse(JSON.stringify(record)).startTime, record.startTime.toISOString())
})

test('the call log shows a call that may have been placed', async () => {
  await simulator.fault('POST', { drop: 'before-response' }, { path: `${LISTS}/ring-out` })
  const { attempt } = await ringOutFailure(client.createCall(REQUEST))
  assert.equal((await client.callLog(attempt)).matching, 'None')
  const { calls } = await simulator.get('calls')
  await simulator.act(calls[0], 'caller', 'busy')
  const { matching, record } = await client.callLog(attempt)
  assert.deepEqual([matching, record.to], ['Certain', REQUEST.to])
  // Without the caller's number the match is not certain.
  assert.equal((await client.callLog({ to: attempt.to, sentAt: attempt.sentAt })).matching, 'Likely')
  const earlier = new Date(attempt.sentAt - 600_000)
  assert.equal((await client.callLog({ ...attempt, sentAt: earlier })).matching, 'None')
})

test('a call with unknown numbers or an unknown time is not looked up', async () => {
  for (const [operation, parameter] of [
    [() => client.call('1').log(), 'id'],
    [() => client.callLog({ sentAt: new Date() }), 'to'],
    [() => client.callLog({ to: 'somewhere', sentAt: new Date() }), 'to'],
    [() => client.callLog({ to: REQUEST.to, from: '', sentAt: new Date() }), 'from'],
    [() => client.callLog({ to: REQUEST.to, sentAt: new Date(8.64e15) }), 'sentAt'],
    [() => client.callLog({ to: REQUEST.to, sentAt: new Date(-8.64e15) }), 'sentAt'],
  ]) {
    const error = await ringOutFailure(operation)
    assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', parameter], `${operation}`)
  }
  assert.deepEqual(await simulator.journal(), [])
})

for (const [name, operation] of [
  ['callerIds', (options) => client.callerIds(options)],
  ['forwardingNumbers', (options) => client.forwardingNumbers(options)],
  ['preflight', (options) => client.preflight(REQUEST, options)],
  ['log', async (options) => (await client.createCall(REQUEST)).log(options)],
  ['callLog', (options) => client.callLog({ to: REQUEST.to, sentAt: new Date() }, options)],
]) {
  test(`${name}() that hangs ends at its deadline or when its signal aborts`, async () => {
    await client.login({ jwt: simulator.settings.jwt })
    await simulator.fault('GET', { delay_ms: 20_000 })
    assert.ok((await failure(operation({ timeout: 300 }))) instanceof RequestTimeoutError)
    const controller = new AbortController()
    await simulator.delete('journal')
    const failing = failure(operation({ signal: controller.signal }))
    await simulator.arrived(1, 'GET')
    controller.abort('enough')
    const error = await failing
    assert.ok(error instanceof OperationCancelledError, `${error}`)
    assert.equal(error.cause, 'enough')
  })
}

test('dialUri returns links for both schemes', async () => {
  assert.equal(dialUri('+1 (650) 555-0100'), 'rcmobile://call?number=16505550100')
  assert.equal(dialUri('+16505550100', { scheme: 'rcmobile' }), 'rcmobile://call?number=16505550100')
  assert.equal(dialUri('+16505550100', { scheme: 'tel' }), 'tel:+16505550100')
  for (const [operation, parameter] of [
    [() => dialUri('somewhere'), 'number'],
    [() => dialUri('+16505550100', { scheme: 'sip' }), 'scheme'],
  ]) {
    const error = await ringOutFailure(operation)
    assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', parameter])
  }
})

test("a token has the app's permissions", async () => {
  await client.login({ jwt: simulator.settings.jwt })
  const { scope } = client.token
  assert.deepEqual(scope.split(' ').sort(), ['ReadAccounts', 'ReadCallLog', 'RingOut'])
})

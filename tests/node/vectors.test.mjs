// The test vectors that every language runs.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { assertNoSecret, ringOutFailure } from './support/expect.mjs'
import * as ringout from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'
import { differences, optionsOf, readVectors } from './support/vectors.mjs'

const { CallState, RingOutError, checkTransition, dialUri } = ringout
/** Additional seconds for a busy machine. */
const BUSY = 5

/** Checks every item, and fails with all problems at once. */
async function every(items, check) {
  const wrong = []
  for (const item of items) {
    const found = await check(item).catch((error) => [`${error}`])
    if (found.length > 0) wrong.push(`${item.name}: ${found.join('; ')}`)
  }
  assert.deepEqual(wrong, [])
}

describe('transitions', () => {
  const { statuses, leg, call, triples } = readVectors('transitions')
  const fields = ['call', 'caller', 'callee']

  function step(field, from, to) {
    const state = (status) => new CallState(...fields.map((name) => (name === field ? status : 'InProgress')))
    const { reasons } = checkTransition(state(from), state(to))
    return reasons.find((reason) => reason.field === field)?.kind
  }

  for (const field of fields) {
    test(`all pairs of the ${field}`, () => {
      const table = field === 'call' ? call : leg
      for (const [row, from] of statuses.entries()) {
        for (const [column, to] of statuses.entries()) {
          const expected = table[row][column]
          const quiet = from === to ? 'Unchanged' : 'Documented'
          // Two different unknown statuses are a change.
          const other = from === to && from === 'Unknown' && expected !== 'Unchanged' ? 'Other' : to
          assert.equal(step(field, from, other) ?? quiet, expected, `${field}: ${from} > ${to}`)
        }
      }
    })
  }

  test(`all ${triples.length} transitions`, () =>
    every(triples, async ({ from, to, verdict, phase, reasons, path }) => {
      const after = new CallState(...to)
      const found = checkTransition(new CallState(...from), after)
      const seen = {
        verdict: found.kind,
        phase: after.phase,
        reasons: found.reasons.map((reason) => [reason.field, reason.kind]),
        path: found.reasons.find((reason) => reason.path.length > 0)?.path.join(' > ') ?? null,
      }
      const expected = { verdict, phase, reasons, path }
      return JSON.stringify(seen) === JSON.stringify(expected) ? [] : [`${JSON.stringify(seen)}`]
    }))
})

describe('errors', () => {
  const { codes, responses } = readVectors('errors')
  let simulator
  before(async () => (simulator = await startSimulator()))
  after(() => simulator.stop())

  test('every code has its class and number', () => {
    for (const { number, code, class: name } of codes.filter((row) => row.class !== null)) {
      const error = new ringout[name]('text')
      assert.ok(error instanceof RingOutError)
      assert.deepEqual([error.name, error.code, error.number, ringout[name].code], [name, code, number, code])
    }
    const classes = Object.values(ringout).filter((value) => value.prototype instanceof RingOutError)
    assert.equal(classes.length, codes.filter((row) => row.class !== null).length)
  })

  test(`all ${responses.length} responses`, async () => {
    const { id } = await simulator.client().createCall({ to: '+16505550100' })
    const classOf = new Map(codes.map((row) => [row.code, row.class]))
    await every(responses, async ({ status, headers, body, request_timeout: timeout, expect, not_text: forbidden = [] }) => {
      await simulator.delete('faults')
      // A new client for each response, because a client remembers rate limits and refused credentials.
      const call = simulator.client({ requestTimeout: 1000 * timeout }).call(id)
      await simulator.fault('GET', { status, headers, body }, { path: '/restapi/v1.0/account' })
      const error = await ringOutFailure(call.status())
      const isOfClass = error instanceof ringout[classOf.get(expect.code)]
      const shown = forbidden.filter((part) => error.message.includes(part)).map((part) => `it shows ${part}`)
      return [...differences(error, expect), ...shown, ...(isOfClass ? [] : [`it is a ${error.name}`])]
    })
  })
})

describe('bad input', { concurrency: true }, () => {
  const { cases } = readVectors('bad_input')
  const ours = cases.filter((row) => !row.not_in?.includes('node'))
  // Some cases wait for a timeout, so several simulators share them.
  const lanes = 4
  for (let lane = 0; lane < lanes; lane += 1) {
    const share = ours.filter((_, index) => index % lanes === lane)
    test(`all ${share.length} cases of simulator ${lane + 1}`, async () => {
      const simulator = await startSimulator()
      try {
        await every(share, (row) => runCase(simulator, row))
      } finally {
        await simulator.stop()
      }
    })
  }
})

async function runCase(simulator, { client: settings, faults, operation, arguments: given, expect, ...checks }) {
  await simulator.post('reset')
  const filled = JSON.parse(fill(JSON.stringify({ settings, given, faults }), simulator))
  const run = await prepare(simulator, filled, operation)
  for (const fault of filled.faults) await simulator.post('faults', fault)
  await simulator.delete('journal')
  const began = performance.now()
  const { error, returned } = await outcomeOf(run)
  const took = (performance.now() - began) / 1000

  const found = error ? differences(error, expect) : expect.code === 'OK' ? [] : ['it succeeds']
  if (error) assertNoSecret(error, [...secretsOf(simulator, filled.settings), ...(checks.not_text ?? [])])
  if (took > checks.within + BUSY) found.push(`it takes ${took} s and not ${checks.within}`)
  const posts = await simulator.journal('POST')
  const creates = posts.filter(({ path }) => /\/ring-?out$/.test(path)).length
  if (creates !== checks.posts) found.push(`it sends ${creates} creates and not ${checks.posts}`)
  if (checks.sent && !posts.some(({ body }) => body === checks.sent)) found.push(`it sends ${posts.map(({ body }) => body)}`)
  if (checks.returns && returned !== checks.returns) found.push(`it returns ${returned}`)
  const { calls } = await simulator.get('state')
  if (checks.placed !== undefined && calls.placed !== checks.placed) found.push(`${calls.placed} calls were placed`)
  return found
}

/** Returns the operation of a case as a function. */
async function prepare(simulator, { settings, given }, operation) {
  const { jwt = simulator.settings.jwt, ...options } = optionsOf(settings)
  if (operation === 'build') return () => simulator.client({ ...options, jwt })
  if (operation === 'dial_uri') return () => dialUri(given.number, { scheme: given.scheme })
  const client = simulator.client({ ...options, jwt: operation === 'login' ? undefined : jwt })
  const placed = ['status', 'cancel'].includes(operation) && given.id === undefined
  const call = placed ? await client.createCall({ to: '+16505550100' }) : undefined
  const body = given.body ?? undefined
  return {
    login: () => client.login({ jwt }),
    create_call: () => client.createCall(optionsOf(given)),
    call: () => client.call(given.id),
    request: () => client.request(given.method, given.path, { body }),
    // An invalid id is rejected when the handle is created, which counts as a failure of the operation.
    status: () => (call ?? client.call(given.id)).status(),
    cancel: () => (call ?? client.call(given.id)).cancel(),
  }[operation]
}

async function outcomeOf(run) {
  try {
    return { returned: await run() }
  } catch (error) {
    if (error instanceof RingOutError) return { error }
    throw error
  }
}

function fill(text, simulator) {
  return text.replaceAll('{simulator}', simulator.url).replaceAll('{closed}', 'http://127.0.0.1:1')
}

/** Returns the longer secrets. A short invalid one may occur in a message by chance. */
function secretsOf(simulator, settings) {
  const { clientSecret, jwt } = { ...simulator.settings, ...optionsOf(settings) }
  return [clientSecret, jwt].filter((secret) => secret?.trim().length > 7)
}

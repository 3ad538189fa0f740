// Handles and values as programs print, send and copy them.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'

import { assertNoSecret, failure } from './support/expect.mjs'
import { Client, JournalStep, Token } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const SERVER = 'https://example.com'
const SECRET = 'canary-0123456789'

let simulator
let client
let call
before(async () => {
  simulator = await startSimulator()
  client = simulator.client()
  call = await client.createCall({ to: '+16505550100', from: '+16505550123' })
})
after(() => simulator.stop())

const token = () => Token.fromJson(JSON.stringify({ access_token: SECRET, refresh_token: SECRET, expires_in: 3600 }))

function handles() {
  const known = new Client({ server: SERVER, clientId: 'app', clientSecret: SECRET, jwt: SECRET })
  known.setToken(token())
  return {
    Client: known,
    Call: call,
    Watch: call.watch(),
    PlaceAll: client.placeAll([]),
    Token: token(),
    Authorization: known.authorizeUrl('https://example.com/callback'),
  }
}

test('handles show what they are, and no secret', () => {
  const { verifier } = handles().Authorization
  for (const [name, handle] of Object.entries(handles())) {
    assert.equal(inspect({ handle }, { depth: 0 }), `{ handle: [${name}] }`)
    for (const text of [
      inspect(handle),
      inspect(handle, { depth: null, showHidden: true }),
      String(handle),
      JSON.stringify(handle),
    ]) {
      assertNoSecret(text, [SECRET, verifier])
    }
    assert.match(String(handle), new RegExp(`^${name} \\{ .* \\}$`))
    assert.ok(inspect(handle).startsWith(`${name} {`))
    assert.ok(Object.keys(JSON.parse(JSON.stringify(handle))).length > 0)
  }
  const all = handles()
  assert.match(inspect(all.Client), /server: 'https:\/\/example\.com',\s+clientId: 'app',\s+token: Token \{ expiresAt: /)
  for (const same of [all.Client.withTimeout(5000), all.Client.withRateLimit('wait')])
    assert.equal(inspect(same), inspect(all.Client))
  assert.match(inspect(new Client({ server: SERVER, clientId: 'app' })), /token: null/)
  assert.deepEqual(
    JSON.parse(JSON.stringify(call)),
    JSON.parse(JSON.stringify({ id: call.id, state: call.state, outcome: call.outcome })),
  )
  assert.equal(inspect(all.PlaceAll), 'PlaceAll { remaining: 0 }')
  assert.match(inspect(all.Watch), /^Watch \{\s+outcome: Outcome \{\s+kind: 'StillInProgress'/)
})

test('handles cannot be copied or sent to another thread', () => {
  const { port1 } = new MessageChannel()
  for (const handle of Object.values(handles())) {
    for (const copy of [() => structuredClone(handle), () => port1.postMessage({ nested: [handle] })]) {
      assert.throws(copy, { name: 'DataCloneError', message: '[object RingOut handle] could not be cloned.' })
    }
  }
  port1.close()
})

test('values are frozen, have JSON and a string, and can be sent to another thread', async () => {
  const values = [await call.status(), call.state]
  await simulator.advance(60_000)
  values.push(await call.wait(), ...client.limits, await client.preflight())
  for await (const change of client.call(call.id).watch()) values.push(change, change.verdict)
  values.push(await client.send('GET', '/restapi/v1.0/none'))
  const entries = []
  const journal = (entry) => entries.push(entry)
  for await (const placed of client.placeAll([{ to: '+16505550199' }], { timeout: 1, journal })) assert.ok(Object.isFrozen(placed))
  assert.ok(entries.some(({ step }) => step === JournalStep.Placed))
  for (const value of [...values, ...entries]) {
    if (value === null) continue
    assert.ok(Object.isFrozen(value))
    const text = String(value)
    assert.ok(text.length > 0 && !text.startsWith('[object'), text)
    const json = JSON.parse(JSON.stringify(value))
    assert.deepEqual(Object.keys(json), Object.keys({ ...value }))
    if (value.error === undefined) assert.deepEqual(Object.keys(structuredClone(value)), Object.keys(value))
  }
})

test('lists and the details of an error are frozen', async () => {
  for (const list of [client.limits, await client.callerIds(), await client.forwardingNumbers()]) {
    assert.ok(Array.isArray(list) && list.length > 0 && Object.isFrozen(list) && list.every(Object.isFrozen))
  }
  await simulator.fault('POST', { drop: 'before-response' }, { times: 1 })
  const error = await failure(client.createCall({ to: '+16505550100', from: '+16505550123' }))
  assert.equal(error.code, 'MAYBE_PLACED')
  assert.ok(Object.isFrozen(error.attempt) && Object.isFrozen(error.details))
})

test('a client shows the server and the app that it uses', () => {
  const shown = JSON.parse(JSON.stringify(new Client({ server: `${SERVER}/`, clientId: 'app' })))
  assert.deepEqual([shown.server, shown.clientId], [SERVER, 'app'])
})

test('a call log shows its legs', async () => {
  const log = await call.log()
  assert.notEqual(log.record, null)
  const text = inspect({ log: [log] })
  assert.match(text, /CallLog \{\s+matching: 'Certain'/)
  assert.match(text, /legType: 'RingOut/)
  assert.ok(!text.includes('[Object]'), text)
  assert.equal(inspect([log], { depth: 0 }), '[ [CallLog] ]')
  assert.match(String(log), /^Certain: \+\d+ .*\+16505550100/)
  assert.deepEqual(Object.keys(log), ['matching', 'record', 'candidates'])
  assert.ok(Object.isFrozen(log) && Object.isFrozen(log.record.legs[0]))
})

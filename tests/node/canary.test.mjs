// Secrets never appear in a message, a stack, an inspected object, its JSON or the log, even if the server echoes them.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'

import { assertNoSecret, failure, textsOf } from './support/expect.mjs'
import { Client, RingOutError, setLogger } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const CLIENT_ID = 'canary-client'
const CLIENT_SECRET = 'canary-client-secret-5d1f'
const JWT = 'canary.jwt.7c3b9a'
const TOKEN = 'canary-access-token-91e2'
const BASIC = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')
const SECRETS = [CLIENT_SECRET, JWT, TOKEN, BASIC]

const ECHO = `Bearer ${TOKEN} Basic ${BASIC} assertion=${JWT} secret=${CLIENT_SECRET}`
const REQUEST = { to: '+16505550100', from: '+16505550110' }
const TOKEN_PATH = '/restapi/oauth/token'
const API_PATH = '/restapi/v1.0'

const log = []

let simulator
before(async () => {
  simulator = await startSimulator()
  setLogger(({ message }) => log.push(message))
})
after(async () => {
  setLogger(null)
  await simulator.stop()
})
beforeEach(() => simulator.delete('faults'))

const canaryClient = () =>
  new Client({
    server: simulator.url,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    jwt: JWT,
    requestTimeout: 400,
    createTimeout: 400,
  })

function giveToken() {
  const body = { access_token: TOKEN, token_type: 'bearer', expires_in: 3600, scope: ECHO }
  return simulator.fault('POST', { status: 200, body }, { path: TOKEN_PATH })
}

/**
 * Returns everything that a program sees of `placeAll` and its journal. A rate-limited create is retried until the signal aborts.
 */
async function placeOne(client) {
  const seen = []
  const journal = (entry) => void seen.push(entry)
  try {
    const signal = AbortSignal.timeout(400)
    for await (const placed of client.placeAll([REQUEST], { timeout: 0, journal, signal })) seen.push(placed)
  } catch (error) {
    seen.push(error)
  }
  assert.ok(seen.length > 0)
  return seen.flatMap((value) => [value, value.error ?? value])
}

/** Runs every operation once, and checks that none shows a secret. */
async function tryAll(client) {
  const call = client.call('some-id')
  const operations = [
    client.createCall(REQUEST),
    client.request('GET', `${API_PATH}/account`),
    client.request('POST', `${API_PATH}/account`, { body: { to: 1 } }),
    call.status(),
    call.cancel(),
    client.callerIds(),
    client.callLog({ to: REQUEST.to, sentAt: new Date() }),
    client.login({ jwt: JWT }),
    client.preflight(REQUEST),
    placeOne(client),
  ]
  const settled = await Promise.allSettled(operations)
  const errors = settled.flatMap(({ reason }) => reason ?? [])
  assert.ok(errors.length >= 4, 'most operations fail')
  for (const error of errors) {
    assert.ok(error instanceof RingOutError, `${error}`)
    assertNoSecret(error, SECRETS)
  }
  for (const value of settled.flatMap(({ value }) => value ?? [])) assertNoSecret(value, SECRETS)
  for (const object of [client, call, call.watch(), call.outcome, client.token]) assertNoSecret(object, SECRETS)
}

const bodies = {
  'the error body': (echo) => ({
    errorCode: echo,
    message: echo,
    errors: [
      {
        errorCode: echo,
        message: echo,
        parameterName: echo,
        parameterValue: echo,
        additionalInfo: { echo },
        permissionName: echo,
        other: { [echo]: [echo] },
      },
    ],
  }),
  'the OAuth body': (echo) => ({ error: echo, error_description: echo }),
  'a page': (echo) => `<html>${echo}</html>`,
}

for (const [name, body] of Object.entries(bodies)) {
  for (const status of [400, 401, 403, 404, 418, 429, 500, 302]) {
    const response = (echo) => ({ status, body: body(echo), headers: { RCRequestId: echo } })
    test(`${name} of a ${status} that echoes every secret shows none`, async () => {
      await giveToken()
      await simulator.fault('*', response(ECHO), { path: API_PATH })
      await tryAll(canaryClient())
      // A login cannot redact a token that it does not know yet.
      await simulator.delete('faults')
      await simulator.fault('*', response(ECHO.replaceAll(TOKEN, 'none')))
      await tryAll(canaryClient())
    })
  }
}

const mapCodes = (text, format) => [...text].map((letter) => format(letter.codePointAt(0))).join('')
const encodings = {
  HTML: (text) => text.replaceAll('-', '&#x2D;').replaceAll('.', '&#46;'),
  'a URL': (text) => encodeURIComponent(text).replaceAll('-', '%2d'),
  'a URL in a URL': (text) => encodeURIComponent(mapCodes(text, (code) => `%${code.toString(16)}`)),
  JSON: (text) => mapCodes(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'upper case': (text) => text.toUpperCase(),
  'a fragment': (text) => text.slice(3, -1),
}

for (const [name, encode] of Object.entries(encodings)) {
  test(`an echo as ${name} shows nothing`, async () => {
    const echoes = SECRETS.map(encode)
    await giveToken()
    await simulator.fault('*', { status: 403, body: bodies['the error body'](echoes.join(' ')) }, { path: API_PATH })
    const error = await failure(canaryClient().request('GET', `${API_PATH}/account`))
    assert.equal(error.code, 'FORBIDDEN')
    assertNoSecret(error, echoes)
  })
}

test('a secret echoed as a status is not shown', async () => {
  await giveToken()
  const status = { callStatus: `was ${TOKEN}`, callerStatus: TOKEN, calleeStatus: 'InProgress' }
  await simulator.fault('*', { status: 200, body: { id: 'some-id', status } }, { path: API_PATH })
  const client = canaryClient()
  const call = await client.createCall(REQUEST)
  const seen = [call, await call.status(), call.outcome, ...(await placeOne(client))]
  assert.ok(`${seen[1]}`.includes('[redacted]'), `${seen[1]}`)
  for (const value of seen) assertNoSecret(value, SECRETS)
})

for (const [name, fault] of Object.entries({
  'a lost response': { drop: 'before-response' },
  'a reset': { reset: true },
  'half a response': { truncate: true },
  'malformed JSON': { malformed_json: true },
  'a hanging server': { delay_ms: 5000 },
})) {
  test(`${name} shows no secret`, async () => {
    await simulator.fault('*', fault)
    await tryAll(canaryClient())
    await simulator.delete('faults')
    await giveToken()
    await simulator.fault('*', fault, { path: API_PATH })
    await tryAll(canaryClient())
  })
}

test('the log shows requests and no secret', async () => {
  await giveToken()
  await failure(canaryClient().request('DELETE', `${API_PATH}/the-last`))
  while (!log.some((message) => message.includes('/the-last'))) await new Promise(setImmediate)
  assert.ok(log.length > 100, `${log.length} records`)
  assertNoSecret(log, SECRETS)
})

test('assertNoSecret finds the canaries', () => {
  assert.throws(() => assertNoSecret(new Error(ECHO), SECRETS))
  assert.throws(() => assertNoSecret({ deep: { deeper: { token: TOKEN } } }, SECRETS))
  assert.ok(textsOf(new Error('text')).length >= 5)
})

// The requests that each operation sends, and the results that it returns.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'

import { failure } from './support/expect.mjs'
import {
  Client,
  InvalidArgumentError,
  NotLoggedInError,
  RateLimitedError,
  RequestTimeoutError,
  Response,
  UnauthorizedError,
} from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
let simulator
before(async () => (simulator = await startSimulator()))
after(() => simulator.stop())
beforeEach(() => simulator.post('reset').then(() => simulator.post('clock', { running: false })))

test('a create sends the given options and nothing else', async () => {
  const client = simulator.client()
  await client.createCall({ to: '+1 (650) 555-0100' })
  const whole = { to: '6505550100', callerId: '+16505550101', playPrompt: false, country: '1' }
  await client.createCall({ ...whole, fromForwardingNumber: '402780006008' })
  const bodies = (await simulator.journal('POST', '/ring-out')).map(({ body }) => JSON.parse(body))
  assert.deepEqual(bodies, [
    { to: { phoneNumber: '+16505550100' } },
    {
      to: { phoneNumber: '6505550100' },
      from: { forwardingNumberId: '402780006008' },
      callerId: { phoneNumber: '+16505550101' },
      playPrompt: false,
      country: { id: '1' },
    },
  ])
})

test('undefined options count as absent', async () => {
  const call = await simulator.client({ accountId: undefined }).createCall({ to: '+16505550100', from: undefined })
  await call.status({ signal: undefined })
  assert.equal((await call.wait({ timeout: 0, until: undefined })).kind, 'StillInProgress')
})

test('32 creates at once log in once', async () => {
  const client = simulator.client()
  const creates = Array.from({ length: 32 }, () => client.createCall({ to: '+16505550100', from: '+16505550110' }))
  const calls = await Promise.all(creates)
  await Promise.all(calls.map((call) => call.status()))
  assert.equal((await simulator.journal('POST', '/oauth/token')).length, 1)
  assert.equal(new Set(calls.map(({ id }) => id)).size, 32)
})

test('login logs in at once, and later requests use its token', async () => {
  const client = simulator.client({ jwt: undefined })
  assert.ok((await failure(client.createCall({ to: '+16505550100' }))) instanceof NotLoggedInError)
  assert.equal(await client.login({ jwt: simulator.settings.jwt }), undefined)
  await client.request('GET', EXTENSION)
  assert.equal((await simulator.journal('POST', '/oauth/token')).length, 1)
})

test('a refused login gives its reason, and keeps the previous login', async () => {
  const client = simulator.client()
  await client.request('GET', EXTENSION)
  const error = await failure(client.login({ jwt: 'a.wrong.one' }))
  assert.ok(error instanceof UnauthorizedError)
  assert.deepEqual([error.oauthError, error.errorCode, error.httpStatus], ['invalid_grant', 'OAU-140', 400])
  assert.ok(error.hint && error.requestId && error.message.endsWith(` (${error.hint}) (request id ${error.requestId})`))
  await client.request('GET', EXTENSION)
})

test('a request returns the response as a string, JSON and bytes', async () => {
  const query = { text: 'a b&+é', many: [1, 2n, true], left: undefined }
  const response = await simulator.client().request('get', `${EXTENSION}?first=1`, { query })
  assert.ok(response instanceof Response)
  assert.deepEqual([response.status, response.contentType], [200, 'application/json;charset=utf-8'])
  assert.ok(Buffer.isBuffer(response.body) && response.text === response.body.toString())
  assert.equal(response.json().extensionNumber, '101')
  assert.equal(typeof response.requestId, 'string')
  const [{ path }] = await simulator.journal('GET')
  const sent = [...new URL(path, simulator.url).searchParams].map((pair) => pair.join('='))
  assert.deepEqual(sent, ['first=1', 'text=a b&+é', 'many=1', 'many=2', 'many=true'])
})

test('a request accepts URLSearchParams, and a body as an object or a JSON string', async () => {
  const client = simulator.client()
  await client.request('GET', EXTENSION, {
    query: new URLSearchParams([
      ['a', '1'],
      ['a', '2'],
    ]),
  })
  const body = { to: { phoneNumber: '+16505550100' } }
  const { id } = (await client.request('POST', `${EXTENSION}/ring-out`, { body })).json()
  await client.request('POST', `${EXTENSION}/ring-out`, { body: JSON.stringify(body) })
  assert.equal((await client.request('DELETE', `${EXTENSION}/ring-out/${id}`)).text, '')
  const journal = await simulator.journal()
  assert.equal(journal.find(({ method }) => method === 'GET').path, `${EXTENSION}?a=1&a=2`)
  const posts = journal.filter(({ path }) => path.endsWith('/ring-out'))
  assert.deepEqual(
    posts.map((post) => JSON.parse(post.body)),
    [body, body],
  )
})

test('ids are escaped as one segment of the path', async () => {
  await failure(simulator.client().call('a/b ?é').status())
  const [{ status, path }] = await simulator.journal('GET')
  assert.deepEqual([status, path], [404, `${EXTENSION}/ring-out/a%2Fb%20%3F%C3%A9`])
})

test('errors of fromEnv name the invalid variable', () => {
  const keep = { ...process.env }
  try {
    Object.assign(process.env, simulator.environment)
    assert.ok(Client.fromEnv() instanceof Client)
    class Own extends Client {}
    assert.ok(Own.fromEnv() instanceof Own)
    process.env.RC_SERVER_URL = 'ftp://example.com'
    assert.throws(() => Client.fromEnv(), { code: 'INVALID_ARGUMENT', parameter: 'RC_SERVER_URL' })
    delete process.env.RC_SERVER_URL
    assert.throws(() => Client.fromEnv(), { message: /^RC_SERVER_URL: the environment variable is not set/ })
  } finally {
    for (const name of Object.keys(simulator.environment)) delete process.env[name]
    Object.assign(process.env, keep)
  }
})

test('errors name invalid arguments in the spelling of this language', async () => {
  const client = simulator.client()
  const { server } = simulator.settings
  for (const [parameter, operation] of [
    ['clientId', () => new Client({ server, clientId: '' })],
    ['clientSecret', () => new Client({ server, clientId: 'id', clientSecret: 'a b' })],
    ['callPath', () => new Client({ server, clientId: 'id', callPath: 'ring' })],
    ['rateLimit', () => new Client({ server, clientId: 'id', rateLimit: 'never' })],
    ['rateLimit', () => client.withRateLimit('never')],
    ['requestTimeout', () => new Client({ server, clientId: 'id', requestTimeout: -1 })],
    ['createTimeout', () => new Client({ server, clientId: 'id', createTimeout: NaN })],
    ['connectTimeout', () => new Client({ server, clientId: 'id', connectTimeout: Infinity })],
    ['callerId', () => client.createCall({ to: '+16505550100', callerId: '1' })],
    ['fromForwardingNumber', () => client.createCall({ to: '+16505550100', fromForwardingNumber: 'x' })],
    ['until', () => client.call('1').wait({ until: 'later' })],
    ['until', () => client.call('1').watch({ until: 'later' })],
    ['timeout', () => client.call('1').wait({ timeout: -1 })],
    ['method', () => client.request('BREW', '/')],
  ]) {
    const error = await failure(operation)
    assert.ok(error instanceof InvalidArgumentError, `${parameter}: ${error}`)
    assert.equal(error.parameter, parameter)
    assert.ok(error.message.startsWith(`${parameter}: `), error.message)
  }
  assert.deepEqual(await simulator.journal(), [])
})

test('error messages have the names and units of this language', async () => {
  const { server } = simulator.settings
  const rejects = async (operation, message) => assert.equal((await failure(operation)).message, message)
  const withTimes = (times) => () => new Client({ server, clientId: 'id', ...times })
  await rejects(withTimes({ requestTimeout: 0 }), 'requestTimeout: 0 ms is not between 1 ms and 1 hour')
  await rejects(withTimes({ createTimeout: 0.5 }), 'createTimeout: 0.5 ms is not between 1 ms and 1 hour')
  await rejects(withTimes({ connectTimeout: 3_600_001 }), 'connectTimeout: 3600001 ms is not between 1 ms and 1 hour')
  await rejects(withTimes({ connectTimeout: Infinity }), 'connectTimeout: more than a century is not between 1 ms and 1 hour')
  await rejects(withTimes({ createTimeout: NaN }), 'createTimeout: NaN is not a duration; pass a number of milliseconds, 0 or more')
  await rejects(withTimes({ accessTokenTtl: 7000 }), 'accessTokenTtl: 7000 ms is not between 600 and 3600 seconds')
  const error = await failure(simulator.client().call('1').log())
  assert.match(error.message, /pass them to `callLog` of the client$/)
  const loggedOut = new Client({ server, clientId: 'id' })
  const notLoggedIn = await failure(loggedOut.createCall({ to: '+16505550100' }))
  assert.match(notLoggedIn.message, /set the client's `jwt` \(`fromEnv` takes a JWT from RC_USER_JWT\)$/)
  const wrong = await failure(simulator.client({ jwt: 'a.wrong.jwt' }).createCall({ to: '+16505550100' }))
  assert.match(wrong.hint, /^check the JWT \(`jwt`, or RC_USER_JWT\)/)
  const listed = await failure(() => simulator.client().placeAll([{ to: '+16505550100', callerId: '1' }]))
  assert.equal(listed.parameter, 'requests[0].callerId')
})

test('a request over the limit waits, or fails at once with the time to wait', async () => {
  await simulator.post('clock', { running: true })
  await simulator.post('limits', { light: { limit: 2, window_s: 1, penalty_s: 1 } })
  const patient = simulator.client()
  const { id } = await patient.createCall({ to: '+16505550180' })
  const impatient = patient.withRateLimit('fail-fast').call(id)
  const error = await failure(async () => {
    for (let i = 0; i < 10; i += 1) await impatient.status()
  })
  assert.ok(error instanceof RateLimitedError)
  assert.ok(error.retryable && error.retryAfter > 0 && error.retryAfter <= 1000, `${error.retryAfter}`)
  assert.equal((await patient.call(id).status()).callStatus, 'InProgress')
  assert.deepEqual(
    (await simulator.journal()).filter(({ status }) => status === 429),
    [],
  )
})

test('a timeout applies to its operation, and not to later operations of the call', async () => {
  const client = simulator.client()
  const [call, other] = await Promise.all([1, 2].map(() => client.createCall({ to: '+16505550180' }, { timeout: 2000 })))
  await simulator.fault('*', { delay_ms: 2500 }, { path: '/restapi' })
  const began = performance.now()
  for (const operation of [
    () => call.status({ timeout: 100 }),
    () => other.cancel({ timeout: 100 }),
    () => client.request('GET', EXTENSION, { timeout: 100 }),
    () => client.send('GET', EXTENSION, { timeout: 100 }),
    () => client.login({ jwt: simulator.settings.jwt }, { timeout: 100 }),
    () => client.refresh({ timeout: 100 }),
  ]) {
    const error = await failure(operation)
    assert.ok(error instanceof RequestTimeoutError, `${operation}: ${error}`)
  }
  assert.ok(performance.now() - began < 10_000)
  assert.equal((await failure(client.createCall({ to: '+16505550180' }, { timeout: 100 }))).code, 'MAYBE_PLACED')
  assert.equal((await call.status()).phase, 'RingingCaller')
  for (const timeout of [0, -1, NaN, Infinity]) {
    assert.equal((await failure(call.status({ timeout }))).parameter, 'timeout')
  }
})

test('a wait can be unlimited', async () => {
  const call = await simulator.client().createCall({ to: '+16505550100' })
  await simulator.act(call, 'caller', 'busy')
  assert.equal((await call.wait({ timeout: Infinity })).kind, 'Busy')
})

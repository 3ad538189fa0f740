// The replacement of `@ringcentral/sdk`: what tests/peers, which compares the two packages, does not cover.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'

import { assertNoSecret, failure } from './support/expect.mjs'
import { runModule, runNode } from './support/program.mjs'
import {
  ConnectionFailedError,
  InvalidArgumentError,
  MaybePlacedError,
  NotLoggedInError,
  RateLimitedError,
  RequestTimeoutError,
  SDK,
  UnauthorizedError,
  version,
} from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const CALLS = `${EXTENSION}/ring-out`
const CALL = { from: { phoneNumber: '+16505550123' }, to: { phoneNumber: '+16505550100' }, playPrompt: false }
const TOKEN = '/restapi/oauth/token'

let simulator
before(async () => {
  simulator = await startSimulator('--refresh-tokens', 'on')
})
after(() => simulator.stop())
beforeEach(() => simulator.post('reset'))

/** Creates an SDK for this simulator. */
function sdk(settings) {
  const { server, clientId, clientSecret } = simulator.settings
  return new SDK({ server, clientId, clientSecret, ...settings })
}

/** Creates a platform that is logged in. */
async function loggedIn(settings) {
  const platform = sdk(settings).platform()
  await platform.login({ jwt: simulator.settings.jwt })
  return platform
}

/** Returns the ApiError that an operation rejects with. */
async function apiFailure(operation) {
  const error = await failure(operation)
  assert.equal(error.name, 'ApiError', error.stack)
  assert.equal(error.message, error.cause.message)
  return error
}

/** Returns the list in which the events of this name are collected. */
const collect = (platform, name) => {
  const events = []
  platform.on(platform.events[name], (result) => events.push(result))
  return events
}

test('the SDK can be imported and required', async () => {
  const imported = await runModule(`import { SDK } from 'ringout'; console.log(SDK.version)`)
  const required = await runNode(['--eval', `console.log(require('ringout').SDK.version)`])
  assert.deepEqual([imported.stdout, required.stdout], [`${version}\n`, `${version}\n`])
})

test('errors name missing options', () => {
  const { server, clientId, clientSecret } = simulator.settings
  assert.throws(() => new SDK(), /options\.server/)
  assert.throws(() => new SDK({ clientId, clientSecret }), /options\.server/)
  assert.throws(() => new SDK({ server, clientSecret }), /options\.clientId/)
  assert.throws(() => new SDK({ server: 'nowhere', clientId }), InvalidArgumentError)
})

test('an option of the official package is accepted, and one without an effect says so once', async () => {
  const { server, clientId, clientSecret, jwt } = simulator.settings
  const program = `
    const { SDK } = require('ringout')
    const options = ${JSON.stringify({ server, clientId, clientSecret })}
    const harmless = { refreshDelayMs: 1, clearCacheOnRefreshError: false, cachePrefix: 'x', discoveryAutoInit: true, tokenEndpoint: '/restapi/oauth/token', unknown: 1 }
    const said = { enableDiscovery: true, authProxy: true, revokeEndpoint: '/mine', defaultRequestInit: {}, fetch() {} }
    const first = new SDK({ ...options, ...harmless, ...said })
    new SDK({ ...options, ...said })
    first.login({ jwt: '${jwt}' }).then(() => first.get('${EXTENSION}')).then(({ status }) => console.log(status))
  `
  const { stdout, stderr } = await runNode(['--eval', program])
  assert.equal(stdout, '200\n', stderr)
  const warnings = stderr.split('\n').filter((line) => line.includes('RINGOUT_SDK'))
  const named = warnings.map((line) => /the option (\w+) has no effect: ./.exec(line)?.[1])
  assert.deepEqual(named, ['enableDiscovery', 'authProxy', 'revokeEndpoint', 'defaultRequestInit', 'fetch'])
})

test('numbers are accepted where the official package accepts them', async () => {
  const { username, password } = simulator.ready
  const platform = sdk().platform()
  assert.equal((await platform.login({ username, extension: 101, password })).status, 200)
})

test('refreshHandicapMs, urlPrefix and userAgent', async () => {
  const platform = await loggedIn({
    refreshHandicapMs: 24 * 3600_000,
    urlPrefix: EXTENSION,
    appName: 'Mine',
    appVersion: '2',
    additionalUserAgent: 'more',
  })
  assert.equal(await platform.auth().accessTokenValid(), false)
  assert.equal((await platform.get('/phone-number')).status, 200)
  assert.equal(platform.createUrl('/a', { addServer: true, addMethod: 'PUT' }), `${simulator.url}${EXTENSION}/a?_method=PUT`)
  assert.equal(platform.userAgent, 'Mine/2 more')
})

test('cancelAccessToken expires the token, and the next request replaces it', async () => {
  const platform = await loggedIn()
  await platform.auth().cancelAccessToken()
  assert.equal(await platform.auth().accessTokenValid(), false)
  assert.equal((await platform.get(EXTENSION)).status, 200)
  assert.equal(await platform.auth().accessTokenValid(), true)
})

test('NODE_EXTRA_CA_CERTS adds to the certificates, as for the official package', async () => {
  const secure = await startSimulator('--tls')
  try {
    const { server, clientId, clientSecret, jwt } = secure.settings
    const program = `
      const sdk = new (require('ringout').SDK)(${JSON.stringify({ server, clientId, clientSecret })})
      sdk.login({ jwt: '${jwt}' }).then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code))
    `
    const statuses = [{ NODE_EXTRA_CA_CERTS: secure.ready.ca_file }, { NODE_EXTRA_CA_CERTS: '' }].map(async (env) => {
      return (await runNode(['--eval', program], env)).stdout
    })
    assert.deepEqual(await Promise.all(statuses), ['200\n', 'CONNECTION\n'])
  } finally {
    await secure.stop()
  }
})

test('headers and signed URLs for another HTTP client', async () => {
  const platform = await loggedIn()
  const { access_token } = await platform.auth().data()
  assert.equal(await platform.signUrl('/a?b=1'), `/a?b=1&access_token=${access_token}`)
  assert.equal(await platform.authHeader(), `bearer ${access_token}`)
  const { clientId, clientSecret } = simulator.settings
  assert.equal(platform.basicAuthHeader(), `Basic ${btoa(`${clientId}:${clientSecret}`)}`)
  const request = await platform.inflateRequest(new Request(platform.createUrl(EXTENSION, { addServer: true })))
  assert.equal((await fetch(request)).status, 200)
  assert.equal((await platform.sendRequest(new Request(`${simulator.url}${EXTENSION}`))).status, 200)
})

test('the HTTP client tells of requests, without their tokens', async () => {
  const platform = await loggedIn()
  const own = sdk()
  await own.login({ jwt: simulator.settings.jwt })
  const client = own.client()
  const seen = []
  client.on(client.events.beforeRequest, ({ method, url, headers }) =>
    seen.push(`${method} ${url} ${headers.has('authorization')}`),
  )
  client.on(client.events.requestSuccess, (response, request) => seen.push(`${response.status} ${request.method}`))
  client.on(client.events.requestError, (error) =>
    seen.push(`${error.response.status} ${error.request.method} ${error.originalMessage === error.message}`),
  )
  await own.get(EXTENSION, { a: 1 })
  await failure(own.post(CALLS, {}))
  const url = `${simulator.url}${EXTENSION}?a=1`
  assert.deepEqual(seen, [`GET ${url} false`, '200 GET', `POST ${simulator.url}${CALLS} false`, '400 POST true'])
  const created = client.createRequest({ url, method: 'post', body: { a: 1 } })
  assert.deepEqual([created.method, await created.json()], ['POST', { a: 1 }])
  assert.equal((await client.sendRequest(new Request(`${simulator.url}${EXTENSION}`))).status, 200)
  assert.equal(platform.discovery(), undefined)
})

test('responses are read as the official package reads them', async () => {
  const short = sdk()
  const json = new Response('{"message":"no"}', { status: 400, headers: { 'content-type': 'application/json' } })
  assert.deepEqual([short.isJson(json), short.isMultipart(json), await short.error(json)], [true, false, 'no'])
  assert.equal(await short.error(new Response('x', { status: 500, statusText: 'Broken' })), '500 Broken')
  const text = [
    '',
    'Content-Type: application/json',
    '',
    '{"response":[{"status":200},{"status":404}]}',
    '--b',
    'A: 1',
    '',
    'one',
    '--b',
    '',
    'two',
    '--b--',
  ]
  const parts = await short.multipart(
    new Response(`--b${text.join('\n')}`, { status: 207, headers: { 'content-type': 'multipart/mixed; boundary=b' } }),
  )
  assert.deepEqual(await Promise.all(parts.map(async (part) => [part.status, (await part.text()).trim()])), [
    [200, 'one'],
    [404, 'two'],
  ])
  assert.equal(parts[0].headers.get('a'), '1')
})

test('the cache keeps values of the program', async () => {
  const cache = sdk({ cachePrefix: 'mine-' }).cache()
  await cache.setItem('a', { b: 1 })
  assert.deepEqual([cache.getItemSync('a'), await cache.getItem('c')], [{ b: 1 }, null])
  await cache.clean()
  assert.equal(cache.getItemSync('a'), null)
})

test('the SDK has the methods of its platform', async () => {
  const short = sdk({ redirectUri: 'http://127.0.0.1:1/callback' })
  await short.login({ jwt: simulator.settings.jwt })
  assert.equal((await short.get(EXTENSION)).status, 200)
  assert.equal((await short.post(CALLS, CALL)).status, 200)
  assert.equal((await short.send({ url: EXTENSION })).status, 200)
  assert.match(short.loginUrl({ usePKCE: true }), /code_challenge/)
  assert.equal(short.createUrl('/a', { addServer: true }), `${simulator.url}/a`)
  assert.equal(await short.ensureLoggedIn(), null)
  assert.equal((await short.refresh()).status, 200)
  assert.equal((await short.logout()).status, 200)
})

test('the app is named in User-Agent', async () => {
  await loggedIn({ appName: 'My App', appVersion: '1.2', server: `${simulator.url}/` })
  const [login] = await simulator.journal('POST', '/token')
  assert.match(login.headers['user-agent'], /^My-App\/1\.2 ringout\//)
})

test('errors have the response and a cause', async () => {
  const error = await apiFailure((await loggedIn()).post(CALLS, { to: { phoneNumber: '12' } }))
  assert.equal(error.response.status, 400)
  assert.equal((await error.response.json()).errors[0].parameterName, 'to.phoneNumber')
  assert.equal(error.cause.errorCode, 'CMN-101')
  assert.match(inspect(error), /^ApiError: .*CMN-101/)
})

test('errors of a login have a response', async () => {
  const error = await apiFailure(sdk().platform().login({ jwt: 'a.b.c' }))
  assert.ok(error.cause instanceof UnauthorizedError)
  assert.equal(error.response.status, 400)
  assert.equal(error.response.headers.get('rcrequestid'), error.cause.requestId)
  const { error: code, errors } = await error.response.json()
  assert.deepEqual([code, errors[0].errorCode], ['invalid_grant', 'OAU-140'])

  const entry = { errorCode: 'CMN-408', message: 'x', permissionName: 'RingOut', count: 5 }
  await simulator.fault('*', { status: 403, body: { errors: [entry] } }, { path: TOKEN })
  const forbidden = await apiFailure(sdk().platform().login({ jwt: 'a.b.c' }))
  assert.deepEqual((await forbidden.response.json()).errors, [entry])
})

test('a login without credentials names what is missing', async () => {
  for (const [options, parameter] of [
    [undefined, 'jwt'],
    [{ jwt: undefined }, 'jwt'],
    [{ jwt: '' }, 'jwt'],
    [{ username: '1' }, 'password'],
    [{ password: 'x' }, 'username'],
    [{ code: 'x' }, 'redirectUri'],
  ]) {
    const platform = sdk().platform()
    const events = collect(platform, 'loginError')
    const error = await apiFailure(platform.login(options))
    assert.deepEqual([error.cause.code, error.cause.parameter, events], ['INVALID_ARGUMENT', parameter, [error]])
  }
})

test('errors of a login during a request have a response', async () => {
  const platform = await loggedIn()
  const events = collect(platform, 'refreshError')
  await platform.auth().setData({ expire_time: 1 })
  await simulator.fault('*', { error: 'OAU-140', status: 400 }, { path: TOKEN })
  const error = await apiFailure(platform.get(EXTENSION))
  assert.deepEqual([error.response.status, events], [400, [error]])
  assert.equal((await simulator.journal('GET')).length, 0)
})

test('errors without a response', async () => {
  const platform = await loggedIn()
  await simulator.fault('POST', { reset: true })
  const lost = await apiFailure(platform.post(CALLS, CALL))
  assert.ok(lost.cause instanceof MaybePlacedError && lost.response === null)
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 1)

  const nowhere = new SDK({ server: 'http://127.0.0.1:1', clientId: 'id', clientSecret: 'secret' }).platform()
  assert.ok((await apiFailure(nowhere.login({ jwt: 'a.b.c' }))).cause instanceof ConnectionFailedError)
  assert.ok((await apiFailure(nowhere.get(EXTENSION))).cause instanceof NotLoggedInError)
  assert.equal(await nowhere.loggedIn(), false)
})

test('a request over the rate limit is a 429', async () => {
  const platform = await loggedIn()
  const events = collect(platform, 'rateLimitError')
  await simulator.fault('POST', { error: 'CMN-301', headers: { 'Retry-After': '50' } }, { times: 1 })
  for (const time of [1, 2]) {
    const error = await apiFailure(platform.post(CALLS, CALL))
    assert.ok(error.cause instanceof RateLimitedError, `${time}`)
    assert.equal(error.response.status, 429)
    const seconds = Number(error.response.headers.get('Retry-After'))
    assert.ok(seconds >= 45 && seconds <= 50 && error.retryAfter > 45_000, `${seconds}`)
    assert.equal(events.at(-1), error)
  }
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 1)
})

test('handleRateLimit makes requests wait for the rate limit', async () => {
  const platform = await loggedIn({ handleRateLimit: true })
  await simulator.fault('POST', { error: 'CMN-301', headers: { 'Retry-After': '1' } }, { times: 1 })
  assert.equal((await platform.post(CALLS, CALL)).status, 200)
})

test('the SDK accepts settings of the client', async () => {
  const platform = await loggedIn({ requestTimeout: 300 })
  await simulator.fault('GET', { delay_ms: 60_000 })
  const began = performance.now()
  assert.ok((await apiFailure(platform.get(EXTENSION))).cause instanceof RequestTimeoutError)
  assert.ok(performance.now() - began < 10_000)
})

test('nothing shows a secret', async () => {
  const { jwt, clientSecret } = simulator.settings
  const { username, password } = simulator.ready
  const platform = sdk().platform()
  const shown = [platform, platform.auth(), await platform.login({ jwt }), await platform.login({ username, password })]
  shown.push(await platform.refresh(), await failure(platform.get('/nowhere')))
  shown.push(await failure(platform.login({ username, password: 'wrong-password' })))
  shown.push(await failure(platform.login({ jwt: `${jwt}x` })))
  shown.push(await failure(platform.login({ code: 'wrong-code', redirect_uri: 'x' })))
  for (const value of shown) assertNoSecret(value, [jwt, clientSecret, password, 'U0pDMTJ', 'wrong-password', 'wrong-code'])
})

test('a token is sent to its server only', async () => {
  const platform = await loggedIn()
  assert.equal((await platform.get(`${simulator.url}${EXTENSION}`)).status, 200)
  for (const url of [`http://localhost:1${EXTENSION}`, 'https://example.com/x', '//example.com/x', `${simulator.url}.com/x`]) {
    assert.ok((await apiFailure(platform.get(url))).cause instanceof InvalidArgumentError, url)
  }
  assert.equal((await simulator.journal('GET')).length, 1)
})

test('paths and queries are escaped', async () => {
  const platform = await loggedIn()
  await failure(platform.get(`${EXTENSION}/a b/é/%20?x=y z`))
  await platform.get(EXTENSION, { a: [1, 2], b: undefined, c: null, d: true, e: 'x y&+' })
  const [first, second] = await simulator.journal('GET')
  assert.equal(first.path, `${EXTENSION}/a%20b/%C3%A9/%20?x=y+z`)
  assert.equal(second.path, `${EXTENSION}?a=1&a=2&d=true&e=x+y%26%2B`)
})

test('unsupported headers, options and bodies are rejected', async () => {
  const platform = await loggedIn()
  await platform.post(CALLS, CALL, undefined, { headers: { 'content-type': 'application/json', Accept: '*/*' } })
  const attempts = [
    [{ headers: { 'X-Mine': '1' } }, /X-Mine/],
    [{ headers: { 'Content-Type': 'multipart/form-data' } }, /Content-Type/],
    [{ headers: { Authorization: 'json' } }, /Authorization/],
    [{ signal: new AbortController().signal }, /signal/],
    [{ body: new FormData() }, /body/],
    [{ body: new Date() }, /body/],
    [{ body: 5 }, /body/],
  ]
  for (const [options, message] of attempts) {
    const error = await failure(platform.send({ method: 'POST', url: CALLS, body: CALL, ...options }))
    assert.ok(error instanceof TypeError, error.stack)
    assert.match(error.message, message)
  }
  await assert.rejects(platform.login({ jwt: 'a.b.c', access_token_ttl: 600 }), TypeError)
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 1)
})

test('bodies are sent as JSON', async () => {
  const platform = await loggedIn()
  for (const body of [undefined, null, '', [1], '{"a": 1}', Object.assign(Object.create(null), { b: 2 })]) {
    await failure(platform.put(CALLS, body))
  }
  const bodies = (await simulator.journal('PUT')).map((entry) => entry.body)
  assert.deepEqual(bodies, ['', '', '', '[1]', '{"a": 1}', '{"b":2}'])
})

test('a response is one of fetch', async () => {
  const platform = await loggedIn()
  const response = await platform.get(EXTENSION)
  assert.ok(response instanceof globalThis.Response)
  const copy = response.clone()
  assert.deepEqual(await response.json(), JSON.parse(await copy.text()))
  await simulator.fault('GET', { status: 200, body: 'x', headers: { 'X-Odd': 'é' } })
  assert.equal(await (await platform.get(EXTENSION)).text(), 'x')
})

test('auth reads and changes the token', async () => {
  const auth = (await loggedIn()).auth()
  assert.deepEqual([await auth.accessTokenValid(), await auth.refreshTokenValid()], [true, true])
  await auth.setData({ expires_in: '100', refresh_token_expires_in: '200', mine: 1 })
  const data = await auth.data()
  assert.equal(data.mine, 1)
  assert.ok(Math.abs(data.expire_time - Date.now() - 100_000) < 10_000)
  assert.ok(Math.abs(data.refresh_token_expire_time - Date.now() - 200_000) < 10_000)
  await auth.setData({ expires_in: '-1', expire_time: 0 })
  assert.equal(await auth.accessTokenValid(), false)
  await assert.rejects(auth.setData({ access_token: '' }), InvalidArgumentError)
  await assert.rejects(sdk().platform().auth().setData({ scope: 'x' }), InvalidArgumentError)
})

test('an error thrown by a listener rejects the operation', async () => {
  const platform = await loggedIn()
  platform.on(platform.events.logoutSuccess, () => {
    throw new RangeError('mine')
  })
  await assert.rejects(platform.logout(), RangeError)
})

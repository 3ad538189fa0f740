// Logging in, staying logged in, and logging out.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'

import { assertNoSecret, failure } from './support/expect.mjs'
import { Authorization, Client, ConnectionFailedError, NotFoundError, Token } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const REDIRECT = 'http://127.0.0.1:1/callback'

let simulator
let folder
before(async () => {
  simulator = await startSimulator('--refresh-tokens', 'on')
  folder = await mkdtemp(join(tmpdir(), 'ringout-test-'))
})
after(async () => {
  await simulator.stop()
  await rm(folder, { recursive: true })
})
beforeEach(() => simulator.post('reset'))

const without = (settings) => simulator.client({ jwt: undefined, ...settings })
const works = (client) => client.request('GET', EXTENSION)
const logins = async () => (await simulator.journal('POST', '/oauth/token')).length

test('a password logs in', async () => {
  const client = without()
  const { username, password } = simulator.ready
  await client.login({ username, password })
  await client.login({ username, extension: '101', password })
  await works(client)
  const error = await failure(client.login({ username, password: 'wrong-password' }))
  assert.deepEqual([error.code, error.oauthError], ['UNAUTHORIZED', 'invalid_grant'])
})

/** Returns the URL that the login page redirects to after the user's choice. */
async function consent(url, choice) {
  const page = await fetch(`${url}&consent=${choice}`, { redirect: 'manual' })
  return page.headers.get('location')
}

test('the login page logs in, also with a restored authorization', async () => {
  for (const restore of [
    (authorization) => authorization,
    ({ redirectUri, state, verifier }) => new Authorization({ redirectUri, state, verifier }),
  ]) {
    const client = without()
    const authorization = client.authorizeUrl(REDIRECT)
    assert.ok(authorization.url.startsWith(`${simulator.url}/restapi/oauth/authorize?`))
    assertNoSecret(authorization, [authorization.verifier])
    await client.loginRedirect(await consent(authorization.url, 'allow'), restore(authorization))
    await works(client)
  }
})

test('a code logs in', async () => {
  const client = without()
  const { url, verifier } = client.authorizeUrl(REDIRECT)
  const code = new URL(await consent(url, 'allow')).searchParams.get('code')
  await client.login({ code, redirectUri: REDIRECT, verifier })
  await works(client)
})

test('a redirect of another login or of a refused one does not log in', async () => {
  const client = without()
  const [authorization, other] = [client.authorizeUrl(REDIRECT), client.authorizeUrl(REDIRECT)]
  const foreign = await failure(client.loginRedirect(await consent(authorization.url, 'allow'), other))
  assert.deepEqual([foreign.code, foreign.parameter], ['INVALID_ARGUMENT', 'state'])
  const refused = await failure(client.loginRedirect(await consent(authorization.url, 'deny'), authorization))
  assert.deepEqual([refused.code, refused.oauthError], ['UNAUTHORIZED', 'access_denied'])
  assert.equal(await logins(), 0)
})

test('a token can be refreshed, saved and used again', async () => {
  const client = simulator.client()
  assert.equal(client.token, null)
  await works(client)
  const first = client.token
  await client.refresh()
  const { token } = client
  assert.ok(token instanceof Token && token.expiresAt instanceof Date && token.expiresAt > new Date())
  assert.notEqual(token.accessToken, first.accessToken)
  assertNoSecret(token, [token.accessToken, token.refreshToken])
  assert.equal(JSON.parse(token.toJson()).access_token, token.accessToken)

  const again = without()
  again.setToken(Token.fromJson(token.toJson()))
  await works(again)
  assert.equal(await logins(), 2)
  assert.throws(() => Token.fromJson('{"secret":1}'), { code: 'INVALID_ARGUMENT', parameter: 'token' })
})

test('a logout removes the token and the credentials', async () => {
  const client = simulator.client()
  await works(client)
  await client.logout()
  assert.equal(client.token, null)
  assert.equal((await simulator.journal('POST', '/oauth/revoke')).length, 1)
  assert.equal((await failure(works(client))).code, 'NOT_LOGGED_IN')
})

test('clients share a token file', async () => {
  const tokenFile = join(folder, 'tokens.json')
  await works(simulator.client({ tokenFile }))
  await works(simulator.client({ tokenFile }))
  assert.equal(await logins(), 1)
  assert.equal((await stat(tokenFile)).mode & 0o777, 0o600)
  assert.match(await readFile(tokenFile, 'utf8'), /access_token/)
})

test('an unusable token file is a StorageError', async () => {
  const error = await failure(works(simulator.client({ tokenFile: join(folder, 'no', 'such', 'folder') })))
  assert.equal(error.code, 'STORAGE')
})

test('settings reach the requests', async () => {
  const app = { name: 'My App', version: '1.2' }
  await works(simulator.client({ app, accessTokenTtl: 600_000, refreshTokenTtl: 3_600_000, proxy: '' }))
  const [login, request] = await simulator.journal()
  assert.match(request.headers['user-agent'], /^My-App\/1\.2 ringout\//)
  assert.match(login.body, /access_token_ttl=600/)
  assert.match(login.body, /refresh_token_ttl=3600/)
})

test('errors name the invalid setting', async () => {
  for (const [parameter, settings] of [
    ['accessTokenTtl', { accessTokenTtl: 1000 }],
    ['refreshTokenTtl', { refreshTokenTtl: NaN }],
    ['app', { app: { name: 'a/b', version: '1' } }],
    ['proxy', { proxy: 'no proxy' }],
    ['caBundle', { caBundle: join(folder, 'none.pem') }],
  ]) {
    const error = await failure(() => simulator.client(settings))
    assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', parameter], `${error}`)
    assert.ok(error.message.startsWith(`${parameter}: `), error.message)
  }
})

test('HTTPS needs a trusted certificate authority', async () => {
  const secure = await startSimulator('--tls')
  try {
    assert.ok(secure.url.startsWith('https://'))
    await works(secure.client({ caBundle: secure.ready.ca_file }))
    assert.ok((await failure(works(secure.client()))) instanceof ConnectionFailedError)
  } finally {
    await secure.stop()
  }
})

test('withTimeout returns a client with another deadline', async () => {
  const client = simulator.client()
  await works(client)
  await simulator.fault('GET', { delay_ms: 20_000 })
  const began = performance.now()
  const impatient = client.withTimeout(100)
  assert.ok(impatient instanceof Client)
  assert.equal((await failure(works(impatient))).code, 'TIMEOUT')
  assert.ok(performance.now() - began < 10_000)
  assert.equal((await failure(() => client.withTimeout(0))).parameter, 'timeout')
})

test('send returns every response, with its headers and its error', async () => {
  const client = simulator.client()
  const good = await client.send('GET', EXTENSION)
  assert.deepEqual([good.status, good.error], [200, null])
  assert.equal(good.headers['content-type'], good.contentType)
  assert.equal(good.headers.rcrequestid, good.requestId)
  const bad = await client.send('GET', `${EXTENSION}/ring-out/unknown`)
  assert.equal(bad.status, 404)
  assert.ok(bad.error instanceof NotFoundError)
  assert.equal(bad.json().errorCode, bad.error.errorCode)
})

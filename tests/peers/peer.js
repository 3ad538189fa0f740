'use strict'

// Prints what a program sees of an SDK, one line for each fact: `peer.js MODULE`, where MODULE is `@ringcentral/sdk` or ours.
//
// Only the name of the module differs. Ids, tokens and times, which differ in every run, are not printed. PEER_SIMULATOR and
// PEER_SIMULATOR_WITHOUT_REFRESH, which issues no refresh tokens, hold the ready lines of the simulators.

const { createHash } = require('node:crypto')
const { request } = require('node:http')
const { inspect } = require('node:util')

const { SDK } = require(process.argv[2])
const READY = JSON.parse(process.env.PEER_SIMULATOR)
const WITHOUT_REFRESH = JSON.parse(process.env.PEER_SIMULATOR_WITHOUT_REFRESH)
const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const CALLS = `${EXTENSION}/ring-out`
const CALL = { from: { phoneNumber: '+16505550123' }, to: { phoneNumber: '+16505550100' }, playPrompt: false }
const REDIRECT = 'http://127.0.0.1:1/callback?from=login'
const EVENTS = [
  ...['beforeLogin', 'loginSuccess', 'loginError', 'beforeRefresh', 'refreshSuccess', 'refreshError'],
  ...['beforeLogout', 'logoutSuccess', 'logoutError', 'rateLimitError'],
]

// For each error, whether it shows a secret when it is inspected in full.
const shown = []

// Hides deprecation notices, which are not compared.
console.warn = () => {}

/** Prints one line of the transcript. */
const say = (what, value) => console.log(`  ${what}: ${typeof value === 'string' && value ? value : JSON.stringify(value)}`)

/** Sends a request to the simulator's admin API. */
async function admin(method, path, body, ready = READY) {
  const response = await fetch(`${ready.url}/_simulator/${path}`, { method, body: body && JSON.stringify(body) })
  const text = await response.text()
  return text ? JSON.parse(text) : null
}

/** Makes the next requests of this kind fail. */
const fault = (method, path, what, times = 1) => admin('POST', 'faults', { method, path, times, fault: what })

/** Returns the requests of this kind that have arrived. */
async function arrived(method, part) {
  const { requests } = await admin('GET', 'journal')
  return requests.filter((entry) => entry.method === method && entry.path.includes(part))
}

let instances = 0

/** Returns the settings of a new instance, whose token is not shared. */
function settings(ready = READY) {
  instances += 1
  const { url: server, client_id: clientId, client_secret: clientSecret } = ready
  return { server, clientId, clientSecret, cachePrefix: `instance-${instances}-` }
}

/** Creates a platform that prints its events. */
function platformOf(more, ready) {
  const platform = new SDK({ ...settings(ready), ...more }).platform()
  for (const name of EVENTS) platform.on(platform.events[name], (result) => say('event', `${name} ${kindOf(result)}`))
  return platform
}

/** Describes the argument of an event. */
function kindOf(result) {
  if (result instanceof Error) return `with an error${result.retryAfter ? `, again in ${Math.ceil(result.retryAfter / 60_000)} min` : ''}`
  return result ? `with a response ${result.status}` : 'with nothing'
}

/** Creates a platform that is logged in with a JWT and does not print its events. */
async function loggedIn() {
  const platform = new SDK(settings()).platform()
  await platform.login({ jwt: READY.jwt })
  return platform
}

/** Runs an operation. Prints and returns its response or its error. */
async function attempt(what, operation) {
  try {
    const response = await operation()
    say(what, response ? `${response.status}, ok ${response.ok}` : 'nothing')
    return response
  } catch (error) {
    say(what, 'rejects')
    await describe(error)
    return error
  }
}

/** Prints what a program can find out about an error. */
async function describe(error) {
  say('  an Error with a message', error instanceof Error && error.message !== '')
  shown.push(hasSecret(inspect(error, { depth: Infinity, showHidden: true })))
  if (!error.response) return say('  response', 'none')
  const text = await error.response.clone().text()
  const body = text.startsWith('{') ? JSON.parse(text) : {}
  say('  response', `${error.response.status}, ok ${error.response.ok}`)
  say('  errorCode', body.errorCode ?? body.errors?.[0].errorCode ?? null)
  say('  parameterName', body.parameterName ?? null)
  say('  error', body.error ?? null)
  say('  message of the platform is included', error.message.includes(body.error_description ?? body.message ?? ''))
}

/** Whether a text contains an access token, a client secret or a JWT. */
function hasSecret(text) {
  const basic = Buffer.from(`${READY.client_id}:${READY.client_secret}`).toString('base64')
  return [READY.client_secret, READY.jwt, basic, 'U0pDMTJ'].some((secret) => text.includes(secret))
}

const sorted = (object) => Object.keys(object).sort()
const state = async (response) => Object.values((await response.json()).status).join(', ')

const scenarios = {
  async 'login with a JWT'() {
    const platform = platformOf()
    say('logged in before', await platform.loggedIn())
    const response = await platform.login({ jwt: READY.jwt })
    const token = await response.clone().json()
    say('status', response.status)
    say('fields', sorted(token))
    const data = await platform.auth().data()
    say('data', sorted(data))
    say('kept', [data.token_type, data.expires_in, data.refresh_token_expires_in, data.owner_id])
    say('same tokens', data.access_token === token.access_token && data.refresh_token === token.refresh_token)
    say('expires in an hour', Math.abs(data.expire_time - Date.now() - 3600_000) < 60_000)
    say('refresh token expires in a week', Math.abs(data.refresh_token_expire_time - Date.now() - 604800_000) < 60_000)
    say('valid', await platform.auth().accessTokenValid())
    say('logged in', await platform.loggedIn())
    say('ensured', await platform.ensureLoggedIn())
    say('token requests', (await arrived('POST', '/oauth/token')).length)
  },

  async 'a login that is not awaited'() {
    const platform = platformOf()
    platform.login({ jwt: READY.jwt })
    await new Promise((resolve) => platform.on(platform.events.loginSuccess, resolve))
    await attempt('create', () => platform.post(CALLS, CALL))
  },

  async 'a call from its creation to its end'() {
    const platform = await loggedIn()
    const created = await platform.post(CALLS, CALL)
    const call = await created.clone().json()
    say('status', [created.status, created.ok])
    say('fields', sorted(call))
    say('id is a string', typeof call.id === 'string')
    say('same in the text', JSON.parse(await created.text()).id === call.id)
    say('content type', created.headers.get('content-type'))
    say('other case', created.headers.get('X-RATE-LIMIT-GROUP'))
    say('no such header', created.headers.get('X-Nothing'))
    for (const path of [`${CALLS}/${call.id}`, call.uri, new URL(call.uri).pathname]) {
      await admin('POST', 'clock', { advance_ms: 3000 })
      say('state', await state(await platform.get(path)))
    }
    say('body that arrived', (await arrived('POST', '/ring-out'))[0].body)
  },

  async 'a call on the deprecated path'() {
    const platform = await loggedIn()
    const call = await (await platform.post(CALLS.replace('ring-out', 'ringout'), CALL)).json()
    say('id is a number', typeof call.id === 'number')
    say('state', await state(await platform.get(call.uri)))
    await attempt('cancel', () => platform.delete(call.uri))
  },

  async 'a call that is cancelled'() {
    const platform = await loggedIn()
    const path = `${CALLS}/${(await (await platform.post(CALLS, CALL)).json()).id}`
    const response = await attempt('cancel', () => platform.delete(path))
    say('body', await response.text())
    say('state', await state(await platform.get(path)))
    await attempt('cancel again', () => platform.delete(path))
    await admin('POST', 'clock', { advance_ms: 60_000 })
    await attempt('status', () => platform.get(path))
  },

  async 'lists, with queries'() {
    const platform = await loggedIn()
    const path = `${EXTENSION}/phone-number`
    const numbers = await (await platform.get(path, { page: 1, perPage: 2 })).json()
    say('records', numbers.records.map((record) => record.phoneNumber))
    await platform.get(`${path}?page=1`, { usage: ['a', 'b'], number: '+1 2&c', flag: true })
    for (const { path } of await arrived('GET', '/phone-number')) say('query', path.split('?')[1])
  },

  async 'send'() {
    const platform = await loggedIn()
    const headers = { 'Content-Type': 'application/json' }
    await attempt('POST', () => platform.send({ method: 'POST', url: CALLS, body: CALL, query: { a: 1 }, headers }))
    await attempt('get', () => platform.send({ method: 'get', url: EXTENSION }))
    await attempt('no method', () => platform.send({ url: EXTENSION }))
    say('unknown method', await platform.send({ method: 'BREW', url: CALLS }).catch(() => 'rejects'))
    say('paths', (await arrived('POST', '/ring-out')).map((entry) => entry.path))
  },

  async 'requests that the platform refuses'() {
    const platform = await loggedIn()
    await attempt('no to', () => platform.post(CALLS, { from: CALL.from }))
    await attempt('bad number', () => platform.post(CALLS, { to: { phoneNumber: '12' } }))
    await attempt('not our number', () => platform.post(CALLS, { ...CALL, callerId: { phoneNumber: '+12125550100' } }))
    await attempt('no such call', () => platform.get(`${CALLS}/nothing`))
    await attempt('no such path', () => platform.get('/restapi/v1.0/nowhere'))
    await attempt('put', () => platform.put(CALLS, CALL))
    await attempt('patch', () => platform.patch(CALLS, CALL, { a: 'b' }))
    await attempt('delete with a body', () => platform.delete(CALLS, { keep: true }))
    say('body that arrived', (await arrived('DELETE', CALLS))[0].body)
  },

  async 'a create over the rate limit'() {
    const platform = platformOf()
    await platform.login({ jwt: READY.jwt })
    await fault('POST', CALLS, { error: 'CMN-301', headers: { 'Retry-After': '60' } })
    await attempt('create', () => platform.post(CALLS, CALL))
    await attempt('again at once', () => platform.post(CALLS, CALL))
    say('creates', (await arrived('POST', '/ring-out')).length)
  },

  async 'a platform that is down'() {
    const platform = await loggedIn()
    await fault('POST', CALLS, { status: 503, body: '<html>down</html>' })
    const error = await attempt('create', () => platform.post(CALLS, CALL))
    say('body', await error.response.text())
    say('creates', (await arrived('POST', '/ring-out')).length)
  },

  async 'a create whose response is lost'() {
    const platform = await loggedIn()
    await fault('POST', CALLS, { drop: 'before-response' })
    await attempt('create', () => platform.post(CALLS, CALL))
    say('creates', (await arrived('POST', '/ring-out')).length)
  },

  async 'a GET that fails with 503 once'() {
    const platform = await loggedIn()
    const body = { errorCode: 'CMN-201', message: 'Down' }
    await fault('GET', '/restapi/v1.0', { status: 503, headers: { 'Retry-After': '0' }, body })
    await attempt('account', () => platform.get(EXTENSION))
  },

  async 'a token that expires early'() {
    const platform = platformOf()
    await platform.login({ jwt: READY.jwt })
    await admin('POST', 'tokens/expire', {})
    await attempt('create', () => platform.post(CALLS, CALL))
    say('creates', (await arrived('POST', '/ring-out')).map((entry) => entry.status))
    await fault('POST', CALLS, { error: 'OAU-151' }, 0)
    await attempt('refused for another reason', () => platform.post(CALLS, CALL))
  },

  async 'logins that the platform refuses'() {
    await attempt('wrong secret', () => platformOf({ clientSecret: 'wrong' }).login({ jwt: READY.jwt }))
    await attempt('wrong JWT', () => platformOf().login({ jwt: 'eyJ.wrong.jwt' }))
    await attempt('wrong password', () => platformOf().login({ username: READY.username, password: 'wrong' }))
    await attempt('wrong code', () => platformOf().login({ code: 'wrong', redirect_uri: REDIRECT }))
    const platform = platformOf()
    await attempt('request without a login', () => platform.get(EXTENSION))
    say('requests', (await arrived('GET', '/restapi')).length)
  },

  async 'login with a password'() {
    for (const extension of ['101', '', undefined]) {
      const platform = platformOf()
      await attempt('login', () => platform.login({ username: READY.username, extension, password: READY.password }))
      await attempt('create', () => platform.post(CALLS, CALL))
    }
  },

  async 'login with a code'() {
    const redirectUri = REDIRECT
    const platform = platformOf({ redirectUri })
    const query = await consent(platform.loginUrl({ state: 'a state' }), 'allow')
    say('login URL', fields(platform.loginUrl({ state: 'a state' })))
    const options = platform.parseLoginRedirect(query)
    say('redirect', [sorted(options), options.state])
    await attempt('login', () => platform.login(options))
    await attempt('create', () => platform.post(CALLS, CALL))
    await attempt('the same code', () => platformOf({ redirectUri }).login(options))
    const other = platformOf()
    const { code } = other.parseLoginRedirect(await consent(other.loginUrl({ redirectUri }), 'allow'))
    await attempt('its own redirect URI', () => other.login({ code, redirect_uri: REDIRECT }))
  },

  async 'login with a code and PKCE'() {
    const platform = platformOf({ redirectUri: REDIRECT })
    const url = platform.loginUrl({ usePKCE: true, state: 'a state', prompt: 'login', brandId: '1210' })
    say('login URL', fields(url))
    say('method', new URL(url).searchParams.get('code_challenge_method'))
    const challenge = createHash('sha256').update(platform.codeVerifier).digest('base64url')
    say('challenge of the verifier', new URL(url).searchParams.get('code_challenge') === challenge)
    const options = platform.parseLoginRedirect(await consent(url, 'allow'))
    const verifier = platform.codeVerifier
    await attempt('no verifier', () => platformOf({ redirectUri: REDIRECT }).login(options))
    const again = platform.parseLoginRedirect(await consent(url, 'allow'))
    await attempt('another instance', () => platformOf({ redirectUri: REDIRECT }).login({ ...again, code_verifier: verifier }))
    const third = platform.parseLoginRedirect(await consent(url, 'allow'))
    await attempt('the same instance', () => platform.login(third))
  },

  async 'login with a code in an app without a secret'() {
    const app = { clientId: READY.public_client_id, clientSecret: undefined, redirectUri: REDIRECT }
    const platform = platformOf(app)
    const options = platform.parseLoginRedirect(await consent(platform.loginUrl({ usePKCE: true }), 'allow'))
    await attempt('login', () => platform.login(options))
    await attempt('create', () => platform.post(CALLS, CALL))
    await attempt('refresh', () => platform.refresh())
    await attempt('logout', () => platform.logout())
  },

  async 'a login that the user denies'() {
    const platform = platformOf({ redirectUri: REDIRECT })
    const query = await consent(platform.loginUrl(), 'deny')
    try {
      platform.parseLoginRedirect(query)
    } catch (error) {
      say('throws', [error.error, error.message])
    }
    try {
      platform.parseLoginRedirect('nothing')
    } catch (error) {
      say('throws', error.message)
    }
    say('of a fragment', platform.parseLoginRedirect('#access_token=a%20b&expires_in=1'))
  },

  async 'refresh'() {
    const platform = platformOf()
    await platform.login({ jwt: READY.jwt })
    const before = await platform.auth().data()
    const response = await attempt('refresh', () => platform.refresh())
    say('fields', sorted(await response.json()))
    const after = await platform.auth().data()
    say('new tokens', ['access_token', 'refresh_token'].map((name) => after[name] !== before[name]))
    await attempt('create', () => platform.post(CALLS, CALL))
    await platform.auth().setData({ expire_time: Date.now() - 1000 })
    say('valid', await platform.auth().accessTokenValid())
    await attempt('create with an old token', () => platform.post(CALLS, CALL))
    say('valid', await platform.auth().accessTokenValid())
    await platform.auth().setData({ expire_time: Date.now() - 1000 })
    say('ensured', await platform.ensureLoggedIn())
    await admin('POST', 'tokens/expire', { refresh: true })
    await fault('POST', '/restapi/oauth/token', { error: 'OAU-140', status: 400 }, 0)
    await attempt('refresh with an old token', () => platform.refresh())
  },

  async 'many requests with an expired token'() {
    const platform = platformOf()
    await platform.login({ jwt: READY.jwt })
    await platform.auth().setData({ expire_time: Date.now() - 1000 })
    const responses = await Promise.all([1, 2, 3].map(() => platform.get(EXTENSION)))
    say('responses', responses.map((response) => response.status))
    await Promise.all([platform.refresh(), platform.refresh()])
    say('token requests', (await arrived('POST', '/oauth/token')).length)
  },

  async 'an app without refresh tokens'() {
    const platform = platformOf({}, WITHOUT_REFRESH)
    await platform.login({ jwt: WITHOUT_REFRESH.jwt })
    say('refresh token', (await platform.auth().data()).refresh_token)
    await attempt('refresh', () => platform.refresh())
    say('logged in', await platform.loggedIn())
  },

  async 'logout'() {
    const platform = platformOf()
    await platform.login({ jwt: READY.jwt })
    await attempt('logout', () => platform.logout())
    const data = await platform.auth().data()
    say('data', [data.access_token, data.refresh_token, data.expire_time])
    say('revoked', (await admin('GET', 'state')).tokens.revoked)
    say('logged in', await platform.loggedIn())
    await attempt('create', () => platform.post(CALLS, CALL))
    say('creates', (await arrived('POST', '/ring-out')).length)
  },

  async 'a saved token'() {
    const kept = JSON.parse(JSON.stringify(await (await loggedIn()).auth().data()))
    const platform = platformOf()
    await platform.auth().setData(kept)
    const data = await platform.auth().data()
    say('same', data.access_token === kept.access_token && data.refresh_token === kept.refresh_token)
    say('same time', Math.abs(data.expire_time - kept.expire_time) < 2000)
    say('logged in', await platform.loggedIn())
    await attempt('create', () => platform.post(CALLS, CALL))
    const third = platformOf()
    await attempt('login', () => third.login({ access_token: kept.access_token, expires_in: '3600', token_type: 'bearer' }))
    await attempt('create', () => third.post(CALLS, CALL))
    say('token requests', (await arrived('POST', '/oauth/token')).length)
  },

  async 'URLs and listeners'() {
    const platform = new SDK(settings()).platform()
    const url = (...args) => platform.createUrl(...args).replace(READY.url, 'SERVER')
    say('urls', [url('/a'), url('/a', { addServer: true }), url('/a?b', { addMethod: 'PUT' }), url('http://x/a', { addServer: true })])
    say('events', sorted(platform.events))
    say('servers', SDK.server)
    const called = []
    const listener = () => called.push('removed')
    platform.on(platform.events.loginSuccess, listener).off(platform.events.loginSuccess, listener)
    platform.on(platform.events.loginSuccess, listener).removeListener(platform.events.loginSuccess, listener)
    platform.once(platform.events.loginSuccess, () => called.push('once'))
    platform.addListener(platform.events.loginSuccess, () => called.push('kept'))
    await platform.login({ jwt: READY.jwt })
    await platform.login({ jwt: READY.jwt })
    say('called', called)
  },

  async 'all errors of this run'() {
    say('errors', shown.length)
    say('that show a secret', shown.filter(Boolean).length)
  },
}

/** Returns the query of the login page's redirect. */
function consent(url, choice) {
  return new Promise((resolve, reject) => {
    request(`${url}&consent=${choice}`, (response) => {
      response.resume()
      resolve(new URL(response.headers.location).search)
    }).on('error', reject).end()
  })
}

/** Returns the names of the non-empty fields of a login URL. */
function fields(url) {
  return [...new URL(url).searchParams].filter(([, value]) => value !== '').map(([name]) => name).sort()
}

async function main() {
  for (const [name, scenario] of Object.entries(scenarios)) {
    console.log(`== ${name}`)
    for (const ready of [READY, WITHOUT_REFRESH]) {
      await admin('POST', 'reset', {}, ready)
      await admin('POST', 'clock', { running: false }, ready)
    }
    try {
      await scenario()
    } catch (error) {
      say('ENDS WITH', error.constructor.name)
      console.error(error)
    }
  }
}

main()

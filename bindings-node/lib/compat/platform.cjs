'use strict'

// The platform as the SDK shows it. Each request is one of `client.send`: with its deadline, its repeats and its login, which
// replaces the token by itself, and never with a secret in a text.

const { EventEmitter } = require('node:events')

const { Client } = require('../client.cjs')
const { classes } = require('../errors.cjs')
const { Token } = require('../login.cjs')

const EVENTS = Object.freeze(
  Object.fromEntries(
    [
      ...['beforeLogin', 'loginSuccess', 'loginError', 'beforeRefresh', 'refreshSuccess', 'refreshError'],
      ...['beforeLogout', 'logoutSuccess', 'logoutError', 'rateLimitError'],
    ].map((name) => [name, name]),
  ),
)
// What the login URL may say besides, by the name of its option.
const LOGIN_PAGE = {
  state: 'state',
  brandId: 'brand_id',
  display: 'display',
  prompt: 'prompt',
  uiOptions: 'ui_options',
  uiLocales: 'ui_locales',
  localeId: 'localeId',
  responseHint: 'response_hint',
  loginHint: 'login_hint',
}
const NO_TOKEN = {
  token_type: '',
  access_token: '',
  expire_time: 0,
  expires_in: '',
  refresh_token: '',
  refresh_token_expires_in: '',
  refresh_token_expire_time: 0,
  scope: '',
}
/** How long before its end a token counts as ended. */
const HANDICAP = 60_000

/** Why a request failed. `cause` is the RingOutError that tells more. */
class ApiError extends Error {
  constructor(error, response) {
    super(error.message, { cause: error })
    this.response = response
    if (error.retryAfter !== undefined) this.retryAfter = error.retryAfter
  }

  get name() {
    return 'ApiError'
  }
}

class Platform extends EventEmitter {
  events = EVENTS

  #client
  #server
  #redirectUri
  #brandId
  #auth
  #codeVerifier = ''
  #refreshing

  // `cachePrefix` keeps the tokens of two instances apart: here they always are.
  constructor({ redirectUri = '', brandId, appName, appVersion, cachePrefix, handleRateLimit = false, ...settings }) {
    super()
    const app = appName ? { app: { name: appName, version: appVersion || '0.0.0' } } : {}
    const rateLimit = handleRateLimit ? 'wait' : 'fail-fast'
    const clientSecret = settings.clientSecret || undefined
    this.#client = new Client({ rateLimit, ...app, ...settings, clientSecret })
    this.#server = settings.server.replace(/\/+$/, '')
    this.#redirectUri = redirectUri
    this.#brandId = brandId
    this.#auth = new Auth(this.#client)
  }

  auth() {
    return this.#auth
  }

  get codeVerifier() {
    return this.#codeVerifier
  }

  /** @param {any} options */
  async login(options = {}) {
    return this.#changeToken('Login', () => this.#logIn(options))
  }

  async refresh() {
    this.#refreshing ??= this.#changeToken('Refresh', () => this.#client.refresh()).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async logout() {
    return this.#changeToken('Logout', () => this.#client.logout())
  }

  async loggedIn() {
    try {
      await this.ensureLoggedIn()
      return true
    } catch {
      return false
    }
  }

  async ensureLoggedIn() {
    if (!(await this.#auth.accessTokenValid())) await this.refresh()
    return null
  }

  /** @param {any} options */
  loginUrl({ implicit, usePKCE, redirectUri, ...options } = {}) {
    if (implicit && usePKCE) throw new Error('PKCE only works with Authorization Code Flow')
    const begun = this.#client.authorizeUrl(redirectUri || this.#redirectUri)
    const url = new URL(begun.url)
    this.#codeVerifier = usePKCE ? begun.verifier : ''
    url.searchParams.delete('state')
    if (!usePKCE) ['code_challenge', 'code_challenge_method'].forEach((name) => url.searchParams.delete(name))
    if (implicit) url.searchParams.set('response_type', 'token')
    const given = { brandId: this.#brandId, ...options }
    for (const [option, name] of Object.entries(LOGIN_PAGE)) {
      for (const value of [given[option] ?? []].flat()) url.searchParams.append(name, value)
    }
    return url.href
  }

  parseLoginRedirect(url) {
    if (!/^[#?]./.test(url)) throw new Error('Unable to parse response')
    const fields = Object.fromEntries(new URLSearchParams(url.slice(1)))
    if (fields.error === undefined && fields.error_description === undefined) return fields
    throw Object.assign(new Error(fields.error_description || fields.error), { error: fields.error })
  }

  createUrl(path = '', { addServer = false, addMethod = '' } = {}) {
    const whole = addServer && !/^https?:\/\//.test(path) ? this.#server + path : path
    return addMethod ? `${whole}${path.includes('?') ? '&' : '?'}_method=${addMethod}` : whole
  }

  async get(url, query, options) {
    return this.send({ method: 'GET', url, query, ...options })
  }

  async post(url, body, query, options) {
    return this.send({ method: 'POST', url, body, query, ...options })
  }

  async put(url, body, query, options) {
    return this.send({ method: 'PUT', url, body, query, ...options })
  }

  async patch(url, body, query, options) {
    return this.send({ method: 'PATCH', url, body, query, ...options })
  }

  async delete(url, body, query, options) {
    return this.send({ method: 'DELETE', url, body, query, ...options })
  }

  /** @param {any} options */
  async send({ url, method = 'GET', query, body, headers, ...options } = {}) {
    checkUnsupported(headers, options)
    const request = { query: queryOf(query), body: bodyOf(body) }
    const answer = await this.#client.send(method.toUpperCase(), this.#path(url), request).catch((error) => {
      throw this.#lost(error)
    })
    if (this.#auth.hasNewToken()) {
      // The client did it by itself, and is only heard of now.
      this.emit(EVENTS.beforeRefresh)
      this.emit(EVENTS.refreshSuccess, this.#auth.response())
    }
    const response = responseOf(answer.status, Object.entries(answer.headers), answer.body)
    if (answer.error === null) return response
    throw this.#limited(new ApiError(answer.error, response))
  }

  async #logIn({ jwt, code, username, extension, password, access_token, redirect_uri, redirectUri, ...options }) {
    const { access_token_ttl, refresh_token_ttl, endpoint_id, code_verifier, ...rest } = options
    if (access_token_ttl || refresh_token_ttl || endpoint_id) {
      throw new TypeError('tokens live as long as accessTokenTtl and refreshTokenTtl of the SDK say; there is no endpoint_id')
    }
    if (access_token) {
      this.#client.setToken(Token.fromJson(JSON.stringify({ access_token, ...rest })))
      return null
    }
    if (jwt || !(code || username || password)) return this.#client.login({ jwt: jwt ?? '' })
    if (!code) {
      return this.#client.login({ username: username ?? '', extension: extension || undefined, password: password ?? '' })
    }
    const verifier = code_verifier || this.#codeVerifier || undefined
    return this.#client.login({ code, redirectUri: redirect_uri || redirectUri || this.#redirectUri, verifier })
  }

  /** Runs what changes the token, between its events. `null` from it says that there was no answer. */
  async #changeToken(name, change) {
    const lower = name.toLowerCase()
    let response
    this.emit(EVENTS[`before${name}`])
    try {
      response = (await change()) === null ? null : this.#auth.response()
    } catch (error) {
      const failure = error instanceof classes.RingOutError ? this.#limited(new ApiError(error, answerOf(error))) : error
      this.emit(EVENTS[`${lower}Error`], failure)
      throw failure
    }
    this.#auth.hasNewToken()
    this.emit(EVENTS[`${lower}Success`], response)
    return response
  }

  /**
   * The error of a request that got no answer.
   * @param {any} error
   */
  #lost(error) {
    const { code, httpStatus } = error
    if (!(error instanceof classes.RingOutError)) return error
    const failure = new ApiError(error, answerOf(error))
    // No answer, but a status: the login that came before the request was refused.
    if (code === 'NOT_LOGGED_IN' || httpStatus !== undefined) {
      this.emit(EVENTS.beforeRefresh)
      this.emit(EVENTS.refreshError, failure)
    }
    return this.#limited(failure)
  }

  #limited(failure) {
    if (failure.cause.code === 'RATE_LIMITED') this.emit(EVENTS.rateLimitError, failure)
    return failure
  }

  /** A path of this server; a URL of another one stays a URL, which the client refuses. */
  #path(url) {
    const path = url.startsWith(`${this.#server}/`) ? url.slice(this.#server.length) : url
    return path.replace(/[^!-~]+/gu, encodeURIComponent)
  }
}

class Auth {
  #client
  #seen = ''

  constructor(client) {
    this.#client = client
  }

  async data() {
    return this.#data()
  }

  async setData(newData = {}) {
    const data = { ...this.#data(), ...newData }
    for (const [end, life] of [['expire_time', 'expires_in'], ['refresh_token_expire_time', 'refresh_token_expires_in']]) {
      if (newData[life] !== undefined && !newData[end]) data[end] = Date.now() + Number(newData[life]) * 1000
    }
    // 0 is no time for the client; a token that ended long ago ended all the same.
    const expires_at = Math.max(1, data.expire_time / 1000)
    this.#client.setToken(Token.fromJson(JSON.stringify({ ...data, expires_at })))
    this.hasNewToken()
  }

  async accessTokenValid() {
    const { token } = this.#client
    return token !== null && token.expiresAt.getTime() - HANDICAP > Date.now()
  }

  async refreshTokenValid() {
    return this.#data().refresh_token_expire_time > Date.now()
  }

  /** Whether the token is another one than the last time this was asked. */
  hasNewToken() {
    const token = this.#client.token?.accessToken ?? ''
    const isNew = token !== '' && token !== this.#seen
    this.#seen = token
    return isNew
  }

  /** The answer that the token came with; empty without a token. */
  response() {
    const { expires_at, ...token } = this.#fields()
    const body = Object.keys(token).length > 0 ? JSON.stringify(token) : ''
    return responseOf(200, [['content-type', 'application/json']], body)
  }

  #fields() {
    const { token } = this.#client
    return token === null ? {} : JSON.parse(token.toJson())
  }

  #data() {
    const { expires_at, ...token } = this.#fields()
    if (expires_at === undefined) return { ...NO_TOKEN }
    const begin = (expires_at - Number(token.expires_in ?? 0)) * 1000
    const refresh_token_expire_time = token.refresh_token ? begin + Number(token.refresh_token_expires_in) * 1000 : 0
    return { ...NO_TOKEN, refresh_token_expire_time, code_verifier: '', ...token, expire_time: expires_at * 1000 }
  }
}

/** An answer as `fetch` gives it; null for a status that it knows none of. */
function responseOf(status, headers, body) {
  if (status < 200 || status > 599) return null
  const isEmpty = [204, 205, 304].includes(status)
  // What cannot stand in a header comes from no platform; it is not worth an exception.
  const valid = headers.filter(([, value]) => /^[\t -~\x80-\xff]*$/.test(value))
  return new globalThis.Response(isEmpty ? null : body, { status, headers: valid })
}

/** The answer to a login, or to a request that the limits did not allow, made from what the error tells of it. */
function answerOf(error) {
  const status = error.code === 'RATE_LIMITED' ? 429 : error.httpStatus
  if (status === undefined) return null
  const { errorCode, oauthError, parameter, requestId, retryAfter } = error
  const own = error.details.map(({ fields, ...detail }) => ({ ...fields, ...detail }))
  const details = own.length > 0 ? own : [{ errorCode, message: error.message }]
  const message = details[0].message ?? error.message
  const oauth = { error: oauthError, error_description: message }
  const body = { ...(oauthError ? oauth : { errorCode, message, parameterName: parameter }), errors: details }
  const headers = [
    ['content-type', 'application/json'],
    ...(requestId === undefined ? [] : [['rcrequestid', requestId]]),
    ...(retryAfter === undefined ? [] : [['retry-after', String(Math.ceil(retryAfter / 1000))]]),
  ]
  return responseOf(status, headers, JSON.stringify(body))
}

/** A list stands for several values of one name; undefined and null are no value. */
function queryOf(query) {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat()) if (one !== undefined && one !== null) pairs.append(name, String(one))
  }
  return pairs
}

function bodyOf(body) {
  if (!body) return undefined
  const prototype = typeof body === 'object' ? Object.getPrototypeOf(body) : null
  const isPlain = Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null
  if (typeof body === 'string' || (typeof body === 'object' && isPlain)) return body
  throw new TypeError('The body must be a plain object, a list or JSON in a string: files and forms are not sent')
}

/** The client sends JSON with its own headers and its login: anything else is refused, not dropped. */
function checkUnsupported(headers, options) {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const isOurs = /^(accept|content-type)$/i.test(name) && /json|^\*\/\*$/i.test(value)
    if (!isOurs) throw new TypeError(`headers: ${name} cannot be set; requests hold JSON and are authorized by the client`)
  }
  const unknown = Object.keys(options).find((name) => options[name])
  if (unknown !== undefined) throw new TypeError(`${unknown} is not supported; see the constructor's options`)
}

module.exports = { Platform }

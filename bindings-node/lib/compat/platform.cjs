'use strict'

// The `Platform` class of the SDK. Each request is sent by `client.send`, with its deadline, its retries and its automatic login.
// No error text contains a secret.

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
// The optional parameters of the login URL, by the names of their options.
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
/** A token with less than this left counts as expired. */
const EXPIRY_MARGIN = 60_000

/** The error of a request. `cause` is the underlying RingOutError. */
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

  // `cachePrefix` is ignored: instances never share a token here.
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
    const authorization = this.#client.authorizeUrl(redirectUri || this.#redirectUri)
    const url = new URL(authorization.url)
    this.#codeVerifier = usePKCE ? authorization.verifier : ''
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
    const result = await this.#client.send(method.toUpperCase(), this.#path(url), request).catch((error) => {
      throw this.#requestFailed(error)
    })
    if (this.#auth.hasNewToken()) {
      // The client refreshed the token during the request, so both events are emitted afterwards.
      this.emit(EVENTS.beforeRefresh)
      this.emit(EVENTS.refreshSuccess, this.#auth.response())
    }
    const response = responseOf(result.status, Object.entries(result.headers), result.body)
    if (result.error === null) return response
    throw this.#emitRateLimit(new ApiError(result.error, response))
  }

  async #logIn({ jwt, code, username, extension, password, access_token, redirect_uri, redirectUri, ...options }) {
    const { access_token_ttl, refresh_token_ttl, endpoint_id, code_verifier, ...rest } = options
    if (access_token_ttl || refresh_token_ttl || endpoint_id) {
      throw new TypeError('set accessTokenTtl and refreshTokenTtl on the SDK instead; endpoint_id is not supported')
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

  /** Runs a change of the token, and emits its events before and after. `change` resolves with `null` if it sent nothing. */
  async #changeToken(name, change) {
    const lower = name.toLowerCase()
    let response
    this.emit(EVENTS[`before${name}`])
    try {
      response = (await change()) === null ? null : this.#auth.response()
    } catch (error) {
      const isOurs = error instanceof classes.RingOutError
      const failure = isOurs ? this.#emitRateLimit(new ApiError(error, responseOfError(error))) : error
      this.emit(EVENTS[`${lower}Error`], failure)
      throw failure
    }
    this.#auth.hasNewToken()
    this.emit(EVENTS[`${lower}Success`], response)
    return response
  }

  /**
   * Converts the error of a request without a response, and emits the events that belong to it.
   * @param {any} error
   */
  #requestFailed(error) {
    const { code, httpStatus } = error
    if (!(error instanceof classes.RingOutError)) return error
    const failure = new ApiError(error, responseOfError(error))
    // A status without a response: the login before the request was refused.
    if (code === 'NOT_LOGGED_IN' || httpStatus !== undefined) {
      this.emit(EVENTS.beforeRefresh)
      this.emit(EVENTS.refreshError, failure)
    }
    return this.#emitRateLimit(failure)
  }

  #emitRateLimit(failure) {
    if (failure.cause.code === 'RATE_LIMITED') this.emit(EVENTS.rateLimitError, failure)
    return failure
  }

  /** Returns the path of a URL of this server. A URL of another server is returned whole, and the client rejects it. */
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
    // The client does not accept 0 as a time; 1 is expired just as well.
    const expires_at = Math.max(1, data.expire_time / 1000)
    this.#client.setToken(Token.fromJson(JSON.stringify({ ...data, expires_at })))
    this.hasNewToken()
  }

  async accessTokenValid() {
    const { token } = this.#client
    return token !== null && token.expiresAt.getTime() - EXPIRY_MARGIN > Date.now()
  }

  async refreshTokenValid() {
    return this.#data().refresh_token_expire_time > Date.now()
  }

  /** Whether the token has changed since the last call of this method. */
  hasNewToken() {
    const token = this.#client.token?.accessToken ?? ''
    const isNew = token !== '' && token !== this.#seen
    this.#seen = token
    return isNew
  }

  /** Returns the response that issued the token; its body is empty without a token. */
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

/** Returns a response of the kind that `fetch` returns, or null for a status that `fetch` does not support. */
function responseOf(status, headers, body) {
  if (status < 200 || status > 599) return null
  const isEmpty = [204, 205, 304].includes(status)
  // Invalid values do not come from RingCentral; dropping them avoids an exception.
  const valid = headers.filter(([, value]) => /^[\t -~\x80-\xff]*$/.test(value))
  return new globalThis.Response(isEmpty ? null : body, { status, headers: valid })
}

/** Rebuilds from an error the response to a login, or to a request that the rate limit did not allow. */
function responseOfError(error) {
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

/** Returns the query parameters. A list becomes several parameters of one name; undefined and null are left out. */
function queryOf(query) {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) if (item !== undefined && item !== null) pairs.append(name, String(item))
  }
  return pairs
}

function bodyOf(body) {
  if (!body) return undefined
  const prototype = typeof body === 'object' ? Object.getPrototypeOf(body) : null
  const isPlain = Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null
  if (typeof body === 'string' || (typeof body === 'object' && isPlain)) return body
  throw new TypeError('The body must be a plain object, an array or a JSON string; files and forms are not supported')
}

/** Rejects headers and options that the client cannot send, instead of ignoring them. */
function checkUnsupported(headers, options) {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const isOurs = /^(accept|content-type)$/i.test(name) && /json|^\*\/\*$/i.test(value)
    if (!isOurs) throw new TypeError(`headers: ${name} cannot be set; the client sends JSON and authorizes each request`)
  }
  const unknown = Object.keys(options).find((name) => options[name])
  if (unknown !== undefined) throw new TypeError(`${unknown} is not supported; see the constructor's options`)
}

module.exports = { Platform }

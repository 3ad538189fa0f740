'use strict'

const { readArgument, readBody, readCallRequest, readOptions, readQuery } = require('./arguments.cjs')
const { unwrap } = require('./errors.cjs')
const native = require('./native.cjs')
const { operate } = require('./operation.cjs')

// Modules that are loaded on first use, because no program needs all of them.
const parts = {
  get account() {
    return require('./account.cjs')
  },
  get call() {
    return require('./call.cjs')
  },
  get data() {
    return require('./data.cjs')
  },
  get login() {
    return require('./login.cjs')
  },
  get placeAll() {
    return require('./place_all.cjs')
  },
  get store() {
    return require('./store.cjs')
  },
}

const CLIENT = {
  server: 'string!',
  clientId: 'string!',
  clientSecret: 'string',
  jwt: 'string',
  accountId: 'string',
  extensionId: 'string',
  callPath: 'string',
  connectTimeout: 'number',
  requestTimeout: 'number',
  createTimeout: 'number',
  allowInsecureHttp: 'boolean',
  accessTokenTtl: 'number',
  refreshTokenTtl: 'number',
  tokenFile: 'string',
  tokenStore: 'any',
  tokenUser: 'string',
  proxy: 'string',
  caBundle: 'string',
  app: 'any',
  rateLimit: 'string',
}
const APP = { name: 'string!', version: 'string!' }
const OPERATION = { signal: 'signal', timeout: 'number' }
const REQUEST = { query: 'any', body: 'any', ...OPERATION }

class Client {
  #native

  constructor(options) {
    this.#native = options instanceof native.Client ? options : createClient(options)
  }

  static fromEnv() {
    return new this(unwrap(native.Client.fromEnv()))
  }

  withTimeout(timeout) {
    return new Client(unwrap(this.#native.withTimeout(readArgument('timeout', timeout, 'number'))))
  }

  withRateLimit(rateLimit) {
    return new Client(unwrap(this.#native.withRateLimit(readArgument('rateLimit', rateLimit, 'string'))))
  }

  async login(credentials, options) {
    const grant = parts.login.readCredentials(credentials)
    await this.#operate(options, (...bounds) => this.#native.login(grant, ...bounds))
  }

  authorizeUrl(redirectUri) {
    return new parts.login.Authorization(unwrap(this.#native.authorizeUrl(readArgument('redirectUri', redirectUri, 'string'))))
  }

  async loginRedirect(redirectedTo, authorization, options) {
    readArgument('redirectedTo', redirectedTo, 'string')
    const login = parts.login.readAuthorization(authorization)
    await this.#operate(options, (...bounds) => this.#native.loginRedirect(redirectedTo, login, ...bounds))
  }

  async refresh(options) {
    await this.#operate(options, (...bounds) => this.#native.refresh(...bounds))
  }

  async logout(options) {
    await this.#operate(options, (...bounds) => this.#native.logout(...bounds))
  }

  get token() {
    const token = this.#native.token()
    return token && new parts.login.Token(token)
  }

  get limits() {
    return parts.account.limitsOf(this.#native.limits())
  }

  setToken(token) {
    this.#native.setToken(parts.login.readToken(token))
  }

  async createCall(request, options) {
    const settings = readCallRequest('request', request)
    return new parts.call.Call(await this.#operate(options, (...bounds) => this.#native.createCall(settings, ...bounds)))
  }

  call(id) {
    return new parts.call.Call(unwrap(this.#native.call(readArgument('id', id, 'string'))))
  }

  placeAll(requests, options) {
    return parts.placeAll.placeAll(this.#native, requests, options)
  }

  async callerIds(options) {
    return parts.account.numbersOf(await this.#operate(options, (...bounds) => this.#native.callerIds(...bounds)))
  }

  async forwardingNumbers(options) {
    return parts.account.numbersOf(await this.#operate(options, (...bounds) => this.#native.forwardingNumbers(...bounds)))
  }

  async preflight(request, options) {
    const settings = request === undefined ? undefined : readCallRequest('request', request)
    return parts.account.preflightOf(await this.#operate(options, (...bounds) => this.#native.preflight(settings, ...bounds)))
  }

  async callLog(attempt, options) {
    const known = parts.account.readAttempt(attempt)
    return parts.account.logOf(await this.#operate(options, (...bounds) => this.#native.callLog(known, ...bounds)))
  }

  async request(method, path, options) {
    const { bounds, ...request } = readRequest(method, path, options)
    return parts.data.responseOf(await operate(bounds, (...bounds) => this.#native.request(request, ...bounds)))
  }

  async send(method, path, options) {
    const { bounds, ...request } = readRequest(method, path, options)
    return parts.data.responseOf(await operate(bounds, (...bounds) => this.#native.send(request, ...bounds)))
  }

  #operate(options, start) {
    return operate(readOptions('options', options, OPERATION), start)
  }
}

function createClient(options) {
  const { tokenStore, ...settings } = readOptions('options', options, CLIENT)
  if (settings.app !== undefined) settings.app = readOptions('options.app', settings.app, APP)
  if (tokenStore === undefined) return unwrap(native.Client.create(settings, undefined, false))
  const { callbackOf, readStore } = parts.store
  const store = readStore(tokenStore)
  return unwrap(native.Client.create(settings, callbackOf(store), store.tryLock !== undefined))
}

function readRequest(method, path, options) {
  readArgument('method', method, 'string')
  readArgument('path', path, 'string')
  const { query, body, ...bounds } = readOptions('options', options, REQUEST)
  return { method, path, query: readQuery(query), body: readBody(body), bounds }
}

module.exports = { Client }

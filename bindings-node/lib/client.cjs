'use strict'

const { readArgument, readBody, readOptions, readQuery } = require('./arguments.cjs')
const { Call } = require('./call.cjs')
const { responseOf } = require('./data.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')
const { operate } = require('./operation.cjs')

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
}
const CREDENTIALS = { jwt: 'string!' }
const CREATE = {
  to: 'string!',
  from: 'string',
  fromForwardingNumber: 'string',
  callerId: 'string',
  playPrompt: 'boolean',
  country: 'string',
}
const OPERATION = { signal: 'signal' }
const REQUEST = { query: 'any', body: 'any', signal: 'signal' }

class Client {
  #native

  constructor(options) {
    const isNative = options instanceof native.Client
    this.#native = isNative ? options : take(native.Client.create(readOptions('options', options, CLIENT)))
  }

  static fromEnv() {
    return new this(take(native.Client.fromEnv()))
  }

  async login(credentials, options) {
    const { jwt } = readOptions('credentials', credentials, CREDENTIALS)
    const { signal } = readOptions('options', options, OPERATION)
    await operate(signal, (token) => this.#native.login(jwt, token))
  }

  async createCall(request, options) {
    const settings = readOptions('request', request, CREATE)
    const { signal } = readOptions('options', options, OPERATION)
    return new Call(await operate(signal, (token) => this.#native.createCall(settings, token)))
  }

  call(id) {
    return new Call(take(this.#native.call(readArgument('id', id, 'string'))))
  }

  async request(method, path, options) {
    readArgument('method', method, 'string')
    readArgument('path', path, 'string')
    const { query, body, signal } = readOptions('options', options, REQUEST)
    const pairs = readQuery(query)
    const text = readBody(body)
    return responseOf(await operate(signal, (token) => this.#native.request(method, path, pairs, text, token)))
  }
}

module.exports = { Client }

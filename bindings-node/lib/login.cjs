'use strict'

// What logging in takes and gives. Secrets are behind accessors: neither inspecting nor JSON shows them.

const { readArgument, readOptions, wrongType } = require('./arguments.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')

// The first name of each tells which one it is; the fields of one do not go with another's.
const GRANTS = [
  { jwt: 'string!' },
  { username: 'string!', extension: 'string', password: 'string!' },
  { code: 'string!', redirectUri: 'string!', verifier: 'string' },
]
const AUTHORIZATION = { url: 'string', redirectUri: 'string!', state: 'string!', verifier: 'string!' }

class Authorization {
  #verifier

  constructor(options) {
    const { url = '', redirectUri, state, verifier } = readOptions('options', options, AUTHORIZATION)
    this.#verifier = verifier
    Object.freeze(Object.assign(this, { url, redirectUri, state }))
  }

  get verifier() {
    return this.#verifier
  }
}

/** @type {(token: Token) => any} */
let nativeOf

class Token {
  #native

  static {
    nativeOf = (token) => token.#native
  }

  constructor(token) {
    if (!(token instanceof native.Token)) throw new TypeError('Token has no public constructor')
    this.#native = token
    Object.freeze(Object.assign(this, { expiresAt: new Date(token.expiresAt()) }))
  }

  static fromJson(json) {
    return new Token(take(native.Token.fromJson(readArgument('json', json, 'string'))))
  }

  /** The server's words: as everything that it sends, not to be shown by itself. */
  get scope() {
    return this.#native.scope()
  }

  get accessToken() {
    return this.#native.accessToken()
  }

  get refreshToken() {
    return this.#native.refreshToken()
  }

  toJson() {
    return this.#native.toJson()
  }
}

/** The credentials of one grant; without any, those of the first are missing. */
function readCredentials(credentials) {
  const given = Object(credentials)
  const grant = GRANTS.find((names) => given[Object.keys(names)[0]] !== undefined) ?? GRANTS[0]
  return readOptions('credentials', credentials, grant)
}

/** The token of the native half. */
function readToken(token) {
  if (!(token instanceof Token)) throw wrongType('"token" argument', 'an instance of Token', token)
  return nativeOf(token)
}

/** The plain parts of an authorization. */
function readAuthorization(authorization) {
  if (!(authorization instanceof Authorization)) {
    throw wrongType('"authorization" argument', 'an instance of Authorization', authorization)
  }
  const { url, redirectUri, state, verifier } = /** @type {any} */ (authorization)
  return { url, redirectUri, state, verifier }
}

module.exports = { Authorization, Token, readAuthorization, readCredentials, readToken }

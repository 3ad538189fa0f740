'use strict'

// Credentials, authorizations and tokens. Accessors keep the secrets out of `inspect` and JSON.

const { readArgument, readOptions, wrongType } = require('./arguments.cjs')
const { unwrap } = require('./errors.cjs')
const native = require('./native.cjs')

// The first field identifies the grant. Fields of different grants cannot be mixed.
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
    return new Token(unwrap(native.Token.fromJson(readArgument('json', json, 'string'))))
  }

  /** An accessor because it comes from the server, which may echo a secret. */
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

/** Returns the credentials of one grant. If no grant matches, reports the fields of the first as missing. */
function readCredentials(credentials) {
  const given = Object(credentials)
  const grant = GRANTS.find((names) => given[Object.keys(names)[0]] !== undefined) ?? GRANTS[0]
  return readOptions('credentials', credentials, grant)
}

/** Returns the native half's token. */
function readToken(token) {
  if (!(token instanceof Token)) throw wrongType('"token" argument', 'an instance of Token', token)
  return nativeOf(token)
}

/** Returns an authorization as plain data. */
function readAuthorization(authorization) {
  if (!(authorization instanceof Authorization)) {
    throw wrongType('"authorization" argument', 'an instance of Authorization', authorization)
  }
  const { url, redirectUri, state, verifier } = /** @type {any} */ (authorization)
  return { url, redirectUri, state, verifier }
}

module.exports = { Authorization, Token, readAuthorization, readCredentials, readToken }

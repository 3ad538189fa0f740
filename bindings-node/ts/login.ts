// Credentials, authorizations and tokens. Accessors keep the secrets out of `inspect` and JSON.

import type { Fields } from './arguments.js'
import { readArgument, readOptions, wrongType } from './arguments.js'
import { unwrap } from './errors.js'
import { Handle } from './handle.js'
import type * as half from './native.js'
import native from './native.js'
import type { Credentials } from './options.js'

// The first field identifies the grant. Fields of different grants cannot be mixed.
const JWT: Fields<{ jwt: string }> = { jwt: 'string!' }
const GRANTS: Fields<any>[] = [
  JWT,
  { username: 'string!', extension: 'string', password: 'string!' },
  { code: 'string!', redirectUri: 'string!', verifier: 'string' },
]

interface AuthorizationOptions {
  redirectUri: string
  state: string
  verifier: string
  url?: string
}
const AUTHORIZATION: Fields<AuthorizationOptions> = { url: 'string', redirectUri: 'string!', state: 'string!', verifier: 'string!' }

/**
 * A login through RingCentral's login page that has begun. Keep `redirectUri`, `state` and `verifier` until RingCentral redirects
 * the user back; in a web application, keep them in the user's session.
 */
export class Authorization extends Handle {
  /** The URL to send the user to; empty if the login was restored without it. */
  declare readonly url: string
  /** The URI that RingCentral redirects the user to. */
  declare readonly redirectUri: string
  /** The value that the redirect must return unchanged. */
  declare readonly state: string
  readonly #verifier: string

  /** Restores a login that was saved. */
  constructor(options: AuthorizationOptions) {
    super()
    const { url = '', redirectUri, state, verifier } = readOptions('options', options, AUTHORIZATION)
    this.#verifier = verifier
    Object.freeze(Object.assign(this, { url, redirectUri, state }))
  }

  /** The PKCE verifier, a secret. `inspect` and `JSON.stringify` do not show it. */
  get verifier(): string {
    return this.#verifier
  }

  toJSON(): object {
    return { ...this }
  }
}

/** @internal */
export let tokenOf: (token: half.Token) => Token
let halfOf: (token: Token) => half.Token

/** A token, for programs that save it themselves. `inspect` and `JSON.stringify` do not show its secrets. */
export class Token extends Handle {
  readonly #native: half.Token

  static {
    tokenOf = (token) => new this(token)
    halfOf = (token) => token.#native
  }

  /** When the access token expires. */
  declare readonly expiresAt: Date

  private constructor(token: half.Token) {
    super()
    if (!(token instanceof native.Token)) throw new TypeError('Token has no public constructor')
    this.#native = token
    Object.freeze(Object.assign(this, { expiresAt: new Date(token.expiresAt()) }))
  }

  /** Reads a token from the JSON of {@link toJson}, or from RingCentral's response, which is taken as issued now. */
  static fromJson(json: string): Token {
    return tokenOf(unwrap(native.Token.fromJson(readArgument('json', json, 'string'))))
  }

  /** The names of the app's permissions, separated by spaces; null if RingCentral did not send them. */
  // An accessor because it comes from the server, which may echo a secret.
  get scope(): string | null {
    return this.#native.scope()
  }

  /** The access token, a secret. */
  get accessToken(): string {
    return this.#native.accessToken()
  }

  /** The refresh token, a secret; null if RingCentral issued none. */
  get refreshToken(): string | null {
    return this.#native.refreshToken()
  }

  /** Returns the token as JSON to save. It contains secrets. */
  toJson(): string {
    return this.#native.toJson()
  }

  /** Returns what `JSON.stringify` shows: no secret, so it cannot restore the token. */
  toJSON(): object {
    return { expiresAt: this.expiresAt }
  }
}

/**
 * Returns the credentials of one grant. If no grant matches, reports the fields of the first as missing.
 * @internal
 */
export function readCredentials(credentials: Credentials): half.LoginOptions {
  const given: Record<string, unknown> = Object(credentials)
  const grant = GRANTS.find((fields) => given[Object.keys(fields)[0] ?? ''] !== undefined) ?? JWT
  return readOptions('credentials', credentials, grant)
}

/** @internal */
export function readToken(token: Token): half.Token {
  if (!(token instanceof Token)) throw wrongType('"token" argument', 'an instance of Token', token)
  return halfOf(token)
}

/**
 * Returns an authorization as plain data.
 * @internal
 */
export function readAuthorization(authorization: Authorization): half.Authorization {
  if (!(authorization instanceof Authorization)) {
    throw wrongType('"authorization" argument', 'an instance of Authorization', authorization)
  }
  const { url, redirectUri, state, verifier } = authorization
  return { url, redirectUri, state, verifier }
}

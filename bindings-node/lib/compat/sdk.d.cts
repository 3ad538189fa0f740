/// <reference types="node" />

import { EventEmitter } from 'node:events'

import type { ClientOptions, RingOutError } from '../../index.cjs'

/**
 * A stand-in for `SDK` of the platform's own package: a program changes its import, and nothing else.
 *
 * Only the shape is that package's. Each request is one of {@link Client.send}: with its deadline, its repeats and its login,
 * which replaces the token by itself, and never with a secret in a text. Each instance has a token of its own.
 */
export class SDK {
  /** Sends nothing. */
  constructor(options: SDKOptions)

  /** Servers of the platform. */
  static readonly server: { readonly sandbox: string; readonly production: string }
  /** The version of this package. */
  static readonly version: string
  static readonly EventEmitter: typeof EventEmitter

  /** The user of the app, who logs in and sends requests. */
  platform(): Platform

  // Short for the same of the platform.
  send: Platform['send']
  get: Platform['get']
  post: Platform['post']
  put: Platform['put']
  patch: Platform['patch']
  delete: Platform['delete']
  login: Platform['login']
  refresh: Platform['refresh']
  logout: Platform['logout']
  ensureLoggedIn: Platform['ensureLoggedIn']
  loginUrl: Platform['loginUrl']
  parseLoginRedirect: Platform['parseLoginRedirect']
  createUrl: Platform['createUrl']
}

/** What the SDK is told: all that a client is, and what follows. */
export interface SDKOptions extends Omit<ClientOptions, 'clientSecret' | 'app' | 'jwt'> {
  clientSecret?: string | undefined
  /** Where the platform's login page sends the user back to. */
  redirectUri?: string
  /** Your app, which the platform sees. */
  appName?: string
  appVersion?: string
  /** The brand of the platform's login page. */
  brandId?: string
  /** Whether a request that the platform's limits do not allow waits; otherwise it fails at once. */
  handleRateLimit?: boolean | number
  /** Of no effect: instances never share a token. */
  cachePrefix?: string
}

/** The names of the events. */
export interface PlatformEvents {
  readonly beforeLogin: 'beforeLogin'
  readonly loginSuccess: 'loginSuccess'
  readonly loginError: 'loginError'
  readonly beforeRefresh: 'beforeRefresh'
  readonly refreshSuccess: 'refreshSuccess'
  readonly refreshError: 'refreshError'
  readonly beforeLogout: 'beforeLogout'
  readonly logoutSuccess: 'logoutSuccess'
  readonly logoutError: 'logoutError'
  readonly rateLimitError: 'rateLimitError'
}

/** Logs in, and sends requests. */
export interface Platform extends EventEmitter {
  readonly events: PlatformEvents
  /** The PKCE verifier of the last {@link loginUrl} with `usePKCE`: a secret. */
  readonly codeVerifier: string

  /** The token. */
  auth(): Auth

  /** Logs in with a JWT, a password, or a code; `access_token` goes on with a token that was kept, and resolves with null. */
  login(options?: LoginOptions): Promise<Response>
  /** Replaces the token now; without a refresh token by a new login, if one is possible without the user. */
  refresh(): Promise<Response>
  /** Ends the session. That the platform cannot be reached is no error. */
  logout(): Promise<Response>
  /** Whether there is a token, now or after replacing it. */
  loggedIn(): Promise<boolean>
  /** Replaces a token that has ended; rejects if that is not possible. */
  ensureLoggedIn(): Promise<null>

  /** Where to send the user for a code. */
  loginUrl(options?: LoginUrlOptions): string
  /** The fields of what the platform's page redirected with: `?code=...`, or `#...`. Throws if it refused. */
  parseLoginRedirect(url: string): Record<string, string>
  /** A URL for another client. */
  createUrl(path?: string, options?: { addServer?: boolean; addMethod?: string }): string

  /** Any request. */
  send(options: SendOptions): Promise<Response>
  get(url: string, query?: Query, options?: SendOptions): Promise<Response>
  post(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>
  put(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>
  patch(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>
  delete(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>

  on(event: SuccessEvent, listener: (response: Response) => void): this
  on(event: ErrorEvent, listener: (error: ApiError) => void): this
  on(event: 'beforeLogin' | 'beforeRefresh' | 'beforeLogout', listener: () => void): this
  on(event: string | symbol, listener: (...args: any[]) => void): this
}

type SuccessEvent = 'loginSuccess' | 'refreshSuccess' | 'logoutSuccess'
type ErrorEvent = 'loginError' | 'refreshError' | 'logoutError' | 'rateLimitError'
type Query = Readonly<Record<string, unknown>> | null | undefined
type Body = object | string | null | undefined

export interface LoginOptions {
  jwt?: string | undefined
  username?: string | undefined
  extension?: string | undefined
  password?: string | undefined
  code?: string | undefined
  redirect_uri?: string | undefined
  redirectUri?: string | undefined
  code_verifier?: string | undefined
  access_token?: string | undefined
  [field: string]: unknown
}

export interface LoginUrlOptions {
  state?: string
  redirectUri?: string
  /** Whether the login has a verifier of its own, {@link Platform.codeVerifier}. */
  usePKCE?: boolean
  implicit?: boolean
  brandId?: string
  display?: string
  prompt?: string
  uiOptions?: string | string[]
  uiLocales?: string
  localeId?: string
  responseHint?: string | string[]
  loginHint?: string | string[]
}

export interface SendOptions {
  url?: string
  method?: string
  query?: Query
  body?: Body
  /** Only those that say that the body is JSON: all others are the client's. */
  headers?: Readonly<Record<string, string>>
}

/** The token in use, for those who keep it themselves. */
export interface Auth {
  /** All of the token: a secret. The times `expire_time` and `refresh_token_expire_time` are in milliseconds since 1970. */
  data(): Promise<AuthData>
  /** Goes on with a token that was kept, or changes parts of the one in use. */
  setData(data?: Partial<AuthData>): Promise<void>
  /** Whether the access token has more than a minute left. */
  accessTokenValid(): Promise<boolean>
  /** Whether the refresh token has not ended. */
  refreshTokenValid(): Promise<boolean>
}

export interface AuthData {
  token_type: string
  access_token: string
  expires_in: number | string
  expire_time: number
  refresh_token: string
  refresh_token_expires_in: number | string
  refresh_token_expire_time: number
  scope: string
  [field: string]: unknown
}

/** Why a request failed. */
export interface ApiError extends Error {
  /** The answer; null if none came. */
  readonly response: Response | null
  /** How long to wait before the next request, in milliseconds, when the platform limits them. */
  readonly retryAfter?: number
  /** What tells more. */
  readonly cause: RingOutError
}

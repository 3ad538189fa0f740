/// <reference types="node" />

import { EventEmitter } from 'node:events'

import type { ClientOptions, RingOutError } from '../../index.cjs'

/**
 * A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.
 *
 * Each request is sent by {@link Client.send}, with its deadline, its retries and its automatic login. No error text contains a
 * secret. Each instance has its own token.
 */
export class SDK {
  /** Creates an SDK. Sends nothing. */
  constructor(options: SDKOptions)

  /** The URLs of RingCentral's servers. */
  static readonly server: { readonly sandbox: string; readonly production: string }
  /** The version of this package. */
  static readonly version: string
  static readonly EventEmitter: typeof EventEmitter

  /** Returns the object that logs in and sends requests. */
  platform(): Platform

  // Shortcuts to the methods of `platform()`.
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

/** The options of {@link SDK}: those of a client, and the following. */
export interface SDKOptions extends Omit<ClientOptions, 'clientSecret' | 'app' | 'jwt'> {
  clientSecret?: string | undefined
  /** The URI that RingCentral's login page redirects to. */
  redirectUri?: string
  /** Your app's name, sent to RingCentral. */
  appName?: string
  appVersion?: string
  /** The brand of RingCentral's login page. */
  brandId?: string
  /** Whether a request over the rate limit waits. Otherwise it fails at once. */
  handleRateLimit?: boolean | number
  /** Ignored, because instances never share a token. */
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

  /** Returns access to the token. */
  auth(): Auth

  /** Logs in with a JWT, a password or a code. With `access_token` it uses a saved token and resolves with null. */
  login(options?: LoginOptions): Promise<Response>
  /** Refreshes the token now. Without a refresh token it logs in again, if that is possible without the user. */
  refresh(): Promise<Response>
  /** Ends the session. Does not reject if RingCentral cannot be reached. */
  logout(): Promise<Response>
  /** Whether there is a valid token, after a refresh if necessary. */
  loggedIn(): Promise<boolean>
  /** Refreshes an expired token. Rejects if that fails. */
  ensureLoggedIn(): Promise<null>

  /** Returns the URL of the login page, to send the user to. */
  loginUrl(options?: LoginUrlOptions): string
  /** Parses the query (`?code=...`) or fragment (`#...`) of the redirect. Throws if RingCentral refused the login. */
  parseLoginRedirect(url: string): Record<string, string>
  /** Returns a URL for another HTTP client. */
  createUrl(path?: string, options?: { addServer?: boolean; addMethod?: string }): string

  /** Sends any request. */
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
  /** Whether to use PKCE, with the verifier in {@link Platform.codeVerifier}. */
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
  /** Only headers that declare the body as JSON are allowed; the client sets all others. */
  headers?: Readonly<Record<string, string>>
}

/** The current token, for programs that save it themselves. */
export interface Auth {
  /** Returns the whole token, a secret. `expire_time` and `refresh_token_expire_time` are in milliseconds since 1970. */
  data(): Promise<AuthData>
  /** Uses a saved token, or changes fields of the current one. */
  setData(data?: Partial<AuthData>): Promise<void>
  /** Whether the access token has more than a minute left. */
  accessTokenValid(): Promise<boolean>
  /** Whether the refresh token has not expired. */
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
  /** The response; null if none arrived. */
  readonly response: Response | null
  /** How long to wait before the next request, in milliseconds, if RingCentral limits requests. */
  readonly retryAfter?: number
  /** The underlying error with all details. */
  readonly cause: RingOutError
}

// The `Platform` class of the SDK. Each request is sent by `client.send`, with its deadline, its retries and its automatic login.
// No error text contains a secret.

import { EventEmitter } from 'node:events'

import type { Client } from '../main.js'
import { RingOutError, Token } from '../main.js'
import type { SDKOptions } from '../sdk.js'
import { Auth } from './auth.js'
import { HttpClient } from './client.js'
import type { PlatformSettings } from './options.js'
import { readSettings, warnOnce } from './options.js'
import { ApiError, responseOf, responseOfError } from './response.js'

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

type SuccessEvent = 'loginSuccess' | 'refreshSuccess' | 'logoutSuccess'
type ErrorEvent = 'loginError' | 'refreshError' | 'logoutError' | 'rateLimitError'
type Query = Readonly<Record<string, unknown>> | null | undefined
type Body = object | string | null | undefined

export interface LoginOptions {
  jwt?: string | undefined
  username?: string | number | undefined
  extension?: string | number | undefined
  password?: string | number | undefined
  code?: string | undefined
  redirect_uri?: string | undefined
  redirectUri?: string | undefined
  code_verifier?: string | undefined
  access_token?: string | undefined
  /** Not accepted: an option of the SDK sets it for every login. */
  access_token_ttl?: number | undefined
  /** Not accepted: an option of the SDK sets it for every login. */
  refresh_token_ttl?: number | undefined
  /** Not accepted. */
  endpoint_id?: string | undefined
  /** No effect, which is said once: requests go to `server`. */
  token_uri?: string | undefined
  /** No effect, which is said once. */
  discovery_uri?: string | undefined
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

export interface CreateUrlOptions {
  /** Whether the URL begins with the server. */
  addServer?: boolean
  /** The method of a request that is sent as another one. */
  addMethod?: string
}

export interface SendOptions {
  url?: string
  method?: string
  query?: Query
  body?: Body
  /** Only headers that declare the body as JSON are allowed; the client sets all others. */
  headers?: Readonly<Record<string, string>>
  /** No effect. */
  userAgent?: string
  /** No effect: the client logs in if it has no token. */
  skipAuthCheck?: boolean
  /** No effect. */
  skipDiscoveryCheck?: boolean
  /** Waits for the rate limit instead of failing at once. */
  handleRateLimit?: boolean | number
  /** No effect: the client retries what is safe to retry. */
  retry?: boolean
}

const EVENTS: PlatformEvents = Object.freeze(
  Object.fromEntries(
    [
      ...['beforeLogin', 'loginSuccess', 'loginError', 'beforeRefresh', 'refreshSuccess', 'refreshError'],
      ...['beforeLogout', 'logoutSuccess', 'logoutError', 'rateLimitError'],
    ].map((name) => [name, name]),
  ) as unknown as PlatformEvents,
)
// The optional parameters of the login URL, by the names of their options.
const LOGIN_PAGE: Record<string, string> = {
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

export { Cache } from './cache.js'

/** Logs in, and sends requests. */
export class Platform extends EventEmitter {
  readonly events: PlatformEvents = EVENTS

  readonly #client: Client
  readonly #settings: PlatformSettings
  readonly #auth: Auth
  readonly #http: HttpClient
  #codeVerifier = ''
  #refreshing: Promise<Response | null> | undefined

  /** @internal */
  constructor(options: SDKOptions) {
    super()
    const [settings, client] = readSettings(options)
    this.#settings = settings
    this.#client = client
    this.#auth = new Auth(client, settings.refreshHandicapMs)
    this.#http = new HttpClient((request) => this.sendRequest(request))
  }

  /**
   * Returns the HTTP client, for `sdk.client()`.
   * @internal
   */
  http(): HttpClient {
    return this.#http
  }

  /** Returns access to the token. */
  auth(): Auth {
    return this.#auth
  }

  /** Undefined: there is no discovery here. */
  discovery(): undefined {
    return undefined
  }

  /** Rejects, because there is no discovery here. */
  async initDiscovery(): Promise<void> {
    throw new Error('Discovery is not enabled!')
  }

  /** Undefined: there is no discovery here. */
  get discoveryInitPromise(): Promise<void> | undefined {
    return undefined
  }

  /** The names of your app, as the options give them. */
  get userAgent(): string {
    return this.#settings.userAgent
  }

  /** The PKCE verifier of the last {@link loginUrl} with `usePKCE`: a secret. */
  get codeVerifier(): string {
    return this.#codeVerifier
  }

  /** Logs in with a JWT, a password or a code. With `access_token` it uses a saved token and resolves with null. */
  async login(options: LoginOptions = {}): Promise<Response> {
    return this.#changeToken('Login', () => this.#logIn(options)) as Promise<Response>
  }

  /** Refreshes the token now. Without a refresh token it logs in again, if that is possible without the user. */
  async refresh(): Promise<Response> {
    this.#refreshing ??= this.#changeToken('Refresh', () => this.#client.refresh()).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing as Promise<Response>
  }

  /** Ends the session. Does not reject if RingCentral cannot be reached. */
  async logout(): Promise<Response> {
    return this.#changeToken('Logout', () => this.#client.logout()) as Promise<Response>
  }

  /** Whether there is a valid token, after a refresh if necessary. */
  async loggedIn(): Promise<boolean> {
    try {
      await this.ensureLoggedIn()
      return true
    } catch {
      return false
    }
  }

  /** Refreshes an expired token. Rejects if that fails. */
  async ensureLoggedIn(): Promise<null> {
    if (!(await this.#auth.accessTokenValid())) await this.refresh()
    return null
  }

  /** Returns the URL of the login page, to send the user to. */
  loginUrl({ implicit, usePKCE, redirectUri, ...options }: LoginUrlOptions = {}): string {
    if (implicit && usePKCE) throw new Error('PKCE only works with Authorization Code Flow')
    const authorization = this.#client.authorizeUrl(redirectUri || this.#settings.redirectUri)
    const url = new URL(authorization.url)
    this.#codeVerifier = usePKCE ? authorization.verifier : ''
    url.searchParams.delete('state')
    if (!usePKCE) ['code_challenge', 'code_challenge_method'].forEach((name) => url.searchParams.delete(name))
    if (implicit) url.searchParams.set('response_type', 'token')
    const given = new Map<string, string | string[]>(Object.entries({ brandId: this.#settings.brandId ?? [], ...options }))
    for (const [option, name] of Object.entries(LOGIN_PAGE)) {
      for (const value of [given.get(option) ?? []].flat()) url.searchParams.append(name, value)
    }
    return url.href
  }

  /** Returns the URL of the login page, like {@link loginUrl}. */
  async loginUrlWithDiscovery(options: LoginUrlOptions = {}): Promise<string> {
    return this.loginUrl(options)
  }

  /** Rejects, because only a browser has windows. */
  async loginWindow(_options?: object): Promise<LoginOptions> {
    throw new Error('loginWindow needs a browser; use loginUrl and parseLoginRedirect on a server')
  }

  /** Parses the query (`?code=...`) or fragment (`#...`) of the redirect. Throws if RingCentral refused the login. */
  parseLoginRedirect(url: string): Record<string, string> {
    if (!/^[#?]./.test(url)) throw new Error('Unable to parse response')
    const fields: Record<string, string> = Object.fromEntries(new URLSearchParams(url.slice(1)))
    if (fields['error'] === undefined && fields['error_description'] === undefined) return fields
    throw Object.assign(new Error(fields['error_description'] || fields['error']), { error: fields['error'] })
  }

  /** Returns a URL for another HTTP client. */
  createUrl(path = '', { addServer = false, addMethod = '' }: CreateUrlOptions = {}): string {
    const server = addServer && !/^https?:\/\//.test(path) ? this.#settings.server : ''
    const whole = server + this.#settings.urlPrefix + path
    return addMethod ? `${whole}${path.includes('?') ? '&' : '?'}_method=${addMethod}` : whole
  }

  /** Returns the path with the access token, which is a secret, as a parameter. */
  async signUrl(path: string): Promise<string> {
    return `${path}${path.includes('?') ? '&' : '?'}access_token=${(await this.#auth.data()).access_token}`
  }

  /** Returns the Authorization header of a token request: a secret. */
  basicAuthHeader(): string {
    const { clientId, clientSecret } = this.#settings
    return `Basic ${Buffer.from(clientSecret ? `${clientId}:${clientSecret}` : clientId).toString('base64')}`
  }

  /** Returns the Authorization header of a request: a secret. */
  async authHeader(): Promise<string> {
    const { token_type, access_token } = await this.#auth.data()
    return (token_type || 'Bearer') + (access_token ? ` ${access_token}` : '')
  }

  /** Adds the headers that the official package sends, for another HTTP client. */
  async inflateRequest(request: Request, { userAgent, skipAuthCheck }: SendOptions = {}): Promise<Request> {
    request.headers.set('X-User-Agent', [userAgent, this.#settings.userAgent].filter((part) => part).join(' '))
    if (skipAuthCheck) return request
    await this.ensureLoggedIn()
    request.headers.set('Client-Id', this.#settings.clientId)
    request.headers.set('Authorization', await this.authHeader())
    return request
  }

  /** Sends a request that was made for `fetch`. The client adds the token. */
  async sendRequest(request: Request, options: SendOptions = {}): Promise<Response> {
    const body = await request.text()
    return await this.send({ ...options, method: request.method, url: request.url, ...(body && { body }) })
  }

  async get(url: string, query?: Query, options?: SendOptions): Promise<Response> {
    return this.send({ method: 'GET', url, query, ...options })
  }

  async post(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response> {
    return this.send({ method: 'POST', url, body, query, ...options })
  }

  async put(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response> {
    return this.send({ method: 'PUT', url, body, query, ...options })
  }

  async patch(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response> {
    return this.send({ method: 'PATCH', url, body, query, ...options })
  }

  async delete(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response> {
    return this.send({ method: 'DELETE', url, body, query, ...options })
  }

  /** Sends any request. */
  async send({ url = '', method = 'GET', query, body, headers, ...options }: SendOptions = {}): Promise<Response> {
    const { skipAuthCheck: _check, skipDiscoveryCheck: _discovery, handleRateLimit, retry: _retry, userAgent, ...unknown } = options
    checkUnsupported(headers, unknown)
    if (userAgent) warnOnce('userAgent', 'the option userAgent of a request has no effect: set appName on the SDK')
    const waits = handleRateLimit ? this.#client.withRateLimit('wait') : this.#client
    const content = bodyOf(body)
    const request = { query: queryOf(query), ...(content !== undefined && { body: content }) }
    const upper = method.toUpperCase()
    const path = this.#path(url)
    const shown = this.#shown(upper, path, request)
    this.#http.emit('beforeRequest', shown)
    const result = await waits.send(upper, path, request).catch((error: unknown) => {
      throw this.#failed(this.#requestFailed(error), shown)
    })
    if (this.#auth.hasNewToken()) {
      // The client refreshed the token during the request, so both events are emitted afterwards.
      this.emit(EVENTS.beforeRefresh)
      this.emit(EVENTS.refreshSuccess, this.#auth.response())
    }
    const response = responseOf(result.status, Object.entries(result.headers), result.body)
    if (result.error !== null) throw this.#failed(this.#emitRateLimit(new ApiError(result.error, response)), shown)
    this.#http.emit('requestSuccess', response, shown)
    return response as Response
  }

  /** Returns a request as events and errors show it: without its token. */
  #shown(method: string, path: string, { query, body }: { query: URLSearchParams; body?: object | string }): Request | null {
    const parameters = query.size > 0 ? `${path.includes('?') ? '&' : '?'}${query}` : ''
    const content = body === undefined || method === 'GET' || method === 'HEAD' ? {} : { body: textOf(body) }
    try {
      return new Request(this.#settings.server + path + parameters, {
        method,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        ...content,
      })
    } catch {
      // Not a request that `fetch` knows. The client says what is wrong with it.
      return null
    }
  }

  #failed(error: unknown, request: Request | null): unknown {
    if (!(error instanceof ApiError)) return error
    if (request !== null) error.request = request
    this.#http.emit('requestError', error)
    return error
  }

  override on(event: SuccessEvent, listener: (response: Response) => void): this
  override on(event: ErrorEvent, listener: (error: ApiError) => void): this
  override on(event: 'beforeLogin' | 'beforeRefresh' | 'beforeLogout', listener: () => void): this
  override on(event: string | symbol, listener: (...args: any[]) => void): this
  override on(event: string | symbol, listener: (...args: any[]) => void): this {
    return super.on(event, listener)
  }

  async #logIn({
    jwt,
    code,
    username,
    extension,
    password,
    access_token,
    redirect_uri,
    redirectUri,
    ...options
  }: LoginOptions): Promise<unknown> {
    const { access_token_ttl, refresh_token_ttl, endpoint_id, token_uri, discovery_uri, code_verifier, ...rest } = options
    if (access_token_ttl || refresh_token_ttl || endpoint_id) {
      throw new TypeError('set accessTokenTtl and refreshTokenTtl on the SDK instead; endpoint_id is not supported')
    }
    if (token_uri || discovery_uri) warnOnce('token_uri', 'token_uri and discovery_uri have no effect: requests go to `server`')
    if (access_token) {
      this.#client.setToken(Token.fromJson(JSON.stringify({ access_token, ...rest })))
      return null
    }
    if (jwt || !(code || username || password)) return this.#client.login({ jwt: jwt ?? '' })
    if (!code) {
      const [user, secret] = [String(username ?? ''), String(password ?? '')]
      return this.#client.login({ username: user, password: secret, ...(extension && { extension: String(extension) }) })
    }
    const verifier = code_verifier || this.#codeVerifier || undefined
    return this.#client.login({
      code,
      redirectUri: redirect_uri || redirectUri || this.#settings.redirectUri,
      ...(verifier && { verifier }),
    })
  }

  /** Runs a change of the token, and emits its events before and after. `change` resolves with `null` if it sent nothing. */
  async #changeToken(name: 'Login' | 'Refresh' | 'Logout', change: () => Promise<unknown>): Promise<Response | null> {
    const lower = name.toLowerCase() as Lowercase<typeof name>
    let response: Response | null
    this.emit(EVENTS[`before${name}`])
    try {
      response = (await change()) === null ? null : this.#auth.response()
    } catch (error) {
      const failure = error instanceof RingOutError ? this.#emitRateLimit(new ApiError(error, responseOfError(error))) : error
      this.emit(EVENTS[`${lower}Error`], failure)
      throw failure
    }
    this.#auth.hasNewToken()
    this.emit(EVENTS[`${lower}Success`], response)
    return response
  }

  /** Converts the error of a request without a response, and emits the events that belong to it. */
  #requestFailed(error: unknown): unknown {
    if (!(error instanceof RingOutError)) return error
    const { code, httpStatus } = error
    const failure = new ApiError(error, responseOfError(error))
    // A status without a response: the login before the request was refused.
    if (code === 'NOT_LOGGED_IN' || httpStatus !== undefined) {
      this.emit(EVENTS.beforeRefresh)
      this.emit(EVENTS.refreshError, failure)
    }
    return this.#emitRateLimit(failure)
  }

  #emitRateLimit(failure: ApiError): ApiError {
    if (failure.cause.code === 'RATE_LIMITED') this.emit(EVENTS.rateLimitError, failure)
    return failure
  }

  /** Returns the path of a URL of this server. A URL of another server is returned whole, and the client rejects it. */
  #path(url: string): string {
    const { server, urlPrefix } = this.#settings
    if (url.startsWith(`${server}/`)) return url.slice(server.length).replace(/[^!-~]+/gu, encodeURIComponent)
    const path = /^https?:\/\//.test(url) ? url : urlPrefix + url
    return path.replace(/[^!-~]+/gu, encodeURIComponent)
  }
}

/** Returns the query parameters. A list becomes several parameters of one name; undefined and null are left out. */
function queryOf(query: Query): URLSearchParams {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) if (item !== undefined && item !== null) pairs.append(name, String(item))
  }
  return pairs
}

function bodyOf(body: Body): object | string | undefined {
  if (!body) return undefined
  const prototype = typeof body === 'object' ? Object.getPrototypeOf(body) : null
  const isPlain = Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null
  if (typeof body === 'string' || (typeof body === 'object' && isPlain)) return body
  throw new TypeError('The body must be a plain object, an array or a JSON string; files and forms are not supported')
}

function textOf(body: object | string): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** Rejects headers and options that the client cannot send, instead of ignoring them. */
function checkUnsupported(headers: SendOptions['headers'], options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const isOurs = /^(accept|content-type)$/i.test(name) && /json|^\*\/\*$/i.test(value)
    if (!isOurs) throw new TypeError(`headers: ${name} cannot be set; the client sends JSON and authorizes each request`)
  }
  const unknown = Object.keys(options).find((name) => options[name])
  if (unknown !== undefined) throw new TypeError(`${unknown} is not supported; see the constructor's options`)
}

// The client: logs in, places calls, and sends requests.

import type { CallLog, ForwardingNumber, Limit, PhoneNumber, Preflight } from './account.js'
import { limitsOf, logOf, numbersOf, preflightOf, readAttempt } from './account.js'
import type { Fields } from './arguments.js'
import { readArgument, readBody, readCallRequest, readOptions, readQuery } from './arguments.js'
import type { Call } from './call.js'
import { callOf } from './call.js'
import type { Response } from './data.js'
import { responseOf } from './data.js'
import type { Attempt } from './errors.js'
import { unwrap } from './errors.js'
import { awaitHangUpsAtExit } from './exits.js'
import { Handle } from './handle.js'
import { ledgerCallbackOf, readLedger } from './ledger.js'
import type { Token } from './login.js'
import { Authorization, readAuthorization, readCredentials, readToken, tokenOf } from './login.js'
import type { RateLimit } from './names.js'
import type * as half from './native.js'
import native from './native.js'
import { operate, readBounds } from './operation.js'
import type {
  CallRequest,
  ClientOptions,
  CreateOptions,
  Credentials,
  OperationOptions,
  PlaceOptions,
  RequestOptions,
} from './options.js'
import type { PlaceAll } from './place_all.js'
import { placeAll } from './place_all.js'
import { callbackOf, readStore } from './store.js'

const CLIENT: Fields<ClientOptions> = {
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
  ledger: 'any',
  dedupeLifetime: 'number',
  budget: 'any',
  share: 'number',
}
const APP: Fields<NonNullable<ClientOptions['app']>> = { name: 'string!', version: 'string!' }
const CREATE: Fields<CreateOptions> = { signal: 'signal', timeout: 'number', cancelOnExit: 'boolean' }
const REQUEST: Fields<RequestOptions> = { query: 'any', body: 'any', signal: 'signal', timeout: 'number' }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | (string & {})

/** A client for one RingCentral app and user: logs in, places calls, and sends any other API request. */
export class Client extends Handle {
  readonly #native: half.Client

  /** Creates a client. Sends nothing; the first request logs in. */
  constructor(options: ClientOptions) {
    super()
    const made: unknown = options
    this.#native = made instanceof Made ? made.client : createClient(options)
  }

  /**
   * Creates a client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT`. In
   * a worker thread it reads the environment of the process, not the worker's copy.
   */
  static fromEnv(): Client {
    return clientOf(native.Client.fromEnv(), this)
  }

  /** Returns the same client with this timeout for each operation, also those of its calls: 1 to 3600000. */
  withTimeout(timeout: number): Client {
    return clientOf(this.#native.withTimeout(readArgument('timeout', timeout, 'number')))
  }

  /** Returns the same client with another behaviour at the rate limit. */
  withRateLimit(rateLimit: RateLimit): Client {
    return clientOf(this.#native.withRateLimit(readArgument('rateLimit', rateLimit, 'string')))
  }

  /** Logs in now, and keeps the credentials to log in again when the token expires. */
  async login(credentials: Credentials, options?: OperationOptions): Promise<void> {
    const grant = readCredentials(credentials)
    await operate(readBounds(options), (...bounds) => this.#native.login(grant, ...bounds))
  }

  /** Begins a login through RingCentral's login page. Sends nothing. Send the user to the returned `url`. */
  authorizeUrl(redirectUri: string): Authorization {
    return new Authorization(unwrap(this.#native.authorizeUrl(readArgument('redirectUri', redirectUri, 'string'))))
  }

  /**
   * Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its code.
   * An {@link InvalidArgumentError} for `state` means that the redirect does not belong to this login.
   */
  async loginRedirect(redirectedTo: string, authorization: Authorization, options?: OperationOptions): Promise<void> {
    readArgument('redirectedTo', redirectedTo, 'string')
    const login = readAuthorization(authorization)
    await operate(readBounds(options), (...bounds) => this.#native.loginRedirect(redirectedTo, login, ...bounds))
  }

  /** Refreshes the token now. Usually not needed, because requests refresh it in time. */
  async refresh(options?: OperationOptions): Promise<void> {
    await operate(readBounds(options), (...bounds) => this.#native.refresh(...bounds))
  }

  /** Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. */
  async logout(options?: OperationOptions): Promise<void> {
    await operate(readBounds(options), (...bounds) => this.#native.logout(...bounds))
  }

  /** The current token, or null before the first login. Sends nothing. */
  get token(): Token | null {
    const token = this.#native.token()
    return token && tokenOf(token)
  }

  /**
   * RingCentral's rate limits as far as the client knows them, one entry each for `Light`, `Heavy` and `Auth`. Sends nothing.
   * Other programs of the same user and app share these limits.
   */
  get limits(): readonly Limit[] {
    return limitsOf(this.#native.limits())
  }

  /** Uses a saved token from now on. */
  setToken(token: Token): void {
    this.#native.setToken(readToken(token))
  }

  /**
   * Places a call. The request is sent once. If it may have reached RingCentral and no usable response arrives, rejects with
   * {@link MaybePlacedError} and does not retry. Some error responses, such as a gateway's 504, also leave open whether the call
   * was placed; `mayHavePlaced` is true for all such errors.
   *
   * If the `dedupeKey` of the request has a call, that one is returned (`adopted`), also after its end. A call that another worker
   * is placing is waited for. After a request whose result no worker knows, the call log is asked. If it has the call for certain,
   * that one is returned, with its outcome and an empty `id`; otherwise the promise rejects with {@link MaybePlacedError}, and the
   * request is never sent again.
   */
  async createCall(request: CallRequest, options?: CreateOptions): Promise<Call> {
    const checked = readCallRequest('request', request)
    const { cancelOnExit = false, ...bounds } = readOptions('options', options, CREATE)
    if (cancelOnExit) awaitHangUpsAtExit()
    const settings = { ...checked, cancelOnExit }
    return callOf(await operate(bounds, (...bounds) => this.#native.createCall(settings, ...bounds)))
  }

  /**
   * Returns the call that was placed with this `dedupeKey`, by any worker that shares the client's `ledger`, or null. Never places
   * one. A call that another worker is placing is waited for. One that has ended has its outcome at once, and waiting for it sends
   * nothing. Its lease is this client's, unless another worker has it: see {@link Call.takeLease}. Rejects with {@link
   * MaybePlacedError} if a request was sent, and nothing is known about it, not even by the call log.
   */
  async findCall(dedupeKey: string, options?: OperationOptions): Promise<Call | null> {
    readArgument('dedupeKey', dedupeKey, 'string')
    const call = await operate(readBounds(options), (...bounds) => this.#native.findCall(dedupeKey, ...bounds))
    return call && callOf(call)
  }

  /** Returns a handle for a call with a known id. Sends nothing. */
  call(id: string): Call {
    return callOf(unwrap(this.#native.call(readArgument('id', id, 'string'))))
  }

  /**
   * Places many calls as fast as the rate limits allow, follows all of them, and yields each result when its call ends: `for
   * await (const { index, outcome, error } of client.placeAll(requests))`. All requests are checked before the first is sent; the
   * `parameter` of the {@link InvalidArgumentError} says which one is wrong, as in `requests[3].to`. None is placed twice.
   */
  placeAll(requests: readonly CallRequest[], options?: PlaceOptions): PlaceAll {
    return placeAll(this.#native, requests, options)
  }

  /**
   * Lists the user's numbers that may be shown to a callee, for {@link CallRequest.callerId}. Needs the permission
   * `ReadAccounts`; rejects with {@link ForbiddenError} without it.
   */
  async callerIds(options?: OperationOptions): Promise<readonly PhoneNumber[]> {
    return numbersOf(await operate(readBounds(options), (...bounds) => this.#native.callerIds(...bounds)))
  }

  /** Lists the phones that can ring first, for {@link CallRequest.fromForwardingNumber}. Needs the permission `ReadAccounts`. */
  async forwardingNumbers(options?: OperationOptions): Promise<readonly ForwardingNumber[]> {
    return numbersOf(await operate(readBounds(options), (...bounds) => this.#native.forwardingNumbers(...bounds)))
  }

  /**
   * Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension and its line,
   * the numbers, and this machine's clock. Problems, and checks that were not possible, are part of the report; they do not
   * reject the promise. Sends up to three requests, and logs in if necessary.
   */
  async preflight(request?: CallRequest, options?: OperationOptions): Promise<Preflight> {
    const settings = request === undefined ? undefined : readCallRequest('request', request)
    return preflightOf(await operate(readBounds(options), (...bounds) => this.#native.preflight(settings, ...bounds)))
  }

  /**
   * Looks up a call in the call log by its numbers and its time, which come from the `attempt` of an error or an entry of a
   * journal. Otherwise like {@link Call.log}.
   */
  async callLog(attempt: Attempt, options?: OperationOptions): Promise<CallLog> {
    const known = readAttempt(attempt)
    return logOf(await operate(readBounds(options), (...bounds) => this.#native.callLog(known, ...bounds)))
  }

  /** Sends any other request. `path` begins with `/` and is sent unchanged. Rejects if the status is outside 200 to 299. */
  async request(method: Method, path: string, options?: RequestOptions): Promise<Response> {
    const { bounds, ...request } = readRequest(method, path, options)
    return responseOf(await operate(bounds, (...bounds) => this.#native.request(request, ...bounds)))
  }

  /** Like {@link Client.request}, but resolves with the response whatever its status. Its `error` says what went wrong. */
  async send(method: Method, path: string, options?: RequestOptions): Promise<Response> {
    const { bounds, ...request } = readRequest(method, path, options)
    return responseOf(await operate(bounds, (...bounds) => this.#native.send(request, ...bounds)))
  }

  toJSON(): object {
    const { server, clientId } = this.#native
    return { server, clientId, token: this.token }
  }
}

/** A client that the native half has made. The constructor takes one as well, which its types do not say. */
class Made {
  readonly client: half.Client

  constructor(client: half.Client) {
    this.client = client
  }
}

function clientOf(result: half.Settled<half.Client>, Class: typeof Client = Client): Client {
  return new Class(new Made(unwrap(result)) as unknown as ClientOptions)
}

function createClient(options: ClientOptions): half.Client {
  const { tokenStore, ledger, budget, ...settings } = readOptions('options', options, CLIENT)
  if (settings.app !== undefined) settings.app = readOptions('options.app', settings.app, APP)
  const shared = [ledgerOf('ledger', ledger), ledgerOf('budget', budget)] as const
  if (tokenStore === undefined) return unwrap(native.Client.create(settings, undefined, false, ...shared))
  const store = readStore(tokenStore)
  return unwrap(native.Client.create(settings, callbackOf(store), store.tryLock !== undefined, ...shared))
}

function ledgerOf(name: string, ledger: unknown) {
  return ledger === undefined ? undefined : ledgerCallbackOf(readLedger(name, ledger))
}

function readRequest(
  method: Method,
  path: string,
  options: RequestOptions | undefined,
): half.ApiRequest & { bounds: OperationOptions } {
  readArgument('method', method, 'string')
  readArgument('path', path, 'string')
  const { query, body, ...bounds } = readOptions('options', options, REQUEST)
  return { method, path, query: readQuery(query), body: readBody(body), bounds }
}

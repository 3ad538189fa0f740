// Loads the native half: the package of this platform.

import type { ErrorCode } from './errors.js'
import type {
  CancelEffect,
  CheckKind,
  CheckResult,
  JournalStep,
  KnownStatus,
  LogMatch,
  OutcomeKind,
  OutcomeSource,
  Phase,
  VerdictKind,
} from './names.js'
import type { CallRequest, ClientOptions, WaitOptions } from './options.js'

/** The result of an operation: its failure or its value. */
export type Settled<Value> = [failure: Failure, value: null] | [failure: null, value: Value]
/** The promise that an operation settles: its queue, and its number there. */
export type Ticket = [queue: Queue, number: number]
/** The promise of an operation, and its bounds. */
export type Bounds = [...Ticket, token: CancelToken | undefined, timeout: number | undefined]
/** What an operation returns: nothing. Its queue has the value later. */
export type Pending<Value> = { value?: Value } | undefined
/** A class whose instances only the native half creates. */
type HandleClass<Handle> = abstract new () => Handle

interface Native {
  version(): string
  statusNames(): KnownStatus[]
  errorCodes(): [code: ErrorCode, number: number][]
  parseState(call: string, caller: string, callee: string): State
  stateText(state: State): string
  explainState(state: State): string
  checkTransition(from: State, to: State): Verdict
  statusNumber(status: string): number
  explainStatus(status: string): string
  dialUri(number: string, scheme: string | undefined): Settled<string>
  /** Interrupts this thread's creates that hang up, and blocks until no hang-up is in flight. */
  awaitHangUps(): void
  setLogger(level: string, logger: ((level: LogLevel, message: string) => void) | undefined): Settled<null>

  Client: HandleClass<Client> & {
    create(
      options: Settings,
      store: StoreCallback | undefined,
      hasLock: boolean,
      ledger: LedgerCallback | undefined,
      budget: LedgerCallback | undefined,
    ): Settled<Client>
    fromEnv(): Settled<Client>
  }
  Call: HandleClass<Call>
  Watch: HandleClass<Watch>
  PlaceAll: HandleClass<PlaceAll>
  Token: HandleClass<Token> & { fromJson(json: string): Settled<Token> }
  CancelToken: new () => CancelToken
  Queue: new (notify: () => void) => Queue
}

/** What can be interrupted: the operations of a token, or the steps of an iterator. */
export interface Cancellable {
  cancel(): void
}
export interface CancelToken extends Cancellable {}

/** The operations that have finished. */
export interface Queue {
  /** Takes them: for each its number, its failure or a hole, and its value or a hole. */
  take(): (number | Failure | unknown)[]
}

/** The options of a client, without the stores. */
export type Settings = Omit<ClientOptions, 'tokenStore' | 'ledger' | 'budget'>
/** The options of a wait, without the signal. */
export type WaitSettings = Omit<WaitOptions, 'signal'>

export interface Client {
  readonly server: string
  readonly clientId: string
  withTimeout(timeout: number): Settled<Client>
  withRateLimit(rateLimit: string): Settled<Client>
  login(grant: LoginOptions, ...bounds: Bounds): Pending<null>
  authorizeUrl(redirectUri: string): Settled<Authorization>
  loginRedirect(redirectedTo: string, login: Authorization, ...bounds: Bounds): Pending<null>
  refresh(...bounds: Bounds): Pending<null>
  logout(...bounds: Bounds): Pending<null>
  token(): Token | null
  setToken(token: Token): void
  limits(): Limit[]
  createCall(request: CallRequest & { cancelOnExit?: boolean }, ...bounds: Bounds): Pending<Call>
  findCall(dedupeKey: string, ...bounds: Bounds): Pending<Call | null>
  call(id: string): Settled<Call>
  placeAll(
    requests: CallRequest[],
    wait: WaitSettings,
    concurrency: number | undefined,
    totalTimeout: number | undefined,
    journal: JournalCallback | undefined,
  ): Settled<PlaceAll>
  callerIds(...bounds: Bounds): Pending<PhoneNumber[]>
  forwardingNumbers(...bounds: Bounds): Pending<ForwardingNumber[]>
  preflight(request: CallRequest | undefined, ...bounds: Bounds): Pending<Preflight>
  callLog(attempt: CallAttempt, ...bounds: Bounds): Pending<CallLog>
  request(request: ApiRequest, ...bounds: Bounds): Pending<Response>
  send(request: ApiRequest, ...bounds: Bounds): Pending<Response>
}

export interface Call {
  readonly id: string
  readonly adopted: boolean
  state(): PackedState | null
  outcome(): Outcome
  status(...bounds: Bounds): Pending<PackedState>
  watch(settings: WaitSettings, aborted: boolean): Settled<Watch>
  log(...bounds: Bounds): Pending<CallLog>
  takeLease(...bounds: Bounds): Pending<number | null>
  claimOutcome(...bounds: Bounds): Pending<boolean>
  cancel(...bounds: Bounds): Pending<CancelEffect>
  detach(): void
  dispose(...ticket: Ticket): Pending<undefined>
}

export interface Watch {
  step(...ticket: Ticket): Pending<{ change: Change | null; outcome: Outcome }>
  cancel(): void
}

export interface PlaceAll {
  step(...ticket: Ticket): Pending<PlaceStep>
  cancel(): void
  end(): void
}

export interface PlaceStep {
  placed: Placed | null
  remaining: number
}

export interface Placed {
  index: number
  call: Call | null
  outcome: Outcome | null
  failure: Failure | null
}

export interface Token {
  toJson(): string
  accessToken(): string
  refreshToken(): string | null
  scope(): string | null
  expiresAt(): number
}

/** The credentials of one grant. */
export interface LoginOptions {
  jwt?: string
  username?: string
  extension?: string
  password?: string
  code?: string
  redirectUri?: string
  verifier?: string
}

export interface Authorization {
  url: string
  redirectUri: string
  state: string
  verifier: string
}

export interface CallAttempt {
  to?: string
  from?: string
  sentAt: number
}

export interface ApiRequest {
  method: string
  path: string
  query: [name: string, value: string][]
  body: string | undefined
}

/** Completes a callback. A thread of the native half waits for it. */
export interface Completion {
  /** Returns false if the waiting thread has given up. */
  resolve(value: string | null): boolean
  reject(message: string): void
}
export type JournalCallback = (entry: JournalEntry, completion: Completion) => void
export type StoreCallback = (request: StoreRequest, completion: Completion) => void

export interface StoreRequest {
  operation: 'load' | 'save' | 'tryLock' | 'unlock'
  key: TokenKey
  token: string | null
  lock: number
}

export type LedgerCallback = (request: LedgerRequest, completion: Completion) => void

export interface LedgerRequest {
  operation: 'load' | 'swap'
  key: LedgerKey
  expected: string | null
  value: string | null
  lifetime: number
}

/** The severity of a log record. A token that could not be saved is a `warn`, each request a `debug`. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'
export type Side = 'caller' | 'callee'

// Plain data. Points in time are in milliseconds since 1970.

export interface Failure {
  code: ErrorCode
  number: number
  message: string
  hint?: string
  parameter?: string
  httpStatus?: number
  errorCode?: string
  oauthError?: string
  requestId?: string
  retryAfter?: number
  retryable: boolean
  mayHavePlaced: boolean
  details: FailureDetail[]
  attempt?: CallAttempt
}

export interface FailureDetail {
  errorCode?: string
  message?: string
  parameterName?: string
  parameterValue?: string
  additionalInfo?: string
  /** An object as JSON. */
  fields?: string
}

/** The numbers of the three statuses and of the phase, in a byte each from the lowest, or a state with an undocumented status. */
export type PackedState = number | State

export interface State {
  readonly callStatus: string
  readonly callerStatus: string
  readonly calleeStatus: string
  readonly phase: Phase
}

export interface Verdict {
  kind: VerdictKind
  reasons: { field: 'call' | Side | 'combination'; kind: VerdictKind; path: string[]; text: string }[]
  text: string
}

export interface Outcome {
  kind: OutcomeKind
  leg: Side | null
  status: string
  connected: boolean
  cancelledByUs: boolean
  source: OutcomeSource
  explanation: string
  text: string
}

export interface Change {
  previous: PackedState | null
  state: PackedState
  verdict: Verdict | null
  earliest: number
  latest: number
}

export interface JournalEntry {
  step: JournalStep
  index: number
  at: number
  to: string
  from: string | null
  callId: string | null
  outcome: Outcome | null
  failure: Failure | null
  text: string
}

export interface TokenKey {
  server: string
  clientId: string
  user: string
  text: string
}

export interface LedgerKey extends TokenKey {
  dedupeKey: string
}

export interface Response {
  status: number
  error: Failure | null
  headers: [name: string, value: string][]
  requestId: string | null
  contentType: string | null
  body: Buffer
}

export interface Limit {
  name: 'Light' | 'Heavy' | 'Auth'
  ringcentralName: string | null
  limit: number
  window: number
  remaining: number | null
  retryAfter: number
  text: string
}

export interface PhoneNumber {
  id: string
  phoneNumber: string
  usageType: string | null
  label: string | null
}

export interface ForwardingNumber {
  id: string
  phoneNumber: string | null
  label: string | null
  kind: string | null
}

export interface Preflight {
  ok: boolean
  checks: { kind: CheckKind; result: CheckResult; explanation: string }[]
  text: string
}

export interface CallLog {
  matching: LogMatch
  record: LogRecord | null
  candidates: number
  text: string
}

export interface LogRecord {
  id: string
  sessionId: string | null
  startTime: number | null
  duration: number
  from: string | null
  to: string | null
  action: string | null
  connected: boolean | null
  result: string | null
  legs: LogLeg[]
}

export interface LogLeg {
  leg: Side | null
  legType: string | null
  startTime: number | null
  duration: number
  from: string | null
  to: string | null
  result: string | null
}

type Build = () => Native

// Each name is a literal in a try statement of its own. So bundlers and tracers find the package of their system, and accept that those
// of other systems are not installed.
const builds: Record<string, Build> = {
  'linux-x64': () => {
    try {
      return require('ringout-linux-x64-gnu')
    } catch (error) {
      throw reasonOf(error, 'ringout-linux-x64-gnu')
    }
  },
  'linux-arm64': () => {
    try {
      return require('ringout-linux-arm64-gnu')
    } catch (error) {
      throw reasonOf(error, 'ringout-linux-arm64-gnu')
    }
  },
  'win32-x64': () => {
    try {
      return require('ringout-win32-x64')
    } catch (error) {
      throw reasonOf(error, 'ringout-win32-x64')
    }
  },
  'darwin-arm64': () => {
    try {
      return require('ringout-darwin-arm64')
    } catch (error) {
      throw reasonOf(error, 'ringout-darwin-arm64')
    }
  },
  'darwin-x64': () => {
    try {
      return require('ringout-darwin-x64')
    } catch (error) {
      throw reasonOf(error, 'ringout-darwin-x64')
    }
  },
}
const muslBuilds: Record<string, Build> = {
  'linux-x64': () => {
    try {
      return require('ringout-linux-x64-musl')
    } catch (error) {
      throw reasonOf(error, 'ringout-linux-x64-musl')
    }
  },
}

function load(): Native {
  const platform = `${process.platform}-${process.arch}`
  const build = builds[platform]
  if (build === undefined) throw unsupported(platform)
  try {
    return build()
  } catch (error) {
    if (isMusl()) return loadForMusl(platform)
    throw error
  }
}

function loadForMusl(platform: string): Native {
  const build = muslBuilds[platform]
  if (build === undefined) throw unsupported(`${platform} with musl`)
  return build()
}

/** Whether this is a Linux without glibc. Only asked after a failure, because it takes milliseconds. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  // The report must not look up the names of this process's connections, which can take long.
  const report = Object.assign(process.report, { excludeNetwork: true })
  const { header } = report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined
}

/** What to throw if a build cannot be loaded: how to install it if it is missing. */
function reasonOf(error: unknown, name: string): unknown {
  const { code, message } = Object(error)
  return code === 'MODULE_NOT_FOUND' && String(message).includes(name) ? missing(name) : error
}

function unsupported(platform: string): Error {
  const supported = [...Object.keys(builds), ...Object.keys(muslBuilds).map((name) => `${name} with musl`)].join(', ')
  return new Error(`ringout has no build for ${platform}; it supports ${supported}`)
}

function missing(name: string): Error {
  const { version } = require('../package.json') as { version: string }
  return new Error(
    `the package ${name}, the native half of ringout ${version}, is missing. npm leaves it out with --omit=optional, or if ` +
      'node_modules or the lock file comes from another system: install on this system, with optional dependencies, or run ' +
      `"npm install ${name}@${version}". A bundler must leave ringout out of the bundle, or copy the file *.node beside it`,
  )
}

const native = load()
export default native

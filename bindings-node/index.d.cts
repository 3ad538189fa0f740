/// <reference types="node" />

export * from './lib/compat/sdk.cjs'

/**
 * Place, follow and cancel RingCentral RingOut calls.
 *
 * All times are in milliseconds. Operations that send requests return promises and occupy none of Node's own threads. Each has
 * a deadline, and an `AbortSignal` aborts it. An argument of the wrong type is a `TypeError` (`ERR_INVALID_ARG_TYPE`);
 * every other failure is a {@link RingOutError}.
 */

/** A status that RingCentral documents for a call or one of its legs. */
export type KnownStatus =
  | 'Unknown'
  | 'InProgress'
  | 'Success'
  | 'Finished'
  | 'Busy'
  | 'NoAnswer'
  | 'Rejected'
  | 'GenericError'
  | 'InternationalDisabled'
  | 'DestinationBlocked'
  | 'NotEnoughFunds'
  | 'NoSuchUser'
  | 'RingOutFromThisNumberIsNotSupported'
  | 'CannotReach'
  | 'NoAnsweringMachine'
  | 'NoSessionFound'
  | 'Error'
  | 'Invalid'
/** A documented status, or any other string that RingCentral sent. */
export type Status = KnownStatus | (string & {})
/** The phase of a call. */
export type Phase = 'Unknown' | 'RingingCaller' | 'RingingCallee' | 'Connected' | 'Ended'
/** How a transition compares with RingCentral's documentation, from best to worst. */
export type VerdictKind = 'Unchanged' | 'Documented' | 'Skipped' | 'Undocumented' | 'Impossible'
/** How a call ended. */
export type OutcomeKind =
  | 'StillInProgress'
  | 'Answered'
  | 'Completed'
  | 'Busy'
  | 'NoAnswer'
  | 'Rejected'
  | 'Cancelled'
  | 'Blocked'
  | 'NotEnoughFunds'
  | 'NoSuchUser'
  | 'Failed'
  | 'EndedUnknown'
/** What an outcome is based on: the polled statuses, a call that had vanished, or the call log. */
export type OutcomeSource = 'Status' | 'Gone' | 'CallLog'
/**
 * The effect of a cancel: the ringing call ended, RingCentral accepted the request (see the state), or the call had ended before.
 */
export type CancelEffect = 'HungUp' | 'Accepted' | 'AlreadyEnded'
/** What to wait for. A wait for `answered` also ends if the call ends unanswered. */
export type Until = 'ended' | 'answered'
/** Which of RingCentral's two API paths to use. `ringout` is deprecated; its call ids are numbers. */
export type CallPath = 'ring-out' | 'ringout'
/** How certain it is that a record of the call log is the call, from least to most. */
export type LogMatch = 'None' | 'Ambiguous' | 'Likely' | 'Certain'
/** The kinds of checks of {@link Client.preflight}. */
export type CheckKind = 'Login' | 'Permission' | 'Extension' | 'Line' | 'From' | 'CallerId' | 'Destination' | 'Clock'
/** The result of a check: no problem found, a call may fail, a call would fail, or the check was not possible. */
export type CheckResult = 'Passed' | 'Warning' | 'Failed' | 'Unknown'
/**
 * A step of a journal: a request is about to be sent, RingCentral has accepted it, it was not placed and no phone rings, it may
 * have been placed and phones may be ringing, or the call has ended (or its wait has timed out).
 */
export type JournalStep = 'Placing' | 'Placed' | 'NotPlaced' | 'MaybePlaced' | 'Ended'
/** The app that a dial link opens: RingCentral's, or the device's default app for calls. */
export type DialScheme = 'rcmobile' | 'tel'
/** What to do with a request over the rate limit: let it wait, or reject it at once with a {@link RateLimitedError}. */
export type RateLimit = 'wait' | 'fail-fast'

type Names<Name extends string> = Readonly<{ [Key in Name]: Key }>

/** The statuses as constants: `Status.Busy === 'Busy'`. */
export const Status: Names<KnownStatus>
export const Phase: Names<Phase>
export const VerdictKind: Names<VerdictKind>
export const OutcomeKind: Names<OutcomeKind>
export const OutcomeSource: Names<OutcomeSource>
export const LogMatch: Names<LogMatch>
export const CheckKind: Names<CheckKind>
export const CheckResult: Names<CheckResult>
export const JournalStep: Names<JournalStep>
export const CancelEffect: Names<CancelEffect>
export const Until: Readonly<{ Ended: 'ended'; Answered: 'answered' }>
export const CallPath: Readonly<{ RingOut: 'ring-out'; Deprecated: 'ringout' }>
export const DialScheme: Readonly<{ RcMobile: 'rcmobile'; Tel: 'tel' }>
export const RateLimit: Readonly<{ Wait: 'wait'; FailFast: 'fail-fast' }>

/** The version of this package. */
export const version: string

/**
 * The settings of a client. `proxy` and `caBundle` fall back to the environment, then to the default; all others fall back to the
 * default. {@link Client.fromEnv} takes the server, the app and the JWT from the environment. Times are in milliseconds.
 */
export interface ClientOptions {
/** RingCentral's URL, such as `https://platform.ringcentral.com`. */
  server: string
  /** The app's client id. */
  clientId: string
  /** The app's secret. Leave it out for a public app. */
  clientSecret?: string
  /** The JWT credential to log in with on the first request. Use {@link Client.login} to log in at once. */
  jwt?: string
  /** The id of the account. By default that of the user who logs in. */
  accountId?: string
  /** The id of the extension. By default that of the user who logs in. */
  extensionId?: string
  /** The API path to use. By default `ring-out`. */
  callPath?: CallPath
  /** The timeout for connecting: 1 to 3600000, by default 5000. */
  connectTimeout?: number
  /** The timeout of every operation except {@link Client.createCall}: 1 to 3600000, by default 30000. */
  requestTimeout?: number
  /** The timeout of {@link Client.createCall}: 1 to 3600000, by default 30000. */
  createTimeout?: number
  /** Allows `http://` to other machines. Tokens are then sent unencrypted. */
  allowInsecureHttp?: boolean
  /** The lifetime to request for access tokens: 600000 to 3600000. By default RingCentral decides. */
  accessTokenTtl?: number
  /** The lifetime to request for refresh tokens: 1000 to 31536000000. By default RingCentral decides (7 days). */
  refreshTokenTtl?: number
  /**
   * The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it. By default
   * tokens are kept in memory.
   */
  tokenFile?: string
  /** Your own token store, instead of `tokenFile`. */
  tokenStore?: TokenStore
  /** The user's name in the key of the stored token, for when several users log in through RingCentral's login page. */
  tokenUser?: string
  /**
   * The proxy, such as `http://user:password@host:port`, or an empty string for none. By default that of `ALL_PROXY`,
   * `HTTPS_PROXY` or `HTTP_PROXY`, except for servers on this machine and those that `NO_PROXY` names, which is read as curl
   * reads it.
   */
  proxy?: string
  /**
   * The path of a PEM file with the certificate authorities to trust. By default those of `SSL_CERT_FILE` and `SSL_CERT_DIR` (on
   * Linux), or the system's if neither is set. `NODE_EXTRA_CA_CERTS` is not read.
   */
  caBundle?: string
  /** Your app's name and version, sent to RingCentral in `User-Agent`. */
  app?: { name: string; version: string }
  /** What to do with requests over the rate limit. By default `wait`. */
  rateLimit?: RateLimit
}

/**
 * Stores tokens between runs and shares them between processes. A login calls the methods on the thread that created the client.
 * They may return promises, and must settle within the timeout of the operation that needs them. If a method fails, the operation
 * rejects with {@link StorageError}, except for `save`: a token that cannot be saved is used anyway.
 */
export interface TokenStore {
  /** Returns the token that was saved under this key, or null if there is none. */
  load(key: TokenKey): string | null | undefined | PromiseLike<string | null | undefined>
  /** Saves a token, a JSON string that contains secrets. Null removes it. */
  save(key: TokenKey, token: string | null): unknown
  /**
   * Tries to take the lock that protects a token while it is replaced. Returns a function that releases it, or null if another
   * process holds it, in which case the method is called again soon. Without this method two processes may log in at the same
   * time.
   */
  tryLock?(key: TokenKey): (() => unknown) | null | PromiseLike<(() => unknown) | null>
}

/** Identifies the owner of a token. As a string it combines the three fields. */
export class TokenKey {
  private constructor()

  /** The server's scheme, host and port. */
  readonly server: string
  /** The app's client id. */
  readonly clientId: string
  /** The user: `tokenUser` if it is set, otherwise the user of the credentials. */
  readonly user: string

  toString(): string
}

/** Credentials to log in with: a JWT credential, a user's password, or an authorization code. */
export type Credentials =
  | {
      /** A JWT credential from the developer console. */
      jwt: string
    }
  | {
      /** The user's phone number or email address. RingCentral is retiring this grant; prefer a JWT. */
      username: string
      extension?: string
      password: string
    }
  | {
      /** An authorization code, valid once. {@link Client.loginRedirect} extracts it from the redirect. */
      code: string
      redirectUri: string
      /** The PKCE verifier of this login. */
      verifier?: string
    }

/**
 * A call to place. Numbers are E.164 (`+16505550100`); the `+` is optional from 8 digits on. Spaces and dashes of every kind,
 * dots, brackets and invisible marks are ignored. Caller and callee may also be an extension of the account (`101`, 2 to 6
 * digits) or of a main number (`+16505550100*101`). The zero of `+44 (0)20 7946 0018` is dropped where callers from abroad leave
 * it out. Where it may be part of the number, as in Italy, the number is rejected. Emergency numbers are rejected.
 */
export interface CallRequest {
  /** The callee's number or extension. */
  to: string
  /** The caller's number or extension, which rings first. By default the user's default forwarding number. */
  from?: string
  /** The caller, by the id of one of the user's forwarding numbers. Cannot be combined with `from`. */
  fromForwardingNumber?: string
  /** The number shown to the callee: one of the user's numbers with the `CallerId` feature. */
  callerId?: string
  /** Whether the caller must press 1 before RingCentral dials the callee. By default the account's setting. */
  playPrompt?: boolean
  /** RingCentral's id of the country of national numbers. If it is set, a number without `+` is a national one. */
  country?: string
}

export interface OperationOptions {
  /** Aborts the operation, which rejects with an {@link OperationCancelledError} whose `cause` is the signal's reason. */
  signal?: AbortSignal
  /** The timeout of this operation, instead of the client's: 1 to 3600000, counted from the call of the method. */
  timeout?: number
}

export interface WaitOptions {
  /** Aborts the wait with an {@link OperationCancelledError}. The call goes on. */
  signal?: AbortSignal
  /** What to wait for. By default `ended`. */
  until?: Until
  /** The longest time to wait; by default one hour. When it passes, the outcome is `StillInProgress`, not an error. */
  timeout?: number
  /** Whether to hang up when the timeout passes. If that fails, the outcome is based on the last known state. */
  cancelOnTimeout?: boolean
}

export interface PlaceOptions {
  /** What to wait for in each call. By default `ended`. */
  until?: Until
  /** The longest time to wait for each call, from when it is placed; by default one hour. */
  timeout?: number
  /** Whether to hang up a call whose timeout passes. If that fails, the outcome is based on the last known state. */
  cancelOnTimeout?: boolean
  /**
   * The maximum number of calls at the same time; by default unlimited. A phone that rings for one call is busy for another, so
   * use 1 if all calls have the same caller.
   */
  concurrency?: number
  /**
   * The timeout of the whole batch, counted from the call of {@link Client.placeAll}; by default unlimited. When it passes, every
   * request that was not sent gets a {@link RequestTimeoutError}, and the wait for each call in progress ends as with `timeout`.
   */
  totalTimeout?: number
  /**
   * Called before and after each request is sent, to record it where the record survives the process. It may return a promise;
   * the batch waits until it settles. If it fails, nothing more is placed, and the remaining requests get a {@link StorageError}
   * whose `cause` is its error.
   */
  journal?: (entry: JournalEntry) => unknown
  /**
   * Aborts the batch: the pending `next` rejects with an {@link OperationCancelledError} whose `cause` is the signal's reason.
   * The calls go on. Later calls of `next` yield that error as the result of each remaining request, with its call if it was
   * placed.
   */
  signal?: AbortSignal
}

type QueryValue = string | number | boolean | bigint

export interface RequestOptions extends OperationOptions {
  /** Query parameters, which are escaped. A list becomes several parameters of the same name. */
  query?: URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /** Sent as JSON. A string is sent unchanged. */
  body?: string | object
}

/** A client for one RingCentral app and user: logs in, places calls, and sends any other API request. */
export class Client {
  /** Creates a client. Sends nothing; the first request logs in. */
  constructor(options: ClientOptions)

  /**
   * Creates a client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT`. In
   * a worker thread it reads the environment of the process, not the worker's copy.
   */
  static fromEnv(): Client

  /** Returns the same client with this timeout for each operation, also those of its calls: 1 to 3600000. */
  withTimeout(timeout: number): Client

  /** Returns the same client with another behaviour at the rate limit. */
  withRateLimit(rateLimit: RateLimit): Client

  /** Logs in now, and keeps the credentials to log in again when the token expires. */
  login(credentials: Credentials, options?: OperationOptions): Promise<void>

  /** Begins a login through RingCentral's login page. Sends nothing. Send the user to the returned `url`. */
  authorizeUrl(redirectUri: string): Authorization

  /**
   * Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its code.
   * An {@link InvalidArgumentError} for `state` means that the redirect does not belong to this login.
   */
  loginRedirect(redirectedTo: string, authorization: Authorization, options?: OperationOptions): Promise<void>

  /** Refreshes the token now. Usually not needed, because requests refresh it in time. */
  refresh(options?: OperationOptions): Promise<void>

  /** Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. */
  logout(options?: OperationOptions): Promise<void>

  /** The current token, or null before the first login. Sends nothing. */
  readonly token: Token | null

  /**
   * RingCentral's rate limits as far as the client knows them, one entry each for `Light`, `Heavy` and `Auth`. Sends nothing.
   * Other programs of the same user and app share these limits.
   */
  get limits(): Limit[]

  /** Uses a saved token from now on. */
  setToken(token: Token): void

  /**
   * Places a call. The request is sent once. If it may have reached RingCentral and no usable response arrives, rejects with
   * {@link MaybePlacedError} and does not retry. Some error responses, such as a gateway's 504, also leave open whether the call
   * was placed; `mayHavePlaced` is true for all such errors.
   */
  createCall(request: CallRequest, options?: OperationOptions): Promise<Call>

  /** Returns a handle for a call with a known id. Sends nothing. */
  call(id: string): Call

  /**
   * Places many calls as fast as the rate limits allow, follows all of them, and yields each result when its call ends: `for
   * await (const { index, outcome, error } of client.placeAll(requests))`. All requests are checked before the first is sent; the
   * `parameter` of the {@link InvalidArgumentError} says which one is wrong, as in `requests[3].to`. None is placed twice.
   */
  placeAll(requests: readonly CallRequest[], options?: PlaceOptions): PlaceAll

  /**
   * Lists the user's numbers that may be shown to a callee, for {@link CallRequest.callerId}. Needs the permission
   * `ReadAccounts`; rejects with {@link ForbiddenError} without it.
   */
  callerIds(options?: OperationOptions): Promise<PhoneNumber[]>

  /** Lists the phones that can ring first, for {@link CallRequest.fromForwardingNumber}. Needs the permission `ReadAccounts`. */
  forwardingNumbers(options?: OperationOptions): Promise<ForwardingNumber[]>

  /**
   * Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension and its line,
   * the numbers, and this machine's clock. Problems, and checks that were not possible, are part of the report; they do not
   * reject the promise. Sends up to three requests, and logs in if necessary.
   */
  preflight(request?: CallRequest, options?: OperationOptions): Promise<Preflight>

  /**
   * Looks up a call in the call log by its numbers and its time, which come from the `attempt` of an error or an entry of a
   * journal. Otherwise like {@link Call.log}.
   */
  callLog(attempt: Attempt, options?: OperationOptions): Promise<CallLog>

  /** Sends any other request. `path` begins with `/` and is sent unchanged. Rejects if the status is outside 200 to 299. */
  request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | (string & {}),
    path: string,
    options?: RequestOptions,
  ): Promise<Response>

  /** Like {@link Client.request}, but resolves with the response whatever its status. Its `error` says what went wrong. */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | (string & {}),
    path: string,
    options?: RequestOptions,
  ): Promise<Response>
}

/**
 * A login through RingCentral's login page that has begun. Keep `redirectUri`, `state` and `verifier` until RingCentral redirects
 * the user back; in a web application, keep them in the user's session.
 */
export class Authorization {
  /** Restores a login that was saved. */
  constructor(options: { redirectUri: string; state: string; verifier: string; url?: string })

  /** The URL to send the user to; empty if the login was restored without it. */
  readonly url: string
  /** The URI that RingCentral redirects the user to. */
  readonly redirectUri: string
  /** The value that the redirect must return unchanged. */
  readonly state: string
  /** The PKCE verifier, a secret. `inspect` and `JSON.stringify` do not show it. */
  get verifier(): string
}

/** A token, for programs that save it themselves. `inspect` and `JSON.stringify` do not show its secrets. */
export class Token {
  private constructor()

  /** Reads a token from the JSON of {@link toJson}, or from RingCentral's response, which is taken as issued now. */
  static fromJson(json: string): Token

  /** When the access token expires. */
  readonly expiresAt: Date
  /** The names of the app's permissions, separated by spaces; null if RingCentral did not send them. */
  get scope(): string | null
  /** The access token, a secret. */
  get accessToken(): string
  /** The refresh token, a secret; null if RingCentral issued none. */
  get refreshToken(): string | null

  /** Returns the token as JSON to save. It contains secrets. */
  toJson(): string
}

/** A call. Dropping this object does not affect the call. */
export class Call {
  private constructor()

  /** RingCentral's id of the call, an opaque string. */
  readonly id: string
  /** The last state that was seen, or null if none was seen yet. Sends nothing. */
  readonly state: CallState | null
  /** The outcome, judged by the states seen so far. Sends nothing. */
  readonly outcome: Outcome

  /** Polls RingCentral once. Rejects with {@link NotFoundError} when RingCentral no longer knows the call. */
  status(options?: OperationOptions): Promise<CallState>

  /** Waits until the call ends or is answered, and returns the outcome. */
  wait(options?: WaitOptions): Promise<Outcome>

  /** Yields the changes of the call: `for await (const change of call.watch())`. */
  watch(options?: WaitOptions): Watch

  /**
   * Looks up the call in RingCentral's call log by its numbers and its time. RingCentral writes the record some time after the
   * end of the call, sometimes a minute later; until then `matching` is `None`. Needs the permission `ReadCallLog`, and counts
   * against the `Heavy` rate limit. Rejects with {@link InvalidArgumentError} for a handle made from an id; use {@link
   * Client.callLog} instead.
   */
  log(options?: OperationOptions): Promise<CallLog>

  /** Hangs up, then polls once to see the effect. A call that has already ended is not an error. */
  cancel(options?: OperationOptions): Promise<CancelEffect>
}

/**
 * The changes of a call from the creation of the watch on, buffered until they are read. Each change is delivered once: loops
 * over the same watch share the changes, and separate watches each see all of them. An `AbortSignal` ends the watch with an
 * {@link OperationCancelledError}; leaving the loop or dropping the watch ends it without an error.
 */
export class Watch implements AsyncIterableIterator<Change> {
  private constructor()

  /** The outcome, judged by the changes read so far. */
  readonly outcome: Outcome

  next(): Promise<IteratorResult<Change, undefined>>
  /** Stops watching, and ends a pending `next`. The call goes on. */
  return(): Promise<IteratorResult<Change, undefined>>
  [Symbol.asyncIterator](): this
}

/**
 * The results of many calls, in the order in which they end; each request has exactly one. Calls are placed only while a `next`
 * is pending, so leaving the loop stops placing. Calls already placed go on.
 */
export class PlaceAll implements AsyncIterableIterator<Placed> {
  private constructor()

  /** The number of requests without a result. */
  readonly remaining: number

  next(): Promise<IteratorResult<Placed, undefined>>
  /** Stops placing, and ends a pending `next`. The calls go on. */
  return(): Promise<IteratorResult<Placed, undefined>>
  [Symbol.asyncIterator](): this
}

/** The result of one request of {@link Client.placeAll}: an outcome, or the error of its create or of its wait. */
export type Placed =
  | {
      /** The index of the request in the list, from 0. */
      readonly index: number
      readonly call: Call
      readonly outcome: Outcome
      readonly error: null
    }
  | {
      readonly index: number
      /** The call, if it was placed. */
      readonly call: Call | null
      readonly outcome: null
      readonly error: RingOutError
    }

/**
 * One step of one request of {@link Client.placeAll}. As a string it is one line; `JSON.stringify` keeps every field.
 *
 * To continue after a crash, look at the last entry of each request. Without an entry, or after `NotPlaced`, the call can be
 * placed. After `Placed`, follow it by its `callId`. After `Placing` or `MaybePlaced`, phones may have rung: look for the call
 * with {@link Client.callLog}.
 */
export class JournalEntry {
  private constructor()

  /** What happened. */
  readonly step: JournalStep
  /** The index of the request in the list, from 0. */
  readonly index: number
  /**
   * When it happened, by this machine's clock. Pass it as `sentAt` to {@link Client.callLog}. For `MaybePlaced` it is the time at
   * which the first byte of the request left; for `Placing` the last moment before that, after the login and the wait for the
   * rate limit.
   */
  readonly at: Date
  /** The callee's number as sent. */
  readonly to: string
  /** The caller's number as sent, if there is one. */
  readonly from: string | null
  /** RingCentral's id of the call, from `Placed` on. */
  readonly callId: string | null
  /** The outcome of the call, with `Ended`. */
  readonly outcome: Outcome | null
  /** Why the call was not placed, or may not have been. */
  readonly error: RingOutError | null

  toString(): string
  toJSON(): object
}

/** One of the user's numbers that may be shown to the callee. */
export interface PhoneNumber {
  /** RingCentral's id of the number. */
  readonly id: string
  /** The number, E.164. */
  readonly phoneNumber: string
  /** RingCentral's name for its use: `DirectNumber`, `MainCompanyNumber`, ... */
  readonly usageType: string | null
  /** The label of the number, if it has one. */
  readonly label: string | null
}

/** A number at which the user can be reached, and so a possible caller. */
export interface ForwardingNumber {
  /** RingCentral's id of the number, for {@link CallRequest.fromForwardingNumber}. */
  readonly id: string
  /** The number, E.164. A few kinds of device have none. */
  readonly phoneNumber: string | null
  /** The label that the user gave it. */
  readonly label: string | null
  /** RingCentral's name for the kind of phone: `Mobile`, `Home`, `PhoneLine`, ... */
  readonly kind: string | null
}

/**
 * RingCentral's rate limit for one group of requests, as far as the client knows it. As a string it is one line, such as
 * `Heavy: 7 of 10 left in 60 s`.
 */
export class Limit {
  private constructor()

  /** `Light` (status requests and lists), `Heavy` (creates, cancels and the call log) or `Auth` (logins). */
  readonly name: 'Light' | 'Heavy' | 'Auth'
  /** RingCentral's name for the group; null until a response reports it. */
  readonly ringcentralName: string | null
  /** The number of requests allowed in a window: RingCentral's default until a response reports it. */
  readonly limit: number
  /** The length of a window, in milliseconds. */
  readonly window: number
  /** The requests left in this window; null until a response reports it, and 0 after a 429 until the penalty is over. */
  readonly remaining: number | null
  /** How long the next request must wait, in milliseconds; 0 if it may be sent now. */
  readonly retryAfter: number

  toString(): string
}

/** The report of {@link Client.preflight}. As a string it has one line for each check. */
export class Preflight {
  private constructor()

  /** Whether no check failed. `Warning` and `Unknown` do not count as failures. */
  readonly ok: boolean
  /** One check for each kind that applies. */
  readonly checks: readonly Check[]

  toString(): string
}

/** One check of a {@link Preflight}. */
export interface Check {
  /** The kind of check. */
  readonly kind: CheckKind
  /** The result. */
  readonly result: CheckResult
  /** The finding and what to do about it, in one sentence. The wording may change in any version. */
  readonly explanation: string
}

/** The result of looking up a call in the call log. */
export type CallLog =
  | {
      /** No record matches. RingCentral may write it some time after the call has ended. */
      readonly matching: 'None'
      readonly record: null
      readonly candidates: 0
    }
  | {
      /**
       * How certain it is that `record` is the call. `Certain`: one RingOut record has both numbers and a time within seconds.
       * `Likely`: one record matches, but something could not be compared. `Ambiguous`: several records match equally well.
       */
      readonly matching: Exclude<LogMatch, 'None'>
      /** The best match. */
      readonly record: CallLogRecord
      /** The number of records that match equally well. */
      readonly candidates: number
    }

/** A record of the call log. Strings are as RingCentral sent them. */
export interface CallLogRecord {
  /** RingCentral's id of the record. */
  readonly id: string
  /** RingCentral's id of the telephony session. */
  readonly sessionId: string | null
  /** When the call began, by RingCentral's clock. */
  readonly startTime: Date | null
  /** The duration in milliseconds, exact to the second. */
  readonly duration: number
  /** The caller's number. */
  readonly from: string | null
  /** The callee's number. */
  readonly to: string | null
  /** The kind of call: `RingOut Web`, `RingOut PC`, ... */
  readonly action: string | null
  /** How the call ended: `Call connected`, `Busy`, `No Answer`, ... */
  readonly result: string | null
  /** The legs, in RingCentral's order. There may be only one, or none. */
  readonly legs: readonly CallLogLeg[]
}

/** One leg of a record of the call log. Strings are as RingCentral sent them. */
export interface CallLogLeg {
  /** The side of the call; null for a kind of leg that RingOut does not have. */
  readonly leg: 'caller' | 'callee' | null
  /** RingCentral's name for the kind of leg: `RingOutClientToCaller`, `RingOutClientToSubscriber`, ... */
  readonly legType: string | null
  /** When it was dialled, by RingCentral's clock. */
  readonly startTime: Date | null
  /** The duration in milliseconds, exact to the second. */
  readonly duration: number
  /** The calling number. */
  readonly from: string | null
  /** The dialled number. */
  readonly to: string | null
  /** How the leg ended: `Accepted`, `Busy`, `No Answer`, ... */
  readonly result: string | null
}

/** A change of the state of a call. */
export class Change {
  private constructor()

  /** The state before; null for the first poll of a call that was not placed through this handle. */
  readonly previous: CallState | null
  /** The new state. */
  readonly state: CallState
  /** The verdict on the transition; null without a `previous`. */
  readonly verdict: Verdict | null
  /** Lower bound of the time of the change, in milliseconds since the call was placed. */
  readonly earliest: number
  /** Upper bound of the time of the change, in milliseconds since the call was placed. */
  readonly latest: number

  toString(): string
}

/** The state of a call: the status of the call and of its two legs. */
export class CallState {
  constructor(callStatus: Status, callerStatus: Status, calleeStatus: Status)

  /** The status of the whole call. It stays `Success` after a connected call has ended; only the legs show the end. */
  readonly callStatus: Status
  /** The status of the caller's leg, which rings first. */
  readonly callerStatus: Status
  /** The status of the callee's leg. */
  readonly calleeStatus: Status
  /** The phase of the call. */
  readonly phase: Phase

  /** Describes in one sentence what is happening, or how the call ended. */
  explain(): string
  /** Whether `other` is a state with the same three statuses. */
  equals(other: unknown): boolean
  toString(): string
}

/** How a call ended, or its progress when the wait for it ended. */
export class Outcome {
  private constructor()

  readonly kind: OutcomeKind
  /** The leg that decided the outcome, if one did. */
  readonly leg: 'caller' | 'callee' | null
  /** The status that decided the outcome. */
  readonly status: Status
  /** Whether caller and callee were ever connected. */
  readonly connected: boolean
  /** Whether RingCentral accepted a cancel from this handle before the end. */
  readonly cancelledByUs: boolean
  readonly source: OutcomeSource
  /** The outcome in one sentence. */
  readonly explanation: string

  toString(): string
}

/** The verdict of {@link checkTransition} on a transition. */
export class Verdict {
  private constructor()

  /** The worst of the three statuses and of the new combination. */
  readonly kind: VerdictKind
  /** The reasons; empty for a documented transition. */
  readonly reasons: readonly Reason[]

  toString(): string
}

/** One reason of a {@link Verdict}. */
export interface Reason {
  readonly field: 'call' | 'caller' | 'callee' | 'combination'
  readonly kind: VerdictKind
  /** The inferred statuses that were skipped; empty if none were. */
  readonly path: readonly Status[]
  /** The reason in one sentence. */
  readonly text: string
}

/** The response to {@link Client.request} or {@link Client.send}. */
export class Response {
  private constructor()

  /** The HTTP status. */
  readonly status: number
  /** The error of a response outside 200 to 299; null for a success. */
  readonly error: RingOutError | null
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** RingCentral's id of the request. */
  readonly requestId: string | null
  /** The media type of the body. */
  readonly contentType: string | null
  /** The body as bytes. */
  readonly body: Buffer
  /** The body as a string. */
  readonly text: string

  /** Parses the body as JSON. Throws a `SyntaxError` if it is not JSON. */
  json(): any
}

/** Judges whether the state `to` may follow the state `from`. */
export function checkTransition(from: CallState, to: CallState): Verdict
/**
 * Returns a link that dials a number on the user's device: `rcmobile://call?number=16505550100` or `tel:+16505550100`. Sends
 * nothing. Throws an {@link InvalidArgumentError} if `number` is not a phone number. With `tel` a bare extension is rejected too,
 * because another app would dial it as a public number.
 */
export function dialUri(number: string, options?: { scheme?: DialScheme }): string
/** Returns the number of a status, the same in every language: 1 to 17, or 0 for an undocumented status. */
export function statusNumber(status: Status): number
/** Returns the meaning of a status, in a sentence without a full stop. */
export function explainStatus(status: Status): string

/** The severity of a log record. A token that could not be saved is a `warn`, each request a `debug`. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** A log record of one line. It never contains a secret. */
export interface LogRecord {
  readonly level: LogLevel
  readonly message: string
}

/**
 * Passes the library's log records to a function, which replaces the previous one; null stops it. Without a logger nothing is
 * logged. The log covers the whole process, so a worker thread also sees the records of other threads. A logger does not keep the
 * process alive. Records that arrive faster than the thread reads them are dropped.
 */
export function setLogger(
  logger: ((record: LogRecord) => void) | null,
  options?: {
    /** The least severe level to pass on; by default `debug`, which is everything. */
    level?: LogLevel
  },
): void

/** The values of {@link RingOutError.code}. */
export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_LOGGED_IN'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'REJECTED'
  | 'SERVER'
  | 'TIMEOUT'
  | 'CONNECTION'
  | 'PROTOCOL'
  | 'CANCELLED'
  | 'STORAGE'
  | 'MAYBE_PLACED'
  | 'INTERNAL'

/** One entry of the `errors` list of a response, as RingCentral sent it. */
export interface ErrorDetail {
  errorCode?: string
  message?: string
  parameterName?: string
  parameterValue?: string
  additionalInfo?: string
  /** The other fields of the entry, such as `permissionName` or `feature`; absent if there are none. */
  fields?: Readonly<Record<string, unknown>>
}

/** The details of a request that may have placed a call. */
export interface Attempt {
  /** The callee's number as sent. */
  to?: string
  /** The caller's number as sent. */
  from?: string
  /** When the first byte of the request left, by this machine's clock. {@link Client.callLog} searches around this time. */
  sentAt: Date
}

/** The fields of an error besides its message. Unknown fields are absent. */
export interface ErrorFields {
  cause?: unknown
  hint?: string
  parameter?: string
  httpStatus?: number
  errorCode?: string
  oauthError?: string
  requestId?: string
  retryAfter?: number
  retryable?: boolean
  mayHavePlaced?: boolean
  details?: readonly ErrorDetail[]
  attempt?: Attempt
}

/** The base class of this library's errors. No part of an error ever contains a token, a password or another secret. */
export class RingOutError extends Error {
  constructor(message: string, fields?: ErrorFields)

  /** The error code. */
  readonly code: ErrorCode
  /** The number of the error code, the same in every language. */
  readonly number: number
  /** What usually helps, where RingCentral documents it. The message has it in parentheses, before the request id. */
  readonly hint?: string
  /** The invalid argument (`to`, `server`) or RingCentral's parameter (`to.phoneNumber`). */
  readonly parameter?: string
  /** The HTTP status of the response, if there was one. */
  readonly httpStatus?: number
  /** RingCentral's error code, such as `CMN-102` or `OAU-140`. */
  readonly errorCode?: string
  /** The OAuth error, such as `invalid_grant`. */
  readonly oauthError?: string
  /** RingCentral's id of the request, for its support. */
  readonly requestId?: string
  /** How long to wait before the next request, in milliseconds, if RingCentral limits requests. */
  readonly retryAfter?: number
  /** Whether the same operation may succeed later without any change. */
  readonly retryable: boolean
  /**
   * Whether phones may be ringing although {@link Client.createCall} failed. True for a {@link MaybePlacedError} and for the
   * statuses 408 and 5xx, except a 503 with `Retry-After`. The same holds for every POST of {@link Client.request}. Otherwise
   * false.
   */
  readonly mayHavePlaced: boolean
  /** Every entry of the response's `errors` list. */
  readonly details: readonly ErrorDetail[]
  /** The details of a request that may have placed a call. */
  readonly attempt?: Attempt
}

/** An argument was rejected locally and nothing was sent. `parameter` names the argument. */
export class InvalidArgumentError extends RingOutError {}
/** There is no usable token, and there are no credentials to log in again. */
export class NotLoggedInError extends RingOutError {}
/** Invalid credentials, HTTP 401, or a refusal by the OAuth server. */
export class UnauthorizedError extends RingOutError {}
/** HTTP 403: a permission is missing, international calling is disabled, or funds are short. */
export class ForbiddenError extends RingOutError {}
/** HTTP 404. */
export class NotFoundError extends RingOutError {}
/** HTTP 429. `retryAfter` says how long to wait. */
export class RateLimitedError extends RingOutError {}
/** Any other HTTP 4xx. */
export class RejectedError extends RingOutError {}
/** HTTP 5xx after the permitted retries. */
export class ServerError extends RingOutError {}
/** The deadline passed. No call was placed. */
export class RequestTimeoutError extends RingOutError {}
/** DNS, connection or TLS failed, or the connection broke. No call was placed. */
export class ConnectionFailedError extends RingOutError {}
/** The response could not be understood or was too large, or the request was too large to send. */
export class ProtocolError extends RingOutError {}
/** The operation was aborted. `cause` is the signal's reason. */
export class OperationCancelledError extends RingOutError {}
/** The token store failed. */
export class StorageError extends RingOutError {}
/**
 * The request to place a call was sent, but no usable response arrived. Phones may be ringing; check before placing the call
 * again.
 */
export class MaybePlacedError extends RingOutError {}
/** A bug in this library; please report it. */
export class InternalError extends RingOutError {}

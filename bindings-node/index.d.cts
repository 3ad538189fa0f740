/// <reference types="node" />

export * from './lib/compat/sdk.cjs'

/**
 * Place, follow and cancel RingCentral RingOut calls.
 *
 * All times are in milliseconds. Operations that ask the platform return promises and occupy no thread of Node's own; each has
 * a deadline, and an `AbortSignal` interrupts it. An argument of a wrong type is a `TypeError` (`ERR_INVALID_ARG_TYPE`);
 * every other failure is a {@link RingOutError}.
 */

/** What the platform says of a call or of one of its legs. */
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
/** A status that no document has is the platform's own text. */
export type Status = KnownStatus | (string & {})
/** Where in its life a call is. */
export type Phase = 'Unknown' | 'RingingCaller' | 'RingingCallee' | 'Connected' | 'Ended'
/** How an observed step compares with the documents, from best to worst. */
export type VerdictKind = 'Unchanged' | 'Documented' | 'Skipped' | 'Undocumented' | 'Impossible'
/** How a call ended, in one word. */
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
/** Where the knowledge of an outcome comes from: the polled statuses, a call that was gone, or the call log. */
export type OutcomeSource = 'Status' | 'Gone' | 'CallLog'
/** What a cancel came to: it was ringing and has ended; the platform took it, see the state; or it was over before. */
export type CancelEffect = 'HungUp' | 'Accepted' | 'AlreadyEnded'
/** What to wait for. `answered` also ends with a call that ends unanswered. */
export type Until = 'ended' | 'answered'
/** Which of the platform's two paths is used. `ringout` is deprecated; its ids are numbers. */
export type CallPath = 'ring-out' | 'ringout'
/** How sure it is that a record of the call log is the call, from least to most. */
export type LogMatch = 'None' | 'Ambiguous' | 'Likely' | 'Certain'
/** What {@link Client.preflight} checks. */
export type CheckKind = 'Login' | 'Permission' | 'Extension' | 'Line' | 'From' | 'CallerId' | 'Destination' | 'Clock'
/** What came of a check: nothing is wrong, a call may go wrong, it would fail, or it could not be checked. */
export type CheckResult = 'Passed' | 'Warning' | 'Failed' | 'Unknown'
/**
 * What an entry of a journal is about: a request is about to be sent, the platform has accepted it, no phone rings for it, phones
 * may be ringing, or the call is over (or was waited for long enough).
 */
export type JournalStep = 'Placing' | 'Placed' | 'NotPlaced' | 'MaybePlaced' | 'Ended'
/** Which app a dial link is for: RingCentral's, or whatever the device has for calls. */
export type DialScheme = 'rcmobile' | 'tel'
/** What happens to a request that the platform's limits do not allow yet: it waits, or it is a {@link RateLimitedError} at once. */
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
 * A setting is what is given here; else what the environment says, for `proxy` and `caBundle`; else the default.
 * {@link Client.fromEnv} takes the server, the app and the JWT from the environment. Times are in milliseconds.
 */
export interface ClientOptions {
  /** The platform's URL, such as `https://platform.ringcentral.com`. */
  server: string
  /** The app's client id. */
  clientId: string
  /** The app's secret. Without one the app is a public one. */
  clientSecret?: string
  /** What to log in with when the first request needs it; {@link Client.login} does it at once instead. */
  jwt?: string
  /** The account, by its id. By default that of the user who logs in. */
  accountId?: string
  /** The extension, by its id. By default that of the user who logs in. */
  extensionId?: string
  /** By default `ring-out`. */
  callPath?: CallPath
  /** How long making a connection may take: 1 to 3600000, by default 5000. */
  connectTimeout?: number
  /** How long any operation but a create may take: 1 to 3600000, by default 30000. */
  requestTimeout?: number
  /** How long a create may take: 1 to 3600000, by default 30000. */
  createTimeout?: number
  /** Allows `http://` to other machines, which sends tokens in the clear. */
  allowInsecureHttp?: boolean
  /** How long access tokens shall live: 600000 to 3600000. By default the platform's choice. */
  accessTokenTtl?: number
  /** How long refresh tokens shall live: 1000 to 31536000000. By default the platform's choice, 7 days. */
  refreshTokenTtl?: number
  /**
   * The path of a file, readable for its owner only, that keeps tokens between runs and shares them between processes. By
   * default they are kept in memory only.
   */
  tokenFile?: string
  /** A store of your own in the place of a file. */
  tokenStore?: TokenStore
  /** The user's name in the key of the kept token, for logins through the platform's page by several users. */
  tokenUser?: string
  /**
   * A proxy, `http://user:password@host:port`; empty for none. By default that of `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, but
   * not for a server on this machine or one that `NO_PROXY` names, which is read as curl reads it.
   */
  proxy?: string
  /**
   * The path of a PEM file of the certificate authorities to trust. By default those of `SSL_CERT_FILE` and `SSL_CERT_DIR` (on
   * Linux), or without either the system's. `NODE_EXTRA_CA_CERTS` is not read.
   */
  caBundle?: string
  /** Your app, which the platform sees in `User-Agent`. */
  app?: { name: string; version: string }
  /** By default `wait`. */
  rateLimit?: RateLimit
}

/**
 * Keeps tokens between runs, and shares them between processes. Its methods are called on the thread that made the client, when
 * a login needs them, and may return promises. They have as much time as the operation that they are called for; one that fails is
 * a {@link StorageError}, but for a token that cannot be saved: that one is used all the same.
 */
export interface TokenStore {
  /** The token that `save` got under this key; null if there is none. */
  load(key: TokenKey): string | null | undefined | PromiseLike<string | null | undefined>
  /** Keeps a token, which is JSON text and a secret. Null removes it. */
  save(key: TokenKey, token: string | null): unknown
  /**
   * Takes the lock under which a token is replaced, and returns a function that gives it back; null if another process has it,
   * and then it is asked again soon. Without this method two processes may log in at the same time.
   */
  tryLock?(key: TokenKey): (() => unknown) | null | PromiseLike<(() => unknown) | null>
}

/** Whose token it is. As a string it is one text of the three. */
export class TokenKey {
  private constructor()

  /** Scheme, host and port of the server. */
  readonly server: string
  /** The app. */
  readonly clientId: string
  /** The user, as `tokenUser` has it, or as the credentials tell. */
  readonly user: string

  toString(): string
}

/** What to log in with: a JWT credential, a user's password, or an authorization code. */
export type Credentials =
  | {
      /** A JWT credential from the developer console. */
      jwt: string
    }
  | {
      /** The user's phone number or address. The platform is retiring this grant; prefer a JWT. */
      username: string
      extension?: string
      password: string
    }
  | {
      /** An authorization code, which works once. {@link Client.loginRedirect} takes it from the redirect. */
      code: string
      redirectUri: string
      /** The PKCE verifier that the login began with. */
      verifier?: string
    }

/**
 * Numbers are E.164 (`+16505550100`): the `+` may be left out of 8 digits and more. Spaces and dashes of every kind, dots,
 * brackets and invisible marks may stand in them. Caller and callee may also be an extension of the account (`101`, 2 to 6
 * digits) or of a main number (`+16505550100*101`). The zero of `+44 (0)20 7946 0018` is dropped where callers from abroad
 * leave it out; where it may be part of the number, as in Italy, it is refused. Emergency numbers are refused.
 */
export interface CallRequest {
  /** The callee's number, or an extension. */
  to: string
  /** The caller's number or extension, rung first. By default the user's default forwarding number. */
  from?: string
  /** The caller by the id of one of the user's forwarding numbers; excludes `from`. */
  fromForwardingNumber?: string
  /** The number that the callee sees: one of the user's own with the `CallerId` feature. */
  callerId?: string
  /** Whether the caller must press 1 before the callee is dialled. By default the account's setting. */
  playPrompt?: boolean
  /** The platform's id of the country that national numbers belong to. With it, a number without `+` is a national one. */
  country?: string
}

export interface OperationOptions {
  /** Interrupts the operation: it rejects with {@link OperationCancelledError} whose `cause` is the signal's reason. */
  signal?: AbortSignal
  /** The deadline of this operation in the place of the client's: 1 to 3600000. It counts from the call. */
  timeout?: number
}

export interface WaitOptions {
  /** Interrupts the wait, as it does an operation. The call goes on. */
  signal?: AbortSignal
  /** By default `ended`. */
  until?: Until
  /** How long to wait at most; by default one hour. A timeout that passes is an outcome, not an error. */
  timeout?: number
  /** Whether to hang up when the timeout passes. If that fails, the outcome is what is known of the call. */
  cancelOnTimeout?: boolean
}

export interface PlaceOptions {
  /** What to wait for in each call; by default `ended`. */
  until?: Until
  /** How long to wait for each call at most, from when it is placed; by default one hour. */
  timeout?: number
  /** Whether to hang up a call whose timeout passes. If that fails, the outcome is what is known of the call. */
  cancelOnTimeout?: boolean
  /**
   * How many calls may be under way at once; by default any number. A caller's phone that rings for one call is busy for another:
   * with one caller, one call at once.
   */
  concurrency?: number
  /**
   * How long all of it may take, from the call of {@link Client.placeAll}; by default any time. When it passes, every request that
   * was not sent gets a {@link RequestTimeoutError}, and the wait for each call under way ends as with its own `timeout`.
   */
  totalTimeout?: number
  /**
   * Is told of each request before and after it is sent, to keep it where it outlives the process. It may return a promise, and
   * nothing goes on until that is settled. If it fails, nothing more is placed: the requests that are left get a
   * {@link StorageError} whose `cause` is what it failed with.
   */
  journal?: (entry: JournalEntry) => unknown
  /**
   * Interrupts the placing: the `next` under way rejects with {@link OperationCancelledError}, whose `cause` is the signal's
   * reason. The calls go on. Whoever asks further gets that error as the result of each request that has none yet, with its call if
   * it was placed.
   */
  signal?: AbortSignal
}

type QueryValue = string | number | boolean | bigint

export interface RequestOptions extends OperationOptions {
  /** Escaped and added to the path. A list stands for several values of one name. */
  query?: URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /** Sent as JSON; a string is sent as it is. */
  body?: string | object
}

/** A user of an app on a server: places calls, and asks the platform anything else. */
export class Client {
  /** Sends nothing: the first request logs in. */
  constructor(options: ClientOptions)

  /**
   * A client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT`. A
   * worker thread reads the environment of the process, not its own copy.
   */
  static fromEnv(): Client

  /** The same client with this deadline for each of its operations, and those of its calls: 1 to 3600000. */
  withTimeout(timeout: number): Client

  /** The same client with another way to take the platform's limits. */
  withRateLimit(rateLimit: RateLimit): Client

  /** Logs in now, and keeps the credentials to log in again whenever the token ends. */
  login(credentials: Credentials, options?: OperationOptions): Promise<void>

  /** Begins a login through the platform's page. Sends nothing: send the user to its `url`. */
  authorizeUrl(redirectUri: string): Authorization

  /**
   * Ends a login through the platform's page: checks the URL that the platform redirected to, and logs in with the code in
   * it. An {@link InvalidArgumentError} for `state` means that the redirect does not belong to this login.
   */
  loginRedirect(redirectedTo: string, authorization: Authorization, options?: OperationOptions): Promise<void>

  /** Replaces the token now. There is no need to call it: requests do it when it is time. */
  refresh(options?: OperationOptions): Promise<void>

  /** Forgets the token and the credentials, here and in the token file, and ends the session on the platform. */
  logout(options?: OperationOptions): Promise<void>

  /** The token in use, for those who keep it themselves; null without a login. */
  readonly token: Token | null

  /**
   * What the client knows of the platform's limits: one entry each for `Light`, `Heavy` and `Auth`. Sends nothing. Other programs
   * of the same user and app spend the same limits.
   */
  get limits(): Limit[]

  /** Goes on with a token that was kept. */
  setToken(token: Token): void

  /**
   * Places a call. The request is sent once: if it may have reached the platform and no usable answer came, the promise
   * rejects with {@link MaybePlacedError}, and nothing is repeated. Some answers leave it open, too, such as a gateway's 504:
   * `mayHavePlaced` is true for all of them.
   */
  createCall(request: CallRequest, options?: OperationOptions): Promise<Call>

  /** A handle for a call whose id is known. Sends nothing. */
  call(id: string): Call

  /**
   * Places many calls as fast as the platform's limits allow, follows all of them, and gives each result as it comes:
   * `for await (const { index, outcome, error } of client.placeAll(requests))`. All requests are checked before the first is sent:
   * the parameter of the {@link InvalidArgumentError} says which one is wrong, as in `requests[3].to`. None is placed twice.
   */
  placeAll(requests: readonly CallRequest[], options?: PlaceOptions): PlaceAll

  /**
   * The user's numbers that may be shown to a callee, for {@link CallRequest.callerId}. Needs the permission `ReadAccounts`, and
   * rejects with {@link ForbiddenError} without it.
   */
  callerIds(options?: OperationOptions): Promise<PhoneNumber[]>

  /** The phones that can be rung first, for {@link CallRequest.fromForwardingNumber}. Needs the permission `ReadAccounts`. */
  forwardingNumbers(options?: OperationOptions): Promise<ForwardingNumber[]>

  /**
   * Checks, without ringing anybody, what would make a call fail: the login, the app's permission, the extension and its line, the
   * numbers, this machine's clock. What is wrong, or could not be checked, is in the report and no error. Sends up to three
   * requests, and a login if there is none.
   */
  preflight(request?: CallRequest, options?: OperationOptions): Promise<Preflight>

  /**
   * What the call log says of a call that is known by its numbers and its time: the `attempt` of an error, or an
   * entry of a journal. Otherwise as {@link Call.log}.
   */
  callLog(attempt: Attempt, options?: OperationOptions): Promise<CallLog>

  /** Any other request: `path` begins with `/` and is sent as it is. An answer outside 200 to 299 is an error. */
  request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | (string & {}),
    path: string,
    options?: RequestOptions,
  ): Promise<Response>

  /** The same, but every answer is a response, whatever its status: its `error` tells what is wrong with it. */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | (string & {}),
    path: string,
    options?: RequestOptions,
  ): Promise<Response>
}

/**
 * A login through the platform's page that has begun. Keep `redirectUri`, `state` and `verifier` (in a web application: in the
 * user's session) until the platform redirects back.
 */
export class Authorization {
  /** One that was kept. */
  constructor(options: { redirectUri: string; state: string; verifier: string; url?: string })

  /** Where to send the user; empty for one that was kept. */
  readonly url: string
  /** Where the platform sends the user back to. */
  readonly redirectUri: string
  /** What the redirect must bring back unchanged. */
  readonly state: string
  /** The PKCE verifier: a secret, which neither inspecting nor JSON shows. */
  get verifier(): string
}

/** A token, for those who keep it themselves. Neither inspecting nor JSON shows any secret of it. */
export class Token {
  private constructor()

  /** Reads a token that {@link toJson} wrote, or the platform's own answer, taken as given just now. */
  static fromJson(json: string): Token

  /** When the access token ends. */
  readonly expiresAt: Date
  /** The app's permissions, by their names with spaces between; null if the platform does not say. */
  get scope(): string | null
  /** A secret. */
  get accessToken(): string
  /** A secret; null if the platform gave none. */
  get refreshToken(): string | null

  /** The JSON to keep: a secret. */
  toJson(): string
}

/** A call on the platform. Dropping it does nothing to the call. */
export class Call {
  private constructor()

  /** The platform's id. Opaque: nothing can be read from it. */
  readonly id: string
  /** What was last seen, without asking; null if nothing was seen yet. */
  readonly state: CallState | null
  /** How the call ended, going by what was seen, without asking. */
  readonly outcome: Outcome

  /** Asks the platform once. Rejects with {@link NotFoundError} once the platform has forgotten the call. */
  status(options?: OperationOptions): Promise<CallState>

  /** Waits for the end of the call, or for its answer, and tells how it came out. */
  wait(options?: WaitOptions): Promise<Outcome>

  /** Follows the call change by change: `for await (const change of call.watch())`. */
  watch(options?: WaitOptions): Watch

  /**
   * What the platform's call log says of the call, which is found there by its numbers and its time. The platform writes a record
   * some time after the end, at times a minute later; `matching` is `None` until then. Needs the permission `ReadCallLog`, and one
   * of the platform's heavy requests. An {@link InvalidArgumentError} for a handle that was made from an id: see
   * {@link Client.callLog}.
   */
  log(options?: OperationOptions): Promise<CallLog>

  /** Asks the platform to hang up, and looks at the call once to see the effect. A call that is over is no error. */
  cancel(options?: OperationOptions): Promise<CancelEffect>
}

/**
 * The changes of a call, from the moment it is made; they are kept until they are asked for. Each change is told once: loops
 * over the same watch share them, those over a watch of their own see all. An `AbortSignal` ends it with an
 * {@link OperationCancelledError}, leaving the loop or forgetting the watch without one.
 */
export class Watch implements AsyncIterableIterator<Change> {
  private constructor()

  /** How the call came out, going by the changes up to here. */
  readonly outcome: Outcome

  next(): Promise<IteratorResult<Change, undefined>>
  /** Stops watching, also a `next` that is under way. The call goes on. */
  return(): Promise<IteratorResult<Change, undefined>>
  [Symbol.asyncIterator](): this
}

/**
 * The results of many calls, in the order of the ends; each request has exactly one. `next` places what may be placed while it
 * waits, so that leaving the loop ends the placing; the calls that were placed go on.
 */
export class PlaceAll implements AsyncIterableIterator<Placed> {
  private constructor()

  /** How many requests have no result yet. */
  readonly remaining: number

  next(): Promise<IteratorResult<Placed, undefined>>
  /** Places nothing more, and interrupts a `next` that is under way. The calls go on. */
  return(): Promise<IteratorResult<Placed, undefined>>
  [Symbol.asyncIterator](): this
}

/** What became of one request of many: an outcome, or the error of {@link Client.createCall} or of {@link Call.wait}. */
export type Placed =
  | {
      /** Its place in the list that was given, from 0. */
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
 * One step of one request of {@link Client.placeAll}. As a string it is one line; `JSON.stringify` keeps all of it.
 *
 * A program that was interrupted goes on like this: requests without an entry, and those whose last entry is `NotPlaced`, can be
 * placed; `Placed` has the id to follow the call with; `Placing` and `MaybePlaced` may have rung phones, and
 * {@link Client.callLog} finds out.
 */
export class JournalEntry {
  private constructor()

  /** What happened. */
  readonly step: JournalStep
  /** The request's place in the list that was given, from 0. */
  readonly index: number
  /**
   * When, by this machine's clock. This is the `sentAt` of {@link Client.callLog}: that of `MaybePlaced` is when the first byte of
   * the request left, that of `Placing` the last moment before, after the login and the wait for the limits.
   */
  readonly at: Date
  /** The callee's number, as it is sent. */
  readonly to: string
  /** The caller's number as it is sent, if there is one. */
  readonly from: string | null
  /** The platform's id of the call, from `Placed` on. */
  readonly callId: string | null
  /** How the call came out; with `Ended`. */
  readonly outcome: Outcome | null
  /** Why it was not placed, or may not have been. */
  readonly error: RingOutError | null

  toString(): string
  toJSON(): object
}

/** A number of the user's that may be shown to the callee. */
export interface PhoneNumber {
  /** The platform's id. */
  readonly id: string
  /** The number, E.164. */
  readonly phoneNumber: string
  /** What it is for, in the platform's words: `DirectNumber`, `MainCompanyNumber`, ... */
  readonly usageType: string | null
  /** The name that somebody gave it. */
  readonly label: string | null
}

/** A number at which the user can be reached, and so the caller's side of a call. */
export interface ForwardingNumber {
  /** The platform's id: {@link CallRequest.fromForwardingNumber}. */
  readonly id: string
  /** The number, E.164. A few kinds of device have none. */
  readonly phoneNumber: string | null
  /** The name that the user gave it. */
  readonly label: string | null
  /** What kind of phone it is, in the platform's words: `Mobile`, `Home`, `PhoneLine`, ... */
  readonly kind: string | null
}

/**
 * The platform's limit for one group of requests, as far as the client knows it. As a string it is one line, such as
 * `Heavy: 7 of 10 left in 60 s`.
 */
export class Limit {
  private constructor()

  /** `Light` (status requests and lists), `Heavy` (creates, cancels and the call log) or `Auth` (logins). */
  readonly name: 'Light' | 'Heavy' | 'Auth'
  /** What the platform calls the group; null until an answer tells. */
  readonly platformName: string | null
  /** How many requests a window has: the platform's default until an answer tells. */
  readonly limit: number
  /** How long a window is, in milliseconds. */
  readonly window: number
  /** How many requests are left in this window; null if no answer has told. It is 0 after a 429 until the wait is over. */
  readonly remaining: number | null
  /** How long the client holds the next request back, in milliseconds; 0 if it may be sent now. */
  readonly opensIn: number

  toString(): string
}

/** Whether a call could be placed, point by point. As a string it is one line for each check. */
export class Preflight {
  private constructor()

  /** Whether nothing was found that would make a call fail. Warnings, and what could not be checked, do not count. */
  readonly ok: boolean
  /** One for each kind that applies. */
  readonly checks: readonly Check[]

  toString(): string
}

/** One point of a {@link Preflight}. */
export interface Check {
  /** What was checked. */
  readonly kind: CheckKind
  /** What came of it. */
  readonly result: CheckResult
  /** What was found, and what to do about it, in one sentence. It may change in any version. */
  readonly explanation: string
}

/** What the call log says of a call. */
export type CallLog =
  | {
      /** No record fits. The platform may write it some time after the call has ended. */
      readonly matching: 'None'
      readonly record: null
      readonly candidates: 0
    }
  | {
      /**
       * How sure it is that `record` is the call. `Certain`: one record fits, a RingOut with both numbers, within seconds. `Likely`:
       * one fits, though something could not be compared. `Ambiguous`: several fit equally well.
       */
      readonly matching: Exclude<LogMatch, 'None'>
      /** The record that fits best. */
      readonly record: CallLogRecord
      /** How many records fit equally well. */
      readonly candidates: number
    }

/** One call in the log. The texts are the platform's own. */
export interface CallLogRecord {
  /** The platform's id of the record. */
  readonly id: string
  /** The platform's id of the telephone session. */
  readonly sessionId: string | null
  /** When the call began, by the platform's clock. */
  readonly startTime: Date | null
  /** How long it took, to the second. */
  readonly duration: number
  /** The caller's number. */
  readonly from: string | null
  /** The callee's number. */
  readonly to: string | null
  /** What kind of call it was: `RingOut Web`, `RingOut PC`, ... */
  readonly action: string | null
  /** How it ended: `Call connected`, `Busy`, `No Answer`, ... */
  readonly result: string | null
  /** Its legs, in the platform's order. There may be one only, or none. */
  readonly legs: readonly CallLogLeg[]
}

/** One leg of a call in the log. The texts are the platform's own. */
export interface CallLogLeg {
  /** Which side it is; null for a kind of leg that is not RingOut's. */
  readonly leg: 'caller' | 'callee' | null
  /** The platform's kind: `RingOutClientToCaller`, `RingOutClientToSubscriber`, ... */
  readonly legType: string | null
  /** When it was dialled, by the platform's clock. */
  readonly startTime: Date | null
  /** How long it took, to the second. */
  readonly duration: number
  /** The number it came from. */
  readonly from: string | null
  /** The number that was dialled. */
  readonly to: string | null
  /** How it ended: `Accepted`, `Busy`, `No Answer`, ... */
  readonly result: string | null
}

/** A change of a call's state. */
export class Change {
  private constructor()

  /** What was seen before; null for the first look at a call that was not placed through this handle. */
  readonly previous: CallState | null
  /** What is seen now. */
  readonly state: CallState
  /** How the step compares with the documents; null without a `previous`. */
  readonly verdict: Verdict | null
  /** The change happened after this time since the call was placed. */
  readonly earliest: number
  /** The change happened before this time since the call was placed. */
  readonly latest: number

  toString(): string
}

/** What the platform says of a call at one moment. */
export class CallState {
  constructor(callStatus: Status, callerStatus: Status, calleeStatus: Status)

  /** The call as a whole. It stays `Success` after a connected call has ended: the legs tell. */
  readonly callStatus: Status
  /** The leg to the caller, who is rung first. */
  readonly callerStatus: Status
  /** The leg to the callee. */
  readonly calleeStatus: Status
  /** Where in its life the call is. */
  readonly phase: Phase

  /** What is happening, or how the call ended, in one sentence. */
  explain(): string
  /** Whether the other is a state with the same three statuses. */
  equals(other: unknown): boolean
  toString(): string
}

/** How a call ended, or where it stood when the wait for it ended. */
export class Outcome {
  private constructor()

  readonly kind: OutcomeKind
  /** The leg that decided it, when one did. */
  readonly leg: 'caller' | 'callee' | null
  /** The status that decided it. */
  readonly status: Status
  /** Whether caller and callee were connected at some time. */
  readonly connected: boolean
  /** Whether the platform accepted a cancel from this handle before the end. */
  readonly cancelledByUs: boolean
  readonly source: OutcomeSource
  /** The outcome in one sentence. */
  readonly explanation: string

  toString(): string
}

/** What {@link checkTransition} says of a step. */
export class Verdict {
  private constructor()

  /** The worst of the three statuses and of the new combination. */
  readonly kind: VerdictKind
  /** Why; empty on a documented step. */
  readonly reasons: readonly Reason[]

  toString(): string
}

/** One finding about a step. */
export interface Reason {
  readonly field: 'call' | 'caller' | 'callee' | 'combination'
  readonly kind: VerdictKind
  /** The inferred way through states that were not seen; empty when nothing was skipped. */
  readonly path: readonly Status[]
  /** The finding in words. */
  readonly text: string
}

/** The answer to {@link Client.request} and {@link Client.send}. */
export class Response {
  private constructor()

  /** The HTTP status. */
  readonly status: number
  /** What an answer outside 200 to 299 says went wrong; null for a success. */
  readonly error: RingOutError | null
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The platform's id of the request. */
  readonly requestId: string | null
  /** The media type of the body. */
  readonly contentType: string | null
  /** The body as it came. */
  readonly body: Buffer
  /** The body as text. */
  readonly text: string

  /** The body as JSON; throws a `SyntaxError` if it is none. */
  json(): any
}

/** Judges whether `to` may follow `from`. */
export function checkTransition(from: CallState, to: CallState): Verdict
/**
 * A link that dials a number on the user's own device: `rcmobile://call?number=16505550100`, or `tel:+16505550100`. Sends
 * nothing. What is not a number is an {@link InvalidArgumentError}, and so is an extension alone with `tel`: another app would
 * dial it as a public number.
 */
export function dialUri(number: string, options?: { scheme?: DialScheme }): string
/** The number of a status, the same in every language: 1 to 17, and 0 for what no document has. */
export function statusNumber(status: Status): number
/** What a status means, in a sentence without a full stop. */
export function explainStatus(status: Status): string

/** How severe a record is: a token that was not kept is a `warn`, each request a `debug`. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** What the library has to say of what it does: one line, never with a secret in it. */
export interface LogRecord {
  readonly level: LogLevel
  readonly message: string
}

/**
 * Hands the library's log to a function from now on, in the place of the one before it; null ends that, and nothing is logged
 * unless this is called. The log is the process's: a thread sees what happens in the others, too. It keeps no process alive, and
 * what comes faster than the thread takes it is dropped.
 */
export function setLogger(
  logger: ((record: LogRecord) => void) | null,
  options?: {
    /** The least severe that is wanted; by default `debug`, which is everything. */
    level?: LogLevel
  },
): void

/** What {@link RingOutError.code} may be. */
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

/** One entry of the `errors` list of an answer, as the platform sent it. */
export interface ErrorDetail {
  errorCode?: string
  message?: string
  parameterName?: string
  parameterValue?: string
  additionalInfo?: string
  /** The entry's other fields as they came, such as `permissionName` or `feature`; not there if there are none. */
  fields?: Readonly<Record<string, unknown>>
}

/** What is known about a create that may have placed a call. */
export interface Attempt {
  /** The callee's number as it was sent. */
  to?: string
  /** The caller's number as it was sent. */
  from?: string
  /** When the first byte of the request left, by this machine's clock: {@link Client.callLog} looks for the call around it. */
  sentAt: Date
}

/** What an error carries besides its message. Only what is known is there. */
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

/** Why an operation failed. No part of it ever holds a secret, a token or a password. */
export class RingOutError extends Error {
  constructor(message: string, fields?: ErrorFields)

  /** Which row of the error table this is. */
  readonly code: ErrorCode
  /** The number of the code, the same in every language. */
  readonly number: number
  /** What usually helps, where the platform's documents say so; the message ends with it. */
  readonly hint?: string
  /** The argument (`to`, `server`) or the platform's parameter (`to.phoneNumber`) at fault. */
  readonly parameter?: string
  /** The HTTP status of the answer, if there was one. */
  readonly httpStatus?: number
  /** The platform's code, such as `CMN-102` or `OAU-140`. */
  readonly errorCode?: string
  /** The OAuth error, such as `invalid_grant`. */
  readonly oauthError?: string
  /** The platform's id of the request, for its support desk. */
  readonly requestId?: string
  /** How long to wait before the next request, when the platform is limiting them. */
  readonly retryAfter?: number
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean
  /**
   * Whether phones may be ringing for a create that failed with this: true for a {@link MaybePlacedError}, and for an answer of
   * 408 or 5xx other than a 503 with `Retry-After`. So for any other POST of {@link Client.request}. False for everything else.
   */
  readonly mayHavePlaced: boolean
  /** Every entry of the answer's `errors` list. */
  readonly details: readonly ErrorDetail[]
  /** What is known about a create that may have placed a call. */
  readonly attempt?: Attempt
}

/** Rejected locally, nothing was sent; `parameter` names the argument. */
export class InvalidArgumentError extends RingOutError {}
/** There is no usable token and nothing to log in again with. */
export class NotLoggedInError extends RingOutError {}
/** Bad credentials, an HTTP 401, or a refusal by the OAuth server. */
export class UnauthorizedError extends RingOutError {}
/** HTTP 403: a permission is missing, international calling is disabled, or funds are short. */
export class ForbiddenError extends RingOutError {}
/** HTTP 404. */
export class NotFoundError extends RingOutError {}
/** HTTP 429; `retryAfter` says how long to wait. */
export class RateLimitedError extends RingOutError {}
/** Any other HTTP 4xx. */
export class RejectedError extends RingOutError {}
/** HTTP 5xx after the allowed repeats. */
export class ServerError extends RingOutError {}
/** The deadline passed; nothing was placed. */
export class RequestTimeoutError extends RingOutError {}
/** DNS, connect, TLS, or a connection that broke; nothing was placed. */
export class ConnectionFailedError extends RingOutError {}
/** The answer could not be understood, or was too large; or the request was too large to be sent. */
export class ProtocolError extends RingOutError {}
/** The operation was interrupted; `cause` is the signal's reason. */
export class OperationCancelledError extends RingOutError {}
/** The token store failed. */
export class StorageError extends RingOutError {}
/** A create was sent and no usable answer came: phones may be ringing. Never repeat it blindly. */
export class MaybePlacedError extends RingOutError {}
/** A broken invariant; please report it. */
export class InternalError extends RingOutError {}

// The options that programs pass.

import type { Ledger } from './ledger.js'
import type { CallPath, RateLimit, Until } from './names.js'
import type { JournalEntry } from './place_all.js'
import type { TokenStore } from './store.js'

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
  /**
   * Where all processes that may place the same call look it up by its `dedupeKey`. The user is part of each key, so set
   * `tokenUser` if the JWT may be replaced while keys are in use.
   */
  ledger?: Ledger
  /**
   * How long the ledger remembers a key after its last change: 3600000 to 31536000000, by default 7 days. It should be longer than
   * any queue may deliver a job again.
   */
  dedupeLifetime?: number
  /**
   * Where all workers of a fleet account for RingCentral's rate limits together; it may be the `ledger`. If it fails or takes
   * longer than 5 s, the client says so in the log, pauses for a window of the limit and goes on with its `share`.
   */
  budget?: Ledger
  /**
   * The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, by default 1
   * without a budget and 0.1 with one. For N workers, 1/N.
   */
  share?: number
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
  /**
   * The key under which this call is placed at most once by all processes that share the client's `ledger`, such as the id of a
   * job. 1 to 256 bytes without control characters. It belongs to one pair of numbers.
   */
  dedupeKey?: string
}

export interface OperationOptions {
  /** Aborts the operation, which rejects with an {@link OperationCancelledError} whose `cause` is the signal's reason. */
  signal?: AbortSignal
  /** The timeout of this operation, instead of the client's: 1 to 3600000, counted from the call of the method. */
  timeout?: number
}

export interface CreateOptions extends OperationOptions {
  /**
   * Whether to hang up if the signal aborts, or the process exits, after the request was sent. The library waits up to five
   * seconds for the response on its own thread, and cancels the call that it names. The promise rejects at once with a {@link
   * MaybePlacedError}. A log record has the effect.
   */
  cancelOnExit?: boolean
}

export interface WaitOptions {
  /** Aborts the wait with an {@link OperationCancelledError}. The call goes on, except with `cancelOnExit`. */
  signal?: AbortSignal
  /** What to wait for. By default `ended`. */
  until?: Until
  /** The longest time to wait; by default one hour. When it passes, the outcome is `StillInProgress`, not an error. */
  timeout?: number
  /** Whether to hang up when the timeout passes. If that fails, the outcome is based on the last known state. */
  cancelOnTimeout?: boolean
  /**
   * Whether to hang up if the wait is left without an outcome: by the signal, an error, `break`, `return` or `throw` in the loop,
   * the garbage collector, or the end of the process or worker thread. A wait that returns an outcome does not hang up, not even
   * after its timeout, nor does one of a call that was detached since the wait began.
   *
   * The library hangs up on its own thread, at most once, and logs the effect; leaving the wait takes no longer. The `exit` event
   * of the process waits for it, up to eleven seconds. A signal such as SIGTERM ends Node without that event, unless a listener
   * calls `process.exit()`.
   */
  cancelOnExit?: boolean
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

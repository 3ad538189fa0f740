// The errors, which carry everything that the native half reports about a failure.

import type { Failure, Settled } from './native.js'
import native from './native.js'

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

const numbers = new Map(native.errorCodes())

/** The base class of this library's errors. No part of an error ever contains a token, a password or another secret. */
export class RingOutError extends Error {
  /** @internal */
  static readonly code: ErrorCode = 'INTERNAL'

  /** The error code. */
  declare readonly code: ErrorCode
  /** The number of the error code, the same in every language. */
  declare readonly number: number
  /** What usually helps, where RingCentral documents it. The message has it in parentheses, before the request id. */
  declare readonly hint?: string
  /** The invalid argument (`to`, `server`) or RingCentral's parameter (`to.phoneNumber`). */
  declare readonly parameter?: string
  /** The HTTP status of the response, if there was one. */
  declare readonly httpStatus?: number
  /** RingCentral's error code, such as `CMN-102` or `OAU-140`. */
  declare readonly errorCode?: string
  /** The OAuth error, such as `invalid_grant`. */
  declare readonly oauthError?: string
  /** RingCentral's id of the request, for its support. */
  declare readonly requestId?: string
  /** How long to wait before the next request, in milliseconds, if RingCentral limits requests. */
  declare readonly retryAfter?: number
  /** Whether the same operation may succeed later without any change. */
  declare readonly retryable: boolean
  /**
   * Whether phones may be ringing although {@link Client.createCall} failed. True for a {@link MaybePlacedError} and for the
   * statuses 408 and 5xx, except a 503 with `Retry-After`. The same holds for every POST of {@link Client.request}. Otherwise
   * false.
   */
  declare readonly mayHavePlaced: boolean
  /** Every entry of the response's `errors` list. */
  declare readonly details: readonly ErrorDetail[]
  /** The details of a request that may have placed a call. */
  declare readonly attempt?: Readonly<Attempt>

  constructor(message: string, { cause, hint, ...fields }: ErrorFields = {}) {
    super(message, cause === undefined ? undefined : { cause })
    const { code } = new.target
    const defaults = { code, number: numbers.get(code), retryable: false, mayHavePlaced: code === 'MAYBE_PLACED' }
    Object.assign(this, defaults, fields, { details: fields.details ?? [] })
    // Not enumerable: the message already ends with it, so `inspect` would show it twice.
    if (hint !== undefined) Object.defineProperty(this, 'hint', { value: hint, configurable: true, writable: true })
  }

  /** Returns the name, the message, the fields and the cause, for `JSON.stringify`. The stack is left out. */
  toJSON(): object {
    const { cause } = this
    return { ...named(this), ...(cause !== undefined && { cause: cause instanceof Error ? named(cause) : cause }) }
  }
}

/** Returns the fields of an error with its name and its message, which `JSON.stringify` leaves out. */
function named(error: Error): object {
  return Object.assign({ name: error.name, message: error.message }, error)
}

/** An argument was rejected locally and nothing was sent. `parameter` names the argument. */
export class InvalidArgumentError extends RingOutError {
  /** @internal */
  static override readonly code = 'INVALID_ARGUMENT'
}
/** There is no usable token, and there are no credentials to log in again. */
export class NotLoggedInError extends RingOutError {
  /** @internal */
  static override readonly code = 'NOT_LOGGED_IN'
}
/** Invalid credentials, HTTP 401, or a refusal by the OAuth server. */
export class UnauthorizedError extends RingOutError {
  /** @internal */
  static override readonly code = 'UNAUTHORIZED'
}
/** HTTP 403: a permission is missing, international calling is disabled, or funds are short. */
export class ForbiddenError extends RingOutError {
  /** @internal */
  static override readonly code = 'FORBIDDEN'
}
/** HTTP 404. */
export class NotFoundError extends RingOutError {
  /** @internal */
  static override readonly code = 'NOT_FOUND'
}
/** HTTP 429. `retryAfter` says how long to wait. */
export class RateLimitedError extends RingOutError {
  /** @internal */
  static override readonly code = 'RATE_LIMITED'
}
/** Any other HTTP 4xx. */
export class RejectedError extends RingOutError {
  /** @internal */
  static override readonly code = 'REJECTED'
}
/** HTTP 5xx after the permitted retries. */
export class ServerError extends RingOutError {
  /** @internal */
  static override readonly code = 'SERVER'
}
/** The deadline passed. No call was placed. */
export class RequestTimeoutError extends RingOutError {
  /** @internal */
  static override readonly code = 'TIMEOUT'
}
/** DNS, connection or TLS failed, or the connection broke. No call was placed. */
export class ConnectionFailedError extends RingOutError {
  /** @internal */
  static override readonly code = 'CONNECTION'
}
/** The response could not be understood or was too large, or the request was too large to send. */
export class ProtocolError extends RingOutError {
  /** @internal */
  static override readonly code = 'PROTOCOL'
}
/** The operation was aborted. `cause` is the signal's reason. */
export class OperationCancelledError extends RingOutError {
  /** @internal */
  static override readonly code = 'CANCELLED'
}
/** The token store failed. */
export class StorageError extends RingOutError {
  /** @internal */
  static override readonly code = 'STORAGE'
}
/**
 * The request to place a call was sent, but no usable response arrived. Phones may be ringing; check before placing the call
 * again.
 */
export class MaybePlacedError extends RingOutError {
  /** @internal */
  static override readonly code = 'MAYBE_PLACED'
}
/** A bug in this library; please report it. */
export class InternalError extends RingOutError {
  /** @internal */
  static override readonly code = 'INTERNAL'
}

const classes = {
  RingOutError,
  InvalidArgumentError,
  NotLoggedInError,
  UnauthorizedError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  RejectedError,
  ServerError,
  RequestTimeoutError,
  ConnectionFailedError,
  ProtocolError,
  OperationCancelledError,
  StorageError,
  MaybePlacedError,
  InternalError,
}

const classOf = new Map<ErrorCode, typeof RingOutError>()
for (const [name, Class] of Object.entries(classes)) {
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true })
  classOf.set(Class.code, Class)
}

/** The place in the program where an operation began. */
export class Origin {
  declare private readonly stack: unknown

  /** Captures the frames above the function `above`. */
  constructor(above: Function) {
    Error.captureStackTrace(this, above)
  }

  /** Replaces the frames of an error. */
  give(error: Error): void {
    const frames = /\n {4}at .*$/s.exec(String(this.stack))
    const value = `${error.name}: ${error.message}${frames?.[0] ?? ''}`
    Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  }
}

/**
 * Creates the error for a failure that the native half reports. `cause` is the reason of an abort. The stack begins at the origin,
 * or with the function that calls this one.
 */
export function errorOf({ message, ...failure }: Failure, cause?: unknown, origin?: Origin): RingOutError {
  const Class = classOf.get(failure.code) ?? RingOutError
  const details = failure.details.map(({ fields, ...detail }) => ({
    ...detail,
    ...(fields !== undefined && { fields: JSON.parse(fields) }),
  }))
  const { attempt, ...fields } = failure
  const sent = attempt && { attempt: Object.freeze({ ...attempt, sentAt: new Date(attempt.sentAt) }) }
  const error = new Class(message, { ...fields, ...sent, details: Object.freeze(details), cause })
  if (origin === undefined) Error.captureStackTrace(error, errorOf)
  else origin.give(error)
  return error
}

/** Returns the value of a result of the native half, or throws its failure. */
export function unwrap<Value>([failure, value]: Settled<Value>): Value {
  if (failure === null) return value
  const error = errorOf(failure)
  Error.captureStackTrace(error, unwrap)
  throw error
}

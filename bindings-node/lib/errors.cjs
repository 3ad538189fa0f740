'use strict'

const native = require('./native.cjs')

/** The base of all errors of this package except `TypeError`. */
class RingOutError extends Error {
  static code = 'INTERNAL'

  /**
   * @param {string} message
   * @param {Record<string, any>} [fields]
   */
  constructor(message, { cause, hint, ...fields } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    const { code } = new.target
    const defaults = { code, number: numbers.get(code), retryable: false, mayHavePlaced: code === 'MAYBE_PLACED' }
    Object.assign(this, defaults, fields, { details: fields.details ?? [] })
    // Not enumerable: the message already ends with it, so `inspect` would show it twice.
    if (hint !== undefined) Object.defineProperty(this, 'hint', { value: hint, configurable: true, writable: true })
  }
}

class InvalidArgumentError extends RingOutError {
  static code = 'INVALID_ARGUMENT'
}
class NotLoggedInError extends RingOutError {
  static code = 'NOT_LOGGED_IN'
}
class UnauthorizedError extends RingOutError {
  static code = 'UNAUTHORIZED'
}
class ForbiddenError extends RingOutError {
  static code = 'FORBIDDEN'
}
class NotFoundError extends RingOutError {
  static code = 'NOT_FOUND'
}
class RateLimitedError extends RingOutError {
  static code = 'RATE_LIMITED'
}
class RejectedError extends RingOutError {
  static code = 'REJECTED'
}
class ServerError extends RingOutError {
  static code = 'SERVER'
}
class RequestTimeoutError extends RingOutError {
  static code = 'TIMEOUT'
}
class ConnectionFailedError extends RingOutError {
  static code = 'CONNECTION'
}
class ProtocolError extends RingOutError {
  static code = 'PROTOCOL'
}
class OperationCancelledError extends RingOutError {
  static code = 'CANCELLED'
}
class StorageError extends RingOutError {
  static code = 'STORAGE'
}
class MaybePlacedError extends RingOutError {
  static code = 'MAYBE_PLACED'
}
class InternalError extends RingOutError {
  static code = 'INTERNAL'
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

const numbers = new Map(native.errorCodes())
const classOf = new Map()
for (const [name, Class] of Object.entries(classes)) {
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true })
  classOf.set(Class.code, Class)
}

/**
 * Creates the error for a failure that the native half reports. `cause` is the reason of an abort. The stack begins above the
 * function `above`.
 */
function errorOf(failure, cause, above) {
  const error = construct(failure, cause)
  Error.captureStackTrace(error, above ?? errorOf)
  return error
}

function construct({ message, ...fields }, cause) {
  const Class = classOf.get(fields.code) ?? RingOutError
  for (const detail of fields.details ?? []) if (detail.fields !== undefined) detail.fields = JSON.parse(detail.fields)
  if (fields.attempt) fields.attempt.sentAt = new Date(fields.attempt.sentAt)
  return new Class(message, { ...fields, cause })
}

/** Returns the value of a `[failure, value]` pair of the native half, or throws its failure. */
function unwrap([failure, value]) {
  if (failure !== null) throw errorOf(failure, undefined, unwrap)
  return value
}

module.exports = { classes, errorOf, unwrap }

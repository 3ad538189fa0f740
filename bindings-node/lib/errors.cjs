'use strict'

const native = require('./native.cjs')

/** Why an operation failed: the base of all errors of this package but TypeError. */
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
    // The message ends with it already; showing it twice helps nobody.
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
 * The error for what the native half reports. `cause` is why an interrupted operation was interrupted; the stack begins
 * above the function `above`.
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

/** The value of what the native half hands over as `[failure, value]`. */
function take([failure, value]) {
  if (failure !== null) throw errorOf(failure, undefined, take)
  return value
}

module.exports = { classes, errorOf, take }

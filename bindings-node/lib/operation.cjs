'use strict'

const { errorOf } = require('./errors.cjs')
const native = require('./native.cjs')

// The cancel tokens of pending operations, by the signal that aborts them. Each signal has only one listener of ours, because
// Node warns about more than ten.
const bindings = new WeakMap()

/**
 * Runs an operation of the native half. `start` receives the cancel token of the signal and the timeout, and returns a promise of
 * `[failure, value]`. A signal that has already aborted cancels the token too; the core then sends nothing.
 * @param {{ signal?: any, timeout?: number }} bounds
 * @param {(token: any, timeout: number | undefined) => Promise<any>} start
 */
async function operate({ signal, timeout }, start) {
  if (signal === undefined) return settle(start(undefined, timeout), undefined, operate)
  const token = new native.CancelToken()
  const unbind = bind(signal, token)
  try {
    return await settle(start(token, timeout), signal, operate)
  } finally {
    unbind()
  }
}

/** Returns the value of an operation, or throws its error, whose stack begins above the function `above`. */
async function settle(operation, signal, above = settle) {
  const [failure, value] = await operation
  if (failure === null) return value
  throw errorOf(failure, causeOf(failure, signal), above)
}

/** Returns the signal's reason if it aborted the operation. An aborted create may have been sent, and is then `MAYBE_PLACED`. */
function causeOf({ code }, signal) {
  const isAbort = code === 'CANCELLED' || code === 'MAYBE_PLACED'
  return signal?.aborted && isAbort ? signal.reason : undefined
}

/** Cancels the token when the signal aborts, at once if it already has. Returns a function that removes the binding. */
function bind(signal, token) {
  if (signal.aborted) {
    token.cancel()
    return () => {}
  }
  const binding = bindings.get(signal) ?? listen(signal)
  binding.tokens.add(token)
  return () => {
    binding.tokens.delete(token)
    if (binding.tokens.size === 0) binding.end()
  }
}

function listen(signal) {
  const tokens = new Set()
  const end = () => {
    signal.removeEventListener('abort', cancelAll)
    bindings.delete(signal)
  }
  const cancelAll = () => {
    end()
    tokens.forEach((token) => token.cancel())
  }
  const binding = { tokens, end }
  bindings.set(signal, binding)
  signal.addEventListener('abort', cancelAll)
  return binding
}

module.exports = { bind, causeOf, operate, settle }

'use strict'

const { errorOf } = require('./errors.cjs')
const native = require('./native.cjs')

// The tokens of the operations under way, by the signal that interrupts them. A signal has one listener of ours, however
// many operations it has: Node warns of more than ten.
const bound = new WeakMap()

/**
 * Runs an operation of the native half. `start` gets the operation's bounds, the token that the signal cancels and the timeout,
 * and returns the promise of `[failure, value]`. A signal that is aborted already cancels the token too: that nothing is sent
 * then is for the core to see to.
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

/** The value of an operation, or its error, whose stack begins above the function `above`. */
async function settle(operation, signal, above = settle) {
  const [failure, value] = await operation
  if (failure === null) return value
  throw errorOf(failure, causeOf(failure, signal), above)
}

/** Why it was interrupted, if it was. A create that was already sent is not undone by that: it may have been placed. */
function causeOf({ code }, signal) {
  const isInterruption = code === 'CANCELLED' || code === 'MAYBE_PLACED'
  return signal?.aborted && isInterruption ? signal.reason : undefined
}

/** Cancels the token when the signal is aborted, at once if it is already. Returns what undoes the binding. */
function bind(signal, token) {
  if (signal.aborted) {
    token.cancel()
    return () => {}
  }
  const binding = bound.get(signal) ?? listen(signal)
  binding.tokens.add(token)
  return () => {
    binding.tokens.delete(token)
    if (binding.tokens.size === 0) binding.end()
  }
}

function listen(signal) {
  const tokens = new Set()
  const end = () => {
    signal.removeEventListener('abort', interrupt)
    bound.delete(signal)
  }
  const interrupt = () => {
    end()
    tokens.forEach((token) => token.cancel())
  }
  const binding = { tokens, end }
  bound.set(signal, binding)
  signal.addEventListener('abort', interrupt)
  return binding
}

module.exports = { bind, causeOf, operate, settle }

'use strict'

const { errorOf } = require('./errors.cjs')
const native = require('./native.cjs')

// The tokens of the operations under way, by the signal that interrupts them. A signal has one listener of ours, however
// many operations it has: Node warns of more than ten.
const bound = new WeakMap()

/**
 * Runs an operation of the native half. `start` gets the token that the signal cancels, and returns the promise of
 * `[failure, value]`. A signal that is aborted already cancels it too: that nothing is sent then is for the core to see to.
 */
async function operate(signal, start, token = signal && new native.CancelToken()) {
  const unbind = signal && bind(signal, token)
  try {
    const [failure, value] = await start(token)
    if (failure === null) return value
    const cause = signal?.aborted && isInterruption(failure) ? signal.reason : undefined
    throw errorOf(failure, cause, operate)
  } finally {
    unbind?.()
  }
}

/** A create that was already sent is not undone by interrupting it: it may have been placed. */
function isInterruption({ code }) {
  return code === 'CANCELLED' || code === 'MAYBE_PLACED'
}

/** Cancels the token when the signal is aborted, at once if it is already. Returns what undoes the binding. */
function bind(signal, token) {
  if (signal.aborted) token.cancel()
  const binding = bound.get(signal) ?? listen(signal)
  binding.tokens.add(token)
  return () => {
    binding.tokens.delete(token)
    if (binding.tokens.size > 0) return
    signal.removeEventListener('abort', binding.interrupt)
    bound.delete(signal)
  }
}

function listen(signal) {
  const tokens = new Set()
  const interrupt = () => tokens.forEach((token) => token.cancel())
  const binding = { tokens, interrupt }
  bound.set(signal, binding)
  signal.addEventListener('abort', interrupt)
  return binding
}

module.exports = { operate }

'use strict'

const { errorOf } = require('./errors.cjs')
const native = require('./native.cjs')

/**
 * Runs an operation of the native half. `start` gets the token that the signal pulls, and returns the promise of
 * `[failure, value]`. A signal that is aborted already pulls it too: that nothing is sent then is for the core to see to.
 */
async function operate(signal, start, token = signal && new native.CancelToken()) {
  const interrupt = () => token.cancel()
  if (signal?.aborted) interrupt()
  signal?.addEventListener('abort', interrupt, { once: true })
  try {
    const [failure, value] = await start(token)
    if (failure === null) return value
    const cause = signal?.aborted && isInterruption(failure) ? signal.reason : undefined
    throw errorOf(failure, cause, operate)
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

/** A create that was already sent is not undone by interrupting it: it may have been placed. */
function isInterruption({ code }) {
  return code === 'CANCELLED' || code === 'MAYBE_PLACED'
}

module.exports = { operate }

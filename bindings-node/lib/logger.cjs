'use strict'

// Passes the library's log records to a function.

const { readOptions, wrongType } = require('./arguments.cjs')
const { unwrap } = require('./errors.cjs')
const native = require('./native.cjs')

const OPTIONS = { level: 'string' }

function setLogger(logger, options) {
  if (logger !== null && typeof logger !== 'function') {
    throw wrongType('"logger" argument', 'of type function, or null', logger)
  }
  const { level = 'debug' } = readOptions('options', options, OPTIONS)
  const forward = logger === null ? undefined : (level, message) => void call(logger, Object.freeze({ level, message }))
  unwrap(native.setLogger(level, forward))
}

/** Calls the logger. One that throws must not end the program. */
async function call(logger, record) {
  try {
    await logger(record)
  } catch {
    process.emitWarning('the logger passed to setLogger() threw an error', 'RingOutWarning')
  }
}

module.exports = { setLogger }

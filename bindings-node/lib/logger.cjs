'use strict'

// What the library does, for those who want to see it.

const { readOptions, wrongType } = require('./arguments.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')

const LOGGER = { level: 'string' }

function setLogger(logger, options) {
  if (logger !== null && typeof logger !== 'function') {
    throw wrongType('"logger" argument', 'of type function, or null', logger)
  }
  const { level = 'debug' } = readOptions('options', options, LOGGER)
  const tell = logger === null ? undefined : (level, message) => void hand(logger, Object.freeze({ level, message }))
  take(native.setLogger(level, tell))
}

/** A logger that throws is no reason to end a program. */
async function hand(logger, record) {
  try {
    await logger(record)
  } catch {
    process.emitWarning('the logger that was given to setLogger() has thrown', 'RingOutWarning')
  }
}

module.exports = { setLogger }

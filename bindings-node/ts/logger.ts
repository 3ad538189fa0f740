// Passes the library's log records to a function.

import { readOptions, wrongType } from './arguments.js'
import { unwrap } from './errors.js'
import type { LogLevel } from './native.js'
import native from './native.js'

export type { LogLevel }

/** A log record of one line. It never contains a secret. */
export interface LogRecord {
  readonly level: LogLevel
  readonly message: string
}

/**
 * Passes the library's log records to a function, which replaces the previous one; null stops it. Without a logger nothing is
 * logged. The log covers the whole process, so a worker thread also sees the records of other threads. A logger does not keep the
 * process alive. Records that arrive faster than the thread reads them are dropped.
 */
export function setLogger(
  logger: ((record: LogRecord) => void) | null,
  options?: {
    /** The least severe level to pass on; by default `debug`, which is everything. */
    level?: LogLevel
  },
): void {
  if (logger !== null && typeof logger !== 'function') {
    throw wrongType('"logger" argument', 'of type function, or null', logger)
  }
  const { level = 'debug' } = readOptions<{ level?: LogLevel }>('options', options, { level: 'string' })
  const forward = (level: LogLevel, message: string): void => void call(logger as Logger, Object.freeze({ level, message }))
  unwrap(native.setLogger(level, logger === null ? undefined : forward))
}

type Logger = (record: LogRecord) => void

/** Calls the logger. One that throws must not end the program. */
async function call(logger: Logger, record: LogRecord): Promise<void> {
  try {
    await logger(record)
  } catch {
    process.emitWarning('the logger passed to setLogger() threw an error', 'RingOutWarning')
  }
}

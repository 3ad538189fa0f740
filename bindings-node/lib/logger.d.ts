// Generated from ts/ by `npm run emit`.
import type { LogLevel } from './native.js';
export type { LogLevel };
/** A log record of one line. It never contains a secret. */
export interface LogRecord {
    readonly level: LogLevel;
    readonly message: string;
}
/**
 * Passes the library's log records to a function, which replaces the previous one; null stops it. Without a logger nothing is
 * logged. The log covers the whole process, so a worker thread also sees the records of other threads. A logger does not keep the
 * process alive. Records that arrive faster than the thread reads them are dropped.
 */
export declare function setLogger(logger: ((record: LogRecord) => void) | null, options?: {
    /** The least severe level to pass on; by default `debug`, which is everything. */
    level?: LogLevel;
}): void;

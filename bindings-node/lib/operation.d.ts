// Generated from ts/ by `npm run emit`.
import { Origin } from './errors.js';
import type { Cancellable, Failure, Pending, Ticket } from './native.js';
import type { OperationOptions } from './options.js';
import type { Start } from './promises.js';
/** Returns the checked signal and timeout of an operation. */
export declare function readBounds(options: OperationOptions | undefined): OperationOptions;
/**
 * Runs an operation of the native half. The stack of its error begins where this function was called, even if the program does not
 * await it. `start` receives the cancel token of the signal and the timeout. A signal that has already aborted cancels the token
 * too; the core then sends nothing.
 */
export declare function operate<Value>(bounds: OperationOptions, start: Start<Value>): Promise<Value>;
/**
 * Runs an operation that programs repeat, and converts its value. To capture its origin costs microseconds, so the stack of its
 * error leads to the program only through the functions that await it.
 */
export declare function run<Value, Converted = Value>(options: OperationOptions | undefined, start: Start<Value>, convert?: (value: Value) => Converted, origin?: Origin): Promise<Converted>;
/** Returns the value of an operation without bounds, or throws its error. */
export declare function settle<Value>(start: (...ticket: Ticket) => Pending<Value>, signal: AbortSignal | undefined, origin?: Origin): Promise<Value>;
/** Returns the signal's reason if it aborted the operation. An aborted create may have been sent, and is then `MAYBE_PLACED`. */
export declare function causeOf({ code }: Failure, signal: AbortSignal | undefined): unknown;
/** Cancels the target when the signal aborts, at once if it already has. Returns a function that removes the binding. */
export declare function bind(signal: AbortSignal, target: Cancellable): () => void;

// Generated from ts/ by `npm run emit`.
import type { Bounds, Pending, Settled, Ticket } from './native.js';
/** Returns the promise of an operation that `start` begins. */
export declare function promiseOf<Value>(start: (...ticket: Ticket) => Pending<Value>): Promise<Settled<Value>>;
/** Begins an operation with bounds. */
export type Start<Value> = (...bounds: Bounds) => Pending<Value>;

// Generated from ts/ by `npm run emit`.
import { Handle } from './handle.js';
import type { Cancellable } from './native.js';
/** An async iterator that takes one step at a time, even if `next` is called several times at once. */
export declare abstract class Steps<Item, Half extends Cancellable> extends Handle {
    #private;
    /** `hangsUp` says that an interruption hangs up, for which the end of the process waits. */
    protected constructor(native: Half, signal: AbortSignal | undefined, hangsUp?: boolean);
    /** Returns the next item. */
    next(): Promise<IteratorResult<Item, undefined>>;
    /** Ends a pending `next`, and takes no more steps. */
    return(): Promise<IteratorReturnResult<undefined>>;
    /** Like {@link return}, but rejects with the error. Generators that delegate with `yield*` call it. */
    throw(error?: unknown): Promise<IteratorReturnResult<undefined>>;
    [Symbol.asyncIterator](): this;
}

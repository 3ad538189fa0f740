// Generated from ts/ by `npm run emit`.
import { Handle } from './handle.js';
/** An async iterator that takes one step at a time, even if `next` is called several times at once. */
export declare abstract class Steps<Item, Half extends {
    cancel(): void;
}> extends Handle {
    #private;
    protected constructor(native: Half, signal: AbortSignal | undefined);
    /** Returns the next item. */
    next(): Promise<IteratorResult<Item, undefined>>;
    /** Ends a pending `next`, and takes no more steps. */
    return(): Promise<IteratorReturnResult<undefined>>;
    [Symbol.asyncIterator](): this;
}

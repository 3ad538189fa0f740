// Generated from ts/ by `npm run emit`.
import type { Call } from './call.js';
import type { Outcome } from './data.js';
import { Data } from './data.js';
import type { RingOutError } from './errors.js';
import type { JournalStep } from './names.js';
import type * as half from './native.js';
import { Steps } from './steps.js';
/** The result of one request of {@link Client.placeAll}: an outcome, or the error of its create or of its wait. */
export type Placed = {
    /** The index of the request in the list, from 0. */
    readonly index: number;
    readonly call: Call;
    readonly outcome: Outcome;
    readonly error: null;
} | {
    readonly index: number;
    /** The call, if it was placed. */
    readonly call: Call | null;
    readonly outcome: null;
    readonly error: RingOutError;
};
/**
 * One step of one request of {@link Client.placeAll}. As a string it is one line; `JSON.stringify` keeps every field.
 *
 * To continue after a crash, look at the last entry of each request. Without an entry, or after `NotPlaced`, the call can be
 * placed. After `Placed`, follow it by its `callId`. After `Placing` or `MaybePlaced`, phones may have rung: look for the call
 * with {@link Client.callLog}.
 */
export declare class JournalEntry extends Data {
    /** What happened. */
    readonly step: JournalStep;
    /** The index of the request in the list, from 0. */
    readonly index: number;
    /**
     * When it happened, by this machine's clock. Pass it as `sentAt` to {@link Client.callLog}. For `MaybePlaced` it is the time at
     * which the first byte of the request left; for `Placing` the last moment before that, after the login and the wait for the
     * rate limit.
     */
    readonly at: Date;
    /** The callee's number as sent. */
    readonly to: string;
    /** The caller's number as sent, if there is one. */
    readonly from: string | null;
    /** RingCentral's id of the call, from `Placed` on. */
    readonly callId: string | null;
    /** The outcome of the call, with `Ended`. */
    readonly outcome: Outcome | null;
    /** Why the call was not placed, or may not have been. */
    readonly error: RingOutError | null;
}
/**
 * The results of many calls, in the order in which they end; each request has exactly one. Calls are placed only while a `next`
 * is pending, so leaving the loop stops placing. Calls already placed go on.
 */
export declare class PlaceAll extends Steps<Placed, half.PlaceAll> implements AsyncIterableIterator<Placed, undefined> {
    #private;
    private constructor();
    /** The number of requests without a result. */
    get remaining(): number;
    toJSON(): object;
    /** Stops placing, and ends a pending `next`. The calls go on. */
    return(): Promise<IteratorReturnResult<undefined>>;
}

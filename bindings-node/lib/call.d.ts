// Generated from ts/ by `npm run emit`.
import type { CallLog } from './account.js';
import type { CallState, Change, Outcome } from './data.js';
import { Handle } from './handle.js';
import type { CancelEffect } from './names.js';
import type * as half from './native.js';
import type { OperationOptions, WaitOptions } from './options.js';
import { Steps } from './steps.js';
/**
 * A call. Dropping this object does not affect the call. A block with `await using` hangs up when it is left, unless the call is
 * over or was detached:
 *
 *     await using call = await client.createCall(request)
 *     if ((await call.wait({ until: 'answered', timeout: 60_000 })).kind === 'Answered') call.detach()
 */
export declare class Call extends Handle {
    #private;
    private constructor();
    /** RingCentral's id of the call, an opaque string. */
    get id(): string;
    /**
     * Whether the call was placed by another request with the same `dedupeKey`, in this process or another, and not by the one that
     * returned this object.
     */
    get adopted(): boolean;
    /** The last state that was seen, or null if none was seen yet. Sends nothing. */
    get state(): CallState | null;
    /** The outcome, judged by the states seen so far. Sends nothing. */
    get outcome(): Outcome;
    /** Polls RingCentral once. Rejects with {@link NotFoundError} when RingCentral no longer knows the call. */
    status(options?: OperationOptions): Promise<CallState>;
    /** Waits until the call ends or is answered, and returns the outcome. */
    wait(options?: WaitOptions): Promise<Outcome>;
    /** Yields the changes of the call: `for await (const change of call.watch())`. */
    watch(options?: WaitOptions): Watch;
    /**
     * Looks up the call in RingCentral's call log by its numbers and its time. RingCentral writes the record some time after the
     * end of the call, sometimes a minute later; until then `matching` is `None`. Needs the permission `ReadCallLog`, and counts
     * against the `Heavy` rate limit. Rejects with {@link InvalidArgumentError} for a handle made from an id; use {@link
     * Client.callLog} instead.
     */
    log(options?: OperationOptions): Promise<CallLog>;
    /**
     * Takes the lease of a call with a `dedupeKey`. Returns null if it is now this client's or the call has ended, otherwise for how
     * many milliseconds another worker still has it.
     *
     * The lease says which worker follows the call; it does not prevent others. The one that places or finds the call has it, unless
     * another has it. `wait` and `watch` keep it, and 30 s after a worker has died it is free. A client that polls a call rarely,
     * because it follows many, has it for longer. Sends nothing to RingCentral.
     */
    takeLease(options?: OperationOptions): Promise<number | null>;
    /**
     * Claims the outcome of a call with a `dedupeKey`, for the worker that reports it. Returns true once for a key, whichever workers
     * ask, and false before the end of the call has been seen. A worker that dies between the claim and its report has claimed it
     * even so. If the ledger fails, ask the same object again. Sends nothing to RingCentral.
     */
    claimOutcome(options?: OperationOptions): Promise<boolean>;
    /** Hangs up, then polls once to see the effect. A call that has already ended is not an error. */
    cancel(options?: OperationOptions): Promise<CancelEffect>;
    /** Lets the call go on: neither a wait with `cancelOnExit` that has begun nor `await using` hangs it up. Sends nothing. */
    detach(): void;
    /**
     * Hangs up, unless the call is over or was detached, and waits up to five seconds for the effect. A hang-up that fails is
     * logged, and does not reject the promise. `await using` calls this.
     */
    [Symbol.asyncDispose](): Promise<void>;
    toJSON(): object;
}
/**
 * The changes of a call from the creation of the watch on, buffered until they are read. Each change is delivered once: loops
 * over the same watch share the changes, and separate watches each see all of them. An `AbortSignal` ends the watch with an
 * {@link OperationCancelledError}; leaving the loop or dropping the watch ends it without an error. The call goes on, except with
 * `cancelOnExit`.
 */
export declare class Watch extends Steps<Change, half.Watch> implements AsyncIterableIterator<Change, undefined> {
    #private;
    private constructor();
    /** The outcome, judged by the changes read so far. */
    get outcome(): Outcome;
    toJSON(): object;
}

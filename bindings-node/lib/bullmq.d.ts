// Generated from ts/ by `npm run emit`.
import type { CallRequest, CallState, Client, Outcome } from './main.js';
/** What the processor uses of BullMQ's `Job`. */
export interface CallJob {
    id?: string;
    data: CallRequest;
    moveToDelayed(timestamp: number, token?: string): Promise<void>;
}
/** What the processor uses of BullMQ's `Queue`. */
export interface CallQueue {
    rateLimit(milliseconds: number): Promise<void>;
}
export interface CallProcessorOptions {
    /** The queue of the jobs, which is paused for all workers when the rate limit is reached. */
    queue: CallQueue;
    /**
     * Called with the dedupe key and the outcome of each call. Once for a key, by the worker that has claimed the outcome. A worker
     * that dies in between has claimed it even so.
     */
    report?: (dedupeKey: string, outcome: Outcome) => unknown;
    /** Called with the dedupe key and the state at each change that a worker sees. May be called twice for one. */
    progress?: (dedupeKey: string, state: CallState) => unknown;
}
/** What a job returns. */
export interface CallResult {
    dedupeKey: string;
    /** RingCentral's id of the call. Empty if only the call log knows it. */
    callId: string;
    outcome: Outcome;
    /** Whether this job has reported the outcome. */
    reported: boolean;
}
/**
 * Options for BullMQ's `Worker`, without which a pause of the queue holds for one worker only, and a job fails after it has stalled
 * twice.
 */
export declare const callWorkerOptions: Readonly<{
    limiter: Readonly<{
        max: 1000000000;
        duration: 1000;
    }>;
    maxStalledCount: 10;
}>;
/**
 * Returns a processor for BullMQ's `Worker`, for a client with a `ledger`. A job's data is a `CallRequest`; without a `dedupeKey` the
 * job's id is the key, so set `jobId`. The job ends when the call does, and returns a {@link CallResult}.
 *
 *     const queue = new Queue('calls', { connection })
 *     const processor = callProcessor(client, { queue, report: (key, outcome) => console.log(key, String(outcome)) })
 *     new Worker('calls', processor, { ...callWorkerOptions, connection, concurrency: 200 })
 *     await queue.add('call', { to: '+16505550100', from: '+16505550123' }, { jobId: 'order-4711', attempts: 5 })
 *
 * A job that runs twice, because it stalled or its worker died, does no harm:
 *
 * - A call is placed again only if no phone can have rung. A {@link MaybePlacedError}, and every other error that the same request
 *   would meet again, ends the job at once, whatever `attempts` says.
 * - A call that another worker follows delays the job until that one's lease is over.
 * - At the rate limit the whole queue is paused until the limit allows a request again, and the job goes back. That is not an attempt.
 *
 * Waiting for a call needs no processor time, so `concurrency` may be large. It is the number of calls in progress.
 */
export declare function callProcessor(client: Client, options: CallProcessorOptions): (job: CallJob, token?: string, signal?: AbortSignal) => Promise<CallResult>;

// Calls as BullMQ jobs: each call is placed at most once and its outcome reported once, however often a job runs.

import { setTimeout as sleep } from 'node:timers/promises'

import type { Call, CallRequest, CallState, Client, Outcome, RingOutError } from './main.js'

/** What the processor uses of BullMQ's `Job`. */
export interface CallJob {
  id?: string
  data: CallRequest
  moveToDelayed(timestamp: number, token?: string): Promise<void>
}

/** What the processor uses of BullMQ's `Queue`. */
export interface CallQueue {
  rateLimit(milliseconds: number): Promise<void>
}

export interface CallProcessorOptions {
  /** The queue of the jobs, which is paused for all workers when the rate limit is reached. */
  queue: CallQueue
  /**
   * Called with the dedupe key and the outcome of each call. Once for a key, by the worker that has claimed the outcome. A worker
   * that dies in between has claimed it even so.
   */
  report?: (dedupeKey: string, outcome: Outcome) => unknown
  /** Called with the dedupe key and the state at each change that a worker sees. May be called twice for one. */
  progress?: (dedupeKey: string, state: CallState) => unknown
}

/** What a job returns. */
export interface CallResult {
  dedupeKey: string
  /** RingCentral's id of the call. Empty if only the call log knows it. */
  callId: string
  outcome: Outcome
  /** Whether this job has reported the outcome. */
  reported: boolean
}

/**
 * Options for BullMQ's `Worker`, without which a pause of the queue holds for one worker only, and a job fails after it has stalled
 * twice.
 */
export const callWorkerOptions = Object.freeze({
  // It limits nothing. BullMQ looks for a pause only if there is a limiter.
  limiter: Object.freeze({ max: 1_000_000_000, duration: 1000 }),
  // A job that runs again places nothing twice.
  maxStalledCount: 10,
})

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
export function callProcessor(client: Client, options: CallProcessorOptions) {
  const { queue, report, progress } = options
  // The queue waits, and not a job that another worker could do something else for.
  const placer = client.withRateLimit('fail-fast')
  return async (job: CallJob, token?: string, signal?: AbortSignal): Promise<CallResult> => {
    const dedupeKey = keyOf(job)
    const bounds = signal === undefined ? {} : { signal }
    const call = await orGiveUp(queue, placer.createCall({ ...job.data, dedupeKey }, bounds))
    if (call.adopted) {
      const left = await call.takeLease(bounds)
      if (left !== null) {
        await job.moveToDelayed(Date.now() + left, token)
        throw named('DelayedError', 'bullmq:movedToDelayed')
      }
    }
    let outcome: Outcome
    do {
      const watch = call.watch(bounds)
      for await (const change of watch) progress?.(dedupeKey, change.state)
      outcome = watch.outcome
    } while (outcome.kind === 'StillInProgress')
    const reported = await claim(call, signal)
    if (reported) await report?.(dedupeKey, outcome)
    return { dedupeKey, callId: call.id, outcome, reported }
  }
}

function keyOf({ id = '', data }: CallJob): string {
  if (data.dedupeKey !== undefined) return data.dedupeKey
  // BullMQ's own ids are numbers, and begin again at 1 in another queue.
  if (/^\d*$/.test(id)) throw named('UnrecoverableError', 'a job that places a call needs a jobId or a dedupeKey in its data')
  return id
}

// Between the attempts to claim an outcome in a ledger that fails.
const CLAIM_PAUSES = [500, 1000, 2000, 4000]

/** Claims the outcome. Only this object knows whether a claim that failed was written, so another job could not repeat it. */
async function claim(call: Call, signal: AbortSignal | undefined): Promise<boolean> {
  const bounds = signal === undefined ? {} : { signal }
  for (const pause of CLAIM_PAUSES) {
    try {
      return await call.claimOutcome(bounds)
    } catch (error) {
      if ((error as RingOutError).code !== 'STORAGE') throw error
      await sleep(pause, undefined, bounds)
    }
  }
  return call.claimOutcome(bounds)
}

/** Waits for the call. Turns an error into the one that tells BullMQ what to do. */
async function orGiveUp(queue: CallQueue, placing: Promise<Call>): Promise<Call> {
  try {
    return await placing
  } catch (error) {
    const { code, retryAfter, retryable, mayHavePlaced, message } = error as RingOutError
    if (code === 'RATE_LIMITED') {
      await queue.rateLimit(Math.max(Math.ceil(retryAfter ?? 1000), 1))
      throw named('RateLimitError', 'bullmq:rateLimitExceeded')
    }
    // A ledger that fails has prevented the request.
    if ((retryable || code === 'STORAGE') && !mayHavePlaced) throw error
    throw Object.assign(named('UnrecoverableError', message), { cause: error })
  }
}

/** Makes an error that BullMQ knows by its name or its message, so that this package does not need a copy of BullMQ. */
function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

// Many calls at once: an iterator of their results, and the journal.

import type { Fields } from './arguments.js'
import { readCallRequest, readOptions, wrongType } from './arguments.js'
import type { Call } from './call.js'
import { callOf } from './call.js'
import type { Outcome } from './data.js'
import { adopt, Data, outcomeOf } from './data.js'
import type { Origin, RingOutError } from './errors.js'
import { errorOf, unwrap } from './errors.js'
import type { JournalStep } from './names.js'
import type * as half from './native.js'
import native from './native.js'
import { causeOf, settle } from './operation.js'
import type { CallRequest, PlaceOptions } from './options.js'
import type { Read } from './steps.js'
import { READ, Steps } from './steps.js'

const OPTIONS: Fields<PlaceOptions> = {
  until: 'string',
  timeout: 'number',
  cancelOnTimeout: 'boolean',
  concurrency: 'number',
  totalTimeout: 'number',
  journal: 'function',
  signal: 'signal',
}

/** The result of one request of {@link Client.placeAll}: an outcome, or the error of its create or of its wait. */
export type Placed =
  | {
      /** The index of the request in the list, from 0. */
      readonly index: number
      readonly call: Call
      readonly outcome: Outcome
      readonly error: null
    }
  | {
      readonly index: number
      /** The call, if it was placed. */
      readonly call: Call | null
      readonly outcome: null
      readonly error: RingOutError
    }

/**
 * One step of one request of {@link Client.placeAll}. As a string it is one line; `JSON.stringify` keeps every field.
 *
 * To continue after a crash, look at the last entry of each request. Without an entry, or after `NotPlaced`, the call can be
 * placed. After `Placed`, follow it by its `callId`. After `Placing` or `MaybePlaced`, phones may have rung: look for the call
 * with {@link Client.callLog}.
 */
export class JournalEntry extends Data {
  /** What happened. */
  declare readonly step: JournalStep
  /** The index of the request in the list, from 0. */
  declare readonly index: number
  /**
   * When it happened, by this machine's clock. Pass it as `sentAt` to {@link Client.callLog}. For `MaybePlaced` it is the time at
   * which the first byte of the request left; for `Placing` the last moment before that, after the login and the wait for the
   * rate limit.
   */
  declare readonly at: Date
  /** The callee's number as sent. */
  declare readonly to: string
  /** The caller's number as sent, if there is one. */
  declare readonly from: string | null
  /** RingCentral's id of the call, from `Placed` on. */
  declare readonly callId: string | null
  /** The outcome of the call, with `Ended`. */
  declare readonly outcome: Outcome | null
  /** Why the call was not placed, or may not have been. */
  declare readonly error: RingOutError | null
}

let newPlaceAll: (
  placing: half.PlaceAll,
  signal: AbortSignal | undefined,
  remaining: number,
  writer: JournalWriter | undefined,
) => PlaceAll

/** @internal */
export function placeAll(client: half.Client, requests: readonly CallRequest[], options: PlaceOptions | undefined): PlaceAll {
  if (!Array.isArray(requests)) throw wrongType('"requests" argument', 'an array', requests)
  const { signal, journal, concurrency, totalTimeout, ...wait } = readOptions('options', options, OPTIONS)
  const settings = requests.map((request, index) => readCallRequest(`requests[${index}]`, request))
  const writer = journal && new JournalWriter(journal)
  const placing = unwrap(client.placeAll(settings, wait, concurrency, totalTimeout, writer?.write))
  return newPlaceAll(placing, signal, requests.length, writer)
}

/**
 * The results of many calls, in the order in which they end; each request has exactly one. Calls are placed only while a `next`
 * is pending, so leaving the loop stops placing. Calls already placed go on.
 */
export class PlaceAll extends Steps<Placed, half.PlaceAll> implements AsyncIterableIterator<Placed, undefined> {
  readonly #native: half.PlaceAll
  #remaining: number
  readonly #writer: JournalWriter | undefined
  #hasReportedAbort = false
  /** The result that the abort error replaced; the next step returns it. */
  #deferred: half.PlaceStep | undefined

  static {
    newPlaceAll = (placing, signal, remaining, writer) => new this(placing, signal, remaining, writer)
  }

  private constructor(
    placing: half.PlaceAll,
    signal: AbortSignal | undefined,
    remaining: number,
    writer: JournalWriter | undefined,
  ) {
    if (!(placing instanceof native.PlaceAll)) throw new TypeError('PlaceAll has no public constructor')
    super(placing, signal)
    this.#native = placing
    this.#remaining = remaining
    this.#writer = writer
  }

  /** The number of requests without a result. */
  get remaining(): number {
    return this.#remaining
  }

  toJSON(): object {
    return { remaining: this.remaining }
  }

  /** Stops placing, and ends a pending `next`. The calls go on. */
  override async return(): Promise<IteratorReturnResult<undefined>> {
    const done = await super.return()
    this.#native.end()
    return done
  }

  /**
   * Throws the abort error once. Later steps return the remaining results.
   * @internal
   */
  override async [READ](placing: half.PlaceAll, signal: AbortSignal | undefined, origin: Origin): Promise<Read<Placed>> {
    const step = this.#deferred ?? (await settle((...ticket) => placing.step(...ticket), signal, origin))
    const { placed, remaining } = step
    if (placed === null) return { more: false }
    const error = placed.failure && errorOf(placed.failure, this.#causeOf(placed, placed.failure, signal), origin)
    if (error?.code === 'CANCELLED' && !this.#hasReportedAbort) {
      this.#hasReportedAbort = true
      this.#deferred = step
      return { error, more: true }
    }
    this.#deferred = undefined
    this.#remaining = remaining
    return { value: placedOf(placed, error), more: true }
  }

  #causeOf({ call }: half.Placed, failure: half.Failure, signal: AbortSignal | undefined): unknown {
    if (failure.code === 'STORAGE' && call === null) return this.#writer?.error
    return causeOf(failure, signal)
  }
}

/** Calls the journal for the native half, which passes an entry and its completion. Never throws. */
class JournalWriter {
  readonly #journal: (entry: JournalEntry) => unknown
  /** The error of the journal, which is why the remaining requests are not placed. */
  error: unknown = undefined
  readonly write: half.JournalCallback = (entry, completion) => void this.#write(entry, completion)

  constructor(journal: (entry: JournalEntry) => unknown) {
    this.#journal = journal
  }

  async #write(entry: half.JournalEntry, completion: half.Completion): Promise<void> {
    try {
      await this.#journal.call(undefined, entryOf(entry))
      completion.resolve(null)
    } catch (error) {
      this.error ??= error
      completion.reject(messageOf(error))
    }
  }
}

/** Returns the message of whatever a journal threw. */
function messageOf(error: unknown): string {
  try {
    return String(Object(error).message ?? error)
  } catch {
    return 'it failed'
  }
}

function entryOf({ at, outcome, failure, ...entry }: half.JournalEntry): JournalEntry {
  const parts = { at: new Date(at), outcome: outcome && outcomeOf(outcome), error: failure && errorOf(failure) }
  return adopt(JournalEntry, { ...entry, ...parts })
}

function placedOf({ index, call, outcome }: half.Placed, error: RingOutError | null): Placed {
  return Object.freeze({ index, call: call && callOf(call), outcome: outcome && outcomeOf(outcome), error }) as Placed
}

// A call, and the changes of a call.

import type { CallLog } from './account.js'
import { logOf } from './account.js'
import type { Fields } from './arguments.js'
import { readOptions } from './arguments.js'
import type { CallState, Change, Outcome } from './data.js'
import { changeOf, outcomeOf, stateOf } from './data.js'
import type { Origin } from './errors.js'
import { unwrap } from './errors.js'
import { awaitHangUpsAtExit } from './exits.js'
import { Handle } from './handle.js'
import type { CancelEffect } from './names.js'
import type * as half from './native.js'
import native from './native.js'
import { operate, readBounds, run, settle } from './operation.js'
import type { OperationOptions, WaitOptions } from './options.js'
import type { Read } from './steps.js'
import { READ, Steps } from './steps.js'

const WAIT: Fields<WaitOptions> = {
  until: 'string',
  timeout: 'number',
  cancelOnTimeout: 'boolean',
  cancelOnExit: 'boolean',
  signal: 'signal',
}

/** @internal */
export let callOf: (call: half.Call) => Call
let watchOf: (watch: half.Watch, signal: AbortSignal | undefined, hangsUp: boolean, outcome: Outcome) => Watch

/**
 * A call. Dropping this object does not affect the call. A block with `await using` hangs up when it is left, unless the call is
 * over or was detached:
 *
 *     await using call = await client.createCall(request)
 *     if ((await call.wait({ until: 'answered', timeout: 60_000 })).kind === 'Answered') call.detach()
 */
export class Call extends Handle {
  readonly #native: half.Call

  static {
    callOf = (call) => new this(call)
  }

  private constructor(call: half.Call) {
    super()
    if (!(call instanceof native.Call)) throw new TypeError('Call has no public constructor')
    this.#native = call
  }

  /** RingCentral's id of the call, an opaque string. */
  get id(): string {
    return this.#native.id
  }

  /**
   * Whether the call was placed by another request with the same `dedupeKey`, in this process or another, and not by the one that
   * returned this object.
   */
  get adopted(): boolean {
    return this.#native.adopted
  }

  /** The last state that was seen, or null if none was seen yet. Sends nothing. */
  get state(): CallState | null {
    const state = this.#native.state()
    return state === null ? null : stateOf(state)
  }

  /** The outcome, judged by the states seen so far. Sends nothing. */
  get outcome(): Outcome {
    return outcomeOf(this.#native.outcome())
  }

  /** Polls RingCentral once. Rejects with {@link NotFoundError} when RingCentral no longer knows the call. */
  status(options?: OperationOptions): Promise<CallState> {
    return run(options, (queue, number, token, timeout) => this.#native.status(queue, number, token, timeout), stateOf)
  }

  /** Waits until the call ends or is answered, and returns the outcome. */
  async wait(options?: WaitOptions): Promise<Outcome> {
    const watch = this.watch(options)
    while (!(await watch.next()).done);
    return watch.outcome
  }

  /** Yields the changes of the call: `for await (const change of call.watch())`. */
  watch(options?: WaitOptions): Watch {
    const { signal, ...settings } = readOptions('options', options, WAIT)
    const watch = unwrap(this.#native.watch(settings, signal?.aborted ?? false))
    return watchOf(watch, signal, settings.cancelOnExit ?? false, this.outcome)
  }

  /**
   * Looks up the call in RingCentral's call log by its numbers and its time. RingCentral writes the record some time after the
   * end of the call, sometimes a minute later; until then `matching` is `None`. Needs the permission `ReadCallLog`, and counts
   * against the `Heavy` rate limit. Rejects with {@link InvalidArgumentError} for a handle made from an id; use {@link
   * Client.callLog} instead.
   */
  async log(options?: OperationOptions): Promise<CallLog> {
    return logOf(await operate(readBounds(options), (...bounds) => this.#native.log(...bounds)))
  }

  /**
   * Takes the lease of a call with a `dedupeKey`. Returns null if it is now this client's or the call has ended, otherwise for how
   * many milliseconds another worker still has it.
   *
   * The lease says which worker follows the call; it does not prevent others. The one that places or finds the call has it, unless
   * another has it. `wait` and `watch` keep it, and 30 s after a worker has died it is free. A client that polls a call rarely,
   * because it follows many, has it for longer. Sends nothing to RingCentral.
   */
  async takeLease(options?: OperationOptions): Promise<number | null> {
    return operate(readBounds(options), (...bounds) => this.#native.takeLease(...bounds))
  }

  /**
   * Claims the outcome of a call with a `dedupeKey`, for the worker that reports it. Returns true once for a key, whichever workers
   * ask, and false before the end of the call has been seen. A worker that dies between the claim and its report has claimed it
   * even so. If the ledger fails, ask the same object again. Sends nothing to RingCentral.
   */
  async claimOutcome(options?: OperationOptions): Promise<boolean> {
    return operate(readBounds(options), (...bounds) => this.#native.claimOutcome(...bounds))
  }

  /** Hangs up, then polls once to see the effect. A call that has already ended is not an error. */
  async cancel(options?: OperationOptions): Promise<CancelEffect> {
    return operate(readBounds(options), (...bounds) => this.#native.cancel(...bounds))
  }

  /** Lets the call go on: neither a wait with `cancelOnExit` that has begun nor `await using` hangs it up. Sends nothing. */
  detach(): void {
    this.#native.detach()
  }

  /**
   * Hangs up, unless the call is over or was detached, and waits up to five seconds for the effect. A hang-up that fails is
   * logged, and does not reject the promise. `await using` calls this.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    awaitHangUpsAtExit()
    await settle((...ticket) => this.#native.dispose(...ticket), undefined)
  }

  toJSON(): object {
    const { id, state, outcome } = this
    return { id, state, outcome }
  }
}

/**
 * The changes of a call from the creation of the watch on, buffered until they are read. Each change is delivered once: loops
 * over the same watch share the changes, and separate watches each see all of them. An `AbortSignal` ends the watch with an
 * {@link OperationCancelledError}; leaving the loop or dropping the watch ends it without an error. The call goes on, except with
 * `cancelOnExit`.
 */
export class Watch extends Steps<Change, half.Watch> implements AsyncIterableIterator<Change, undefined> {
  #outcome: Outcome

  static {
    watchOf = (watch, signal, hangsUp, outcome) => new this(watch, signal, hangsUp, outcome)
  }

  private constructor(watch: half.Watch, signal: AbortSignal | undefined, hangsUp: boolean, outcome: Outcome) {
    if (!(watch instanceof native.Watch)) throw new TypeError('Watch has no public constructor')
    super(watch, signal, hangsUp)
    this.#outcome = outcome
  }

  /** The outcome, judged by the changes read so far. */
  get outcome(): Outcome {
    return this.#outcome
  }

  toJSON(): object {
    return { outcome: this.outcome }
  }

  /** @internal */
  override async [READ](watch: half.Watch, signal: AbortSignal | undefined, origin: Origin): Promise<Read<Change>> {
    const { change, outcome } = await settle((...ticket) => watch.step(...ticket), signal, origin)
    this.#outcome = outcomeOf(outcome)
    return change === null ? { more: false } : { value: changeOf(change), more: true }
  }
}

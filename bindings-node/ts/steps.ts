// Async iterators over native objects, whose `step` returns the next item and whose `cancel` ends a pending step.

import { Origin } from './errors.js'
import { cancelAtExit } from './exits.js'
import { Handle } from './handle.js'
import type { Cancellable } from './native.js'
import { bind } from './operation.js'

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** @internal */
export const READ = Symbol('read')

/**
 * The result of a step: a value or an error, with neither at the end, and whether there may be more.
 * @internal
 */
export interface Read<Item> {
  value?: Item
  error?: unknown
  more: boolean
}

// Unbinds iterators that are garbage: the signal must not keep their native objects alive.
const abandoned = new FinalizationRegistry<() => void>((unbind) => unbind())

/** An async iterator that takes one step at a time, even if `next` is called several times at once. */
export abstract class Steps<Item, Half extends Cancellable> extends Handle {
  readonly #native: Half
  readonly #signal: AbortSignal | undefined
  readonly #unbind: (() => void) | undefined
  readonly #endsWithProcess: (() => void) | undefined
  #lastStep: Promise<unknown> = Promise.resolve()
  #stopped = false

  /** `hangsUp` says that an interruption hangs up, for which the end of the process waits. */
  protected constructor(native: Half, signal: AbortSignal | undefined, hangsUp = false) {
    super()
    this.#native = native
    this.#signal = signal
    if (hangsUp) this.#endsWithProcess = cancelAtExit(native)
    if (signal === undefined) return
    this.#unbind = bind(signal, native)
    abandoned.register(this, this.#unbind, this)
  }

  /** Returns the next item. */
  next(): Promise<IteratorResult<Item, undefined>> {
    const origin = new Origin(this.next)
    const step = this.#lastStep.then(() => this.#step(origin))
    this.#lastStep = step.catch(() => {})
    return step
  }

  /** Ends a pending `next`, and takes no more steps. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#stop()
    this.#native.cancel()
    await this.#lastStep
    return DONE
  }

  /** Like {@link return}, but rejects with the error. Generators that delegate with `yield*` call it. */
  async throw(error?: unknown): Promise<IteratorReturnResult<undefined>> {
    await this.return()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /**
   * Takes a step.
   * @internal
   */
  protected abstract [READ](native: Half, signal: AbortSignal | undefined, origin: Origin): Promise<Read<Item>>

  async #step(origin: Origin): Promise<IteratorResult<Item, undefined>> {
    if (this.#stopped) return DONE
    const { value, error, more } = await this[READ](this.#native, this.#signal, origin).catch(failed)
    // `return` cancelled this step, so its error is expected.
    if (this.#stopped && Object(error).code === 'CANCELLED') return DONE
    if (!more) this.#stop()
    if (error !== undefined) throw error
    return value === undefined ? DONE : { done: false, value }
  }

  #stop(): void {
    this.#stopped = true
    this.#unbind?.()
    this.#endsWithProcess?.()
    abandoned.unregister(this)
  }
}

function failed(error: unknown): { value?: undefined; error: unknown; more: boolean } {
  return { error, more: false }
}

'use strict'

// Async iterators over native objects, whose `step` returns the next item and whose `cancel` ends a pending step.

const { bind } = require('./operation.cjs')

const DONE = { done: true, value: undefined }
const READ = Symbol('read')

// Unbinds iterators that are garbage: the signal must not keep their native objects alive.
const abandoned = new FinalizationRegistry((unbind) => unbind())

/** An async iterator that takes one step at a time, even if `next` is called several times at once. */
class Steps {
  #native
  #signal
  #unbind
  /** @type {Promise<any>} */
  #lastStep = Promise.resolve()
  #stopped = false

  constructor(native, signal) {
    this.#native = native
    this.#signal = signal
    if (signal === undefined) return
    this.#unbind = bind(signal, native)
    abandoned.register(this, this.#unbind, this)
  }

  next() {
    const step = this.#lastStep.then(() => this.#step())
    this.#lastStep = step.catch(() => {})
    return step
  }

  /** Ends a pending step, and takes no more. */
  async return() {
    this.#stop()
    this.#native.cancel()
    await this.#lastStep
    return DONE
  }

  [Symbol.asyncIterator]() {
    return this
  }

  /**
   * Takes a step. Resolves with a value or an error, with neither at the end, and with whether there may be more.
   * @returns {Promise<{ value?: any, error?: any, more: boolean }>}
   */
  async [READ](_native, _signal) {
    return { more: false }
  }

  async #step() {
    if (this.#stopped) return DONE
    const { value, error, more } = await this[READ](this.#native, this.#signal).catch(failed)
    // `return` cancelled this step, so its error is expected.
    if (this.#stopped && error?.code === 'CANCELLED') return DONE
    if (!more) this.#stop()
    if (error !== undefined) throw error
    return value === undefined ? DONE : { done: false, value }
  }

  #stop() {
    this.#stopped = true
    this.#unbind?.()
    abandoned.unregister(this)
  }
}

function failed(error) {
  return { value: undefined, error, more: false }
}

module.exports = { READ, Steps }

'use strict'

// Async iterators over what the native half has: its `step` gives the next, its `cancel` ends a step under way.

const { bind } = require('./operation.cjs')

const DONE = { done: true, value: undefined }
const READ = Symbol('read')

// An iterator that nobody has any more must not be kept by its signal.
const abandoned = new FinalizationRegistry((unbind) => unbind())

/** Steps are taken one after another, also when several are asked for at once. */
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

  /** Takes no more steps; one under way ends. */
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
   * What a step comes to: a value or an error, neither at the end, and whether there may be more.
   * @returns {Promise<{ value?: any, error?: any, more: boolean }>}
   */
  async [READ](_native, _signal) {
    return { more: false }
  }

  async #step() {
    if (this.#stopped) return DONE
    const { value, error, more } = await this[READ](this.#native, this.#signal).catch(failed)
    // Whoever has left interrupted it, and knows.
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

'use strict'

const { inspect } = require('node:util')

const { readOptions } = require('./arguments.cjs')
const { changeOf, outcomeOf, stateOf } = require('./data.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')
const { bind, operate, settle } = require('./operation.cjs')

const OPERATION = { signal: 'signal', timeout: 'number' }
const WAIT = { until: 'string', timeout: 'number', cancelOnTimeout: 'boolean', signal: 'signal' }
const DONE = { done: true, value: undefined }

// A watch that nobody has any more must not be kept by its signal.
const abandoned = new FinalizationRegistry((unbind) => unbind())

class Call {
  #native

  constructor(call) {
    if (!(call instanceof native.Call)) throw new TypeError('Call has no public constructor')
    this.#native = call
  }

  get id() {
    return this.#native.id
  }

  get state() {
    return stateOf(this.#native.state())
  }

  get outcome() {
    return outcomeOf(this.#native.outcome())
  }

  async status(options) {
    const bounds = readOptions('options', options, OPERATION)
    return stateOf(await operate(bounds, (...bounds) => this.#native.status(...bounds)))
  }

  async wait(options) {
    const watch = this.watch(options)
    while (!(await watch.next()).done);
    return watch.outcome
  }

  watch(options) {
    const { signal, ...settings } = readOptions('options', options, WAIT)
    const watch = take(this.#native.watch(settings, signal?.aborted ?? false))
    return new Watch(watch, signal, this.outcome)
  }

  async cancel(options) {
    const bounds = readOptions('options', options, OPERATION)
    return operate(bounds, (...bounds) => this.#native.cancel(...bounds))
  }

  [inspect.custom](depth, options) {
    return depth < 0 ? '[Call]' : `Call ${inspect({ id: this.id, state: this.state }, { ...options, depth })}`
  }
}

/**
 * The changes of a call. They are kept until they are asked for. Steps are taken one after another, also when several are
 * asked for at once.
 */
class Watch {
  #native
  #signal
  #unbind
  #outcome
  /** @type {Promise<any>} */
  #lastStep = Promise.resolve()
  #stopped = false

  constructor(watch, signal, outcome) {
    if (!(watch instanceof native.Watch)) throw new TypeError('Watch has no public constructor')
    this.#native = watch
    this.#signal = signal
    this.#outcome = outcome
    if (signal === undefined) return
    this.#unbind = bind(signal, watch)
    abandoned.register(this, this.#unbind, this)
  }

  /** How the call came out, going by the changes up to here. */
  get outcome() {
    return this.#outcome
  }

  next() {
    const step = this.#lastStep.then(() => this.#step())
    this.#lastStep = step.catch(() => {})
    return step
  }

  /** Stops watching; a step under way ends. The call goes on. */
  async return() {
    this.#stop()
    this.#native.cancel()
    await this.#lastStep
    return DONE
  }

  [Symbol.asyncIterator]() {
    return this
  }

  async #step() {
    if (this.#stopped) return DONE
    try {
      const { change, outcome } = await settle(this.#native.step(), this.#signal)
      this.#outcome = outcomeOf(outcome)
      if (change !== null) return { done: false, value: changeOf(change) }
      this.#stop()
      return DONE
    } catch (error) {
      if (this.#stopped && error.code === 'CANCELLED') return DONE
      this.#stop()
      throw error
    }
  }

  #stop() {
    this.#stopped = true
    this.#unbind?.()
    abandoned.unregister(this)
  }
}

module.exports = { Call, Watch }

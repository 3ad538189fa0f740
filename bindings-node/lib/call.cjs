'use strict'

const { inspect } = require('node:util')

const { readOptions } = require('./arguments.cjs')
const { changeOf, outcomeOf, stateOf } = require('./data.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')
const { operate } = require('./operation.cjs')

const OPERATION = { signal: 'signal' }
const WAIT = { until: 'string', timeout: 'number', cancelOnTimeout: 'boolean', signal: 'signal' }
const DONE = { done: true, value: undefined }

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
    const { signal } = readOptions('options', options, OPERATION)
    return stateOf(await operate(signal, (token) => this.#native.status(token)))
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
    const { signal } = readOptions('options', options, OPERATION)
    return operate(signal, (token) => this.#native.cancel(token))
  }

  [inspect.custom](depth, options) {
    return depth < 0 ? '[Call]' : `Call ${inspect({ id: this.id, state: this.state }, { ...options, depth })}`
  }
}

/** The changes of a call. Steps are taken one after another, also when several are asked for at once. */
class Watch {
  #native
  #signal
  #outcome
  /** @type {Promise<any>} */
  #lastStep = Promise.resolve()
  #stopped = false

  constructor(watch, signal, outcome) {
    if (!(watch instanceof native.Watch)) throw new TypeError('Watch has no public constructor')
    this.#native = watch
    this.#signal = signal
    this.#outcome = outcome
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
    this.#stopped = true
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
      const { change, outcome } = await operate(this.#signal, () => this.#native.step(), this.#native)
      this.#outcome = outcomeOf(outcome)
      this.#stopped ||= change === null
      return change === null ? DONE : { done: false, value: changeOf(change) }
    } catch (error) {
      if (this.#stopped && error.code === 'CANCELLED') return DONE
      this.#stopped = true
      throw error
    }
  }
}

module.exports = { Call, Watch }

'use strict'

const { inspect } = require('node:util')

const { readOptions } = require('./arguments.cjs')
const { changeOf, outcomeOf, stateOf } = require('./data.cjs')
const { unwrap } = require('./errors.cjs')
const native = require('./native.cjs')
const { operate, settle } = require('./operation.cjs')
const { READ, Steps } = require('./steps.cjs')

const OPERATION = { signal: 'signal', timeout: 'number' }
const WAIT = { until: 'string', timeout: 'number', cancelOnTimeout: 'boolean', signal: 'signal' }

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
    const watch = unwrap(this.#native.watch(settings, signal?.aborted ?? false))
    return new Watch(watch, signal, this.outcome)
  }

  async log(options) {
    const bounds = readOptions('options', options, OPERATION)
    const log = await operate(bounds, (...bounds) => this.#native.log(...bounds))
    return require('./account.cjs').logOf(log)
  }

  async cancel(options) {
    const bounds = readOptions('options', options, OPERATION)
    return operate(bounds, (...bounds) => this.#native.cancel(...bounds))
  }

  [inspect.custom](depth, options) {
    return depth < 0 ? '[Call]' : `Call ${inspect({ id: this.id, state: this.state }, { ...options, depth })}`
  }
}

/** The changes of a call, buffered until they are read. */
class Watch extends Steps {
  #outcome

  constructor(watch, signal, outcome) {
    if (!(watch instanceof native.Watch)) throw new TypeError('Watch has no public constructor')
    super(watch, signal)
    this.#outcome = outcome
  }

  get outcome() {
    return this.#outcome
  }

  async [READ](watch, signal) {
    const { change, outcome } = await settle(watch.step(), signal)
    this.#outcome = outcomeOf(outcome)
    return change === null ? { more: false } : { value: changeOf(change), more: true }
  }
}

module.exports = { Call, Watch }

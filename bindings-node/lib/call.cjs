'use strict'

const { inspect } = require('node:util')

const { readOptions } = require('./arguments.cjs')
const { notConstructible } = require('./data.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')
const { operate } = require('./operation.cjs')
const { outcomeOf } = require('./outcome.cjs')
const { stateOf } = require('./state.cjs')
const { Watch } = require('./watch.cjs')

const OPERATION = { signal: 'signal' }
const WAIT = { until: 'string', timeout: 'number', cancelOnTimeout: 'boolean', signal: 'signal' }

class Call {
  #native

  constructor(call) {
    if (!(call instanceof native.Call)) notConstructible(Call, 'use client.createCall or client.call')
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
    const { signal, ...settings } = readOptions('options', options, WAIT)
    return outcomeOf(await operate(signal, (token) => this.#native.wait(settings, token)))
  }

  watch(options) {
    const { signal, ...settings } = readOptions('options', options, WAIT)
    const token = new native.CancelToken()
    return new Watch(take(this.#native.watch(settings, token)), { token, signal, outcome: this.outcome })
  }

  async cancel(options) {
    const { signal } = readOptions('options', options, OPERATION)
    return operate(signal, (token) => this.#native.cancel(token))
  }

  [inspect.custom](depth, options) {
    const shown = depth < 0 ? '[Call]' : inspect({ id: this.id, state: this.state }, { ...options, depth })
    return depth < 0 ? shown : `Call ${shown}`
  }
}

module.exports = { Call }

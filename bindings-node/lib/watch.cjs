'use strict'

const { adopt, notConstructible, textOf } = require('./data.cjs')
const native = require('./native.cjs')
const { operate } = require('./operation.cjs')
const { outcomeOf } = require('./outcome.cjs')
const { stateOf, verdictOf } = require('./state.cjs')

const DONE = { done: true, value: undefined }

class Change {
  constructor() {
    notConstructible(Change, 'iterate over call.watch()')
  }

  toString() {
    return textOf(this)
  }
}

/** The changes of a call. Steps are taken one after another, also when several are asked for at once. */
class Watch {
  #native
  #token
  #signal
  #outcome
  /** @type {Promise<any>} */
  #lastStep = Promise.resolve()
  #stopped = false

  constructor(watch, { token, signal, outcome }) {
    if (!(watch instanceof native.Watch)) notConstructible(Watch, 'call.watch() returns one')
    this.#native = watch
    this.#token = token
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
    this.#token.cancel()
    await this.#lastStep
    return DONE
  }

  [Symbol.asyncIterator]() {
    return this
  }

  async #step() {
    if (this.#stopped) return DONE
    try {
      const { change, outcome } = await operate(this.#signal, () => this.#native.step(), this.#token)
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

function changeOf({ previous, state, verdict, earliest, latest }) {
  const now = stateOf(state)
  const data = { previous: stateOf(previous), state: now, verdict: verdictOf(verdict), earliest, latest }
  return adopt(Change, { ...data, text: String(now) })
}

module.exports = { Change, Watch }

'use strict'

// Frozen data classes: states, changes, verdicts, outcomes, responses and reports.

const { readArgument, wrongType } = require('./arguments.cjs')
const { errorOf } = require('./errors.cjs')
const native = require('./native.cjs')

const TEXT = Symbol('text')

/** The base of classes that only this package creates, and whose string form comes from the core. */
class Data {
  constructor() {
    throw new TypeError(`${new.target.name} has no public constructor`)
  }

  toString() {
    return this[TEXT]
  }
}

class Change extends Data {}
class Limit extends Data {}
class Outcome extends Data {}
class Preflight extends Data {}
class TokenKey extends Data {}
class Verdict extends Data {}

class JournalEntry extends Data {
  /** Adds the error's message, which `JSON.stringify` leaves out of an error. */
  toJSON() {
    const { error } = /** @type {any} */ (this)
    return { ...this, error: error && { message: error.message, ...error } }
  }
}

class Response extends Data {
  /** @type {Buffer} */ body

  get text() {
    return this.body.toString('utf8')
  }

  json() {
    return JSON.parse(this.text)
  }

  toString() {
    return this.text
  }
}

class CallState {
  constructor(callStatus, callerStatus, calleeStatus) {
    const statuses = Object.entries({ callStatus, callerStatus, calleeStatus })
    const state = native.parseState(...statuses.map(([name, status]) => readArgument(name, status, 'string')))
    Object.freeze(Object.assign(this, state))
  }

  explain() {
    return native.explainState(this)
  }

  equals(other) {
    const fields = ['callStatus', 'callerStatus', 'calleeStatus']
    return other instanceof CallState && fields.every((name) => this[name] === other[name])
  }

  toString() {
    return native.stateText(this)
  }
}

function checkTransition(from, to) {
  for (const [name, state] of Object.entries({ from, to })) {
    if (!(state instanceof CallState)) throw wrongType(`"${name}" argument`, 'an instance of CallState', state)
  }
  return verdictOf(native.checkTransition(from, to))
}

function statusNumber(status) {
  return native.statusNumber(readArgument('status', status, 'string'))
}

function explainStatus(status) {
  return native.explainStatus(readArgument('status', status, 'string'))
}

/**
 * Creates a frozen instance with these properties. `text` becomes its string form and is not an enumerable property.
 * @param {any} Class
 * @param {Record<string, any>} properties
 */
function adopt(Class, { text, ...properties }) {
  const instance = Object.assign(Object.create(Class.prototype), properties)
  if (text !== undefined) Object.defineProperty(instance, TEXT, { value: text })
  return Object.freeze(instance)
}

// Converters from the native half's plain data to instances; null stays null.

function stateOf(state) {
  return state && adopt(CallState, state)
}

function verdictOf(verdict) {
  if (verdict === null) return null
  const reasons = verdict.reasons.map((reason) => Object.freeze({ ...reason, path: Object.freeze(reason.path) }))
  return adopt(Verdict, { ...verdict, reasons: Object.freeze(reasons) })
}

function outcomeOf(outcome) {
  return adopt(Outcome, outcome)
}

function changeOf({ previous, state, verdict, earliest, latest }) {
  const now = stateOf(state)
  const parts = { previous: stateOf(previous), state: now, verdict: verdictOf(verdict), earliest, latest }
  return adopt(Change, { ...parts, text: String(now) })
}

function keyOf(key) {
  return adopt(TokenKey, key)
}

/** Joins headers of the same name, as `fetch` does. */
function responseOf({ headers, error, ...response }) {
  const joined = Object.create(null)
  for (const [name, value] of headers) joined[name] = name in joined ? `${joined[name]}, ${value}` : value
  return adopt(Response, { ...response, headers: Object.freeze(joined), error: error && errorOf(error) })
}

module.exports = {
  CallState,
  Change,
  JournalEntry,
  Limit,
  Outcome,
  Preflight,
  Response,
  TokenKey,
  Verdict,
  adopt,
  changeOf,
  checkTransition,
  explainStatus,
  keyOf,
  outcomeOf,
  responseOf,
  stateOf,
  statusNumber,
}

'use strict'

const { readArgument, wrongType } = require('./arguments.cjs')
const { adopt, notConstructible, textOf } = require('./data.cjs')
const native = require('./native.cjs')

class CallState {
  constructor(callStatus, callerStatus, calleeStatus) {
    const texts = Object.entries({ callStatus, callerStatus, calleeStatus })
    const state = native.parseState(...texts.map(([name, text]) => readArgument(name, text, 'string')))
    Object.freeze(Object.assign(this, state))
  }

  explain() {
    return native.explainState(this)
  }

  equals(other) {
    return other instanceof CallState && native.stateText(this) === native.stateText(other)
  }

  toString() {
    return native.stateText(this)
  }
}

class Verdict {
  constructor() {
    notConstructible(Verdict, 'checkTransition returns one')
  }

  toString() {
    return textOf(this)
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

/** The state of the native half as a CallState; null stays null. */
function stateOf(state) {
  return state && adopt(CallState, state)
}

/** The verdict of the native half as a Verdict; null stays null. */
function verdictOf(verdict) {
  if (verdict === null) return null
  const reasons = verdict.reasons.map((reason) => Object.freeze({ ...reason, path: Object.freeze(reason.path) }))
  return adopt(Verdict, { ...verdict, reasons: Object.freeze(reasons) })
}

module.exports = { CallState, Verdict, checkTransition, explainStatus, stateOf, statusNumber, verdictOf }

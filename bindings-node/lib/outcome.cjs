'use strict'

const { adopt, notConstructible, textOf } = require('./data.cjs')

class Outcome {
  constructor() {
    notConstructible(Outcome, 'wait, watch and call.outcome return one')
  }

  toString() {
    return textOf(this)
  }
}

module.exports = { Outcome, outcomeOf: (outcome) => adopt(Outcome, outcome) }

'use strict'

const { Call } = require('./lib/call.cjs')
const { Client, Response } = require('./lib/client.cjs')
const { classes } = require('./lib/errors.cjs')
const names = require('./lib/names.cjs')
const { Outcome } = require('./lib/outcome.cjs')
const { CallState, Verdict, checkTransition, explainStatus, statusNumber } = require('./lib/state.cjs')
const { Change, Watch } = require('./lib/watch.cjs')
const { version } = require('./package.json')

module.exports = {
  Client,
  Call,
  CallState,
  Change,
  Outcome,
  Response,
  Verdict,
  Watch,
  checkTransition,
  explainStatus,
  statusNumber,
  version,
  ...names,
  ...classes,
}

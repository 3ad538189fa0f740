'use strict'

const { Preflight, dialUri } = require('./lib/account.cjs')
const { Call, Watch } = require('./lib/call.cjs')
const { Client } = require('./lib/client.cjs')
const {
  CallState,
  Change,
  Outcome,
  Response,
  TokenKey,
  Verdict,
  checkTransition,
  explainStatus,
  statusNumber,
} = require('./lib/data.cjs')
const { classes } = require('./lib/errors.cjs')
const { setLogger } = require('./lib/logger.cjs')
const { Authorization, Token } = require('./lib/login.cjs')
const native = require('./lib/native.cjs')

// Each name is a constant whose value is the name itself.
const constants = (...names) => Object.freeze(Object.fromEntries(names.map((name) => [name, name])))

const names = {
  Status: constants(...native.statusNames()),
  Phase: constants('Unknown', 'RingingCaller', 'RingingCallee', 'Connected', 'Ended'),
  VerdictKind: constants('Unchanged', 'Documented', 'Skipped', 'Undocumented', 'Impossible'),
  OutcomeKind: constants(
    'StillInProgress',
    'Answered',
    'Completed',
    'Busy',
    'NoAnswer',
    'Rejected',
    'Cancelled',
    'Blocked',
    'NotEnoughFunds',
    'NoSuchUser',
    'Failed',
    'EndedUnknown',
  ),
  OutcomeSource: constants('Status', 'Gone', 'CallLog'),
  LogMatch: constants('None', 'Ambiguous', 'Likely', 'Certain'),
  CheckKind: constants('Login', 'Permission', 'Extension', 'Line', 'From', 'CallerId', 'Destination', 'Clock'),
  CheckResult: constants('Passed', 'Warning', 'Failed', 'Unknown'),
  JournalStep: constants('Placing', 'Placed', 'NotPlaced', 'MaybePlaced', 'Ended'),
  CancelEffect: constants('HungUp', 'Accepted', 'AlreadyEnded'),
  Until: Object.freeze({ Ended: 'ended', Answered: 'answered' }),
  CallPath: Object.freeze({ RingOut: 'ring-out', Deprecated: 'ringout' }),
  Scheme: Object.freeze({ RcMobile: 'rcmobile', Tel: 'tel' }),
  RateLimit: Object.freeze({ Wait: 'wait', FailFast: 'fail-fast' }),
}

module.exports = {
  Authorization,
  Client,
  Call,
  CallState,
  Change,
  Outcome,
  Preflight,
  Response,
  // Loaded when they are named: most programs never do.
  get JournalEntry() {
    return require('./lib/place_all.cjs').JournalEntry
  },
  get PlaceAll() {
    return require('./lib/place_all.cjs').PlaceAll
  },
  get SDK() {
    return require('./lib/sdk.cjs').SDK
  },
  Token,
  TokenKey,
  Verdict,
  Watch,
  checkTransition,
  dialUri,
  explainStatus,
  setLogger,
  statusNumber,
  version: native.version(),
  ...names,
  ...classes,
}

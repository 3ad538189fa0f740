'use strict'

const native = require('./lib/native.cjs')

// Constants whose values are their names.
const constants = (...names) => Object.freeze(Object.fromEntries(names.map((name) => [name, name])))

const exported = {
  version: native.version(),
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
  DialScheme: Object.freeze({ RcMobile: 'rcmobile', Tel: 'tel' }),
  RateLimit: Object.freeze({ Wait: 'wait', FailFast: 'fail-fast' }),

  // Functions load their modules when called, because an `import` accesses every export.
  dialUri(number, options) {
    return require('./lib/account.cjs').dialUri(number, options)
  },
  setLogger(logger, options) {
    require('./lib/logger.cjs').setLogger(logger, options)
  },
}

/** Loads a module on first access to one of its names: most programs that `require` this package use few of them. */
function exportFrom(load, ...names) {
  for (const name of names) Object.defineProperty(exported, name, { get: () => load()[name], enumerable: true })
}

exportFrom(() => require('./lib/call.cjs'), 'Call', 'Watch')
exportFrom(() => require('./lib/client.cjs'), 'Client')
exportFrom(() => require('./lib/data.cjs'), 'CallState', 'Change', 'JournalEntry', 'Limit', 'Outcome')
exportFrom(() => require('./lib/data.cjs'), 'Preflight', 'Response', 'TokenKey', 'Verdict')
exportFrom(() => require('./lib/data.cjs'), 'checkTransition', 'explainStatus', 'statusNumber')
exportFrom(() => require('./lib/login.cjs'), 'Authorization', 'Token')
exportFrom(() => require('./lib/place_all.cjs'), 'PlaceAll')
exportFrom(() => require('./lib/compat/sdk.cjs'), 'SDK')
exportFrom(
  () => require('./lib/errors.cjs').classes,
  'RingOutError',
  'InvalidArgumentError',
  'NotLoggedInError',
  'UnauthorizedError',
  'ForbiddenError',
  'NotFoundError',
  'RateLimitedError',
  'RejectedError',
  'ServerError',
  'RequestTimeoutError',
  'ConnectionFailedError',
  'ProtocolError',
  'OperationCancelledError',
  'StorageError',
  'MaybePlacedError',
  'InternalError',
)

module.exports = exported

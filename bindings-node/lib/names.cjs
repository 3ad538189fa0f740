'use strict'

const native = require('./native.cjs')

// Each name is a constant whose value is the name itself.
const constants = (...names) => Object.freeze(Object.fromEntries(names.map((name) => [name, name])))

module.exports = {
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
  CancelEffect: constants('HungUp', 'Accepted', 'AlreadyEnded'),
  Until: Object.freeze({ Ended: 'ended', Answered: 'answered' }),
  CallPath: Object.freeze({ RingOut: 'ring-out', Deprecated: 'ringout' }),
}

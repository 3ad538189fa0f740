// Names as constants and as union types. Each constant's value is its name.

import native from './native.js'

type Names<Name extends string> = Readonly<{ [Key in Name]: Key }>

function constants<const Name extends string>(...names: Name[]): Names<Name> {
  return Object.freeze(Object.fromEntries(names.map((name) => [name, name]))) as Names<Name>
}

/** A status that RingCentral documents for a call or one of its legs. */
export type KnownStatus =
  | 'Unknown'
  | 'InProgress'
  | 'Success'
  | 'Finished'
  | 'Busy'
  | 'NoAnswer'
  | 'Rejected'
  | 'GenericError'
  | 'InternationalDisabled'
  | 'DestinationBlocked'
  | 'NotEnoughFunds'
  | 'NoSuchUser'
  | 'RingOutFromThisNumberIsNotSupported'
  | 'CannotReach'
  | 'NoAnsweringMachine'
  | 'NoSessionFound'
  | 'Error'
  | 'Invalid'

/** The statuses as constants: `Status.Busy === 'Busy'`. */
export const Status: Names<KnownStatus> = constants(...native.statusNames())
/** A documented status, or any other string that RingCentral sent. */
export type Status = KnownStatus | (string & {})

/** The phase of a call. */
export const Phase = constants('Unknown', 'RingingCaller', 'RingingCallee', 'Connected', 'Ended')
/** The phase of a call. */
export type Phase = keyof typeof Phase

/** How a transition compares with RingCentral's documentation, from best to worst. */
export const VerdictKind = constants('Unchanged', 'Documented', 'Skipped', 'Undocumented', 'Impossible')
/** How a transition compares with RingCentral's documentation, from best to worst. */
export type VerdictKind = keyof typeof VerdictKind

/** How a call ended. */
export const OutcomeKind = constants(
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
)
/** How a call ended. */
export type OutcomeKind = keyof typeof OutcomeKind

/** What an outcome is based on: the polled statuses, a call that had vanished, or the call log. */
export const OutcomeSource = constants('Status', 'Gone', 'CallLog')
/** What an outcome is based on: the polled statuses, a call that had vanished, or the call log. */
export type OutcomeSource = keyof typeof OutcomeSource

/**
 * The effect of a cancel: the ringing call ended, RingCentral accepted the request (see the state), or the call had ended before.
 */
export const CancelEffect = constants('HungUp', 'Accepted', 'AlreadyEnded')
/**
 * The effect of a cancel: the ringing call ended, RingCentral accepted the request (see the state), or the call had ended before.
 */
export type CancelEffect = keyof typeof CancelEffect

/** How certain it is that a record of the call log is the call, from least to most. */
export const LogMatch = constants('None', 'Ambiguous', 'Likely', 'Certain')
/** How certain it is that a record of the call log is the call, from least to most. */
export type LogMatch = keyof typeof LogMatch

/** The kinds of checks of {@link Client.preflight}. */
export const CheckKind = constants('Login', 'Permission', 'Extension', 'Line', 'From', 'CallerId', 'Destination', 'Clock')
/** The kinds of checks of {@link Client.preflight}. */
export type CheckKind = keyof typeof CheckKind

/** The result of a check: no problem found, a call may fail, a call would fail, or the check was not possible. */
export const CheckResult = constants('Passed', 'Warning', 'Failed', 'Unknown')
/** The result of a check: no problem found, a call may fail, a call would fail, or the check was not possible. */
export type CheckResult = keyof typeof CheckResult

/**
 * A step of a journal: a request is about to be sent, RingCentral has accepted it, it was not placed and no phone rings, it may
 * have been placed and phones may be ringing, or the call has ended (or its wait has timed out).
 */
export const JournalStep = constants('Placing', 'Placed', 'NotPlaced', 'MaybePlaced', 'Ended')
/**
 * A step of a journal: a request is about to be sent, RingCentral has accepted it, it was not placed and no phone rings, it may
 * have been placed and phones may be ringing, or the call has ended (or its wait has timed out).
 */
export type JournalStep = keyof typeof JournalStep

/** What to wait for. A wait for `answered` also ends if the call ends unanswered. */
export const Until = Object.freeze({ Ended: 'ended', Answered: 'answered' } as const)
/** What to wait for. A wait for `answered` also ends if the call ends unanswered. */
export type Until = (typeof Until)[keyof typeof Until]

/** Which of RingCentral's two API paths to use. `ringout` is deprecated; its call ids are numbers. */
export const CallPath = Object.freeze({ RingOut: 'ring-out', Deprecated: 'ringout' } as const)
/** Which of RingCentral's two API paths to use. `ringout` is deprecated; its call ids are numbers. */
export type CallPath = (typeof CallPath)[keyof typeof CallPath]

/** The app that a dial link opens: RingCentral's, or the device's default app for calls. */
export const DialScheme = Object.freeze({ RcMobile: 'rcmobile', Tel: 'tel' } as const)
/** The app that a dial link opens: RingCentral's, or the device's default app for calls. */
export type DialScheme = (typeof DialScheme)[keyof typeof DialScheme]

/** What to do with a request over the rate limit: let it wait, or reject it at once with a {@link RateLimitedError}. */
export const RateLimit = Object.freeze({ Wait: 'wait', FailFast: 'fail-fast' } as const)
/** What to do with a request over the rate limit: let it wait, or reject it at once with a {@link RateLimitedError}. */
export type RateLimit = (typeof RateLimit)[keyof typeof RateLimit]

/** The version of this package. */
export const version: string = native.version()

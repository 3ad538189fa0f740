// The user's account: numbers, rate limits, preflight reports, the call log, and dial links.

import type { InspectOptions } from 'node:util'
import { inspect } from 'node:util'
import { readArgument, readOptions } from './arguments.js'
import { adopt, Data } from './data.js'
import type { Attempt } from './errors.js'
import { unwrap } from './errors.js'
import type { CheckKind, CheckResult, DialScheme, LogMatch } from './names.js'
import type * as half from './native.js'
import native from './native.js'

/** One of the user's numbers that may be shown to the callee. */
export interface PhoneNumber {
  /** RingCentral's id of the number. */
  readonly id: string
  /** The number, E.164. */
  readonly phoneNumber: string
  /** RingCentral's name for its use: `DirectNumber`, `MainCompanyNumber`, ... */
  readonly usageType: string | null
  /** The label of the number, if it has one. */
  readonly label: string | null
}

/** A number at which the user can be reached, and so a possible caller. */
export interface ForwardingNumber {
  /** RingCentral's id of the number, for {@link CallRequest.fromForwardingNumber}. */
  readonly id: string
  /** The number, E.164. A few kinds of device have none. */
  readonly phoneNumber: string | null
  /** The label that the user gave it. */
  readonly label: string | null
  /** RingCentral's name for the kind of phone: `Mobile`, `Home`, `PhoneLine`, ... */
  readonly kind: string | null
}

/**
 * RingCentral's rate limit for one group of requests, as far as the client knows it. As a string it is one line, such as
 * `Heavy: 7 of 10 left in 60 s`.
 */
export class Limit extends Data {
  /** `Light` (status requests and lists), `Heavy` (creates, cancels and the call log) or `Auth` (logins). */
  declare readonly name: 'Light' | 'Heavy' | 'Auth'
  /** RingCentral's name for the group; null until a response reports it. */
  declare readonly ringcentralName: string | null
  /** The number of requests allowed in a window: RingCentral's default until a response reports it. */
  declare readonly limit: number
  /** The length of a window, in milliseconds. */
  declare readonly window: number
  /** The requests left in this window; null until a response reports it, and 0 after a 429 until the penalty is over. */
  declare readonly remaining: number | null
  /** How long the next request must wait, in milliseconds; 0 if it may be sent now. */
  declare readonly retryAfter: number
}

/** The report of {@link Client.preflight}. As a string it has one line for each check. */
export class Preflight extends Data {
  /** Whether no check failed. `Warning` and `Unknown` do not count as failures. */
  declare readonly ok: boolean
  /** One check for each kind that applies. */
  declare readonly checks: readonly Check[]
}

/** One check of a {@link Preflight}. */
export interface Check {
  /** The kind of check. */
  readonly kind: CheckKind
  /** The result. */
  readonly result: CheckResult
  /** The finding and what to do about it, in one sentence. The wording may change in any version. */
  readonly explanation: string
}

/** The result of looking up a call in the call log. As a string it is one line. */
export type CallLog =
  | {
      /** No record matches. RingCentral may write it some time after the call has ended. */
      readonly matching: 'None'
      readonly record: null
      readonly candidates: 0
    }
  | {
      /**
       * How certain it is that `record` is the call. `Certain`: one RingOut record has both numbers and a time within seconds.
       * `Likely`: one record matches, but something could not be compared. `Ambiguous`: several records match equally well.
       */
      readonly matching: Exclude<LogMatch, 'None'>
      /** The best match. */
      readonly record: CallLogRecord
      /** The number of records that match equally well. */
      readonly candidates: number
    }

/** A record of the call log. Strings are as RingCentral sent them. */
export interface CallLogRecord {
  /** RingCentral's id of the record. */
  readonly id: string
  /** RingCentral's id of the telephony session. */
  readonly sessionId: string | null
  /** When the call began, by RingCentral's clock. */
  readonly startTime: Date | null
  /** The duration in milliseconds, exact to the second. */
  readonly duration: number
  /** The caller's number. */
  readonly from: string | null
  /** The callee's number. */
  readonly to: string | null
  /** The kind of call: `RingOut Web`, `RingOut PC`, ... */
  readonly action: string | null
  /** Whether both sides were connected; null if the record does not say. */
  readonly connected: boolean | null
  /** How the call ended: `Call connected`, `Busy`, `No Answer`, ... */
  readonly result: string | null
  /** The legs, in RingCentral's order. There may be only one, or none. */
  readonly legs: readonly CallLogLeg[]
}

/** One leg of a record of the call log. Strings are as RingCentral sent them. */
export interface CallLogLeg {
  /** The side of the call; null for a kind of leg that RingOut does not have. */
  readonly leg: 'caller' | 'callee' | null
  /** RingCentral's name for the kind of leg: `RingOutClientToCaller`, `RingOutClientToSubscriber`, ... */
  readonly legType: string | null
  /** When it was dialled, by RingCentral's clock. */
  readonly startTime: Date | null
  /** The duration in milliseconds, exact to the second. */
  readonly duration: number
  /** The calling number. */
  readonly from: string | null
  /** The dialled number. */
  readonly to: string | null
  /** How the leg ended: `Accepted`, `Busy`, `No Answer`, ... */
  readonly result: string | null
}

/**
 * Returns a link that dials a number on the user's device: `rcmobile://call?number=16505550100` or `tel:+16505550100`. Sends
 * nothing. Throws an {@link InvalidArgumentError} if `number` is not a phone number. With `tel` a bare extension is rejected too,
 * because another app would dial it as a public number.
 */
export function dialUri(number: string, options?: { scheme?: DialScheme }): string {
  readArgument('number', number, 'string')
  const { scheme } = readOptions<{ scheme?: DialScheme }>('options', options, { scheme: 'string' })
  return unwrap(native.dialUri(number, scheme))
}

/** @internal */
export function readAttempt(attempt: Attempt): half.CallAttempt {
  const { sentAt, ...numbers } = readOptions<Attempt>('attempt', attempt, { to: 'string', from: 'string', sentAt: 'date!' })
  return { ...numbers, sentAt: sentAt.getTime() }
}

// Converters of the native half's plain data; what they return is frozen.

/** @internal */
export function numbersOf<Number extends object>(numbers: Number[]): readonly Readonly<Number>[] {
  return Object.freeze(numbers.map((number) => Object.freeze(number)))
}

/** @internal */
export function limitsOf(limits: half.Limit[]): readonly Limit[] {
  return Object.freeze(limits.map((limit) => adopt(Limit, limit)))
}

/** @internal */
export function preflightOf({ ok, checks, text }: half.Preflight): Preflight {
  return adopt(Preflight, { ok, checks: Object.freeze(checks.map((check) => Object.freeze(check))), text })
}

/** Shows the legs of a log, which are deep inside, in `inspect`. */
function inspectLog(this: object, depth: number, options: InspectOptions): string {
  if (depth < 0) return '[CallLog]'
  return `CallLog ${inspect({ ...this }, { ...options, depth: Math.max(depth ?? Number.POSITIVE_INFINITY, 3) })}`
}

/** @internal */
export function logOf({ matching, record, candidates, text }: half.CallLog): CallLog {
  const log = { matching, record: record && recordOf(record), candidates } as CallLog
  // Not a class, because the type of a log is a union.
  return Object.freeze(Object.defineProperties(log, { [inspect.custom]: { value: inspectLog }, toString: { value: () => text } }))
}

function recordOf(record: half.LogRecord): CallLogRecord {
  return withStartTime({ ...record, legs: Object.freeze(record.legs.map(withStartTime)) })
}

function withStartTime<Entry extends { startTime: number | null }>(
  entry: Entry,
): Readonly<Omit<Entry, 'startTime'> & { startTime: Date | null }> {
  const { startTime } = entry
  return Object.freeze({ ...entry, startTime: startTime === null ? null : new Date(startTime) })
}

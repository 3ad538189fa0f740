// Frozen data classes: states, changes, verdicts, outcomes, responses and reports.

import { readArgument, wrongType } from './arguments.js'
import type { RingOutError } from './errors.js'
import { errorOf } from './errors.js'
import type { OutcomeKind, OutcomeSource, VerdictKind } from './names.js'
import { Phase, Status } from './names.js'
import type * as half from './native.js'
import native from './native.js'

const TEXT = Symbol('text')

/** The base of classes that only this package creates, and whose string form comes from the core. */
export abstract class Data {
  /** @internal */
  declare readonly [TEXT]: string

  protected constructor() {
    throw new TypeError(`${new.target.name} has no public constructor`)
  }

  toString(): string {
    return this[TEXT]
  }

  /** Returns the properties, for `JSON.stringify`. */
  toJSON(): object {
    return { ...this }
  }
}

/** A change of the state of a call. */
export class Change extends Data {
  /** The state before; null for the first poll of a call that was not placed through this handle. */
  declare readonly previous: CallState | null
  /** The new state. */
  declare readonly state: CallState
  /** The verdict on the transition; null without a `previous`. */
  declare readonly verdict: Verdict | null
  /** Lower bound of the time of the change, in milliseconds since the call was placed. */
  declare readonly earliest: number
  /** Upper bound of the time of the change, in milliseconds since the call was placed. */
  declare readonly latest: number
}

/** The state of a call: the status of the call and of its two legs. */
export class CallState {
  /** The status of the whole call. It stays `Success` after a connected call has ended; only the legs show the end. */
  declare readonly callStatus: Status
  /** The status of the caller's leg, which rings first. */
  declare readonly callerStatus: Status
  /** The status of the callee's leg. */
  declare readonly calleeStatus: Status
  /** The phase of the call. */
  declare readonly phase: Phase

  constructor(callStatus: Status, callerStatus: Status, calleeStatus: Status) {
    const [call, caller, callee] = Object.entries({ callStatus, callerStatus, calleeStatus }).map(([name, status]) =>
      readArgument(name, status, 'string'),
    ) as [string, string, string]
    Object.freeze(Object.assign(this, native.parseState(call, caller, callee)))
  }

  /** Describes in one sentence what is happening, or how the call ended. */
  explain(): string {
    return native.explainState(this)
  }

  /** Whether `other` is a state with the same three statuses. */
  equals(other: unknown): boolean {
    return isState(other) && (['callStatus', 'callerStatus', 'calleeStatus'] as const).every((name) => this[name] === other[name])
  }

  toString(): string {
    return native.stateText(this)
  }
}

/** How a call ended, or its progress when the wait for it ended. */
export class Outcome extends Data {
  declare readonly kind: OutcomeKind
  /** The leg that decided the outcome, if one did. */
  declare readonly leg: half.Side | null
  /** The status that decided the outcome. */
  declare readonly status: Status
  /** Whether caller and callee were ever connected. */
  declare readonly connected: boolean
  /** Whether RingCentral accepted a cancel from this handle before the end. */
  declare readonly cancelledByUs: boolean
  declare readonly source: OutcomeSource
  /** The outcome in one sentence. */
  declare readonly explanation: string
}

/** The verdict of {@link checkTransition} on a transition. */
export class Verdict extends Data {
  /** The worst of the three statuses and of the new combination. */
  declare readonly kind: VerdictKind
  /** The reasons; empty for a documented transition. */
  declare readonly reasons: readonly Reason[]
}

/** One reason of a {@link Verdict}. */
export interface Reason {
  readonly field: 'call' | 'caller' | 'callee' | 'combination'
  readonly kind: VerdictKind
  /** The inferred statuses that were skipped; empty if none were. */
  readonly path: readonly Status[]
  /** The reason in one sentence. */
  readonly text: string
}

/** The response to {@link Client.request} or {@link Client.send}. */
export class Response extends Data {
  /** The HTTP status. */
  declare readonly status: number
  /** The error of a response outside 200 to 299; null for a success. */
  declare readonly error: RingOutError | null
  /** The headers, with names in lower case. */
  declare readonly headers: Readonly<Record<string, string>>
  /** RingCentral's id of the request. */
  declare readonly requestId: string | null
  /** The media type of the body. */
  declare readonly contentType: string | null
  /** The body as bytes. */
  declare readonly body: Buffer

  /** The body as a string. */
  get text(): string {
    return this.body.toString('utf8')
  }

  /** Parses the body as JSON. Throws a `SyntaxError` if it is not JSON. */
  json(): any {
    return JSON.parse(this.text)
  }

  override toString(): string {
    return this.text
  }

  /** Returns the properties, with the body as a string, for `JSON.stringify`. */
  override toJSON(): object {
    return { ...this, body: this.text }
  }
}

/** Identifies the owner of a token. As a string it combines the three fields. */
export class TokenKey extends Data {
  /** The server's scheme, host and port. */
  declare readonly server: string
  /** The app's client id. */
  declare readonly clientId: string
  /** The user: `tokenUser` if it is set, otherwise the user of the credentials. */
  declare readonly user: string
}

/** The key of a call in a ledger. As a string it combines the four fields. */
export class LedgerKey extends Data {
  /** The server's scheme, host and port. */
  declare readonly server: string
  /** The app's client id. */
  declare readonly clientId: string
  /** The user: `tokenUser` if it is set, otherwise the user of the credentials. */
  declare readonly user: string
  /** The `dedupeKey` of the request. One that begins with `ringout:` names what the library itself keeps, such as a budget. */
  declare readonly dedupeKey: string
}

function isState(value: unknown): value is CallState {
  return value instanceof CallState
}

/** Judges whether the state `to` may follow the state `from`. */
export function checkTransition(from: CallState, to: CallState): Verdict {
  for (const [name, state] of Object.entries({ from, to })) {
    if (!isState(state)) throw wrongType(`"${name}" argument`, 'an instance of CallState', state)
  }
  return verdictOf(native.checkTransition(from, to))
}

/** Returns the number of a status, the same in every language: 1 to 17, or 0 for an undocumented status. */
export function statusNumber(status: Status): number {
  return native.statusNumber(readArgument('status', status, 'string'))
}

/** Returns the meaning of a status, in a sentence without a full stop. */
export function explainStatus(status: Status): string {
  return native.explainStatus(readArgument('status', status, 'string'))
}

/** The properties of an instance, without its methods and accessors. */
type Properties<Instance> = {
  [Name in keyof Instance as Instance[Name] extends Function
    ? never
    : Name extends 'text' | typeof TEXT
      ? never
      : Name]: Instance[Name]
}

/** Creates a frozen instance with these properties. `text` becomes its string form and is not an enumerable property. */
export function adopt<Instance extends object>(
  Class: { readonly prototype: Instance },
  { text, ...properties }: Properties<Instance> & { text?: string },
): Instance {
  const instance: Instance = Object.assign(Object.create(Class.prototype), properties)
  if (text !== undefined) Object.defineProperty(instance, TEXT, { value: text })
  return Object.freeze(instance)
}

// Converters from the native half's plain data to instances.

export function stateOf(packed: half.PackedState): CallState {
  return typeof packed === 'number' ? knownState(packed) : adopt(CallState, packed)
}

const STATUSES = Object.values(Status)
const PHASES = Object.values(Phase)
// The states that were seen. Equal ones are the same frozen object, and there are not many.
const knownStates = new Map<number, CallState>()

function knownState(packed: number): CallState {
  let state = knownStates.get(packed)
  if (state === undefined) {
    const [callStatus, callerStatus, calleeStatus] = [0, 8, 16].map((bits) => STATUSES[(packed >> bits) & 0xff])
    state = adopt(CallState, { callStatus, callerStatus, calleeStatus, phase: PHASES[packed >> 24] } as half.State)
    knownStates.set(packed, state)
  }
  return state
}

function verdictOf(verdict: half.Verdict): Verdict {
  const reasons = verdict.reasons.map((reason) => Object.freeze({ ...reason, path: Object.freeze(reason.path) }))
  return adopt(Verdict, { ...verdict, reasons: Object.freeze(reasons) })
}

export function outcomeOf(outcome: half.Outcome): Outcome {
  return adopt(Outcome, outcome)
}

export function changeOf({ previous, state, verdict, earliest, latest }: half.Change): Change {
  const now = stateOf(state)
  const parts = {
    previous: previous === null ? null : stateOf(previous),
    state: now,
    verdict: verdict && verdictOf(verdict),
    earliest,
    latest,
  }
  return adopt(Change, { ...parts, text: String(now) })
}

export function keyOf(key: half.TokenKey): TokenKey {
  return adopt(TokenKey, key)
}

export function ledgerKeyOf(key: half.LedgerKey): LedgerKey {
  return adopt(LedgerKey, key)
}

/** Joins headers of the same name, as `fetch` does. */
export function responseOf({ headers, error, ...response }: half.Response): Response {
  const joined: Record<string, string> = Object.create(null)
  for (const [name, value] of headers) joined[name] = name in joined ? `${joined[name]}, ${value}` : value
  return adopt(Response, { ...response, headers: Object.freeze(joined), error: error && errorOf(error) })
}

// Ledgers written in JavaScript. The native half calls them for requests with a dedupe key, and for a shared budget.

import { wrongType } from './arguments.js'
import type { LedgerKey } from './data.js'
import { ledgerKeyOf } from './data.js'
import type { LedgerCallback, LedgerRequest } from './native.js'

/** What a {@link Ledger} has under a key. */
export interface LedgerRecord {
  /** The value that was stored last, one line with phone numbers. */
  value: string
  /** How many milliseconds ago that was, by the clock of the ledger. */
  age: number
}

/**
 * Makes sure that a call is placed at most once for each `dedupeKey`, by all processes that share it. `RedisLedger` of
 * `ringout/redis` is one.
 *
 * No key is placed twice as long as the ledger swaps in one step and loses nothing. The methods are called on the thread that
 * created the client, and may return promises. If one fails before the request that places a call is sent, nothing is sent and the
 * operation rejects with {@link StorageError}. Afterwards it is a warning in the log.
 */
export interface Ledger {
  /** Returns what is stored under this key, or null if there is nothing. */
  load(key: LedgerKey): LedgerRecord | null | undefined | PromiseLike<LedgerRecord | null | undefined>
  /**
   * Stores the value if the current one is `expected`, or if there is none and `expected` is null. Returns true then. Otherwise
   * changes nothing, and returns what `load` would. The comparison and the change are one step, for all processes. The value and
   * its age, which starts at zero, are kept for at least `lifetime` milliseconds.
   */
  swap(
    key: LedgerKey,
    expected: string | null,
    value: string,
    lifetime: number,
  ): true | LedgerRecord | null | undefined | PromiseLike<true | LedgerRecord | null | undefined>
}

/** Checks that the ledger has its methods. They are looked up again at each call. */
export function readLedger(name: string, ledger: unknown): Ledger {
  if ((typeof ledger !== 'object' && typeof ledger !== 'function') || ledger === null || Array.isArray(ledger)) {
    throw wrongType(`"options.${name}" property`, 'an object with the methods load and swap', ledger)
  }
  for (const method of ['load', 'swap']) {
    const value = (ledger as Record<string, unknown>)[method]
    if (typeof value !== 'function') throw wrongType(`"options.${name}.${method}" property`, 'of type function', value)
  }
  return ledger as Ledger
}

/** Returns the function that the native half calls with a request and its completion. It never throws. */
export function ledgerCallbackOf(ledger: Ledger): LedgerCallback {
  return (request, completion) => {
    const fail = (error: unknown) => completion.reject(messageOf(request.operation, error))
    run(ledger, request).then((result) => void completion.resolve(result), fail)
  }
}

/** Returns an empty string for a value that was stored, the age and the current value, or null for none. */
async function run(ledger: Ledger, { operation, key, expected, value, lifetime }: LedgerRequest): Promise<string | null> {
  const owner = ledgerKeyOf(key)
  if (operation === 'load') return textOf('an object with a value and an age, or null', await ledger.load(owner))
  const result = await ledger.swap(owner, expected, value ?? '', lifetime)
  return result === true ? '' : textOf('true, an object with a value and an age, or null', result)
}

function textOf(expected: string, record: unknown): string | null {
  if (record === null || record === undefined) return null
  const { value, age } = Object(record)
  if (typeof value !== 'string' || typeof age !== 'number' || !Number.isFinite(age)) throw new WrongResult(expected, record)
  // An age below zero would be a clock that was set back.
  return `${Math.max(Math.round(age), 0)} ${value}`
}

class WrongResult extends Error {
  constructor(expected: string, value: unknown) {
    super(`must return ${expected}. Received type ${typeof value}`)
  }
}

function messageOf(operation: string, error: unknown): string {
  if (error instanceof WrongResult) return `${operation}() ${error.message}`
  try {
    return `${operation}() failed: ${Object(error).message ?? String(error)}`
  } catch {
    return `${operation}() failed`
  }
}

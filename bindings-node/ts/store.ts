// Token stores written in JavaScript. The native half calls them when a login needs them.

import { wrongType } from './arguments.js'
import type { TokenKey } from './data.js'
import { keyOf } from './data.js'
import type { Completion, StoreCallback, StoreRequest } from './native.js'

/**
 * Stores tokens between runs and shares them between processes. A login calls the methods on the thread that created the client.
 * They may return promises, and must settle within the timeout of the operation that needs them. If a method fails, the operation
 * rejects with {@link StorageError}, except for `save`: a token that cannot be saved is used anyway.
 */
export interface TokenStore {
  /** Returns the token that was saved under this key, or null if there is none. */
  load(key: TokenKey): string | null | undefined | PromiseLike<string | null | undefined>
  /** Saves a token, a JSON string that contains secrets. Null removes it. */
  save(key: TokenKey, token: string | null): unknown
  /**
   * Tries to take the lock that protects a token while it is replaced. Returns a function that releases it, or null if another
   * process holds it, in which case the method is called again soon. Without this method two processes may log in at the same
   * time.
   */
  tryLock?(key: TokenKey): (() => unknown) | null | PromiseLike<(() => unknown) | null>
}

const METHODS = { load: true, save: true, tryLock: false }

/** Checks that the store has its methods. They are looked up again at each call. */
export function readStore(store: unknown): TokenStore {
  if ((typeof store !== 'object' && typeof store !== 'function') || store === null || Array.isArray(store)) {
    throw wrongType('"options.tokenStore" property', 'an object with the methods load and save', store)
  }
  for (const [name, required] of Object.entries(METHODS)) {
    const method = (store as Record<string, unknown>)[name]
    if (typeof method === 'function' || (!required && method === undefined)) continue
    throw wrongType(`"options.tokenStore.${name}" property`, 'of type function', method)
  }
  return store as TokenStore
}

/** Returns the function that the native half calls with a request and its completion. It never throws. */
export function callbackOf(store: TokenStore): StoreCallback {
  const operations = operationsOf(store)
  return (request, completion) => {
    const { operation } = request
    operations[operation](request, completion).catch((error: unknown) => completion.reject(messageOf(operation, error)))
  }
}

function operationsOf(
  store: TokenStore,
): Record<StoreRequest['operation'], (request: StoreRequest, completion: Completion) => Promise<void>> {
  const releases = new Map<number, () => unknown>()
  return {
    async load({ key }, completion) {
      const token = (await store.load(keyOf(key))) ?? null
      if (token !== null && typeof token !== 'string') throw wrongResult('a string or null', token)
      completion.resolve(token)
    },

    async save({ key, token }, completion) {
      await store.save(keyOf(key), token)
      completion.resolve(null)
    },

    async tryLock({ key, lock }, completion) {
      const release = await store.tryLock?.(keyOf(key))
      if (release === null) return void completion.resolve(null)
      if (typeof release !== 'function') throw wrongResult('a function or null', release)
      releases.set(lock, release)
      if (completion.resolve('')) return
      // The operation that wanted the lock has ended.
      releases.delete(lock)
      await release()
    },

    async unlock({ lock }, completion) {
      const release = releases.get(lock)
      releases.delete(lock)
      await release?.()
      completion.resolve(null)
    },
  }
}

/** The error for a result of the wrong type. It does not show the value, which may be a token. */
class WrongResult extends Error {}

function wrongResult(expected: string, value: unknown): WrongResult {
  return new WrongResult(`must return ${expected}. Received ${value === undefined ? value : `type ${typeof value}`}`)
}

/**
 * Returns the message of whatever a store threw. The core redacts every token that it knows. A token that failed to load is
 * unknown to it, so an error of `load` is shown by its kind only.
 */
function messageOf(operation: string, error: unknown): string {
  if (error instanceof WrongResult) return `${operation}() ${error.message}`
  try {
    const { name, code, message: text } = Object(error)
    const kind = [name, code].filter((word) => typeof word === 'string' && /^\w{1,40}$/.test(word)).join(' ')
    const message = operation === 'load' ? '' : `: ${text ?? String(error)}`
    return `${operation}() failed with ${kind || 'a value that is not an Error'}${message}`
  } catch {
    return `${operation}() failed`
  }
}

'use strict'

// Token stores written in JavaScript. The native half calls them when a login needs them.

const { wrongType } = require('./arguments.cjs')
const { keyOf } = require('./data.cjs')

const METHODS = { load: true, save: true, tryLock: false }

/** Checks that the store has its methods. They are looked up again at each call. */
function readStore(store) {
  if ((typeof store !== 'object' && typeof store !== 'function') || store === null || Array.isArray(store)) {
    throw wrongType('"options.tokenStore" property', 'an object with the methods load and save', store)
  }
  for (const [name, required] of Object.entries(METHODS)) {
    if (typeof store[name] === 'function' || (!required && store[name] === undefined)) continue
    throw wrongType(`"options.tokenStore.${name}" property`, 'of type function', store[name])
  }
  return store
}

/** Returns the function that the native half calls with a request and its completion. It never throws. */
function callbackOf(store) {
  const operations = operationsOf(store)
  return (request, completion) => {
    const { operation } = request
    operations[operation](request, completion).catch((error) => completion.reject(messageOf(operation, error)))
  }
}

function operationsOf(store) {
  const releases = new Map()
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
      const release = await store.tryLock(keyOf(key))
      if (release === null) return completion.resolve(null)
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
      await release()
      completion.resolve(null)
    },
  }
}

/** The error for a result of the wrong type. It does not show the value, which may be a token. */
class WrongResult extends Error {}

function wrongResult(expected, value) {
  return new WrongResult(`must return ${expected}. Received ${value === undefined ? value : `type ${typeof value}`}`)
}

/**
 * Returns the message of whatever a store threw. The core redacts every token that it knows. A token that failed to load is
 * unknown to it, so an error of `load` is shown by its kind only.
 */
function messageOf(operation, error) {
  if (error instanceof WrongResult) return `${operation}() ${error.message}`
  try {
    const kind = [error?.name, error?.code].filter((word) => typeof word === 'string' && /^\w{1,40}$/.test(word)).join(' ')
    const message = operation === 'load' ? '' : `: ${error?.message ?? String(error)}`
    return `${operation}() failed with ${kind || 'a value that is not an Error'}${message}`
  } catch {
    return `${operation}() failed`
  }
}

module.exports = { callbackOf, readStore }

'use strict'

// Token stores that are written in JavaScript. The native half asks them whenever a login needs to.

const { wrongType } = require('./arguments.cjs')
const { keyOf } = require('./data.cjs')

const METHODS = { load: true, save: true, tryLock: false }

/** The store, whose methods are looked up when they are needed. What is missing is said now. */
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

/** The function that the native half calls with a question and the reply to it. It never throws. */
function askerOf(store) {
  const operations = operationsOf(store)
  return (question, reply) => {
    const { operation } = question
    operations[operation](question, reply).catch((error) => reply.fail(problemOf(operation, error)))
  }
}

function operationsOf(store) {
  const releases = new Map()
  return {
    async load({ key }, reply) {
      const token = (await store.load(keyOf(key))) ?? null
      if (token !== null && typeof token !== 'string') throw wrongResult('neither a string nor null', token)
      reply.give(token)
    },

    async save({ key, token }, reply) {
      await store.save(keyOf(key), token)
      reply.give(null)
    },

    async tryLock({ key, lock }, reply) {
      const release = await store.tryLock(keyOf(key))
      if (release === null) return reply.give(null)
      if (typeof release !== 'function') throw wrongResult('neither a function nor null', release)
      releases.set(lock, release)
      if (reply.give('')) return
      // Nobody waits for the lock any more.
      releases.delete(lock)
      await release()
    },

    async unlock({ lock }, reply) {
      const release = releases.get(lock)
      releases.delete(lock)
      await release()
      reply.give(null)
    },
  }
}

/** A result of a wrong type. Its value is not shown: it may be a token. */
class WrongResult extends Error {}

function wrongResult(expected, value) {
  return new WrongResult(`returned ${expected}, but ${value === undefined ? value : `type ${typeof value}`}`)
}

/**
 * What a store threw, in words. The core blanks out every token that it knows; one that it never got, because loading it
 * failed, may be in any text, so that nothing of that one's is shown but what kind of error it is.
 */
function problemOf(operation, error) {
  if (error instanceof WrongResult) return `${operation}() ${error.message}`
  try {
    const kind = [error?.name, error?.code].filter((word) => typeof word === 'string' && /^\w{1,40}$/.test(word)).join(' ')
    const text = operation === 'load' ? '' : `: ${error?.message ?? String(error)}`
    return `${operation}() failed with ${kind || 'no Error'}${text}`
  } catch {
    return `${operation}() failed`
  }
}

module.exports = { askerOf, readStore }

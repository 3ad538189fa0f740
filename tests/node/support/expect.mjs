// What many tests ask of an error.

import assert from 'node:assert/strict'
import { inspect } from 'node:util'

import { RingOutError } from './ringout.mjs'

/** The error that an operation, or a function, ends with. */
export async function failure(operation) {
  try {
    await (typeof operation === 'function' ? operation() : operation)
  } catch (error) {
    return error
  }
  return assert.fail('it did not fail')
}

/** The RingOutError that an operation ends with. */
export async function ringOutFailure(operation) {
  const error = await failure(operation)
  if (!(error instanceof RingOutError)) throw error
  return error
}

/** Every text that a program may show of something. */
export function textsOf(value) {
  const shown = [inspect(value, { depth: Infinity, showHidden: true }), String(value), JSON.stringify(value) ?? '']
  return value instanceof Error ? [...shown, value.message, value.stack, JSON.stringify(value.details ?? null)] : shown
}

/** Fails if any text of `value` has one of the secrets in it. */
export function assertNoSecret(value, secrets) {
  const leaked = textsOf(value).find((text) => secrets.some((secret) => text.includes(secret)))
  assert.equal(leaked, undefined, 'a secret is shown')
}

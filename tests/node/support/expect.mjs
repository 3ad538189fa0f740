// Assertions about errors and secrets.

import assert from 'node:assert/strict'
import { inspect } from 'node:util'

import { RingOutError } from './ringout.mjs'

/** Returns the error of a promise or a function. */
export async function failure(operation) {
  try {
    await (typeof operation === 'function' ? operation() : operation)
  } catch (error) {
    return error
  }
  return assert.fail('the operation did not fail')
}

/** Returns the RingOutError of a promise or a function. */
export async function ringOutFailure(operation) {
  const error = await failure(operation)
  if (!(error instanceof RingOutError)) throw error
  return error
}

/** Returns every string form in which a program may show a value. */
export function textsOf(value) {
  const shown = [inspect(value, { depth: Infinity, showHidden: true }), String(value), JSON.stringify(value) ?? '']
  return value instanceof Error ? [...shown, value.message, value.stack, JSON.stringify(value.details ?? null)] : shown
}

/** Fails if a string form of `value` contains one of the secrets. */
export function assertNoSecret(value, secrets) {
  const leaked = textsOf(value).find((text) => secrets.some((secret) => text.includes(secret)))
  assert.equal(leaked, undefined, 'a secret is shown')
}

// Reads the test vectors, and converts them to this language's casing and units.

import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

import { InvalidArgumentError } from './ringout.mjs'

export function readVectors(name) {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'))
}

/** Converts `request_timeout` to `requestTimeout`. */
export function camelCase(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}

/** Converts an object of the vectors to options: names in camelCase, timeouts in milliseconds, null left out. */
export function optionsOf(object) {
  const given = Object.entries(object).filter(([, value]) => value !== null)
  return Object.fromEntries(given.map(([name, value]) => [camelCase(name), name.endsWith('_timeout') ? value * 1000 : value]))
}

/** Returns the differences between an error and `expect`. */
export function differences(error, expect) {
  const { text = [], hint, details, fields: others, retry_after: retryAfter, ...fields } = expect
  const found = []
  const check = (name, actual, expected) => {
    if ((actual ?? null) !== expected) found.push(`${name} is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`)
  }
  for (const [name, expected] of Object.entries(fields)) {
    const isArgument = name === 'parameter' && error instanceof InvalidArgumentError
    check(name, error[camelCase(name)], isArgument ? camelCase(expected) : expected)
  }
  if (retryAfter !== undefined) check('retryAfter', error.retryAfter, retryAfter && retryAfter * 1000)
  if (details !== undefined) check('details', error.details.length, details)
  if (others !== undefined && !isDeepStrictEqual({ ...error.details[0]?.fields }, others)) {
    found.push(`the other fields are ${JSON.stringify(error.details[0]?.fields)} and not ${JSON.stringify(others)}`)
  }
  if (hint === null) check('hint', error.hint, null)
  for (const part of text) check(`"${part}" in ${error.message}`, error.message.includes(part), true)
  for (const part of hint ?? []) check(`"${part}" in the hint`, (error.hint ?? '').includes(part), true)
  check(`one line: ${error.message}`, error.message.length <= 1000 && !/[\u0000-\u001f\u007f]/.test(error.message), true)
  return found
}

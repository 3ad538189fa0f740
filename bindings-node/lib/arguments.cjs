'use strict'

// Checks the types of arguments, before anything else happens. The core checks their values.

const { isDate } = require('node:util').types

const types = {
  any: { is: () => true, name: 'of any type' },
  string: { is: (value) => typeof value === 'string', name: 'of type string' },
  boolean: { is: (value) => typeof value === 'boolean', name: 'of type boolean' },
  number: { is: (value) => typeof value === 'number', name: 'of type number' },
  function: { is: (value) => typeof value === 'function', name: 'of type function' },
  date: { is: (value) => isDate(value) && !Number.isNaN(value.getTime()), name: 'a valid Date' },
  signal: {
    is: (value) => typeof value?.aborted === 'boolean' && typeof value.addEventListener === 'function',
    name: 'an instance of AbortSignal',
  },
}

const CALL_REQUEST = {
  to: 'string!',
  from: 'string',
  fromForwardingNumber: 'string',
  callerId: 'string',
  playPrompt: 'boolean',
  country: 'string',
}

/**
 * Returns a copy of the options without absent ones. `names` maps each option to its type; a `!` marks a required option.
 * @returns {Record<string, any>}
 */
function readOptions(what, given, names) {
  const options = given === undefined ? {} : given
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrongType(`"${what}" argument`, 'of type object', given)
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name))
  if (unknown !== undefined) {
    const known = Object.keys(names).join(', ')
    throw typeError(`The "${what}" argument has no property "${unknown}". Known properties: ${known}`)
  }
  const read = {}
  for (const [name, type] of Object.entries(names)) {
    const value = options[name]
    if (value === undefined && !type.endsWith('!')) continue
    read[name] = check(`"${what}.${name}" property`, value, type.replace('!', ''))
  }
  return read
}

/** Returns an argument of one of the types above. */
function readArgument(name, value, type) {
  return check(`"${name}" argument`, value, type)
}

/** Returns the checked options of a call to place. */
function readCallRequest(what, request) {
  return readOptions(what, request, CALL_REQUEST)
}

/** Returns the pairs of a query, an object or `URLSearchParams`. A list becomes several pairs of the same name. */
function readQuery(query) {
  if (query === undefined) return []
  if (query instanceof URLSearchParams) return [...query]
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw wrongType('"options.query" property', 'an object or an instance of URLSearchParams', query)
  }
  return Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value]
    return values.filter((value) => value !== undefined).map((value) => [name, queryValue(name, value)])
  })
}

function queryValue(name, value) {
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value)
  throw wrongType(`"options.query.${name}" property`, 'of type string, number or boolean', value)
}

/** Returns a body as JSON. A string is returned unchanged. */
function readBody(body) {
  if (body === undefined || typeof body === 'string') return body
  if (typeof body !== 'object' || body === null) {
    throw wrongType('"options.body" property', 'of type object, or JSON in a string', body)
  }
  return JSON.stringify(body)
}

function check(what, value, type) {
  const { is, name } = types[type]
  if (is(value)) return value
  throw wrongType(what, name, value)
}

/** Creates the error for a wrong type. It does not show the value, which may be a secret. */
function wrongType(what, expected, value) {
  const received = value === null || value === undefined ? value : `type ${typeof value}`
  return typeError(`The ${what} must be ${expected}. Received ${received}`)
}

function typeError(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}

module.exports = { readArgument, readBody, readCallRequest, readOptions, readQuery, wrongType }

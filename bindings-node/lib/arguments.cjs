'use strict'

// The types of arguments, checked before anything is done with them. What the values may be is the core's to say.

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
 * `names` maps each option to its type, required ones with a `!`. What is read is a copy without absent options.
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
    throw typeError(`The "${what}" argument has no property "${unknown}". There are: ${known}`)
  }
  const read = {}
  for (const [name, type] of Object.entries(names)) {
    const value = options[name]
    if (value === undefined && !type.endsWith('!')) continue
    read[name] = check(`"${what}.${name}" property`, value, type.replace('!', ''))
  }
  return read
}

/** An argument of one of the types above. */
function readArgument(name, value, type) {
  return check(`"${name}" argument`, value, type)
}

/** What a call is placed with. */
function readCallRequest(what, request) {
  return readOptions(what, request, CALL_REQUEST)
}

/** The pairs of a query: an object or URLSearchParams. A list stands for several pairs of the same name. */
function readQuery(query) {
  if (query === undefined) return []
  if (query instanceof URLSearchParams) return [...query]
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw wrongType('"options.query" property', 'an object or an instance of URLSearchParams', query)
  }
  return Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value]
    return values.filter((one) => one !== undefined).map((one) => [name, queryText(name, one)])
  })
}

function queryText(name, value) {
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value)
  throw wrongType(`"options.query.${name}" property`, 'of type string, number or boolean', value)
}

/** A body as JSON text: a text is sent as it is. */
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

/** The value itself is not shown: it may be a secret. */
function wrongType(what, expected, value) {
  const received = value === null || value === undefined ? value : `type ${typeof value}`
  return typeError(`The ${what} must be ${expected}. Received ${received}`)
}

function typeError(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}

module.exports = { readArgument, readBody, readCallRequest, readOptions, readQuery, wrongType }

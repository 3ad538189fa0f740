// Checks the types of arguments, before anything else happens. The core checks their values.

import { types } from 'node:util'

import type { CallRequest, RequestOptions } from './options.js'

interface Values {
  any: unknown
  string: string
  boolean: boolean
  number: number
  function: Function
  date: Date
  signal: AbortSignal
}
type Type = keyof Values
/** The type of each option. A `!` marks a required one. */
export type Fields<Options> = { readonly [Name in keyof Required<Options>]: Type | `${Type}!` }

const checks: { readonly [Name in Type]: { is: (value: unknown) => boolean; name: string } } = {
  any: { is: () => true, name: 'of any type' },
  string: { is: (value) => typeof value === 'string', name: 'of type string' },
  boolean: { is: (value) => typeof value === 'boolean', name: 'of type boolean' },
  number: { is: (value) => typeof value === 'number', name: 'of type number' },
  function: { is: (value) => typeof value === 'function', name: 'of type function' },
  date: { is: (value) => types.isDate(value) && !Number.isNaN(value.getTime()), name: 'a valid Date' },
  signal: { is: isSignal, name: 'an instance of AbortSignal' },
}

function isSignal(value: unknown): boolean {
  const { aborted, addEventListener } = Object(value)
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
}

const CALL_REQUEST: Fields<CallRequest> = {
  to: 'string!',
  from: 'string',
  fromForwardingNumber: 'string',
  callerId: 'string',
  playPrompt: 'boolean',
  country: 'string',
  dedupeKey: 'string',
}

/** Returns a copy of the options without absent ones. */
export function readOptions<Options extends object>(what: string, given: unknown, fields: Fields<Options>): Options {
  const options = given === undefined ? {} : given
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrongType(`"${what}" argument`, 'of type object', given)
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(fields, name))
  if (unknown !== undefined) {
    const known = Object.keys(fields).join(', ')
    throw typeError(`The "${what}" argument has no property "${unknown}". Known properties: ${known}`)
  }
  const read: Record<string, unknown> = {}
  for (const [name, type] of Object.entries<string>(fields)) {
    const value = (options as Record<string, unknown>)[name]
    if (value === undefined && !type.endsWith('!')) continue
    read[name] = check(`"${what}.${name}" property`, value, type.replace('!', '') as Type)
  }
  return read as Options
}

/** Returns an argument of this type. */
export function readArgument<Name extends Type>(name: string, value: unknown, type: Name): Values[Name] {
  return check(`"${name}" argument`, value, type)
}

/** Returns the checked options of a call to place. */
export function readCallRequest(what: string, request: unknown): CallRequest {
  return readOptions(what, request, CALL_REQUEST)
}

/** Returns the pairs of a query, an object or `URLSearchParams`. A list becomes several pairs of the same name. */
export function readQuery(query: RequestOptions['query']): [string, string][] {
  if (query === undefined) return []
  if (query instanceof URLSearchParams) return [...query]
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw wrongType('"options.query" property', 'an object or an instance of URLSearchParams', query)
  }
  return Object.entries<unknown>(query).flatMap(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value]
    return values.filter((value) => value !== undefined).map((value): [string, string] => [name, queryValue(name, value)])
  })
}

function queryValue(name: string, value: unknown): string {
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value)
  throw wrongType(`"options.query.${name}" property`, 'of type string, number or boolean', value)
}

/** Returns a body as JSON. A string is returned unchanged. */
export function readBody(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body
  if (typeof body !== 'object' || body === null) {
    throw wrongType('"options.body" property', 'of type object, or JSON in a string', body)
  }
  return JSON.stringify(body)
}

function check<Name extends Type>(what: string, value: unknown, type: Name): Values[Name] {
  const { is, name } = checks[type]
  if (is(value)) return value as Values[Name]
  throw wrongType(what, name, value)
}

/** Creates the error for a wrong type. It does not show the value, which may be a secret. */
export function wrongType(what: string, expected: string, value: unknown): TypeError {
  const received = value === null || value === undefined ? value : `type ${typeof value}`
  return typeError(`The ${what} must be ${expected}. Received ${received}`)
}

function typeError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}

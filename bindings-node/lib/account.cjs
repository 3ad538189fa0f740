'use strict'

// The user's account: numbers, rate limits, preflight reports, the call log, and dial links.

const { readArgument, readOptions } = require('./arguments.cjs')
const { Limit, Preflight, adopt } = require('./data.cjs')
const { unwrap } = require('./errors.cjs')
const native = require('./native.cjs')

const ATTEMPT = { to: 'string', from: 'string', sentAt: 'date!' }
const DIAL_OPTIONS = { scheme: 'string' }

function dialUri(number, options) {
  readArgument('number', number, 'string')
  return unwrap(native.dialUri(number, readOptions('options', options, DIAL_OPTIONS).scheme))
}

function readAttempt(attempt) {
  const { sentAt, ...numbers } = readOptions('attempt', attempt, ATTEMPT)
  return { ...numbers, sentAt: sentAt.getTime() }
}

// Converters of the native half's plain data; what they return is frozen.

function numbersOf(numbers) {
  return numbers.map((number) => Object.freeze(number))
}

function limitsOf(limits) {
  return limits.map((limit) => adopt(Limit, limit))
}

function preflightOf({ ok, checks, text }) {
  return adopt(Preflight, { ok, checks: Object.freeze(checks.map((check) => Object.freeze(check))), text })
}

function logOf({ matching, record, candidates }) {
  return Object.freeze({ matching, record: record && recordOf(record), candidates })
}

function recordOf(record) {
  return withStartTime({ ...record, legs: Object.freeze(record.legs.map(withStartTime)) })
}

function withStartTime(fields) {
  const { startTime } = fields
  return Object.freeze({ ...fields, startTime: startTime === null ? null : new Date(startTime) })
}

module.exports = { dialUri, limitsOf, logOf, numbersOf, preflightOf, readAttempt }

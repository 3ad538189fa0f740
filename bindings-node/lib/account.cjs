'use strict'

// What the platform keeps for a user: numbers, limits, whether a call could be placed, and the call log.

const { readArgument, readOptions } = require('./arguments.cjs')
const { Limit, Preflight, adopt } = require('./data.cjs')
const { take } = require('./errors.cjs')
const native = require('./native.cjs')

const SOUGHT = { to: 'string', from: 'string', sentAt: 'date!' }
const DIAL = { scheme: 'string' }

function dialUri(number, options) {
  readArgument('number', number, 'string')
  return take(native.dialUri(number, readOptions('options', options, DIAL).scheme))
}

function readSought(attempt) {
  const { sentAt, ...numbers } = readOptions('attempt', attempt, SOUGHT)
  return { ...numbers, sentAt: sentAt.getTime() }
}

// The plain data of the native half, frozen.

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
  return datedOf({ ...record, legs: Object.freeze(record.legs.map(datedOf)) })
}

function datedOf(fields) {
  const { startTime } = fields
  return Object.freeze({ ...fields, startTime: startTime === null ? null : new Date(startTime) })
}

module.exports = { dialUri, limitsOf, logOf, numbersOf, preflightOf, readSought }

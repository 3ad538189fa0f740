'use strict'

// Many calls at once: an iterator of their results, and the journal.

const { readCallRequest, readOptions, wrongType } = require('./arguments.cjs')
const { Call } = require('./call.cjs')
const { JournalEntry, adopt, outcomeOf } = require('./data.cjs')
const { errorOf, unwrap } = require('./errors.cjs')
const native = require('./native.cjs')
const { causeOf, settle } = require('./operation.cjs')
const { READ, Steps } = require('./steps.cjs')

const OPTIONS = {
  until: 'string',
  timeout: 'number',
  cancelOnTimeout: 'boolean',
  concurrency: 'number',
  totalTimeout: 'number',
  journal: 'function',
  signal: 'signal',
}

function placeAll(client, requests, options) {
  if (!Array.isArray(requests)) throw wrongType('"requests" argument', 'an array', requests)
  const { signal, journal, concurrency, totalTimeout, ...wait } = readOptions('options', options, OPTIONS)
  const settings = requests.map((request, index) => readCallRequest(`requests[${index}]`, request))
  const writer = journal && new JournalWriter(journal)
  const placing = unwrap(client.placeAll(settings, wait, concurrency, totalTimeout, writer?.write))
  return new PlaceAll(placing, signal, requests.length, writer)
}

/** The results, in the order in which the calls end. */
class PlaceAll extends Steps {
  #native
  #remaining
  #writer
  #hasReportedAbort = false
  /** The result that the abort error replaced; the next step returns it. */
  #deferred

  constructor(placing, signal, remaining, writer) {
    if (!(placing instanceof native.PlaceAll)) throw new TypeError('PlaceAll has no public constructor')
    super(placing, signal)
    this.#native = placing
    this.#remaining = remaining
    this.#writer = writer
  }

  get remaining() {
    return this.#remaining
  }

  async return() {
    const done = await super.return()
    this.#native.end()
    return done
  }

  /** Throws the abort error once. Later steps return the remaining results. */
  async [READ](placing, signal) {
    const step = this.#deferred ?? (await settle(placing.step(), signal))
    const { placed, remaining } = step
    if (placed === null) return { more: false }
    const error = placed.failure && errorOf(placed.failure, this.#causeOf(placed, signal))
    if (error?.code === 'CANCELLED' && !this.#hasReportedAbort) {
      this.#hasReportedAbort = true
      this.#deferred = step
      return { error, more: true }
    }
    this.#deferred = undefined
    this.#remaining = remaining
    return { value: placedOf(placed, error), more: true }
  }

  #causeOf({ call, failure }, signal) {
    if (failure.code === 'STORAGE' && call === null) return this.#writer?.error
    return causeOf(failure, signal)
  }
}

/** Calls the journal for the native half, which passes an entry and its completion. Never throws. */
class JournalWriter {
  #journal

  constructor(journal) {
    this.#journal = journal
    /** The error of the journal, which is why the remaining requests are not placed. */
    this.error = undefined
    this.write = (entry, completion) => void this.#write(entry, completion)
  }

  async #write(entry, completion) {
    try {
      await this.#journal.call(undefined, entryOf(entry))
      completion.resolve(null)
    } catch (error) {
      this.error ??= error
      completion.reject(messageOf(error))
    }
  }
}

/** Returns the message of whatever a journal threw. */
function messageOf(error) {
  try {
    return String(error?.message ?? error)
  } catch {
    return 'it failed'
  }
}

function entryOf({ at, outcome, failure, ...entry }) {
  return adopt(JournalEntry, { ...entry, at: new Date(at), outcome: outcome && outcomeOf(outcome), error: failure && errorOf(failure) })
}

function placedOf({ index, call, outcome }, error) {
  return Object.freeze({ index, call: call && new Call(call), outcome: outcome && outcomeOf(outcome), error })
}

module.exports = { PlaceAll, placeAll }

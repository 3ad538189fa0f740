'use strict'

// Many calls at once: an iterator of their results, and the journal that is told of each step.

const { readCallRequest, readOptions, wrongType } = require('./arguments.cjs')
const { Call } = require('./call.cjs')
const { JournalEntry, adopt, outcomeOf } = require('./data.cjs')
const { errorOf, take } = require('./errors.cjs')
const native = require('./native.cjs')
const { causeOf, settle } = require('./operation.cjs')
const { READ, Steps } = require('./steps.cjs')

const PLACE = {
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
  const { signal, journal, concurrency, totalTimeout, ...wait } = readOptions('options', options, PLACE)
  const settings = requests.map((request, index) => readCallRequest(`requests[${index}]`, request))
  const writer = journal && new Writer(journal)
  const placing = take(client.placeAll(settings, wait, concurrency, totalTimeout, writer?.tell))
  return new PlaceAll(placing, signal, requests.length, writer)
}

/** The results in the order of the ends. */
class PlaceAll extends Steps {
  #native
  #remaining
  #writer
  #wasInterrupted = false
  /** The result that was there when the interruption was told in its place. */
  #kept

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

  /** An interruption is told once; whoever asks further gets the results that there are. */
  async [READ](placing, signal) {
    const step = this.#kept ?? (await settle(placing.step(), signal))
    const { placed, remaining } = step
    if (placed === null) return { more: false }
    const error = placed.failure && errorOf(placed.failure, this.#causeOf(placed, signal))
    if (error?.code === 'CANCELLED' && !this.#wasInterrupted) {
      this.#wasInterrupted = true
      this.#kept = step
      return { error, more: true }
    }
    this.#kept = undefined
    this.#remaining = remaining
    return { value: placedOf(placed, error), more: true }
  }

  #causeOf({ call, failure }, signal) {
    if (failure.code === 'STORAGE' && call === null) return this.#writer?.problem
    return causeOf(failure, signal)
  }
}

/** The journal as the native half calls it: with an entry and the reply to it. It never throws. */
class Writer {
  #journal

  constructor(journal) {
    this.#journal = journal
    /** What the journal threw: why the requests that are left are not placed. */
    this.problem = undefined
    this.tell = (entry, reply) => void this.#write(entry, reply)
  }

  async #write(entry, reply) {
    try {
      await this.#journal.call(undefined, entryOf(entry))
      reply.give(null)
    } catch (error) {
      this.problem ??= error
      reply.fail(textOf(error))
    }
  }
}

/** What a journal threw, in words. */
function textOf(error) {
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

// The command `place`: many calls from a file, each of them once.

import type { Call, CallLog, Client, JournalEntry, Outcome, RingOutError, Watch } from '../index.js'
import { InvalidArgumentError } from '../index.js'
import { logText } from './account.js'
import { outcomeParts, waitOptions } from './calls.js'
import { connect } from './client.js'
import { Journal, type Step } from './journal.js'
import type { Context } from './main.js'
import { type Part, RED, YELLOW } from './output.js'
import { type Row, readRows, requestOf } from './rows.js'
import { snake } from './values.js'

const BAR = 20

/** What became of the calls so far. */
class Tally {
  readonly counts = { connected: 0, not_connected: 0, not_placed: 0, unknown: 0, in_log: 0 }
  readonly rows: number
  readonly leftOut: number
  inProgress = 0
  firstError = 0

  constructor(rows: number, leftOut: number) {
    this.rows = rows
    this.leftOut = leftOut
  }

  /** The number of calls whose result is known, or known to be unknown. */
  get done(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count)
  }

  /** The exit code: calls that may have been placed come first, then errors, then calls that did not connect. */
  get exitCode(): number {
    if (this.counts.unknown > 0) return 24
    return this.firstError || (this.counts.not_connected > 0 ? 1 : 0)
  }

  /** Returns the counts, without those that are zero. */
  text(): string {
    const words: Record<string, string> = { unknown: 'may have been placed', in_log: 'found in the call log' }
    const given = Object.entries(this.counts).filter(([, count]) => count > 0)
    return given.map(([name, count]) => `${count} ${words[name] ?? name.replaceAll('_', ' ')}`).join(', ') || 'none'
  }

  /** Returns the progress bar. */
  bar(seconds: number): string {
    const filled = Math.floor((BAR * this.done) / this.rows)
    const bar = '#'.repeat(filled) + '-'.repeat(BAR - filled)
    const ringing = this.inProgress > 0 ? `; ${this.inProgress} in progress` : ''
    return `[${bar}] ${this.done}/${this.rows}  ${Math.floor(seconds)} s  ${this.text()}${ringing}`
  }
}

/** Places the calls of a file that the journal does not have, and follows those that it has. */
export async function place(context: Context): Promise<number> {
  const { options, output, signal } = context
  const rows = readRows(options)
  const journal = await Journal.open(options.text('journal') ?? '')
  try {
    const batch = new Batch(context, journal, connect(options), rows)
    const { tally } = batch
    try {
      await output.live(
        (seconds) => tally.bar(seconds),
        async () => {
          await batch.settleEarlier()
          await batch.place()
        },
      )
    } catch (error) {
      if (signal.aborted) {
        const going = tally.inProgress === 1 ? '1 call goes on; ' : tally.inProgress > 0 ? `${tally.inProgress} calls go on; ` : ''
        output.note(`${going}run the same command again to resume`)
      }
      throw error
    }
    output.record('summary', { calls: tally.rows, left_out: tally.leftOut, ...tally.counts })
    const leftOut = tally.leftOut > 0 ? `; ${tally.leftOut} left for the next run` : ''
    output.line(`${tally.done} of ${tally.rows + tally.leftOut} calls: ${tally.text()}${leftOut}`)
    return tally.exitCode
  } finally {
    journal.close()
  }
}

/** What there is to show about a row. */
interface Result {
  readonly callId?: string | null
  readonly outcome?: Outcome
  readonly error?: RingOutError
  readonly log?: CallLog
  readonly isEarlier?: boolean
}

/** One run of the command. */
class Batch {
  readonly tally: Tally
  readonly #context: Context
  readonly #journal: Journal
  readonly #client: Client
  readonly #earlier: [Row, Step][] = []
  readonly #new: Row[] = []

  constructor(context: Context, journal: Journal, client: Client, rows: Row[]) {
    this.#context = context
    this.#journal = journal
    this.#client = client
    for (const row of rows) {
      const step = journal.stepOf(row)
      if (step === undefined || step.name === 'NotPlaced') this.#new.push(row)
      else this.#earlier.push([row, step])
    }
    const left = this.#new.splice(context.options.number('max') ?? this.#new.length)
    this.tally = new Tally(this.#earlier.length + this.#new.length, left.length)
  }

  /** Shows the results of earlier runs. Follows the calls that were in progress, all at the same time. */
  async settleEarlier(): Promise<void> {
    const followed: [Row, Step, Watch][] = []
    for (const [row, step] of this.#earlier) {
      const { outcome, callId } = step
      if (step.name === 'Ended' && outcome !== null && outcome.kind !== 'StillInProgress') {
        this.#showOutcome(row, outcome, { callId, isEarlier: true })
      } else if (callId !== null) followed.push([row, step, this.#watch(this.#client.call(callId))])
      else await this.#lookUp(row, step)
    }
    this.tally.inProgress = followed.length
    for (const [row, step, watch] of followed) {
      for await (const _ of watch) this.#context.output.redraw()
      this.tally.inProgress -= 1
      const { outcome } = watch
      if (outcome.kind === 'EndedUnknown') await this.#lookUp(row, step)
      else {
        this.#journal.writeEnd(row, step, outcome)
        this.#showOutcome(row, outcome, { callId: step.callId, isEarlier: true })
      }
    }
  }

  /** Places the other calls. */
  async place(): Promise<void> {
    if (this.#new.length === 0) return
    const { options, signal } = this.#context
    const totalTimeout = options.milliseconds('total-timeout')
    const placeOptions = {
      ...waitOptions(options),
      ...(totalTimeout !== undefined && { totalTimeout }),
      concurrency: options.number('concurrency') ?? 1,
      journal: (entry: JournalEntry) => this.#record(entry),
      signal,
    }
    try {
      for await (const { index, call, outcome, error } of this.#client.placeAll(this.#new.map(requestOf), placeOptions)) {
        const row = this.#new[index] as Row
        if (error) this.#showError(row, error)
        else this.#showOutcome(row, outcome, { callId: call.id })
      }
    } catch (error) {
      throw error instanceof InvalidArgumentError ? this.#withRow(error) : error
    }
  }

  #watch(call: Call): Watch {
    return call.watch({ ...waitOptions(this.#context.options), signal: this.#context.signal })
  }

  #record(entry: JournalEntry): void {
    this.#journal.write(this.#new[entry.index] as Row, entry)
    if (entry.step === 'Placed') this.tally.inProgress += 1
    if (entry.step === 'Ended') this.tally.inProgress -= 1
    this.#context.output.redraw()
  }

  async #lookUp(row: Row, { to, from, at, callId }: Step): Promise<void> {
    const attempt = { to, sentAt: at, ...(from !== null && { from }) }
    const log = await this.#client.callLog(attempt, { signal: this.#context.signal })
    this.tally.counts[found(log)] += 1
    const text = log.record ? logText(log) : 'may have been placed; no record in the call log (yet)'
    this.#show(row, [[YELLOW, text]], { callId, log, isEarlier: true })
  }

  #showOutcome(row: Row, outcome: Outcome, rest: Result): void {
    this.tally.counts[outcome.connected ? 'connected' : 'not_connected'] += 1
    this.#show(row, outcomeParts(outcome), { ...rest, outcome })
  }

  #showError(row: Row, error: RingOutError): void {
    this.tally.counts[error.mayHavePlaced ? 'unknown' : 'not_placed'] += 1
    this.tally.firstError ||= 10 + error.number
    this.#show(row, [[RED, error.code], `: ${error.message}`], { error })
  }

  #show(row: Row, parts: Part[], { callId, outcome, error, log, isEarlier = false }: Result): void {
    const { output } = this.#context
    const result = { row: row.number, to: row.to, call_id: callId ?? null, outcome: outcome ?? null, error: error ?? null }
    output.record('result', { ...result, log: log ?? null, earlier: isEarlier })
    const start = `${row.number.toString().padStart(4)}  ${row.to.padEnd(16)} `
    output.line(start, ...parts, isEarlier ? ' (earlier run)' : '')
  }

  /** Names the row of the file instead of the request of the library. */
  #withRow(error: InvalidArgumentError): InvalidArgumentError {
    const [parameter, index, field] = /^requests\[(\d+)\]\.?(\w*)/.exec(error.parameter ?? '') ?? []
    if (parameter === undefined) return error
    const problem = error.message.slice(parameter.length)
    error.message = `row ${this.#new[Number(index)]?.number} of ${this.#context.options.text('FILE')}, ${snake(field ?? '')}${problem}`
    return error
  }
}

/** Returns what the call log says about a call, as a name of the counts. */
function found({ record }: CallLog): 'connected' | 'not_connected' | 'in_log' | 'unknown' {
  if (record === null) return 'unknown'
  if (record.connected === null) return 'in_log'
  return record.connected ? 'connected' : 'not_connected'
}

// The journal of the command `place`: a file with one JSON object for each step, which survives the process.

import { once } from 'node:events'
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'

import type { JournalEntry } from '../index.js'
import { Outcome } from '../index.js'
import { reasonOf } from './output.js'
import { keyOf, type Row } from './rows.js'
import { UsageError } from './usage.js'
import { plain } from './values.js'

/** The last step of a row in the journal. */
export interface Step {
  readonly name: string
  readonly at: Date
  readonly to: string
  readonly from: string | null
  readonly callId: string | null
  readonly outcome: Outcome | null
}

/** An open journal. Only one process at a time can use it. */
export class Journal {
  readonly #path: string
  readonly #file: number
  readonly #server = createServer()
  readonly #steps = new Map<string, Step>()

  /** Opens a journal, and creates one that does not exist. Throws `UsageError` for another file, and if it is in use. */
  static async open(path: string): Promise<Journal> {
    const journal = new Journal(path)
    try {
      await journal.#lock()
      journal.#read()
    } catch (error) {
      journal.close()
      throw error
    }
    return journal
  }

  private constructor(path: string) {
    this.#path = path
    try {
      // It has telephone numbers, so only its owner may read it.
      this.#file = openSync(path, 'a+', 0o600)
    } catch (error) {
      throw new UsageError(`${path} cannot be opened: ${reasonOf(error)}`, 'place')
    }
    if (!fstatSync(this.#file).isFile()) throw new UsageError(`${path} is not a regular file`, 'place')
  }

  /** Returns the last step of a row, or undefined. */
  stepOf(row: Row): Step | undefined {
    return this.#steps.get(keyOf(row.to, row.occurrence))
  }

  close(): void {
    closeSync(this.#file)
    this.#server.close()
  }

  /** Writes an entry of the library, with its step or another one. */
  write(row: Row, entry: JournalEntry, step: string = entry.step): void {
    const { at, to, from, callId, outcome, error } = entry
    this.#append(row, { at, step, to, from, call_id: callId, outcome, error })
  }

  /** Writes the end of a call of an earlier run. */
  writeEnd(row: Row, { to, from, callId }: Step, outcome: Outcome): void {
    this.#append(row, { at: new Date(), step: 'Ended', to, from, call_id: callId, outcome, error: null })
  }

  #append(row: Row, fields: object): void {
    const { number, occurrence, values } = row
    const line = { row: number, occurrence, ...(plain(fields) as object), request: values }
    let rest = Buffer.from(`${JSON.stringify(line)}\n`)
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#file, rest))
    fsyncSync(this.#file)
  }

  /**
   * Node cannot lock a file. The name of a socket without a file, which Linux frees when its process ends, says that the journal is
   * in use. The command of the Python package takes the same name.
   */
  async #lock(): Promise<void> {
    if (process.platform !== 'linux') return
    const { dev, ino } = fstatSync(this.#file, { bigint: true })
    try {
      await once(this.#server.listen(`\0ringout-journal-${dev}-${ino}`), 'listening')
      this.#server.unref()
    } catch {
      throw new UsageError(`${this.#path} is in use by another \`ringout place\``, 'place')
    }
  }

  #read(): void {
    const data = readFileSync(this.#path)
    const end = data.lastIndexOf(10) + 1
    // A line that was not finished was not acted on: the next step waits until the line is on the disk.
    if (end < data.length) ftruncateSync(this.#file, end)
    const lines = data.subarray(0, end).toString().split('\n').slice(0, -1)
    for (const [index, line] of lines.entries()) {
      try {
        const [key, step] = readLine(JSON.parse(line))
        this.#steps.set(key, step)
      } catch {
        throw new UsageError(`line ${index + 1} of ${this.#path} is not an entry of a journal`, 'place')
      }
    }
  }
}

function readLine(line: any): [string, Step] {
  const { step, at, to, from, call_id, outcome, request, occurrence } = line
  const time = new Date(at)
  if (typeof step !== 'string' || typeof to !== 'string' || Number.isNaN(time.getTime())) throw new TypeError('no entry')
  const step_ = { name: step, at: time, to, from: from ?? null, callId: call_id ?? null, outcome: outcome && restored(outcome) }
  return [keyOf(request.to, occurrence), step_]
}

function restored({ cancelled_by_us, ...outcome }: any): Outcome {
  return Object.assign(Object.create(Outcome.prototype), outcome, { cancelledByUs: cancelled_by_us })
}

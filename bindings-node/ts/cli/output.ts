// Output: lines for people or JSON, colours, and a line at the bottom of the terminal that is redrawn.

import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { getSystemErrorMap } from 'node:util'

import { plain } from './values.js'

export const GREEN = '32'
export const RED = '31'
export const YELLOW = '33'
/** A text, or a colour and a text. */
export type Part = string | readonly [colour: string, text: string]

const STDOUT = 1
const STDERR = 2
const CLEAR = '\r\x1b[K'

/** The command must stop: a signal arrived, or nobody reads its output. */
export class Stopped extends Error {
  readonly code: number

  constructor(code: number, reason: string) {
    super(reason)
    this.code = code
  }
}

/** Writes to standard output and standard error, without a buffer. */
export class Output {
  isJson = false
  /** Called when standard output cannot be written any more. */
  onStop: (stop: Stopped) => void = () => {}
  readonly #hasColours = new Map([STDOUT, STDERR].map((stream) => [stream, hasColours(stream)]))
  #isOpen = true
  #render: ((seconds: number) => string) | undefined
  #began = 0

  /** Whether `live` shows a line. */
  get isLive(): boolean {
    return !this.isJson && isatty(STDOUT) && process.env['TERM'] !== 'dumb'
  }

  /** Writes a JSON object, if JSON is wanted. */
  record(type: string, fields: object): void {
    if (this.isJson) this.#write(STDOUT, JSON.stringify({ type, ...(plain(fields) as object) }))
  }

  /** Writes a line for people, unless JSON is wanted. */
  line(...parts: Part[]): void {
    if (!this.isJson) this.#write(STDOUT, this.#text(parts, STDOUT))
  }

  /** Writes a line to standard error. */
  note(...parts: Part[]): void {
    this.#write(STDERR, this.#text(parts, STDERR))
  }

  /** Shows a line at the bottom of the terminal during a task, and redraws it every second. */
  async live<T>(render: (seconds: number) => string, task: () => Promise<T>): Promise<T> {
    if (!this.isLive) return await task()
    this.#began = performance.now()
    this.#render = render
    this.redraw()
    const ticker = setInterval(() => this.redraw(), 1000)
    try {
      return await task()
    } finally {
      clearInterval(ticker)
      this.#render = undefined
      this.#put(STDOUT, CLEAR)
    }
  }

  /** Draws the line at the bottom again, because what it shows has changed. */
  redraw(): void {
    if (this.#render === undefined) return
    const columns = Number(process.env['COLUMNS']) || process.stdout.columns || 80
    const text = printable(this.#render((performance.now() - this.#began) / 1000))
    this.#put(STDOUT, CLEAR + [...text].slice(0, Math.max(columns - 1, 1)).join(''))
  }

  #write(stream: number, text: string): void {
    if (this.#render !== undefined) this.#put(STDOUT, CLEAR)
    this.#put(stream, `${text}\n`)
    this.redraw()
  }

  #text(parts: Part[], stream: number): string {
    const shown = (part: Part) => {
      if (typeof part === 'string') return printable(part)
      return this.#hasColours.get(stream) ? `\x1b[${part[0]}m${printable(part[1])}\x1b[0m` : printable(part[1])
    }
    return parts.map(shown).join('')
  }

  #put(stream: number, text: string): void {
    if (stream === STDOUT && !this.#isOpen) return
    try {
      writeAll(stream, text)
    } catch (error) {
      if (stream !== STDOUT) return
      this.#isOpen = false
      const { code } = error as NodeJS.ErrnoException
      const problem = `standard output cannot be written: ${reasonOf(error)}`
      const stop = code === 'EPIPE' ? new Stopped(141, 'nobody reads the output') : new Stopped(2, problem)
      this.onStop(stop)
      throw stop
    }
  }
}

/** Writes everything. A pipe may be full if its other end is not blocking. */
function writeAll(stream: number, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/** Returns the text of a failure of the system, without its code and the call that failed. */
export function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException
  const text = errno === undefined ? message : (getSystemErrorMap().get(errno)?.[1] ?? message)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Escapes what could control the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/(?! )[\p{C}\p{Z}]/gu, (letter) => {
    const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
    const number = letter.codePointAt(0) ?? 0
    const digits = number.toString(16)
    if (number <= 0xff) return named[letter] ?? `\\x${digits.padStart(2, '0')}`
    return number <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
  })
}

function hasColours(stream: number): boolean {
  const forced = process.env['FORCE_COLOR']
  if (process.env['NO_COLOR']) return false
  return forced ? forced !== '0' : isatty(stream) && process.env['TERM'] !== 'dumb'
}

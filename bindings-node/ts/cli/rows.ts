// The calls of a CSV file.

import { readFileSync } from 'node:fs'

import type { CallRequest } from '../index.js'
import { callFields } from './calls.js'
import { reasonOf } from './output.js'
import { type Options, quoted, UsageError } from './usage.js'
import { snake } from './values.js'

const COLUMNS = ['to', 'from', 'from_forwarding_number', 'caller_id', 'play_prompt', 'country']
const WORDS = new Map([
  ...['true', 'yes', '1'].map((word) => [word, true] as const),
  ...['false', 'no', '0'].map((word) => [word, false] as const),
])

/** The values of a row by their column. */
export type Values = Record<string, string | boolean>

/** A call to place: its number in the file, from 1, and what to place. `occurrence` counts the rows with the same callee. */
export interface Row {
  readonly number: number
  readonly values: Values
  readonly occurrence: number
  readonly to: string
}

/** Returns what finds a row in the journal, however its number is written: the digits, `+` and `*`. */
export function keyOf(to: string, occurrence: number): string {
  return `${to.replaceAll(/[^0-9+*]/g, '')} ${occurrence}`
}

/** Returns what the library places for a row. */
export function requestOf({ values, to }: Row): CallRequest {
  const names = Object.entries(values).map(([name, value]) => [
    name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase()),
    value,
  ])
  return { ...Object.fromEntries(names), to }
}

/** Reads the calls of the command `place`. Throws `UsageError` for a file that has none. */
export function readRows(options: Options): Row[] {
  const name = options.text('FILE') ?? ''
  const lines = split(readText(name)).filter((line) => line.some((cell) => cell !== ''))
  const header = (lines[0] ?? []).map((cell) => cell.toLowerCase().replaceAll(/[\s-]/g, '_'))
  const hasHeader = header.includes('to')
  const rows = hasHeader ? lines.slice(1) : lines
  if (!hasHeader && rows.some((line) => line.length > 1)) {
    throw new UsageError(`${name} has no column \`to\` in its first line`, 'place')
  }
  if (rows.length === 0) throw new UsageError(`${name} has no calls`, 'place')
  const defaults = Object.fromEntries(Object.entries(callFields(options)).map(([field, value]) => [snake(field), value]))
  return numbered(hasHeader ? header : ['to'], rows, defaults, name)
}

function readText(name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(name === '-' ? 0 : name))
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${name} is not UTF-8`, 'place')
    throw new UsageError(`${name} cannot be read: ${reasonOf(error)}`, 'place')
  }
}

/** Splits a CSV file into lines and cells. A cell in double quotes may have delimiters, line breaks and doubled quotes. */
function split(text: string): string[][] {
  const [first = ''] = text.split('\n', 1)
  const delimiter = first.includes(';') && !first.includes(',') ? ';' : ','
  const cell = new RegExp(`("(?:[^"]|"")*"?[^${delimiter}\\r\\n]*|[^${delimiter}\\r\\n]*)(${delimiter}|\\r\\n|\\n|\\r|$)`, 'gy')
  const lines: string[][] = [[]]
  for (const [whole, raw = '', end] of text.matchAll(cell)) {
    if (whole === '' && lines.at(-1)?.length === 0) break
    lines.at(-1)?.push((raw.startsWith('"') ? raw.replaceAll(/"("?)/g, '$1') : raw).trim())
    if (end === '') break
    if (end !== delimiter) lines.push([])
  }
  return lines
}

function numbered(columns: string[], lines: string[][], defaults: Values, name: string): Row[] {
  const seen = new Map<string, number>()
  return lines.map((line, index) => {
    const number = index + 1
    const values: Values = { ...defaults }
    for (const [position, column] of columns.entries()) {
      const cell = line[position]
      if (cell && COLUMNS.includes(column)) values[column] = column === 'play_prompt' ? prompt(cell, name, number) : cell
    }
    const { to } = values as { to?: string }
    if (to === undefined) throw new UsageError(`${name}: row ${number} has no number in the column \`to\``, 'place')
    const occurrence = (seen.get(keyOf(to, 0)) ?? 0) + 1
    seen.set(keyOf(to, 0), occurrence)
    return { number, values, occurrence, to }
  })
}

function prompt(cell: string, name: string, number: number): boolean {
  const value = WORDS.get(cell.toLowerCase())
  if (value === undefined)
    throw new UsageError(`${name}: row ${number}: play_prompt is ${quoted(cell)}, not true or false`, 'place')
  return value
}

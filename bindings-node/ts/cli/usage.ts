// Command line arguments: the table of commands, the parser, and the help screens. `commands.json` is the table, which the
// command of the Python package has too.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

type Kind = 'text' | 'flag' | 'switch' | 'seconds' | 'count' | 'choice' | 'time'

interface OptionRow {
  kind: Kind
  value?: string
  help: string
  choices?: string[]
  default?: string | number
}

interface CommandRow {
  name: string
  summary: string
  usage: string
  about: string
  notes?: string[]
  arguments: string[]
  required?: string[]
  options: string[]
  needs?: Record<string, string>
}

interface Table {
  about: string
  notes: string[]
  commands: CommandRow[]
  options: Record<string, OptionRow>
}

const TABLE: Table = JSON.parse(readFileSync(join(__dirname, '..', '..', 'bin', 'commands.json'), 'utf8'))
const COMMANDS = new Map(TABLE.commands.map((command) => [command.name, command]))
/** The column of the explanations. */
const COLUMN = 30

/** Wrong arguments, or a file that cannot be used. */
export class UsageError extends Error {
  command: string | undefined

  constructor(message: string, command?: string) {
    super(message)
    this.command = command
  }
}

/** A help screen, or the version, was asked for. */
export class Help extends Error {}

/** The command and its options, by their names on the command line. */
export class Options {
  readonly command: string
  readonly rest: string[]
  readonly #values = new Map<string, string | number | boolean | Date>()

  constructor(command: string, rest: string[] = []) {
    this.command = command
    this.rest = rest
  }

  set(name: string, value: string | number | boolean | Date): void {
    this.#values.set(name, value)
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  text(name: string): string | undefined {
    return this.#values.get(name) as string | undefined
  }

  number(name: string): number | undefined {
    return this.#values.get(name) as number | undefined
  }

  /** A time in milliseconds; it is given in seconds. */
  milliseconds(name: string): number | undefined {
    const seconds = this.number(name)
    return seconds === undefined ? undefined : seconds * 1000
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true
  }

  /** Whether a switch is on or off, or undefined if it was not given. */
  toggle(name: string): boolean | undefined {
    return this.#values.get(name) as boolean | undefined
  }

  date(name: string): Date {
    return this.#values.get(name) as Date
  }
}

/** Returns the command and its options. Throws `UsageError` or `Help`. */
export function parse(args: string[], version: string): Options {
  const [name, ...rest] = args
  if (name === undefined || name === '-h' || name === '--help') throw new Help(overview())
  if (name === '--version') throw new Help(`ringout ${version}`)
  const command = COMMANDS.get(name)
  if (command === undefined) throw new UsageError(`unknown ${name.startsWith('-') ? 'option' : 'command'} ${name}`)
  if (name === 'simulator') return new Options(name, rest)
  try {
    return parseCommand(command, rest)
  } catch (error) {
    if (error instanceof UsageError) error.command = name
    throw error
  }
}

function parseCommand(command: CommandRow, args: string[]): Options {
  const types: Record<string, { type: 'string' | 'boolean'; short?: string }> = { help: { type: 'boolean', short: 'h' } }
  for (const name of command.options) {
    const { kind } = optionRow(name)
    types[name] = { type: kind === 'flag' || kind === 'switch' ? 'boolean' : 'string' }
    if (kind === 'switch') types[`no-${name}`] = { type: 'boolean' }
  }
  const { tokens } = parseArgs({ args, options: types, strict: false, allowPositionals: true, tokens: true })
  const found = new Options(command.name)
  const texts = new Map<string, string>()
  const words: string[] = []
  const unknown: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const type = types[token.name]?.type
    if (type === undefined) unknown.push(token.rawName)
    else if (type === 'boolean') {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
      const isOff = token.name.startsWith('no-') && command.options.includes(token.name.slice(3))
      found.set(isOff ? token.name.slice(3) : token.name, !isOff)
    } else if (token.value === undefined || (!token.inlineValue && /^-(?!\d|$)/.test(token.value))) {
      throw new UsageError(`${token.rawName} needs a value`)
    } else texts.set(token.name, token.value)
  }
  if (found.has('help')) throw new Help(screen(command))
  if (unknown[0] !== undefined) throw new UsageError(`unknown option ${unknown[0]}`)
  const extra = words[command.arguments.length]
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`)
  for (const [index, name] of command.arguments.entries()) {
    const word = words[index]
    if (word === undefined) throw new UsageError(`${name} is missing`)
    found.set(name, word)
  }
  check(command, found, texts)
  return found
}

function check(command: CommandRow, found: Options, texts: Map<string, string>): void {
  const isGiven = (name: string) => texts.has(name) || found.has(name)
  for (const name of command.required ?? []) {
    if (!isGiven(name)) throw new UsageError(`--${name} is missing`)
  }
  for (const [name, needed] of Object.entries(command.needs ?? {})) {
    if (isGiven(name) && !isGiven(needed)) throw new UsageError(`--${name} needs --${needed}`)
  }
  for (const name of command.options) {
    const row = optionRow(name)
    const text = texts.get(name)
    if (text !== undefined) found.set(name, convert(name, row, text))
    else if (row.default !== undefined) found.set(name, row.default)
  }
}

/** Converts a value. The library checks the ranges. */
function convert(name: string, row: OptionRow, text: string): string | number | Date {
  const wrong = (what: string) => new UsageError(`--${name}: ${quoted(text)} is not ${what}`)
  if (row.kind === 'seconds') {
    if (!/^\d+(\.\d+)?$/.test(text)) throw wrong('a number of seconds')
    return Number(text)
  }
  if (row.kind === 'count') {
    if (!/^0*[1-9]\d{0,8}$/.test(text)) throw wrong('a number from 1 on')
    return Number(text)
  }
  if (row.kind === 'choice' && !row.choices?.includes(text)) throw wrong(`one of ${row.choices?.join(', ')}`)
  if (row.kind === 'time') {
    const time = parseTime(text)
    if (time === undefined) throw wrong('a time with a time zone, such as 2026-01-31T09:30:00Z')
    return time
  }
  return text
}

function parseTime(text: string): Date | undefined {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (found === null) return undefined
  const [, day = '', minutes = '', seconds = ':00', decimals = '', zone = ''] = found
  // `Date` takes the 31st of February for the 3rd of March.
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined
  const time = new Date(`${day}T${minutes}${seconds}${decimals.slice(0, 4)}${zone}`)
  return Number.isNaN(time.getTime()) ? undefined : time
}

function optionRow(name: string): OptionRow {
  const row = TABLE.options[name]
  if (row === undefined) throw new Error(`commands.json has no option ${name}`)
  return row
}

/** Returns a value in double quotes, with escapes, as the library quotes values. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

function overview(): string {
  const commands = TABLE.commands.map(({ name, summary }) => `  ${name.padEnd(11)} ${summary}`)
  const options = [explained('-h, --help', 'show this help, or that of a command'), explained('--version', 'show the version')]
  const head = ['usage: ringout COMMAND [options]', '', TABLE.about, '', 'commands:']
  return [...head, ...commands, '', 'options:', ...options, '', ...TABLE.notes].join('\n')
}

function screen(command: CommandRow): string {
  const options = command.options.map((name) => explained(spelling(name), optionRow(name).help))
  const notes = command.notes === undefined ? [] : ['', ...command.notes]
  const head = [`usage: ringout ${command.name} ${command.usage}`, '', command.about, ...notes]
  return [...head, '', 'options:', ...options, explained('-h, --help', 'show this help')].join('\n')
}

function spelling(name: string): string {
  const { kind, value } = optionRow(name)
  if (kind === 'switch') return `--${name}, --no-${name}`
  return value === undefined ? `--${name}` : `--${name} ${value}`
}

function explained(left: string, right: string): string {
  return `  ${left.padEnd(COLUMN - 2)}${right}`
}

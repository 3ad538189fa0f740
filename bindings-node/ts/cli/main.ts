// Runs a command, and turns its result, its error or an interruption into an exit code.

import { constants } from 'node:os'

import { InvalidArgumentError, NotLoggedInError, RingOutError, version } from '../index.js'
import { log, numbers, preflight } from './account.js'
import { call, cancel, status, watch } from './calls.js'
import { login, logout } from './login.js'
import { Output, RED, Stopped } from './output.js'
import { place } from './place.js'
import { simulator } from './simulator.js'
import { Help, type Options, parse, UsageError } from './usage.js'
import { messageOf, snake } from './values.js'

/** What a command gets: its options, where to write, and the signal that stops it. */
export interface Context {
  readonly options: Options
  readonly output: Output
  readonly signal: AbortSignal
}

const COMMANDS: Record<string, (context: Context) => Promise<number>> = {
  call,
  status,
  watch,
  cancel,
  log,
  place,
  preflight,
  numbers,
  login,
  logout,
  simulator,
}
const SIGNALS = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'the terminal was closed' } as const

/** Runs the command of `process.argv`, and ends the process with its exit code. */
export async function main(): Promise<void> {
  const output = new Output()
  const stopping = new AbortController()
  output.onStop = (stop) => stopping.abort(stop)
  handleSignals(stopping)
  let code: number
  try {
    code = await run(process.argv.slice(2), output, stopping.signal)
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    const stop = stopping.signal.reason as Stopped
    output.note(`ringout: ${stop.message}`)
    code = stop.code
  }
  // Requests that were interrupted would keep the process alive.
  process.exit(code)
}

async function run(args: string[], output: Output, signal: AbortSignal): Promise<number> {
  let options: Options | undefined
  try {
    options = parse(args, version)
    output.isJson = options.flag('json')
    return (await COMMANDS[options.command]?.({ options, output, signal })) ?? 2
  } catch (error) {
    if (error instanceof Help) {
      for (const line of error.message.split('\n')) output.line(line)
      return 0
    }
    if (error instanceof UsageError) {
      const name = error.command === undefined ? 'ringout' : `ringout ${error.command}`
      output.note([RED, `${name}: `], error.message)
      output.note(`help: ${name} --help`)
      return 2
    }
    if (!(error instanceof RingOutError) || options === undefined) throw error
    // A stopped request fails because it was stopped, unless it may have placed a call.
    if (signal.aborted && !error.mayHavePlaced) throw error
    showError(error, options, output)
    if (signal.aborted) throw error
    return 10 + error.number
  }
}

/** Writes an error to standard error: the message, the hint, the request id, and how to check a call that may be placed. */
function showError(error: RingOutError, options: Options, output: Output): void {
  spell(error, options)
  output.record('error', { error })
  output.note([RED, `ringout ${options.command}: ${error.code}: `], messageOf(error))
  if (error.hint) output.note(`hint: ${error.hint}`)
  if (error instanceof NotLoggedInError) output.note('hint: ringout login')
  if (error.requestId) output.note(`request id: ${error.requestId}`)
  const { attempt } = error
  if (error.mayHavePlaced && attempt?.to) {
    const caller = attempt.from ? ` --from '${attempt.from}'` : ''
    output.note(`check: ringout log --to '${attempt.to}'${caller} --sent-at ${attempt.sentAt.toISOString()}`)
  }
}

/** Names the option instead of the argument of the library. */
function spell(error: RingOutError, options: Options): void {
  const name = error.parameter
  if (!(error instanceof InvalidArgumentError) || name === undefined || !error.message.startsWith(`${name}: `)) return
  const others: Record<string, string> = { fromForwardingNumber: 'forwarding-number', playPrompt: 'prompt' }
  const option = others[name] ?? snake(name).replaceAll('_', '-')
  if (options.has(option)) error.message = `--${option}${error.message.slice(name.length)}`
}

/**
 * Lets a signal stop the command in an orderly way, and a second one at once. Node forgets when it starts which signals the
 * shell has told it to ignore.
 */
function handleSignals(stopping: AbortController): void {
  for (const [name, reason] of Object.entries(SIGNALS)) {
    const number = constants.signals[name as keyof typeof SIGNALS]
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(128 + number)
      stopping.abort(new Stopped(128 + number, reason))
    })
  }
}

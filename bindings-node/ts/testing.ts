/// <reference types="node" preserve="true" />

// Test a program without RingCentral: `Simulator` starts an offline RingCentral and plays both phones of each call.
//
//     import { Simulator } from 'ringout/testing'
//
//     await using simulator = await new Simulator().start()
//     const call = await simulator.client().createCall({ to: '+14155550180', from: '+16505550180' })
//     await simulator.answer(call, 'caller')
//     await simulator.busy(call, 'callee')
//     console.log((await call.wait()).kind) // Busy
//
// A number that ends in 0180 waits for the test to answer; other endings act by themselves, for example 0486 is busy. The README
// of `ringout-simulator` has all of them. The program is that of this package; see `simulatorProgram`. Times are in milliseconds
// of the simulator's clock. Works with every test runner.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Fields, readOptions } from './arguments.js'
import type { Call } from './call.js'
import type { Client } from './client.js'
import type { ClientOptions } from './options.js'

const NAME = 'ringout-simulator'
const VARIABLE = 'RINGOUT_SIMULATOR'
/** Of real time: longer than a busy machine takes for one admin request. */
const TIMEOUT = 60_000
// Kept now, because tests replace the clock and the timers of their program.
const now = performance.now.bind(performance)

/** A call, or its id. */
export type AnyCall = Call | SimulatedCall | string
type Leg = 'caller' | 'callee'
type Json = Record<string, any>

/** The simulator is missing, did not start, or refused a request. The message says why and what is possible. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError'
}

/** A call as the simulator sees it. */
export interface SimulatedCall {
  /** The id, the same as `call.id`. */
  readonly id: string
  /** The caller's phone number. */
  readonly from: string
  /** The callee's phone number. */
  readonly to: string
  /** RingCentral's status of the call, for example `InProgress`. */
  readonly callStatus: string
  /** RingCentral's status of the caller. */
  readonly callerStatus: string
  /** RingCentral's status of the callee. */
  readonly calleeStatus: string
  readonly phase: 'caller-ringing' | 'prompt' | 'callee-ringing' | 'connected' | 'ended'
  /** When the call was placed. */
  readonly placedAt: number
  /** Whether the caller must press 1. */
  readonly playPrompt: boolean
}

/** A request in the simulator's journal, with secrets redacted. */
export interface SimulatedRequest {
  /** The number of the request. It grows by one with each request. */
  readonly number: number
  /** When the request arrived. */
  readonly at: number
  /** The method, for example `POST`. */
  readonly method: string
  /** The path with its query. */
  readonly path: string
  /** The status of the response, or undefined if none was sent. */
  readonly status: number | undefined
  /** The group of the rate limit, for example `heavy`. */
  readonly group: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** The JSON of the body, the text of another body, or null. */
  readonly body: any
}

/** What the program prints when it is ready. */
export interface Ready {
  readonly url: string
  readonly client_id: string
  readonly client_secret: string
  readonly jwt: string
  readonly ca_file: string | null
  readonly numbers: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** How a simulator starts. */
export interface SimulatorOptions {
  /** Simulated seconds for each real second, up to 1,000,000. Default: 1. */
  speed?: number | undefined
  /** Decides every id, token and secret. Default: 1. */
  seed?: number | undefined
  /** The rate limits: `off`, the default, `real` for RingCentral's, or an object in the format of the admin request `POST limits`. */
  limits?: 'off' | 'real' | Json | undefined
  /** The initial clock, limits and faults, in the format of the option `--scenario`. */
  scenario?: Json | undefined
  /** `guide`, the default, lets a call be cancelled while the callee is `InProgress`, `faq` until the caller answers. */
  cancelRule?: 'guide' | 'faq' | undefined
  /** Whether a login returns a refresh token. Default: false. */
  refreshTokens?: boolean | undefined
  /** How long an ended call stays readable. Default: 30,000. */
  linger?: number | undefined
  /** Serves HTTPS. `client` trusts the certificate, and `environment` makes other programs trust it. */
  tls?: boolean | undefined
  /** More options of the program's command line. */
  options?: readonly string[] | undefined
  /** The path of the program. Default: `simulatorProgram()`. */
  program?: string | undefined
}

/** When a phone acts. */
export interface ActOptions {
  /** When the clock reaches this time; by default now. */
  at?: number | undefined
}

/** Which requests a fault breaks. */
export interface FaultOptions {
  /** The method. Default: all. */
  method?: string | undefined
  /** How the path begins. Default: all. */
  path?: string | undefined
  /** How many requests; 0 breaks all of them. Default: 1. */
  times?: number | undefined
}

const SIMULATOR: Fields<SimulatorOptions> = {
  speed: 'number',
  seed: 'number',
  limits: 'any',
  scenario: 'any',
  cancelRule: 'string',
  refreshTokens: 'boolean',
  linger: 'number',
  tls: 'boolean',
  options: 'any',
  program: 'string',
}
const ACT: Fields<ActOptions> = { at: 'number' }
const FAULT: Fields<FaultOptions> = { method: 'string', path: 'string', times: 'number' }

/**
 * Returns the path of the program `ringout-simulator`: the variable RINGOUT_SIMULATOR if it is set, the package of that name if it is
 * installed, or else the command in the PATH. Throws a `SimulatorError` if there is none.
 */
export function simulatorProgram(): string {
  const named = process.env[VARIABLE]
  if (named) {
    if (isFile(named)) return named
    throw new SimulatorError(`${VARIABLE} is '${named}', which is not a file; set it to the path of the program ${NAME}`)
  }
  let found: string | undefined
  try {
    found = require.resolve(NAME, { paths: [__dirname, process.cwd()] })
  } catch {}
  if (found !== undefined) return inPackage(found)
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder)
  const program = folders.map((folder) => join(folder, NAME)).find(isProgram)
  if (program !== undefined) return program
  throw new SimulatorError(
    `there is no simulator: install the package ${NAME}, or set ${VARIABLE} to the path of the program ${NAME}`,
  )
}

function inPackage(file: string): string {
  try {
    return require(file).path()
  } catch (cause) {
    throw new SimulatorError((cause as Error).message, { cause })
  }
}

/**
 * An offline RingCentral for tests, with two phones for each call and a clock that the test controls.
 *
 * `await using simulator = await new Simulator().start()` stops it at the end of the block. It also stops when this process ends,
 * however that happens. Its methods reject with a `SimulatorError` if the simulator refuses, for example if a phone that does not ring
 * should answer.
 */
export class Simulator {
  readonly #options: SimulatorOptions
  #child: ChildProcess | undefined
  #ready: Ready | undefined
  #ca: Buffer | undefined

  constructor(options: SimulatorOptions = {}) {
    this.#options = readOptions('options', options, SIMULATOR)
  }

  /** Starts the simulator and waits until it is ready. Returns itself. */
  async start(): Promise<this> {
    if (this.#child !== undefined) throw new SimulatorError('the simulator is running already')
    const program = this.#options.program ?? simulatorProgram()
    const folder = mkdtempSync(join(tmpdir(), 'ringout-simulator-'))
    let child: ChildProcess | undefined
    try {
      const command = ['--quiet', '--stop-on-eof', ...optionsOf(this.#options), ...filesOf(this.#options, folder)]
      // With the pipe as its input, it ends with this process. In its own session, it is not interrupted by Ctrl-C.
      child = spawn(program, command, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
      this.#child = child
      const ready = readyOf(await firstLine(child, program), program)
      this.#ca = ready.ca_file === null ? undefined : readFileSync(ready.ca_file)
      this.#ready = ready
      release(child)
    } catch (error) {
      // Unless `stop` has done it meanwhile.
      if (child !== undefined && this.#child === child) await this.stop()
      throw error
    } finally {
      rmSync(folder, { recursive: true })
    }
    return this
  }

  /** Stops the simulator and closes its connections. Does nothing if it is not running. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    this.#ready = undefined
    // A program that could not be started has no id.
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.ref()
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }

  /** Stops the simulator. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Stops the simulator, without waiting until it has ended. */
  [Symbol.dispose](): void {
    void this.stop()
  }

  /** The line that the program prints when it is ready. */
  get ready(): Ready {
    if (this.#ready === undefined) throw notRunning()
    return this.#ready
  }

  /** The URL of the server, for `RC_SERVER_URL`. In a browser, it is a page with the phones of each call. */
  get url(): string {
    return this.ready.url
  }

  /** The user's phone numbers. Each can be the caller ID, and each answers when called. */
  get numbers(): readonly string[] {
    return this.ready.numbers
  }

  /** The variables that `Client.fromEnv` and RingCentral's samples read, to assign to `process.env`. */
  get environment(): Readonly<Record<string, string>> {
    return this.ready.environment
  }

  /** Creates a client of this simulator. `options` are those of `Client`, and replace the simulator's. */
  client(options: Partial<ClientOptions> = {}): Client {
    const { url: server, client_id: clientId, client_secret: clientSecret, jwt, ca_file: caBundle } = this.ready
    // Loaded now, because a test may use the simulator without this package's client.
    const ringout = require('./index.js') as typeof import('./index.js')
    return new ringout.Client({ server, clientId, clientSecret, jwt, ...(caBundle === null ? {} : { caBundle }), ...options })
  }

  /** Restores the state after the start: no calls, no tokens, no faults, an empty journal, and the clock at 0. */
  async reset(): Promise<void> {
    await this.ask('POST', 'reset')
  }

  /** Returns the readable calls, in the order in which they were placed. */
  async calls(): Promise<SimulatedCall[]> {
    const calls: SimulatedCall[] = []
    for (let path = 'calls?limit=10000'; ; ) {
      const page = await this.ask('GET', path)
      calls.push(...page.calls.map(callOf))
      if (page.next === null) return calls
      path = page.next.replace('/_simulator/', '')
    }
  }

  /** Returns a call that was placed here. It may be given by its id. */
  async findCall(call: AnyCall): Promise<SimulatedCall> {
    return callOf(await this.ask('GET', `calls/${idOf(call)}`))
  }

  /** Lets a phone answer. Like the other methods for phones, acts now or when the clock reaches `at`, and returns the call. */
  async answer(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, leg, 'answer', options)
  }

  /** Lets the caller confirm the prompt of a call with `playPrompt`. */
  async press1(call: AnyCall, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, 'caller', 'press-1', options)
  }

  /** Lets a phone that has answered hang up, which ends the call. */
  async hangUp(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, leg, 'hangup', options)
  }

  /** Lets a phone that rings be busy. */
  async busy(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, leg, 'busy', options)
  }

  /** Lets a phone stop ringing, as if nobody had answered. */
  async noAnswer(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, leg, 'no-answer', options)
  }

  /** Lets a phone that rings reject the call. */
  async reject(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, leg, 'reject', options)
  }

  /** Lets a leg fail with `GenericError`. */
  async fail(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall> {
    return await this.#act(call, leg, 'fail', options)
  }

  async #act(call: AnyCall, leg: Leg, action: string, options: ActOptions | undefined): Promise<SimulatedCall> {
    const { at } = readOptions('options', options, ACT)
    const body = at === undefined ? {} : { at_ms: Math.round(at) }
    return callOf(await this.ask('POST', `calls/${idOf(call)}/${encodeURIComponent(leg)}/${action}`, body))
  }

  /** Returns the time of the clock, which begins at 0. */
  async now(): Promise<number> {
    return (await this.ask('GET', 'clock')).now_ms
  }

  /** Stops the clock. Calls change only when a phone acts or `advance` is called. */
  async stopClock(): Promise<void> {
    await this.ask('POST', 'clock', { running: false })
  }

  /** Lets the clock run again, at this speed if given. */
  async startClock(speed?: number): Promise<void> {
    await this.ask('POST', 'clock', { running: true, ...(speed === undefined ? {} : { speed }) })
  }

  /** Advances the clock. Everything that is due by then has happened when the promise resolves. */
  async advance(milliseconds: number): Promise<void> {
    await this.ask('POST', 'clock', { advance_ms: Math.round(milliseconds) })
  }

  /**
   * Breaks the next requests: by default one, of any method and path.
   *
   * `fault` is one row of the table of faults, for example `{ status: 503 }` or `{ drop: 'before-response' }`.
   */
  async fault(fault: Json, options?: FaultOptions): Promise<void> {
    await this.ask('POST', 'faults', { method: '*', path: '*', times: 1, ...readOptions('options', options, FAULT), fault })
  }

  /** Removes all faults. */
  async clearFaults(): Promise<void> {
    await this.ask('DELETE', 'faults')
  }

  /** Sets the rate limits: `off`, `real`, or an object in the format of the admin request `POST limits`. */
  async setLimits(limits: 'off' | 'real' | Json): Promise<void> {
    await this.ask('POST', 'limits', typeof limits === 'string' ? { [limits]: true } : limits)
  }

  /** Expires all access tokens, and with `refresh` all refresh tokens too. */
  async expireTokens(options?: { refresh?: boolean | undefined }): Promise<void> {
    const { refresh = false } = readOptions<{ refresh?: boolean }>('options', options, { refresh: 'boolean' })
    await this.ask('POST', 'tokens/expire', { refresh })
  }

  /** Returns the latest 10,000 requests in the order of arrival: those with this method, if given, whose path contains `path`. */
  async journal(method?: string, path = ''): Promise<SimulatedRequest[]> {
    const requests: SimulatedRequest[] = (await this.ask('GET', 'journal')).requests.map(requestOf)
    return requests.filter((request) => (method === undefined || request.method === method) && request.path.includes(path))
  }

  /** Empties the journal. */
  async clearJournal(): Promise<void> {
    await this.ask('DELETE', 'journal')
  }

  /** Waits until the journal has such a request, and returns the first. Rejects after `timeout` real milliseconds, by default 30,000. */
  async waitForRequest(method: string, path = '', options?: { timeout?: number | undefined }): Promise<SimulatedRequest> {
    const { timeout = 30_000 } = readOptions<{ timeout?: number }>('options', options, { timeout: 'number' })
    const deadline = now() + timeout
    for (;;) {
      const [found] = await this.journal(method, path)
      if (found !== undefined) return found
      if (now() > deadline) {
        throw new SimulatorError(`no ${method} request with '${path}' in its path arrived within ${timeout / 1000} s`)
      }
      await sleep(10)
    }
  }

  /** Sends any admin request, with a path such as `clock`, and returns the JSON of the response. */
  async ask(method: string, path: string, body?: object): Promise<any> {
    const { url } = this.ready
    const content = body === undefined ? undefined : JSON.stringify(body)
    const [status, received] = await this.#send(method, `${url}/_simulator/${path}`, content).catch((cause: Error) => {
      throw new SimulatorError(`the simulator does not respond: ${cause.message}`, { cause })
    })
    const response = JSON.parse(received || 'null')
    if (status >= 400) throw new SimulatorError(response.error)
    return response
  }

  async #send(method: string, url: string, content: string | undefined): Promise<[status: number, content: string]> {
    // A connection for each request, which keeps no test runner waiting.
    const options = { method, agent: false, timeout: TIMEOUT, ...(this.#ca ? { ca: this.#ca } : {}) }
    const request = url.startsWith('https:') ? https.request(url, options) : http.request(url, options)
    request.on('timeout', () => request.destroy(new Error(`no response within ${TIMEOUT / 1000} s`)))
    request.end(content)
    const [response] = await once(request, 'response')
    return [response.statusCode, await text(response)]
  }
}

function notRunning(): SimulatorError {
  return new SimulatorError(
    'the simulator is not running; call start, as in: await using simulator = await new Simulator().start()',
  )
}

function optionsOf(options: SimulatorOptions): string[] {
  const values = {
    speed: options.speed,
    seed: options.seed,
    limits: typeof options.limits === 'string' ? options.limits : undefined,
    'cancel-rule': options.cancelRule,
    linger: options.linger === undefined ? undefined : `${Math.round(options.linger)}ms`,
    'refresh-tokens': options.refreshTokens ? 'on' : undefined,
  }
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return [...given.map(([name, value]) => `--${name}=${value}`), ...(options.tls ? ['--tls'] : []), ...(options.options ?? [])]
}

function filesOf({ limits, scenario }: SimulatorOptions, folder: string): string[] {
  const files = Object.entries({ limits, scenario }).filter(([, content]) => typeof content === 'object')
  return files.map(([name, content]) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(content))
    return `--${name}=${file}`
  })
}

/** Returns the line that the program prints when it is ready. */
async function firstLine(child: ChildProcess, program: string): Promise<string> {
  const errors = text(child.stderr as NodeJS.ReadableStream)
  const lines = createInterface(child.stdout as NodeJS.ReadableStream)
  return await new Promise((resolve, reject) => {
    lines.once('line', resolve)
    child.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new SimulatorError(`the simulator '${program}' cannot be started: ${cause.code}`, { cause }))
    })
    child.once('close', async (code) => {
      reject(new SimulatorError(`the simulator ended with ${code} before it was ready: ${(await errors).trim()}`))
    })
  })
}

function readyOf(line: string, program: string): Ready {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new SimulatorError(`the program '${program}' is not the simulator: it prints "${line}"`, { cause })
  }
}

/** Lets this process end while the simulator runs. The simulator then ends too. */
function release(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref()
  child.stdout?.resume()
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return isFile(file)
  } catch {
    return false
  }
}

function idOf(call: AnyCall): string {
  return encodeURIComponent(typeof call === 'string' ? call : call.id)
}

function callOf(fields: Json): SimulatedCall {
  return Object.freeze({
    id: fields['id'],
    from: fields['from'],
    to: fields['to'],
    callStatus: fields['call_status'],
    callerStatus: fields['caller_status'],
    calleeStatus: fields['callee_status'],
    phase: fields['phase'],
    placedAt: fields['placed_at'],
    playPrompt: fields['play_prompt'],
  })
}

function requestOf(fields: Json): SimulatedRequest {
  const { number, at_ms: at, method, path, status, group, headers, body } = fields as any
  return Object.freeze({ number, at, method, path, status: status ?? undefined, group: group ?? undefined, headers, body })
}

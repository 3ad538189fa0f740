// Runs the command `ringout`, and compares what it writes with the templates of tests/vectors/cli.json.

import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

import { start } from './children.mjs'
import { version } from './ringout.mjs'
import { readVectors } from './vectors.mjs'

export const COMMAND = fileURLToPath(new URL('../../../bindings-node/bin/ringout.js', import.meta.url))
export const { lines: LINES, objects: OBJECTS, cases } = readVectors('cli')
export const CASES = cases.filter((item) => !item.not_in?.includes('node'))

/** How long a step may take on a busy machine. */
const PATIENCE = 60_000
const PATTERNS = {
  any: '.*',
  id: '[A-Za-z0-9_=-]+',
  seconds: ' *\\d+\\.\\d',
  time: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z',
}

/** Returns the environment of a command, without the settings of the user who runs the tests. `undefined` removes a variable. */
export function environment(simulator, folder, changes = {}) {
  const base = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8', ...simulator.environment }
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined && value !== null))
}

/** Makes an empty folder, which is removed when the test ends. Its name has a space. */
export function emptyFolder(t) {
  const parent = mkdtempSync(join(tmpdir(), 'ringout-'))
  t.after(() => rmSync(parent, { recursive: true, force: true }))
  const folder = join(parent, 'a folder')
  mkdirSync(folder)
  return folder
}

/** A running command. */
export class Command {
  stdout = []
  stderr = []
  #waiting = []

  constructor(args, env, folder) {
    this.child = start(process.execPath, [COMMAND, ...args], { env, cwd: folder })
    createInterface(this.child.stdout).on('line', (line) => {
      this.stdout.push(line)
      this.#waiting = this.#waiting.filter((check) => !check(line))
    })
    createInterface(this.child.stderr).on('line', (line) => this.stderr.push(line))
    /** Resolves with the exit code, or the name of the signal that ended it. */
    this.end = once(this.child, 'close').then(([code, signal]) => code ?? signal)
  }

  /** Waits for a line of standard output, and returns it. */
  async line(pattern) {
    const seen = this.stdout.find((line) => pattern.test(line))
    if (seen !== undefined) return seen
    const found = new Promise((resolve) => {
      this.#waiting.push((line) => {
        const isFound = pattern.test(line)
        if (isFound) resolve(line)
        return isFound
      })
    })
    const ended = this.end.then((code) => {
      throw new Error(`the command ended with ${code} and without ${pattern}: ${this.stdout.concat(this.stderr).join('\n')}`)
    })
    return await Promise.race([found, ended])
  }
}

/** Runs a case of cli.json on a simulator, and returns what is wrong. */
export async function runCase(item, simulator, folder) {
  const names = { simulator: simulator.url, version, now: new Date().toISOString() }
  await simulator.post('reset')
  const doStep = async ({ place, admin }) => {
    if (place !== undefined) names.call = (await simulator.client().createCall(place)).id
    else await simulator.send(...admin)
  }
  for (const step of item.before ?? []) await doStep(step)
  await simulator.delete('journal')
  for (const [name, text] of Object.entries(item.files ?? {})) writeFileSync(join(folder, name), fillIn(text, names))
  const args = item.arguments.map((argument) => fillIn(argument, names))
  const command = new Command(args, environment(simulator, folder, item.environment), folder)
  const found = []
  try {
    for (const event of item.during ?? []) await waitAndDo(event, command, simulator, names, doStep)
  } catch (error) {
    found.push(`${error}`)
    command.child.kill('SIGKILL')
  }
  const timer = setTimeout(() => command.child.kill('SIGKILL'), PATIENCE)
  const code = await command.end
  clearTimeout(timer)
  if (code !== item.exit) found.push(`it exits with ${code} and not ${item.exit}`)
  return [...found, ...writtenProblems(item, command, names, folder, simulator), ...(await effectProblems(item, simulator, folder))]
}

async function waitAndDo(event, command, simulator, names, doStep) {
  if (event.after !== undefined) await command.line(new RegExp(`^${template(event.after, names)}$`))
  else {
    const [method, part, count = 1] = event.after_request
    const deadline = performance.now() + PATIENCE
    while ((await requests(simulator, method, part)).length < count) {
      if (performance.now() > deadline) throw new Error(`fewer than ${count} requests ${method} ${part} arrived`)
      await new Promise(setImmediate)
    }
  }
  if (event.signal !== undefined) command.child.kill(event.signal)
  else await doStep(event.step)
}

/** Returns the requests with this method whose path contains a part. */
export async function requests(simulator, method, part = '') {
  return (await simulator.journal(method)).filter(({ path }) => path.includes(part))
}

function writtenProblems(item, { stdout, stderr }, names, folder, simulator) {
  const found = []
  if (linesDiffer(stderr, item.stderr, names)) found.push(`it writes ${JSON.stringify(stderr)} to standard error`)
  if (item.json !== undefined) found.push(...jsonProblems('it writes', stdout, item.json, names))
  else if (linesDiffer(stdout, item.stdout, names)) found.push(`it writes ${JSON.stringify(stdout)}`)
  if (item.journal !== undefined) {
    const lines = readFileSync(join(folder, 'calls.log'), 'utf8').split('\n').slice(0, -1)
    found.push(...jsonProblems('its journal has', lines, item.journal, names, 'journal'))
  }
  const written = [...stdout, ...stderr].join('\n')
  const secrets = [simulator.ready.client_secret, simulator.ready.jwt]
  return found.concat(secrets.filter((secret) => written.includes(secret)).map(() => 'it shows a secret'))
}

async function effectProblems(item, simulator, folder) {
  const found = []
  const count = (await simulator.journal()).length
  if (count !== (item.requests ?? count)) found.push(`it sends ${count} requests`)
  for (const [request, wanted] of Object.entries(item.requests_of ?? {})) {
    const seen = (await requests(simulator, ...request.split(' '))).length
    if (seen !== wanted) found.push(`it sends ${seen} requests ${request} and not ${wanted}`)
  }
  if (item.sent !== undefined) {
    const bodies = (await requests(simulator, 'POST', '/ring-out')).map(({ body }) => JSON.parse(body))
    if (!bodies.some((body) => isDeepStrictEqual(body, item.sent))) found.push(`it sends ${JSON.stringify(bodies)}`)
  }
  // A request that was interrupted may still be on its way.
  const deadline = performance.now() + PATIENCE
  while (item.placed !== undefined) {
    const { placed } = (await simulator.get('state')).calls
    if (placed === item.placed) break
    if (placed > item.placed || performance.now() > deadline) {
      found.push(`${placed} calls are placed and not ${item.placed}`)
      break
    }
  }
  const missing = (item.creates ?? []).filter((name) => !statSync(join(folder, name), { throwIfNoEntry: false }))
  return found.concat(missing.map((name) => `${name} does not exist`))
}

function jsonProblems(what, lines, wanted, names, kind) {
  const seen = lines.map((line) => JSON.parse(line))
  const found = objectDiffers(seen, wanted, names) ? [`${what} ${lines.join('\n')}`] : []
  return found.concat(seen.flatMap((line) => wrongKeys(line, LINES[kind ?? line.type])))
}

/** Returns what is wrong with the keys of an object and of those in it. */
function wrongKeys(value, shape) {
  const [keys, wanted] = [Object.keys(value).sort(), Object.keys(shape).sort()]
  if (!isDeepStrictEqual(keys, wanted)) return [`keys ${keys} and not ${wanted}`]
  return Object.entries(shape).flatMap(([name, inner]) => {
    const items = [value[name]].flat().filter((item) => item !== null)
    return OBJECTS[inner] === undefined ? [] : items.flatMap((item) => wrongKeys(item, OBJECTS[inner]))
  })
}

/** Whether a JSON value lacks something of a template, which has only some of the keys. */
function objectDiffers(seen, wanted, names) {
  if (typeof wanted === 'string') return typeof seen !== 'string' || !new RegExp(`^${template(wanted, names)}$`).test(seen)
  if (wanted === null || typeof wanted !== 'object') return seen !== wanted
  if (seen === null || typeof seen !== 'object' || Array.isArray(seen) !== Array.isArray(wanted)) return true
  if (Array.isArray(wanted) && seen.length !== wanted.length) return true
  return Object.entries(wanted).some(([name, value]) => !(name in seen) || objectDiffers(seen[name], value, names))
}

/** Whether lines differ from their templates. A template that begins with `{optional}` may be missing. */
function linesDiffer(seen, wanted, names) {
  const pattern = wanted.map((line) => {
    const text = `${template(line.replace(/^\{optional\}/, ''), names)}\n`
    return line.startsWith('{optional}') ? `(?:${text})?` : text
  })
  return !new RegExp(`^${pattern.join('')}$`).test(seen.map((line) => `${line}\n`).join(''))
}

/** Returns the regular expression of a template. */
function template(text, names) {
  const exactly = (part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const parts = text.split(/\{(\w+)\}/)
  return parts.map((part, index) => (index % 2 === 0 ? exactly(part) : (PATTERNS[part] ?? exactly(names[part])))).join('')
}

function fillIn(text, names) {
  return Object.entries(names).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), text)
}

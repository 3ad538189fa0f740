// Starts the simulator, and calls its admin API.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { start } from './children.mjs'
import { Client } from './ringout.mjs'

const BINARY = process.env.RINGOUT_SIMULATOR ?? fileURLToPath(new URL('../../../target/debug/ringout-simulator', import.meta.url))

/** Starts a simulator with its clock stopped. Calls change only when a test acts. */
export async function startSimulator(...options) {
  const child = start(BINARY, ['--quiet', ...options])
  // Not inherited, because a simulator that outlives its test would keep the test runner waiting.
  child.stderr.pipe(process.stderr)
  const [line] = await once(createInterface(child.stdout), 'line')
  const simulator = new Simulator(child, JSON.parse(line))
  await simulator.post('clock', { running: false })
  return simulator
}

class Simulator {
  #child
  #ca

  constructor(child, ready) {
    this.#child = child
    /** The parsed line that the simulator prints when it is ready. */
    this.ready = ready
    this.#ca = ready.ca_file && readFileSync(ready.ca_file)
    this.url = ready.url
    this.settings = { server: ready.url, clientId: ready.client_id, clientSecret: ready.client_secret, jwt: ready.jwt }
    /** The environment that `Client.fromEnv` reads. */
    this.environment = {
      RC_SERVER_URL: ready.url,
      RC_APP_CLIENT_ID: ready.client_id,
      RC_APP_CLIENT_SECRET: ready.client_secret,
      RC_USER_JWT: ready.jwt,
    }
  }

  /** Creates a client for this simulator. Undefined settings are left out. */
  client(settings = {}) {
    const all = Object.entries({ ...this.settings, ...settings }).filter(([, value]) => value !== undefined)
    return new Client(Object.fromEntries(all))
  }

  /** Sends any request to the admin API. */
  send = (method, path, body) => this.#admin(method, path, body)
  get = (path) => this.#admin('GET', path)
  post = (path, body = {}) => this.#admin('POST', path, body)
  delete = (path) => this.#admin('DELETE', path)

  /** Advances the clock. */
  advance = (seconds) => this.post('clock', { advance_ms: seconds * 1000 })

  /** Applies an action to a leg now: `act(call, 'callee', 'answer')`. */
  act = (call, leg, action) => this.post(`calls/${encodeURIComponent(call.id)}/${leg}/${action}`)

  /** Makes every `method` request (`*` for any) fail from now on, or `times` of them. */
  fault = (method, fault, { path = '*', times = 0 } = {}) => this.post('faults', { method, path, times, fault })

  /** Returns the requests so far, optionally only those of one kind. */
  async journal(method, pathEnd = '') {
    const { requests } = await this.get('journal')
    return requests.filter((r) => (!method || r.method === method) && r.path.split('?')[0].endsWith(pathEnd))
  }

  /** Waits until a number of requests of one kind have arrived. */
  async arrived(count, method, pathEnd) {
    const deadline = performance.now() + 50_000
    while ((await this.journal(method, pathEnd)).length < count) {
      if (performance.now() > deadline) throw new Error(`fewer than ${count} requests ${method} ${pathEnd} arrived`)
      await new Promise(setImmediate)
    }
  }

  async stop() {
    this.#child.kill()
    await once(this.#child, 'exit')
  }

  async #admin(method, path, body) {
    const { status, content } = await this.#send(method, path, body && JSON.stringify(body))
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${content}`)
    return content ? JSON.parse(content) : undefined
  }

  /** Does not use `fetch`, which has no option for a certificate authority. */
  #send(method, path, body) {
    const options = { method, agent: false, ca: this.#ca }
    const { request } = this.url.startsWith('https:') ? https : http
    return new Promise((resolve, reject) => {
      const outgoing = request(`${this.url}/_simulator/${path}`, options, async (incoming) => {
        resolve({ status: incoming.statusCode, content: await text(incoming) })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }
}

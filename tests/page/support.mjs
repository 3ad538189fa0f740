// Starts a simulator, a browser and programs in Python for the tests of the page.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import readline from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

/** Starts the browser that all tests share. */
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS })

/** A running simulator with a stopped clock. */
export class Simulator {
  static async start(t, ...options) {
    const child = spawn(process.env.RINGOUT_SIMULATOR, ['--quiet', ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.after(async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    })
    const [line] = await once(readline.createInterface(child.stdout), 'line')
    const simulator = new Simulator()
    Object.assign(simulator, JSON.parse(line))
    await simulator.admin('POST', 'clock', { running: false })
    return simulator
  }

  /** Sends an admin request, which must succeed. */
  async admin(method, path, body) {
    const response = await fetch(`${this.url}/_simulator/${path}`, { method, body: body && JSON.stringify(body) })
    const json = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${json.error}`)
    return json
  }

  /** Places a call over HTTP and returns its id, or undefined if the login fails. */
  async place(to, { from = '+16505550180', playPrompt = false } = {}) {
    this.token ??= await this.logIn()
    if (!this.token) return undefined
    const response = await fetch(`${this.url}/restapi/v1.0/account/~/extension/~/ring-out`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ from: { phoneNumber: from }, to: { phoneNumber: to }, playPrompt }),
    })
    return (await response.json()).id
  }

  async logIn() {
    const response = await fetch(`${this.url}/restapi/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${this.client_id}:${this.client_secret}`)}` },
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: this.jwt }),
    })
    return response.ok ? (await response.json()).access_token : undefined
  }

  /** Starts the program in Python that places a call. */
  python(t, ...options) {
    const env = {
      ...process.env,
      RC_SERVER_URL: this.url,
      RC_APP_CLIENT_ID: this.client_id,
      RC_APP_CLIENT_SECRET: this.client_secret,
      RC_USER_JWT: this.jwt,
    }
    const child = spawn(process.env.PYTHON, [fileURLToPath(new URL('place.py', import.meta.url)), ...options], { env })
    t.after(() => child.kill())
    const lines = []
    let errors = ''
    readline.createInterface(child.stdout).on('line', (line) => lines.push(line))
    child.stderr.on('data', (data) => (errors += data))
    /** Waits for the end of the program and returns the lines that it printed. */
    const end = async () => {
      if (child.exitCode === null) await once(child, 'close')
      if (child.exitCode !== 0) throw new Error(`the program in Python ended with ${child.exitCode}: ${errors}`)
      return lines
    }
    return { lines, end }
  }
}

/** Opens the page in a new window. Fails the test if the page reports an error or breaks its Content-Security-Policy. */
export async function open(t, browser, url, { width = 1280, height = 900, colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.problems = []
  page.on('pageerror', (error) => page.problems.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()))
  t.after(() => context.close())
  await page.goto(url)
  await page.getByText('live', { exact: true }).waitFor()
  return page
}

/** A TCP proxy whose connections can be cut, as when a laptop sleeps. */
export async function proxy(t, url) {
  const sockets = new Set()
  let isCut = false
  const server = net.createServer((near) => {
    if (isCut) return near.destroy()
    const far = net.connect(Number(new URL(url).port), '127.0.0.1')
    for (const [one, other] of [[near, far], [far, near]]) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => sockets.delete(one) && other.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() {
      isCut = true
      sockets.forEach((socket) => socket.destroy())
    },
    mend: () => (isCut = false),
  }
}

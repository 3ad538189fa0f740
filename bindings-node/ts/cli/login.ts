// The commands `login` and `logout`. A login waits for RingCentral's page to redirect the browser to this machine.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { finished } from 'node:stream'

import {
  type Authorization,
  type Client,
  InvalidArgumentError,
  RequestTimeoutError,
  type RingOutError,
  StorageError,
} from '../index.js'
import { connect, keepTokenIn, tokenFile } from './client.js'
import type { Context } from './main.js'
import { GREEN, reasonOf } from './output.js'
import { quoted, UsageError } from './usage.js'

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  // The URL of the page has the authorization code.
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  Connection: 'close',
}
const BROWSERS: Partial<Record<NodeJS.Platform, string[]>> = { darwin: ['open'], win32: ['cmd', '/c', 'start', '""'] }

/** Logs in through RingCentral's page. */
export async function login({ options, output, signal }: Context): Promise<number> {
  const redirect = loopback(options.text('redirect-uri') ?? '')
  const file = tokenFile(options)
  prepare(file, options.has('token-file'))
  const before = versionOf(file)
  const listener = await Listener.open(redirect, connect(options))
  try {
    const { url } = listener.authorization
    output.record('authorize', { url })
    output.line('Log in here:')
    output.line(`  ${url}`)
    if (!options.flag('no-browser')) openBrowser(url)
    await listener.wait(options.milliseconds('login-timeout') ?? 0, signal)
  } finally {
    listener.close()
  }
  if (versionOf(file) === before) throw new StorageError(`the token could not be saved in ${file}`)
  output.record('logged_in', { token_file: file })
  output.line([GREEN, 'Logged in.'], ` The token is in ${file}`)
  if (process.env['RC_USER_JWT']) {
    output.note('RC_USER_JWT is set, so other commands log in with it; unset it to use this login')
  }
  return 0
}

/** Ends the session. */
export async function logout({ options, output, signal }: Context): Promise<number> {
  const file = tokenFile(options)
  await connect(options).logout({ signal })
  output.record('logged_out', { token_file: file })
  output.line(`Logged out. ${file} has no token any more`)
  return 0
}

function prepare(file: string, isNamed: boolean): void {
  keepTokenIn(file)
  if (isNamed) return
  try {
    mkdirSync(dirname(file), { mode: 0o700, recursive: true })
  } catch (error) {
    throw new StorageError(`${dirname(file)} cannot be created: ${reasonOf(error)}`)
  }
}

/** Identifies the content of a file that is replaced when it is written. */
function versionOf(file: string): string | undefined {
  try {
    const { ino, mtimeNs } = statSync(file, { bigint: true })
    return `${ino} ${mtimeNs}`
  } catch {
    return undefined
  }
}

interface Redirect {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly text: string
}

/** An HTTP server on this machine that receives the redirect. */
class Listener {
  readonly authorization: Authorization
  readonly #server: Server
  readonly #client: Client
  readonly #origin: string
  readonly #path: string
  readonly #end: Promise<void>
  #settle: (error?: RingOutError) => void = () => {}
  #isOver = false

  static async open(redirect: Redirect, client: Client): Promise<Listener> {
    const server = createServer()
    try {
      await once(server.listen(redirect.port, redirect.host), 'listening')
    } catch (error) {
      const problem = `${redirect.text} is not available (${reasonOf(error)}); choose another port with --redirect-uri`
      throw new UsageError(problem, 'login')
    }
    return new Listener(server, redirect, client)
  }

  private constructor(server: Server, { host, path }: Redirect, client: Client) {
    this.#server = server
    this.#client = client
    this.#path = path
    this.#origin = `http://${host}:${(server.address() as AddressInfo).port}`
    this.authorization = client.authorizeUrl(`${this.#origin}${path}`)
    this.#end = new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve())
    })
    // A login can fail before anything waits for it.
    this.#end.catch(() => {})
    server.on('request', (request, response) => void this.#receive(request.url ?? '/', response))
  }

  /** Waits for the end of the login. Rejects with its error. */
  async wait(timeout: number, signal: AbortSignal): Promise<void> {
    const late = new RequestTimeoutError(`the login was not finished within ${timeout / 1000} s`)
    const timer = setTimeout(() => this.#settle(late), Math.min(timeout, 2 ** 31 - 1))
    const stop = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    try {
      await Promise.race([this.#end, stop])
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    this.#server.close()
  }

  /** Completes the login with a redirect, and shows a page. */
  async #receive(target: string, response: ServerResponse): Promise<void> {
    if (target.split('?', 1)[0] !== this.#path) {
      return show(response, 404, 'Not found', 'This is not the page that RingCentral redirects to.')
    }
    if (this.#isOver) return show(response, 410, 'Already used', 'The login has ended. You can close this page.')
    try {
      await this.#client.loginRedirect(`${this.#origin}${target}`, this.authorization)
    } catch (error) {
      // The redirect of another login, or a page that guesses. The login goes on.
      if (error instanceof InvalidArgumentError) {
        return show(response, 400, 'Not accepted', 'This redirect does not belong to the login that was started.')
      }
      this.#isOver = true
      // The program may end as soon as the login has ended, so the browser gets its page before.
      finished(response, () => this.#settle(error as RingOutError))
      return show(response, 403, 'Not logged in', 'The terminal shows the reason. You can close this page.')
    }
    this.#isOver = true
    finished(response, () => this.#settle())
    show(response, 200, 'Logged in', 'You can close this page and return to the terminal.')
  }
}

function show(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, HEADERS).end(page(title, text))
}

function page(title: string, text: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>ringout</title></head>
<body style="font-family: sans-serif; margin: 4em"><h1>${title}</h1><p>${text}</p></body></html>
`
}

/** Opens the user's browser. The URL is printed too, so a machine without one is not an error. */
function openBrowser(url: string): void {
  const named = process.env['BROWSER']?.split(' ').filter((word) => word !== '%s')
  const [program = 'xdg-open', ...rest] = named?.length ? named : (BROWSERS[process.platform] ?? [])
  const browser = spawn(program, [...rest, url], { stdio: 'ignore', detached: true })
  browser.on('error', () => {})
  browser.unref()
}

/** Returns the address and the path of a redirect URI on this machine. */
function loopback(text: string): Redirect {
  const found = /^http:\/\/(127\.0\.0\.1|localhost):(\d{1,5})(\/[^?#]*)?$/.exec(text)
  const port = Number(found?.[2])
  if (found === null || port > 65535) {
    throw new UsageError(`--redirect-uri: ${quoted(text)} is not a URL on this machine, such as http://127.0.0.1:8765/`, 'login')
  }
  return { host: found[1] ?? '', port, path: found[3] ?? '/', text }
}

// The example for Next.js: its build finds the native half, and a browser that goes away hangs up.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'

import { start } from '../node/support/children.mjs'
import { startSimulator } from '../node/support/simulator.mjs'

const APP = join(process.env.RINGOUT_EXAMPLES, 'next')
const NEXT = join(process.env.RINGOUT_EXAMPLES, '..', 'node_modules', 'next', 'dist', 'bin', 'next')
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', NODE_ENV: 'production' }

let simulator
let server
let url
before(async () => {
  simulator = await startSimulator()
  const built = spawnSync(process.execPath, [NEXT, 'build'], { cwd: APP, env, encoding: 'utf8' })
  assert.equal(built.status, 0, built.stdout + built.stderr)
  const options = { cwd: APP, env: { ...env, ...simulator.environment } }
  server = start(process.execPath, [NEXT, 'start', '--port', '0', '--hostname', '127.0.0.1'], options)
  for await (const line of createInterface(server.stdout)) {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (url) break
  }
  server.stdout.resume()
})
after(async () => {
  server.kill()
  await once(server, 'exit')
  await simulator.stop()
})

const post = (body) => fetch(`${url}/calls`, { method: 'POST', body: JSON.stringify(body) })

test('the build leaves the native half where npm installed it', () => {
  const files = readdirSync(join(APP, '.next'), { recursive: true })
  assert.deepEqual(
    files.filter((file) => file.endsWith('.node')),
    [],
  )
})

test('a browser that goes away hangs up', async () => {
  const placed = await post({ to: '+16505550100', from: '+16505550123' })
  assert.equal(placed.status, 201)
  const { id, events } = await placed.json()
  const page = new AbortController()
  const stream = await fetch(url + events, { signal: page.signal })
  assert.equal(stream.headers.get('content-type'), 'text/event-stream')
  const chunks = stream.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  assert.match((await chunks.next()).value, /^event: state\n/)
  page.abort()
  await simulator.arrived(1, 'DELETE', id)
})

test('errors have their status', async () => {
  assert.equal((await post({ to: 'mother' })).status, 422)
  assert.equal((await fetch(`${url}/calls/unknown/events`)).status, 404)
})

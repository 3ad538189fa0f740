// The examples in their frameworks: a browser that goes away hangs up, once.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, afterEach, before, beforeEach, test } from 'node:test'

import { start } from '../node/support/children.mjs'
import { startSimulator } from '../node/support/simulator.mjs'

const CALL = { to: '+16505550100', from: '+16505550123' }
let simulator
let programs
before(async () => {
  simulator = await startSimulator()
})
after(() => simulator.stop())
beforeEach(async () => {
  programs = []
  await simulator.post('reset')
  await simulator.post('clock', { running: false })
})
afterEach(() => programs.forEach((program) => program.kill('SIGKILL')))

/** Starts an example. Returns the process and its lines. */
function run(name, ...programArguments) {
  const options = { env: { ...process.env, ...simulator.environment }, stdio: ['pipe', 'pipe', 'inherit'] }
  const program = start(process.execPath, [join(process.env.RINGOUT_EXAMPLES, name), ...programArguments], options)
  programs.push(program)
  return { program, lines: createInterface(program.stdout)[Symbol.asyncIterator]() }
}

async function serve(name) {
  const { program, lines } = run(name)
  const { value } = await lines.next()
  return { program, url: value.replace('listening on ', '') }
}

function post(url, body) {
  return fetch(`${url}/calls`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
}

/** Places a call and opens its stream. */
async function follow(url) {
  const placed = await post(url, CALL)
  assert.equal(placed.status, 201)
  const { id, events } = await placed.json()
  const page = new AbortController()
  const stream = await fetch(url + events, { signal: page.signal })
  assert.equal(stream.headers.get('content-type').split(';')[0], 'text/event-stream')
  const chunks = stream.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  assert.match((await chunks.next()).value, /^event: state\n/)
  return { id, page, chunks }
}

/** Stops a server, so that nothing else can come from it, and returns how often it hung up. */
async function hangUps(program, id) {
  program.kill('SIGTERM')
  if (program.exitCode === null) await once(program, 'exit')
  return (await simulator.journal('DELETE', id)).length
}

for (const name of ['express_app.mjs', 'fastify_app.mjs']) {
  test(`${name}: a browser that goes away hangs up`, async () => {
    const { program, url } = await serve(name)
    const { id, page } = await follow(url)
    page.abort()
    await simulator.arrived(1, 'DELETE', id)
    assert.equal(await hangUps(program, id), 1)
  })

  test(`${name}: a server that stops hangs up`, async () => {
    const { program, url } = await serve(name)
    const { id } = await follow(url)
    assert.equal(await hangUps(program, id), 1)
  })

  test(`${name}: a browser that stays sees the end`, async () => {
    const { program, url } = await serve(name)
    const { id, chunks } = await follow(url)
    await simulator.advance(20)
    let text = ''
    for await (const chunk of chunks) text += chunk
    assert.ok(text.endsWith('event: end\ndata: "Completed"\n\n'), text)
    assert.equal(await hangUps(program, id), 0)
  })

  test(`${name}: errors have their status`, async () => {
    const { url } = await serve(name)
    assert.equal((await post(url, { ...CALL, to: 'mother' })).status, 422)
    assert.equal((await fetch(`${url}/calls/unknown/events`)).status, 404)
    await simulator.fault('POST', { status: 429, headers: { 'Retry-After': '600' } })
    const limited = await post(url, CALL)
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '600'])
  })
}

test('worker_thread.mjs: a worker that is stopped hangs up', async () => {
  const { program } = run('worker_thread.mjs', CALL.to, CALL.from)
  await simulator.arrived(1, 'GET', '')
  program.stdin.write('\n')
  await once(program, 'exit')
  assert.equal((await simulator.journal('DELETE')).length, 1)
})

test('worker_thread.mjs: a worker that is left alone sees the end', async () => {
  const { program, lines } = run('worker_thread.mjs', CALL.to, CALL.from)
  await simulator.arrived(1, 'GET', '')
  await simulator.advance(20)
  const seen = []
  for await (const line of lines) seen.push(line)
  assert.match(seen.at(-1), /^Completed: /)
  assert.equal((await simulator.journal('DELETE')).length, 0)
  assert.equal(program.exitCode ?? 0, 0)
})

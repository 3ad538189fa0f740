// Processes that finish, exit during operations, and run workers. None of them may crash or hang.

import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'

import { runModule } from './support/program.mjs'
import { startSimulator } from './support/simulator.mjs'

// The beginning of every program. `hang` starts operations that do not end for a long time.
const BEGIN = `
  import { Client } from 'ringout'
  const client = Client.fromEnv()
  const request = { to: '+16505550180', from: '+16505550110' }
  const hang = async (call) => [
    call.wait(), call.watch().next(), call.status(), client.createCall(request), client.request('GET', '/restapi'),
    client.placeAll([request]).next(), client.placeAll([request], { journal: () => new Promise(() => {}) }).next(),
  ].map((operation) => operation.catch((error) => error.code))
`

let simulator
before(async () => (simulator = await startSimulator()))
after(() => simulator.stop())
afterEach(() => simulator.delete('faults'))

async function run(program, ...nodeArguments) {
  const done = await runModule(BEGIN + program, simulator.environment, ...nodeArguments)
  assert.equal(done.signal, null, done.stderr)
  return done
}

async function runWell(program, ...nodeArguments) {
  const done = await run(program, ...nodeArguments)
  assert.deepEqual([done.code, done.stderr], [0, ''])
  return done.stdout
}

test('a process ends after its work', async () => {
  const program = `const call = await client.createCall(request); console.log((await call.status()).phase)`
  assert.equal(await runWell(program), 'RingingCaller\n')
})

test('an idle client and an unread watch do not keep the process alive', async () => {
  await runWell(`globalThis.kept = client; const call = await client.createCall(request); globalThis.watch = call.watch()`)
})

test('a pending operation keeps the process alive', async () => {
  await simulator.fault('GET', { delay_ms: 300 })
  assert.equal(await runWell(`client.call('1').status().catch((error) => console.log(error.code))`), 'NOT_FOUND\n')
})

test('process.exit ends the process during operations', async () => {
  await simulator.fault('*', { delay_ms: 30_000 }, { path: '/restapi/v1.0' })
  const program = `await client.login({ jwt: process.env.RC_USER_JWT })
    hang(client.call('1'))
    setTimeout(() => process.exit(7), 100)`
  const { code, stderr, took } = await run(program)
  assert.deepEqual([code, stderr], [7, ''])
  assert.ok(took < 25_000)
})

test('an uncaught error ends the process during operations as usual', async () => {
  await simulator.fault('*', { delay_ms: 30_000 }, { path: '/restapi/v1.0' })
  const program = `hang(client.call('1')); setTimeout(() => { throw new Error('mine') }, 100)`
  const { code, stderr } = await run(program)
  assert.equal(code, 1)
  assert.match(stderr, /Error: mine/)
})

test('handles can be garbage-collected during their operations', async () => {
  const program = `
    const loggedOut = { server: process.env.RC_SERVER_URL, clientId: 'unknown' }
    const codes = []
    for (let round = 0; round < 20; round += 1) {
      for (let i = 0; i < 10; i += 1) codes.push(new Client(loggedOut).call('1').status().catch(({ code }) => code))
      const call = await client.createCall(request)
      const controller = new AbortController()
      codes.push(call.wait({ signal: controller.signal }).catch(({ code }) => code))
      call.watch()
      gc()
      controller.abort()
    }
    const all = await Promise.all(codes)
    gc()
    console.log(all.length, [...new Set(all)].sort().join())`
  assert.equal(await runWell(program, '--expose-gc'), '220 CANCELLED,NOT_LOGGED_IN\n')
})

const WORKERS = `
  import { once } from 'node:events'
  import { Worker } from 'node:worker_threads'
  const worker = (body) => new Worker(\`
    const { parentPort } = require('node:worker_threads')
    const { Client, Status } = require('ringout')
    const client = Client.fromEnv()
    const request = { to: '+16505550180', from: '+16505550110' };
    (async () => {\${body}})()\`, { eval: true, execArgv: [] })
`

test('several workers can use the package at once', async () => {
  const program = `${WORKERS}
    const body = 'parentPort.postMessage((await (await client.createCall(request)).status()).phase)'
    const workers = Array.from({ length: 4 }, () => worker(body))
    const phases = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]))
    await Promise.all(workers.map((worker) => worker.threadId < 0 || once(worker, 'exit')))
    console.log(phases.join(), (await (await client.createCall(request)).status()).phase)`
  assert.equal(await runWell(program), `${Array(4).fill('RingingCaller').join()} RingingCaller\n`)
})

test('a worker can be stopped during its operations', async () => {
  await simulator.fault('GET', { delay_ms: 700 })
  const program = `${WORKERS}
    const body = 'const call = await client.createCall(request); call.wait(); call.watch().next(); call.status(); parentPort.postMessage(1)'
    for (let round = 0; round < 3; round += 1) {
      const workers = Array.from({ length: 3 }, () => worker(body))
      await Promise.all(workers.map((worker) => once(worker, 'message')))
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    // Ends after the operations of the stopped workers have their responses.
    const error = await client.call('1').status().catch(({ code }) => code)
    console.log(error)`
  assert.equal(await runWell(program), 'NOT_FOUND\n')
})

test('a stopped worker frees the threads of its operations', async () => {
  await simulator.fault('GET', { delay_ms: 30_000 }, { path: '/restapi/v1.0/account/~/extension/~/ring-out/slow' })
  const program = `${WORKERS}
    // More requests than threads, so the next one would have to wait for one of them to end.
    const body = 'for (let i = 0; i < 600; i += 1) client.call("slow").status(); parentPort.postMessage(1)'
    const stopped = worker(body)
    await once(stopped, 'message')
    await stopped.terminate()
    const late = setTimeout(() => process.exit(7), 20_000)
    console.log(await client.call('1').status().catch(({ code }) => code))
    clearTimeout(late)`
  assert.equal(await runWell(program), 'NOT_FOUND\n')
})

test('a stopped worker does not poll its calls any more', async () => {
  await simulator.delete('journal')
  const program = `${WORKERS}
    const body = 'const call = await client.createCall(request); call.wait(); call.watch(); parentPort.postMessage(call.id)'
    const stopped = worker(body)
    const [id] = await once(stopped, 'message')
    await stopped.terminate()
    // Long enough for several polls.
    await (await client.createCall(request)).wait({ timeout: 3500 })
    console.log(id)`
  const id = (await runWell(program)).trim()
  const polls = (await simulator.journal('GET')).map(({ path }) => path.endsWith(id))
  assert.ok(polls.length >= 2 && polls.filter(Boolean).length <= 1, `${polls}`)
})

test('process.exit ends the process during operations of its workers', async () => {
  await simulator.fault('GET', { delay_ms: 30_000 })
  const program = `${WORKERS}
    const body = 'const call = await client.createCall(request); call.wait(); call.status(); parentPort.postMessage(1)'
    const workers = Array.from({ length: 3 }, () => worker(body))
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    process.exit(7)`
  const { code, stderr, took } = await run(program)
  assert.deepEqual([code, stderr], [7, ''])
  assert.ok(took < 25_000)
})

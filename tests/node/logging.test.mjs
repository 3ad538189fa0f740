// The logger.

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'

import { failure } from './support/expect.mjs'
import { runModule } from './support/program.mjs'
import { setLogger } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const REQUEST = { to: '+16505550180', from: '+16505550110' }

let simulator
before(async () => (simulator = await startSimulator()))
after(() => simulator.stop())
beforeEach(() => simulator.post('reset'))
afterEach(() => setLogger(null))

/** Returns the records of an operation. They arrive asynchronously, so this waits for a message that matches `last`. */
async function recordsOf(operation, options, last) {
  const records = []
  const arrived = new Promise((resolve) => {
    setLogger((record) => records.push(record) && last.test(record.message) && resolve(), options)
  })
  await operation()
  await arrived
  return records
}

test('each request writes a record', async () => {
  const records = await recordsOf(
    async () => {
      const call = await simulator.client().createCall(REQUEST)
      await call.status()
      await failure(simulator.client().call('unknown').status())
    },
    undefined,
    /404/,
  )
  assert.deepEqual(
    records.map(({ message }) => message.replace(/ in .*/, '')),
    [
      'POST /restapi/oauth/token: 200',
      'POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out: 200',
      'GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringoutId}: 200',
      'POST /restapi/oauth/token: 200',
      'GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringoutId}: 404',
    ],
  )
  for (const record of records) {
    assert.deepEqual(Object.keys(record), ['level', 'message'])
    assert.equal(record.level, 'debug')
    assert.ok(Object.isFrozen(record))
  }
})

test('the level filters the records', async () => {
  const save = () => Promise.reject(new Error('no space left'))
  const client = simulator.client({ tokenStore: { load: () => null, save } })
  const records = await recordsOf(() => client.request('GET', EXTENSION), { level: 'warn' }, /./)
  assert.deepEqual(
    records.map(({ level }) => level),
    ['warn'],
  )
  assert.match(records[0].message, /no space left.*the token is used but not saved/)
})

test('a logger replaces the previous one, and null removes it', async () => {
  const [first, second] = [[], []]
  const client = simulator.client()
  setLogger((record) => first.push(record))
  const records = await recordsOf(() => client.request('GET', EXTENSION), {}, /GET/)
  setLogger((record) => second.push(record))
  setLogger(null)
  await client.request('GET', EXTENSION)
  await new Promise(setImmediate)
  assert.deepEqual([first.length, records.length, second.length], [0, 2, 0])
  setLogger(null)
})

test('arguments that are not a logger or a level are rejected', async () => {
  for (const logger of [undefined, 'debug', {}, 5, true, Symbol('x'), console]) {
    const error = await failure(() => setLogger(logger))
    assert.equal(error.code, 'ERR_INVALID_ARG_TYPE', String(logger))
    assert.ok(error.message.startsWith('The "logger" argument must be of type function, or null.'))
  }
  for (const options of [null, 5, 'debug', { level: 5 }, { levels: 'debug' }]) {
    assert.equal((await failure(() => setLogger(() => {}, options))).code, 'ERR_INVALID_ARG_TYPE')
  }
  for (const level of ['trace', 'DEBUG', '']) {
    const error = await failure(() => setLogger(() => {}, { level }))
    assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', 'level'])
  }
})

const BEGIN = `
  import { once } from 'node:events'
  import { Worker } from 'node:worker_threads'
  import { Client, setLogger } from 'ringout'
  const client = Client.fromEnv()
  const works = () => client.request('GET', '${EXTENSION}')
`

async function run(program) {
  const done = await runModule(BEGIN + program, simulator.environment)
  assert.deepEqual([done.signal, done.code], [null, 0], done.stderr)
  assert.ok(done.took < 60_000)
  return done
}

test('a logger does not keep the process alive', async () => {
  const { stdout, stderr } = await run(`
    setLogger(({ message }) => message.startsWith('GET') && console.log('logged'))
    await works()
    await new Promise((resolve) => setTimeout(resolve, 100))`)
  assert.deepEqual([stdout, stderr], ['logged\n', ''])
})

test('a logger that throws causes a warning and stays in use', async () => {
  const { stdout, stderr } = await run(`
    let count = 0
    const wrong = [() => { throw new Error('mine') }, () => Promise.reject(5), () => { throw Symbol('mine') }]
    setLogger(() => wrong[count++ % 3]())
    for (let i = 0; i < 6; i += 1) await works()
    await new Promise((resolve) => setTimeout(resolve, 100))
    console.log(count)`)
  assert.equal(stdout, '7\n')
  assert.equal(stderr.match(/RingOutWarning: the logger passed to setLogger\(\) threw an error/g).length, 7)
})

test('a logger can use the client', async () => {
  const { stdout } = await run(`
    let count = 0
    setLogger(() => (count += 1) < 5 && works())
    await works()
    while (count < 6) await new Promise(setImmediate)
    console.log(count)`)
  assert.equal(stdout, '6\n')
})

test('a thread that is busy for long loses records and nothing else', async () => {
  const { stdout } = await run(`
    const body = \`
      const { parentPort, workerData } = require('node:worker_threads')
      const { Client } = require('ringout')
      const client = Client.fromEnv()
      ;(async () => {
        for (let i = 0; i < 1200; i += 1) await Promise.all([1, 2, 3, 4].map(() => client.request('GET', '${EXTENSION}')))
        Atomics.store(workerData, 0, 1)
        Atomics.notify(workerData, 0)
      })()\`
    let count = 0
    setLogger(() => (count += 1))
    const done = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(body, { eval: true, execArgv: [], workerData: done })
    await once(worker, 'online')
    Atomics.wait(done, 0, 0)
    await works()
    while (count < 4096) await new Promise(setImmediate)
    await new Promise((resolve) => setTimeout(resolve, 100))
    console.log(count)`)
  assert.ok(Number(stdout) >= 4096 && Number(stdout) < 4500, stdout)
})

test('every thread can have a logger, and can be stopped', async () => {
  const { stdout, stderr } = await run(`
    const body = \`
      const { parentPort } = require('node:worker_threads')
      parentPort.on('message', () => {})
      require('ringout').setLogger((record) => parentPort.postMessage(record))\`
    const records = []
    setLogger(({ message }) => records.push(message))
    for (let round = 0; round < 5; round += 1) {
      const workers = Array.from({ length: 3 }, () => new Worker(body, { eval: true, execArgv: [] }))
      await Promise.all(workers.map((worker) => once(worker, 'online')))
      const received = workers.map((worker) => once(worker, 'message'))
      while ((await Promise.race([Promise.all(received), works()])).length !== 3);
      await Promise.all([...workers.map((worker) => worker.terminate()), works(), works()])
    }
    const before = records.length
    await works()
    await new Promise((resolve) => setTimeout(resolve, 50))
    console.log(before > 15, records.at(-1).startsWith('GET'))`)
  assert.deepEqual([stdout, stderr], ['true true\n', ''])
})

for (const [level, pattern] of [
  ['debug', /^(ringout debug: (GET|POST) \/\S+: \d{3} in .*\n){2}$/],
  ['warn', /^$/],
  ['', /^$/],
  ['loud', /^ringout warn: RINGOUT_LOG: "loud" is not one of off, error, warn, info and debug\n$/],
]) {
  test(`RINGOUT_LOG=${level} writes to standard error`, async () => {
    const program = `import { Client } from 'ringout'
      await Client.fromEnv().request('GET', '${EXTENSION}')`
    const done = await runModule(program, { ...simulator.environment, RINGOUT_LOG: level })
    assert.equal(done.code, 0, done.stderr)
    assert.match(done.stderr, pattern)
    assert.ok(!done.stderr.includes(simulator.settings.jwt))
  })
}

// Calls that are hung up when a wait, a block or a request to place one is left: once, and only then.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'

import { transformSync } from '../../bindings-node/node_modules/esbuild/lib/main.js'
import { failure } from './support/expect.mjs'
import { runModule } from './support/program.mjs'
import { MaybePlacedError, OperationCancelledError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const REQUEST = { to: '+16505550100', from: '+16505550123' }
const RINGS = { to: '+16505550180', from: '+16505550123' }
const HANGS_UP = { cancelOnExit: true }

let simulator
let client
before(async () => {
  simulator = await startSimulator()
})
after(() => simulator.stop())
beforeEach(async () => {
  await simulator.post('reset')
  await simulator.post('clock', { running: false })
  client = simulator.client()
})

async function hangUps(call) {
  return (await simulator.journal('DELETE', call.id)).length
}

/** Expects that the call is hung up soon, once. */
async function expectHangUp(call) {
  await simulator.arrived(1, 'DELETE', call.id)
  // Waits for the hang-up in flight, and does not repeat it.
  await call[Symbol.asyncDispose]()
  assert.equal(call.outcome.kind, 'Cancelled')
  assert.equal(await hangUps(call), 1)
}

/** Compiles a function that uses `await using`, which Node 20 does not have. */
function compiled(source) {
  const { code } = transformSync(`const block = async (place) => {${source}}`, { target: 'node20' })
  return new Function(`${code}\nreturn block`)()
}

const turn = () => new Promise(setImmediate)

/** A generator that passes a watch on. */
async function* changesOf(call) {
  yield* call.watch(HANGS_UP)
}

const LEAVING = {
  'an abort of a wait': async (call) => {
    const controller = new AbortController()
    const waiting = failure(call.wait({ ...HANGS_UP, signal: controller.signal }))
    await simulator.arrived(1, 'GET', call.id)
    controller.abort('gone')
    const error = await waiting
    assert.ok(error instanceof OperationCancelledError)
    assert.match(error.message, /is being hung up/)
    assert.equal(error.cause, 'gone')
  },
  'a signal that has already aborted': async (call) => {
    assert.equal((await failure(call.wait({ ...HANGS_UP, signal: AbortSignal.abort() }))).code, 'CANCELLED')
  },
  'an abort of a watch between steps': async (call) => {
    const controller = new AbortController()
    const watch = call.watch({ ...HANGS_UP, signal: controller.signal })
    controller.abort()
    assert.equal((await failure(watch.next())).code, 'CANCELLED')
  },
  break: async (call) => {
    for await (const _ of call.watch(HANGS_UP)) break
  },
  'a throw in the loop': async (call) => {
    const loop = async () => {
      for await (const _ of call.watch(HANGS_UP)) throw new RangeError('mine')
    }
    assert.equal((await failure(loop())).name, 'RangeError')
  },
  'return during a step': async (call) => {
    const watch = call.watch(HANGS_UP)
    await watch.next()
    const pending = watch.next()
    await watch.return()
    assert.deepEqual(await pending, { done: true, value: undefined })
  },
  'a generator that is closed': async (call) => {
    const changes = changesOf(call)
    await changes.next()
    await changes.return()
  },
  'throw into a generator': async (call) => {
    const changes = changesOf(call)
    await changes.next()
    assert.equal((await failure(changes.throw(new RangeError('mine')))).name, 'RangeError')
    assert.deepEqual(await changes.next(), { done: true, value: undefined })
  },
}

for (const [way, leave] of Object.entries(LEAVING)) {
  test(`hangs up after ${way}`, async () => {
    const call = await client.createCall(REQUEST)
    await simulator.act(call, 'caller', 'answer')
    await leave(call)
    await expectHangUp(call)
  })
}

test('without the option the call goes on', async () => {
  const call = await client.createCall(REQUEST)
  await simulator.act(call, 'caller', 'answer')
  for await (const _ of call.watch({ cancelOnExit: false })) break
  const thrown = call.watch()
  assert.equal((await failure(thrown.throw(new RangeError('mine')))).name, 'RangeError')
  await failure(call.wait({ signal: AbortSignal.abort() }))
  await call.status()
  assert.equal(await hangUps(call), 0)
})

test('a wait with an outcome does not hang up', async () => {
  const call = await client.createCall(REQUEST)
  assert.equal((await call.wait({ ...HANGS_UP, timeout: 50 })).kind, 'StillInProgress')
  for await (const _ of call.watch({ ...HANGS_UP, timeout: 50 }));
  const watch = call.watch(HANGS_UP)
  call.detach()
  await watch.return()
  await simulator.advance(20)
  assert.equal((await call.wait(HANGS_UP)).kind, 'Completed')
  await call.watch(HANGS_UP).return()
  await call[Symbol.asyncDispose]()
  assert.equal(await hangUps(call), 0)
})

test('a block with `await using` hangs up and waits for the effect', async () => {
  const call = await client.createCall(RINGS)
  await compiled('await using call = place; await call.status()')(call)
  assert.equal(call.outcome.kind, 'Cancelled')
  assert.equal(await hangUps(call), 1)
})

test('a block that throws hangs up, and keeps its error', async () => {
  const call = await client.createCall(RINGS)
  const block = compiled('await using call = place; throw new RangeError("mine")')
  assert.equal((await failure(block(call))).name, 'RangeError')
  assert.equal(call.outcome.kind, 'Cancelled')
  assert.equal(await hangUps(call), 1)
})

test('a block whose call is detached or over does not hang up', async () => {
  const detached = await client.createCall(RINGS)
  await compiled('await using call = place; call.detach()')(detached)
  const over = await client.createCall(REQUEST)
  await compiled('await using call = place; await call.cancel()')(over)
  assert.deepEqual([await hangUps(detached), await hangUps(over)], [0, 1])
})

test('a wait that is aborted in a block hangs up once', async () => {
  const call = await client.createCall(RINGS)
  const block = compiled('await using call = place; await call.wait({ cancelOnExit: true, signal: AbortSignal.timeout(50) })')
  assert.equal((await failure(block(call))).code, 'CANCELLED')
  assert.equal(await hangUps(call), 1)
})

test('a hang-up that fails is logged and does not reject', async () => {
  const call = await client.createCall(RINGS)
  await simulator.fault('DELETE', { status: 403 })
  await call[Symbol.asyncDispose]()
  assert.equal(call.outcome.kind, 'StillInProgress')
})

for (const cancelOnExit of [true, false]) {
  test(`a create that is aborted is ${cancelOnExit ? '' : 'not '}hung up by its late response`, async () => {
    await client.login({ jwt: simulator.settings.jwt })
    await simulator.fault('POST', { delay_ms: 700 }, { times: 2 })
    const controller = new AbortController()
    const creating = failure(client.createCall(RINGS, { signal: controller.signal, cancelOnExit }))
    await simulator.arrived(1, 'POST', '/ring-out')
    controller.abort()
    assert.ok((await creating) instanceof MaybePlacedError)
    if (cancelOnExit) await simulator.arrived(1, 'DELETE', '')
    // This response is as late, so a hang-up after the first one would have begun before it.
    else await client.createCall(RINGS).then((later) => later.cancel())
    const deletes = await simulator.journal('DELETE')
    assert.equal(deletes.length, 1)
  })
}

test('the options are checked', async () => {
  const call = client.call('1')
  for (const operation of [
    () => call.wait({ cancelOnExit: 1 }),
    () => call.watch({ cancelOnExit: 'yes' }),
    () => client.createCall(REQUEST, { cancelOnExit: null }),
  ]) {
    assert.equal((await failure(operation)).code, 'ERR_INVALID_ARG_TYPE')
  }
})

// The end of the process.

const BEGIN = `
  import { Worker } from 'node:worker_threads'
  import { Client } from 'ringout'
  const client = Client.fromEnv()
  const request = ${JSON.stringify(RINGS)}
  const turn = () => new Promise(setImmediate)
`
const PLACE = 'const call = await client.createCall(request)\n'
const WORKER = `
  const worker = new Worker(\`
    const { parentPort } = require('node:worker_threads')
    const { Client } = require('ringout')
    Client.fromEnv().createCall({ to: '+16505550180', from: '+16505550123' }).then(async (call) => {
      globalThis.watch = call.watch({ cancelOnExit: true })
      BODY
    })\`, { eval: true, execArgv: [] })
`
const ENDINGS = {
  'process.exit during a wait': `${PLACE} call.wait({ cancelOnExit: true }); setTimeout(() => process.exit(), 100)`,
  'process.exit during a loop': `${PLACE} setTimeout(() => process.exit(), 100); for await (const _ of call.watch({ cancelOnExit: true }));`,
  'an uncaught error': `${PLACE} call.wait({ cancelOnExit: true }); setTimeout(() => { throw new Error('mine') }, 100)`,
  'the end of a program with an open watch': `${PLACE} globalThis.watch = call.watch({ cancelOnExit: true })`,
  'process.exit during the end of a block': `${PLACE} call[Symbol.asyncDispose](); process.exit()`,
  'the garbage collector': `${PLACE} call.watch({ cancelOnExit: true }); for (let i = 0; i < 5; i += 1) { gc(); await turn() }
    // Nothing else may end the call.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 30_000).unref()
    await call.wait()`,
  'process.exit in a worker': `${WORKER.replace('BODY', 'process.exit()')}`,
  'a worker that is stopped': `${WORKER.replace('BODY', 'parentPort.postMessage(call.id)')}
    worker.on('message', async (id) => { await worker.terminate(); await client.call(id).wait() })`,
}

for (const [ending, program] of Object.entries(ENDINGS)) {
  test(`hangs up after ${ending}`, async () => {
    // The library repeats the request after half a second, which is longer than a process needs to end.
    await simulator.fault('DELETE', { drop: 'before-processing' }, { times: 1 })
    const { signal, stderr } = await runModule(BEGIN + program, simulator.environment, '--expose-gc')
    assert.equal(signal, null, stderr)
    const statuses = (await simulator.journal('DELETE')).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 204).length, 1, `${statuses} ${stderr}`)
  })
}

test('process.exit during a create hangs up by its response', async () => {
  await simulator.fault('POST', { delay_ms: 700 }, { path: '/restapi/v1.0/account/~/extension/~/ring-out' })
  const program = `${BEGIN} client.createCall(request, { cancelOnExit: true })
    const posts = async () => (await (await fetch(process.env.RC_SERVER_URL + '/_simulator/journal')).json()).requests
    while (!(await posts()).some(({ path }) => path.endsWith('/ring-out'))) await turn()
    process.exit()`
  const { signal, stderr } = await runModule(program, simulator.environment)
  assert.equal(signal, null, stderr)
  assert.equal((await simulator.journal('DELETE')).length, 1)
})

test('a process has one listener for its end, and none before it is needed', async () => {
  const program = `${BEGIN} const before = process.listenerCount('exit')
    ${PLACE} await call.status()
    const idle = process.listenerCount('exit')
    for (let i = 0; i < 20; i += 1) await call.watch({ cancelOnExit: true }).return()
    await call[Symbol.asyncDispose]()
    console.log(idle - before, process.listenerCount('exit') - before)`
  const { stdout, stderr } = await runModule(program, simulator.environment)
  assert.equal(stdout, '0 1\n', stderr)
})

test('the process does not wait if a call was detached', async () => {
  const program = `${BEGIN} ${PLACE} globalThis.watch = call.watch({ cancelOnExit: true }); call.detach()`
  await runModule(program, simulator.environment)
  await turn()
  assert.equal((await simulator.journal('DELETE')).length, 0)
})

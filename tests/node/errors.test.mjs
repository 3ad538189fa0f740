// Errors: their stacks lead to the program, and JSON keeps what a log needs.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { failure } from './support/expect.mjs'
import {
  CallState,
  Client,
  checkTransition,
  dialUri,
  NotFoundError,
  RequestTimeoutError,
  StorageError,
  Token,
} from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

let simulator
let client
let call
let unknown
before(async () => {
  simulator = await startSimulator()
  client = simulator.client()
  call = client.call('s-unknown')
  unknown = simulator.client({ jwt: 'wrong' }).call('s-unknown')
})
after(() => simulator.stop())

function withResolvers() {
  let resolve
  const promise = new Promise((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const { signal } = new AbortController()
const aborted = AbortSignal.abort(new Error('enough'))
const request = { to: '+16505550100' }
const refused = { to: 'x' }

// Each fails, with an error of the native half or of an argument's type.
const operations = {
  status: () => call.status(),
  'status with a signal': () => call.status({ signal }),
  'status that is aborted': () => call.status({ signal: aborted }),
  wait: () => unknown.wait(),
  'wait that is aborted': () => call.wait({ signal: aborted }),
  watch: async () => {
    for await (const change of unknown.watch()) assert.fail(change)
  },
  'watch with wrong options': () => call.watch({ until: 'later' }),
  log: () => call.log(),
  cancel: () => unknown.cancel(),
  createCall: () => client.createCall(refused),
  'createCall without a request': () => client.createCall(),
  login: () => client.login({ jwt: 'wrong' }),
  'login without credentials': () => client.login(),
  loginRedirect: () => client.loginRedirect('', client.authorizeUrl('https://example.com')),
  refresh: () => client.refresh({ signal: aborted }),
  logout: () => client.logout({ signal: aborted }),
  callerIds: () => client.callerIds({ signal: aborted }),
  forwardingNumbers: () => client.forwardingNumbers({ signal: aborted }),
  preflight: () => client.preflight(refused),
  callLog: () => client.callLog({ sentAt: new Date() }),
  request: () => client.request('GET', '/restapi/v1.0/none'),
  send: () => client.send('GET', 'none'),
  placeAll: () => client.placeAll([refused]),
  'placeAll that is aborted': async () => {
    for await (const placed of client.placeAll([request], { signal: aborted })) assert.fail(placed)
  },
  call: () => client.call(''),
  withTimeout: () => client.withTimeout(0),
  withRateLimit: () => client.withRateLimit('never'),
  authorizeUrl: () => client.authorizeUrl(5),
  setToken: () => client.setToken({}),
  Client: () => new Client({ server: 'ftp://example.com', clientId: 'id' }),
  fromEnv: () => Client.fromEnv(),
  Token: () => Token.fromJson('{}'),
  CallState: () => new CallState(),
  checkTransition: () => checkTransition(),
  dialUri: () => dialUri('x'),
}

for (const [name, operation] of Object.entries(operations)) {
  test(`the stack of ${name} leads to the program`, async () => {
    const error = await failure(async function program() {
      await operation()
    })
    assert.ok(error.stack.startsWith(`${error.name}: ${error.message}\n    at `), error.stack)
    assert.match(error.stack, /program .*errors\.test\.mjs/)
  })
}

test('the stack leads to a program that waits for several operations, or later', async () => {
  const all = await failure(async function program() {
    await Promise.all([call.status()])
  })
  const chained = await failure(async function program() {
    await call.status().then((state) => state.phase)
  })
  const later = await failure(async function program() {
    const pending = call.status()
    await Promise.resolve()
    await pending
  })
  for (const { stack } of [all, chained, later]) assert.match(stack, /program .*errors\.test\.mjs/)
})

test('the stack leads to a program that only catches', async () => {
  const { promise, resolve } = withResolvers()
  function program() {
    client.createCall(refused).catch(resolve)
  }
  program()
  assert.match((await promise).stack, /^InvalidArgumentError: .*\n {4}at .*createCall .*\n {4}at program .*errors\.test\.mjs/)
})

test('JSON has the name, the message, the fields and the cause', async () => {
  const error = await failure(call.status())
  const { name, message, code, number, httpStatus, requestId, parameter, retryable, mayHavePlaced, details } = error
  assert.ok(error instanceof NotFoundError)
  const fields = { name, message, code, number, httpStatus, requestId, parameter, retryable, mayHavePlaced, details }
  const { errorCode, hint, ...json } = JSON.parse(JSON.stringify(error))
  assert.deepEqual([json, errorCode, hint], [JSON.parse(JSON.stringify(fields)), error.errorCode, undefined])
  assert.ok(name === 'NotFoundError' && message.length > 0)

  const interrupted = JSON.parse(JSON.stringify(await failure(call.status({ signal: aborted }))))
  assert.deepEqual(interrupted.cause, { name: 'Error', message: 'enough' })
  const timeout = JSON.parse(JSON.stringify(await failure(call.status({ signal: AbortSignal.abort() }))))
  assert.equal(timeout.cause.name, 'AbortError')
  const nested = new StorageError('outer', { cause: new RequestTimeoutError('inner', { requestId: 'id' }) })
  const { cause } = JSON.parse(JSON.stringify(nested))
  assert.deepEqual([cause.name, cause.message, cause.requestId], ['RequestTimeoutError', 'inner', 'id'])
  for (const value of ['text', 5, null, { a: 1 }]) {
    assert.deepEqual(JSON.parse(JSON.stringify(new StorageError('outer', { cause: value }))).cause, value)
  }
})

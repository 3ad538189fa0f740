// Arguments of the wrong type: a TypeError before anything is sent, without the value in its message.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { assertNoSecret, failure } from './support/expect.mjs'
import {
  Authorization,
  CallState,
  Client,
  checkTransition,
  dialUri,
  explainStatus,
  statusNumber,
  Token,
} from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const SECRET = 'canary-0123456789'
const samples = {
  string: SECRET,
  number: 5,
  boolean: true,
  null: null,
  object: { secret: SECRET },
  array: [SECRET],
  function: () => SECRET,
  symbol: Symbol('symbol'),
  bigint: 5n,
}
const OPTIONS = ['undefined', 'object']

let simulator
let client
let call
before(async () => {
  simulator = await startSimulator()
  client = simulator.client()
  call = client.call('1')
})
after(() => simulator.stop())

const settings = (more) => ({ server: 'https://example.com', clientId: 'id', ...more })
const text = (name) => [name, 'string']
const authorization = () => new Authorization({ redirectUri: '', state: '', verifier: '' })

// The arguments: the name, the type, and an operation that takes the value. `required` arguments cannot be left out.
const optional = [
  ...[
    'clientSecret',
    'jwt',
    'accountId',
    'extensionId',
    'callPath',
    'tokenFile',
    'tokenUser',
    'proxy',
    'caBundle',
    'rateLimit',
  ].map((name) => [...text(`options.${name}`), (value) => new Client(settings({ [name]: value }))]),
  ...['connectTimeout', 'requestTimeout', 'createTimeout', 'accessTokenTtl', 'refreshTokenTtl', 'dedupeLifetime'].map((name) => [
    `options.${name}`,
    'number',
    (value) => new Client(settings({ [name]: value })),
  ]),
  ['options.allowInsecureHttp', 'boolean', (value) => new Client(settings({ allowInsecureHttp: value }))],
  ...['from', 'fromForwardingNumber', 'callerId', 'country', 'dedupeKey'].map((name) => [
    ...text(`request.${name}`),
    (value) => client.createCall({ to: '+16505550100', [name]: value }),
  ]),
  ['request.playPrompt', 'boolean', (value) => client.createCall({ to: '+16505550100', playPrompt: value })],
  ...['wait', 'watch'].flatMap((name) => [
    ['options.until', 'string', (value) => call[name]({ until: value })],
    ['options.timeout', 'number', (value) => call[name]({ timeout: value })],
    ['options.cancelOnTimeout', 'boolean', (value) => call[name]({ cancelOnTimeout: value })],
    ['options.cancelOnExit', 'boolean', (value) => call[name]({ cancelOnExit: value })],
  ]),
  ...['status', 'wait', 'watch', 'cancel', 'takeLease', 'claimOutcome'].flatMap((name) => [
    ['options.signal', 'none', (value) => call[name]({ signal: value })],
    ['options', 'object', (value) => call[name](value)],
  ]),
  ...['status', 'cancel', 'takeLease', 'claimOutcome'].map((name) => [
    'options.timeout',
    'number',
    (value) => call[name]({ timeout: value }),
  ]),
  ['options.timeout', 'number', (value) => client.login({ jwt: 'jwt' }, { timeout: value })],
  ['options.timeout', 'number', (value) => client.createCall({ to: '+16505550100' }, { timeout: value })],
  ['options.cancelOnExit', 'boolean', (value) => client.createCall({ to: '+16505550100' }, { cancelOnExit: value })],
  ['options.timeout', 'number', (value) => client.request('GET', '/', { timeout: value })],
  ['options.signal', 'none', (value) => client.login({ jwt: 'jwt' }, { signal: value })],
  ['options.signal', 'none', (value) => client.createCall({ to: '+16505550100' }, { signal: value })],
  ['options.signal', 'none', (value) => client.request('GET', '/', { signal: value })],
  ['options', 'object', (value) => client.login({ jwt: 'jwt' }, value)],
  ['options', 'object', (value) => client.createCall({ to: '+16505550100' }, value)],
  ['options', 'object', (value) => client.request('GET', '/', value)],
  ['options', 'object', (value) => client.send('GET', '/', value)],
  ['options', 'object', (value) => client.findCall('job', value)],
  ['options', 'object', (value) => client.refresh(value)],
  ['options', 'object', (value) => client.logout(value)],
  ['options', 'object', (value) => client.loginRedirect('', authorization(), value)],
  ['options.tokenStore', 'object', (value) => new Client(settings({ tokenStore: value }))],
  [
    'options.tokenStore.tryLock',
    'function',
    (value) => new Client(settings({ tokenStore: { load() {}, save() {}, tryLock: value } })),
  ],
  ['options.ledger', 'object', (value) => new Client(settings({ ledger: value }))],
  ['options.app', 'object', (value) => new Client(settings({ app: value }))],
  ['credentials.extension', 'string', (value) => client.login({ username: '', password: '', extension: value })],
  ['credentials.verifier', 'string', (value) => client.login({ code: '', redirectUri: '', verifier: value })],
  ['options.url', 'string', (value) => new Authorization({ redirectUri: '', state: '', verifier: '', url: value })],
  ['options.query', 'object', (value) => client.request('GET', '/', { query: value })],
]
const LISTS = ['callerIds', 'forwardingNumbers']
for (const read of [
  ...LISTS.map((name) => (value) => client[name](value)),
  (value) => call.log(value),
  (value) => client.preflight(undefined, value),
]) {
  optional.push(['options', 'object', read], ['options.signal', 'none', (value) => read({ signal: value })])
  optional.push(['options.timeout', 'number', (value) => read({ timeout: value })])
}
optional.push(
  ['request', 'object', (value) => client.preflight(value)],
  [...text('request.from'), (value) => client.preflight({ to: '', from: value })],
  [...text('attempt.from'), (value) => client.callLog({ sentAt: new Date(), from: value })],
  [...text('attempt.to'), (value) => client.callLog({ sentAt: new Date(), to: value })],
  ['options', 'object', (value) => client.callLog({ sentAt: new Date() }, value)],
  ['options', 'object', (value) => client.placeAll([], value)],
  ['options.journal', 'function', (value) => client.placeAll([], { journal: value })],
  ['options.signal', 'none', (value) => client.placeAll([], { signal: value })],
  [...text('options.until'), (value) => client.placeAll([], { until: value })],
  ['options.cancelOnTimeout', 'boolean', (value) => client.placeAll([], { cancelOnTimeout: value })],
  ...['timeout', 'totalTimeout', 'concurrency'].map((name) => [
    `options.${name}`,
    'number',
    (value) => client.placeAll([], { [name]: value }),
  ]),
  ['options', 'object', (value) => dialUri('', value)],
  [...text('options.scheme'), (value) => dialUri('', { scheme: value })],
)
const required = [
  ['requests', 'array', (value) => client.placeAll(value)],
  ['requests[1]', 'object', (value) => client.placeAll([{ to: '' }, value])],
  ['requests[1].to', 'string', (value) => client.placeAll([{ to: '' }, { to: value }])],
  ['attempt', 'object', (value) => client.callLog(value)],
  ['attempt.sentAt', 'none', (value) => client.callLog({ to: '', sentAt: value })],
  [...text('number'), (value) => dialUri(value)],
  ['options', 'object', (value) => new Client(value)],
  [...text('options.server'), (value) => new Client({ server: value, clientId: 'id' })],
  [...text('options.clientId'), (value) => new Client({ server: 'https://example.com', clientId: value })],
  [...text('credentials.jwt'), (value) => client.login({ jwt: value })],
  ['credentials', 'object', (value) => client.login(value)],
  [...text('credentials.password'), (value) => client.login({ username: 'user', password: value })],
  [...text('credentials.redirectUri'), (value) => client.login({ code: 'code', redirectUri: value })],
  [...text('redirectUri'), (value) => client.authorizeUrl(value)],
  [...text('redirectedTo'), (value) => client.loginRedirect(value, authorization())],
  ['authorization', 'none', (value) => client.loginRedirect('', value)],
  ['token', 'none', (value) => client.setToken(value)],
  [...text('json'), (value) => Token.fromJson(value)],
  ['timeout', 'number', (value) => client.withTimeout(value)],
  [...text('rateLimit'), (value) => client.withRateLimit(value)],
  ['options.tokenStore.load', 'function', (value) => new Client(settings({ tokenStore: { load: value, save() {} } }))],
  ['options.tokenStore.save', 'function', (value) => new Client(settings({ tokenStore: { load() {}, save: value } }))],
  ['options.ledger.load', 'function', (value) => new Client(settings({ ledger: { load: value, swap() {} } }))],
  ['options.ledger.swap', 'function', (value) => new Client(settings({ ledger: { load() {}, swap: value } }))],
  [...text('dedupeKey'), (value) => client.findCall(value)],
  [...text('options.app.name'), (value) => new Client(settings({ app: { name: value, version: '1' } }))],
  [...text('options.app.version'), (value) => new Client(settings({ app: { name: 'app', version: value } }))],
  ...['redirectUri', 'state', 'verifier'].map((name) => [
    ...text(`options.${name}`),
    (value) => new Authorization({ redirectUri: '', state: '', verifier: '', [name]: value }),
  ]),
  [...text('request.to'), (value) => client.createCall({ to: value })],
  ['request', 'object', (value) => client.createCall(value)],
  [...text('id'), (value) => client.call(value)],
  [...text('method'), (value) => client.request(value, '/')],
  [...text('path'), (value) => client.request('GET', value)],
  [...text('callStatus'), (value) => new CallState(value, '', '')],
  [...text('callerStatus'), (value) => new CallState('', value, '')],
  [...text('calleeStatus'), (value) => new CallState('', '', value)],
  ['from', 'none', (value) => checkTransition(value, new CallState('', '', ''))],
  ['to', 'none', (value) => checkTransition(new CallState('', '', ''), value)],
  [...text('status'), (value) => statusNumber(value)],
  [...text('status'), (value) => explainStatus(value)],
]

function assertTypeError(error, name) {
  assert.ok(error instanceof TypeError, String(error))
  assert.equal(error.code, 'ERR_INVALID_ARG_TYPE')
  assert.ok(error.message.includes(`"${name}`), error.message)
  assertNoSecret(error, [SECRET])
}

const wrong = (type) =>
  Object.entries(samples)
    .filter(([name]) => name !== type)
    .map(([, value]) => value)

test('every argument rejects wrong types', async () => {
  for (const [name, type, operation] of [...optional, ...required]) {
    for (const value of wrong(type)) assertTypeError(await failure(() => operation(value)), name)
  }
  for (const [name, , operation] of required) {
    assertTypeError(await failure(() => operation(undefined)), OPTIONS.includes(name) ? 'options' : name)
  }
  assert.deepEqual(await simulator.journal(), [])
})

test('an unknown option is rejected, and the error lists the known ones', async () => {
  for (const [operation, known] of [
    [() => new Client(settings({ client_secret: SECRET })), 'clientSecret'],
    [() => client.createCall({ to: '+16505550100', callerID: SECRET }), 'callerId'],
    [() => client.login({ jwt: 'jwt', password: SECRET }), 'jwt'],
    [() => call.wait({ timeOut: 5 }), 'timeout'],
    [() => client.request('GET', '/', { headers: {} }), 'query'],
    [() => client.placeAll([], { journals: () => {} }), 'journal'],
    [() => client.placeAll([{ to: '', callerID: SECRET }]), 'callerId'],
  ]) {
    const error = await failure(operation)
    assertTypeError(error, '')
    assert.ok(error.message.includes(known), error.message)
  }
  assert.deepEqual(await simulator.journal(), [])
})

test('queries and bodies reject values without a string form', async () => {
  const inQuery = [null, {}, Symbol('x'), () => {}, [null], [[]]]
  for (const value of inQuery) {
    assertTypeError(await failure(client.request('GET', '/', { query: { name: value } })), 'options.query.name')
  }
  for (const body of [5, true, null, 5n, Symbol('x'), () => {}]) {
    assertTypeError(await failure(client.request('POST', '/', { body })), 'options.body')
  }
  const circular = {}
  circular.self = circular
  assert.ok((await failure(client.request('POST', '/', { body: circular }))) instanceof TypeError)
  assert.deepEqual(await simulator.journal(), [])
})

test('operations that return promises reject and never throw', async () => {
  for (const operation of [
    () => client.createCall(),
    () => client.login(),
    () => client.request(),
    () => call.status(5),
    () => call.wait(5),
    () => call.cancel(5),
    () => call.log(5),
    () => client.callerIds(5),
    () => client.forwardingNumbers(5),
    () => client.preflight(5),
    () => client.callLog(),
    () => client.findCall(),
    () => call.takeLease(5),
    () => call.claimOutcome(5),
  ]) {
    await assert.rejects(operation(), TypeError)
  }
})

test('strings of any content are passed on or rejected by value', async () => {
  const lone = '\ud800'
  for (const value of ['\0', lone, 'é', '😀', 'x'.repeat(1_000_000)]) {
    const error = await failure(client.createCall({ to: value }))
    assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', 'to'])
    assert.ok(error.message.length < 1000)
  }
  assert.equal(new CallState('é😀', '\0', lone).callStatus, 'é😀')
  assert.deepEqual(await simulator.journal(), [])
})

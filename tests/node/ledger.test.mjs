// Ledgers: written in JavaScript and in Redis; and calls with a dedupe key.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { RedisLedger } from '../../bindings-node/lib/redis/index.mjs'
import { failure, ringOutFailure } from './support/expect.mjs'
import { startRedis } from './support/redis_server.mjs'
import { InvalidArgumentError, LedgerKey, MaybePlacedError, StorageError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const require = createRequire(new URL('../../bindings-node/package.json', import.meta.url))
const { Redis } = require('ioredis')
const { createClient } = require('redis')

const TO = '+16505550100'
const FROM = '+16505550110'
const DAY = 24 * 3600 * 1000

let simulator
let server
let ioredis
let nodeRedis
before(async () => {
  simulator = await startSimulator()
  server = await startRedis()
  ioredis = new Redis(server.url)
  nodeRedis = await createClient({ url: server.url }).connect()
})
after(async () => {
  await simulator.stop()
  ioredis.disconnect()
  nodeRedis.destroy()
  await server.stop()
})
beforeEach(async () => {
  await simulator.post('reset')
  await simulator.post('clock', { running: false })
  await ioredis.flushall()
})

/** Keeps values in memory. */
class Memory {
  values = new Map()
  age = 0
  lifetimes = new Set()

  load(key) {
    const value = this.values.get(String(key))
    return value === undefined ? null : { value, age: this.age }
  }

  swap(key, expected, value, lifetime) {
    this.key = key
    this.lifetimes.add(lifetime)
    if ((this.values.get(String(key)) ?? null) !== expected) return this.load(key)
    this.values.set(String(key), value)
    return true
  }
}

/** The same with promises. */
class Slow extends Memory {
  async load(key) {
    await sleep(1)
    return super.load(key)
  }

  async swap(...swap) {
    await sleep(1)
    const { load } = Memory.prototype
    return Memory.prototype.swap.apply(Object.assign(Object.create(this), { load }), swap)
  }
}

const kinds = [
  ['in memory', () => new Memory()],
  ['with promises', () => new Slow()],
  ['over ioredis', () => new RedisLedger(ioredis)],
  ['over node-redis', () => new RedisLedger(nodeRedis)],
]

const request = (dedupeKey, to = TO) => ({ to, from: FROM, dedupeKey })
const creates = async () => (await simulator.journal('POST', '/ring-out')).length
const key = (fields = {}) => ({ server: 'https://x', clientId: 'app', user: 'alice', dedupeKey: 'job', ...fields })

for (const [name, make] of kinds) {
  test(`a key is placed once with a ledger ${name}`, async () => {
    const ledger = make()
    const clients = [1, 2, 3].map(() => simulator.client({ ledger }))
    const calls = await Promise.all(clients.map((client) => client.createCall(request('job'))))
    assert.equal(await creates(), 1)
    assert.equal(new Set(calls.map((call) => call.id)).size, 1)
    assert.deepEqual(calls.map((call) => call.adopted).sort(), [false, true, true])
    const found = await clients[0].findCall('job')
    assert.equal(found.id, calls[0].id)
    assert.equal(await clients[0].findCall('another'), null)
    assert.equal(await found.claimOutcome(), false)
    await simulator.advance(20)
    const outcomes = await Promise.all(calls.map((call) => call.wait()))
    assert.deepEqual(new Set(outcomes.map((outcome) => outcome.kind)), new Set(['Completed']))
    const claims = await Promise.all(calls.map((call) => call.claimOutcome()))
    assert.deepEqual(claims.sort(), [false, false, true])
  })

  test(`a ledger ${name} swaps in one step`, async () => {
    const ledger = make()
    assert.equal(await ledger.load(key()), null)
    if (name.startsWith('over')) {
      const swaps = await Promise.all([1, 2, 3, 4].map((number) => ledger.swap(key(), null, `${number} é\u2028`, DAY)))
      assert.equal(swaps.filter((swap) => swap === true).length, 1)
      const { value, age } = await ledger.load(key())
      assert.ok(/^\d é\u2028$/.test(value) && age >= 0 && age < 60_000)
      assert.equal(await ledger.swap(key(), value, 'new', DAY), true)
      assert.equal((await ledger.swap(key(), value, 'newer', DAY)).value, 'new')
      assert.equal(await ledger.swap(key({ user: 'bob' }), 'new', 'newer', DAY), null)
      assert.deepEqual(await ioredis.keys('*'), ['ringout:{https://x app alice}:ledger:job'])
      await ioredis.script('FLUSH')
      assert.equal((await ledger.load(key())).value, 'new')
      await ioredis.set('ringout:{https://x app alice}:ledger:job', '2 something else')
      assert.match((await failure(ledger.load(key()))).message, /not of version 1/)
    }
  })
}

test('a ledger gets the key, the lifetime, and the lease', async () => {
  const ledger = new Memory()
  const [first, second] = [simulator.client({ ledger }), simulator.client({ ledger, dedupeLifetime: 3_600_000 })]
  const call = await first.createCall(request('job'))
  assert.ok(ledger.key instanceof LedgerKey && Object.isFrozen(ledger.key))
  const { server, clientId, user, dedupeKey } = ledger.key
  assert.deepEqual([server, clientId, dedupeKey], [simulator.url, simulator.settings.clientId, 'job'])
  assert.equal(String(ledger.key), `${server} ${clientId} ${user} job`)
  const again = await second.createCall(request('job'))
  assert.deepEqual([await call.takeLease(), await again.takeLease()], [null, 30_000])
  ledger.age = 30_000
  assert.equal(await again.takeLease(), null)
  assert.deepEqual(ledger.lifetimes, new Set([7 * DAY, 3_600_000]))
  const error = await ringOutFailure(first.createCall(request('job', '+16505550102')))
  assert.deepEqual([error.constructor, error.parameter], [InvalidArgumentError, 'dedupeKey'])
})

test('a request without a response is never repeated', async () => {
  const ledger = new Memory()
  await simulator.fault('POST', { drop: 'before-response' }, { path: '/restapi/v1.0/account', times: 1 })
  for (let i = 0; i < 2; i++) {
    const error = await ringOutFailure(simulator.client({ ledger }).createCall(request('job')))
    assert.ok(error instanceof MaybePlacedError && error.attempt.to === TO)
  }
  assert.equal(await creates(), 1)
})

test('a batch resumes', async () => {
  const ledger = new Memory()
  await simulator.client({ ledger }).createCall(request('row-1'))
  const rows = [0, 1, 2].map((row) => request(`row-${row}`))
  const adopted = {}
  for await (const { index, call } of simulator.client({ ledger }).placeAll(rows, { timeout: 1 })) adopted[index] = call.adopted
  assert.deepEqual(adopted, { 0: false, 1: true, 2: false })
  assert.equal(await creates(), 3)
  const twice = () => simulator.client({ ledger }).placeAll([rows[0], rows[0]])
  assert.equal((await ringOutFailure(twice)).parameter, 'requests[1].dedupeKey')
})

const broken = [
  [{ load: () => Promise.reject(new Error('the disk is full')) }, 'load() failed: the disk is full'],
  [
    {
      swap() {
        throw new Error('the disk is full')
      },
    },
    'swap() failed: the disk is full',
  ],
  [{ load: () => 'a' }, 'load() must return an object with a value and an age, or null. Received type string'],
  [{ load: () => ({ value: 'a', age: Number.NaN }) }, 'load() must return an object'],
  [{ swap: () => false }, 'swap() must return true, an object with a value and an age, or null. Received type boolean'],
  [{ load: () => ({ value: '{"v":2}', age: 0 }) }, 'has version 2'],
]
for (const [methods, message] of broken) {
  test(`a ledger that fails places nothing: ${message}`, async () => {
    const client = simulator.client({ ledger: Object.assign(new Memory(), methods) })
    const error = await ringOutFailure(client.createCall(request('job')))
    assert.ok(error instanceof StorageError && error.message.includes(message), error.message)
    assert.equal(await creates(), 0)
  })
}

test('settings are checked', async () => {
  const wrong = (settings) => failure(() => simulator.client(settings))
  assert.match((await wrong({ ledger: 'a' })).message, /"options.ledger" property must be an object with the methods load and swap/)
  assert.match((await wrong({ ledger: { load() {} } })).message, /"options.ledger.swap" property must be of type function/)
  assert.equal((await wrong({ dedupeLifetime: 1 })).parameter, 'dedupeLifetime')
  assert.equal((await ringOutFailure(simulator.client().createCall(request('job')))).parameter, 'dedupeKey')
  assert.equal((await ringOutFailure(simulator.client().findCall('job'))).parameter, 'dedupeKey')
  assert.equal((await failure(simulator.client().findCall(7))).code, 'ERR_INVALID_ARG_TYPE')
  assert.throws(() => new RedisLedger({}), /client of ioredis or node-redis/)
})

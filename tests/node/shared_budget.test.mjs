// The shared budget over a real Redis: clients of one account, which RingCentral never refuses.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { RedisLedger } from '../../bindings-node/lib/redis/index.mjs'
import { failure } from './support/expect.mjs'
import { startRedis } from './support/redis_server.mjs'
import { InvalidArgumentError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const require = createRequire(new URL('../../bindings-node/package.json', import.meta.url))
const { Redis } = require('ioredis')

const REQUEST = { to: '+16505550100', from: '+16505550110' }
const CREATES = '/restapi/v1.0/account/~/extension/~/ring-out'
// Ten creates in two seconds, and a refusal lasts two seconds.
const LIMITS = { heavy: { limit: 10, window_s: 2, penalty_s: 2 } }

let simulator
let server
let redis
before(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
})
beforeEach(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.stop())
after(async () => {
  redis.disconnect()
  await server.stop()
})

test('clients that share a budget are never refused', async () => {
  await simulator.post('limits', LIMITS)
  await simulator.post('clock', { running: true })
  const budget = new RedisLedger(redis, { prefix: simulator.url })
  const clients = Array.from({ length: 4 }, () => simulator.client({ budget, share: 0.25 }).withTimeout(120_000))
  const placed = clients.map(async (client) => {
    for (let i = 0; i < 5; i += 1) await client.createCall(REQUEST)
  })
  await Promise.all(placed)
  const creates = await simulator.journal('POST', '/ring-out')
  assert.deepEqual(
    creates.map(({ status }) => status),
    Array.from({ length: 20 }, () => 200),
  )
})

test('a refusal of one client holds for the others', async () => {
  const budget = new RedisLedger(redis, { prefix: simulator.url })
  const [first, second] = [1, 2].map(() => simulator.client({ budget, rateLimit: 'fail-fast' }))
  await second.createCall(REQUEST)
  await simulator.fault('POST', { status: 429, headers: { 'Retry-After': '40' } }, { path: CREATES, times: 1 })
  assert.equal((await failure(first.createCall(REQUEST))).code, 'RATE_LIMITED')
  const isClosed = async () => {
    const keys = await redis.keys(`${simulator.url}:*Heavy`)
    return JSON.parse((await redis.get(keys[0])).replace(/^\S+ \S+ /, '')).closed_ms > 0
  }
  // It is written after the error.
  while (!(await isClosed())) await sleep(5)
  const error = await failure(second.createCall(REQUEST))
  assert.equal(error.code, 'RATE_LIMITED')
  assert.ok(error.retryAfter > 20_000 && error.retryAfter <= 40_000, `${error.retryAfter}`)
  assert.equal((await simulator.journal('POST', '/ring-out')).length, 2)
})

test('a budget that fails leaves the client its share after a pause', async () => {
  const broken = async () => {
    throw new Error('the disk is full')
  }
  const client = simulator.client({ budget: { load: broken, swap: broken }, rateLimit: 'fail-fast' })
  const error = await failure(client.createCall(REQUEST))
  assert.equal(error.code, 'RATE_LIMITED')
  assert.ok(error.retryAfter > 50_000, `${error.retryAfter}`)
})

test('the settings are checked', async () => {
  assert.throws(() => simulator.client({ budget: 3 }), /"options.budget" property must be an object with the methods load and swap/)
  assert.throws(() => simulator.client({ budget: { load() {} } }), /"options.budget.swap" property/)
  assert.throws(() => simulator.client({ share: 2 }), InvalidArgumentError)
})

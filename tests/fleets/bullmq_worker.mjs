// A BullMQ worker of the tests: `bullmq_worker.mjs`. REDIS_URL is the Redis, SETTINGS those of the client, WORKER options for BullMQ.

import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { Client } from 'ringout'
import { callProcessor, callWorkerOptions } from 'ringout/bullmq'
import { RedisLedger, RedisTokenStore } from 'ringout/redis'

const redis = new Redis(process.env.REDIS_URL)
const connection = { url: process.env.REDIS_URL }

/** A ledger that loses the response of each claim. */
class Unreliable extends RedisLedger {
  #failed = new Set()

  async swap(key, expected, value, lifetime) {
    const done = await super.swap(key, expected, value, lifetime)
    if (done !== true || !value.includes('"is_claimed":true') || this.#failed.has(String(key))) return done
    this.#failed.add(String(key))
    throw new Error('the response was lost')
  }
}

const client = new Client({
  ...JSON.parse(process.env.SETTINGS),
  tokenStore: new RedisTokenStore(redis),
  ledger: new Unreliable(redis),
  budget: new RedisLedger(redis),
})
const queue = new Queue('calls', { connection })
const report = (dedupeKey, { kind }) => redis.rpush('reports', JSON.stringify([dedupeKey, kind]))
new Worker('calls', callProcessor(client, { queue, report }), {
  ...callWorkerOptions,
  connection,
  ...JSON.parse(process.env.WORKER),
})

// A worker of a campaign: campaign.mjs sends the calls of a CSV file, and any number of workers place and follow them.
//
//     npm install ringout bullmq ioredis log-update csv-parse
//     node campaign_worker.mjs
//     node campaign.mjs calls.csv
//
// Run as many workers as you like, on any machines. They share one login, one ledger and the limits in the Redis of REDIS_URL,
// so no call is placed twice, whichever worker dies. Needs the variables of `Client.fromEnv`.

import { hostname } from 'node:os'

import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { Client } from 'ringout'
import { callProcessor, callWorkerOptions } from 'ringout/bullmq'
import { RedisLedger, RedisTokenStore } from 'ringout/redis'

const { env } = process
const url = env.REDIS_URL ?? 'redis://localhost:6379'
const redis = new Redis(url)
const queue = new Queue('campaign', { connection: { url } })
const client = new Client({
  server: env.RC_SERVER_URL,
  clientId: env.RC_APP_CLIENT_ID,
  clientSecret: env.RC_APP_CLIENT_SECRET,
  jwt: env.RC_USER_JWT,
  tokenStore: new RedisTokenStore(redis),
  ledger: new RedisLedger(redis),
  budget: new RedisLedger(redis),
})

/** Called once for each call. */
async function report(key, outcome) {
  await redis.hset('campaign:outcomes', key, outcome.kind)
}

/** Called at each change of a call. */
function progress(key, state) {
  redis.hset('campaign:phases', key, state.phase)
  redis.hset('campaign:limits', `${hostname()} ${process.pid}`, JSON.stringify(client.limits))
}

// The number of calls in progress in this worker.
const worker = new Worker('campaign', callProcessor(client, { queue, report, progress }), {
  ...callWorkerOptions,
  connection: { url },
  concurrency: 200,
})
// Not for a job that will be tried again.
worker.on('failed', async (job) => {
  if (job && (await job.isFailed())) await redis.hset('campaign:outcomes', job.id, job.failedReason)
})

process.once('SIGTERM', async () => {
  await worker.close()
  process.exit()
})

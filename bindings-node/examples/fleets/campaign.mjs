// Sends the calls of a CSV file to the workers of campaign_worker.mjs, and shows how far they are: node campaign.mjs calls.csv
//
// The file has the columns `to` and `from`, and optionally `key`. Without a key, the name of the file and the number of the row are
// the key of a call. Run it again at any time, also with more rows: calls that were placed are not placed again.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { Queue } from 'bullmq'
import { parse } from 'csv-parse/sync'
import { Redis } from 'ioredis'
import logUpdate from 'log-update'

const url = process.env.REDIS_URL ?? 'redis://localhost:6379'
const redis = new Redis(url)
const queue = new Queue('campaign', { connection: { url } })

const file = process.argv[2]
const rows = parse(await readFile(file), { columns: true, skip_empty_lines: true })
const keys = rows.map(({ key }, row) => key || `${basename(file, '.csv')}-${row + 1}`)
const jobs = rows.map(({ to, from }, row) => ({
  name: 'call',
  data: { to, from },
  opts: { jobId: keys[row], attempts: 8, backoff: { type: 'exponential', delay: 2000 } },
}))
await queue.addBulk(jobs)

/** Counts the calls by their outcome or phase. */
function count(outcomes, phases) {
  const counts = {}
  outcomes.forEach((outcome, row) => {
    const name = outcome ?? phases[row] ?? 'Waiting'
    counts[name] = (counts[name] ?? 0) + 1
  })
  return Object.entries(counts).map(([name, number]) => `${String(number).padStart(7)}  ${name}`)
}

/** Returns the rate limits, each as the worker knows it for which the least is left. */
async function limits() {
  const known = Object.values(await redis.hgetall('campaign:limits')).flatMap((text) => JSON.parse(text))
  return [...new Set(known.map(({ name }) => name))].map((name) => {
    const all = known.filter((limit) => limit.name === name)
    const told = all.filter(({ remaining }) => remaining !== null).sort((one, other) => one.remaining - other.remaining)
    const { limit, remaining, window } = told[0] ?? all[0]
    const wait = Math.max(...all.map(({ retryAfter }) => retryAfter)) / 1000
    const left = `${name.padEnd(5)} ${remaining ?? '?'} of ${limit} in ${window / 1000} s left`
    return wait > 0 ? `${left}, closed for ${wait.toFixed()} s` : left
  })
}

for (;;) {
  const [outcomes, phases] = await Promise.all(['outcomes', 'phases'].map((name) => redis.hmget(`campaign:${name}`, ...keys)))
  const done = outcomes.filter((outcome) => outcome !== null).length
  const isPaused = (await queue.getRateLimitTtl()) > 0
  const lines = [`${done} of ${keys.length} done${isPaused ? ', paused by the rate limit' : ''}`, ...count(outcomes, phases)]
  logUpdate([...lines, ...(await limits())].join('\n'))
  if (done === keys.length) break
  await sleep(250)
}
logUpdate.done()
await queue.close()
redis.disconnect()

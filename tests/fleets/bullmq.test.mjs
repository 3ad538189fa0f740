// `ringout/bullmq` with BullMQ's own workers: jobs that run again and again, and workers that are killed.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { start } from '../node/support/children.mjs'
import { startRedis } from '../node/support/redis_server.mjs'
import { startSimulator } from '../node/support/simulator.mjs'

const PROJECT = process.env.RINGOUT_NODE_PROJECT
const require = createRequire(join(PROJECT, 'package.json'))
const { Queue } = require('bullmq')
const { Redis } = require('ioredis')

const CALLER = '+16505550123'
const JOBS = 10
const DELIVERIES = 3
// Of real time, on a busy machine.
const PATIENCE = 120_000

let simulator
let server
let redis
let queue
let workers
before(async () => {
  simulator = await startSimulator()
  server = await startRedis()
  redis = new Redis(server.url)
})
after(async () => {
  await simulator.stop()
  redis.disconnect()
  await server.stop()
})
beforeEach(async () => {
  workers = []
  await simulator.post('reset')
  await redis.flushall()
  queue = new Queue('calls', { connection: { url: server.url } })
})
afterEach(async () => {
  await Promise.all(workers.map(kill))
  await queue.close()
})

/** Starts a worker whose stalled jobs are found soon. */
function startWorker(options) {
  const worker = { lockDuration: 2000, stalledInterval: 1000, concurrency: 50, ...options }
  const env = {
    ...process.env,
    REDIS_URL: server.url,
    SETTINGS: JSON.stringify(simulator.settings),
    WORKER: JSON.stringify(worker),
  }
  const child = start(process.execPath, [join(PROJECT, 'fleets', 'bullmq_worker.mjs')], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  workers.push(child)
  return child
}

async function kill(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const numberOf = (job) => `+165055501${String(job).padStart(2, '0')}`
const creates = async () =>
  (await simulator.journal('POST', '/ring-out')).map(({ status, body }) => [JSON.parse(body).to.phoneNumber, status])
const reports = async () => (await redis.lrange('reports', 0, -1)).map((line) => JSON.parse(line)).sort()

async function until(isTrue) {
  const deadline = performance.now() + PATIENCE
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${JSON.stringify(await queue.getJobCounts())}`)
    await sleep(50)
  }
}

async function followed() {
  const polls = (await simulator.journal('GET')).filter(({ path }) => path.includes('/ring-out/'))
  return new Set(polls.map(({ path }) => path)).size
}

/** Makes everything in the ledger older, so that leases end. */
async function age(seconds) {
  const script = `
    for _, name in ipairs(redis.call('KEYS', '*:ledger:*')) do
      local at, value = string.match(redis.call('GET', name), '^1 (%S+) (.*)$')
      redis.call('SET', name, string.format('1 %.0f %s', at - ARGV[1], value), 'KEEPTTL')
    end`
  await redis.eval(script, 0, seconds * 1000)
}

test('a call is placed and reported once', async () => {
  await simulator.post('clock', { running: false })
  for (let delivery = 0; delivery < DELIVERIES; delivery++) {
    const jobs = Array.from({ length: JOBS }, (_, job) => ({
      name: 'call',
      data: { to: numberOf(job), from: CALLER, dedupeKey: `job-${job}` },
      opts: { jobId: `job-${job}-${delivery}` },
    }))
    await queue.addBulk(jobs)
  }
  const doomed = startWorker({})
  await until(async () => (await followed()) === JOBS)
  startWorker({})
  await kill(doomed)
  // The dead worker's jobs stall, and go to the other one, which takes its calls over.
  await age(60)
  await simulator.post('clock', { running: true, speed: 10 })
  await until(async () => {
    await queue.promoteJobs()
    return (await queue.getCompletedCount()) === JOBS * DELIVERIES
  })
  const expected = Array.from({ length: JOBS }, (_, job) => [`job-${job}`, 'Completed'])
  assert.deepEqual(await reports(), expected)
  assert.deepEqual(
    (await creates()).sort(),
    expected.map((_, job) => [numberOf(job), 200]),
  )
  assert.equal((await simulator.journal('POST', '/oauth/token')).length, 1)
  const results = (await queue.getCompleted()).map((job) => job.returnvalue)
  assert.equal(results.filter(({ reported }) => reported).length, JOBS)
  assert.ok(results.every(({ callId, outcome }) => callId && outcome.kind === 'Completed'))
})

test('the rate limit pauses the queue for all workers', async () => {
  await simulator.post('limits', { heavy: { limit: 2, window_s: 6, penalty_s: 6 } })
  await simulator.post('clock', { running: true, speed: 1 })
  const commands = []
  const monitor = await redis.monitor()
  monitor.on('monitor', (time, words) => commands.push({ at: Number(time) * 1000, words }))
  for (let worker = 0; worker < 2; worker++) startWorker({ concurrency: 2 })
  // The caller is busy, so that the calls end, and their workers look for more, during the pause.
  const jobs = Array.from({ length: 4 }, (_, job) => ({
    name: 'call',
    data: { to: numberOf(job), from: '+16505550486' },
    opts: { jobId: `job-${job}` },
  }))
  await queue.addBulk(jobs)
  await until(async () => (await queue.getCompletedCount()) === jobs.length)
  monitor.disconnect()

  const placed = (await creates()).filter(([, status]) => status === 200).map(([to]) => to)
  assert.deepEqual(
    placed.sort(),
    jobs.map(({ data }) => data.to),
  )
  // A job that goes back is not an attempt.
  assert.ok((await queue.getCompleted()).every(({ attemptsMade }) => attemptsMade === 1))
  const pauses = commands
    .filter(({ words }) => words[0].toLowerCase() === 'set' && words[1] === queue.keys.limiter)
    .map(({ at, words }, index, all) => ({ from: at, to: Math.min(at + Number(words.at(-1)), all[index + 1]?.at ?? Infinity) }))
  const begins = ({ words }) => words[0].toLowerCase() === 'xadd' && words[words.indexOf('event') + 1] === 'active'
  const begun = commands.filter(begins).map(({ at }) => at)
  assert.ok(pauses.length > 0 && begun.length > jobs.length, `${pauses.length} pauses, ${begun.length} jobs begun`)
  const early = pauses.filter(({ from, to }) => begun.some((at) => at > from && at < to - 20))
  assert.deepEqual(early, [])
})

test('a lost response is never tried again', async () => {
  await simulator.fault('POST', { drop: 'before-response' }, { path: '/restapi/v1.0/account', times: 1 })
  await simulator.post('clock', { running: true, speed: 20 })
  startWorker({})
  const opts = { attempts: 5, backoff: { type: 'fixed', delay: 100 } }
  const lost = await queue.add('call', { to: numberOf(1), from: CALLER }, { ...opts, jobId: 'lost' })
  await until(() => lost.isFailed())
  const failed = await queue.getJob('lost')
  assert.equal(failed.attemptsMade, 1)
  assert.match(failed.failedReason, /./)
  assert.equal((await creates()).length, 1)
  const unnamed = await queue.add('call', { to: numberOf(2), from: CALLER }, opts)
  await until(() => unnamed.isFailed())
  assert.match((await queue.getJob(unnamed.id)).failedReason, /jobId/)
  await simulator.fault('POST', { status: 503, headers: { 'Retry-After': '1' } }, { path: '/restapi/v1.0/account', times: 1 })
  const again = await queue.add('call', { to: numberOf(3), from: CALLER }, { ...opts, jobId: 'again' })
  await until(() => again.isCompleted())
  assert.deepEqual(
    (await creates()).slice(1).map(([, status]) => status),
    [503, 200],
  )
})

test("the processor fits BullMQ's types", () => {
  const modules = fileURLToPath(new URL('../../bindings-node/node_modules', import.meta.url))
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  const command = [join(modules, 'typescript', 'bin', 'tsc'), ...options, '--typeRoots', join(modules, '@types')]
  const { status, stdout } = spawnSync(process.execPath, [...command, join(PROJECT, 'fleets', 'bullmq_types.mts')], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout)
})

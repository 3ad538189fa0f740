// The token store in Redis: one login for all processes.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { after, before, beforeEach, test } from 'node:test'

import { RedisTokenStore } from '../../bindings-node/lib/redis/index.mjs'
import { start } from './support/children.mjs'
import { failure } from './support/expect.mjs'
import { PACKAGE } from './support/program.mjs'
import { startRedis } from './support/redis_server.mjs'
import { StorageError } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

// The tests are not in the package's folder.
const require = createRequire(new URL('../../bindings-node/package.json', import.meta.url))
const { Redis } = require('ioredis')
const { createClient } = require('redis')

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const KEY = { server: 'https://x', clientId: 'app', user: 'alice' }
const NAME = 'ringout:{https://x app alice}:token'
const WEEK = 7 * 24 * 3600

let simulator
let server
let ioredis
let nodeRedis
before(async () => {
  simulator = await startSimulator('--refresh-tokens', 'on')
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
  await ioredis.flushall()
})

const tokenRequests = async () => (await simulator.journal('POST', '/oauth/token')).map(({ body }) => String(JSON.stringify(body)))

for (const [name, client] of [
  ['ioredis', () => ioredis],
  ['node-redis', () => nodeRedis],
]) {
  test(`a token is kept as long as it is of use, over ${name}`, async () => {
    const store = new RedisTokenStore(client())
    assert.equal(await store.load(KEY), null)
    const token = (fields) => JSON.stringify({ access_token: 'canary é\u2028', ...fields })
    for (const [fields, seconds] of [
      [{ expires_in: 60 }, 60],
      [{ expires_in: 60, refresh_token: 'r', refresh_token_expires_in: 1000 }, 1000],
      [{ expires_in: 60, refresh_token: 'r', refresh_token_expires_in: '2000' }, 2000],
      [{ expires_in: 60, refresh_token: 'r', refresh_token_expires_in: 'never' }, WEEK],
      [{}, WEEK],
    ]) {
      await store.save(KEY, token(fields))
      assert.equal(await store.load(KEY), token(fields))
      const left = await ioredis.pttl(NAME)
      assert.ok(left <= seconds * 1000 && left > seconds * 1000 - 60_000, `${left}`)
    }
    await store.save(KEY, null)
    assert.equal(await store.load(KEY), null)
    await ioredis.set(NAME, '2 canary')
    const { message } = await failure(store.load(KEY))
    assert.ok(/not of version 1/.test(message) && !message.includes('canary'), message)
  })

  test(`one owner has the lock, over ${name}`, async () => {
    const store = new RedisTokenStore(client())
    const held = (await Promise.all([1, 2, 3, 4].map(() => store.tryLock(KEY)))).filter((lock) => lock !== null)
    assert.equal(held.length, 1)
    const left = await ioredis.pttl(`${NAME}:lock`)
    assert.ok(left > 0 && left <= 30_000)
    // It was lost, and another worker has it.
    await ioredis.del(`${NAME}:lock`)
    const release = await store.tryLock(KEY)
    await held[0]()
    assert.equal(await store.tryLock(KEY), null)
    await release()
    assert.deepEqual(await ioredis.keys('*'), [])
  })

  test(`tokens are encrypted, over ${name}`, async () => {
    const reversed = (text) => [...text].reverse().join('')
    const tokenStore = new RedisTokenStore(client(), { wrap: async (token) => reversed(token), unwrap: reversed })
    await simulator.client({ tokenStore }).request('GET', EXTENSION)
    const second = simulator.client({ tokenStore })
    await second.request('GET', EXTENSION)
    assert.equal((await tokenRequests()).length, 1)
    const [name] = await ioredis.keys('*')
    const stored = await ioredis.get(name)
    assert.ok(stored.startsWith('1 }') && !stored.includes(second.token.accessToken))
    const error = await failure(simulator.client({ tokenStore: new RedisTokenStore(client()) }).request('GET', EXTENSION))
    assert.ok(error instanceof StorageError)
    await second.logout()
    assert.deepEqual(await ioredis.keys('*'), [])
  })
}

test('settings are checked', () => {
  assert.throws(() => new RedisTokenStore({}), /client of ioredis or node-redis/)
  assert.throws(() => new RedisTokenStore(ioredis, { wrap: String }), /together/)
})

/** Sends a request for each line of its input. */
const WORKER = `
  import { createInterface } from 'node:readline'
  import { Redis } from 'ioredis'
  import { Client } from 'ringout'
  import { RedisTokenStore } from 'ringout/redis'
  const redis = new Redis(process.env.REDIS_URL)
  const client = new Client({ ...JSON.parse(process.env.SETTINGS), tokenStore: new RedisTokenStore(redis) })
  for await (const _ of createInterface(process.stdin)) console.log((await client.send('GET', '${EXTENSION}')).status)
  redis.disconnect()
`

test('processes share one login', async () => {
  const env = { ...process.env, REDIS_URL: server.url, SETTINGS: JSON.stringify(simulator.settings) }
  const workers = [1, 2, 3].map(() => {
    const options = { cwd: PACKAGE, env, stdio: ['pipe', 'pipe', 'inherit'] }
    const child = start(process.execPath, ['--input-type=module', '--eval', WORKER], options)
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
  })
  for (const grants of [['jwt'], ['jwt', 'refresh'], ['jwt', 'refresh', 'refresh']]) {
    for (const { child } of workers) child.stdin.write('\n')
    for (const { lines } of workers) assert.equal((await lines.next()).value, '200')
    const requests = await tokenRequests()
    assert.deepEqual(
      requests.map((body) => (body.includes('grant_type=refresh_token') ? 'refresh' : 'jwt')),
      grants,
    )
    await simulator.post('tokens/expire')
  }
  for (const { child } of workers) {
    child.stdin.end()
    await once(child, 'exit')
  }
})

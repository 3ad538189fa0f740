// Token stores written in JavaScript: the calls of their methods, and the effects of their failures.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { assertNoSecret, failure } from './support/expect.mjs'
import { runModule } from './support/program.mjs'
import { OperationCancelledError, RequestTimeoutError, StorageError, Token, TokenKey } from './support/ringout.mjs'
import { startSimulator } from './support/simulator.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'

let simulator
before(async () => (simulator = await startSimulator('--refresh-tokens', 'on')))
after(() => simulator.stop())
beforeEach(() => simulator.post('reset'))

const works = (client, options) => client.request('GET', EXTENSION, options)
const logins = async () => (await simulator.journal('POST', '/oauth/token')).length

/** Keeps tokens in memory, and records the calls. */
class Memory {
  tokens = new Map()
  calls = []

  load(key) {
    this.calls.push('load')
    return this.tokens.get(String(key))
  }

  save(key, token) {
    this.calls.push('save')
    this.key = key
    if (token === null) this.tokens.delete(String(key))
    else this.tokens.set(String(key), token)
  }
}

/** Like `Memory`, with promises and a lock. */
class Slow extends Memory {
  locked = false
  lockedByOthers = 0

  async load(key) {
    await sleep(5)
    return super.load(key)
  }

  async save(key, token) {
    await sleep(5)
    super.save(key, token)
  }

  async tryLock() {
    await sleep(1)
    if (this.locked || this.lockedByOthers-- > 0) return null
    this.calls.push('tryLock')
    this.locked = true
    return async () => {
      await sleep(1)
      this.calls.push('release')
      this.locked = false
    }
  }
}

for (const [name, Store, calls] of [
  ['at once', Memory, ['load', 'save']],
  ['with promises', Slow, ['tryLock', 'load', 'save', 'release']],
]) {
  test(`a store that returns ${name} keeps the token for the next client`, async () => {
    const tokenStore = new Store()
    await works(simulator.client({ tokenStore }))
    assert.deepEqual(tokenStore.calls, calls)
    const { key } = tokenStore
    assert.ok(key instanceof TokenKey && Object.isFrozen(key))
    assert.deepEqual([key.server, key.clientId], [simulator.url, simulator.settings.clientId])
    assert.equal(String(key), `${key.server} ${key.clientId} ${key.user}`)
    assert.ok(Token.fromJson(tokenStore.tokens.get(String(key))).expiresAt > new Date())

    const second = simulator.client({ tokenStore })
    await works(second)
    assert.deepEqual([await logins(), tokenStore.calls.filter((call) => call === 'save').length], [1, 1])
    await second.logout()
    assert.equal(tokenStore.tokens.size, 0)
    await works(simulator.client({ tokenStore }))
    assert.equal(await logins(), 2)
  })
}

test('a store has a token for each user', async () => {
  const tokenStore = new Memory()
  for (const tokenUser of ['alice', 'bob', 'alice']) await works(simulator.client({ tokenStore, tokenUser }))
  assert.deepEqual(
    [...tokenStore.tokens.keys()].map((key) => key.split(' ')[2]),
    ['alice', 'bob'],
  )
  assert.equal(await logins(), 2)
})

test('clients that share a store and its lock log in once', async () => {
  const tokenStore = new Slow()
  await Promise.all(Array.from({ length: 8 }, () => works(simulator.client({ tokenStore }))))
  assert.equal(await logins(), 1)
  assert.equal(tokenStore.locked, false)
})

test('a login waits for a lock that another process holds', async () => {
  const tokenStore = Object.assign(new Slow(), { lockedByOthers: 3 })
  await works(simulator.client({ tokenStore }))
  tokenStore.lockedByOthers = Infinity
  await simulator.post('tokens/expire')
  const began = performance.now()
  const error = await failure(works(simulator.client({ tokenStore, requestTimeout: 300 })))
  assert.ok(error instanceof RequestTimeoutError, `${error}`)
  assert.match(error.message, /lock/)
  assert.ok(performance.now() - began < 8000)
})

const TOKEN = 'canary-access-token-3c81'
const REFRESH = 'canary-refresh-token-77b0'
const JSON_TOKEN = JSON.stringify({ access_token: TOKEN, refresh_token: REFRESH, expires_in: 3600 })
const throwing = (text) => () => {
  throw new Error(text)
}
const rejecting = (text) => () => Promise.reject(new Error(text))
const odd = [() => 5, () => ({ access_token: TOKEN }), () => Symbol(TOKEN), () => [JSON_TOKEN], () => Buffer.from(JSON_TOKEN)]
const garbage = ['', 'x', '{}', `{"access_token":"${TOKEN} x"}`, `"${TOKEN}"`, '\ud800', 'x'.repeat(1_000_000)]
const strange = [
  () => Promise.reject(undefined),
  () => Promise.reject(TOKEN),
  () => Promise.reject({ message: TOKEN, name: TOKEN, code: 5 }),
  () => Promise.reject(Object.create(null)),
  () => Promise.reject(Symbol(TOKEN)),
  () => ({ then: throwing(TOKEN) }),
  () => ({
    get then() {
      throw new Error(TOKEN)
    },
  }),
  () => {
    throw {
      get message() {
        throw new Error(TOKEN)
      },
      get name() {
        throw new Error(TOKEN)
      },
    }
  },
]

for (const [name, make, functions] of [
  [
    'load() throws',
    (load) => ({ load }),
    [throwing(`cannot read ${JSON_TOKEN}`), rejecting(JSON_TOKEN), () => JSON.parse(`x${TOKEN}`)],
  ],
  ['load() fails strangely', (load) => ({ load }), strange],
  ['load() does not return a string', (load) => ({ load }), odd],
  ['load() returns garbage', (load) => ({ load }), garbage.map((text) => () => text)],
  ['tryLock() throws', (tryLock) => ({ tryLock }), [throwing('no lock'), rejecting('no lock')]],
  [
    'tryLock() does not return a function',
    (tryLock) => ({ tryLock }),
    [...odd, () => undefined, () => true, async () => JSON_TOKEN],
  ],
]) {
  test(`a store whose ${name} is a StorageError`, async () => {
    for (const method of functions) {
      const tokenStore = Object.assign(new Memory(), make(method))
      const error = await failure(works(simulator.client({ tokenStore })))
      assert.ok(error instanceof StorageError, `${method}: ${error}`)
      assert.match(error.message, /^the token store failed: /)
      assert.ok(error.message.length < 1000)
      assertNoSecret(error, [TOKEN, REFRESH])
    }
    assert.equal(await logins(), 0)
  })
}

test('an error of a store says what happened', async () => {
  const load = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }))
  const loading = await failure(works(simulator.client({ tokenStore: { load, save() {} } })))
  assert.match(loading.message, /load\(\) failed with Error EACCES/)
  const tryLock = throwing('the database is down')
  const locking = await failure(works(simulator.client({ tokenStore: Object.assign(new Memory(), { tryLock }) })))
  assert.match(locking.message, /tryLock\(\) failed with Error: the database is down/)
})

test('a token that cannot be saved is used, and one that cannot be removed fails the logout', async () => {
  const seen = []
  const save = (_key, token) => {
    seen.push(...(token === null ? [] : [Token.fromJson(token).accessToken]))
    throw new Error(`cannot keep ${seen} ${token}`)
  }
  const client = simulator.client({ tokenStore: Object.assign(new Memory(), { save }) })
  await works(client)
  await works(client)
  assert.equal(await logins(), 1)
  assert.deepEqual(seen, [client.token.accessToken])
  const error = await failure(client.logout())
  assert.ok(error instanceof StorageError)
  assert.match(error.message, /cannot keep/)
  assertNoSecret(error, seen)
  assert.equal(client.token, null)
})

test('a release that fails does not fail the operation', async () => {
  for (const release of [throwing('no'), rejecting('no'), () => 5]) {
    await works(simulator.client({ tokenStore: Object.assign(new Memory(), { tryLock: () => release }) }))
  }
})

for (const method of ['load', 'save', 'tryLock']) {
  test(`a store whose ${method}() never settles does not delay an operation beyond its deadline`, async () => {
    const kept = []
    const never = () => new Promise((...settle) => kept.push(settle))
    const tokenStore = Object.assign(new Memory(), { [method]: never })
    const client = simulator.client({ tokenStore, requestTimeout: 400 })
    const began = performance.now()
    const operation = works(client)
    // A token that cannot be saved is used, but not before the deadline.
    const error = await failure(method === 'save' ? operation.then(throwing('saved')) : operation)
    assert.ok(error instanceof RequestTimeoutError || method === 'save', `${error}`)
    assert.ok(performance.now() - began < 8000)
    tokenStore[method] = method === 'tryLock' ? () => () => {} : Memory.prototype[method]
    // The login in flight has one more second for its save.
    const end = performance.now() + 10_000
    while (
      performance.now() < end &&
      (await works(client).then(
        () => false,
        () => true,
      ))
    );
    await works(client)
    kept.forEach(([resolve]) => resolve(null))
  })
}

test('an operation that waits for its store can be aborted', async () => {
  const controller = new AbortController()
  const load = () => new Promise(() => controller.abort('enough'))
  const client = simulator.client({ tokenStore: Object.assign(new Memory(), { load }) })
  const error = await failure(works(client, { signal: controller.signal }))
  assert.ok(error instanceof OperationCancelledError)
  assert.equal(error.cause, 'enough')
})

test('a lock that arrives too late is released', async () => {
  let resolveLock
  const late = new Promise((resolve) => (resolveLock = resolve))
  const tokenStore = Object.assign(new Memory(), { tryLock: () => late })
  const error = await failure(works(simulator.client({ tokenStore, requestTimeout: 200 })))
  assert.ok(error instanceof RequestTimeoutError)
  await new Promise((released) => resolveLock(released))
})

test('a store can use the client that calls it', async () => {
  const tokenStore = Object.assign(new Memory(), {
    async save(_key, token) {
      const other = simulator.client({ jwt: undefined })
      other.setToken(Token.fromJson(token))
      await works(other)
      this.saved = this.client.token?.accessToken
    },
  })
  const client = simulator.client({ tokenStore })
  tokenStore.client = client
  await works(client)
  assert.ok('saved' in tokenStore)
})

test('a token store and a token file exclude each other', async () => {
  const error = await failure(() => simulator.client({ tokenStore: new Memory(), tokenFile: 'tokens.json' }))
  assert.deepEqual([error.code, error.parameter], ['INVALID_ARGUMENT', 'tokenStore'])
})

const BEGIN = `
  import { Client } from 'ringout'
  const { RC_SERVER_URL: server, RC_APP_CLIENT_ID: clientId, RC_APP_CLIENT_SECRET: clientSecret, RC_USER_JWT: jwt } = process.env
  const make = (tokenStore, more) => new Client({ server, clientId, clientSecret, jwt, tokenStore, ...more })
  const tokens = new Map()
  const memory = { load: (key) => tokens.get(String(key)), save: (key, token) => void tokens.set(String(key), token) }
  const works = (client) => client.request('GET', '${EXTENSION}')
`

async function runWell(program) {
  const done = await runModule(BEGIN + program, simulator.environment)
  assert.deepEqual([done.stderr, done.signal, done.code], ['', null, 0])
  assert.ok(done.took < 10_000)
  return done.stdout
}

test('a store does not keep the process alive, but an operation that waits for it does', async () => {
  const program = `globalThis.client = make(memory)
    await works(client)
    const impatient = make({ load: () => new Promise(() => {}), save() {} }, { requestTimeout: 300 })
    works(impatient).catch(({ code }) => console.log(code))`
  assert.match(await runWell(program), /^(TIMEOUT|STORAGE)\n$/)
})

test('a lock is released before the process ends', async () => {
  const program = `make({ ...memory, tryLock: () => () => new Promise((done) => setTimeout(() => done(console.log('released')), 50)) })
    .refresh()`
  assert.equal(await runWell(program), 'released\n')
})

test('a worker can be stopped while its store is called', async () => {
  const program = `
    import { once } from 'node:events'
    import { Worker } from 'node:worker_threads'
    const body = \`
      const { parentPort, workerData } = require('node:worker_threads')
      const { Client } = require('ringout')
      const [server, clientId, clientSecret, jwt] = \${JSON.stringify([server, clientId, clientSecret, jwt])}
      for (const method of ['load', 'save', 'tryLock']) {
        const never = () => { parentPort.postMessage('called'); return new Promise((...settle) => setTimeout(settle[1], 1e8)) }
        const tokenStore = { load: () => null, save: () => {}, tryLock: () => () => {}, [method]: never }
        for (let i = 0; i < 5; i += 1) new Client({ server, clientId, clientSecret, jwt, tokenStore }).refresh()
      }
      if (workerData) parentPort.postMessage('blocked'), Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)\`
    for (let round = 0; round < 3; round += 1) {
      const workers = [true, false].map((workerData) => new Worker(body, { eval: true, execArgv: [], workerData }))
      await Promise.all(workers.map((worker) => once(worker, 'message')))
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    await works(make(memory))
    console.log(tokens.size)`
  assert.equal(await runWell(program), '1\n')
})

'use strict'

// The Node worker: `worker.js MODULE`, where MODULE is `ringout`, `@ringcentral/sdk`, `@rc-ex/core` or `raw_socket`. worker.h
// describes the commands and the settings. It also has these commands:
//
//     clients N     creates N more clients, each logged in and with an open connection
//     verdict N     judges N documented transitions (only ringout)
//
// Start it with --expose-gc.

const { createInterface } = require('node:readline')

const [, , MODULE] = process.argv
const CALLER = '+16505550123'
const CALLEE = '+16505550100'
const RING_OUT = '/restapi/v1.0/account/~/extension/~/ring-out'
const BODY = { from: { phoneNumber: CALLER }, to: { phoneNumber: CALLEE }, playPrompt: false }
const env = process.env
const TOKEN = env.BENCH_TOKEN
const STATUS_PATH = `${RING_OUT}/${env.BENCH_CALL}`

/** Checks what a status request has returned. */
function checkRinging(status) {
  if (status !== 'InProgress') throw new Error(`the call is ${status}`)
}

/** Operations of our package. */
function ringout() {
  const { Client, Token, CallState, checkTransition } = require('ringout')
  const settings = { server: env.BENCH_URL, clientId: env.BENCH_CLIENT_ID, clientSecret: env.BENCH_CLIENT_SECRET, jwt: env.BENCH_JWT }
  if (env.BENCH_CA) settings.caBundle = env.BENCH_CA
  const client = new Client(settings)
  client.setToken(Token.fromJson(TOKEN))
  const handle = client.call(env.BENCH_CALL)
  return {
    async status() {
      checkRinging((await handle.status()).callStatus)
    },
    async call() {
      const call = await client.createCall({ to: CALLEE, from: CALLER, playPrompt: false })
      checkRinging((await call.status()).callStatus)
      await call.cancel()
    },
    async connectedClient() {
      const another = new Client(settings)
      checkRinging((await another.call(env.BENCH_CALL).status()).callStatus)
      return another
    },
    verdict(count) {
      const before = new CallState('InProgress', 'InProgress', 'InProgress')
      const after = new CallState('InProgress', 'Success', 'InProgress')
      const since = begin()
      for (let i = 0; i < count; i++) {
        if (checkTransition(before, after).kind !== 'Documented') throw new Error('the transition is documented')
      }
      return end(since)
    },
  }
}

/** Operations of `@ringcentral/sdk`. */
function sdk() {
  const { SDK } = require('@ringcentral/sdk')
  let instances = 0
  const newPlatform = () => {
    instances += 1
    const [server, clientId, clientSecret] = [env.BENCH_URL, env.BENCH_CLIENT_ID, env.BENCH_CLIENT_SECRET]
    return new SDK({ server, clientId, clientSecret, cachePrefix: `instance-${instances}-` }).platform()
  }
  const platform = newPlatform()
  const state = async (of, path) => checkRinging((await (await of.get(path)).json()).status.callStatus)
  return {
    ready: () => platform.auth().setData(JSON.parse(TOKEN)),
    status: () => state(platform, STATUS_PATH),
    async call() {
      const path = `${RING_OUT}/${(await (await platform.post(RING_OUT, BODY)).json()).id}`
      await state(platform, path)
      await platform.delete(path)
    },
    async connectedClient() {
      const another = newPlatform()
      await another.login({ jwt: env.BENCH_JWT })
      await state(another, STATUS_PATH)
      return another
    },
  }
}

/** Operations of `@rc-ex/core`. */
function rcEx() {
  const { default: RingCentral } = require('@rc-ex/core')
  const newClient = () =>
    new RingCentral({ server: env.BENCH_URL, clientId: env.BENCH_CLIENT_ID, clientSecret: env.BENCH_CLIENT_SECRET })
  const client = newClient()
  client.token = JSON.parse(TOKEN)
  const ringOut = (of, id) => of.restapi().account().extension().ringOut(id)
  return {
    async status() {
      checkRinging((await ringOut(client, env.BENCH_CALL).get()).status.callStatus)
    },
    async call() {
      const { id } = await ringOut(client).post(BODY)
      checkRinging((await ringOut(client, id).get()).status.callStatus)
      await ringOut(client, id).delete()
    },
    async connectedClient() {
      const another = newClient()
      await another.authorize({ jwt: env.BENCH_JWT })
      checkRinging((await ringOut(another, env.BENCH_CALL).get()).status.callStatus)
      return another
    },
  }
}

/** The floor: sends a prepared request, reads until the response is complete, and looks for the status in it. */
function rawSocket() {
  const { connect } = require('node:net')
  const { hostname, port, host } = new URL(env.BENCH_URL)
  const prepare = (method, path, body = '') =>
    `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${JSON.parse(TOKEN).access_token}\r\n` +
    'Accept: application/json\r\nContent-Type: application/json\r\n' +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  const statusRequest = prepare('GET', STATUS_PATH)
  const idle = []
  const open = () => {
    const socket = connect({ port: Number(port), host: hostname, noDelay: true }).setEncoding('latin1')
    const connection = { response: '', settle: null, socket }
    socket.on('data', (text) => {
      connection.response += text
      if (isComplete(connection.response)) connection.settle(connection.response)
    })
    return connection
  }
  const exchange = async (request, wanted = 'HTTP/1.1 200') => {
    const connection = idle.pop() ?? open()
    connection.response = ''
    const response = await new Promise((resolve) => {
      connection.settle = resolve
      connection.socket.write(request, 'latin1')
    })
    idle.push(connection)
    if (!response.startsWith(wanted)) throw new Error(`unexpected response ${response}`)
    return response
  }
  const expectRinging = (response) => {
    if (!response.includes('"InProgress"')) throw new Error('no status')
  }
  return {
    async status() {
      expectRinging(await exchange(statusRequest))
    },
    async call() {
      const [, id] = /"id":"([^"]+)"/.exec(await exchange(prepare('POST', RING_OUT, JSON.stringify(BODY))))
      expectRinging(await exchange(prepare('GET', `${RING_OUT}/${id}`)))
      await exchange(prepare('DELETE', `${RING_OUT}/${id}`), 'HTTP/1.1 204')
    },
  }
}

/** Whether a response has its whole body. */
function isComplete(response) {
  const end = response.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(response.slice(0, end + 2))
  return response.length >= end + 4 + Number(length?.[1] ?? 0)
}

/** Reads the clocks. */
function begin() {
  return [process.hrtime.bigint(), process.cpuUsage()]
}

/** Returns the time since then. */
function end([wall, cpu]) {
  const { user, system } = process.cpuUsage(cpu)
  return { wall_ns: Number(process.hrtime.bigint() - wall), cpu_ns: (user + system) * 1000 }
}

async function repeat(operation, count) {
  for (let i = 0; i < count; i++) await operation()
}

/** Measures `tasks` loops that share `count` requests. The first request of each is not measured. */
async function concurrent(operation, tasks, count) {
  const all = (times) => Promise.all(Array.from({ length: tasks }, () => repeat(operation, times)))
  await all(1)
  const since = begin()
  await all(Math.floor(count / tasks))
  return end(since)
}

async function main() {
  const workers = { ringout, '@ringcentral/sdk': sdk, '@rc-ex/core': rcEx, raw_socket: rawSocket }
  const worker = workers[MODULE]()
  await worker.ready?.()
  const kept = []
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...words] = line.trim().split(' ')
    const [first, second] = words.map(Number)
    let result = {}
    if (command === 'status' || command === 'call') {
      const since = begin()
      await repeat(worker[command], first)
      result = end(since)
    } else if (command === 'concurrent') {
      result = await concurrent(worker.status, first, second)
    } else if (command === 'clients') {
      for (let i = 0; i < first; i++) kept.push(await worker.connectedClient())
      globalThis.gc()
    } else {
      result = worker[command](first)
    }
    console.log(JSON.stringify(result))
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})

// The Node worker of the soak: loops that log in, place, follow and cancel calls, and log out, until a line comes on standard
// input. The README of this folder has the protocol.

import { createInterface } from 'node:readline'

import { Client, InternalError, RingOutError } from '../node/support/ringout.mjs'

const LOOPS = 8
const ROUNDS_OF_A_CLIENT = 5
const CALLEES = ['+16505550100', '+16505550486', '+16505550603', '+16505550299', '+16505550481']
const CALLER = '+16505550123'
const TIMEOUT = 20_000

const { RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, SOAK_LEAK } = process.env
const lines = createInterface(process.stdin)[Symbol.asyncIterator]()

const counts = { rounds: 0, placed: 0, errors: {} }
// With SOAK_LEAK, what a program that leaks would keep.
const leaked = []
let isOver = false

/** Runs an operation and counts its error, unless it is one that never has to happen. */
async function counted(operation) {
  try {
    await operation()
  } catch (error) {
    if (!(error instanceof RingOutError) || error instanceof InternalError) throw error
    counts.errors[error.code] = (counts.errors[error.code] ?? 0) + 1
  }
}

function newClient() {
  return new Client({
    server: RC_SERVER_URL,
    clientId: RC_APP_CLIENT_ID,
    clientSecret: RC_APP_CLIENT_SECRET,
    jwt: RC_USER_JWT,
    requestTimeout: 5000,
    createTimeout: 5000,
  })
}

/** Places a call, or two, and follows or cancels it. */
async function runRound(client, number) {
  const request = { to: CALLEES[Math.floor(number / ROUNDS_OF_A_CLIENT) % CALLEES.length], from: CALLER }
  const kind = number % ROUNDS_OF_A_CLIENT
  if (kind === 3) {
    for await (const { call } of client.placeAll([request, request], { timeout: TIMEOUT })) if (call) counts.placed += 1
    return
  }
  const call = await client.createCall(request)
  counts.placed += 1
  if (SOAK_LEAK) leaked.push(call)
  if (kind === 2) await call.cancel()
  else if (kind === 1) for await (const _ of call.watch({ timeout: TIMEOUT }));
  else await call.wait({ timeout: kind === 4 ? 300 : TIMEOUT, cancelOnTimeout: true })
}

async function work(first) {
  for (let number = first; !isOver; ) {
    const client = newClient()
    await counted(() => client.login({ jwt: RC_USER_JWT }))
    for (let i = 0; i < ROUNDS_OF_A_CLIENT && !isOver; i += 1) {
      await counted(() => runRound(client, number))
      number += 1
      counts.rounds += 1
    }
    await client.logout()
    // A client has no end but its collection, for which V8 waits until it has made much garbage. With the client go its connections.
    if (number % 8 === 0) globalThis.gc()
  }
}

console.log('ready')
if (!(await lines.next()).done) {
  const loops = Promise.all(Array.from({ length: LOOPS }, (_, index) => work(index)))
  await Promise.race([lines.next(), loops])
  isOver = true
  await loops
  console.log(JSON.stringify(counts))
  // The runner looks at what is left before it closes the input.
  for await (const _ of lines);
}

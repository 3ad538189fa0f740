// The Node driver of the fault suite: runs the cases that come as JSON lines on standard input.
//
// The README of this folder has the protocol. Log lines go to standard error, where the runner looks for secrets.

import { createInterface } from 'node:readline'
import { inspect } from 'node:util'

import { textsOf } from '../node/support/expect.mjs'
import { Client, RingOutError } from '../node/support/ringout.mjs'

const EXTENSION = '/restapi/v1.0/account/~/extension/~'
const NEEDS_CALL = ['status', 'cancel', 'wait', 'watch', 'call_log']

const lines = createInterface(process.stdin)[Symbol.asyncIterator]()

/** Returns the next line, or undefined at the end. */
async function next() {
  const { value, done } = await lines.next()
  return done ? undefined : JSON.parse(value)
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

/** Returns the client of a case, which is not logged in. */
function clientOf(given) {
  const options = {
    server: given.server,
    clientId: given.client_id,
    clientSecret: given.client_secret,
    requestTimeout: given.deadline_ms,
    createTimeout: given.deadline_ms,
  }
  if (given.operation === 'create_login') options.jwt = given.jwt
  if (given.ca_bundle) options.caBundle = given.ca_bundle
  return new Client(options)
}

/** Places two calls, and follows each for a moment. */
async function placeAll(given, client) {
  const requests = [given.to, given.to2].map((to) => ({ to, from: given.from }))
  const codes = ['', '']
  for await (const { index, call, error } of client.placeAll(requests, { timeout: 200, totalTimeout: given.total_ms })) {
    codes[index] = `${error?.code ?? 'OK'}${call ? '+' : ''}`
  }
  return `codes ${codes.join(',')}`
}

/** Reads all changes of a call. */
async function watch(given, call) {
  const changes = call.watch({ timeout: given.deadline_ms })
  for await (const _ of changes);
  return call.outcome.kind
}

/** Returns the operation of a case as a function. */
function operationOf(given, client, call) {
  const { operation, to, from, jwt, body } = given
  const create = async () => (await client.createCall({ to, from })).id
  return {
    login: () => client.login({ jwt }),
    create,
    create_login: create,
    status: () => call.status(),
    cancel: () => call.cancel(),
    wait: async () => (await call.wait({ timeout: given.deadline_ms })).kind,
    watch: () => watch(given, call),
    preflight: async () => (await client.preflight()).checks.map(({ kind, result }) => `${kind} ${result}`).join('\n'),
    forwarding_numbers: () => client.forwardingNumbers(),
    caller_ids: () => client.callerIds(),
    call_log: () => client.callLog({ to, from, sentAt: new Date() }),
    request: async () => (await client.request('GET', EXTENSION)).status,
    request_post: async () => (await client.request('POST', `${EXTENSION}/ring-out`, { body: JSON.parse(body) })).status,
    place_all: () => placeAll(given, client),
    logout: () => client.logout(),
  }[operation]
}

async function outcomeOf(run) {
  try {
    const detail = await run()
    const text = typeof detail === 'string' ? detail : inspect(detail)
    // The codes of its results are what a batch comes to.
    return { code: text.startsWith('codes ') ? text.slice('codes '.length) : 'OK', detail: text }
  } catch (error) {
    if (!(error instanceof RingOutError)) throw error
    return { code: error.code, detail: '', error }
  }
}

/** Prepares a case, waits for the fault to be armed, and runs the operation. */
async function run(given) {
  const client = clientOf(given)
  if (!['login', 'create_login'].includes(given.operation)) await client.login({ jwt: given.jwt })
  const { to, from } = given
  const call = NEEDS_CALL.includes(given.operation) ? client.call((await client.createCall({ to, from })).id) : undefined
  say({ ready: true, token: client.token?.accessToken ?? null })
  if (!(await next())) throw new Error('the case does not go on')
  const operation = operationOf(given, client, call)
  const began = performance.now()
  const { code, detail, error } = await outcomeOf(operation)
  const took = performance.now() - began
  return {
    code,
    may_have_placed: error?.mayHavePlaced ?? false,
    took_ms: Math.round(took),
    detail,
    again: given.again ? (await outcomeOf(operation)).code : null,
    token: client.token?.accessToken ?? null,
    texts: [...(error ? textsOf(error) : []), inspect(client), inspect(call)],
  }
}

for (let given = await next(); given; given = await next()) say(await run(given))

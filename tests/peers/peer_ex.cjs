'use strict'

// Prints what a program sees of RingCentral with `@rc-ex/core`, RingCentral's other package for JavaScript, one line for each fact.
//
// Ids, tokens and times, which differ in every run, are not printed. PEER_SIMULATOR holds the ready line of the simulator.

const { createHash } = require('node:crypto')

const { default: RingCentral } = require('@rc-ex/core')
const READY = JSON.parse(process.env.PEER_SIMULATOR)
const CALL = { from: { phoneNumber: '+16505550123' }, to: { phoneNumber: '+16505550100' }, playPrompt: false }
const REDIRECT = 'http://127.0.0.1:1/callback'

/** Prints one line of the transcript. */
const say = (what, value) => console.log(`  ${what}: ${typeof value === 'string' && value ? value : JSON.stringify(value)}`)

/** Sends a request to the simulator's admin API. */
async function admin(method, path, body) {
  const response = await fetch(`${READY.url}/_simulator/${path}`, { method, body: body && JSON.stringify(body) })
  return response.json()
}

const advance = (seconds) => admin('POST', 'clock', { advance_ms: seconds * 1000 })
const settings = () => ({ server: READY.url, clientId: READY.client_id, clientSecret: READY.client_secret })
const extensionOf = (client) => client.restapi().account().extension()

/** Returns a client that is logged in with a JWT. */
async function loggedIn() {
  const client = new RingCentral(settings())
  await client.authorize({ jwt: READY.jwt })
  return client
}

/** Prints the statuses of a call. */
function sayState(what, { status: { callStatus, callerStatus, calleeStatus } }) {
  say(what, `${callStatus}, ${callerStatus}, ${calleeStatus}`)
}

/** Runs an operation that fails, and prints its error. */
async function refused(what, operation) {
  try {
    await operation()
    say(what, 'resolves')
  } catch (error) {
    const { status, data } = error.response
    say(what, `${error.constructor.name} ${status} ${data.errorCode ?? data.error} ${data.errors?.[0]?.parameterName ?? ''}`.trim())
  }
}

const scenarios = {
  'each way to log in': async () => {
    const client = new RingCentral(settings())
    say('with a JWT', Object.keys(await client.authorize({ jwt: READY.jwt })).sort())
    const { access_token: first } = client.token
    await client.refresh()
    say('a refresh replaces the token', client.token.access_token !== first)
    await client.revoke()
    say('a token after revoke', client.token ?? null)
    const password = { grant_type: 'password', username: READY.username, extension: '101', password: READY.password }
    await client.getToken({ ...password })
    say('with a password', (await extensionOf(client).get()).extensionNumber)
    await refused('with a wrong password', () => client.getToken({ ...password, password: 'wrong' }))
  },
  'a login in a browser, with PKCE': async () => {
    const verifier = 'v'.repeat(64)
    const query = new URLSearchParams({ response_type: 'code', client_id: READY.public_client_id, redirect_uri: REDIRECT, consent: 'allow' })
    query.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'))
    query.set('code_challenge_method', 'S256')
    const page = await fetch(`${READY.url}/restapi/oauth/authorize?${query}`, { redirect: 'manual' })
    const code = new URL(page.headers.get('location')).searchParams.get('code')
    const client = new RingCentral({ server: READY.url, clientId: READY.public_client_id })
    await refused('with a wrong verifier', () => client.authorize({ code, redirect_uri: REDIRECT, code_verifier: 'w'.repeat(64) }))
    const again = await fetch(`${READY.url}/restapi/oauth/authorize?${query}`, { redirect: 'manual' })
    const secondCode = new URL(again.headers.get('location')).searchParams.get('code')
    await client.authorize({ code: secondCode, redirect_uri: REDIRECT, code_verifier: verifier })
    say('then', (await extensionOf(client).get()).extensionNumber)
  },
  'a call from its creation to its end': async () => {
    const client = await loggedIn()
    const { id, uri, status } = await extensionOf(client).ringOut().post(CALL)
    sayState('placed', { status })
    say('the uri ends with the id', uri.endsWith(`/ring-out/${id}`))
    for (const seconds of [2, 3, 10]) {
      await advance(seconds)
      sayState(`${seconds} s later`, await extensionOf(client).ringOut(id).get())
    }
    await advance(30)
    await refused('forgotten', () => extensionOf(client).ringOut(id).get())
  },
  'a call that is cancelled': async () => {
    const client = await loggedIn()
    const { id } = await extensionOf(client).ringOut().post(CALL)
    await extensionOf(client).ringOut(id).delete()
    sayState('cancelled', await extensionOf(client).ringOut(id).get())
    await refused('again', () => extensionOf(client).ringOut(id).delete())
  },
  'the lists, by their own links': async () => {
    const client = await loggedIn()
    for (let call = 0; call < 3; call += 1) await extensionOf(client).ringOut().post(CALL)
    await advance(60)
    const first = await extensionOf(client).callLog().list({ view: 'Detailed', perPage: 2, direction: ['Outbound'] })
    say('a page of the log', [first.records.length, first.records.every((record) => record.legs.length > 0)])
    const { data: next } = await client.get(first.navigation.nextPage.uri)
    say('the next has legs too', [next.records.length > 0, next.records.every((record) => record.legs.length > 0)])
    const [record] = first.records
    say('one record', (await extensionOf(client).callLog(record.id).get()).id === record.id)
    const numbers = await extensionOf(client).phoneNumber().get({ usageType: ['DirectNumber', 'MainCompanyNumber'] })
    say('numbers of two kinds', [...new Set(numbers.records.map(({ usageType }) => usageType))].sort())
    say('forwarding numbers', (await extensionOf(client).forwardingNumber().list()).records.length > 0)
    say('the caller ID', Object.keys(await extensionOf(client).callerId().get()).sort())
  },
  'errors': async () => {
    const client = await loggedIn()
    await refused('without a number', () => extensionOf(client).ringOut().post({ from: CALL.from }))
    await refused('without funds', () => extensionOf(client).ringOut().post({ ...CALL, to: { phoneNumber: '+16505550402' } }))
    await admin('POST', 'tokens/expire')
    await refused('with an expired token', () => extensionOf(client).get())
    await admin('POST', 'limits', { light: { limit: 1, window_s: 60, penalty_s: 60 } })
    await client.refresh()
    await extensionOf(client).phoneNumber().get()
    await refused('over the limit', () => extensionOf(client).phoneNumber().get())
  },
}

async function main() {
  for (const [name, scenario] of Object.entries(scenarios)) {
    await admin('POST', 'reset')
    await admin('POST', 'clock', { running: false })
    console.log(`== ${name}`)
    await scenario()
  }
}

main()

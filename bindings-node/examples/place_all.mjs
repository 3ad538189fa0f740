// Calls many numbers from one phone, one after another, and prints how each call ended: node place_all.mjs +16505550100 ...
//
// Prints a preflight report first. Writes each step to calls.log, which shows what was placed even if the program crashes. Reads
// RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT and RINGOUT_CALLER. Ctrl-C hangs up.

import { appendFile } from 'node:fs/promises'

import { Client, RingOutError } from 'ringout'

const { RINGOUT_CALLER: caller } = process.env
const requests = process.argv.slice(2).map((to) => ({ to, from: caller || undefined }))

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())

const journal = (entry) => appendFile('calls.log', `${JSON.stringify(entry)}\n`)

async function placeAll() {
  const client = Client.fromEnv()
  const report = await client.preflight(requests[0])
  console.log(String(report))
  if (!report.ok) return false

  // All calls ring the same phone first, so there is one call at a time.
  const placing = client.placeAll(requests, { concurrency: 1, journal, signal: interrupted.signal })
  try {
    for await (const { index, outcome, error } of placing) console.log(`${requests[index].to}  ${error ?? outcome}`)
  } finally {
    // The results that remain after Ctrl-C; otherwise there are none.
    for await (const { call } of placing) console.log(call ? `hung up: ${await call.cancel()}` : 'not placed')
  }
  return true
}

try {
  process.exitCode = (await placeAll()) ? 0 : 1
} catch (error) {
  if (!(error instanceof RingOutError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

// Places a call, follows it to its end, and prints how it ended.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT, the names that
// RingCentral's own samples use.

import { Client, InvalidArgumentError, NotLoggedInError, RingOutError } from 'ringout'

const { RINGOUT_CALLER: caller, RINGOUT_RECIPIENT: recipient } = process.env

async function follow(recipient) {
  const client = Client.fromEnv()
  const call = await client.createCall({ to: recipient, from: caller || undefined })
  if (call.state) console.log(`Call placed. Call status: ${call.state.callStatus}`)
  for await (const change of call.watch()) {
    const seconds = (change.latest / 1000).toFixed(1)
    console.log(`${seconds.padStart(5)} s  ${change.state}`)
  }
  console.log(String(call.outcome))
}

if (!recipient) {
  console.error('RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100')
  process.exit(2)
}
try {
  await follow(recipient)
} catch (error) {
  if (!(error instanceof RingOutError)) throw error
  console.error(error.message)
  const badEnvironment = error instanceof InvalidArgumentError || error instanceof NotLoggedInError
  process.exitCode = badEnvironment ? 2 : 1
}

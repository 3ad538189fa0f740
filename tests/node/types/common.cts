// Compiled by tsc and never run: the package from CommonJS.

import ringout = require('../../../bindings-node/lib/index.js')

async function place(): Promise<ringout.OutcomeKind> {
  const client: ringout.Client = ringout.Client.fromEnv()
  const call = await client.createCall({ to: '+16505550100', from: '+16505550123' })
  for await (const { state } of call.watch()) console.log(state.phase === ringout.Phase.Connected)
  return (await call.wait()).kind
}

place().catch((error: ringout.RingOutError) => console.log(error.code === 'RATE_LIMITED'))

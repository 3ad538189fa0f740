// Handles that the garbage collector drops. Dropping the last one of a client waits for the client's threads, so it must not
// happen on the thread of the event loop.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { runModule } from './support/program.mjs'
import { startSimulator } from './support/simulator.mjs'

let simulator
before(async () => {
  simulator = await startSimulator()
})
after(() => simulator.stop())

const CLIENTS = 200

test('dropping clients with a poll in flight does not block the event loop', async () => {
  const call = await simulator.client().createCall({ to: '+16505550180', from: '+16505550110' })
  await simulator.fault('GET', { delay_ms: 600_000 })
  await simulator.delete('journal')
  const done = await runModule(
    `import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
    import { Client } from 'ringout'
    const { settings, id, clients } = JSON.parse(process.env.INPUT)
    const first = new Client(settings)
    await first.login({ jwt: settings.jwt })
    const token = first.token
    let left = 2 * clients
    const registry = new FinalizationRegistry(() => { left -= 1 })
    const make = () => {
      const client = new Client(settings)
      client.setToken(token)
      const watch = client.call(id).watch()
      registry.register(client)
      registry.register(watch)
      return { client, watch }
    }
    let made = Array.from({ length: clients }, make)
    const polls = async () => (await (await fetch(settings.server + '/_simulator/journal')).json()).requests
    while ((await polls()).filter(({ method }) => method === 'GET').length < clients) await sleep(50)
    made = undefined
    let longest = 0
    const end = performance.now() + 60_000
    while (left > 0 && performance.now() < end) {
      const began = performance.now()
      globalThis.gc()
      await turn()
      longest = Math.max(longest, performance.now() - began)
    }
    console.log(JSON.stringify({ left, longest }))
    process.exit()`,
    { INPUT: JSON.stringify({ settings: simulator.settings, id: call.id, clients: CLIENTS }) },
    '--expose-gc',
  )
  assert.equal(done.code, 0, done.stderr)
  const { left, longest } = JSON.parse(done.stdout)
  assert.equal(left, 0)
  // Interrupting a poll takes up to 50 ms: on this thread, all of them would take several seconds.
  assert.ok(longest < 2000, `${longest} ms`)
})

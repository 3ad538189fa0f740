// Click-to-call with Fastify: the browser places a call, shows its progress, and hangs up when its page is left.
//
//     node fastify_app.mjs
//
// `POST /calls` places a call. `GET /calls/:id/events` sends its changes as server-sent events. When the browser closes that
// stream, the signal aborts, and the library hangs up on its own thread.

import { Readable } from 'node:stream'
import Fastify from 'fastify'
import { Client, RingOutError } from 'ringout'

import { failed, goneSignal, progress } from './calls.mjs'

const client = Client.fromEnv()
const app = Fastify()

app.post('/calls', async (request, reply) => {
  const { from, to } = request.body
  // A browser that leaves during this request hangs up too.
  const call = await client.createCall({ from, to }, { signal: goneSignal(reply.raw), cancelOnExit: true })
  reply.code(201)
  return { id: call.id, events: `/calls/${call.id}/events` }
})

app.get('/calls/:id/events', async (request, reply) => {
  const call = client.call(request.params.id)
  await call.status() // a NotFoundError before the response begins
  return reply.type('text/event-stream').send(Readable.from(progress(call, goneSignal(reply.raw))))
})

app.setErrorHandler((error, _request, reply) => {
  if (!(error instanceof RingOutError)) return reply.send(error)
  const { status, headers, body } = failed(error)
  return reply.code(status).headers(headers).send(body)
})

console.log(`listening on ${await app.listen({ port: Number(process.env.PORT ?? 0), host: '127.0.0.1' })}`)
// Without a listener the signal ends Node at once. The exit hangs up the calls of open streams.
process.once('SIGTERM', () => process.exit())

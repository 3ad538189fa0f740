// Click-to-call with Express: the browser places a call, shows its progress, and hangs up when its page is left.
//
//     node express_app.mjs
//
// `POST /calls` places a call. `GET /calls/:id/events` sends its changes as server-sent events. When the browser closes that
// stream, the signal aborts, and the library hangs up on its own thread.

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express from 'express'
import { Client, RingOutError } from 'ringout'

import { failed, goneSignal, progress } from './calls.mjs'

const client = Client.fromEnv()
const app = express()
app.use(express.json())

app.post('/calls', async (request, response) => {
  const { from, to } = request.body
  // A browser that leaves during this request hangs up too.
  const call = await client.createCall({ from, to }, { signal: goneSignal(response), cancelOnExit: true })
  response.status(201).json({ id: call.id, events: `/calls/${call.id}/events` })
})

app.get('/calls/:id/events', async (request, response) => {
  const call = client.call(request.params.id)
  await call.status() // a NotFoundError before the response begins
  response.type('text/event-stream')
  // The stream ends early when the browser leaves, which is not an error.
  await pipeline(Readable.from(progress(call, goneSignal(response))), response).catch(() => {})
})

app.use((error, _request, response, next) => {
  if (!(error instanceof RingOutError) || response.headersSent) return next(error)
  const { status, headers, body } = failed(error)
  response.status(status).set(headers).json(body)
})

const server = app.listen(process.env.PORT ?? 0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
)
// Without a listener the signal ends Node at once. The exit hangs up the calls of open streams.
process.once('SIGTERM', () => process.exit())

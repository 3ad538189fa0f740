// `GET /calls/:id/events` sends the changes of a call as server-sent events. When the browser closes the stream, the signal of the
// request aborts, and the library hangs up on its own thread.

import { RingOutError } from 'ringout'

import { failed, progress } from '../../../../../calls.mjs'
import { theClient } from '../../../../client.mjs'

export async function GET(request, { params }) {
  const call = theClient().call((await params).id)
  try {
    await call.status() // a NotFoundError before the response begins
  } catch (error) {
    if (!(error instanceof RingOutError)) throw error
    const { status, headers, body } = failed(error)
    return Response.json(body, { status, headers })
  }
  const events = ReadableStream.from(progress(call, request.signal)).pipeThrough(new TextEncoderStream())
  return new Response(events, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } })
}

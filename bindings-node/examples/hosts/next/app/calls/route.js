// `POST /calls` places a call. A browser that leaves during this request hangs up.

import { RingOutError } from 'ringout'

import { failed } from '../../../calls.mjs'
import { theClient } from '../../client.mjs'

export async function POST(request) {
  const { from, to } = await request.json()
  try {
    const call = await theClient().createCall({ from, to }, { signal: request.signal, cancelOnExit: true })
    return Response.json({ id: call.id, events: `/calls/${call.id}/events` }, { status: 201 })
  } catch (error) {
    if (!(error instanceof RingOutError)) throw error
    const { status, headers, body } = failed(error)
    return Response.json(body, { status, headers })
  }
}

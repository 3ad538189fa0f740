// What the servers of these examples have in common: the progress of a call as server-sent events, and the status of an error.

import { InvalidArgumentError, NotFoundError, RateLimitedError } from 'ringout'

const WAIT = { timeout: 600_000, cancelOnTimeout: true, cancelOnExit: true }

/** Yields the progress of a call. When the signal aborts, the library hangs up. */
export async function* progress(call, signal) {
  yield event('state', String(call.state))
  const watch = call.watch({ ...WAIT, signal })
  for await (const { state } of watch) yield event('state', String(state))
  yield event('end', watch.outcome.kind)
}

/** Returns a signal that aborts when the browser closes the stream. */
export function goneSignal(response) {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

/** Returns the status, the headers and the body of the response to a request that failed. */
export function failed(error) {
  const statuses = [
    [InvalidArgumentError, 422],
    [NotFoundError, 404],
    [RateLimitedError, 429],
  ]
  const status = statuses.find(([Class]) => error instanceof Class)?.[1] ?? 502
  const headers = error.retryAfter ? { 'Retry-After': String(Math.ceil(error.retryAfter / 1000)) } : {}
  return { status, headers, body: { error: error.code, message: error.message } }
}

function event(name, data) {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

// The responses of `@ringcentral/sdk`, of the kind that `fetch` returns, and its error.

import type { RingOutError } from '../main.js'

/** Why a request failed. */
export class ApiError extends Error {
  /** The response; null if none arrived. */
  readonly response: Response | null
  /** The request, without its token; undefined for a login. */
  declare request?: Request
  /** The message. */
  readonly originalMessage: string
  /** How long to wait before the next request, in milliseconds, if RingCentral limits requests. */
  declare readonly retryAfter?: number
  /** The underlying error with all details. */
  declare readonly cause: RingOutError

  /** @internal */
  constructor(error: RingOutError, response: Response | null) {
    super(error.message, { cause: error })
    this.response = response
    this.originalMessage = error.message
    if (error.retryAfter !== undefined) this.retryAfter = error.retryAfter
  }

  override get name(): 'ApiError' {
    return 'ApiError'
  }
}

/** Returns a response of the kind that `fetch` returns, or null for a status that `fetch` does not support. */
export function responseOf(status: number, headers: [string, string][], body: string | Buffer): Response | null {
  if (status < 200 || status > 599) return null
  const isEmpty = [204, 205, 304].includes(status)
  // Invalid values do not come from RingCentral; dropping them avoids an exception.
  const valid = headers.filter(([, value]) => /^[\t -~\x80-\xff]*$/.test(value))
  return new globalThis.Response(isEmpty ? null : body, { status, headers: valid })
}

/** Rebuilds from an error the response to a login, or to a request that the rate limit did not allow. */
export function responseOfError(error: RingOutError): Response | null {
  const status = error.code === 'RATE_LIMITED' ? 429 : error.httpStatus
  if (status === undefined) return null
  const { errorCode, oauthError, parameter, requestId, retryAfter } = error
  const own: Record<string, unknown>[] = error.details.map(({ fields, ...detail }) => ({ ...fields, ...detail }))
  const details: { message?: unknown }[] = own.length > 0 ? own : [{ errorCode, message: error.message }]
  const message = details[0]?.message ?? error.message
  const oauth = { error: oauthError, error_description: message }
  const body = { ...(oauthError ? oauth : { errorCode, message, parameterName: parameter }), errors: details }
  const headers: [string, string][] = [
    ['content-type', 'application/json'],
    ...(requestId === undefined ? [] : [['rcrequestid', requestId] as [string, string]]),
    ...(retryAfter === undefined ? [] : [['retry-after', String(Math.ceil(retryAfter / 1000))] as [string, string]]),
  ]
  return responseOf(status, headers, JSON.stringify(body))
}

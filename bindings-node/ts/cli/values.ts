// Values as JSON. The keys are the names of the fields in snake_case, the same in every language, and times are in seconds.

import { CallState, InvalidArgumentError, RingOutError } from '../index.js'

const SECONDS = new Set(['earliest', 'latest', 'duration'])

/** Converts a value, and everything in it, to what `JSON.stringify` writes. */
export function plain(value: unknown): unknown {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof RingOutError) return plainError(value)
  if (value instanceof CallState) {
    const { callStatus, callerStatus, calleeStatus, phase } = value
    const statuses = { call_status: callStatus, caller_status: callerStatus, callee_status: calleeStatus }
    return { ...statuses, phase, explanation: value.explain() }
  }
  const fields = Object.entries(value).map(([name, field]) => [snake(name), SECONDS.has(name) ? field / 1000 : plain(field)])
  return Object.fromEntries(fields)
}

function plainError(error: RingOutError): object {
  const { code, number, hint, httpStatus, errorCode, oauthError, requestId, retryAfter, retryable, mayHavePlaced } = error
  const { parameter, attempt } = error
  return {
    code,
    number,
    message: messageOf(error),
    hint: hint ?? null,
    parameter: (error instanceof InvalidArgumentError && parameter ? snake(parameter) : parameter) ?? null,
    http_status: httpStatus ?? null,
    error_code: errorCode ?? null,
    oauth_error: oauthError ?? null,
    request_id: requestId ?? null,
    retry_after: retryAfter === undefined ? null : retryAfter / 1000,
    retryable,
    may_have_placed: mayHavePlaced,
    attempt: attempt ? { to: attempt.to ?? null, from: attempt.from ?? null, sent_at: plain(attempt.sentAt) } : null,
    details: error.details.map((detail) => ({
      error_code: detail.errorCode ?? null,
      message: detail.message ?? null,
      parameter_name: detail.parameterName ?? null,
      parameter_value: detail.parameterValue ?? null,
      additional_info: detail.additionalInfo ?? null,
      fields: detail.fields ?? {},
    })),
  }
}

/** Returns the message without the hint and the request id, with which it ends. */
export function messageOf(error: RingOutError): string {
  const parts = [error.hint, error.requestId && `request id ${error.requestId}`]
  return parts.reduce<string>((message, part) => (part ? message.replace(` (${part})`, '') : message), error.message)
}

/** Returns a name in snake_case. */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

// The commands `preflight`, `numbers` and `log`.

import type { CallLog, CallLogRecord } from '../index.js'
import { callFields } from './calls.js'
import { connect } from './client.js'
import type { Context } from './main.js'
import { GREEN, RED, YELLOW } from './output.js'

const COLOURS: Record<string, string> = { Passed: GREEN, Failed: RED }

/** Shows what would make a call fail. */
export async function preflight({ options, output, signal }: Context): Promise<number> {
  const to = options.text('to')
  const request = to === undefined ? undefined : { ...callFields(options), to }
  const report = await connect(options).preflight(request, { signal })
  for (const { kind, result, explanation } of report.checks) {
    output.record('check', { kind, result, explanation })
    output.line(`${kind.padEnd(11)} `, [COLOURS[result] ?? YELLOW, result], `: ${explanation}`)
  }
  output.record('preflight', { ok: report.ok })
  return report.ok ? 0 : 1
}

/** Lists the numbers of the user. */
export async function numbers({ options, output, signal }: Context): Promise<number> {
  const client = connect(options)
  const [forwarding, shown] = [await client.forwardingNumbers({ signal }), await client.callerIds({ signal })]
  output.line('phones that can ring first, for --forwarding-number ID or --from NUMBER:')
  for (const number of forwarding) {
    output.record('forwarding_number', { number })
    output.line(row(number.id, number.phoneNumber, [number.label, number.kind]))
  }
  output.line('numbers that callees may see, for --caller-id NUMBER:')
  for (const number of shown) {
    output.record('caller_id', { number })
    output.line(row(number.id, number.phoneNumber, [number.label, number.usageType]))
  }
  return 0
}

function row(id: string, number: string | null, words: (string | null)[]): string {
  const rest = [...new Set(words.filter((word) => word))].join(', ')
  return `  ${id.padEnd(14)} ${(number ?? '-').padEnd(16)} ${rest}`.trimEnd()
}

/** Finds a call in the call log. */
export async function log({ options, output, signal }: Context): Promise<number> {
  const [to, from] = [options.text('to'), options.text('from')]
  const attempt = { sentAt: options.date('sent-at'), ...(to !== undefined && { to }), ...(from !== undefined && { from }) }
  const found = await connect(options).callLog(attempt, { signal })
  output.record('log', { log: found })
  output.line(logText(found))
  for (const { leg, legType, result, duration } of found.record?.legs ?? []) {
    output.line(`  ${leg ?? legType ?? 'leg'}: ${result ?? 'no result'}, ${(duration / 1000).toFixed(0)} s`)
  }
  return found.record ? 0 : 1
}

/** Returns a record of the call log in one line. */
export function logText({ matching, record, candidates }: CallLog): string {
  if (record === null) return 'no record in the call log (yet)'
  const others = candidates > 1 ? `, ${candidates} records match` : ''
  return `${matching} match${others}: ${recordText(record)}`
}

function recordText({ startTime, from, to, result, duration }: CallLogRecord): string {
  const began = startTime?.toISOString() ?? 'unknown time'
  const between = `from ${from ?? 'unknown'} to ${to ?? 'unknown'}`
  return `${result ?? 'no result'}, ${(duration / 1000).toFixed(0)} s, ${began}, ${between}`
}

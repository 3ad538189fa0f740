// The commands `call`, `status`, `watch` and `cancel`.

import type { Call, CallRequest, CallState, Outcome, Until, WaitOptions } from '../index.js'
import { RingOutError } from '../index.js'
import { connect } from './client.js'
import type { Context } from './main.js'
import { GREEN, type Part, Stopped, YELLOW } from './output.js'
import type { Options } from './usage.js'

/** Places a call. */
export async function call(context: Context): Promise<number> {
  const { options, output, signal } = context
  const request = { ...callFields(options), to: options.text('to') ?? '' }
  // The library hangs up if the command is stopped while it waits for the response.
  const placed = await connect(options).createCall(request, { signal, cancelOnExit: options.flag('cancel-on-exit') })
  output.record('placed', { call_id: placed.id, state: placed.state })
  output.line(`call ${placed.id} placed`, placed.state ? `: ${placed.state}` : '')
  return options.flag('wait') ? await follow(placed, context) : 0
}

/** Follows a call. */
export async function watch(context: Context): Promise<number> {
  return await follow(callOf(context), context)
}

/** Polls a call once. */
export async function status(context: Context): Promise<number> {
  const { output, signal } = context
  const call = callOf(context)
  const state = await call.status({ signal })
  output.record('state', { call_id: call.id, state })
  output.line(`${state}: ${state.explain()}`)
  return 0
}

/** Cancels a call. */
export async function cancel(context: Context): Promise<number> {
  const { output, signal } = context
  const call = callOf(context)
  const effect = await call.cancel({ signal })
  output.record('cancel', { call_id: call.id, effect, state: call.state })
  output.line(cancelText(call, effect))
  return 0
}

/** Returns the fields of a call request that were given as options, except the callee. */
export function callFields(options: Options): Omit<CallRequest, 'to'> {
  const [from, id, callerId] = [options.text('from'), options.text('forwarding-number'), options.text('caller-id')]
  const [playPrompt, country] = [options.toggle('prompt'), options.text('country')]
  return {
    ...(from !== undefined && { from }),
    ...(id !== undefined && { fromForwardingNumber: id }),
    ...(callerId !== undefined && { callerId }),
    ...(playPrompt !== undefined && { playPrompt }),
    ...(country !== undefined && { country }),
  }
}

/** Returns the options of a wait. */
export function waitOptions(options: Options): WaitOptions {
  const timeout = options.milliseconds('timeout')
  const until = (options.text('until') ?? 'ended') as Until
  return { until, cancelOnTimeout: options.flag('cancel-on-timeout'), ...(timeout !== undefined && { timeout }) }
}

/** Returns the text of an outcome. Its kind is green if the call connected. */
export function outcomeParts(outcome: Outcome): Part[] {
  return [[outcome.connected ? GREEN : YELLOW, outcome.kind], `: ${outcome.explanation}`]
}

function callOf({ options }: Context): Call {
  return connect(options).call(options.text('ID') ?? '')
}

async function follow(call: Call, context: Context): Promise<number> {
  const { options, output, signal } = context
  const show = (seconds: number) => `${Math.floor(seconds).toString().padStart(5)} s  ${bothLegs(call.state)}`
  let outcome: Outcome
  try {
    const watch = call.watch({ ...waitOptions(options), signal })
    await output.live(show, async () => {
      for await (const change of watch) {
        output.record('change', { call_id: call.id, change })
        if (output.isLive) output.redraw()
        else output.line(`${(change.latest / 1000).toFixed(1).padStart(5)} s  ${change.state}`)
      }
    })
    outcome = watch.outcome
  } catch (error) {
    if (error instanceof RingOutError || error instanceof Stopped) await leave(call, context)
    throw error
  }
  output.record('outcome', { call_id: call.id, outcome })
  output.line(...outcomeParts(outcome))
  return outcome.connected ? 0 : 1
}

function bothLegs(state: CallState | null): string {
  if (state === null) return 'waiting for the state of the call'
  return `caller ${state.callerStatus}, callee ${state.calleeStatus}: ${state.explain()}`
}

/** Ends the call, or says that it goes on. This is the one place where a command is left before the end of its call. */
async function leave(call: Call, { options, output, signal }: Context): Promise<void> {
  const reason = signal.aborted ? (signal.reason as Error).message : 'error'
  try {
    output.record('left', { call_id: call.id, reason })
  } catch {
    // Nobody reads it.
  }
  if (!options.flag('cancel-on-exit')) {
    output.note(`call ${call.id} goes on; follow it with \`ringout watch ${call.id}\``)
    output.note(`or end it with \`ringout cancel ${call.id}\``)
    return
  }
  try {
    output.note(cancelText(call, await call.cancel()))
  } catch (error) {
    output.note(`call ${call.id} was not cancelled and may go on: ${(error as Error).message}`)
  }
}

function cancelText(call: Call, effect: string): string {
  return `call ${call.id}: ${effect}${call.state ? `: ${call.state.explain()}` : ''}`
}

// The promises of operations that the native half finishes on other threads.

import { setInterval } from 'node:timers'

import type { Bounds, Failure, Pending, Settled, Ticket } from './native.js'
import native from './native.js'

type Resolve = (settled: Settled<any>) => void

/** The longest delay of a timer. */
const FOREVER = 2 ** 31 - 1

// The open promises by their numbers, which are used again.
const open: (Resolve | undefined)[] = []
const unused: number[] = []
let count = 0

const queue = new native.Queue(settleFinished)
// Keeps the process alive while a promise is open.
const keeper = setInterval(() => {}, FOREVER).unref()

/** Returns the promise of an operation that `start` begins. */
export function promiseOf<Value>(start: (...ticket: Ticket) => Pending<Value>): Promise<Settled<Value>> {
  return new Promise((resolve) => {
    const number = unused.pop() ?? open.length
    open[number] = resolve
    if (count === 0) keeper.ref()
    count += 1
    try {
      start(queue, number)
    } catch (error) {
      close(number)
      throw error
    }
  })
}

/** Begins an operation with bounds. */
export type Start<Value> = (...bounds: Bounds) => Pending<Value>

function settleFinished(): void {
  const finished = queue.take()
  for (let index = 0; index < finished.length; index += 3) {
    const resolve = close(finished[index] as number)
    const failure = finished[index + 1] as Failure | undefined
    resolve?.(failure === undefined ? [null, finished[index + 2]] : [failure, null])
  }
}

function close(number: number): Resolve | undefined {
  const resolve = open[number]
  open[number] = undefined
  unused.push(number)
  count -= 1
  if (count === 0) keeper.unref()
  return resolve
}

// Runs the operations of the native half: their signals, timeouts and failures.

import type { Fields } from './arguments.js'
import { readOptions } from './arguments.js'
import { errorOf, Origin } from './errors.js'
import type { Cancellable, Failure, Pending, Ticket } from './native.js'
import native from './native.js'
import type { OperationOptions } from './options.js'
import type { Start } from './promises.js'
import { promiseOf } from './promises.js'

const OPERATION: Fields<OperationOptions> = { signal: 'signal', timeout: 'number' }
const UNBOUNDED: OperationOptions = Object.freeze({})

interface Binding {
  readonly targets: Set<Cancellable>
  end(): void
}

// What to cancel, by the signal that aborts it. Each signal has only one listener of ours, because Node warns about more than ten.
const bindings = new WeakMap<AbortSignal, Binding>()

/** Returns the checked signal and timeout of an operation. */
export function readBounds(options: OperationOptions | undefined): OperationOptions {
  return options === undefined ? UNBOUNDED : readOptions('options', options, OPERATION)
}

/**
 * Runs an operation of the native half. The stack of its error begins where this function was called, even if the program does not
 * await it. `start` receives the cancel token of the signal and the timeout. A signal that has already aborted cancels the token
 * too; the core then sends nothing.
 */
export function operate<Value>(bounds: OperationOptions, start: Start<Value>): Promise<Value> {
  return run(bounds, start, undefined, new Origin(operate))
}

/**
 * Runs an operation that programs repeat, and converts its value. To capture its origin costs microseconds, so the stack of its
 * error leads to the program only through the functions that await it.
 */
export async function run<Value, Converted = Value>(
  options: OperationOptions | undefined,
  start: Start<Value>,
  convert?: (value: Value) => Converted,
  origin?: Origin,
): Promise<Converted> {
  const { signal, timeout } = readBounds(options)
  const token = signal && new native.CancelToken()
  const unbind = token && bind(signal, token)
  try {
    const [failure, value] = await promiseOf<Value>((queue, number) => start(queue, number, token, timeout))
    if (failure !== null) throw errorOf(failure, causeOf(failure, signal), origin)
    return convert === undefined ? (value as unknown as Converted) : convert(value)
  } finally {
    unbind?.()
  }
}

/** Returns the value of an operation without bounds, or throws its error. */
export async function settle<Value>(
  start: (...ticket: Ticket) => Pending<Value>,
  signal: AbortSignal | undefined,
  origin?: Origin,
): Promise<Value> {
  const [failure, value] = await promiseOf(start)
  if (failure === null) return value
  throw errorOf(failure, causeOf(failure, signal), origin)
}

/** Returns the signal's reason if it aborted the operation. An aborted create may have been sent, and is then `MAYBE_PLACED`. */
export function causeOf({ code }: Failure, signal: AbortSignal | undefined): unknown {
  const isAbort = code === 'CANCELLED' || code === 'MAYBE_PLACED'
  return signal?.aborted && isAbort ? signal.reason : undefined
}

/** Cancels the target when the signal aborts, at once if it already has. Returns a function that removes the binding. */
export function bind(signal: AbortSignal, target: Cancellable): () => void {
  if (signal.aborted) {
    target.cancel()
    return () => {}
  }
  const binding = bindings.get(signal) ?? listen(signal)
  binding.targets.add(target)
  return () => {
    binding.targets.delete(target)
    if (binding.targets.size === 0) binding.end()
  }
}

function listen(signal: AbortSignal): Binding {
  const targets = new Set<Cancellable>()
  const end = (): void => {
    signal.removeEventListener('abort', cancelAll)
    bindings.delete(signal)
  }
  const cancelAll = (): void => {
    end()
    for (const target of targets) target.cancel()
  }
  const binding = { targets, end }
  bindings.set(signal, binding)
  signal.addEventListener('abort', cancelAll)
  return binding
}

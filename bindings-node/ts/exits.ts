// The end of the process, which interrupts the waits that hang up, and waits until the calls are hung up.

import type { Cancellable } from './native.js'
import native from './native.js'

// Weak references, because a watch that the program has dropped must be collected, which hangs up too.
const open = new Set<WeakRef<Cancellable>>()
const collected = new FinalizationRegistry<WeakRef<Cancellable>>((target) => open.delete(target))
let isListening = false

/** Makes the end of this process, or of this worker thread, wait for hang-ups in flight. */
export function awaitHangUpsAtExit(): void {
  if (isListening) return
  isListening = true
  process.on('exit', () => {
    for (const target of open) target.deref()?.cancel()
    native.awaitHangUps()
  })
}

/** Cancels the target at the end of the process. Returns a function that undoes this. */
export function cancelAtExit(target: Cancellable): () => void {
  awaitHangUpsAtExit()
  const reference = new WeakRef(target)
  open.add(reference)
  collected.register(target, reference, reference)
  return () => {
    open.delete(reference)
    collected.unregister(reference)
  }
}

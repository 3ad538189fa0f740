// The base of handles: objects that refer to the native half, and show what they are without their secrets.

import type { InspectOptions } from 'node:util'
import { inspect } from 'node:util'

// An object that is a WeakRef inside is the cheapest one that `structuredClone` and `postMessage` refuse. Without it they would
// turn a handle into an empty object.
const TARGET = Object.freeze({})

/** An object that cannot be copied or sent to another thread. `inspect` and `JSON.stringify` show no secret of it. */
export abstract class Handle {
  protected constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: this is how the object becomes a WeakRef with the class's prototype
    return Reflect.construct(WeakRef, [TARGET], new.target)
  }

  /** Returns what `inspect` shows, for `JSON.stringify`. */
  abstract toJSON(): object

  /** Returns the same as `inspect`, on one line. */
  toString(): string {
    return inspect(this, { breakLength: Number.POSITIVE_INFINITY, depth: 1 })
  }

  /** @internal */
  [inspect.custom](depth: number, options: InspectOptions): string {
    const { name } = this.constructor
    return depth < 0 ? `[${name}]` : `${name} ${inspect(this.toJSON(), { ...options, depth })}`
  }
}

// For the error of a copy, which names the object by its tag.
Object.defineProperty(Handle.prototype, Symbol.toStringTag, { value: 'RingOut handle', configurable: true })

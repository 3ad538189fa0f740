// The ledger in Redis.

import ledgerScript from '../../../bindings-python/python/ringout/redis/ledger.lua'
import type { Ledger, LedgerKey, LedgerRecord } from '../main.js'
import type { RedisClient } from './script.js'
import { Script } from './script.js'

export interface RedisLedgerOptions {
  /** What the names of the keys begin with. By default `ringout`. */
  prefix?: string
}

/**
 * A {@link Ledger} in Redis or Valkey, over your program's client of ioredis or node-redis. Python's `RedisLedger` uses the same
 * keys and values.
 *
 * All workers of a user must use the same Redis, or they do not see each other's calls. Ages come from the clock of Redis.
 *
 * What it promises depends on Redis. With `appendfsync always` and no failover, a call is placed at most once for each key. With
 * `appendfsync everysec`, a crash of the machine may lose the keys of the last second, and a failover those that the replica had
 * not received. Without persistence, a restart loses all. Keys that are lost can be placed again, so set `maxmemory-policy
 * noeviction`. A lost connection does no harm: a value that was written is recognised.
 */
export class RedisLedger implements Ledger {
  readonly #script: Script
  readonly #prefix: string

  constructor(redis: RedisClient, { prefix = 'ringout' }: RedisLedgerOptions = {}) {
    this.#script = new Script(redis, ledgerScript)
    this.#prefix = prefix
  }

  async load(key: LedgerKey): Promise<LedgerRecord | null> {
    const found = await this.#script.run(this.#name(key), [])
    return recordOf(found as Found | null)
  }

  async swap(key: LedgerKey, expected: string | null, value: string, lifetime: number): Promise<true | LedgerRecord | null> {
    const parts = [expected ?? '', value, String(Math.round(lifetime))]
    const [result, ...current] = (await this.#script.run(this.#name(key), parts)) as [string, ...Found]
    return String(result) === 'stored' ? true : recordOf(current)
  }

  #name({ server, clientId, user, dedupeKey }: LedgerKey): string {
    // One hash slot for a user, so that a cluster spreads users.
    return `${this.#prefix}:{${server} ${clientId} ${user}}:ledger:${dedupeKey}`
  }
}

/** The value and its age in milliseconds. */
type Found = [] | [value: string | Buffer, age: number]

function recordOf(found: Found | null): LedgerRecord | null {
  const [value, age] = found ?? []
  return value === undefined ? null : { value: String(value), age: Number(age) }
}

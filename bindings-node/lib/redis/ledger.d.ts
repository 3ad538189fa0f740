// Generated from ts/ by `npm run emit`.
import type { Ledger, LedgerKey, LedgerRecord } from '../main.js';
import type { RedisClient } from './script.js';
export interface RedisLedgerOptions {
    /** What the names of the keys begin with. By default `ringout`. */
    prefix?: string;
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
export declare class RedisLedger implements Ledger {
    #private;
    constructor(redis: RedisClient, { prefix }?: RedisLedgerOptions);
    load(key: LedgerKey): Promise<LedgerRecord | null>;
    swap(key: LedgerKey, expected: string | null, value: string, lifetime: number): Promise<true | LedgerRecord | null>;
}

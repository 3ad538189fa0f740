// Generated from ts/ by `npm run emit`.
import type { LedgerKey } from './data.js';
import type { LedgerCallback } from './native.js';
/** What a {@link Ledger} has under a key. */
export interface LedgerRecord {
    /** The value that was stored last, one line with phone numbers. */
    value: string;
    /** How many milliseconds ago that was, by the clock of the ledger. */
    age: number;
}
/**
 * Makes sure that a call is placed at most once for each `dedupeKey`, by all processes that share it. `RedisLedger` of
 * `ringout/redis` is one.
 *
 * No key is placed twice as long as the ledger swaps in one step and loses nothing. The methods are called on the thread that
 * created the client, and may return promises. If one fails before the request that places a call is sent, nothing is sent and the
 * operation rejects with {@link StorageError}. Afterwards it is a warning in the log.
 */
export interface Ledger {
    /** Returns what is stored under this key, or null if there is nothing. */
    load(key: LedgerKey): LedgerRecord | null | undefined | PromiseLike<LedgerRecord | null | undefined>;
    /**
     * Stores the value if the current one is `expected`, or if there is none and `expected` is null. Returns true then. Otherwise
     * changes nothing, and returns what `load` would. The comparison and the change are one step, for all processes. The value and
     * its age, which starts at zero, are kept for at least `lifetime` milliseconds.
     */
    swap(key: LedgerKey, expected: string | null, value: string, lifetime: number): true | LedgerRecord | null | undefined | PromiseLike<true | LedgerRecord | null | undefined>;
}
/** Checks that the ledger has its methods. They are looked up again at each call. */
export declare function readLedger(name: string, ledger: unknown): Ledger;
/** Returns the function that the native half calls with a request and its completion. It never throws. */
export declare function ledgerCallbackOf(ledger: Ledger): LedgerCallback;

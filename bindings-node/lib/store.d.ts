// Generated from ts/ by `npm run emit`.
import type { TokenKey } from './data.js';
import type { StoreCallback } from './native.js';
/**
 * Stores tokens between runs and shares them between processes. A login calls the methods on the thread that created the client.
 * They may return promises, and must settle within the timeout of the operation that needs them. If a method fails, the operation
 * rejects with {@link StorageError}, except for `save`: a token that cannot be saved is used anyway.
 */
export interface TokenStore {
    /** Returns the token that was saved under this key, or null if there is none. */
    load(key: TokenKey): string | null | undefined | PromiseLike<string | null | undefined>;
    /** Saves a token, a JSON string that contains secrets. Null removes it. */
    save(key: TokenKey, token: string | null): unknown;
    /**
     * Tries to take the lock that protects a token while it is replaced. Returns a function that releases it, or null if another
     * process holds it, in which case the method is called again soon. Without this method two processes may log in at the same
     * time.
     */
    tryLock?(key: TokenKey): (() => unknown) | null | PromiseLike<(() => unknown) | null>;
}
/** Checks that the store has its methods. They are looked up again at each call. */
export declare function readStore(store: unknown): TokenStore;
/** Returns the function that the native half calls with a request and its completion. It never throws. */
export declare function callbackOf(store: TokenStore): StoreCallback;

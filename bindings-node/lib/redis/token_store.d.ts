// Generated from ts/ by `npm run emit`.
import type { TokenKey, TokenStore } from '../main.js';
import type { RedisClient } from './script.js';
export interface RedisTokenStoreOptions {
    /** Encrypts a token. Without it, everyone who can read this Redis can use the tokens. */
    wrap?: (token: string) => string | PromiseLike<string>;
    /** Decrypts what `wrap` has returned. */
    unwrap?: (text: string) => string | PromiseLike<string>;
    /** What the names of the keys begin with. By default `ringout`. */
    prefix?: string;
}
/**
 * A {@link TokenStore} in Redis or Valkey, over your program's client of ioredis or node-redis. Python's `RedisTokenStore` uses the
 * same keys and values.
 *
 * Programs on many machines share one login. One of them refreshes the token, and the others use the result. RingCentral allows a
 * user only a few sessions for each app, so workers that log in one by one end each other's sessions.
 *
 * A token is kept until it cannot be refreshed any more. A token that Redis loses is replaced by a new login, if the client has
 * credentials for one; users that logged in through RingCentral's login page must do so again. A lock that is lost, in a failover or
 * because its owner was suspended for more than 30 s, does no harm: RingCentral answers the second refresh too.
 */
export declare class RedisTokenStore implements TokenStore {
    #private;
    constructor(redis: RedisClient, { wrap, unwrap, prefix }?: RedisTokenStoreOptions);
    load(key: TokenKey): Promise<string | null>;
    save(key: TokenKey, token: string | null): Promise<void>;
    tryLock(key: TokenKey): Promise<(() => Promise<void>) | null>;
}

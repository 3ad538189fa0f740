// The token store in Redis.

import { randomBytes } from 'node:crypto'

import tokenScript from '../../../bindings-python/python/ringout/redis/token.lua'
import type { TokenKey, TokenStore } from '../main.js'
import type { RedisClient } from './script.js'
import { Script } from './script.js'

export interface RedisTokenStoreOptions {
  /** Encrypts a token. Without it, everyone who can read this Redis can use the tokens. */
  wrap?: (token: string) => string | PromiseLike<string>
  /** Decrypts what `wrap` has returned. */
  unwrap?: (text: string) => string | PromiseLike<string>
  /** What the names of the keys begin with. By default `ringout`. */
  prefix?: string
}

// Longer than any token request of a client with the default timeouts. It only matters if the owner dies.
const LOCK_LIFETIME = 30_000
// In seconds, if RingCentral does not say: its documented default of a refresh token.
const DEFAULT_LIFETIME = 7 * 24 * 3600

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
export class RedisTokenStore implements TokenStore {
  readonly #script: Script
  readonly #wrap: NonNullable<RedisTokenStoreOptions['wrap']>
  readonly #unwrap: NonNullable<RedisTokenStoreOptions['unwrap']>
  readonly #prefix: string

  constructor(redis: RedisClient, { wrap, unwrap, prefix = 'ringout' }: RedisTokenStoreOptions = {}) {
    if ((wrap === undefined) !== (unwrap === undefined)) throw new TypeError('"wrap" and "unwrap" must be given together')
    this.#script = new Script(redis, tokenScript)
    this.#wrap = wrap ?? String
    this.#unwrap = unwrap ?? String
    this.#prefix = prefix
  }

  async load(key: TokenKey): Promise<string | null> {
    const found = await this.#script.run(this.#name(key), ['load'])
    return found === null ? null : this.#unwrap(String(found))
  }

  async save(key: TokenKey, token: string | null): Promise<void> {
    const parts = token === null ? ['remove'] : ['save', await this.#wrap(token), String(lifetimeOf(token))]
    await this.#script.run(this.#name(key), parts)
  }

  async tryLock(key: TokenKey): Promise<(() => Promise<void>) | null> {
    const lock = `${this.#name(key)}:lock`
    const owner = randomBytes(16).toString('hex')
    if (Number(await this.#script.run(lock, ['lock', owner, String(LOCK_LIFETIME)])) !== 1) return null
    return async () => void (await this.#script.run(lock, ['unlock', owner]))
  }

  #name({ server, clientId, user }: TokenKey): string {
    // One hash slot for a user, so that a cluster spreads users.
    return `${this.#prefix}:{${server} ${clientId} ${user}}:token`
  }
}

/** Returns for how many milliseconds a token is of use. */
function lifetimeOf(token: string): number {
  const { refresh_token, refresh_token_expires_in, expires_in } = JSON.parse(token)
  const seconds = Number(refresh_token ? refresh_token_expires_in : expires_in)
  return Math.floor((seconds >= 1 && Number.isFinite(seconds) ? seconds : DEFAULT_LIFETIME) * 1000)
}

// Runs Lua scripts in Redis, over the object of an ioredis or node-redis client.

import { createHash } from 'node:crypto'

/** An ioredis client, or one of node-redis: `new Redis(url)`, or `await createClient({ url }).connect()`. */
export type RedisClient =
  | {
      evalsha(sha: string, count: number, ...parts: string[]): Promise<unknown>
      eval(script: string, count: number, ...parts: string[]): Promise<unknown>
    }
  | {
      evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
      eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
    }

/** A script for one client. */
export class Script {
  readonly #redis: RedisClient
  readonly #text: string
  readonly #sha: string

  constructor(redis: RedisClient, text: string) {
    if (typeof Object(redis).eval !== 'function') {
      throw new TypeError('The "redis" argument must be a client of ioredis or node-redis')
    }
    this.#redis = redis
    this.#text = text
    this.#sha = createHash('sha1').update(text).digest('hex')
  }

  /** Runs the script with one key. Sends its text only if Redis does not have it. */
  async run(key: string, parts: string[]): Promise<unknown> {
    try {
      return await this.#send(key, parts, false)
    } catch (error) {
      if (!String(Object(error).message).startsWith('NOSCRIPT')) throw error
      return this.#send(key, parts, true)
    }
  }

  #send(key: string, parts: string[], whole: boolean): Promise<unknown> {
    const redis = this.#redis
    if ('evalSha' in redis) {
      const options = { keys: [key], arguments: parts }
      return whole ? redis.eval(this.#text, options) : redis.evalSha(this.#sha, options)
    }
    return whole ? redis.eval(this.#text, 1, key, ...parts) : redis.evalsha(this.#sha, 1, key, ...parts)
  }
}

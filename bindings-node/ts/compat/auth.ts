// The current token as `@ringcentral/sdk` shows it.

import type { Client } from '../main.js'
import { Token } from '../main.js'
import { responseOf } from './response.js'

export interface AuthData {
  token_type: string
  access_token: string
  expires_in: number | string
  expire_time: number
  refresh_token: string
  refresh_token_expires_in: number | string
  refresh_token_expire_time: number
  scope: string
  code_verifier?: string
  owner_id?: string
  endpoint_id?: string
  [field: string]: unknown
}

const NO_TOKEN: AuthData = {
  token_type: '',
  access_token: '',
  expire_time: 0,
  expires_in: '',
  refresh_token: '',
  refresh_token_expires_in: '',
  refresh_token_expire_time: 0,
  scope: '',
}
const LIFETIMES = [
  ['expire_time', 'expires_in'],
  ['refresh_token_expire_time', 'refresh_token_expires_in'],
] as const
/** The current token, for programs that save it themselves. */
export class Auth {
  readonly #client: Client
  #seen = ''

  readonly #handicap: number

  /**
   * A token with less than `handicap` milliseconds left counts as expired.
   * @internal
   */
  constructor(client: Client, handicap: number) {
    this.#client = client
    this.#handicap = handicap
  }

  /** Returns the whole token, a secret. `expire_time` and `refresh_token_expire_time` are in milliseconds since 1970. */
  async data(): Promise<AuthData> {
    return this.#data()
  }

  /** Uses a saved token, or changes fields of the current one. */
  async setData(newData: Partial<AuthData> = {}): Promise<void> {
    const data: AuthData = { ...this.#data(), ...newData }
    for (const [end, life] of LIFETIMES) {
      if (newData[life] !== undefined && !newData[end]) data[end] = Date.now() + Number(newData[life]) * 1000
    }
    // The client does not accept 0 as a time; 1 is expired just as well.
    const expires_at = Math.max(1, data.expire_time / 1000)
    this.#client.setToken(Token.fromJson(JSON.stringify({ ...data, expires_at })))
    this.hasNewToken()
  }

  /** Whether the access token has more than the option `refreshHandicapMs` left, by default a minute. */
  async accessTokenValid(): Promise<boolean> {
    const { token } = this.#client
    return token !== null && token.expiresAt.getTime() - this.#handicap > Date.now()
  }

  /** Whether the refresh token has not expired. */
  async refreshTokenValid(): Promise<boolean> {
    return this.#data().refresh_token_expire_time > Date.now()
  }

  /** Lets the access token count as expired, so that the next request refreshes it. */
  async cancelAccessToken(): Promise<void> {
    await this.setData({ expires_in: 0, expire_time: 1 })
  }

  /**
   * Whether the token has changed since the last call of this method.
   * @internal
   */
  hasNewToken(): boolean {
    const token = this.#client.token?.accessToken ?? ''
    const isNew = token !== '' && token !== this.#seen
    this.#seen = token
    return isNew
  }

  /**
   * Returns the response that issued the token; its body is empty without a token.
   * @internal
   */
  response(): Response | null {
    const { expires_at: _, ...token } = this.#fields()
    const body = Object.keys(token).length > 0 ? JSON.stringify(token) : ''
    return responseOf(200, [['content-type', 'application/json']], body)
  }

  #fields(): Partial<AuthData> & { expires_at?: number } {
    const { token } = this.#client
    return token === null ? {} : JSON.parse(token.toJson())
  }

  #data(): AuthData {
    const { expires_at, ...token } = this.#fields()
    if (expires_at === undefined) return { ...NO_TOKEN }
    const begin = (expires_at - Number(token.expires_in ?? 0)) * 1000
    const refresh_token_expire_time = token.refresh_token ? begin + Number(token.refresh_token_expires_in) * 1000 : 0
    return { ...NO_TOKEN, refresh_token_expire_time, code_verifier: '', ...token, expire_time: expires_at * 1000 }
  }
}

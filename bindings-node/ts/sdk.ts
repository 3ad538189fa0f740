// A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.

import { EventEmitter } from 'node:events'

import type { Platform } from './compat/platform.js'
import { version } from './names.js'
import type { ClientOptions } from './options.js'

/** The options of {@link SDK}: those of a client, and the following. */
export interface SDKOptions extends Omit<ClientOptions, 'clientSecret' | 'app' | 'jwt'> {
  clientSecret?: string | undefined
  /** The URI that RingCentral's login page redirects to. */
  redirectUri?: string
  /** Your app's name, sent to RingCentral. */
  appName?: string
  appVersion?: string
  /** The brand of RingCentral's login page. */
  brandId?: string
  /** Whether a request over the rate limit waits. Otherwise it fails at once. */
  handleRateLimit?: boolean | number
  /** Ignored, because instances never share a token. */
  cachePrefix?: string
}

/**
 * A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.
 *
 * Each request is sent by {@link Client.send}, with its deadline, its retries and its automatic login. No error text contains a
 * secret. Each instance has its own token.
 */
export class SDK {
  static readonly EventEmitter: typeof EventEmitter = EventEmitter
  /** The version of this package. */
  static readonly version: string = version
  /** The URLs of RingCentral's servers. */
  static readonly server: { readonly sandbox: string; readonly production: string } = Object.freeze({
    sandbox: 'https://platform.devtest.ringcentral.com',
    production: 'https://platform.ringcentral.com',
  })

  // Shortcuts to the methods of `platform()`, for programs that do not call it.
  declare send: Platform['send']
  declare get: Platform['get']
  declare post: Platform['post']
  declare put: Platform['put']
  declare patch: Platform['patch']
  declare delete: Platform['delete']
  declare login: Platform['login']
  declare refresh: Platform['refresh']
  declare logout: Platform['logout']
  declare ensureLoggedIn: Platform['ensureLoggedIn']
  declare loginUrl: Platform['loginUrl']
  declare parseLoginRedirect: Platform['parseLoginRedirect']
  declare createUrl: Platform['createUrl']

  readonly #platform: Platform

  /** Creates an SDK. Sends nothing. */
  constructor(options: SDKOptions) {
    this.#platform = new (loadPlatform())(options ?? {})
  }

  /** Returns the object that logs in and sends requests. */
  platform(): Platform {
    return this.#platform
  }
}

/** Loads the implementation, which only programs for the SDK need. */
function loadPlatform(): typeof Platform {
  const module: typeof import('./compat/platform.js') = require('./compat/platform.js')
  return module.Platform
}

const SHORTCUTS = [
  ...(['send', 'get', 'post', 'put', 'patch', 'delete', 'login', 'refresh', 'logout'] as const),
  ...(['ensureLoggedIn', 'loginUrl', 'parseLoginRedirect', 'createUrl'] as const),
]
for (const name of SHORTCUTS) {
  Object.defineProperty(SDK.prototype, name, {
    value(this: SDK, ...args: unknown[]) {
      const platform = this.platform()
      return Reflect.apply(platform[name], platform, args)
    },
    configurable: true,
    writable: true,
  })
}

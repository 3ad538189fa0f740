// A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.

import { EventEmitter } from 'node:events'

import type { Cache } from './compat/cache.js'
import type { HttpClient } from './compat/client.js'
import type { Platform } from './compat/platform.js'
import { version } from './names.js'
import type { ClientOptions } from './options.js'

/** The options of {@link SDK}: those of a client, and those of `@ringcentral/sdk`. Others are ignored. */
export interface SDKOptions extends Partial<Omit<ClientOptions, 'clientSecret' | 'app' | 'jwt' | 'rateLimit'>> {
  clientSecret?: string | undefined
  /** The URI that RingCentral's login page redirects to. */
  redirectUri?: string
  /** Your app's name, sent to RingCentral. */
  appName?: string
  appVersion?: string
  /** Sent as the name of the app if there is no `appName`. */
  additionalUserAgent?: string
  /** The brand of RingCentral's login page. */
  brandId?: string
  /** Whether a request over the rate limit waits. Otherwise it fails at once. */
  handleRateLimit?: boolean | number
  /** Put before every path. */
  urlPrefix?: string
  /** How long before its end a token counts as expired in `auth().accessTokenValid()`, in milliseconds. Default: a minute. */
  refreshHandicapMs?: number
  /** Where `sdk.cache()` keeps its values. Default: in memory. */
  localStorage?: any
  /** The prefix of the values in `sdk.cache()`. The token is not in it, because instances never share a token. */
  cachePrefix?: string
  /** Ignored: another instance or process is not waited for. */
  refreshDelayMs?: number
  /** Ignored: a token that could not be refreshed stays in use while it can be. */
  clearCacheOnRefreshError?: boolean
  /** No effect, which is said once: requests go to `server`. */
  enableDiscovery?: boolean
  /** Ignored. */
  discoveryServer?: string
  /** Ignored. */
  discoveryInitialEndpoint?: string
  /** Ignored. */
  discoveryAuthorizedEndpoint?: string
  /** Ignored. */
  discoveryAutoInit?: boolean
  /** No effect, which is said once: RingCentral's own endpoints are used. */
  tokenEndpoint?: string
  /** No effect, which is said once. */
  revokeEndpoint?: string
  /** No effect, which is said once. */
  authorizeEndpoint?: string
  /** No effect, which is said once: the client authorizes each request. */
  authProxy?: boolean
  /** No effect, which is said once: requests are not sent by `fetch`. */
  defaultRequestInit?: object
  /** No effect, which is said once: requests are not sent by `fetch`. */
  fetch?: Function
  /** Ignored. */
  Request?: Function
  /** Ignored. */
  Response?: Function
  /** Ignored. */
  Headers?: Function
  [option: string]: unknown
}

/**
 * A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.
 *
 * Each request is sent by {@link Client.send}, with its deadline, its retries and its automatic login. No error text contains a
 * secret. Each instance has its own token.
 */
export class SDK {
  /** The class itself, for `import X from 'ringout'`. */
  declare static readonly SDK: typeof SDK
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
  declare signUrl: Platform['signUrl']
  declare loginWindow: Platform['loginWindow']

  // Shortcuts to the methods of `client()`.
  declare multipart: HttpClient['multipart']
  declare getContentType: HttpClient['getContentType']
  declare isMultipart: HttpClient['isMultipart']
  declare isJson: HttpClient['isJson']
  declare error: HttpClient['error']

  readonly #platform: Platform
  readonly #cache: Cache
  readonly #externals: object

  /** Creates an SDK. Sends nothing. */
  constructor(options: SDKOptions = {}) {
    const { Platform, Cache } = loadPlatform()
    const given = options ?? {}
    const { localStorage, cachePrefix: prefix } = given
    this.#platform = new Platform(given)
    // The names without `globalThis` are those of this package.
    const { fetch, Request, Response, Headers } = globalThis
    this.#externals = { fetch, Request, Response, Headers, localStorage }
    this.#cache = new Cache({ prefix, externals: { localStorage } })
  }

  /** Does nothing, because only a browser has a window that a redirect ends in. */
  static handleLoginRedirect(_origin?: unknown, _win?: unknown): void {}

  /** Returns the object that logs in and sends requests. */
  platform(): Platform {
    return this.#platform
  }

  /** Returns the object that tells of each request and reads responses. */
  client(): HttpClient {
    return this.platform().http()
  }

  /** Returns a cache for values of your program. */
  cache(): Cache {
    return this.#cache
  }

  /** Returns the classes of this runtime that the official package takes from it. */
  externals(): object {
    return this.#externals
  }
}

// For `import X from 'ringout'`, where the official package has its namespace.
Object.defineProperty(SDK, 'SDK', { value: SDK, configurable: true })

/** Loads the implementation, which only programs for the SDK need. */
function loadPlatform(): typeof import('./compat/platform.js') {
  return require('./compat/platform.js')
}

const SHORTCUTS = [
  ...(['send', 'get', 'post', 'put', 'patch', 'delete', 'login', 'refresh', 'logout'] as const),
  ...(['ensureLoggedIn', 'loginUrl', 'parseLoginRedirect', 'createUrl', 'signUrl', 'loginWindow'] as const),
]
const READERS = ['multipart', 'getContentType', 'isMultipart', 'isJson', 'error'] as const
for (const name of SHORTCUTS) shortcut(name, (sdk) => sdk.platform())
for (const name of READERS) shortcut(name, (sdk) => sdk.client())

function shortcut<Name extends string>(name: Name, target: (sdk: SDK) => Record<Name, Function>): void {
  Object.defineProperty(SDK.prototype, name, {
    value(this: SDK, ...args: unknown[]) {
      const object = target(this)
      return Reflect.apply(object[name], object, args)
    },
    configurable: true,
    writable: true,
  })
}

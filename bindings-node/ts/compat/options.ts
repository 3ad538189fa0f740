// The options of `@ringcentral/sdk` that are not a client's: which have an effect, which cannot matter, and which are said to have none.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

import type { ClientOptions } from '../main.js'
import { Client } from '../main.js'
import type { SDKOptions } from '../sdk.js'

/** The options that only this layer reads. */
export interface PlatformSettings {
  server: string
  clientId: string
  clientSecret: string
  redirectUri: string
  brandId: string | undefined
  urlPrefix: string
  refreshHandicapMs: number
  userAgent: string
  handleRateLimit: boolean | number
}

// Why an option has no effect. Those without a reason cannot matter here.
const WITHOUT_EFFECT: Record<string, string | undefined> = {
  cachePrefix: undefined,
  localStorage: undefined,
  refreshDelayMs: undefined,
  clearCacheOnRefreshError: undefined,
  discoveryServer: undefined,
  discoveryInitialEndpoint: undefined,
  discoveryAuthorizedEndpoint: undefined,
  discoveryAutoInit: undefined,
  enableDiscovery: 'requests go to `server`; there is no discovery',
  tokenEndpoint: "RingCentral's own endpoints are used",
  revokeEndpoint: "RingCentral's own endpoints are used",
  authorizeEndpoint: "RingCentral's own endpoints are used",
  authProxy: 'each request has a token of its own login; point `server` at the proxy only if it passes them on',
  defaultRequestInit: 'requests are not sent by fetch; see the options `proxy` and `caBundle`',
  fetch: 'requests are not sent by fetch; see the options `proxy` and `caBundle`',
  Request: undefined,
  Response: undefined,
  Headers: undefined,
}
const DEFAULT_ENDPOINTS: Record<string, string> = {
  tokenEndpoint: '/restapi/oauth/token',
  revokeEndpoint: '/restapi/oauth/revoke',
  authorizeEndpoint: '/restapi/oauth/authorize',
}
const CLIENT = [
  ...[
    'server',
    'clientId',
    'accountId',
    'extensionId',
    'callPath',
    'connectTimeout',
    'requestTimeout',
    'createTimeout',
    'allowInsecureHttp',
  ],
  ...['accessTokenTtl', 'refreshTokenTtl', 'tokenFile', 'tokenStore', 'tokenUser', 'proxy', 'caBundle'],
]

const said = new Set<string>()

/** Returns the settings of a platform, and its client. Unknown options are ignored, as the official package ignores them. */
export function readSettings(options: SDKOptions): [PlatformSettings, Client] {
  for (const [name, value] of Object.entries(options)) {
    const reason = WITHOUT_EFFECT[name]
    if (reason !== undefined && value && value !== DEFAULT_ENDPOINTS[name])
      warnOnce(name, `the option ${name} has no effect: ${reason}`)
  }
  const {
    server = '',
    clientId = '',
    clientSecret = '',
    appName,
    appVersion,
    additionalUserAgent,
    handleRateLimit = false,
  } = options
  const chosen = Object.fromEntries(Object.entries(options).filter(([name]) => CLIENT.includes(name)))
  if (appName && additionalUserAgent) warnOnce('additionalUserAgent', 'the option additionalUserAgent has no effect beside appName')
  // The official package has an option for what its user agent says in addition.
  const name = [appName, additionalUserAgent].find((part) => part)
  const app = name ? { app: { name, version: appVersion || '0.0.0' } } : {}
  const rateLimit = handleRateLimit ? 'wait' : 'fail-fast'
  const client = withExtraCertificates(chosen['caBundle'] as string | undefined, (caBundle) => {
    return new Client({
      rateLimit,
      ...app,
      ...(chosen as unknown as ClientOptions),
      ...caBundle,
      ...(clientSecret && { clientSecret }),
    })
  })
  const agent = [appName && [appName, appVersion].filter((part) => part).join('/'), additionalUserAgent].filter((part) => part)
  const settings = {
    ...{ server: server.replace(/\/+$/, ''), clientId, clientSecret, redirectUri: options.redirectUri ?? '', handleRateLimit },
    ...{ brandId: options.brandId, urlPrefix: options.urlPrefix ?? '', refreshHandicapMs: options.refreshHandicapMs ?? 60_000 },
    userAgent: agent.join(' '),
  }
  return [settings, client]
}

/** Warns about something without an effect, once in a process. */
export function warnOnce(name: string, message: string): void {
  if (said.has(name)) return
  said.add(name)
  process.emitWarning(message, { type: 'RingOutWarning', code: 'RINGOUT_SDK' })
}

/** Runs `create` with Node's own certificates and those of NODE_EXTRA_CA_CERTS in one file, if that variable is set. */
function withExtraCertificates(caBundle: string | undefined, create: (caBundle: { caBundle?: string }) => Client): Client {
  const extra = process.env['NODE_EXTRA_CA_CERTS']
  if (caBundle !== undefined || !extra) return create({})
  let certificates: string
  try {
    certificates = readFileSync(extra, 'utf8')
  } catch {
    // Node has warned about the file already, and goes on without it.
    return create({})
  }
  const folder = mkdtempSync(join(tmpdir(), 'ringout-'))
  try {
    const file = join(folder, 'certificates.pem')
    writeFileSync(file, [...rootCertificates, certificates].join('\n'))
    return create({ caBundle: file })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

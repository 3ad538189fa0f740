// Compiled by tsc and never run: a TypeScript program for `@ringcentral/sdk`.

import { type ApiError, type AuthData, type Platform, SDK, type SDKOptions } from '../../../bindings-node/lib/index.mjs'

const options: SDKOptions = {
  server: SDK.server.production,
  clientId: 'id',
  clientSecret: process.env['RC_APP_CLIENT_SECRET'],
  redirectUri: 'https://example.com/callback',
  requestTimeout: 5000,
}
const platform: Platform = new SDK(options).platform()

platform.on(platform.events.loginSuccess, async (response) => console.log(response.status, await response.json()))
platform.on(platform.events.rateLimitError, (error) => console.log(error.retryAfter?.toFixed(), error.cause.code))
platform.on('beforeLogin', () => {})
platform.off(platform.events.loginError, () => {}).removeListener('loginError', () => {})

await platform.login({ jwt: 'jwt' })
await platform.login({ username: '1', extension: '101', password: 'x' })
await platform.login({ ...platform.parseLoginRedirect('?code=x'), code_verifier: platform.codeVerifier })
const url: string = platform.loginUrl({ usePKCE: true, state: 'x', prompt: 'login' })

try {
  const response = await platform.post('/path', { to: { phoneNumber: '1' } }, { a: [1, 'b'] })
  const id: string | null = response.headers.get('rcrequestid')
  console.log(url, id, response.ok, (await response.clone().text()).length, await platform.loggedIn())
} catch (error) {
  const { response, message } = error as ApiError
  console.log(message, await response?.json())
}

const data: AuthData = await platform.auth().data()
await platform.auth().setData({ ...data, expire_time: data.expire_time - 1 })
await platform.send({ method: 'GET', url: '/path', headers: { Accept: 'application/json' } })

const signed: string = await platform.signUrl('/path')
new SDK({ clientId: 'id', enableDiscovery: true })
// @ts-expect-error: there is no such method
platform.signUrls(signed)
// @ts-expect-error: a path is a string
platform.signUrl(5)

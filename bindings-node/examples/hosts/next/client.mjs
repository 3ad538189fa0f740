import { Client } from 'ringout'

let client

/** Returns the client of this process, made on first use, because `next build` loads the routes without an environment. */
export function theClient() {
  client ??= Client.fromEnv()
  return client
}

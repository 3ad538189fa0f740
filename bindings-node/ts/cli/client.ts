// The client of a command, and where its token is kept.

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { Client } from '../index.js'
import type { Options } from './usage.js'

const VARIABLE = 'RINGOUT_TOKEN_FILE'

/** Creates a client from the environment and the options. Sends nothing. */
export function connect(options: Options): Client {
  const file = tokenFile(options)
  if (options.text('token-file') || process.env[VARIABLE] || existsSync(file)) keepTokenIn(file)
  const client = Client.fromEnv()
  const timeout = options.milliseconds('request-timeout')
  return timeout === undefined ? client : client.withTimeout(timeout)
}

/** Makes the clients that are created from now on keep their token in this file. */
export function keepTokenIn(file: string): void {
  process.env[VARIABLE] = file
}

/** Returns the file that `login` writes: that of the option or the environment, or one in the user's settings. */
export function tokenFile(options: Options): string {
  return options.text('token-file') || process.env[VARIABLE] || join(settings(), 'ringout', 'token.json')
}

function settings(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] || join(homedir(), 'AppData', 'Roaming')
  return process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config')
}

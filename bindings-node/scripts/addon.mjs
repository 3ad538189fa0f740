// Builds the native half.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The root folder of this package. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The name of this machine's platform, as it appears in the name of the platform package. */
export const platform = { 'linux-x64': 'linux-x64-gnu' }[`${process.platform}-${process.arch}`]
if (platform === undefined) {
  console.error(`${process.platform}-${process.arch} is not supported yet; to support it, add it here and in lib/native.cjs`)
  process.exit(1)
}

/** Builds the addon with cargo. Returns the path of the library. */
export function buildAddon(profile) {
  const arguments_ = ['build', '--package', 'ringout-node', '--profile', profile, '--message-format', 'json-render-diagnostics']
  const cargo = spawnSync('cargo', [...arguments_, '--quiet'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (cargo.error) throw cargo.error
  if (cargo.status !== 0) process.exit(1)
  const messages = cargo.stdout.trim().split('\n').map((line) => JSON.parse(line))
  const artifact = messages.find((message) => message.target?.name === 'ringout_node' && message.filenames)
  return artifact.filenames[0]
}

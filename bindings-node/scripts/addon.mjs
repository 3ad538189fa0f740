// Builds the native half and says where it is.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of this package. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The platform that this machine builds for, as the package of its build is called. */
export const platform = { 'linux-x64': 'linux-x64-gnu' }[`${process.platform}-${process.arch}`]
if (platform === undefined) {
  console.error(`there is no ringout for ${process.platform}-${process.arch} yet: add it here and in lib/native.cjs`)
  process.exit(1)
}

/** Builds the addon with cargo, and returns the path of the library. */
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

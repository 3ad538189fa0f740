// Builds the native half, and describes its package.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of this package. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The manifest of this package. */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The name of this machine's platform, as it appears in the name of the platform package. */
export const platform = { 'linux-x64': 'linux-x64-gnu' }[`${process.platform}-${process.arch}`]
if (platform === undefined) {
  console.error(`${process.platform}-${process.arch} is not supported yet; to support it, add it here and in ts/native.ts`)
  process.exit(1)
}

/** Returns the name of the platform package, the file of the addon in it, and its manifest. */
export function platformPackage() {
  const name = `ringout-${platform}`
  const main = `ringout.${platform}.node`
  const [os, cpu, libc] = platform.split('-')
  const { version, license, engines } = manifest
  const description = `The native half of ringout for ${platform}`
  const systems = { os: [os], cpu: [cpu], libc: [libc === 'gnu' ? 'glibc' : libc] }
  return { name, main, manifest: { name, version, description, license, engines, main, files: [main, 'LICENSE-*'], ...systems } }
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
  const lines = cargo.stdout.trim().split('\n')
  const artifact = lines
    .map((line) => JSON.parse(line))
    .find((message) => message.target?.name === 'ringout_node' && message.filenames)
  return artifact.filenames[0]
}

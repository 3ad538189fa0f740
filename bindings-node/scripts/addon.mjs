// Builds the native half, and describes its package.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of this package. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The manifest of this package. */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The platforms with a package, each with its system, processor and C library. `npm` takes the one that fits the machine. */
export const PLATFORMS = {
  'linux-x64-gnu': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'linux-x64-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'linux-arm64-gnu': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  'win32-x64': { os: ['win32'], cpu: ['x64'] },
  'darwin-arm64': { os: ['darwin'], cpu: ['arm64'] },
  'darwin-x64': { os: ['darwin'], cpu: ['x64'] },
}

/** Returns the name of this machine's platform, as it appears in the name of the platform package. Ends if there is none. */
export function ownPlatform() {
  const here = `${process.platform}-${process.arch}`
  const own = Object.keys(PLATFORMS).find((name) => name === here || name === `${here}-gnu`)
  if (own === undefined) {
    console.error(`${here} is not supported yet; to support it, add it here and in ts/native.ts`)
    process.exit(1)
  }
  return own
}

/** Returns the name of a platform package, the file of the addon in it, and its manifest. */
export function platformPackage(platform = ownPlatform()) {
  const name = `ringout-${platform}`
  const main = `ringout.${platform}.node`
  const { version, license, engines } = manifest
  const description = `The native half of ringout for ${platform}`
  const files = [main, 'LICENSE-*', 'THIRD-PARTY.txt']
  return { name, main, manifest: { name, version, description, license, engines, main, files, ...PLATFORMS[platform] } }
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

// Builds the native half for development, as a package in node_modules, where the published one would be. `--release` builds it as
// published.

import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { buildAddon, platformPackage, root } from './addon.mjs'

const { name, main, manifest } = platformPackage()
const folder = join(root, 'node_modules', name)
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
// Replaces the file instead of overwriting it, so that processes that have loaded the old one are not affected.
const addon = join(folder, main)
copyFileSync(buildAddon(process.argv.includes('--release') ? 'release' : 'dev'), `${addon}.new`)
renameSync(`${addon}.new`, addon)

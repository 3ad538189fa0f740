// Builds the native half for development and copies it to where lib/native.cjs looks first. `--release` builds it as published.

import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

import { buildAddon, platform, root } from './addon.mjs'

const profile = process.argv.includes('--release') ? 'release' : 'dev'
const addon = join(root, `ringout.${platform}.node`)
// Replaces the file instead of overwriting it, so that processes that have loaded the old one are not affected.
copyFileSync(buildAddon(profile), `${addon}.new`)
renameSync(`${addon}.new`, addon)

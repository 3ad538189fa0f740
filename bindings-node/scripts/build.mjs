// Builds the native half for development and puts it where lib/native.cjs looks first. `--release` builds it as published.

import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

import { buildAddon, platform, root } from './addon.mjs'

const profile = process.argv.includes('--release') ? 'release' : 'dev'
const addon = join(root, `ringout.${platform}.node`)
// A process that has the old one loaded keeps it: its file is replaced, not written over.
copyFileSync(buildAddon(profile), `${addon}.new`)
renameSync(`${addon}.new`, addon)

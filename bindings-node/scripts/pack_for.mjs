// Packs what was built for other systems:
//   node scripts/pack_for.mjs half FOLDER PLATFORM ADDON NOTICES   the package with a native half
//   node scripts/pack_for.mjs main FOLDER PLATFORM...              the package that depends on the native halves of these

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { manifest } from './addon.mjs'
import { pack, stageHalf, stageMain } from './stage.mjs'

const [kind, out, ...rest] = process.argv.slice(2)
const stage = mkdtempSync(join(tmpdir(), 'ringout-pack-'))
try {
  if (kind === 'half') {
    const [platform, addon, notices] = rest
    pack(stageHalf(stage, addon, platform, notices), out)
  } else {
    const optionalDependencies = Object.fromEntries(rest.map((platform) => [`ringout-${platform}`, manifest.version]))
    pack(stageMain(stage, 'main', { optionalDependencies }), out)
  }
} finally {
  rmSync(stage, { recursive: true })
}

// Builds the npm tarballs, by default in target/npm: one for this machine, which installs alone because the native half is in it,
// and in the folder `publish` the package and its native half apart, as a registry needs them.
// Usage: node scripts/pack.mjs [--dev] [FOLDER]. With --dev the native half is built for development, which is quick.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { buildAddon, manifest, platformPackage, root } from './addon.mjs'
import { pack, stageHalf, stageMain } from './stage.mjs'

const isDev = process.argv[2] === '--dev'
const out = resolve(process.argv[isDev ? 3 : 2] ?? join(root, '..', 'target', 'npm'))
const stage = mkdtempSync(join(tmpdir(), 'ringout-pack-'))
const { name } = platformPackage()
try {
  const addon = buildAddon(isDev ? 'dev' : 'release')
  mkdirSync(out, { recursive: true })
  // The simulator's tarballs are in the same folder.
  for (const file of readdirSync(out)) if (file.startsWith(`${manifest.name}-${manifest.version}`)) rmSync(join(out, file))
  rmSync(join(out, 'publish'), { recursive: true, force: true })
  mkdirSync(join(out, 'publish'))
  const half = stageHalf(stage, addon)
  pack(half, join(out, 'publish'))
  // The dependency is added here and not in package.json, where `npm install` would need it to be published already.
  const dependency = { [name]: manifest.version }
  pack(stageMain(stage, 'publish', { optionalDependencies: dependency }), join(out, 'publish'))
  const local = stageMain(stage, 'local', { dependencies: dependency, bundleDependencies: [name] })
  cpSync(half, join(local, 'node_modules', name), { recursive: true })
  pack(local, out)
} finally {
  rmSync(stage, { recursive: true })
}

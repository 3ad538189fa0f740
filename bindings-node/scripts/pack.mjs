// Builds the npm tarballs, by default in target/npm: one for this machine, which installs alone because the native half is in it,
// and in the folder `publish` the package and its native half apart, as a registry needs them.
// Usage: node scripts/pack.mjs [--dev] [FOLDER]. With --dev the native half is built for development, which is quick.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { buildAddon, manifest, platformPackage, root } from './addon.mjs'

const LICENSES = ['LICENSE-MIT', 'LICENSE-APACHE']
const CONTENTS = ['lib', 'bin', 'examples', 'README.md']

const isDev = process.argv[2] === '--dev'
const out = resolve(process.argv[isDev ? 3 : 2] ?? join(root, '..', 'target', 'npm'))
const stage = mkdtempSync(join(tmpdir(), 'ringout-pack-'))
const { name, main, manifest: platformManifest } = platformPackage()
const { devDependencies, scripts, ...published } = manifest
try {
  const addon = buildAddon(isDev ? 'dev' : 'release')
  mkdirSync(out, { recursive: true })
  // The simulator's tarballs are in the same folder.
  for (const file of readdirSync(out)) if (file.startsWith(`${manifest.name}-${manifest.version}`)) rmSync(join(out, file))
  rmSync(join(out, 'publish'), { recursive: true, force: true })
  mkdirSync(join(out, 'publish'))
  const half = stageHalf(addon)
  pack(half, join(out, 'publish'))
  // The dependency is added here and not in package.json, where `npm install` would need it to be published already.
  const dependency = { [name]: manifest.version }
  pack(stageMain('publish', { ...published, optionalDependencies: dependency }), join(out, 'publish'))
  const local = stageMain('local', { ...published, dependencies: dependency, bundleDependencies: [name] })
  cpSync(half, join(local, 'node_modules', name), { recursive: true })
  pack(local, out)
} finally {
  rmSync(stage, { recursive: true })
}

function stageMain(folderName, packageJson) {
  const folder = newFolder(folderName, packageJson)
  for (const content of CONTENTS) cpSync(join(root, content), join(folder, content), { recursive: true })
  return folder
}

function stageHalf(addon) {
  const folder = newFolder(name, platformManifest)
  cpSync(addon, join(folder, main))
  writeFileSync(join(folder, 'README.md'), `# ${name}\n\n${platformManifest.description}. Install \`ringout\`.\n`)
  return folder
}

function newFolder(folderName, packageJson) {
  const folder = join(stage, folderName)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`)
  for (const license of LICENSES) cpSync(join(root, '..', license), join(folder, license))
  return folder
}

function pack(folder, destination) {
  const npm = spawnSync('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: folder, encoding: 'utf8' })
  if (npm.error) throw npm.error
  if (npm.status !== 0) throw new Error(npm.stderr)
  console.log(join(destination, npm.stdout.trim()))
}

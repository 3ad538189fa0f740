// The folders from which the npm tarballs are packed.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { manifest, platformPackage, root } from './addon.mjs'

const LICENSES = ['LICENSE-MIT', 'LICENSE-APACHE']
const CONTENTS = ['lib', 'bin', 'examples', 'README.md']

/** Stages the package itself with these changes to its manifest. */
export function stageMain(stage, folderName, changes) {
  const { devDependencies, scripts, ...published } = manifest
  const folder = newFolder(stage, folderName, { ...published, ...changes })
  for (const content of CONTENTS) cpSync(join(root, content), join(folder, content), { recursive: true })
  return folder
}

/** Stages the package with the native half for a platform. `notices` is a file with the licences of what is linked into it. */
export function stageHalf(stage, addon, platform, notices) {
  const { name, main, manifest: packageJson } = platformPackage(platform)
  const folder = newFolder(stage, name, packageJson)
  cpSync(addon, join(folder, main))
  if (notices !== undefined) cpSync(notices, join(folder, 'THIRD-PARTY.txt'))
  writeFileSync(join(folder, 'README.md'), `# ${name}\n\n${packageJson.description}. Install \`ringout\`.\n`)
  return folder
}

function newFolder(stage, folderName, packageJson) {
  const folder = join(stage, folderName)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`)
  for (const license of LICENSES) cpSync(join(root, '..', license), join(folder, license))
  return folder
}

/** Packs a folder, and prints the path of the tarball. */
export function pack(folder, destination) {
  const options = { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' }
  const npm = spawnSync('npm', ['pack', '--silent', '--pack-destination', destination], options)
  if (npm.error) throw npm.error
  if (npm.status !== 0) throw new Error(npm.stderr)
  console.log(join(destination, npm.stdout.trim()))
}

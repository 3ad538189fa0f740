// Builds the two npm tarballs: the package, and this platform's native build, which is its optional dependency.
// Usage: node scripts/pack.mjs [FOLDER], by default target/npm.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { buildAddon, platform, root } from './addon.mjs'

const LICENSES = ['LICENSE-MIT', 'LICENSE-APACHE']

const out = resolve(process.argv[2] ?? join(root, '..', 'target', 'npm'))
const stage = mkdtempSync(join(tmpdir(), 'ringout-pack-'))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
try {
  const addon = buildAddon('release')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  pack(stagePlatform(addon))
  pack(stageMain())
} finally {
  rmSync(stage, { recursive: true })
}

function stageMain() {
  const { devDependencies, scripts, ...published } = manifest
  // Added here and not in package.json, where `npm install` would need it to be published already.
  published.optionalDependencies = { [`ringout-${platform}`]: manifest.version }
  const folder = newFolder('ringout', published)
  for (const name of ['index.cjs', 'index.mjs', 'index.d.cts', 'index.d.mts', 'lib', 'examples', 'README.md']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  return folder
}

function stagePlatform(addon) {
  const name = `ringout-${platform}`
  const file = `ringout.${platform}.node`
  const [os, cpu, libc] = platform.split('-')
  const { version, license, engines } = manifest
  const folder = newFolder(name, {
    name,
    version,
    description: `The native half of ringout for ${platform}`,
    license,
    engines,
    main: file,
    files: [file, 'LICENSE-*'],
    os: [os],
    cpu: [cpu],
    libc: [libc === 'gnu' ? 'glibc' : libc],
  })
  cpSync(addon, join(folder, file))
  writeFileSync(join(folder, 'README.md'), `# ${name}\n\nThe native half of \`ringout\` for ${platform}. Install \`ringout\`.\n`)
  return folder
}

function newFolder(name, packageJson) {
  const folder = join(stage, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`)
  for (const license of LICENSES) cpSync(join(root, '..', license), join(folder, license))
  return folder
}

function pack(folder) {
  const npm = spawnSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder, encoding: 'utf8' })
  if (npm.error) throw npm.error
  if (npm.status !== 0) throw new Error(npm.stderr)
  console.log(join(out, npm.stdout.trim()))
}

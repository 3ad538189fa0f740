// Checks the sources: formatting, lints and types, and that lib/ is up to date.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { root } from './addon.mjs'

const bin = (...path) => join(root, 'node_modules', ...path)
const checks = [
  [
    bin('@biomejs', 'biome', 'bin', 'biome'),
    'check',
    '--error-on-warnings',
    '.',
    ...['node', 'node_hosts', 'fleets'].map((name) => `../tests/${name}`),
  ],
  [join(root, 'scripts', 'emit.mjs'), '--check'],
]
const failed = checks.filter((check) => spawnSync(process.execPath, check, { cwd: root, stdio: 'inherit' }).status !== 0)
process.exitCode = failed.length > 0 ? 1 : 0

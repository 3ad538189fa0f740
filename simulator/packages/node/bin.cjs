#!/usr/bin/env node
// `npx ringout-simulator`: runs the program, passes signals to it, and ends with it.

'use strict'

const { spawn } = require('node:child_process')
const { constants } = require('node:os')

const { path } = require('./index.cjs')

const options = process.argv.slice(2)
// If this process is killed, the pipe ends, and with it the program. With `--env` the program stays in the background, and with
// `--stop-on-eof` it reads the input of this process.
const isTied = !options.includes('--env') && !options.includes('--stop-on-eof')
const stdio = [isTied ? 'pipe' : 'inherit', 'inherit', 'inherit']

function main() {
  const program = spawn(path(), isTied ? [...options, '--stop-on-eof'] : options, { stdio })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal))
  program.once('error', fail)
  program.once('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code
  })
}

function fail(error) {
  console.error(`error: ${error.message}`)
  process.exitCode = 1
}

try {
  main()
} catch (error) {
  fail(error)
}

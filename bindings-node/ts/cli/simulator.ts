// The command `simulator`, which runs the program `ringout-simulator`.

import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { constants as system } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

import type { Context } from './main.js'
import { reasonOf } from './output.js'
import { UsageError } from './usage.js'

const PROGRAM = 'ringout-simulator'

/** Starts the simulator with the remaining arguments, and ends with its exit code. */
export async function simulator({ options, signal }: Context): Promise<number> {
  const program = find()
  const child = spawn(program, options.rest, { stdio: 'inherit' })
  // A terminal sends its signals to both; a signal to this process alone is passed on.
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  return await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new UsageError(`${program} cannot be started: ${reasonOf(error)}`, 'simulator')))
    child.on('exit', (code, name) => resolve(code ?? 128 + (name === null ? 0 : system.signals[name])))
  })
}

function find(): string {
  const named = process.env['RINGOUT_SIMULATOR']
  if (named) return named
  // npm links the programs of the package of the same name in `.bin`, also if that folder is not in the PATH.
  const beside = join(dirname(dirname(dirname(__dirname))), '.bin')
  const folders = [beside, ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder)]
  const found = folders.map((folder) => join(folder, PROGRAM)).find(isProgram)
  if (found === undefined) {
    throw new UsageError(`${PROGRAM} is not installed: npm install ${PROGRAM}, or set RINGOUT_SIMULATOR`, 'simulator')
  }
  return found
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

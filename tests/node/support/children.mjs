// Child processes, which end with the test that starts them, however it ends.

import { spawn } from 'node:child_process'

const running = new Set()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts a program with its output piped. */
export function start(program, programArguments, options = {}) {
  const child = spawn(program, programArguments, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

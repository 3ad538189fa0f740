// Child processes, which end with the test that starts them, however it ends.

import { spawn } from 'node:child_process'

const running = new Set()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

// What every process needs with builds that count lines (`make coverage`) and with the sanitizer (`make sanitize-node`).
const CARRIED = ['LLVM_PROFILE_FILE']
if (process.env.RINGOUT_SANITIZED_ADDON) CARRIED.push('RINGOUT_SANITIZED_ADDON', 'LD_PRELOAD', 'ASAN_OPTIONS', 'NODE_OPTIONS')

/** Starts a program with its output piped. */
export function start(program, programArguments, { env, ...options } = {}) {
  const carried = CARRIED.filter((name) => process.env[name]).map((name) => [name, process.env[name]])
  const all = env && { ...Object.fromEntries(carried), ...env }
  const child = spawn(program, programArguments, { stdio: ['ignore', 'pipe', 'pipe'], ...options, env: all })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

// Small programs in separate processes.

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { start } from './children.mjs'

/** The package's folder. Programs run in it, so that `ringout` resolves to the package. */
export const PACKAGE = fileURLToPath(new URL('../../../bindings-node', import.meta.url))

/** Runs Node with these arguments to its end. The environment holds only the given variables, PATH and LD_LIBRARY_PATH. */
export async function runNode(nodeArguments, environment = {}, cwd = PACKAGE) {
  const { PATH, LD_LIBRARY_PATH } = process.env
  const env = { PATH, ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }), ...environment }
  const began = performance.now()
  const child = start(process.execPath, nodeArguments, { cwd, env })
  const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code, signal, took: performance.now() - began }
}

/** Runs the source of an ES module. */
export function runModule(source, environment, ...nodeArguments) {
  return runNode([...nodeArguments, '--input-type=module', '--eval', source], environment)
}

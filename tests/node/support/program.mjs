// Small programs in processes of their own.

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { start } from './children.mjs'

/** The package's folder: programs run there, where `ringout` is the package itself. */
export const PACKAGE = fileURLToPath(new URL('../../../bindings-node', import.meta.url))

/** Runs Node with these arguments to its end. The environment holds what is given, and nothing else of ours. */
export async function runNode(nodeArguments, environment = {}, cwd = PACKAGE) {
  const { PATH, LD_LIBRARY_PATH } = process.env
  const env = { PATH, ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }), ...environment }
  const began = performance.now()
  const child = start(process.execPath, nodeArguments, { cwd, env })
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { stdout, stderr, code, signal, took: performance.now() - began }
}

/** Runs a program given as the text of an ES module. */
export function runModule(source, environment, ...nodeArguments) {
  return runNode([...nodeArguments, '--input-type=module', '--eval', source], environment)
}

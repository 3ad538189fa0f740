// Starts a Redis server for a test, on a free port and in a temporary folder.

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { start } from './children.mjs'

/** Starts a server. `stop` kills it and removes its folder. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'ringout-redis-'))
  const port = await freePort()
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const child = start('redis-server', options)
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('redis-server did not start')))
  failed.catch(() => {})
  child.stderr.pipe(process.stderr)
  child.stdout.resume()
  await Promise.race([failed, responds(port)])
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL')
      await failed.catch(() => {})
      rmSync(folder, { recursive: true })
    },
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function responds(port) {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      socket.write('PING\r\n')
      const [answer] = await once(socket, 'data')
      if (String(answer).startsWith('+PONG')) return
    } catch {
      // It does not listen yet.
    } finally {
      socket.destroy()
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

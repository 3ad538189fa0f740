// A call in a worker thread, which hangs up when the thread is stopped.
//
//     node worker_thread.mjs +16505550100 +16505550123
//
// The main thread stops the worker when Enter is pressed.

import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Client } from 'ringout'

if (isMainThread) {
  const [to, from] = process.argv.slice(2)
  const worker = new Worker(new URL(import.meta.url), { workerData: { to, from } })
  worker.on('message', (text) => console.log(text))
  process.stdin.once('data', () => worker.postMessage('stop'))
  await once(worker, 'exit')
  process.stdin.destroy()
} else {
  // The exit of the worker waits for the hang-up, which `worker.terminate()` does not.
  parentPort.once('message', () => process.exit()).unref()
  const call = await Client.fromEnv().createCall(workerData, { cancelOnExit: true })
  const watch = call.watch({ cancelOnExit: true })
  for await (const { state } of watch) parentPort.postMessage(String(state))
  parentPort.postMessage(String(watch.outcome))
}

// Compiled by tsc and never run: the processor fits BullMQ's types.

import { Queue, Worker } from 'bullmq'
import { type CallRequest, type Client, OutcomeKind } from 'ringout'
import { type CallResult, callProcessor, callWorkerOptions } from 'ringout/bullmq'

declare const client: Client
const connection = { url: 'redis://localhost:6379' }
const queue = new Queue<CallRequest, CallResult>('calls', { connection })
const processor = callProcessor(client, {
  queue,
  report: (key: string, { kind }) => console.log(key, kind === OutcomeKind.Busy),
  progress: async (key, state) => console.log(key, state.phase),
})
const worker = new Worker<CallRequest, CallResult>('calls', processor, { ...callWorkerOptions, connection, concurrency: 200 })
worker.on('completed', (job, result) => console.log(job.data.to, result.outcome.kind, result.reported))
await queue.add('call', { to: '+16505550100' }, { jobId: 'order-4711', attempts: 5 })

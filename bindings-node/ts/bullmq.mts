// The same for ES modules.

export * from './bullmq.js'

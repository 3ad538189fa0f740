// The same for ES modules.

export * from './index.js'

// Stores in Redis or Valkey, for programs on many machines. They use the client of your program.

export type { RedisLedgerOptions } from './ledger.js'
export { RedisLedger } from './ledger.js'
export type { RedisClient } from './script.js'
export type { RedisTokenStoreOptions } from './token_store.js'
export { RedisTokenStore } from './token_store.js'

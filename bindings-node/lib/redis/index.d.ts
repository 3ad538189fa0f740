// Generated from ts/ by `npm run emit`.
export type { RedisLedgerOptions } from './ledger.js';
export { RedisLedger } from './ledger.js';
export type { RedisClient } from './script.js';
export type { RedisTokenStoreOptions } from './token_store.js';
export { RedisTokenStore } from './token_store.js';

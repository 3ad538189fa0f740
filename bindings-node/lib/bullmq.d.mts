// Generated from ts/ by `npm run emit`.
export * from './bullmq.js';

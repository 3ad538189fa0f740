// Generated from ts/ by `npm run emit`.
export * from './testing.js';

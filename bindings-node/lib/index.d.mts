// Generated from ts/ by `npm run emit`.
export * from './main.js';

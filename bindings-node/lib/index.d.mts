// Generated from ts/ by `npm run emit`.
export * from './main.js';
export { SDK as default } from './main.js';

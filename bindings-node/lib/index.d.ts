// Generated from ts/ by `npm run emit`.
/// <reference types="node" preserve="true" />
export * from './main.js';
export { default } from './main.js';

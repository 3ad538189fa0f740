// Generated from ts/ by `npm run emit`.
/// <reference types="node" preserve="true" />
export * from './main.js';

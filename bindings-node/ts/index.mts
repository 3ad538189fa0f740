// The same objects as `require('ringout')` returns, so that `instanceof` works across both.

export * from './main.js'
export { SDK as default } from './main.js'

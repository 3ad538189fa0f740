/// <reference types="node" preserve="true" />

// Place, follow and cancel RingCentral RingOut calls.
//
// All times are in milliseconds. Operations that send requests return promises and occupy none of Node's own threads. Each has
// a deadline, and an `AbortSignal` aborts it. An argument of the wrong type is a `TypeError` (`ERR_INVALID_ARG_TYPE`);
// every other failure is a `RingOutError`.

export * from './main.js'
export { default } from './main.js'

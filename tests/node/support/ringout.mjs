// The package under test.
export * from '../../../bindings-node/index.mjs'

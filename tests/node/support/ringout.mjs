// The package under test.
export * from '../../../bindings-node/lib/index.mjs'

// The package under test, as it lies in the repository.
export * from '../../../bindings-node/index.mjs'

'use strict'

// Loads the native half: the file that `npm run build` put beside this package, or the package of this platform.

const names = { 'linux-x64': 'linux-x64-gnu' }

function load() {
  const platform = `${process.platform}-${process.arch}`
  const name = names[platform]
  if (name === undefined) {
    throw new Error(`ringout has no build for ${platform}; it supports ${Object.keys(names).join(', ')}`)
  }
  return tryRequire(`../ringout.${name}.node`) ?? tryRequire(`ringout-${name}`) ?? missing(name)
}

function tryRequire(path) {
  try {
    return require(path)
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' && error.message.includes(path)) return undefined
    throw error
  }
}

function missing(name) {
  const { version } = require('../package.json')
  throw new Error(
    `the package ringout-${name}, the native half of ringout ${version}, is missing: run ` +
      `"npm install ringout-${name}@${version}" or install both tarballs, and do not omit optional dependencies ` +
      '(--omit=optional)',
  )
}

module.exports = load()

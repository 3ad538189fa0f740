'use strict'

// Loads the native half: what `npm run build` has put beside this package, or else the package of this platform.

const names = { 'linux-x64': 'linux-x64-gnu' }

function load() {
  const platform = `${process.platform}-${process.arch}`
  const name = names[platform]
  if (name === undefined) {
    throw new Error(`ringout has no build for ${platform}; there are builds for ${Object.keys(names).join(', ')}`)
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
    `the package ringout-${name} is missing, which has the native half of ringout ${version}: run ` +
      `"npm install ringout-${name}@${version}", or give npm both tarballs, and do not leave out optional dependencies ` +
      '(--omit=optional)',
  )
}

module.exports = load()

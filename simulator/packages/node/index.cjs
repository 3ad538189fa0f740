// Finds the program, which is in the package of this platform.

'use strict'

/**
 * Returns the path of the program. Throws an Error if the package of this platform is not installed.
 * Bundlers see the name of each package.
 */
function path() {
  try {
    if (process.platform === 'linux' && process.arch === 'x64') {
      return require.resolve('ringout-simulator-linux-x64/ringout-simulator')
    }
  } catch (cause) {
    const advice = 'install it, or ringout-simulator again with its optional dependencies'
    throw new Error(`the package ringout-simulator-linux-x64 is missing; ${advice}`, { cause })
  }
  throw new Error(`ringout-simulator has no build for ${process.platform}-${process.arch}; the builds are: linux-x64`)
}

module.exports = { path }

// Finds the program, which is in the package of this platform.

'use strict'

// Each name is a literal, so that bundlers find the package.
const programs = {
  'linux-x64': () => require.resolve('ringout-simulator-linux-x64/ringout-simulator'),
  'linux-arm64': () => require.resolve('ringout-simulator-linux-arm64/ringout-simulator'),
  'win32-x64': () => require.resolve('ringout-simulator-win32-x64/ringout-simulator.exe'),
  'darwin-arm64': () => require.resolve('ringout-simulator-darwin-arm64/ringout-simulator'),
  'darwin-x64': () => require.resolve('ringout-simulator-darwin-x64/ringout-simulator'),
}

/** Returns the path of the program. Throws an Error if the package of this platform is not installed. */
function path() {
  const platform = `${process.platform}-${process.arch}`
  const find = programs[platform]
  if (find === undefined) {
    throw new Error(`ringout-simulator has no build for ${platform}; the builds are: ${Object.keys(programs).join(', ')}`)
  }
  try {
    return find()
  } catch (cause) {
    const advice = 'install it, or ringout-simulator again with its optional dependencies'
    throw new Error(`the package ringout-simulator-${platform} is missing; ${advice}`, { cause })
  }
}

module.exports = { path }

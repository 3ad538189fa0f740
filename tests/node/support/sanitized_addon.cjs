// Loads the addon that RINGOUT_SANITIZED_ADDON names instead of the installed one. `sanitizer.py` requires it in every process.

const Module = require('node:module')

// Not a part of the program, which may look at what is loaded.
delete require.cache[__filename]

const resolve = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  return request === 'ringout-linux-x64-gnu' ? process.env.RINGOUT_SANITIZED_ADDON : resolve.call(this, request, ...rest)
}

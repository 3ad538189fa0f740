'use strict'

// A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import. The implementation is loaded by the
// first instance, because an `import` of this package always loads this class.

const { EventEmitter } = require('node:events')

const native = require('../native.cjs')

class SDK {
  static EventEmitter = EventEmitter
  static version = native.version()
  static server = Object.freeze({
    sandbox: 'https://platform.devtest.ringcentral.com',
    production: 'https://platform.ringcentral.com',
  })

  #platform

  constructor(options = {}) {
    const { Platform } = require('./platform.cjs')
    this.#platform = new Platform(options)
  }

  platform() {
    return this.#platform
  }
}

// Methods of the platform on the SDK itself, for programs that do not call `platform()`.
const SHORTCUTS = [
  ...['send', 'get', 'post', 'put', 'patch', 'delete', 'login', 'refresh', 'logout'],
  ...['ensureLoggedIn', 'loginUrl', 'parseLoginRedirect', 'createUrl'],
]
for (const name of SHORTCUTS) {
  Object.defineProperty(SDK.prototype, name, {
    value(...args) {
      return this.platform()[name](...args)
    },
    configurable: true,
    writable: true,
  })
}

module.exports = { SDK }

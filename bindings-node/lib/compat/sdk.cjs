'use strict'

// A stand-in for `SDK` of the platform's own package: a program changes its import, and nothing else. Only the shape is that
// package's. What it does is loaded by the first instance: an import names the class, also where nobody uses it.

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

// The same on the SDK itself, for programs that do without `platform()`.
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

'use strict'

// Makes instances of what the native half hands over as plain data.

const TEXT = Symbol('text')

/**
 * A frozen instance with these properties. `text` is what it is as a string, and no property that shows.
 * @param {any} Class
 * @param {Record<string, any>} properties
 */
function adopt(Class, { text, ...properties }) {
  const instance = Object.assign(Object.create(Class.prototype), properties)
  if (text !== undefined) Object.defineProperty(instance, TEXT, { value: text })
  return Object.freeze(instance)
}

/** What such an instance is as a string. */
function textOf(instance) {
  return instance[TEXT]
}

/** For classes whose instances come from this package only. */
function notConstructible(Class, how) {
  throw new TypeError(`${Class.name} has no public constructor; ${how}`)
}

module.exports = { adopt, notConstructible, textOf }

// Compares the names of `@ringcentral/sdk` with those of `ringout`: the part of `make shim-coverage` for JavaScript.
//
// The names are those of the running package (exports, classes, their members and static members, events) and those of its
// declarations (options). `differences.json` lists what is missing and what is limited, each with its reason. Prints a table, or with
// `--check` only the problems.

const { readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')

const theirs = require('@ringcentral/sdk')
const ours = require('ringout')
const { missing, limited } = require('./differences.json').javascript

const SETTINGS = { server: 'http://127.0.0.1:9', clientId: 'id', clientSecret: 'secret' }
const DECLARATIONS = join(dirname(require.resolve('@ringcentral/sdk')), '..', 'lib')
// The interfaces whose fields programs pass, with the file that declares each and what of ours accepts them.
const OPTIONS = {
  PlatformOptions: ['platform/Platform.d.ts', 'SDKOptions'],
  AuthOptions: ['platform/Auth.d.ts', 'SDKOptions'],
  ExternalsOptions: ['core/Externals.d.ts', 'SDKOptions'],
  SDKOptions: ['SDK.d.ts', 'SDKOptions'],
  SendOptions: ['platform/Platform.d.ts', 'SendOptions'],
  LoginOptions: ['platform/Platform.d.ts', 'LoginOptions'],
  LoginUrlOptions: ['platform/Platform.d.ts', 'LoginUrlOptions'],
  CreateUrlOptions: ['platform/Platform.d.ts', 'CreateUrlOptions'],
  CreateRequestOptions: ['http/Client.d.ts', 'CreateRequestOptions'],
  AuthData: ['platform/Auth.d.ts', 'AuthData'],
}

const rows = []
const used = new Set()

/** Adds a row for a name, which is in our package or not. */
function compare(name, isThere, detail = '') {
  const [kind, reason] = missing[name] ? ['missing', missing[name]] : limited[name] ? ['limited', limited[name]] : [undefined, '']
  if (kind) used.add(name)
  const isProblem = kind === 'missing' ? isThere : !isThere
  const verdict = isThere ? (kind ?? 'same') : 'missing'
  rows.push({ name, verdict, detail, reason, isProblem })
}

/** The public members of an object and its classes, without those of every emitter or object. */
function members(object) {
  const names = new Set(Object.getOwnPropertyNames(object))
  for (let at = Object.getPrototypeOf(object); at && !isForeign(at); at = Object.getPrototypeOf(at)) {
    Object.getOwnPropertyNames(at).forEach((name) => names.add(name))
  }
  return [...names].filter((name) => !name.startsWith('_') && !['constructor', 'domain'].includes(name)).sort()
}

function isForeign(prototype) {
  return prototype === Object.prototype || prototype === require('node:events').EventEmitter.prototype
}

function isOfFunctions(name) {
  return name === 'prototype' || name in Function.prototype
}

function compareObjects(name, their, our) {
  for (const member of members(their)) {
    const kind = typeof their[member]
    compare(`${name}.${member}`, member in our && (kind === 'undefined' || typeof our[member] === kind), kind)
  }
}

/** The fields that a declaration of the official package names. */
function fields(file, type) {
  const text = readFileSync(join(DECLARATIONS, file), 'utf8')
  const body = new RegExp(`interface ${type}\\b[^{]*{([^}]*)}`).exec(text)[1]
  return [...body.matchAll(/^\s*(?:readonly )?(\w+)\??:/gm)].map(([, field]) => field)
}

/** Whether our declaration of a type names the field, or `SDK` is known to ignore it. An index signature is not enough. */
function accepts(type, field) {
  const files = ['compat/platform.d.ts', 'compat/client.d.ts', 'compat/auth.d.ts', 'sdk.d.ts', 'options.d.ts']
  const text = files.map((file) => readFileSync(join(dirname(require.resolve('ringout')), file), 'utf8')).join('\n')
  const body = (name) => new RegExp(`interface ${name}\\b[^]*?\\n}`).exec(text)[0]
  const bodies = type === 'SDKOptions' ? [body(type), body('ClientOptions')] : [body(type)]
  return bodies.some((declared) => new RegExp(`^\\s*(readonly )?${field}\\??:`, 'm').test(declared))
}

process.removeAllListeners('warning')
console.warn = () => {}
const [their, our] = [theirs, ours].map((module) => new module.SDK(SETTINGS))
for (const name of Object.keys(theirs).sort()) compare(name, name in ours, typeof theirs[name])
for (const name of members(theirs.SDK).filter((name) => !isOfFunctions(name))) {
  compare(`SDK.${name} (static)`, name in ours.SDK, typeof theirs.SDK[name])
}
compareObjects('SDK', their, our)
compareObjects('Platform', their.platform(), our.platform())
compareObjects('Auth', their.platform().auth(), our.platform().auth())
compareObjects('Client', their.client(), our.client())
compareObjects('Cache', their.cache(), our.cache())
for (const [name, of] of [
  ['Platform', (sdk) => sdk.platform()],
  ['Client', (sdk) => sdk.client()],
]) {
  for (const event of Object.values(of(their).events)) compare(`${name}: event ${event}`, of(our).events[event] === event)
}
for (const [type, [file, own]] of Object.entries(OPTIONS)) {
  for (const field of fields(file, type)) compare(`${type}.${field} (option)`, accepts(own, field))
}

compare('an option that does not exist', !accepts('SDKOptions', 'noSuchOption') && !accepts('LoginOptions', 'noSuchOption'))

const stale = [...Object.keys(missing), ...Object.keys(limited)].filter((name) => !used.has(name))
const problems = [
  ...rows.filter(({ isProblem }) => isProblem).map(({ name, verdict }) => `${name}: ${verdict}`),
  ...stale.map((name) => `${name}: in differences.json, and no name of the package`),
]
if (!process.argv.includes('--check')) {
  for (const { name, verdict, detail, reason } of rows) console.log(`${name.padEnd(60)} ${verdict.padEnd(8)} ${detail}${reason ? ` - ${reason}` : ''}`)
}
for (const problem of problems) console.log(`FAILED  ${problem}`)
console.log(`shim: ${rows.length - problems.length + stale.length} passed, ${problems.length} failed`)
process.exitCode = problems.length > 0 ? 1 : 0

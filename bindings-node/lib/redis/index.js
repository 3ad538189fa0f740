// Generated from ts/ by `npm run emit`.
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// ts/redis/index.ts
var index_exports = {};
__export(index_exports, {
  RedisLedger: () => RedisLedger
});
module.exports = __toCommonJS(index_exports);

// ../bindings-python/python/ringout/redis/ledger.lua
var ledger_default = `-- The ledger in Redis: one string for each key, "1 MILLISECONDS VALUE" with the time of the write by Redis' clock.
--
-- Without arguments, returns {value, age in ms}, or nil if there is none. With ARGV = {expected, new, lifetime in ms}, stores
-- the new value if the current one is the expected one ('' for none). Returns {'stored'}, {'conflict'} if there is no value,
-- or {'conflict', value, age in ms}.
local stored = redis.call('GET', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local value, age = '', 0
if stored then
  local version, at, text = string.match(stored, '^(%S+) (%S+) (.*)$')
  if version ~= '1' then
    return redis.error_reply('ERR the value in Redis is not of version 1; update this program')
  end
  -- A clock that was set back, after a failover to another machine, makes a value young again.
  value, age = text, math.max(now - tonumber(at), 0)
end
if #ARGV == 0 then
  return stored and { value, age }
end
if value ~= ARGV[1] then
  return stored and { 'conflict', value, age } or { 'conflict' }
end
redis.call('SET', KEYS[1], string.format('1 %.0f %s', now, ARGV[2]), 'PX', ARGV[3])
return { 'stored' }
`;

// ts/redis/script.ts
var import_node_crypto = require("node:crypto");
var Script = class {
  #redis;
  #text;
  #sha;
  constructor(redis, text) {
    if (typeof Object(redis).eval !== "function") {
      throw new TypeError('The "redis" argument must be a client of ioredis or node-redis');
    }
    this.#redis = redis;
    this.#text = text;
    this.#sha = (0, import_node_crypto.createHash)("sha1").update(text).digest("hex");
  }
  /** Runs the script with one key. Sends its text only if Redis does not have it. */
  async run(key, parts) {
    try {
      return await this.#send(key, parts, false);
    } catch (error) {
      if (!String(Object(error).message).startsWith("NOSCRIPT")) throw error;
      return this.#send(key, parts, true);
    }
  }
  #send(key, parts, whole) {
    const redis = this.#redis;
    if ("evalSha" in redis) {
      const options = { keys: [key], arguments: parts };
      return whole ? redis.eval(this.#text, options) : redis.evalSha(this.#sha, options);
    }
    return whole ? redis.eval(this.#text, 1, key, ...parts) : redis.evalsha(this.#sha, 1, key, ...parts);
  }
};

// ts/redis/ledger.ts
var RedisLedger = class {
  #script;
  #prefix;
  constructor(redis, { prefix = "ringout" } = {}) {
    this.#script = new Script(redis, ledger_default);
    this.#prefix = prefix;
  }
  async load(key) {
    const found = await this.#script.run(this.#name(key), []);
    return recordOf(found);
  }
  async swap(key, expected, value, lifetime) {
    const parts = [expected ?? "", value, String(Math.round(lifetime))];
    const [result, ...current] = await this.#script.run(this.#name(key), parts);
    return String(result) === "stored" ? true : recordOf(current);
  }
  #name({ server, clientId, user, dedupeKey }) {
    return `${this.#prefix}:{${server} ${clientId} ${user}}:ledger:${dedupeKey}`;
  }
};
function recordOf(found) {
  const [value, age] = found ?? [];
  return value === void 0 ? null : { value: String(value), age: Number(age) };
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  RedisLedger
});

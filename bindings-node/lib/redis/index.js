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
  RedisLedger: () => RedisLedger,
  RedisTokenStore: () => RedisTokenStore
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

// ts/redis/token_store.ts
var import_node_crypto2 = require("node:crypto");

// ../bindings-python/python/ringout/redis/token.lua
var token_default = `-- A token in Redis, the string "1 TEXT", and its lock, a string with its owner. ARGV[1] is the operation:
--
-- 'load' returns the text, or nil if there is none. 'save' stores ARGV[2] for ARGV[3] milliseconds. 'remove' deletes it.
-- 'lock' takes the lock KEYS[1] for the owner ARGV[2] and ARGV[3] milliseconds, and returns 1 if the owner has it now. An owner that
-- asks again, because a response was lost, has it. 'unlock' releases it if ARGV[2] still has it.
local operation, text, lifetime = ARGV[1], ARGV[2], ARGV[3]
local key = KEYS[1]
if operation == 'load' then
  local stored = redis.call('GET', key)
  if stored and string.sub(stored, 1, 2) ~= '1 ' then
    return redis.error_reply('ERR the token in Redis is not of version 1; update this program')
  end
  return stored and string.sub(stored, 3)
elseif operation == 'save' then
  redis.call('SET', key, '1 ' .. text, 'PX', lifetime)
elseif operation == 'remove' then
  redis.call('DEL', key)
elseif operation == 'lock' then
  return redis.call('SET', key, text, 'NX', 'PX', lifetime) and 1 or redis.call('GET', key) == text and 1 or 0
elseif operation == 'unlock' and redis.call('GET', key) == text then
  redis.call('DEL', key)
end
return 0
`;

// ts/redis/token_store.ts
var LOCK_LIFETIME = 3e4;
var DEFAULT_LIFETIME = 7 * 24 * 3600;
var RedisTokenStore = class {
  #script;
  #wrap;
  #unwrap;
  #prefix;
  constructor(redis, { wrap, unwrap, prefix = "ringout" } = {}) {
    if (wrap === void 0 !== (unwrap === void 0)) throw new TypeError('"wrap" and "unwrap" must be given together');
    this.#script = new Script(redis, token_default);
    this.#wrap = wrap ?? String;
    this.#unwrap = unwrap ?? String;
    this.#prefix = prefix;
  }
  async load(key) {
    const found = await this.#script.run(this.#name(key), ["load"]);
    return found === null ? null : this.#unwrap(String(found));
  }
  async save(key, token) {
    const parts = token === null ? ["remove"] : ["save", await this.#wrap(token), String(lifetimeOf(token))];
    await this.#script.run(this.#name(key), parts);
  }
  async tryLock(key) {
    const lock = `${this.#name(key)}:lock`;
    const owner = (0, import_node_crypto2.randomBytes)(16).toString("hex");
    if (Number(await this.#script.run(lock, ["lock", owner, String(LOCK_LIFETIME)])) !== 1) return null;
    return async () => void await this.#script.run(lock, ["unlock", owner]);
  }
  #name({ server, clientId, user }) {
    return `${this.#prefix}:{${server} ${clientId} ${user}}:token`;
  }
};
function lifetimeOf(token) {
  const { refresh_token, refresh_token_expires_in, expires_in } = JSON.parse(token);
  const seconds = Number(refresh_token ? refresh_token_expires_in : expires_in);
  return Math.floor((seconds >= 1 && Number.isFinite(seconds) ? seconds : DEFAULT_LIFETIME) * 1e3);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  RedisLedger,
  RedisTokenStore
});

// Generated from ts/ by `npm run emit`.
"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
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
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// ts/testing.ts
var testing_exports = {};
__export(testing_exports, {
  Simulator: () => Simulator,
  SimulatorError: () => SimulatorError,
  simulatorProgram: () => simulatorProgram
});
module.exports = __toCommonJS(testing_exports);
var import_node_child_process = require("node:child_process");
var import_node_events = require("node:events");
var import_node_fs = require("node:fs");
var import_node_http = __toESM(require("node:http"));
var import_node_https = __toESM(require("node:https"));
var import_node_os = require("node:os");
var import_node_path = require("node:path");
var import_node_perf_hooks = require("node:perf_hooks");
var import_node_readline = require("node:readline");
var import_consumers = require("node:stream/consumers");
var import_promises = require("node:timers/promises");

// ts/arguments.ts
var import_node_util = require("node:util");
var checks = {
  any: { is: () => true, name: "of any type" },
  string: { is: (value) => typeof value === "string", name: "of type string" },
  boolean: { is: (value) => typeof value === "boolean", name: "of type boolean" },
  number: { is: (value) => typeof value === "number", name: "of type number" },
  function: { is: (value) => typeof value === "function", name: "of type function" },
  date: { is: (value) => import_node_util.types.isDate(value) && !Number.isNaN(value.getTime()), name: "a valid Date" },
  signal: { is: isSignal, name: "an instance of AbortSignal" }
};
function isSignal(value) {
  const { aborted, addEventListener } = Object(value);
  return typeof aborted === "boolean" && typeof addEventListener === "function";
}
function readOptions(what, given, fields) {
  const options = given === void 0 ? {} : given;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw wrongType(`"${what}" argument`, "of type object", given);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== void 0) {
    const known = Object.keys(fields).join(", ");
    throw typeError(`The "${what}" argument has no property "${unknown}". Known properties: ${known}`);
  }
  const read = {};
  for (const [name, type] of Object.entries(fields)) {
    const value = options[name];
    if (value === void 0 && !type.endsWith("!")) continue;
    read[name] = check(`"${what}.${name}" property`, value, type.replace("!", ""));
  }
  return read;
}
function check(what, value, type) {
  const { is, name } = checks[type];
  if (is(value)) return value;
  throw wrongType(what, name, value);
}
function wrongType(what, expected, value) {
  const received = value === null || value === void 0 ? value : `type ${typeof value}`;
  return typeError(`The ${what} must be ${expected}. Received ${received}`);
}
function typeError(message) {
  return Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_TYPE" });
}

// ts/testing.ts
var NAME = "ringout-simulator";
var VARIABLE = "RINGOUT_SIMULATOR";
var TIMEOUT = 6e4;
var now = import_node_perf_hooks.performance.now.bind(import_node_perf_hooks.performance);
var SimulatorError = class extends Error {
  name = "SimulatorError";
};
var SIMULATOR = {
  speed: "number",
  seed: "number",
  limits: "any",
  scenario: "any",
  cancelRule: "string",
  refreshTokens: "boolean",
  linger: "number",
  tls: "boolean",
  options: "any",
  program: "string"
};
var ACT = { at: "number" };
var FAULT = { method: "string", path: "string", times: "number" };
function simulatorProgram() {
  const named = process.env[VARIABLE];
  if (named) {
    if (isFile(named)) return named;
    throw new SimulatorError(`${VARIABLE} is '${named}', which is not a file; set it to the path of the program ${NAME}`);
  }
  let found;
  try {
    found = require.resolve(NAME, { paths: [__dirname, process.cwd()] });
  } catch {
  }
  if (found !== void 0) return inPackage(found);
  const folders = (process.env["PATH"] ?? "").split(import_node_path.delimiter).filter((folder) => folder);
  const program = folders.map((folder) => (0, import_node_path.join)(folder, NAME)).find(isProgram);
  if (program !== void 0) return program;
  throw new SimulatorError(
    `there is no simulator: install the package ${NAME}, or set ${VARIABLE} to the path of the program ${NAME}`
  );
}
function inPackage(file) {
  try {
    return require(file).path();
  } catch (cause) {
    throw new SimulatorError(cause.message, { cause });
  }
}
var Simulator = class {
  #options;
  #child;
  #ready;
  #ca;
  constructor(options = {}) {
    this.#options = readOptions("options", options, SIMULATOR);
  }
  /** Starts the simulator and waits until it is ready. Returns itself. */
  async start() {
    if (this.#child !== void 0) throw new SimulatorError("the simulator is running already");
    const program = this.#options.program ?? simulatorProgram();
    const folder = (0, import_node_fs.mkdtempSync)((0, import_node_path.join)((0, import_node_os.tmpdir)(), "ringout-simulator-"));
    let child;
    try {
      const command = ["--quiet", "--stop-on-eof", ...optionsOf(this.#options), ...filesOf(this.#options, folder)];
      child = (0, import_node_child_process.spawn)(program, command, { stdio: ["pipe", "pipe", "pipe"], detached: true });
      this.#child = child;
      const ready = readyOf(await firstLine(child, program), program);
      this.#ca = ready.ca_file === null ? void 0 : (0, import_node_fs.readFileSync)(ready.ca_file);
      this.#ready = ready;
      release(child);
    } catch (error) {
      if (child !== void 0 && this.#child === child) await this.stop();
      throw error;
    } finally {
      (0, import_node_fs.rmSync)(folder, { recursive: true });
    }
    return this;
  }
  /** Stops the simulator and closes its connections. Does nothing if it is not running. */
  async stop() {
    const child = this.#child;
    this.#child = void 0;
    this.#ready = void 0;
    if (child?.pid === void 0 || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const ended = (0, import_node_events.once)(child, "exit");
    child.kill();
    await ended;
  }
  /** Stops the simulator. */
  async [Symbol.asyncDispose]() {
    await this.stop();
  }
  /** Stops the simulator, without waiting until it has ended. */
  [Symbol.dispose]() {
    void this.stop();
  }
  /** The line that the program prints when it is ready. */
  get ready() {
    if (this.#ready === void 0) throw notRunning();
    return this.#ready;
  }
  /** The URL of the server, for `RC_SERVER_URL`. In a browser, it is a page with the phones of each call. */
  get url() {
    return this.ready.url;
  }
  /** The user's phone numbers. Each can be the caller ID, and each answers when called. */
  get numbers() {
    return this.ready.numbers;
  }
  /** The variables that `Client.fromEnv` and RingCentral's samples read, to assign to `process.env`. */
  get environment() {
    return this.ready.environment;
  }
  /** Creates a client of this simulator. `options` are those of `Client`, and replace the simulator's. */
  client(options = {}) {
    const { url: server, client_id: clientId, client_secret: clientSecret, jwt, ca_file: caBundle } = this.ready;
    const ringout = require("./index.js");
    return new ringout.Client({ server, clientId, clientSecret, jwt, ...caBundle === null ? {} : { caBundle }, ...options });
  }
  /** Restores the state after the start: no calls, no tokens, no faults, an empty journal, and the clock at 0. */
  async reset() {
    await this.ask("POST", "reset");
  }
  /** Returns the readable calls, in the order in which they were placed. */
  async calls() {
    const calls = [];
    for (let path = "calls?limit=10000"; ; ) {
      const page = await this.ask("GET", path);
      calls.push(...page.calls.map(callOf));
      if (page.next === null) return calls;
      path = page.next.replace("/_simulator/", "");
    }
  }
  /** Returns a call that was placed here. It may be given by its id. */
  async findCall(call) {
    return callOf(await this.ask("GET", `calls/${idOf(call)}`));
  }
  /** Lets a phone answer. Like the other methods for phones, acts now or when the clock reaches `at`, and returns the call. */
  async answer(call, leg, options) {
    return await this.#act(call, leg, "answer", options);
  }
  /** Lets the caller confirm the prompt of a call with `playPrompt`. */
  async press1(call, options) {
    return await this.#act(call, "caller", "press-1", options);
  }
  /** Lets a phone that has answered hang up, which ends the call. */
  async hangUp(call, leg, options) {
    return await this.#act(call, leg, "hangup", options);
  }
  /** Lets a phone that rings be busy. */
  async busy(call, leg, options) {
    return await this.#act(call, leg, "busy", options);
  }
  /** Lets a phone stop ringing, as if nobody had answered. */
  async noAnswer(call, leg, options) {
    return await this.#act(call, leg, "no-answer", options);
  }
  /** Lets a phone that rings reject the call. */
  async reject(call, leg, options) {
    return await this.#act(call, leg, "reject", options);
  }
  /** Lets a leg fail with `GenericError`. */
  async fail(call, leg, options) {
    return await this.#act(call, leg, "fail", options);
  }
  async #act(call, leg, action, options) {
    const { at } = readOptions("options", options, ACT);
    const body = at === void 0 ? {} : { at_ms: Math.round(at) };
    return callOf(await this.ask("POST", `calls/${idOf(call)}/${encodeURIComponent(leg)}/${action}`, body));
  }
  /** Returns the time of the clock, which begins at 0. */
  async now() {
    return (await this.ask("GET", "clock")).now_ms;
  }
  /** Stops the clock. Calls change only when a phone acts or `advance` is called. */
  async stopClock() {
    await this.ask("POST", "clock", { running: false });
  }
  /** Lets the clock run again, at this speed if given. */
  async startClock(speed) {
    await this.ask("POST", "clock", { running: true, ...speed === void 0 ? {} : { speed } });
  }
  /** Advances the clock. Everything that is due by then has happened when the promise resolves. */
  async advance(milliseconds) {
    await this.ask("POST", "clock", { advance_ms: Math.round(milliseconds) });
  }
  /**
   * Breaks the next requests: by default one, of any method and path.
   *
   * `fault` is one row of the table of faults, for example `{ status: 503 }` or `{ drop: 'before-response' }`.
   */
  async fault(fault, options) {
    await this.ask("POST", "faults", { method: "*", path: "*", times: 1, ...readOptions("options", options, FAULT), fault });
  }
  /** Removes all faults. */
  async clearFaults() {
    await this.ask("DELETE", "faults");
  }
  /** Sets the rate limits: `off`, `real`, or an object in the format of the admin request `POST limits`. */
  async setLimits(limits) {
    await this.ask("POST", "limits", typeof limits === "string" ? { [limits]: true } : limits);
  }
  /** Expires all access tokens, and with `refresh` all refresh tokens too. */
  async expireTokens(options) {
    const { refresh = false } = readOptions("options", options, { refresh: "boolean" });
    await this.ask("POST", "tokens/expire", { refresh });
  }
  /** Returns the latest 10,000 requests in the order of arrival: those with this method, if given, whose path contains `path`. */
  async journal(method, path = "") {
    const requests = (await this.ask("GET", "journal")).requests.map(requestOf);
    return requests.filter((request) => (method === void 0 || request.method === method) && request.path.includes(path));
  }
  /** Empties the journal. */
  async clearJournal() {
    await this.ask("DELETE", "journal");
  }
  /** Waits until the journal has such a request, and returns the first. Rejects after `timeout` real milliseconds, by default 30,000. */
  async waitForRequest(method, path = "", options) {
    const { timeout = 3e4 } = readOptions("options", options, { timeout: "number" });
    const deadline = now() + timeout;
    for (; ; ) {
      const [found] = await this.journal(method, path);
      if (found !== void 0) return found;
      if (now() > deadline) {
        throw new SimulatorError(`no ${method} request with '${path}' in its path arrived within ${timeout / 1e3} s`);
      }
      await (0, import_promises.setTimeout)(10);
    }
  }
  /** Sends any admin request, with a path such as `clock`, and returns the JSON of the response. */
  async ask(method, path, body) {
    const { url } = this.ready;
    const content = body === void 0 ? void 0 : JSON.stringify(body);
    const [status, received] = await this.#send(method, `${url}/_simulator/${path}`, content).catch((cause) => {
      throw new SimulatorError(`the simulator does not respond: ${cause.message}`, { cause });
    });
    const response = JSON.parse(received || "null");
    if (status >= 400) throw new SimulatorError(response.error);
    return response;
  }
  async #send(method, url, content) {
    const options = { method, agent: false, timeout: TIMEOUT, ...this.#ca ? { ca: this.#ca } : {} };
    const request = url.startsWith("https:") ? import_node_https.default.request(url, options) : import_node_http.default.request(url, options);
    request.on("timeout", () => request.destroy(new Error(`no response within ${TIMEOUT / 1e3} s`)));
    request.end(content);
    const [response] = await (0, import_node_events.once)(request, "response");
    return [response.statusCode, await (0, import_consumers.text)(response)];
  }
};
function notRunning() {
  return new SimulatorError(
    "the simulator is not running; call start, as in: await using simulator = await new Simulator().start()"
  );
}
function optionsOf(options) {
  const values = {
    speed: options.speed,
    seed: options.seed,
    limits: typeof options.limits === "string" ? options.limits : void 0,
    "cancel-rule": options.cancelRule,
    linger: options.linger === void 0 ? void 0 : `${Math.round(options.linger)}ms`,
    "refresh-tokens": options.refreshTokens ? "on" : void 0
  };
  const given = Object.entries(values).filter(([, value]) => value !== void 0);
  return [...given.map(([name, value]) => `--${name}=${value}`), ...options.tls ? ["--tls"] : [], ...options.options ?? []];
}
function filesOf({ limits, scenario }, folder) {
  const files = Object.entries({ limits, scenario }).filter(([, content]) => typeof content === "object");
  return files.map(([name, content]) => {
    const file = (0, import_node_path.join)(folder, name);
    (0, import_node_fs.writeFileSync)(file, JSON.stringify(content));
    return `--${name}=${file}`;
  });
}
async function firstLine(child, program) {
  const errors = (0, import_consumers.text)(child.stderr);
  const lines = (0, import_node_readline.createInterface)(child.stdout);
  return await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("error", (cause) => {
      reject(new SimulatorError(`the simulator '${program}' cannot be started: ${cause.code}`, { cause }));
    });
    child.once("close", async (code) => {
      reject(new SimulatorError(`the simulator ended with ${code} before it was ready: ${(await errors).trim()}`));
    });
  });
}
function readyOf(line, program) {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SimulatorError(`the program '${program}' is not the simulator: it prints "${line}"`, { cause });
  }
}
function release(child) {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.unref();
  child.stdout?.resume();
}
function isFile(file) {
  return (0, import_node_fs.statSync)(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
function isProgram(file) {
  try {
    (0, import_node_fs.accessSync)(file, import_node_fs.constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}
function idOf(call) {
  return encodeURIComponent(typeof call === "string" ? call : call.id);
}
function callOf(fields) {
  return Object.freeze({
    id: fields["id"],
    from: fields["from"],
    to: fields["to"],
    callStatus: fields["call_status"],
    callerStatus: fields["caller_status"],
    calleeStatus: fields["callee_status"],
    phase: fields["phase"],
    placedAt: fields["placed_at"],
    playPrompt: fields["play_prompt"]
  });
}
function requestOf(fields) {
  const { number, at_ms: at, method, path, status, group, headers, body } = fields;
  return Object.freeze({ number, at, method, path, status: status ?? void 0, group: group ?? void 0, headers, body });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  Simulator,
  SimulatorError,
  simulatorProgram
});

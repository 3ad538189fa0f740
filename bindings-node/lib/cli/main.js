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

// ts/cli/main.ts
var main_exports = {};
__export(main_exports, {
  main: () => main
});
module.exports = __toCommonJS(main_exports);
var import_node_os3 = require("node:os");
var import__7 = require("../index.js");

// ts/cli/calls.ts
var import__3 = require("../index.js");

// ts/cli/client.ts
var import_node_fs = require("node:fs");
var import_node_os = require("node:os");
var import_node_path = require("node:path");
var import__ = require("../index.js");
var VARIABLE = "RINGOUT_TOKEN_FILE";
function connect(options) {
  const file = tokenFile(options);
  if (options.text("token-file") || process.env[VARIABLE] || (0, import_node_fs.existsSync)(file)) keepTokenIn(file);
  const client = import__.Client.fromEnv();
  const timeout = options.milliseconds("request-timeout");
  return timeout === void 0 ? client : client.withTimeout(timeout);
}
function keepTokenIn(file) {
  process.env[VARIABLE] = file;
}
function tokenFile(options) {
  return options.text("token-file") || process.env[VARIABLE] || (0, import_node_path.join)(settings(), "ringout", "token.json");
}
function settings() {
  if (process.platform === "win32") return process.env["APPDATA"] || (0, import_node_path.join)((0, import_node_os.homedir)(), "AppData", "Roaming");
  return process.env["XDG_CONFIG_HOME"] || (0, import_node_path.join)((0, import_node_os.homedir)(), ".config");
}

// ts/cli/output.ts
var import_node_fs2 = require("node:fs");
var import_node_tty = require("node:tty");
var import_node_util = require("node:util");

// ts/cli/values.ts
var import__2 = require("../index.js");
var SECONDS = /* @__PURE__ */ new Set(["earliest", "latest", "duration"]);
function plain(value) {
  if (value === void 0 || value === null || typeof value !== "object") return value ?? null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof import__2.RingOutError) return plainError(value);
  if (value instanceof import__2.CallState) {
    const { callStatus, callerStatus, calleeStatus, phase } = value;
    const statuses = { call_status: callStatus, caller_status: callerStatus, callee_status: calleeStatus };
    return { ...statuses, phase, explanation: value.explain() };
  }
  const fields = Object.entries(value).map(([name, field]) => [snake(name), SECONDS.has(name) ? field / 1e3 : plain(field)]);
  return Object.fromEntries(fields);
}
function plainError(error) {
  const { code, number, hint, httpStatus, errorCode, oauthError, requestId, retryAfter, retryable, mayHavePlaced } = error;
  const { parameter, attempt } = error;
  return {
    code,
    number,
    message: messageOf(error),
    hint: hint ?? null,
    parameter: (error instanceof import__2.InvalidArgumentError && parameter ? snake(parameter) : parameter) ?? null,
    http_status: httpStatus ?? null,
    error_code: errorCode ?? null,
    oauth_error: oauthError ?? null,
    request_id: requestId ?? null,
    retry_after: retryAfter === void 0 ? null : retryAfter / 1e3,
    retryable,
    may_have_placed: mayHavePlaced,
    attempt: attempt ? { to: attempt.to ?? null, from: attempt.from ?? null, sent_at: plain(attempt.sentAt) } : null,
    details: error.details.map((detail) => ({
      error_code: detail.errorCode ?? null,
      message: detail.message ?? null,
      parameter_name: detail.parameterName ?? null,
      parameter_value: detail.parameterValue ?? null,
      additional_info: detail.additionalInfo ?? null,
      fields: detail.fields ?? {}
    }))
  };
}
function messageOf(error) {
  const parts = [error.hint, error.requestId && `request id ${error.requestId}`];
  return parts.reduce((message, part) => part ? message.replace(` (${part})`, "") : message, error.message);
}
function snake(name) {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// ts/cli/output.ts
var GREEN = "32";
var RED = "31";
var YELLOW = "33";
var STDOUT = 1;
var STDERR = 2;
var CLEAR = "\r\x1B[K";
var Stopped = class extends Error {
  code;
  constructor(code, reason) {
    super(reason);
    this.code = code;
  }
};
var Output = class {
  isJson = false;
  /** Called when standard output cannot be written any more. */
  onStop = () => {
  };
  #hasColours = new Map([STDOUT, STDERR].map((stream) => [stream, hasColours(stream)]));
  #isOpen = true;
  #render;
  #began = 0;
  /** Whether `live` shows a line. */
  get isLive() {
    return !this.isJson && (0, import_node_tty.isatty)(STDOUT) && process.env["TERM"] !== "dumb";
  }
  /** Writes a JSON object, if JSON is wanted. */
  record(type, fields) {
    if (this.isJson) this.#write(STDOUT, JSON.stringify({ type, ...plain(fields) }));
  }
  /** Writes a line for people, unless JSON is wanted. */
  line(...parts) {
    if (!this.isJson) this.#write(STDOUT, this.#text(parts, STDOUT));
  }
  /** Writes a line to standard error. */
  note(...parts) {
    this.#write(STDERR, this.#text(parts, STDERR));
  }
  /** Shows a line at the bottom of the terminal during a task, and redraws it every second. */
  async live(render, task) {
    if (!this.isLive) return await task();
    this.#began = performance.now();
    this.#render = render;
    this.redraw();
    const ticker = setInterval(() => this.redraw(), 1e3);
    try {
      return await task();
    } finally {
      clearInterval(ticker);
      this.#render = void 0;
      this.#put(STDOUT, CLEAR);
    }
  }
  /** Draws the line at the bottom again, because what it shows has changed. */
  redraw() {
    if (this.#render === void 0) return;
    const columns = Number(process.env["COLUMNS"]) || process.stdout.columns || 80;
    const text = printable(this.#render((performance.now() - this.#began) / 1e3));
    this.#put(STDOUT, CLEAR + [...text].slice(0, Math.max(columns - 1, 1)).join(""));
  }
  #write(stream, text) {
    if (this.#render !== void 0) this.#put(STDOUT, CLEAR);
    this.#put(stream, `${text}
`);
    this.redraw();
  }
  #text(parts, stream) {
    const shown = (part) => {
      if (typeof part === "string") return printable(part);
      return this.#hasColours.get(stream) ? `\x1B[${part[0]}m${printable(part[1])}\x1B[0m` : printable(part[1]);
    };
    return parts.map(shown).join("");
  }
  #put(stream, text) {
    if (stream === STDOUT && !this.#isOpen) return;
    try {
      writeAll(stream, text);
    } catch (error) {
      if (stream !== STDOUT) return;
      this.#isOpen = false;
      const { code } = error;
      const problem = `standard output cannot be written: ${reasonOf(error)}`;
      const stop = code === "EPIPE" ? new Stopped(141, "nobody reads the output") : new Stopped(2, problem);
      this.onStop(stop);
      throw stop;
    }
  }
};
function writeAll(stream, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray((0, import_node_fs2.writeSync)(stream, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
function reasonOf(error) {
  const { errno, message } = error;
  const text = errno === void 0 ? message : (0, import_node_util.getSystemErrorMap)().get(errno)?.[1] ?? message;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
function printable(text) {
  return text.replaceAll(/(?! )[\p{C}\p{Z}]/gu, (letter) => {
    const named = { "\n": "\\n", "\r": "\\r", "	": "\\t" };
    const number = letter.codePointAt(0) ?? 0;
    const digits = number.toString(16);
    if (number <= 255) return named[letter] ?? `\\x${digits.padStart(2, "0")}`;
    return number <= 65535 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
  });
}
function hasColours(stream) {
  const forced = process.env["FORCE_COLOR"];
  if (process.env["NO_COLOR"]) return false;
  return forced ? forced !== "0" : (0, import_node_tty.isatty)(stream) && process.env["TERM"] !== "dumb";
}

// ts/cli/calls.ts
async function call(context) {
  const { options, output, signal } = context;
  const request = { ...callFields(options), to: options.text("to") ?? "" };
  const placed = await connect(options).createCall(request, { signal, cancelOnExit: options.flag("cancel-on-exit") });
  output.record("placed", { call_id: placed.id, state: placed.state });
  output.line(`call ${placed.id} placed`, placed.state ? `: ${placed.state}` : "");
  return options.flag("wait") ? await follow(placed, context) : 0;
}
async function watch(context) {
  return await follow(callOf(context), context);
}
async function status(context) {
  const { output, signal } = context;
  const call2 = callOf(context);
  const state = await call2.status({ signal });
  output.record("state", { call_id: call2.id, state });
  output.line(`${state}: ${state.explain()}`);
  return 0;
}
async function cancel(context) {
  const { output, signal } = context;
  const call2 = callOf(context);
  const effect = await call2.cancel({ signal });
  output.record("cancel", { call_id: call2.id, effect, state: call2.state });
  output.line(cancelText(call2, effect));
  return 0;
}
function callFields(options) {
  const [from, id, callerId] = [options.text("from"), options.text("forwarding-number"), options.text("caller-id")];
  const [playPrompt, country] = [options.toggle("prompt"), options.text("country")];
  return {
    ...from !== void 0 && { from },
    ...id !== void 0 && { fromForwardingNumber: id },
    ...callerId !== void 0 && { callerId },
    ...playPrompt !== void 0 && { playPrompt },
    ...country !== void 0 && { country }
  };
}
function waitOptions(options) {
  const timeout = options.milliseconds("timeout");
  const until = options.text("until") ?? "ended";
  return { until, cancelOnTimeout: options.flag("cancel-on-timeout"), ...timeout !== void 0 && { timeout } };
}
function outcomeParts(outcome) {
  return [[outcome.connected ? GREEN : YELLOW, outcome.kind], `: ${outcome.explanation}`];
}
function callOf({ options }) {
  return connect(options).call(options.text("ID") ?? "");
}
async function follow(call2, context) {
  const { options, output, signal } = context;
  const show2 = (seconds) => `${Math.floor(seconds).toString().padStart(5)} s  ${bothLegs(call2.state)}`;
  let outcome;
  try {
    const watch2 = call2.watch({ ...waitOptions(options), signal });
    await output.live(show2, async () => {
      for await (const change of watch2) {
        output.record("change", { call_id: call2.id, change });
        if (output.isLive) output.redraw();
        else output.line(`${(change.latest / 1e3).toFixed(1).padStart(5)} s  ${change.state}`);
      }
    });
    outcome = watch2.outcome;
  } catch (error) {
    if (error instanceof import__3.RingOutError || error instanceof Stopped) await leave(call2, context);
    throw error;
  }
  output.record("outcome", { call_id: call2.id, outcome });
  output.line(...outcomeParts(outcome));
  return outcome.connected ? 0 : 1;
}
function bothLegs(state) {
  if (state === null) return "waiting for the state of the call";
  return `caller ${state.callerStatus}, callee ${state.calleeStatus}: ${state.explain()}`;
}
async function leave(call2, { options, output, signal }) {
  const reason = signal.aborted ? signal.reason.message : "error";
  try {
    output.record("left", { call_id: call2.id, reason });
  } catch {
  }
  if (!options.flag("cancel-on-exit")) {
    output.note(`call ${call2.id} goes on; follow it with \`ringout watch ${call2.id}\``);
    output.note(`or end it with \`ringout cancel ${call2.id}\``);
    return;
  }
  try {
    output.note(cancelText(call2, await call2.cancel()));
  } catch (error) {
    output.note(`call ${call2.id} was not cancelled and may go on: ${error.message}`);
  }
}
function cancelText(call2, effect) {
  return `call ${call2.id}: ${effect}${call2.state ? `: ${call2.state.explain()}` : ""}`;
}

// ts/cli/account.ts
var COLOURS = { Passed: GREEN, Failed: RED };
async function preflight({ options, output, signal }) {
  const to = options.text("to");
  const request = to === void 0 ? void 0 : { ...callFields(options), to };
  const report = await connect(options).preflight(request, { signal });
  for (const { kind, result, explanation } of report.checks) {
    output.record("check", { kind, result, explanation });
    output.line(`${kind.padEnd(11)} `, [COLOURS[result] ?? YELLOW, result], `: ${explanation}`);
  }
  output.record("preflight", { ok: report.ok });
  return report.ok ? 0 : 1;
}
async function numbers({ options, output, signal }) {
  const client = connect(options);
  const [forwarding, shown] = [await client.forwardingNumbers({ signal }), await client.callerIds({ signal })];
  output.line("phones that can ring first, for --forwarding-number ID or --from NUMBER:");
  for (const number of forwarding) {
    output.record("forwarding_number", { number });
    output.line(row(number.id, number.phoneNumber, [number.label, number.kind]));
  }
  output.line("numbers that callees may see, for --caller-id NUMBER:");
  for (const number of shown) {
    output.record("caller_id", { number });
    output.line(row(number.id, number.phoneNumber, [number.label, number.usageType]));
  }
  return 0;
}
function row(id, number, words) {
  const rest = [...new Set(words.filter((word) => word))].join(", ");
  return `  ${id.padEnd(14)} ${(number ?? "-").padEnd(16)} ${rest}`.trimEnd();
}
async function log({ options, output, signal }) {
  const [to, from] = [options.text("to"), options.text("from")];
  const attempt = { sentAt: options.date("sent-at"), ...to !== void 0 && { to }, ...from !== void 0 && { from } };
  const found2 = await connect(options).callLog(attempt, { signal });
  output.record("log", { log: found2 });
  output.line(logText(found2));
  for (const { leg, legType, result, duration } of found2.record?.legs ?? []) {
    output.line(`  ${leg ?? legType ?? "leg"}: ${result ?? "no result"}, ${(duration / 1e3).toFixed(0)} s`);
  }
  return found2.record ? 0 : 1;
}
function logText({ matching, record, candidates }) {
  if (record === null) return "no record in the call log (yet)";
  const others = candidates > 1 ? `, ${candidates} records match` : "";
  return `${matching} match${others}: ${recordText(record)}`;
}
function recordText({ startTime, from, to, result, duration }) {
  const began = startTime?.toISOString() ?? "unknown time";
  const between = `from ${from ?? "unknown"} to ${to ?? "unknown"}`;
  return `${result ?? "no result"}, ${(duration / 1e3).toFixed(0)} s, ${began}, ${between}`;
}

// ts/cli/login.ts
var import_node_child_process = require("node:child_process");
var import_node_events = require("node:events");
var import_node_fs4 = require("node:fs");
var import_node_http = require("node:http");
var import_node_path3 = require("node:path");
var import_node_stream = require("node:stream");
var import__4 = require("../index.js");

// ts/cli/usage.ts
var import_node_fs3 = require("node:fs");
var import_node_path2 = require("node:path");
var import_node_util2 = require("node:util");
var TABLE = JSON.parse((0, import_node_fs3.readFileSync)((0, import_node_path2.join)(__dirname, "..", "..", "bin", "commands.json"), "utf8"));
var COMMANDS = new Map(TABLE.commands.map((command) => [command.name, command]));
var COLUMN = 30;
var UsageError = class extends Error {
  command;
  constructor(message, command) {
    super(message);
    this.command = command;
  }
};
var Help = class extends Error {
};
var Options = class {
  command;
  rest;
  #values = /* @__PURE__ */ new Map();
  constructor(command, rest = []) {
    this.command = command;
    this.rest = rest;
  }
  set(name, value) {
    this.#values.set(name, value);
  }
  has(name) {
    return this.#values.has(name);
  }
  text(name) {
    return this.#values.get(name);
  }
  number(name) {
    return this.#values.get(name);
  }
  /** A time in milliseconds; it is given in seconds. */
  milliseconds(name) {
    const seconds = this.number(name);
    return seconds === void 0 ? void 0 : seconds * 1e3;
  }
  flag(name) {
    return this.#values.get(name) === true;
  }
  /** Whether a switch is on or off, or undefined if it was not given. */
  toggle(name) {
    return this.#values.get(name);
  }
  date(name) {
    return this.#values.get(name);
  }
};
function parse(args, version2) {
  const [name, ...rest] = args;
  if (name === void 0 || name === "-h" || name === "--help") throw new Help(overview());
  if (name === "--version") throw new Help(`ringout ${version2}`);
  const command = COMMANDS.get(name);
  if (command === void 0) throw new UsageError(`unknown ${name.startsWith("-") ? "option" : "command"} ${name}`);
  if (name === "simulator") return new Options(name, rest);
  try {
    return parseCommand(command, rest);
  } catch (error) {
    if (error instanceof UsageError) error.command = name;
    throw error;
  }
}
function parseCommand(command, args) {
  const types = { help: { type: "boolean", short: "h" } };
  for (const name of command.options) {
    const { kind } = optionRow(name);
    types[name] = { type: kind === "flag" || kind === "switch" ? "boolean" : "string" };
    if (kind === "switch") types[`no-${name}`] = { type: "boolean" };
  }
  const { tokens } = (0, import_node_util2.parseArgs)({ args, options: types, strict: false, allowPositionals: true, tokens: true });
  const found2 = new Options(command.name);
  const texts = /* @__PURE__ */ new Map();
  const words = [];
  const unknown = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const type = types[token.name]?.type;
    if (type === void 0) unknown.push(token.rawName);
    else if (type === "boolean") {
      if (token.value !== void 0) throw new UsageError(`${token.rawName} takes no value`);
      const isOff = token.name.startsWith("no-") && command.options.includes(token.name.slice(3));
      found2.set(isOff ? token.name.slice(3) : token.name, !isOff);
    } else if (token.value === void 0 || !token.inlineValue && /^-(?!\d|$)/.test(token.value)) {
      throw new UsageError(`${token.rawName} needs a value`);
    } else texts.set(token.name, token.value);
  }
  if (found2.has("help")) throw new Help(screen(command));
  if (unknown[0] !== void 0) throw new UsageError(`unknown option ${unknown[0]}`);
  const extra = words[command.arguments.length];
  if (extra !== void 0) throw new UsageError(`unexpected argument ${extra}`);
  for (const [index, name] of command.arguments.entries()) {
    const word = words[index];
    if (word === void 0) throw new UsageError(`${name} is missing`);
    found2.set(name, word);
  }
  check(command, found2, texts);
  return found2;
}
function check(command, found2, texts) {
  const isGiven = (name) => texts.has(name) || found2.has(name);
  for (const name of command.required ?? []) {
    if (!isGiven(name)) throw new UsageError(`--${name} is missing`);
  }
  for (const [name, needed] of Object.entries(command.needs ?? {})) {
    if (isGiven(name) && !isGiven(needed)) throw new UsageError(`--${name} needs --${needed}`);
  }
  for (const name of command.options) {
    const row2 = optionRow(name);
    const text = texts.get(name);
    if (text !== void 0) found2.set(name, convert(name, row2, text));
    else if (row2.default !== void 0) found2.set(name, row2.default);
  }
}
function convert(name, row2, text) {
  const wrong = (what) => new UsageError(`--${name}: ${quoted(text)} is not ${what}`);
  if (row2.kind === "seconds") {
    if (!/^\d+(\.\d+)?$/.test(text)) throw wrong("a number of seconds");
    return Number(text);
  }
  if (row2.kind === "count") {
    if (!/^0*[1-9]\d{0,8}$/.test(text)) throw wrong("a number from 1 on");
    return Number(text);
  }
  if (row2.kind === "choice" && !row2.choices?.includes(text)) throw wrong(`one of ${row2.choices?.join(", ")}`);
  if (row2.kind === "time") {
    const time = parseTime(text);
    if (time === void 0) throw wrong("a time with a time zone, such as 2026-01-31T09:30:00Z");
    return time;
  }
  return text;
}
function parseTime(text) {
  const found2 = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (found2 === null) return void 0;
  const [, day = "", minutes = "", seconds = ":00", decimals = "", zone = ""] = found2;
  const midnight = /* @__PURE__ */ new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return void 0;
  const time = /* @__PURE__ */ new Date(`${day}T${minutes}${seconds}${decimals.slice(0, 4)}${zone}`);
  return Number.isNaN(time.getTime()) ? void 0 : time;
}
function optionRow(name) {
  const row2 = TABLE.options[name];
  if (row2 === void 0) throw new Error(`commands.json has no option ${name}`);
  return row2;
}
function quoted(text) {
  return JSON.stringify(text);
}
function overview() {
  const commands = TABLE.commands.map(({ name, summary }) => `  ${name.padEnd(11)} ${summary}`);
  const options = [explained("-h, --help", "show this help, or that of a command"), explained("--version", "show the version")];
  const head = ["usage: ringout COMMAND [options]", "", TABLE.about, "", "commands:"];
  return [...head, ...commands, "", "options:", ...options, "", ...TABLE.notes].join("\n");
}
function screen(command) {
  const options = command.options.map((name) => explained(spelling(name), optionRow(name).help));
  const notes = command.notes === void 0 ? [] : ["", ...command.notes];
  const head = [`usage: ringout ${command.name} ${command.usage}`, "", command.about, ...notes];
  return [...head, "", "options:", ...options, explained("-h, --help", "show this help")].join("\n");
}
function spelling(name) {
  const { kind, value } = optionRow(name);
  if (kind === "switch") return `--${name}, --no-${name}`;
  return value === void 0 ? `--${name}` : `--${name} ${value}`;
}
function explained(left, right) {
  return `  ${left.padEnd(COLUMN - 2)}${right}`;
}

// ts/cli/login.ts
var HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
  // The URL of the page has the authorization code.
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
  Connection: "close"
};
var BROWSERS = { darwin: ["open"], win32: ["cmd", "/c", "start", '""'] };
async function login({ options, output, signal }) {
  const redirect = loopback(options.text("redirect-uri") ?? "");
  const file = tokenFile(options);
  prepare(file, options.has("token-file"));
  const before = versionOf(file);
  const listener = await Listener.open(redirect, connect(options));
  try {
    const { url } = listener.authorization;
    output.record("authorize", { url });
    output.line("Log in here:");
    output.line(`  ${url}`);
    if (!options.flag("no-browser")) openBrowser(url);
    await listener.wait(options.milliseconds("login-timeout") ?? 0, signal);
  } finally {
    listener.close();
  }
  if (versionOf(file) === before) throw new import__4.StorageError(`the token could not be saved in ${file}`);
  output.record("logged_in", { token_file: file });
  output.line([GREEN, "Logged in."], ` The token is in ${file}`);
  if (process.env["RC_USER_JWT"]) {
    output.note("RC_USER_JWT is set, so other commands log in with it; unset it to use this login");
  }
  return 0;
}
async function logout({ options, output, signal }) {
  const file = tokenFile(options);
  await connect(options).logout({ signal });
  output.record("logged_out", { token_file: file });
  output.line(`Logged out. ${file} has no token any more`);
  return 0;
}
function prepare(file, isNamed) {
  keepTokenIn(file);
  if (isNamed) return;
  try {
    (0, import_node_fs4.mkdirSync)((0, import_node_path3.dirname)(file), { mode: 448, recursive: true });
  } catch (error) {
    throw new import__4.StorageError(`${(0, import_node_path3.dirname)(file)} cannot be created: ${reasonOf(error)}`);
  }
}
function versionOf(file) {
  try {
    const { ino, mtimeNs } = (0, import_node_fs4.statSync)(file, { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch {
    return void 0;
  }
}
var Listener = class Listener {
  authorization;
  #server;
  #client;
  #origin;
  #path;
  #end;
  #settle = () => {
  };
  #isOver = false;
  static async open(redirect, client) {
    const server = (0, import_node_http.createServer)();
    try {
      await (0, import_node_events.once)(server.listen(redirect.port, redirect.host), "listening");
    } catch (error) {
      const problem = `${redirect.text} is not available (${reasonOf(error)}); choose another port with --redirect-uri`;
      throw new UsageError(problem, "login");
    }
    return new Listener(server, redirect, client);
  }
  constructor(server, { host, path }, client) {
    this.#server = server;
    this.#client = client;
    this.#path = path;
    this.#origin = `http://${host}:${server.address().port}`;
    this.authorization = client.authorizeUrl(`${this.#origin}${path}`);
    this.#end = new Promise((resolve, reject) => {
      this.#settle = (error) => error ? reject(error) : resolve();
    });
    this.#end.catch(() => {
    });
    server.on("request", (request, response) => void this.#receive(request.url ?? "/", response));
  }
  /** Waits for the end of the login. Rejects with its error. */
  async wait(timeout, signal) {
    const late = new import__4.RequestTimeoutError(`the login was not finished within ${timeout / 1e3} s`);
    const timer = setTimeout(() => this.#settle(late), Math.min(timeout, 2 ** 31 - 1));
    const stop = new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    try {
      await Promise.race([this.#end, stop]);
    } finally {
      clearTimeout(timer);
    }
  }
  close() {
    this.#server.close();
  }
  /** Completes the login with a redirect, and shows a page. */
  async #receive(target, response) {
    if (target.split("?", 1)[0] !== this.#path) {
      return show(response, 404, "Not found", "This is not the page that RingCentral redirects to.");
    }
    if (this.#isOver) return show(response, 410, "Already used", "The login has ended. You can close this page.");
    try {
      await this.#client.loginRedirect(`${this.#origin}${target}`, this.authorization);
    } catch (error) {
      if (error instanceof import__4.InvalidArgumentError) {
        return show(response, 400, "Not accepted", "This redirect does not belong to the login that was started.");
      }
      this.#isOver = true;
      (0, import_node_stream.finished)(response, () => this.#settle(error));
      return show(response, 403, "Not logged in", "The terminal shows the reason. You can close this page.");
    }
    this.#isOver = true;
    (0, import_node_stream.finished)(response, () => this.#settle());
    show(response, 200, "Logged in", "You can close this page and return to the terminal.");
  }
};
function show(response, status2, title, text) {
  response.writeHead(status2, HEADERS).end(page(title, text));
}
function page(title, text) {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>ringout</title></head>
<body style="font-family: sans-serif; margin: 4em"><h1>${title}</h1><p>${text}</p></body></html>
`;
}
function openBrowser(url) {
  const named = process.env["BROWSER"]?.split(" ").filter((word) => word !== "%s");
  const [program = "xdg-open", ...rest] = named?.length ? named : BROWSERS[process.platform] ?? [];
  const browser = (0, import_node_child_process.spawn)(program, [...rest, url], { stdio: "ignore", detached: true });
  browser.on("error", () => {
  });
  browser.unref();
}
function loopback(text) {
  const found2 = /^http:\/\/(127\.0\.0\.1|localhost):(\d{1,5})(\/[^?#]*)?$/.exec(text);
  const port = Number(found2?.[2]);
  if (found2 === null || port > 65535) {
    throw new UsageError(`--redirect-uri: ${quoted(text)} is not a URL on this machine, such as http://127.0.0.1:8765/`, "login");
  }
  return { host: found2[1] ?? "", port, path: found2[3] ?? "/", text };
}

// ts/cli/place.ts
var import__6 = require("../index.js");

// ts/cli/journal.ts
var import_node_events2 = require("node:events");
var import_node_fs6 = require("node:fs");
var import_node_net = require("node:net");
var import__5 = require("../index.js");

// ts/cli/rows.ts
var import_node_fs5 = require("node:fs");
var COLUMNS = ["to", "from", "from_forwarding_number", "caller_id", "play_prompt", "country"];
var WORDS = new Map([
  ...["true", "yes", "1"].map((word) => [word, true]),
  ...["false", "no", "0"].map((word) => [word, false])
]);
function keyOf(to, occurrence) {
  return `${to.replaceAll(/[^0-9+*]/g, "")} ${occurrence}`;
}
function requestOf({ values, to }) {
  const names = Object.entries(values).map(([name, value]) => [
    name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase()),
    value
  ]);
  return { ...Object.fromEntries(names), to };
}
function readRows(options) {
  const name = options.text("FILE") ?? "";
  const lines = split(readText(name)).filter((line) => line.some((cell) => cell !== ""));
  const header = (lines[0] ?? []).map((cell) => cell.toLowerCase().replaceAll(/[\s-]/g, "_"));
  const hasHeader = header.includes("to");
  const rows = hasHeader ? lines.slice(1) : lines;
  if (!hasHeader && rows.some((line) => line.length > 1)) {
    throw new UsageError(`${name} has no column \`to\` in its first line`, "place");
  }
  if (rows.length === 0) throw new UsageError(`${name} has no calls`, "place");
  const defaults = Object.fromEntries(Object.entries(callFields(options)).map(([field, value]) => [snake(field), value]));
  return numbered(hasHeader ? header : ["to"], rows, defaults, name);
}
function readText(name) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode((0, import_node_fs5.readFileSync)(name === "-" ? 0 : name));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${name} is not UTF-8`, "place");
    throw new UsageError(`${name} cannot be read: ${reasonOf(error)}`, "place");
  }
}
function split(text) {
  const [first = ""] = text.split("\n", 1);
  const delimiter2 = first.includes(";") && !first.includes(",") ? ";" : ",";
  const cell = new RegExp(`("(?:[^"]|"")*"?[^${delimiter2}\\r\\n]*|[^${delimiter2}\\r\\n]*)(${delimiter2}|\\r\\n|\\n|\\r|$)`, "gy");
  const lines = [[]];
  for (const [whole, raw = "", end] of text.matchAll(cell)) {
    if (whole === "" && lines.at(-1)?.length === 0) break;
    lines.at(-1)?.push((raw.startsWith('"') ? raw.replaceAll(/"("?)/g, "$1") : raw).trim());
    if (end === "") break;
    if (end !== delimiter2) lines.push([]);
  }
  return lines;
}
function numbered(columns, lines, defaults, name) {
  const seen = /* @__PURE__ */ new Map();
  return lines.map((line, index) => {
    const number = index + 1;
    const values = { ...defaults };
    for (const [position, column] of columns.entries()) {
      const cell = line[position];
      if (cell && COLUMNS.includes(column)) values[column] = column === "play_prompt" ? prompt(cell, name, number) : cell;
    }
    const { to } = values;
    if (to === void 0) throw new UsageError(`${name}: row ${number} has no number in the column \`to\``, "place");
    const occurrence = (seen.get(keyOf(to, 0)) ?? 0) + 1;
    seen.set(keyOf(to, 0), occurrence);
    return { number, values, occurrence, to };
  });
}
function prompt(cell, name, number) {
  const value = WORDS.get(cell.toLowerCase());
  if (value === void 0)
    throw new UsageError(`${name}: row ${number}: play_prompt is ${quoted(cell)}, not true or false`, "place");
  return value;
}

// ts/cli/journal.ts
var Journal = class Journal {
  #path;
  #file;
  #server = (0, import_node_net.createServer)();
  #steps = /* @__PURE__ */ new Map();
  /** Opens a journal, and creates one that does not exist. Throws `UsageError` for another file, and if it is in use. */
  static async open(path) {
    const journal = new Journal(path);
    try {
      await journal.#lock();
      journal.#read();
    } catch (error) {
      journal.close();
      throw error;
    }
    return journal;
  }
  constructor(path) {
    this.#path = path;
    try {
      this.#file = (0, import_node_fs6.openSync)(path, "a+", 384);
    } catch (error) {
      throw new UsageError(`${path} cannot be opened: ${reasonOf(error)}`, "place");
    }
    if (!(0, import_node_fs6.fstatSync)(this.#file).isFile()) throw new UsageError(`${path} is not a regular file`, "place");
  }
  /** Returns the last step of a row, or undefined. */
  stepOf(row2) {
    return this.#steps.get(keyOf(row2.to, row2.occurrence));
  }
  close() {
    (0, import_node_fs6.closeSync)(this.#file);
    this.#server.close();
  }
  /** Writes an entry of the library, with its step or another one. */
  write(row2, entry, step = entry.step) {
    const { at, to, from, callId, outcome, error } = entry;
    this.#append(row2, { at, step, to, from, call_id: callId, outcome, error });
  }
  /** Writes the end of a call of an earlier run. */
  writeEnd(row2, { to, from, callId }, outcome) {
    this.#append(row2, { at: /* @__PURE__ */ new Date(), step: "Ended", to, from, call_id: callId, outcome, error: null });
  }
  #append(row2, fields) {
    const { number, occurrence, values } = row2;
    const line = { row: number, occurrence, ...plain(fields), request: values };
    let rest = Buffer.from(`${JSON.stringify(line)}
`);
    while (rest.length > 0) rest = rest.subarray((0, import_node_fs6.writeSync)(this.#file, rest));
    (0, import_node_fs6.fsyncSync)(this.#file);
  }
  /**
   * Node cannot lock a file. The name of a socket without a file, which Linux frees when its process ends, says that the journal is
   * in use. The command of the Python package takes the same name.
   */
  async #lock() {
    if (process.platform !== "linux") return;
    const { dev, ino } = (0, import_node_fs6.fstatSync)(this.#file, { bigint: true });
    try {
      await (0, import_node_events2.once)(this.#server.listen(`\0ringout-journal-${dev}-${ino}`), "listening");
      this.#server.unref();
    } catch {
      throw new UsageError(`${this.#path} is in use by another \`ringout place\``, "place");
    }
  }
  #read() {
    const data = (0, import_node_fs6.readFileSync)(this.#path);
    const end = data.lastIndexOf(10) + 1;
    if (end < data.length) (0, import_node_fs6.ftruncateSync)(this.#file, end);
    const lines = data.subarray(0, end).toString().split("\n").slice(0, -1);
    for (const [index, line] of lines.entries()) {
      try {
        const [key, step] = readLine(JSON.parse(line));
        this.#steps.set(key, step);
      } catch {
        throw new UsageError(`line ${index + 1} of ${this.#path} is not an entry of a journal`, "place");
      }
    }
  }
};
function readLine(line) {
  const { step, at, to, from, call_id, outcome, request, occurrence } = line;
  const time = new Date(at);
  if (typeof step !== "string" || typeof to !== "string" || Number.isNaN(time.getTime())) throw new TypeError("no entry");
  const step_ = { name: step, at: time, to, from: from ?? null, callId: call_id ?? null, outcome: outcome && restored(outcome) };
  return [keyOf(request.to, occurrence), step_];
}
function restored({ cancelled_by_us, ...outcome }) {
  return Object.assign(Object.create(import__5.Outcome.prototype), outcome, { cancelledByUs: cancelled_by_us });
}

// ts/cli/place.ts
var BAR = 20;
var Tally = class {
  counts = { connected: 0, not_connected: 0, not_placed: 0, unknown: 0, in_log: 0 };
  rows;
  leftOut;
  inProgress = 0;
  firstError = 0;
  constructor(rows, leftOut) {
    this.rows = rows;
    this.leftOut = leftOut;
  }
  /** The number of calls whose result is known, or known to be unknown. */
  get done() {
    return Object.values(this.counts).reduce((sum, count) => sum + count);
  }
  /** The exit code: calls that may have been placed come first, then errors, then calls that did not connect. */
  get exitCode() {
    if (this.counts.unknown > 0) return 24;
    return this.firstError || (this.counts.not_connected > 0 ? 1 : 0);
  }
  /** Returns the counts, without those that are zero. */
  text() {
    const words = { unknown: "may have been placed", in_log: "found in the call log" };
    const given = Object.entries(this.counts).filter(([, count]) => count > 0);
    return given.map(([name, count]) => `${count} ${words[name] ?? name.replaceAll("_", " ")}`).join(", ") || "none";
  }
  /** Returns the progress bar. */
  bar(seconds) {
    const filled = Math.floor(BAR * this.done / this.rows);
    const bar = "#".repeat(filled) + "-".repeat(BAR - filled);
    const ringing = this.inProgress > 0 ? `; ${this.inProgress} in progress` : "";
    return `[${bar}] ${this.done}/${this.rows}  ${Math.floor(seconds)} s  ${this.text()}${ringing}`;
  }
};
async function place(context) {
  const { options, output, signal } = context;
  const rows = readRows(options);
  const journal = await Journal.open(options.text("journal") ?? "");
  try {
    const batch = new Batch(context, journal, connect(options), rows);
    const { tally } = batch;
    try {
      await output.live(
        (seconds) => tally.bar(seconds),
        async () => {
          await batch.settleEarlier();
          await batch.place();
        }
      );
    } catch (error) {
      if (signal.aborted) {
        const going = tally.inProgress === 1 ? "1 call goes on; " : tally.inProgress > 0 ? `${tally.inProgress} calls go on; ` : "";
        output.note(`${going}run the same command again to resume`);
      }
      throw error;
    }
    output.record("summary", { calls: tally.rows, left_out: tally.leftOut, ...tally.counts });
    const leftOut = tally.leftOut > 0 ? `; ${tally.leftOut} left for the next run` : "";
    output.line(`${tally.done} of ${tally.rows + tally.leftOut} calls: ${tally.text()}${leftOut}`);
    return tally.exitCode;
  } finally {
    journal.close();
  }
}
var Batch = class {
  tally;
  #context;
  #journal;
  #client;
  #earlier = [];
  #new = [];
  constructor(context, journal, client, rows) {
    this.#context = context;
    this.#journal = journal;
    this.#client = client;
    for (const row2 of rows) {
      const step = journal.stepOf(row2);
      if (step === void 0 || step.name === "NotPlaced") this.#new.push(row2);
      else this.#earlier.push([row2, step]);
    }
    const left = this.#new.splice(context.options.number("max") ?? this.#new.length);
    this.tally = new Tally(this.#earlier.length + this.#new.length, left.length);
  }
  /** Shows the results of earlier runs. Follows the calls that were in progress, all at the same time. */
  async settleEarlier() {
    const followed = [];
    for (const [row2, step] of this.#earlier) {
      const { outcome, callId } = step;
      if (step.name === "Ended" && outcome !== null && outcome.kind !== "StillInProgress") {
        this.#showOutcome(row2, outcome, { callId, isEarlier: true });
      } else if (callId !== null) followed.push([row2, step, this.#watch(this.#client.call(callId))]);
      else await this.#lookUp(row2, step);
    }
    this.tally.inProgress = followed.length;
    for (const [row2, step, watch2] of followed) {
      for await (const _ of watch2) this.#context.output.redraw();
      this.tally.inProgress -= 1;
      const { outcome } = watch2;
      if (outcome.kind === "EndedUnknown") await this.#lookUp(row2, step);
      else {
        this.#journal.writeEnd(row2, step, outcome);
        this.#showOutcome(row2, outcome, { callId: step.callId, isEarlier: true });
      }
    }
  }
  /** Places the other calls. */
  async place() {
    if (this.#new.length === 0) return;
    const { options, signal } = this.#context;
    const totalTimeout = options.milliseconds("total-timeout");
    const placeOptions = {
      ...waitOptions(options),
      ...totalTimeout !== void 0 && { totalTimeout },
      concurrency: options.number("concurrency") ?? 1,
      journal: (entry) => this.#record(entry),
      signal
    };
    try {
      for await (const { index, call: call2, outcome, error } of this.#client.placeAll(this.#new.map(requestOf), placeOptions)) {
        const row2 = this.#new[index];
        if (error) this.#showError(row2, error);
        else this.#showOutcome(row2, outcome, { callId: call2.id });
      }
    } catch (error) {
      throw error instanceof import__6.InvalidArgumentError ? this.#withRow(error) : error;
    }
  }
  #watch(call2) {
    return call2.watch({ ...waitOptions(this.#context.options), signal: this.#context.signal });
  }
  #record(entry) {
    this.#journal.write(this.#new[entry.index], entry);
    if (entry.step === "Placed") this.tally.inProgress += 1;
    if (entry.step === "Ended") this.tally.inProgress -= 1;
    this.#context.output.redraw();
  }
  async #lookUp(row2, { to, from, at, callId }) {
    const attempt = { to, sentAt: at, ...from !== null && { from } };
    const log2 = await this.#client.callLog(attempt, { signal: this.#context.signal });
    this.tally.counts[found(log2)] += 1;
    const text = log2.record ? logText(log2) : "may have been placed; no record in the call log (yet)";
    this.#show(row2, [[YELLOW, text]], { callId, log: log2, isEarlier: true });
  }
  #showOutcome(row2, outcome, rest) {
    this.tally.counts[outcome.connected ? "connected" : "not_connected"] += 1;
    this.#show(row2, outcomeParts(outcome), { ...rest, outcome });
  }
  #showError(row2, error) {
    this.tally.counts[error.mayHavePlaced ? "unknown" : "not_placed"] += 1;
    this.tally.firstError ||= 10 + error.number;
    this.#show(row2, [[RED, error.code], `: ${error.message}`], { error });
  }
  #show(row2, parts, { callId, outcome, error, log: log2, isEarlier = false }) {
    const { output } = this.#context;
    const result = { row: row2.number, to: row2.to, call_id: callId ?? null, outcome: outcome ?? null, error: error ?? null };
    output.record("result", { ...result, log: log2 ?? null, earlier: isEarlier });
    const start = `${row2.number.toString().padStart(4)}  ${row2.to.padEnd(16)} `;
    output.line(start, ...parts, isEarlier ? " (earlier run)" : "");
  }
  /** Names the row of the file instead of the request of the library. */
  #withRow(error) {
    const [parameter, index, field] = /^requests\[(\d+)\]\.?(\w*)/.exec(error.parameter ?? "") ?? [];
    if (parameter === void 0) return error;
    const problem = error.message.slice(parameter.length);
    error.message = `row ${this.#new[Number(index)]?.number} of ${this.#context.options.text("FILE")}, ${snake(field ?? "")}${problem}`;
    return error;
  }
};
function found({ record }) {
  if (record === null) return "unknown";
  if (record.connected === null) return "in_log";
  return record.connected ? "connected" : "not_connected";
}

// ts/cli/simulator.ts
var import_node_child_process2 = require("node:child_process");
var import_node_fs7 = require("node:fs");
var import_node_os2 = require("node:os");
var import_node_path4 = require("node:path");
var PROGRAM = "ringout-simulator";
async function simulator({ options, signal }) {
  const program = find();
  const child = (0, import_node_child_process2.spawn)(program, options.rest, { stdio: "inherit" });
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  return await new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new UsageError(`${program} cannot be started: ${reasonOf(error)}`, "simulator")));
    child.on("exit", (code, name) => resolve(code ?? 128 + (name === null ? 0 : import_node_os2.constants.signals[name])));
  });
}
function find() {
  const named = process.env["RINGOUT_SIMULATOR"];
  if (named) return named;
  const beside = (0, import_node_path4.join)((0, import_node_path4.dirname)((0, import_node_path4.dirname)((0, import_node_path4.dirname)(__dirname))), ".bin");
  const folders = [beside, ...(process.env["PATH"] ?? "").split(import_node_path4.delimiter).filter((folder) => folder)];
  const found2 = folders.map((folder) => (0, import_node_path4.join)(folder, PROGRAM)).find(isProgram);
  if (found2 === void 0) {
    throw new UsageError(`${PROGRAM} is not installed: npm install ${PROGRAM}, or set RINGOUT_SIMULATOR`, "simulator");
  }
  return found2;
}
function isProgram(file) {
  try {
    (0, import_node_fs7.accessSync)(file, import_node_fs7.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// ts/cli/main.ts
var COMMANDS2 = {
  call,
  status,
  watch,
  cancel,
  log,
  place,
  preflight,
  numbers,
  login,
  logout,
  simulator
};
var SIGNALS = { SIGINT: "interrupted", SIGTERM: "terminated", SIGHUP: "the terminal was closed" };
async function main() {
  const output = new Output();
  const stopping = new AbortController();
  output.onStop = (stop) => stopping.abort(stop);
  handleSignals(stopping);
  let code;
  try {
    code = await run(process.argv.slice(2), output, stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    const stop = stopping.signal.reason;
    output.note(`ringout: ${stop.message}`);
    code = stop.code;
  }
  process.exit(code);
}
async function run(args, output, signal) {
  let options;
  try {
    options = parse(args, import__7.version);
    output.isJson = options.flag("json");
    return await COMMANDS2[options.command]?.({ options, output, signal }) ?? 2;
  } catch (error) {
    if (error instanceof Help) {
      for (const line of error.message.split("\n")) output.line(line);
      return 0;
    }
    if (error instanceof UsageError) {
      const name = error.command === void 0 ? "ringout" : `ringout ${error.command}`;
      output.note([RED, `${name}: `], error.message);
      output.note(`help: ${name} --help`);
      return 2;
    }
    if (!(error instanceof import__7.RingOutError) || options === void 0) throw error;
    if (signal.aborted && !error.mayHavePlaced) throw error;
    showError(error, options, output);
    if (signal.aborted) throw error;
    return 10 + error.number;
  }
}
function showError(error, options, output) {
  spell(error, options);
  output.record("error", { error });
  output.note([RED, `ringout ${options.command}: ${error.code}: `], messageOf(error));
  if (error.hint) output.note(`hint: ${error.hint}`);
  if (error instanceof import__7.NotLoggedInError) output.note("hint: ringout login");
  if (error.requestId) output.note(`request id: ${error.requestId}`);
  const { attempt } = error;
  if (error.mayHavePlaced && attempt?.to) {
    const caller = attempt.from ? ` --from '${attempt.from}'` : "";
    output.note(`check: ringout log --to '${attempt.to}'${caller} --sent-at ${attempt.sentAt.toISOString()}`);
  }
}
function spell(error, options) {
  const name = error.parameter;
  if (!(error instanceof import__7.InvalidArgumentError) || name === void 0 || !error.message.startsWith(`${name}: `)) return;
  const others = { fromForwardingNumber: "forwarding-number", playPrompt: "prompt" };
  const option = others[name] ?? snake(name).replaceAll("_", "-");
  if (options.has(option)) error.message = `--${option}${error.message.slice(name.length)}`;
}
function handleSignals(stopping) {
  for (const [name, reason] of Object.entries(SIGNALS)) {
    const number = import_node_os3.constants.signals[name];
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(128 + number);
      stopping.abort(new Stopped(128 + number, reason));
    });
  }
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  main
});

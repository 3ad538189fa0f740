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

// ts/main.ts
var main_exports = {};
__export(main_exports, {
  Authorization: () => Authorization,
  Call: () => Call,
  CallPath: () => CallPath,
  CallState: () => CallState,
  CancelEffect: () => CancelEffect,
  Change: () => Change,
  CheckKind: () => CheckKind,
  CheckResult: () => CheckResult,
  Client: () => Client,
  ConnectionFailedError: () => ConnectionFailedError,
  DialScheme: () => DialScheme,
  ForbiddenError: () => ForbiddenError,
  InternalError: () => InternalError,
  InvalidArgumentError: () => InvalidArgumentError,
  JournalEntry: () => JournalEntry,
  JournalStep: () => JournalStep,
  LedgerKey: () => LedgerKey,
  Limit: () => Limit,
  LogMatch: () => LogMatch,
  MaybePlacedError: () => MaybePlacedError,
  NotFoundError: () => NotFoundError,
  NotLoggedInError: () => NotLoggedInError,
  OperationCancelledError: () => OperationCancelledError,
  Outcome: () => Outcome,
  OutcomeKind: () => OutcomeKind,
  OutcomeSource: () => OutcomeSource,
  Phase: () => Phase,
  PlaceAll: () => PlaceAll,
  Preflight: () => Preflight,
  ProtocolError: () => ProtocolError,
  RateLimit: () => RateLimit,
  RateLimitedError: () => RateLimitedError,
  RejectedError: () => RejectedError,
  RequestTimeoutError: () => RequestTimeoutError,
  Response: () => Response,
  RingOutError: () => RingOutError,
  SDK: () => SDK,
  ServerError: () => ServerError,
  Status: () => Status,
  StorageError: () => StorageError,
  Token: () => Token,
  TokenKey: () => TokenKey,
  UnauthorizedError: () => UnauthorizedError,
  Until: () => Until,
  Verdict: () => Verdict,
  VerdictKind: () => VerdictKind,
  Watch: () => Watch,
  checkTransition: () => checkTransition,
  default: () => SDK,
  dialUri: () => dialUri,
  explainStatus: () => explainStatus,
  setLogger: () => setLogger,
  statusNumber: () => statusNumber,
  version: () => version
});
module.exports = __toCommonJS(main_exports);

// ts/account.ts
var import_node_util2 = require("node:util");

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
var CALL_REQUEST = {
  to: "string!",
  from: "string",
  fromForwardingNumber: "string",
  callerId: "string",
  playPrompt: "boolean",
  country: "string",
  dedupeKey: "string"
};
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
function readArgument(name, value, type) {
  return check(`"${name}" argument`, value, type);
}
function readCallRequest(what, request) {
  return readOptions(what, request, CALL_REQUEST);
}
function readQuery(query) {
  if (query === void 0) return [];
  if (query instanceof URLSearchParams) return [...query];
  if (typeof query !== "object" || query === null || Array.isArray(query)) {
    throw wrongType('"options.query" property', "an object or an instance of URLSearchParams", query);
  }
  return Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.filter((value2) => value2 !== void 0).map((value2) => [name, queryValue(name, value2)]);
  });
}
function queryValue(name, value) {
  if (["string", "number", "boolean", "bigint"].includes(typeof value)) return String(value);
  throw wrongType(`"options.query.${name}" property`, "of type string, number or boolean", value);
}
function readBody(body) {
  if (body === void 0 || typeof body === "string") return body;
  if (typeof body !== "object" || body === null) {
    throw wrongType('"options.body" property', "of type object, or JSON in a string", body);
  }
  return JSON.stringify(body);
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

// ts/errors.ts
var import_native = __toESM(require("./native.js"));
var numbers = new Map(import_native.default.errorCodes());
var RingOutError = class extends Error {
  /** @internal */
  static code = "INTERNAL";
  constructor(message, { cause, hint, ...fields } = {}) {
    super(message, cause === void 0 ? void 0 : { cause });
    const { code } = new.target;
    const defaults = { code, number: numbers.get(code), retryable: false, mayHavePlaced: code === "MAYBE_PLACED" };
    Object.assign(this, defaults, fields, { details: fields.details ?? [] });
    if (hint !== void 0) Object.defineProperty(this, "hint", { value: hint, configurable: true, writable: true });
  }
  /** Returns the name, the message, the fields and the cause, for `JSON.stringify`. The stack is left out. */
  toJSON() {
    const { cause } = this;
    return { ...named(this), ...cause !== void 0 && { cause: cause instanceof Error ? named(cause) : cause } };
  }
};
function named(error) {
  return Object.assign({ name: error.name, message: error.message }, error);
}
var InvalidArgumentError = class extends RingOutError {
  /** @internal */
  static code = "INVALID_ARGUMENT";
};
var NotLoggedInError = class extends RingOutError {
  /** @internal */
  static code = "NOT_LOGGED_IN";
};
var UnauthorizedError = class extends RingOutError {
  /** @internal */
  static code = "UNAUTHORIZED";
};
var ForbiddenError = class extends RingOutError {
  /** @internal */
  static code = "FORBIDDEN";
};
var NotFoundError = class extends RingOutError {
  /** @internal */
  static code = "NOT_FOUND";
};
var RateLimitedError = class extends RingOutError {
  /** @internal */
  static code = "RATE_LIMITED";
};
var RejectedError = class extends RingOutError {
  /** @internal */
  static code = "REJECTED";
};
var ServerError = class extends RingOutError {
  /** @internal */
  static code = "SERVER";
};
var RequestTimeoutError = class extends RingOutError {
  /** @internal */
  static code = "TIMEOUT";
};
var ConnectionFailedError = class extends RingOutError {
  /** @internal */
  static code = "CONNECTION";
};
var ProtocolError = class extends RingOutError {
  /** @internal */
  static code = "PROTOCOL";
};
var OperationCancelledError = class extends RingOutError {
  /** @internal */
  static code = "CANCELLED";
};
var StorageError = class extends RingOutError {
  /** @internal */
  static code = "STORAGE";
};
var MaybePlacedError = class extends RingOutError {
  /** @internal */
  static code = "MAYBE_PLACED";
};
var InternalError = class extends RingOutError {
  /** @internal */
  static code = "INTERNAL";
};
var classes = {
  RingOutError,
  InvalidArgumentError,
  NotLoggedInError,
  UnauthorizedError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  RejectedError,
  ServerError,
  RequestTimeoutError,
  ConnectionFailedError,
  ProtocolError,
  OperationCancelledError,
  StorageError,
  MaybePlacedError,
  InternalError
};
var classOf = /* @__PURE__ */ new Map();
for (const [name, Class] of Object.entries(classes)) {
  Object.defineProperty(Class.prototype, "name", { value: name, configurable: true, writable: true });
  classOf.set(Class.code, Class);
}
var Origin = class {
  /** Captures the frames above the function `above`. */
  constructor(above) {
    Error.captureStackTrace(this, above);
  }
  /** Replaces the frames of an error. */
  give(error) {
    const frames = /\n {4}at .*$/s.exec(String(this.stack));
    const value = `${error.name}: ${error.message}${frames?.[0] ?? ""}`;
    Object.defineProperty(error, "stack", { value, configurable: true, writable: true });
  }
};
function errorOf({ message, ...failure }, cause, origin) {
  const Class = classOf.get(failure.code) ?? RingOutError;
  const details = failure.details.map(({ fields: fields2, ...detail }) => ({
    ...detail,
    ...fields2 !== void 0 && { fields: JSON.parse(fields2) }
  }));
  const { attempt, ...fields } = failure;
  const sent = attempt && { attempt: Object.freeze({ ...attempt, sentAt: new Date(attempt.sentAt) }) };
  const error = new Class(message, { ...fields, ...sent, details: Object.freeze(details), cause });
  if (origin === void 0) Error.captureStackTrace(error, errorOf);
  else origin.give(error);
  return error;
}
function unwrap([failure, value]) {
  if (failure === null) return value;
  const error = errorOf(failure);
  Error.captureStackTrace(error, unwrap);
  throw error;
}

// ts/names.ts
var import_native2 = __toESM(require("./native.js"));
function constants(...names) {
  return Object.freeze(Object.fromEntries(names.map((name) => [name, name])));
}
var Status = constants(...import_native2.default.statusNames());
var Phase = constants("Unknown", "RingingCaller", "RingingCallee", "Connected", "Ended");
var VerdictKind = constants("Unchanged", "Documented", "Skipped", "Undocumented", "Impossible");
var OutcomeKind = constants(
  "StillInProgress",
  "Answered",
  "Completed",
  "Busy",
  "NoAnswer",
  "Rejected",
  "Cancelled",
  "Blocked",
  "NotEnoughFunds",
  "NoSuchUser",
  "Failed",
  "EndedUnknown"
);
var OutcomeSource = constants("Status", "Gone", "CallLog");
var CancelEffect = constants("HungUp", "Accepted", "AlreadyEnded");
var LogMatch = constants("None", "Ambiguous", "Likely", "Certain");
var CheckKind = constants("Login", "Permission", "Extension", "Line", "From", "CallerId", "Destination", "Clock");
var CheckResult = constants("Passed", "Warning", "Failed", "Unknown");
var JournalStep = constants("Placing", "Placed", "NotPlaced", "MaybePlaced", "Ended");
var Until = Object.freeze({ Ended: "ended", Answered: "answered" });
var CallPath = Object.freeze({ RingOut: "ring-out", Deprecated: "ringout" });
var DialScheme = Object.freeze({ RcMobile: "rcmobile", Tel: "tel" });
var RateLimit = Object.freeze({ Wait: "wait", FailFast: "fail-fast" });
var version = import_native2.default.version();

// ts/data.ts
var import_native3 = __toESM(require("./native.js"));
var TEXT = /* @__PURE__ */ Symbol("text");
var Data = class {
  constructor() {
    throw new TypeError(`${new.target.name} has no public constructor`);
  }
  toString() {
    return this[TEXT];
  }
  /** Returns the properties, for `JSON.stringify`. */
  toJSON() {
    return { ...this };
  }
};
var Change = class extends Data {
};
var CallState = class {
  constructor(callStatus, callerStatus, calleeStatus) {
    const [call2, caller, callee] = Object.entries({ callStatus, callerStatus, calleeStatus }).map(
      ([name, status]) => readArgument(name, status, "string")
    );
    Object.freeze(Object.assign(this, import_native3.default.parseState(call2, caller, callee)));
  }
  /** Describes in one sentence what is happening, or how the call ended. */
  explain() {
    return import_native3.default.explainState(this);
  }
  /** Whether `other` is a state with the same three statuses. */
  equals(other) {
    return isState(other) && ["callStatus", "callerStatus", "calleeStatus"].every((name) => this[name] === other[name]);
  }
  toString() {
    return import_native3.default.stateText(this);
  }
};
var Outcome = class extends Data {
};
var Verdict = class extends Data {
};
var Response = class extends Data {
  /** The body as a string. */
  get text() {
    return this.body.toString("utf8");
  }
  /** Parses the body as JSON. Throws a `SyntaxError` if it is not JSON. */
  json() {
    return JSON.parse(this.text);
  }
  toString() {
    return this.text;
  }
  /** Returns the properties, with the body as a string, for `JSON.stringify`. */
  toJSON() {
    return { ...this, body: this.text };
  }
};
var TokenKey = class extends Data {
};
var LedgerKey = class extends Data {
};
function isState(value) {
  return value instanceof CallState;
}
function checkTransition(from, to) {
  for (const [name, state] of Object.entries({ from, to })) {
    if (!isState(state)) throw wrongType(`"${name}" argument`, "an instance of CallState", state);
  }
  return verdictOf(import_native3.default.checkTransition(from, to));
}
function statusNumber(status) {
  return import_native3.default.statusNumber(readArgument("status", status, "string"));
}
function explainStatus(status) {
  return import_native3.default.explainStatus(readArgument("status", status, "string"));
}
function adopt(Class, { text, ...properties }) {
  const instance = Object.assign(Object.create(Class.prototype), properties);
  if (text !== void 0) Object.defineProperty(instance, TEXT, { value: text });
  return Object.freeze(instance);
}
function stateOf(packed) {
  return typeof packed === "number" ? knownState(packed) : adopt(CallState, packed);
}
var STATUSES = Object.values(Status);
var PHASES = Object.values(Phase);
var knownStates = /* @__PURE__ */ new Map();
function knownState(packed) {
  let state = knownStates.get(packed);
  if (state === void 0) {
    const [callStatus, callerStatus, calleeStatus] = [0, 8, 16].map((bits) => STATUSES[packed >> bits & 255]);
    state = adopt(CallState, { callStatus, callerStatus, calleeStatus, phase: PHASES[packed >> 24] });
    knownStates.set(packed, state);
  }
  return state;
}
function verdictOf(verdict) {
  const reasons = verdict.reasons.map((reason) => Object.freeze({ ...reason, path: Object.freeze(reason.path) }));
  return adopt(Verdict, { ...verdict, reasons: Object.freeze(reasons) });
}
function outcomeOf(outcome) {
  return adopt(Outcome, outcome);
}
function changeOf({ previous, state, verdict, earliest, latest }) {
  const now = stateOf(state);
  const parts = {
    previous: previous === null ? null : stateOf(previous),
    state: now,
    verdict: verdict && verdictOf(verdict),
    earliest,
    latest
  };
  return adopt(Change, { ...parts, text: String(now) });
}
function keyOf(key) {
  return adopt(TokenKey, key);
}
function ledgerKeyOf(key) {
  return adopt(LedgerKey, key);
}
function responseOf({ headers, error, ...response }) {
  const joined = /* @__PURE__ */ Object.create(null);
  for (const [name, value] of headers) joined[name] = name in joined ? `${joined[name]}, ${value}` : value;
  return adopt(Response, { ...response, headers: Object.freeze(joined), error: error && errorOf(error) });
}

// ts/account.ts
var import_native4 = __toESM(require("./native.js"));
var Limit = class extends Data {
};
var Preflight = class extends Data {
};
function dialUri(number, options) {
  readArgument("number", number, "string");
  const { scheme } = readOptions("options", options, { scheme: "string" });
  return unwrap(import_native4.default.dialUri(number, scheme));
}
function readAttempt(attempt) {
  const { sentAt, ...numbers2 } = readOptions("attempt", attempt, { to: "string", from: "string", sentAt: "date!" });
  return { ...numbers2, sentAt: sentAt.getTime() };
}
function numbersOf(numbers2) {
  return Object.freeze(numbers2.map((number) => Object.freeze(number)));
}
function limitsOf(limits) {
  return Object.freeze(limits.map((limit) => adopt(Limit, limit)));
}
function preflightOf({ ok, checks: checks2, text }) {
  return adopt(Preflight, { ok, checks: Object.freeze(checks2.map((check2) => Object.freeze(check2))), text });
}
function inspectLog(depth, options) {
  if (depth < 0) return "[CallLog]";
  return `CallLog ${(0, import_node_util2.inspect)({ ...this }, { ...options, depth: Math.max(depth ?? Number.POSITIVE_INFINITY, 3) })}`;
}
function logOf({ matching, record, candidates, text }) {
  const log = { matching, record: record && recordOf(record), candidates };
  return Object.freeze(Object.defineProperties(log, { [import_node_util2.inspect.custom]: { value: inspectLog }, toString: { value: () => text } }));
}
function recordOf(record) {
  return withStartTime({ ...record, legs: Object.freeze(record.legs.map(withStartTime)) });
}
function withStartTime(entry) {
  const { startTime } = entry;
  return Object.freeze({ ...entry, startTime: startTime === null ? null : new Date(startTime) });
}

// ts/exits.ts
var import_native5 = __toESM(require("./native.js"));
var open = /* @__PURE__ */ new Set();
var collected = new FinalizationRegistry((target) => open.delete(target));
var isListening = false;
function awaitHangUpsAtExit() {
  if (isListening) return;
  isListening = true;
  process.on("exit", () => {
    for (const target of open) target.deref()?.cancel();
    import_native5.default.awaitHangUps();
  });
}
function cancelAtExit(target) {
  awaitHangUpsAtExit();
  const reference = new WeakRef(target);
  open.add(reference);
  collected.register(target, reference, reference);
  return () => {
    open.delete(reference);
    collected.unregister(reference);
  };
}

// ts/handle.ts
var import_node_util3 = require("node:util");
var TARGET = Object.freeze({});
var Handle = class {
  constructor() {
    return Reflect.construct(WeakRef, [TARGET], new.target);
  }
  /** Returns the same as `inspect`, on one line. */
  toString() {
    return (0, import_node_util3.inspect)(this, { breakLength: Number.POSITIVE_INFINITY, depth: 1 });
  }
  /** @internal */
  [import_node_util3.inspect.custom](depth, options) {
    const { name } = this.constructor;
    return depth < 0 ? `[${name}]` : `${name} ${(0, import_node_util3.inspect)(this.toJSON(), { ...options, depth })}`;
  }
};
Object.defineProperty(Handle.prototype, Symbol.toStringTag, { value: "RingOut handle", configurable: true });

// ts/call.ts
var import_native8 = __toESM(require("./native.js"));

// ts/operation.ts
var import_native7 = __toESM(require("./native.js"));

// ts/promises.ts
var import_node_timers = require("node:timers");
var import_native6 = __toESM(require("./native.js"));
var FOREVER = 2 ** 31 - 1;
var open2 = [];
var unused = [];
var count = 0;
var queue = new import_native6.default.Queue(settleFinished);
var keeper = (0, import_node_timers.setInterval)(() => {
}, FOREVER).unref();
function promiseOf(start) {
  return new Promise((resolve) => {
    const number = unused.pop() ?? open2.length;
    open2[number] = resolve;
    if (count === 0) keeper.ref();
    count += 1;
    try {
      start(queue, number);
    } catch (error) {
      close(number);
      throw error;
    }
  });
}
function settleFinished() {
  const finished = queue.take();
  for (let index = 0; index < finished.length; index += 3) {
    const resolve = close(finished[index]);
    const failure = finished[index + 1];
    resolve?.(failure === void 0 ? [null, finished[index + 2]] : [failure, null]);
  }
}
function close(number) {
  const resolve = open2[number];
  open2[number] = void 0;
  unused.push(number);
  count -= 1;
  if (count === 0) keeper.unref();
  return resolve;
}

// ts/operation.ts
var OPERATION = { signal: "signal", timeout: "number" };
var UNBOUNDED = Object.freeze({});
var bindings = /* @__PURE__ */ new WeakMap();
function readBounds(options) {
  return options === void 0 ? UNBOUNDED : readOptions("options", options, OPERATION);
}
function operate(bounds, start) {
  return run(bounds, start, void 0, new Origin(operate));
}
async function run(options, start, convert, origin) {
  const { signal, timeout } = readBounds(options);
  const token = signal && new import_native7.default.CancelToken();
  const unbind = token && bind(signal, token);
  try {
    const [failure, value] = await promiseOf((queue2, number) => start(queue2, number, token, timeout));
    if (failure !== null) throw errorOf(failure, causeOf(failure, signal), origin);
    return convert === void 0 ? value : convert(value);
  } finally {
    unbind?.();
  }
}
async function settle(start, signal, origin) {
  const [failure, value] = await promiseOf(start);
  if (failure === null) return value;
  throw errorOf(failure, causeOf(failure, signal), origin);
}
function causeOf({ code }, signal) {
  const isAbort = code === "CANCELLED" || code === "MAYBE_PLACED";
  return signal?.aborted && isAbort ? signal.reason : void 0;
}
function bind(signal, target) {
  if (signal.aborted) {
    target.cancel();
    return () => {
    };
  }
  const binding = bindings.get(signal) ?? listen(signal);
  binding.targets.add(target);
  return () => {
    binding.targets.delete(target);
    if (binding.targets.size === 0) binding.end();
  };
}
function listen(signal) {
  const targets = /* @__PURE__ */ new Set();
  const end = () => {
    signal.removeEventListener("abort", cancelAll);
    bindings.delete(signal);
  };
  const cancelAll = () => {
    end();
    for (const target of targets) target.cancel();
  };
  const binding = { targets, end };
  bindings.set(signal, binding);
  signal.addEventListener("abort", cancelAll);
  return binding;
}

// ts/steps.ts
var DONE = { done: true, value: void 0 };
var READ = /* @__PURE__ */ Symbol("read");
var abandoned = new FinalizationRegistry((unbind) => unbind());
var Steps = class extends Handle {
  #native;
  #signal;
  #unbind;
  #endsWithProcess;
  #lastStep = Promise.resolve();
  #stopped = false;
  /** `hangsUp` says that an interruption hangs up, for which the end of the process waits. */
  constructor(native13, signal, hangsUp = false) {
    super();
    this.#native = native13;
    this.#signal = signal;
    if (hangsUp) this.#endsWithProcess = cancelAtExit(native13);
    if (signal === void 0) return;
    this.#unbind = bind(signal, native13);
    abandoned.register(this, this.#unbind, this);
  }
  /** Returns the next item. */
  next() {
    const origin = new Origin(this.next);
    const step = this.#lastStep.then(() => this.#step(origin));
    this.#lastStep = step.catch(() => {
    });
    return step;
  }
  /** Ends a pending `next`, and takes no more steps. */
  async return() {
    this.#stop();
    this.#native.cancel();
    await this.#lastStep;
    return DONE;
  }
  /** Like {@link return}, but rejects with the error. Generators that delegate with `yield*` call it. */
  async throw(error) {
    await this.return();
    throw error;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  async #step(origin) {
    if (this.#stopped) return DONE;
    const { value, error, more } = await this[READ](this.#native, this.#signal, origin).catch(failed);
    if (this.#stopped && Object(error).code === "CANCELLED") return DONE;
    if (!more) this.#stop();
    if (error !== void 0) throw error;
    return value === void 0 ? DONE : { done: false, value };
  }
  #stop() {
    this.#stopped = true;
    this.#unbind?.();
    this.#endsWithProcess?.();
    abandoned.unregister(this);
  }
};
function failed(error) {
  return { error, more: false };
}

// ts/call.ts
var WAIT = {
  until: "string",
  timeout: "number",
  cancelOnTimeout: "boolean",
  cancelOnExit: "boolean",
  signal: "signal"
};
var callOf;
var watchOf;
var Call = class extends Handle {
  #native;
  static {
    callOf = (call2) => new this(call2);
  }
  constructor(call2) {
    super();
    if (!(call2 instanceof import_native8.default.Call)) throw new TypeError("Call has no public constructor");
    this.#native = call2;
  }
  /** RingCentral's id of the call, an opaque string. */
  get id() {
    return this.#native.id;
  }
  /**
   * Whether the call was placed by another request with the same `dedupeKey`, in this process or another, and not by the one that
   * returned this object.
   */
  get adopted() {
    return this.#native.adopted;
  }
  /** The last state that was seen, or null if none was seen yet. Sends nothing. */
  get state() {
    const state = this.#native.state();
    return state === null ? null : stateOf(state);
  }
  /** The outcome, judged by the states seen so far. Sends nothing. */
  get outcome() {
    return outcomeOf(this.#native.outcome());
  }
  /** Polls RingCentral once. Rejects with {@link NotFoundError} when RingCentral no longer knows the call. */
  status(options) {
    return run(options, (queue2, number, token, timeout) => this.#native.status(queue2, number, token, timeout), stateOf);
  }
  /** Waits until the call ends or is answered, and returns the outcome. */
  async wait(options) {
    const watch = this.watch(options);
    while (!(await watch.next()).done) ;
    return watch.outcome;
  }
  /** Yields the changes of the call: `for await (const change of call.watch())`. */
  watch(options) {
    const { signal, ...settings } = readOptions("options", options, WAIT);
    const watch = unwrap(this.#native.watch(settings, signal?.aborted ?? false));
    return watchOf(watch, signal, settings.cancelOnExit ?? false, this.outcome);
  }
  /**
   * Looks up the call in RingCentral's call log by its numbers and its time. RingCentral writes the record some time after the
   * end of the call, sometimes a minute later; until then `matching` is `None`. Needs the permission `ReadCallLog`, and counts
   * against the `Heavy` rate limit. Rejects with {@link InvalidArgumentError} for a handle made from an id; use {@link
   * Client.callLog} instead.
   */
  async log(options) {
    return logOf(await operate(readBounds(options), (...bounds) => this.#native.log(...bounds)));
  }
  /**
   * Takes the lease of a call with a `dedupeKey`. Returns null if it is now this client's or the call has ended, otherwise for how
   * many milliseconds another worker still has it.
   *
   * The lease says which worker follows the call; it does not prevent others. The one that places or finds the call has it, unless
   * another has it. `wait` and `watch` keep it, and 30 s after a worker has died it is free. A client that polls a call rarely,
   * because it follows many, has it for longer. Sends nothing to RingCentral.
   */
  async takeLease(options) {
    return operate(readBounds(options), (...bounds) => this.#native.takeLease(...bounds));
  }
  /**
   * Claims the outcome of a call with a `dedupeKey`, for the worker that reports it. Returns true once for a key, whichever workers
   * ask, and false before the end of the call has been seen. A worker that dies between the claim and its report has claimed it
   * even so. If the ledger fails, ask the same object again. Sends nothing to RingCentral.
   */
  async claimOutcome(options) {
    return operate(readBounds(options), (...bounds) => this.#native.claimOutcome(...bounds));
  }
  /** Hangs up, then polls once to see the effect. A call that has already ended is not an error. */
  async cancel(options) {
    return operate(readBounds(options), (...bounds) => this.#native.cancel(...bounds));
  }
  /** Lets the call go on: neither a wait with `cancelOnExit` that has begun nor `await using` hangs it up. Sends nothing. */
  detach() {
    this.#native.detach();
  }
  /**
   * Hangs up, unless the call is over or was detached, and waits up to five seconds for the effect. A hang-up that fails is
   * logged, and does not reject the promise. `await using` calls this.
   */
  async [Symbol.asyncDispose]() {
    awaitHangUpsAtExit();
    await settle((...ticket) => this.#native.dispose(...ticket), void 0);
  }
  toJSON() {
    const { id, state, outcome } = this;
    return { id, state, outcome };
  }
};
var Watch = class extends Steps {
  #outcome;
  static {
    watchOf = (watch, signal, hangsUp, outcome) => new this(watch, signal, hangsUp, outcome);
  }
  constructor(watch, signal, hangsUp, outcome) {
    if (!(watch instanceof import_native8.default.Watch)) throw new TypeError("Watch has no public constructor");
    super(watch, signal, hangsUp);
    this.#outcome = outcome;
  }
  /** The outcome, judged by the changes read so far. */
  get outcome() {
    return this.#outcome;
  }
  toJSON() {
    return { outcome: this.outcome };
  }
  /** @internal */
  async [READ](watch, signal, origin) {
    const { change, outcome } = await settle((...ticket) => watch.step(...ticket), signal, origin);
    this.#outcome = outcomeOf(outcome);
    return change === null ? { more: false } : { value: changeOf(change), more: true };
  }
};

// ts/ledger.ts
function readLedger(name, ledger) {
  if (typeof ledger !== "object" && typeof ledger !== "function" || ledger === null || Array.isArray(ledger)) {
    throw wrongType(`"options.${name}" property`, "an object with the methods load and swap", ledger);
  }
  for (const method of ["load", "swap"]) {
    const value = ledger[method];
    if (typeof value !== "function") throw wrongType(`"options.${name}.${method}" property`, "of type function", value);
  }
  return ledger;
}
function ledgerCallbackOf(ledger) {
  return (request, completion) => {
    const fail = (error) => completion.reject(messageOf(request.operation, error));
    run2(ledger, request).then((result) => void completion.resolve(result), fail);
  };
}
async function run2(ledger, { operation, key, expected, value, lifetime }) {
  const owner = ledgerKeyOf(key);
  if (operation === "load") return textOf("an object with a value and an age, or null", await ledger.load(owner));
  const result = await ledger.swap(owner, expected, value ?? "", lifetime);
  return result === true ? "" : textOf("true, an object with a value and an age, or null", result);
}
function textOf(expected, record) {
  if (record === null || record === void 0) return null;
  const { value, age } = Object(record);
  if (typeof value !== "string" || typeof age !== "number" || !Number.isFinite(age)) throw new WrongResult(expected, record);
  return `${Math.max(Math.round(age), 0)} ${value}`;
}
var WrongResult = class extends Error {
  constructor(expected, value) {
    super(`must return ${expected}. Received type ${typeof value}`);
  }
};
function messageOf(operation, error) {
  if (error instanceof WrongResult) return `${operation}() ${error.message}`;
  try {
    return `${operation}() failed: ${Object(error).message ?? String(error)}`;
  } catch {
    return `${operation}() failed`;
  }
}

// ts/login.ts
var import_native9 = __toESM(require("./native.js"));
var JWT = { jwt: "string!" };
var GRANTS = [
  JWT,
  { username: "string!", extension: "string", password: "string!" },
  { code: "string!", redirectUri: "string!", verifier: "string" }
];
var AUTHORIZATION = { url: "string", redirectUri: "string!", state: "string!", verifier: "string!" };
var Authorization = class extends Handle {
  #verifier;
  /** Restores a login that was saved. */
  constructor(options) {
    super();
    const { url = "", redirectUri, state, verifier } = readOptions("options", options, AUTHORIZATION);
    this.#verifier = verifier;
    Object.freeze(Object.assign(this, { url, redirectUri, state }));
  }
  /** The PKCE verifier, a secret. `inspect` and `JSON.stringify` do not show it. */
  get verifier() {
    return this.#verifier;
  }
  toJSON() {
    return { ...this };
  }
};
var tokenOf;
var halfOf;
var Token = class extends Handle {
  #native;
  static {
    tokenOf = (token) => new this(token);
    halfOf = (token) => token.#native;
  }
  constructor(token) {
    super();
    if (!(token instanceof import_native9.default.Token)) throw new TypeError("Token has no public constructor");
    this.#native = token;
    Object.freeze(Object.assign(this, { expiresAt: new Date(token.expiresAt()) }));
  }
  /** Reads a token from the JSON of {@link toJson}, or from RingCentral's response, which is taken as issued now. */
  static fromJson(json) {
    return tokenOf(unwrap(import_native9.default.Token.fromJson(readArgument("json", json, "string"))));
  }
  /** The names of the app's permissions, separated by spaces; null if RingCentral did not send them. */
  // An accessor because it comes from the server, which may echo a secret.
  get scope() {
    return this.#native.scope();
  }
  /** The access token, a secret. */
  get accessToken() {
    return this.#native.accessToken();
  }
  /** The refresh token, a secret; null if RingCentral issued none. */
  get refreshToken() {
    return this.#native.refreshToken();
  }
  /** Returns the token as JSON to save. It contains secrets. */
  toJson() {
    return this.#native.toJson();
  }
  /** Returns what `JSON.stringify` shows: no secret, so it cannot restore the token. */
  toJSON() {
    return { expiresAt: this.expiresAt };
  }
};
function readCredentials(credentials) {
  const given = Object(credentials);
  const grant = GRANTS.find((fields) => given[Object.keys(fields)[0] ?? ""] !== void 0) ?? JWT;
  return readOptions("credentials", credentials, grant);
}
function readToken(token) {
  if (!(token instanceof Token)) throw wrongType('"token" argument', "an instance of Token", token);
  return halfOf(token);
}
function readAuthorization(authorization) {
  if (!(authorization instanceof Authorization)) {
    throw wrongType('"authorization" argument', "an instance of Authorization", authorization);
  }
  const { url, redirectUri, state, verifier } = authorization;
  return { url, redirectUri, state, verifier };
}

// ts/client.ts
var import_native11 = __toESM(require("./native.js"));

// ts/place_all.ts
var import_native10 = __toESM(require("./native.js"));
var OPTIONS = {
  until: "string",
  timeout: "number",
  cancelOnTimeout: "boolean",
  concurrency: "number",
  totalTimeout: "number",
  journal: "function",
  signal: "signal"
};
var JournalEntry = class extends Data {
};
var newPlaceAll;
function placeAll(client, requests, options) {
  if (!Array.isArray(requests)) throw wrongType('"requests" argument', "an array", requests);
  const { signal, journal, concurrency, totalTimeout, ...wait } = readOptions("options", options, OPTIONS);
  const settings = requests.map((request, index) => readCallRequest(`requests[${index}]`, request));
  const writer = journal && new JournalWriter(journal);
  const placing = unwrap(client.placeAll(settings, wait, concurrency, totalTimeout, writer?.write));
  return newPlaceAll(placing, signal, requests.length, writer);
}
var PlaceAll = class extends Steps {
  #native;
  #remaining;
  #writer;
  #hasReportedAbort = false;
  /** The result that the abort error replaced; the next step returns it. */
  #deferred;
  static {
    newPlaceAll = (placing, signal, remaining, writer) => new this(placing, signal, remaining, writer);
  }
  constructor(placing, signal, remaining, writer) {
    if (!(placing instanceof import_native10.default.PlaceAll)) throw new TypeError("PlaceAll has no public constructor");
    super(placing, signal);
    this.#native = placing;
    this.#remaining = remaining;
    this.#writer = writer;
  }
  /** The number of requests without a result. */
  get remaining() {
    return this.#remaining;
  }
  toJSON() {
    return { remaining: this.remaining };
  }
  /** Stops placing, and ends a pending `next`. The calls go on. */
  async return() {
    const done = await super.return();
    this.#native.end();
    return done;
  }
  /**
   * Throws the abort error once. Later steps return the remaining results.
   * @internal
   */
  async [READ](placing, signal, origin) {
    const step = this.#deferred ?? await settle((...ticket) => placing.step(...ticket), signal, origin);
    const { placed, remaining } = step;
    if (placed === null) return { more: false };
    const error = placed.failure && errorOf(placed.failure, this.#causeOf(placed, placed.failure, signal), origin);
    if (error?.code === "CANCELLED" && !this.#hasReportedAbort) {
      this.#hasReportedAbort = true;
      this.#deferred = step;
      return { error, more: true };
    }
    this.#deferred = void 0;
    this.#remaining = remaining;
    return { value: placedOf(placed, error), more: true };
  }
  #causeOf({ call: call2 }, failure, signal) {
    if (failure.code === "STORAGE" && call2 === null) return this.#writer?.error;
    return causeOf(failure, signal);
  }
};
var JournalWriter = class {
  #journal;
  /** The error of the journal, which is why the remaining requests are not placed. */
  error = void 0;
  write = (entry, completion) => void this.#write(entry, completion);
  constructor(journal) {
    this.#journal = journal;
  }
  async #write(entry, completion) {
    try {
      await this.#journal.call(void 0, entryOf(entry));
      completion.resolve(null);
    } catch (error) {
      this.error ??= error;
      completion.reject(messageOf2(error));
    }
  }
};
function messageOf2(error) {
  try {
    return String(Object(error).message ?? error);
  } catch {
    return "it failed";
  }
}
function entryOf({ at, outcome, failure, ...entry }) {
  const parts = { at: new Date(at), outcome: outcome && outcomeOf(outcome), error: failure && errorOf(failure) };
  return adopt(JournalEntry, { ...entry, ...parts });
}
function placedOf({ index, call: call2, outcome }, error) {
  return Object.freeze({ index, call: call2 && callOf(call2), outcome: outcome && outcomeOf(outcome), error });
}

// ts/store.ts
var METHODS = { load: true, save: true, tryLock: false };
function readStore(store) {
  if (typeof store !== "object" && typeof store !== "function" || store === null || Array.isArray(store)) {
    throw wrongType('"options.tokenStore" property', "an object with the methods load and save", store);
  }
  for (const [name, required] of Object.entries(METHODS)) {
    const method = store[name];
    if (typeof method === "function" || !required && method === void 0) continue;
    throw wrongType(`"options.tokenStore.${name}" property`, "of type function", method);
  }
  return store;
}
function callbackOf(store) {
  const operations = operationsOf(store);
  return (request, completion) => {
    const { operation } = request;
    operations[operation](request, completion).catch((error) => completion.reject(messageOf3(operation, error)));
  };
}
function operationsOf(store) {
  const releases = /* @__PURE__ */ new Map();
  return {
    async load({ key }, completion) {
      const token = await store.load(keyOf(key)) ?? null;
      if (token !== null && typeof token !== "string") throw wrongResult("a string or null", token);
      completion.resolve(token);
    },
    async save({ key, token }, completion) {
      await store.save(keyOf(key), token);
      completion.resolve(null);
    },
    async tryLock({ key, lock }, completion) {
      const release = await store.tryLock?.(keyOf(key));
      if (release === null) return void completion.resolve(null);
      if (typeof release !== "function") throw wrongResult("a function or null", release);
      releases.set(lock, release);
      if (completion.resolve("")) return;
      releases.delete(lock);
      await release();
    },
    async unlock({ lock }, completion) {
      const release = releases.get(lock);
      releases.delete(lock);
      await release?.();
      completion.resolve(null);
    }
  };
}
var WrongResult2 = class extends Error {
};
function wrongResult(expected, value) {
  return new WrongResult2(`must return ${expected}. Received ${value === void 0 ? value : `type ${typeof value}`}`);
}
function messageOf3(operation, error) {
  if (error instanceof WrongResult2) return `${operation}() ${error.message}`;
  try {
    const { name, code, message: text } = Object(error);
    const kind = [name, code].filter((word) => typeof word === "string" && /^\w{1,40}$/.test(word)).join(" ");
    const message = operation === "load" ? "" : `: ${text ?? String(error)}`;
    return `${operation}() failed with ${kind || "a value that is not an Error"}${message}`;
  } catch {
    return `${operation}() failed`;
  }
}

// ts/client.ts
var CLIENT = {
  server: "string!",
  clientId: "string!",
  clientSecret: "string",
  jwt: "string",
  accountId: "string",
  extensionId: "string",
  callPath: "string",
  connectTimeout: "number",
  requestTimeout: "number",
  createTimeout: "number",
  allowInsecureHttp: "boolean",
  accessTokenTtl: "number",
  refreshTokenTtl: "number",
  tokenFile: "string",
  tokenStore: "any",
  tokenUser: "string",
  proxy: "string",
  caBundle: "string",
  app: "any",
  rateLimit: "string",
  ledger: "any",
  dedupeLifetime: "number",
  budget: "any",
  share: "number"
};
var APP = { name: "string!", version: "string!" };
var CREATE = { signal: "signal", timeout: "number", cancelOnExit: "boolean" };
var REQUEST = { query: "any", body: "any", signal: "signal", timeout: "number" };
var Client = class extends Handle {
  #native;
  /** Creates a client. Sends nothing; the first request logs in. */
  constructor(options) {
    super();
    const made = options;
    this.#native = made instanceof Made ? made.client : createClient(options);
  }
  /**
   * Creates a client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT`. In
   * a worker thread it reads the environment of the process, not the worker's copy.
   */
  static fromEnv() {
    return clientOf(import_native11.default.Client.fromEnv(), this);
  }
  /** Returns the same client with this timeout for each operation, also those of its calls: 1 to 3600000. */
  withTimeout(timeout) {
    return clientOf(this.#native.withTimeout(readArgument("timeout", timeout, "number")));
  }
  /** Returns the same client with another behaviour at the rate limit. */
  withRateLimit(rateLimit) {
    return clientOf(this.#native.withRateLimit(readArgument("rateLimit", rateLimit, "string")));
  }
  /** Logs in now, and keeps the credentials to log in again when the token expires. */
  async login(credentials, options) {
    const grant = readCredentials(credentials);
    await operate(readBounds(options), (...bounds) => this.#native.login(grant, ...bounds));
  }
  /** Begins a login through RingCentral's login page. Sends nothing. Send the user to the returned `url`. */
  authorizeUrl(redirectUri) {
    return new Authorization(unwrap(this.#native.authorizeUrl(readArgument("redirectUri", redirectUri, "string"))));
  }
  /**
   * Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its code.
   * An {@link InvalidArgumentError} for `state` means that the redirect does not belong to this login.
   */
  async loginRedirect(redirectedTo, authorization, options) {
    readArgument("redirectedTo", redirectedTo, "string");
    const login = readAuthorization(authorization);
    await operate(readBounds(options), (...bounds) => this.#native.loginRedirect(redirectedTo, login, ...bounds));
  }
  /** Refreshes the token now. Usually not needed, because requests refresh it in time. */
  async refresh(options) {
    await operate(readBounds(options), (...bounds) => this.#native.refresh(...bounds));
  }
  /** Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. */
  async logout(options) {
    await operate(readBounds(options), (...bounds) => this.#native.logout(...bounds));
  }
  /** The current token, or null before the first login. Sends nothing. */
  get token() {
    const token = this.#native.token();
    return token && tokenOf(token);
  }
  /**
   * RingCentral's rate limits as far as the client knows them, one entry each for `Light`, `Heavy` and `Auth`. Sends nothing.
   * Other programs of the same user and app share these limits.
   */
  get limits() {
    return limitsOf(this.#native.limits());
  }
  /** Uses a saved token from now on. */
  setToken(token) {
    this.#native.setToken(readToken(token));
  }
  /**
   * Places a call. The request is sent once. If it may have reached RingCentral and no usable response arrives, rejects with
   * {@link MaybePlacedError} and does not retry. Some error responses, such as a gateway's 504, also leave open whether the call
   * was placed; `mayHavePlaced` is true for all such errors.
   *
   * If the `dedupeKey` of the request has a call, that one is returned (`adopted`), also after its end. A call that another worker
   * is placing is waited for. After a request whose result no worker knows, the call log is asked. If it has the call for certain,
   * that one is returned, with its outcome and an empty `id`; otherwise the promise rejects with {@link MaybePlacedError}, and the
   * request is never sent again.
   */
  async createCall(request, options) {
    const checked = readCallRequest("request", request);
    const { cancelOnExit = false, ...bounds } = readOptions("options", options, CREATE);
    if (cancelOnExit) awaitHangUpsAtExit();
    const settings = { ...checked, cancelOnExit };
    return callOf(await operate(bounds, (...bounds2) => this.#native.createCall(settings, ...bounds2)));
  }
  /**
   * Returns the call that was placed with this `dedupeKey`, by any worker that shares the client's `ledger`, or null. Never places
   * one. A call that another worker is placing is waited for. One that has ended has its outcome at once, and waiting for it sends
   * nothing. Its lease is this client's, unless another worker has it: see {@link Call.takeLease}. Rejects with {@link
   * MaybePlacedError} if a request was sent, and nothing is known about it, not even by the call log.
   */
  async findCall(dedupeKey, options) {
    readArgument("dedupeKey", dedupeKey, "string");
    const call2 = await operate(readBounds(options), (...bounds) => this.#native.findCall(dedupeKey, ...bounds));
    return call2 && callOf(call2);
  }
  /** Returns a handle for a call with a known id. Sends nothing. */
  call(id) {
    return callOf(unwrap(this.#native.call(readArgument("id", id, "string"))));
  }
  /**
   * Places many calls as fast as the rate limits allow, follows all of them, and yields each result when its call ends: `for
   * await (const { index, outcome, error } of client.placeAll(requests))`. All requests are checked before the first is sent; the
   * `parameter` of the {@link InvalidArgumentError} says which one is wrong, as in `requests[3].to`. None is placed twice.
   */
  placeAll(requests, options) {
    return placeAll(this.#native, requests, options);
  }
  /**
   * Lists the user's numbers that may be shown to a callee, for {@link CallRequest.callerId}. Needs the permission
   * `ReadAccounts`; rejects with {@link ForbiddenError} without it.
   */
  async callerIds(options) {
    return numbersOf(await operate(readBounds(options), (...bounds) => this.#native.callerIds(...bounds)));
  }
  /** Lists the phones that can ring first, for {@link CallRequest.fromForwardingNumber}. Needs the permission `ReadAccounts`. */
  async forwardingNumbers(options) {
    return numbersOf(await operate(readBounds(options), (...bounds) => this.#native.forwardingNumbers(...bounds)));
  }
  /**
   * Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension and its line,
   * the numbers, and this machine's clock. Problems, and checks that were not possible, are part of the report; they do not
   * reject the promise. Sends up to three requests, and logs in if necessary.
   */
  async preflight(request, options) {
    const settings = request === void 0 ? void 0 : readCallRequest("request", request);
    return preflightOf(await operate(readBounds(options), (...bounds) => this.#native.preflight(settings, ...bounds)));
  }
  /**
   * Looks up a call in the call log by its numbers and its time, which come from the `attempt` of an error or an entry of a
   * journal. Otherwise like {@link Call.log}.
   */
  async callLog(attempt, options) {
    const known = readAttempt(attempt);
    return logOf(await operate(readBounds(options), (...bounds) => this.#native.callLog(known, ...bounds)));
  }
  /** Sends any other request. `path` begins with `/` and is sent unchanged. Rejects if the status is outside 200 to 299. */
  async request(method, path, options) {
    const { bounds, ...request } = readRequest(method, path, options);
    return responseOf(await operate(bounds, (...bounds2) => this.#native.request(request, ...bounds2)));
  }
  /** Like {@link Client.request}, but resolves with the response whatever its status. Its `error` says what went wrong. */
  async send(method, path, options) {
    const { bounds, ...request } = readRequest(method, path, options);
    return responseOf(await operate(bounds, (...bounds2) => this.#native.send(request, ...bounds2)));
  }
  toJSON() {
    const { server, clientId } = this.#native;
    return { server, clientId, token: this.token };
  }
};
var Made = class {
  client;
  constructor(client) {
    this.client = client;
  }
};
function clientOf(result, Class = Client) {
  return new Class(new Made(unwrap(result)));
}
function createClient(options) {
  const { tokenStore, ledger, budget, ...settings } = readOptions("options", options, CLIENT);
  if (settings.app !== void 0) settings.app = readOptions("options.app", settings.app, APP);
  const shared = [ledgerOf("ledger", ledger), ledgerOf("budget", budget)];
  if (tokenStore === void 0) return unwrap(import_native11.default.Client.create(settings, void 0, false, ...shared));
  const store = readStore(tokenStore);
  return unwrap(import_native11.default.Client.create(settings, callbackOf(store), store.tryLock !== void 0, ...shared));
}
function ledgerOf(name, ledger) {
  return ledger === void 0 ? void 0 : ledgerCallbackOf(readLedger(name, ledger));
}
function readRequest(method, path, options) {
  readArgument("method", method, "string");
  readArgument("path", path, "string");
  const { query, body, ...bounds } = readOptions("options", options, REQUEST);
  return { method, path, query: readQuery(query), body: readBody(body), bounds };
}

// ts/logger.ts
var import_native12 = __toESM(require("./native.js"));
function setLogger(logger, options) {
  if (logger !== null && typeof logger !== "function") {
    throw wrongType('"logger" argument', "of type function, or null", logger);
  }
  const { level = "debug" } = readOptions("options", options, { level: "string" });
  const forward = (level2, message) => void call(logger, Object.freeze({ level: level2, message }));
  unwrap(import_native12.default.setLogger(level, logger === null ? void 0 : forward));
}
async function call(logger, record) {
  try {
    await logger(record);
  } catch {
    process.emitWarning("the logger passed to setLogger() threw an error", "RingOutWarning");
  }
}

// ts/sdk.ts
var import_node_events = require("node:events");
var SDK = class {
  static EventEmitter = import_node_events.EventEmitter;
  /** The version of this package. */
  static version = version;
  /** The URLs of RingCentral's servers. */
  static server = Object.freeze({
    sandbox: "https://platform.devtest.ringcentral.com",
    production: "https://platform.ringcentral.com"
  });
  #platform;
  #cache;
  #externals;
  /** Creates an SDK. Sends nothing. */
  constructor(options = {}) {
    const { Platform, Cache } = loadPlatform();
    const given = options ?? {};
    const { localStorage, cachePrefix: prefix } = given;
    this.#platform = new Platform(given);
    const { fetch, Request, Response: Response2, Headers } = globalThis;
    this.#externals = { fetch, Request, Response: Response2, Headers, localStorage };
    this.#cache = new Cache({ prefix, externals: { localStorage } });
  }
  /** Does nothing, because only a browser has a window that a redirect ends in. */
  static handleLoginRedirect(_origin, _win) {
  }
  /** Returns the object that logs in and sends requests. */
  platform() {
    return this.#platform;
  }
  /** Returns the object that tells of each request and reads responses. */
  client() {
    return this.platform().http();
  }
  /** Returns a cache for values of your program. */
  cache() {
    return this.#cache;
  }
  /** Returns the classes of this runtime that the official package takes from it. */
  externals() {
    return this.#externals;
  }
};
Object.defineProperty(SDK, "SDK", { value: SDK, configurable: true });
function loadPlatform() {
  return require("./compat/platform.js");
}
var SHORTCUTS = [
  ...["send", "get", "post", "put", "patch", "delete", "login", "refresh", "logout"],
  ...["ensureLoggedIn", "loginUrl", "parseLoginRedirect", "createUrl", "signUrl", "loginWindow"]
];
var READERS = ["multipart", "getContentType", "isMultipart", "isJson", "error"];
for (const name of SHORTCUTS) shortcut(name, (sdk) => sdk.platform());
for (const name of READERS) shortcut(name, (sdk) => sdk.client());
function shortcut(name, target) {
  Object.defineProperty(SDK.prototype, name, {
    value(...args) {
      const object = target(this);
      return Reflect.apply(object[name], object, args);
    },
    configurable: true,
    writable: true
  });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  Authorization,
  Call,
  CallPath,
  CallState,
  CancelEffect,
  Change,
  CheckKind,
  CheckResult,
  Client,
  ConnectionFailedError,
  DialScheme,
  ForbiddenError,
  InternalError,
  InvalidArgumentError,
  JournalEntry,
  JournalStep,
  LedgerKey,
  Limit,
  LogMatch,
  MaybePlacedError,
  NotFoundError,
  NotLoggedInError,
  OperationCancelledError,
  Outcome,
  OutcomeKind,
  OutcomeSource,
  Phase,
  PlaceAll,
  Preflight,
  ProtocolError,
  RateLimit,
  RateLimitedError,
  RejectedError,
  RequestTimeoutError,
  Response,
  RingOutError,
  SDK,
  ServerError,
  Status,
  StorageError,
  Token,
  TokenKey,
  UnauthorizedError,
  Until,
  Verdict,
  VerdictKind,
  Watch,
  checkTransition,
  dialUri,
  explainStatus,
  setLogger,
  statusNumber,
  version
});

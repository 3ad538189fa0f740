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

// ts/compat/platform.ts
var platform_exports = {};
__export(platform_exports, {
  Platform: () => Platform
});
module.exports = __toCommonJS(platform_exports);
var import_node_events = require("node:events");
var import_main2 = require("../main.js");

// ts/compat/auth.ts
var import_main = require("../main.js");

// ts/compat/response.ts
var ApiError = class extends Error {
  /** The response; null if none arrived. */
  response;
  /** @internal */
  constructor(error, response) {
    super(error.message, { cause: error });
    this.response = response;
    if (error.retryAfter !== void 0) this.retryAfter = error.retryAfter;
  }
  get name() {
    return "ApiError";
  }
};
function responseOf(status, headers, body) {
  if (status < 200 || status > 599) return null;
  const isEmpty = [204, 205, 304].includes(status);
  const valid = headers.filter(([, value]) => /^[\t -~\x80-\xff]*$/.test(value));
  return new globalThis.Response(isEmpty ? null : body, { status, headers: valid });
}
function responseOfError(error) {
  const status = error.code === "RATE_LIMITED" ? 429 : error.httpStatus;
  if (status === void 0) return null;
  const { errorCode, oauthError, parameter, requestId, retryAfter } = error;
  const own = error.details.map(({ fields, ...detail }) => ({ ...fields, ...detail }));
  const details = own.length > 0 ? own : [{ errorCode, message: error.message }];
  const message = details[0]?.message ?? error.message;
  const oauth = { error: oauthError, error_description: message };
  const body = { ...oauthError ? oauth : { errorCode, message, parameterName: parameter }, errors: details };
  const headers = [
    ["content-type", "application/json"],
    ...requestId === void 0 ? [] : [["rcrequestid", requestId]],
    ...retryAfter === void 0 ? [] : [["retry-after", String(Math.ceil(retryAfter / 1e3))]]
  ];
  return responseOf(status, headers, JSON.stringify(body));
}

// ts/compat/auth.ts
var NO_TOKEN = {
  token_type: "",
  access_token: "",
  expire_time: 0,
  expires_in: "",
  refresh_token: "",
  refresh_token_expires_in: "",
  refresh_token_expire_time: 0,
  scope: ""
};
var LIFETIMES = [
  ["expire_time", "expires_in"],
  ["refresh_token_expire_time", "refresh_token_expires_in"]
];
var EXPIRY_MARGIN = 6e4;
var Auth = class {
  #client;
  #seen = "";
  /** @internal */
  constructor(client) {
    this.#client = client;
  }
  /** Returns the whole token, a secret. `expire_time` and `refresh_token_expire_time` are in milliseconds since 1970. */
  async data() {
    return this.#data();
  }
  /** Uses a saved token, or changes fields of the current one. */
  async setData(newData = {}) {
    const data = { ...this.#data(), ...newData };
    for (const [end, life] of LIFETIMES) {
      if (newData[life] !== void 0 && !newData[end]) data[end] = Date.now() + Number(newData[life]) * 1e3;
    }
    const expires_at = Math.max(1, data.expire_time / 1e3);
    this.#client.setToken(import_main.Token.fromJson(JSON.stringify({ ...data, expires_at })));
    this.hasNewToken();
  }
  /** Whether the access token has more than a minute left. */
  async accessTokenValid() {
    const { token } = this.#client;
    return token !== null && token.expiresAt.getTime() - EXPIRY_MARGIN > Date.now();
  }
  /** Whether the refresh token has not expired. */
  async refreshTokenValid() {
    return this.#data().refresh_token_expire_time > Date.now();
  }
  /**
   * Whether the token has changed since the last call of this method.
   * @internal
   */
  hasNewToken() {
    const token = this.#client.token?.accessToken ?? "";
    const isNew = token !== "" && token !== this.#seen;
    this.#seen = token;
    return isNew;
  }
  /**
   * Returns the response that issued the token; its body is empty without a token.
   * @internal
   */
  response() {
    const { expires_at: _, ...token } = this.#fields();
    const body = Object.keys(token).length > 0 ? JSON.stringify(token) : "";
    return responseOf(200, [["content-type", "application/json"]], body);
  }
  #fields() {
    const { token } = this.#client;
    return token === null ? {} : JSON.parse(token.toJson());
  }
  #data() {
    const { expires_at, ...token } = this.#fields();
    if (expires_at === void 0) return { ...NO_TOKEN };
    const begin = (expires_at - Number(token.expires_in ?? 0)) * 1e3;
    const refresh_token_expire_time = token.refresh_token ? begin + Number(token.refresh_token_expires_in) * 1e3 : 0;
    return { ...NO_TOKEN, refresh_token_expire_time, code_verifier: "", ...token, expire_time: expires_at * 1e3 };
  }
};

// ts/compat/platform.ts
var EVENTS = Object.freeze(
  Object.fromEntries(
    [
      ...["beforeLogin", "loginSuccess", "loginError", "beforeRefresh", "refreshSuccess", "refreshError"],
      ...["beforeLogout", "logoutSuccess", "logoutError", "rateLimitError"]
    ].map((name) => [name, name])
  )
);
var LOGIN_PAGE = {
  state: "state",
  brandId: "brand_id",
  display: "display",
  prompt: "prompt",
  uiOptions: "ui_options",
  uiLocales: "ui_locales",
  localeId: "localeId",
  responseHint: "response_hint",
  loginHint: "login_hint"
};
var Platform = class extends import_node_events.EventEmitter {
  events = EVENTS;
  #client;
  #server;
  #redirectUri;
  #brandId;
  #auth;
  #codeVerifier = "";
  #refreshing;
  // `cachePrefix` is ignored: instances never share a token here.
  /** @internal */
  constructor({
    redirectUri = "",
    brandId,
    appName,
    appVersion,
    cachePrefix: _,
    handleRateLimit = false,
    ...settings
  }) {
    super();
    const app = appName ? { app: { name: appName, version: appVersion || "0.0.0" } } : {};
    const rateLimit = handleRateLimit ? "wait" : "fail-fast";
    const { clientSecret, ...rest } = settings;
    this.#client = new import_main2.Client({ rateLimit, ...app, ...rest, ...clientSecret && { clientSecret } });
    this.#server = settings.server.replace(/\/+$/, "");
    this.#redirectUri = redirectUri;
    this.#brandId = brandId;
    this.#auth = new Auth(this.#client);
  }
  /** Returns access to the token. */
  auth() {
    return this.#auth;
  }
  /** The PKCE verifier of the last {@link loginUrl} with `usePKCE`: a secret. */
  get codeVerifier() {
    return this.#codeVerifier;
  }
  /** Logs in with a JWT, a password or a code. With `access_token` it uses a saved token and resolves with null. */
  async login(options = {}) {
    return this.#changeToken("Login", () => this.#logIn(options));
  }
  /** Refreshes the token now. Without a refresh token it logs in again, if that is possible without the user. */
  async refresh() {
    this.#refreshing ??= this.#changeToken("Refresh", () => this.#client.refresh()).finally(() => {
      this.#refreshing = void 0;
    });
    return this.#refreshing;
  }
  /** Ends the session. Does not reject if RingCentral cannot be reached. */
  async logout() {
    return this.#changeToken("Logout", () => this.#client.logout());
  }
  /** Whether there is a valid token, after a refresh if necessary. */
  async loggedIn() {
    try {
      await this.ensureLoggedIn();
      return true;
    } catch {
      return false;
    }
  }
  /** Refreshes an expired token. Rejects if that fails. */
  async ensureLoggedIn() {
    if (!await this.#auth.accessTokenValid()) await this.refresh();
    return null;
  }
  /** Returns the URL of the login page, to send the user to. */
  loginUrl({ implicit, usePKCE, redirectUri, ...options } = {}) {
    if (implicit && usePKCE) throw new Error("PKCE only works with Authorization Code Flow");
    const authorization = this.#client.authorizeUrl(redirectUri || this.#redirectUri);
    const url = new URL(authorization.url);
    this.#codeVerifier = usePKCE ? authorization.verifier : "";
    url.searchParams.delete("state");
    if (!usePKCE) ["code_challenge", "code_challenge_method"].forEach((name) => url.searchParams.delete(name));
    if (implicit) url.searchParams.set("response_type", "token");
    const given = new Map(Object.entries({ brandId: this.#brandId ?? [], ...options }));
    for (const [option, name] of Object.entries(LOGIN_PAGE)) {
      for (const value of [given.get(option) ?? []].flat()) url.searchParams.append(name, value);
    }
    return url.href;
  }
  /** Parses the query (`?code=...`) or fragment (`#...`) of the redirect. Throws if RingCentral refused the login. */
  parseLoginRedirect(url) {
    if (!/^[#?]./.test(url)) throw new Error("Unable to parse response");
    const fields = Object.fromEntries(new URLSearchParams(url.slice(1)));
    if (fields["error"] === void 0 && fields["error_description"] === void 0) return fields;
    throw Object.assign(new Error(fields["error_description"] || fields["error"]), { error: fields["error"] });
  }
  /** Returns a URL for another HTTP client. */
  createUrl(path = "", { addServer = false, addMethod = "" } = {}) {
    const whole = addServer && !/^https?:\/\//.test(path) ? this.#server + path : path;
    return addMethod ? `${whole}${path.includes("?") ? "&" : "?"}_method=${addMethod}` : whole;
  }
  async get(url, query, options) {
    return this.send({ method: "GET", url, query, ...options });
  }
  async post(url, body, query, options) {
    return this.send({ method: "POST", url, body, query, ...options });
  }
  async put(url, body, query, options) {
    return this.send({ method: "PUT", url, body, query, ...options });
  }
  async patch(url, body, query, options) {
    return this.send({ method: "PATCH", url, body, query, ...options });
  }
  async delete(url, body, query, options) {
    return this.send({ method: "DELETE", url, body, query, ...options });
  }
  /** Sends any request. */
  async send({ url = "", method = "GET", query, body, headers, ...options }) {
    checkUnsupported(headers, options);
    const content = bodyOf(body);
    const request = { query: queryOf(query), ...content !== void 0 && { body: content } };
    const result = await this.#client.send(method.toUpperCase(), this.#path(url), request).catch((error) => {
      throw this.#requestFailed(error);
    });
    if (this.#auth.hasNewToken()) {
      this.emit(EVENTS.beforeRefresh);
      this.emit(EVENTS.refreshSuccess, this.#auth.response());
    }
    const response = responseOf(result.status, Object.entries(result.headers), result.body);
    if (result.error === null) return response;
    throw this.#emitRateLimit(new ApiError(result.error, response));
  }
  on(event, listener) {
    return super.on(event, listener);
  }
  async #logIn({
    jwt,
    code,
    username,
    extension,
    password,
    access_token,
    redirect_uri,
    redirectUri,
    ...options
  }) {
    const { access_token_ttl, refresh_token_ttl, endpoint_id, code_verifier, ...rest } = options;
    if (access_token_ttl || refresh_token_ttl || endpoint_id) {
      throw new TypeError("set accessTokenTtl and refreshTokenTtl on the SDK instead; endpoint_id is not supported");
    }
    if (access_token) {
      this.#client.setToken(import_main2.Token.fromJson(JSON.stringify({ access_token, ...rest })));
      return null;
    }
    if (jwt || !(code || username || password)) return this.#client.login({ jwt: jwt ?? "" });
    if (!code) {
      return this.#client.login({ username: username ?? "", password: password ?? "", ...extension && { extension } });
    }
    const verifier = code_verifier || this.#codeVerifier || void 0;
    return this.#client.login({
      code,
      redirectUri: redirect_uri || redirectUri || this.#redirectUri,
      ...verifier && { verifier }
    });
  }
  /** Runs a change of the token, and emits its events before and after. `change` resolves with `null` if it sent nothing. */
  async #changeToken(name, change) {
    const lower = name.toLowerCase();
    let response;
    this.emit(EVENTS[`before${name}`]);
    try {
      response = await change() === null ? null : this.#auth.response();
    } catch (error) {
      const failure = error instanceof import_main2.RingOutError ? this.#emitRateLimit(new ApiError(error, responseOfError(error))) : error;
      this.emit(EVENTS[`${lower}Error`], failure);
      throw failure;
    }
    this.#auth.hasNewToken();
    this.emit(EVENTS[`${lower}Success`], response);
    return response;
  }
  /** Converts the error of a request without a response, and emits the events that belong to it. */
  #requestFailed(error) {
    if (!(error instanceof import_main2.RingOutError)) return error;
    const { code, httpStatus } = error;
    const failure = new ApiError(error, responseOfError(error));
    if (code === "NOT_LOGGED_IN" || httpStatus !== void 0) {
      this.emit(EVENTS.beforeRefresh);
      this.emit(EVENTS.refreshError, failure);
    }
    return this.#emitRateLimit(failure);
  }
  #emitRateLimit(failure) {
    if (failure.cause.code === "RATE_LIMITED") this.emit(EVENTS.rateLimitError, failure);
    return failure;
  }
  /** Returns the path of a URL of this server. A URL of another server is returned whole, and the client rejects it. */
  #path(url) {
    const path = url.startsWith(`${this.#server}/`) ? url.slice(this.#server.length) : url;
    return path.replace(/[^!-~]+/gu, encodeURIComponent);
  }
};
function queryOf(query) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) if (item !== void 0 && item !== null) pairs.append(name, String(item));
  }
  return pairs;
}
function bodyOf(body) {
  if (!body) return void 0;
  const prototype = typeof body === "object" ? Object.getPrototypeOf(body) : null;
  const isPlain = Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null;
  if (typeof body === "string" || typeof body === "object" && isPlain) return body;
  throw new TypeError("The body must be a plain object, an array or a JSON string; files and forms are not supported");
}
function checkUnsupported(headers, options) {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const isOurs = /^(accept|content-type)$/i.test(name) && /json|^\*\/\*$/i.test(value);
    if (!isOurs) throw new TypeError(`headers: ${name} cannot be set; the client sends JSON and authorizes each request`);
  }
  const unknown = Object.keys(options).find((name) => options[name]);
  if (unknown !== void 0) throw new TypeError(`${unknown} is not supported; see the constructor's options`);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  Platform
});

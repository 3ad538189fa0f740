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
  Cache: () => Cache,
  Platform: () => Platform
});
module.exports = __toCommonJS(platform_exports);
var import_node_events2 = require("node:events");
var import_main3 = require("../main.js");

// ts/compat/auth.ts
var import_main = require("../main.js");

// ts/compat/response.ts
var ApiError = class extends Error {
  /** The response; null if none arrived. */
  response;
  /** The message. */
  originalMessage;
  /** @internal */
  constructor(error, response) {
    super(error.message, { cause: error });
    this.response = response;
    this.originalMessage = error.message;
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
var Auth = class {
  #client;
  #seen = "";
  #handicap;
  /**
   * A token with less than `handicap` milliseconds left counts as expired.
   * @internal
   */
  constructor(client, handicap) {
    this.#client = client;
    this.#handicap = handicap;
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
  /** Whether the access token has more than the option `refreshHandicapMs` left, by default a minute. */
  async accessTokenValid() {
    const { token } = this.#client;
    return token !== null && token.expiresAt.getTime() - this.#handicap > Date.now();
  }
  /** Whether the refresh token has not expired. */
  async refreshTokenValid() {
    return this.#data().refresh_token_expire_time > Date.now();
  }
  /** Lets the access token count as expired, so that the next request refreshes it. */
  async cancelAccessToken() {
    await this.setData({ expires_in: 0, expire_time: 1 });
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

// ts/compat/client.ts
var import_node_events = require("node:events");
var EVENTS = Object.freeze({
  beforeRequest: "beforeRequest",
  requestSuccess: "requestSuccess",
  requestError: "requestError"
});
var METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];
var HttpClient = class extends import_node_events.EventEmitter {
  events = EVENTS;
  #send;
  /** @internal */
  constructor(send) {
    super();
    this.#send = send;
  }
  /** Sends a request with the token of the platform. */
  async sendRequest(request) {
    return await this.#send(request);
  }
  /** Returns a request for {@link sendRequest}. Sends nothing. */
  createRequest({ url, method = "GET", query, body, headers } = {}) {
    if (!url) throw new Error("Url is not defined");
    const upper = method.toUpperCase();
    if (!METHODS.includes(upper)) throw new Error(`Method has wrong value: ${upper}`);
    const whole = query ? `${url}${url.includes("?") ? "&" : "?"}${new URLSearchParams(query)}` : url;
    const hasBody = body !== void 0 && body !== null && upper !== "GET" && upper !== "HEAD";
    const content = hasBody ? { body: typeof body === "string" ? body : JSON.stringify(body) } : {};
    return new Request(whole, { method: upper, headers: { "content-type": "application/json", ...headers }, ...content });
  }
  /** Returns the content type, or an empty string. */
  getContentType(response) {
    return response.headers.get("Content-Type") || "";
  }
  isMultipart(response) {
    return this.getContentType(response).includes("multipart/mixed");
  }
  isJson(response) {
    return this.getContentType(response).includes("application/json");
  }
  /** Returns the parts of a multipart response, or else a list with the response. */
  async toMultipart(response) {
    return this.isMultipart(response) ? await this.multipart(response) : [response];
  }
  /** Returns the parts of a multipart response, each with its status. */
  async multipart(response) {
    if (!this.isMultipart(response)) throw new Error("Response is not multipart");
    const text = await response.text();
    if (!text) throw new Error("No response body");
    const boundary = /boundary=([^;]+)/i.exec(this.getContentType(response))?.[1];
    if (!boundary) throw new Error("Cannot find boundary");
    const parts = text.split(`--${boundary}`);
    if (parts[0]?.trim() === "") parts.shift();
    if (parts.at(-1)?.trim() === "--") parts.pop();
    const [first, ...others] = parts;
    if (first === void 0) throw new Error("No parts in body");
    const { response: statuses } = await part(first, response.status).json();
    return others.map((text2, index) => part(text2, statuses[index].status));
  }
  /** Returns the message of an unsuccessful response, or null for a successful one. */
  async error(response, skipOKCheck = false) {
    if (response.ok && !skipOKCheck) return null;
    const body = await response.clone().json().catch(() => ({}));
    const { message, error_description, description } = body;
    return description || error_description || message || [response.status || "", response.statusText].join(" ");
  }
  on(event, listener) {
    return super.on(event, listener);
  }
};
function part(text, status) {
  const [head = "", ...rest] = text.replaceAll("\r", "").split("\n\n");
  const body = rest.length > 0 ? rest.join("\n\n") : head;
  const headers = new Headers();
  for (const line of (rest.length > 0 ? head : "").split("\n")) {
    const [name = "", ...value] = line.trim().split(":");
    if (name.trim()) headers.append(name.trim(), value.join(":").trim());
  }
  return new Response(body, { headers, status });
}

// ts/compat/options.ts
var import_node_fs = require("node:fs");
var import_node_os = require("node:os");
var import_node_path = require("node:path");
var import_node_tls = require("node:tls");
var import_main2 = require("../main.js");
var WITHOUT_EFFECT = {
  cachePrefix: void 0,
  localStorage: void 0,
  refreshDelayMs: void 0,
  clearCacheOnRefreshError: void 0,
  discoveryServer: void 0,
  discoveryInitialEndpoint: void 0,
  discoveryAuthorizedEndpoint: void 0,
  discoveryAutoInit: void 0,
  enableDiscovery: "requests go to `server`; there is no discovery",
  tokenEndpoint: "RingCentral's own endpoints are used",
  revokeEndpoint: "RingCentral's own endpoints are used",
  authorizeEndpoint: "RingCentral's own endpoints are used",
  authProxy: "each request has a token of its own login; point `server` at the proxy only if it passes them on",
  defaultRequestInit: "requests are not sent by fetch; see the options `proxy` and `caBundle`",
  fetch: "requests are not sent by fetch; see the options `proxy` and `caBundle`",
  Request: void 0,
  Response: void 0,
  Headers: void 0
};
var DEFAULT_ENDPOINTS = {
  tokenEndpoint: "/restapi/oauth/token",
  revokeEndpoint: "/restapi/oauth/revoke",
  authorizeEndpoint: "/restapi/oauth/authorize"
};
var CLIENT = [
  ...[
    "server",
    "clientId",
    "accountId",
    "extensionId",
    "callPath",
    "connectTimeout",
    "requestTimeout",
    "createTimeout",
    "allowInsecureHttp"
  ],
  ...["accessTokenTtl", "refreshTokenTtl", "tokenFile", "tokenStore", "tokenUser", "proxy", "caBundle"]
];
var said = /* @__PURE__ */ new Set();
function readSettings(options) {
  for (const [name2, value] of Object.entries(options)) {
    const reason = WITHOUT_EFFECT[name2];
    if (reason !== void 0 && value && value !== DEFAULT_ENDPOINTS[name2])
      warnOnce(name2, `the option ${name2} has no effect: ${reason}`);
  }
  const {
    server = "",
    clientId = "",
    clientSecret = "",
    appName,
    appVersion,
    additionalUserAgent,
    handleRateLimit = false
  } = options;
  const chosen = Object.fromEntries(Object.entries(options).filter(([name2]) => CLIENT.includes(name2)));
  if (appName && additionalUserAgent) warnOnce("additionalUserAgent", "the option additionalUserAgent has no effect beside appName");
  const name = [appName, additionalUserAgent].find((part2) => part2);
  const app = name ? { app: { name, version: appVersion || "0.0.0" } } : {};
  const rateLimit = handleRateLimit ? "wait" : "fail-fast";
  const client = withExtraCertificates(chosen["caBundle"], (caBundle) => {
    return new import_main2.Client({
      rateLimit,
      ...app,
      ...chosen,
      ...caBundle,
      ...clientSecret && { clientSecret }
    });
  });
  const agent = [appName && [appName, appVersion].filter((part2) => part2).join("/"), additionalUserAgent].filter((part2) => part2);
  const settings = {
    ...{ server: server.replace(/\/+$/, ""), clientId, clientSecret, redirectUri: options.redirectUri ?? "", handleRateLimit },
    ...{ brandId: options.brandId, urlPrefix: options.urlPrefix ?? "", refreshHandicapMs: options.refreshHandicapMs ?? 6e4 },
    userAgent: agent.join(" ")
  };
  return [settings, client];
}
function warnOnce(name, message) {
  if (said.has(name)) return;
  said.add(name);
  process.emitWarning(message, { type: "RingOutWarning", code: "RINGOUT_SDK" });
}
function withExtraCertificates(caBundle, create) {
  const extra = process.env["NODE_EXTRA_CA_CERTS"];
  if (caBundle !== void 0 || !extra) return create({});
  let certificates;
  try {
    certificates = (0, import_node_fs.readFileSync)(extra, "utf8");
  } catch {
    return create({});
  }
  const folder = (0, import_node_fs.mkdtempSync)((0, import_node_path.join)((0, import_node_os.tmpdir)(), "ringout-"));
  try {
    const file = (0, import_node_path.join)(folder, "certificates.pem");
    (0, import_node_fs.writeFileSync)(file, [...import_node_tls.rootCertificates, certificates].join("\n"));
    return create({ caBundle: file });
  } finally {
    (0, import_node_fs.rmSync)(folder, { recursive: true });
  }
}

// ts/compat/cache.ts
var Cache = class Cache {
  static defaultPrefix = "rc-";
  #prefix;
  #storage;
  /** `externals.localStorage` is the storage. */
  constructor({
    prefix = Cache.defaultPrefix,
    externals
  } = {}) {
    this.#prefix = prefix;
    this.#storage = externals?.localStorage ?? new Memory();
  }
  setItemSync(key, data) {
    this.#storage.setItem(this.#prefix + key, JSON.stringify(data));
    return this;
  }
  async setItem(key, data) {
    await this.#storage.setItem(this.#prefix + key, JSON.stringify(data));
  }
  removeItemSync(key) {
    this.#storage.removeItem(this.#prefix + key);
    return this;
  }
  async removeItem(key) {
    await this.#storage.removeItem(this.#prefix + key);
  }
  getItemSync(key) {
    return parsed(this.#storage.getItem(this.#prefix + key));
  }
  async getItem(key) {
    return parsed(await this.#storage.getItem(this.#prefix + key));
  }
  /** Removes all values with the prefix of this cache. */
  async clean() {
    const keys = this.#storage.keys === void 0 ? Object.keys(this.#storage) : await this.#storage.keys();
    await Promise.all(keys.filter((key) => key.startsWith(this.#prefix)).map((key) => this.#storage.removeItem(key)));
    return this;
  }
};
var Memory = class {
  #items = /* @__PURE__ */ new Map();
  getItem(key) {
    return this.#items.get(key) ?? null;
  }
  setItem(key, value) {
    this.#items.set(key, value);
  }
  removeItem(key) {
    this.#items.delete(key);
  }
  keys() {
    return [...this.#items.keys()];
  }
};
function parsed(item) {
  return typeof item === "string" && item ? JSON.parse(item) : null;
}

// ts/compat/platform.ts
var EVENTS2 = Object.freeze(
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
var Platform = class extends import_node_events2.EventEmitter {
  events = EVENTS2;
  #client;
  #settings;
  #auth;
  #http;
  #codeVerifier = "";
  #refreshing;
  /** @internal */
  constructor(options) {
    super();
    const [settings, client] = readSettings(options);
    this.#settings = settings;
    this.#client = client;
    this.#auth = new Auth(client, settings.refreshHandicapMs);
    this.#http = new HttpClient((request) => this.sendRequest(request));
  }
  /**
   * Returns the HTTP client, for `sdk.client()`.
   * @internal
   */
  http() {
    return this.#http;
  }
  /** Returns access to the token. */
  auth() {
    return this.#auth;
  }
  /** Undefined: there is no discovery here. */
  discovery() {
    return void 0;
  }
  /** Rejects, because there is no discovery here. */
  async initDiscovery() {
    throw new Error("Discovery is not enabled!");
  }
  /** Undefined: there is no discovery here. */
  get discoveryInitPromise() {
    return void 0;
  }
  /** The names of your app, as the options give them. */
  get userAgent() {
    return this.#settings.userAgent;
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
    const authorization = this.#client.authorizeUrl(redirectUri || this.#settings.redirectUri);
    const url = new URL(authorization.url);
    this.#codeVerifier = usePKCE ? authorization.verifier : "";
    url.searchParams.delete("state");
    if (!usePKCE) ["code_challenge", "code_challenge_method"].forEach((name) => url.searchParams.delete(name));
    if (implicit) url.searchParams.set("response_type", "token");
    const given = new Map(Object.entries({ brandId: this.#settings.brandId ?? [], ...options }));
    for (const [option, name] of Object.entries(LOGIN_PAGE)) {
      for (const value of [given.get(option) ?? []].flat()) url.searchParams.append(name, value);
    }
    return url.href;
  }
  /** Returns the URL of the login page, like {@link loginUrl}. */
  async loginUrlWithDiscovery(options = {}) {
    return this.loginUrl(options);
  }
  /** Rejects, because only a browser has windows. */
  async loginWindow(_options) {
    throw new Error("loginWindow needs a browser; use loginUrl and parseLoginRedirect on a server");
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
    const server = addServer && !/^https?:\/\//.test(path) ? this.#settings.server : "";
    const whole = server + this.#settings.urlPrefix + path;
    return addMethod ? `${whole}${path.includes("?") ? "&" : "?"}_method=${addMethod}` : whole;
  }
  /** Returns the path with the access token, which is a secret, as a parameter. */
  async signUrl(path) {
    return `${path}${path.includes("?") ? "&" : "?"}access_token=${(await this.#auth.data()).access_token}`;
  }
  /** Returns the Authorization header of a token request: a secret. */
  basicAuthHeader() {
    const { clientId, clientSecret } = this.#settings;
    return `Basic ${Buffer.from(clientSecret ? `${clientId}:${clientSecret}` : clientId).toString("base64")}`;
  }
  /** Returns the Authorization header of a request: a secret. */
  async authHeader() {
    const { token_type, access_token } = await this.#auth.data();
    return (token_type || "Bearer") + (access_token ? ` ${access_token}` : "");
  }
  /** Adds the headers that the official package sends, for another HTTP client. */
  async inflateRequest(request, { userAgent, skipAuthCheck } = {}) {
    request.headers.set("X-User-Agent", [userAgent, this.#settings.userAgent].filter((part2) => part2).join(" "));
    if (skipAuthCheck) return request;
    await this.ensureLoggedIn();
    request.headers.set("Client-Id", this.#settings.clientId);
    request.headers.set("Authorization", await this.authHeader());
    return request;
  }
  /** Sends a request that was made for `fetch`. The client adds the token. */
  async sendRequest(request, options = {}) {
    const body = await request.text();
    return await this.send({ ...options, method: request.method, url: request.url, ...body && { body } });
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
  async send({ url = "", method = "GET", query, body, headers, ...options } = {}) {
    const { skipAuthCheck: _check, skipDiscoveryCheck: _discovery, handleRateLimit, retry: _retry, userAgent, ...unknown } = options;
    checkUnsupported(headers, unknown);
    if (userAgent) warnOnce("userAgent", "the option userAgent of a request has no effect: set appName on the SDK");
    const waits = handleRateLimit ? this.#client.withRateLimit("wait") : this.#client;
    const content = bodyOf(body);
    const request = { query: queryOf(query), ...content !== void 0 && { body: content } };
    const upper = method.toUpperCase();
    const path = this.#path(url);
    const shown = this.#shown(upper, path, request);
    this.#http.emit("beforeRequest", shown);
    const result = await waits.send(upper, path, request).catch((error) => {
      throw this.#failed(this.#requestFailed(error), shown);
    });
    if (this.#auth.hasNewToken()) {
      this.emit(EVENTS2.beforeRefresh);
      this.emit(EVENTS2.refreshSuccess, this.#auth.response());
    }
    const response = responseOf(result.status, Object.entries(result.headers), result.body);
    if (result.error !== null) throw this.#failed(this.#emitRateLimit(new ApiError(result.error, response)), shown);
    this.#http.emit("requestSuccess", response, shown);
    return response;
  }
  /** Returns a request as events and errors show it: without its token. */
  #shown(method, path, { query, body }) {
    const parameters = query.size > 0 ? `${path.includes("?") ? "&" : "?"}${query}` : "";
    const content = body === void 0 || method === "GET" || method === "HEAD" ? {} : { body: textOf(body) };
    try {
      return new Request(this.#settings.server + path + parameters, {
        method,
        headers: { accept: "application/json", "content-type": "application/json" },
        ...content
      });
    } catch {
      return null;
    }
  }
  #failed(error, request) {
    if (!(error instanceof ApiError)) return error;
    if (request !== null) error.request = request;
    this.#http.emit("requestError", error);
    return error;
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
    const { access_token_ttl, refresh_token_ttl, endpoint_id, token_uri, discovery_uri, code_verifier, ...rest } = options;
    if (access_token_ttl || refresh_token_ttl || endpoint_id) {
      throw new TypeError("set accessTokenTtl and refreshTokenTtl on the SDK instead; endpoint_id is not supported");
    }
    if (token_uri || discovery_uri) warnOnce("token_uri", "token_uri and discovery_uri have no effect: requests go to `server`");
    if (access_token) {
      this.#client.setToken(import_main3.Token.fromJson(JSON.stringify({ access_token, ...rest })));
      return null;
    }
    if (jwt || !(code || username || password)) return this.#client.login({ jwt: jwt ?? "" });
    if (!code) {
      const [user, secret] = [String(username ?? ""), String(password ?? "")];
      return this.#client.login({ username: user, password: secret, ...extension && { extension: String(extension) } });
    }
    const verifier = code_verifier || this.#codeVerifier || void 0;
    return this.#client.login({
      code,
      redirectUri: redirect_uri || redirectUri || this.#settings.redirectUri,
      ...verifier && { verifier }
    });
  }
  /** Runs a change of the token, and emits its events before and after. `change` resolves with `null` if it sent nothing. */
  async #changeToken(name, change) {
    const lower = name.toLowerCase();
    let response;
    this.emit(EVENTS2[`before${name}`]);
    try {
      response = await change() === null ? null : this.#auth.response();
    } catch (error) {
      const failure = error instanceof import_main3.RingOutError ? this.#emitRateLimit(new ApiError(error, responseOfError(error))) : error;
      this.emit(EVENTS2[`${lower}Error`], failure);
      throw failure;
    }
    this.#auth.hasNewToken();
    this.emit(EVENTS2[`${lower}Success`], response);
    return response;
  }
  /** Converts the error of a request without a response, and emits the events that belong to it. */
  #requestFailed(error) {
    if (!(error instanceof import_main3.RingOutError)) return error;
    const { code, httpStatus } = error;
    const failure = new ApiError(error, responseOfError(error));
    if (code === "NOT_LOGGED_IN" || httpStatus !== void 0) {
      this.emit(EVENTS2.beforeRefresh);
      this.emit(EVENTS2.refreshError, failure);
    }
    return this.#emitRateLimit(failure);
  }
  #emitRateLimit(failure) {
    if (failure.cause.code === "RATE_LIMITED") this.emit(EVENTS2.rateLimitError, failure);
    return failure;
  }
  /** Returns the path of a URL of this server. A URL of another server is returned whole, and the client rejects it. */
  #path(url) {
    const { server, urlPrefix } = this.#settings;
    if (url.startsWith(`${server}/`)) return url.slice(server.length).replace(/[^!-~]+/gu, encodeURIComponent);
    const path = /^https?:\/\//.test(url) ? url : urlPrefix + url;
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
function textOf(body) {
  return typeof body === "string" ? body : JSON.stringify(body);
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
  Cache,
  Platform
});

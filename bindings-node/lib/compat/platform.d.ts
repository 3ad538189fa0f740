// Generated from ts/ by `npm run emit`.
import { EventEmitter } from 'node:events';
import { Auth } from './auth.js';
import { ApiError } from './response.js';
/** The names of the events. */
export interface PlatformEvents {
    readonly beforeLogin: 'beforeLogin';
    readonly loginSuccess: 'loginSuccess';
    readonly loginError: 'loginError';
    readonly beforeRefresh: 'beforeRefresh';
    readonly refreshSuccess: 'refreshSuccess';
    readonly refreshError: 'refreshError';
    readonly beforeLogout: 'beforeLogout';
    readonly logoutSuccess: 'logoutSuccess';
    readonly logoutError: 'logoutError';
    readonly rateLimitError: 'rateLimitError';
}
type SuccessEvent = 'loginSuccess' | 'refreshSuccess' | 'logoutSuccess';
type ErrorEvent = 'loginError' | 'refreshError' | 'logoutError' | 'rateLimitError';
type Query = Readonly<Record<string, unknown>> | null | undefined;
type Body = object | string | null | undefined;
export interface LoginOptions {
    jwt?: string | undefined;
    username?: string | number | undefined;
    extension?: string | number | undefined;
    password?: string | number | undefined;
    code?: string | undefined;
    redirect_uri?: string | undefined;
    redirectUri?: string | undefined;
    code_verifier?: string | undefined;
    access_token?: string | undefined;
    /** Not accepted: an option of the SDK sets it for every login. */
    access_token_ttl?: number | undefined;
    /** Not accepted: an option of the SDK sets it for every login. */
    refresh_token_ttl?: number | undefined;
    /** Not accepted. */
    endpoint_id?: string | undefined;
    /** No effect, which is said once: requests go to `server`. */
    token_uri?: string | undefined;
    /** No effect, which is said once. */
    discovery_uri?: string | undefined;
    [field: string]: unknown;
}
export interface LoginUrlOptions {
    state?: string;
    redirectUri?: string;
    /** Whether to use PKCE, with the verifier in {@link Platform.codeVerifier}. */
    usePKCE?: boolean;
    implicit?: boolean;
    brandId?: string;
    display?: string;
    prompt?: string;
    uiOptions?: string | string[];
    uiLocales?: string;
    localeId?: string;
    responseHint?: string | string[];
    loginHint?: string | string[];
}
export interface CreateUrlOptions {
    /** Whether the URL begins with the server. */
    addServer?: boolean;
    /** The method of a request that is sent as another one. */
    addMethod?: string;
}
export interface SendOptions {
    url?: string;
    method?: string;
    query?: Query;
    body?: Body;
    /** Only headers that declare the body as JSON are allowed; the client sets all others. */
    headers?: Readonly<Record<string, string>>;
    /** No effect. */
    userAgent?: string;
    /** No effect: the client logs in if it has no token. */
    skipAuthCheck?: boolean;
    /** No effect. */
    skipDiscoveryCheck?: boolean;
    /** Waits for the rate limit instead of failing at once. */
    handleRateLimit?: boolean | number;
    /** No effect: the client retries what is safe to retry. */
    retry?: boolean;
}
export { Cache } from './cache.js';
/** Logs in, and sends requests. */
export declare class Platform extends EventEmitter {
    #private;
    readonly events: PlatformEvents;
    /** Returns access to the token. */
    auth(): Auth;
    /** Undefined: there is no discovery here. */
    discovery(): undefined;
    /** Rejects, because there is no discovery here. */
    initDiscovery(): Promise<void>;
    /** Undefined: there is no discovery here. */
    get discoveryInitPromise(): Promise<void> | undefined;
    /** The names of your app, as the options give them. */
    get userAgent(): string;
    /** The PKCE verifier of the last {@link loginUrl} with `usePKCE`: a secret. */
    get codeVerifier(): string;
    /** Logs in with a JWT, a password or a code. With `access_token` it uses a saved token and resolves with null. */
    login(options?: LoginOptions): Promise<Response>;
    /** Refreshes the token now. Without a refresh token it logs in again, if that is possible without the user. */
    refresh(): Promise<Response>;
    /** Ends the session. Does not reject if RingCentral cannot be reached. */
    logout(): Promise<Response>;
    /** Whether there is a valid token, after a refresh if necessary. */
    loggedIn(): Promise<boolean>;
    /** Refreshes an expired token. Rejects if that fails. */
    ensureLoggedIn(): Promise<null>;
    /** Returns the URL of the login page, to send the user to. */
    loginUrl({ implicit, usePKCE, redirectUri, ...options }?: LoginUrlOptions): string;
    /** Returns the URL of the login page, like {@link loginUrl}. */
    loginUrlWithDiscovery(options?: LoginUrlOptions): Promise<string>;
    /** Rejects, because only a browser has windows. */
    loginWindow(_options?: object): Promise<LoginOptions>;
    /** Parses the query (`?code=...`) or fragment (`#...`) of the redirect. Throws if RingCentral refused the login. */
    parseLoginRedirect(url: string): Record<string, string>;
    /** Returns a URL for another HTTP client. */
    createUrl(path?: string, { addServer, addMethod }?: CreateUrlOptions): string;
    /** Returns the path with the access token, which is a secret, as a parameter. */
    signUrl(path: string): Promise<string>;
    /** Returns the Authorization header of a token request: a secret. */
    basicAuthHeader(): string;
    /** Returns the Authorization header of a request: a secret. */
    authHeader(): Promise<string>;
    /** Adds the headers that the official package sends, for another HTTP client. */
    inflateRequest(request: Request, { userAgent, skipAuthCheck }?: SendOptions): Promise<Request>;
    /** Sends a request that was made for `fetch`. The client adds the token. */
    sendRequest(request: Request, options?: SendOptions): Promise<Response>;
    get(url: string, query?: Query, options?: SendOptions): Promise<Response>;
    post(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>;
    put(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>;
    patch(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>;
    delete(url: string, body?: Body, query?: Query, options?: SendOptions): Promise<Response>;
    /** Sends any request. */
    send({ url, method, query, body, headers, ...options }?: SendOptions): Promise<Response>;
    on(event: SuccessEvent, listener: (response: Response) => void): this;
    on(event: ErrorEvent, listener: (error: ApiError) => void): this;
    on(event: 'beforeLogin' | 'beforeRefresh' | 'beforeLogout', listener: () => void): this;
    on(event: string | symbol, listener: (...args: any[]) => void): this;
}

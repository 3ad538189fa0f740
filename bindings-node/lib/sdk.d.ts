// Generated from ts/ by `npm run emit`.
import { EventEmitter } from 'node:events';
import type { Cache } from './compat/cache.js';
import type { HttpClient } from './compat/client.js';
import type { Platform } from './compat/platform.js';
import type { ClientOptions } from './options.js';
/** The options of {@link SDK}: those of a client, and those of `@ringcentral/sdk`. Others are ignored. */
export interface SDKOptions extends Partial<Omit<ClientOptions, 'clientSecret' | 'app' | 'jwt' | 'rateLimit'>> {
    clientSecret?: string | undefined;
    /** The URI that RingCentral's login page redirects to. */
    redirectUri?: string;
    /** Your app's name, sent to RingCentral. */
    appName?: string;
    appVersion?: string;
    /** Sent as the name of the app if there is no `appName`. */
    additionalUserAgent?: string;
    /** The brand of RingCentral's login page. */
    brandId?: string;
    /** Whether a request over the rate limit waits. Otherwise it fails at once. */
    handleRateLimit?: boolean | number;
    /** Put before every path. */
    urlPrefix?: string;
    /** How long before its end a token counts as expired in `auth().accessTokenValid()`, in milliseconds. Default: a minute. */
    refreshHandicapMs?: number;
    /** Where `sdk.cache()` keeps its values. Default: in memory. */
    localStorage?: any;
    /** The prefix of the values in `sdk.cache()`. The token is not in it, because instances never share a token. */
    cachePrefix?: string;
    /** Ignored: another instance or process is not waited for. */
    refreshDelayMs?: number;
    /** Ignored: a token that could not be refreshed stays in use while it can be. */
    clearCacheOnRefreshError?: boolean;
    /** No effect, which is said once: requests go to `server`. */
    enableDiscovery?: boolean;
    /** Ignored. */
    discoveryServer?: string;
    /** Ignored. */
    discoveryInitialEndpoint?: string;
    /** Ignored. */
    discoveryAuthorizedEndpoint?: string;
    /** Ignored. */
    discoveryAutoInit?: boolean;
    /** No effect, which is said once: RingCentral's own endpoints are used. */
    tokenEndpoint?: string;
    /** No effect, which is said once. */
    revokeEndpoint?: string;
    /** No effect, which is said once. */
    authorizeEndpoint?: string;
    /** No effect, which is said once: the client authorizes each request. */
    authProxy?: boolean;
    /** No effect, which is said once: requests are not sent by `fetch`. */
    defaultRequestInit?: object;
    /** No effect, which is said once: requests are not sent by `fetch`. */
    fetch?: Function;
    /** Ignored. */
    Request?: Function;
    /** Ignored. */
    Response?: Function;
    /** Ignored. */
    Headers?: Function;
    [option: string]: unknown;
}
/**
 * A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.
 *
 * Each request is sent by {@link Client.send}, with its deadline, its retries and its automatic login. No error text contains a
 * secret. Each instance has its own token.
 */
export declare class SDK {
    #private;
    /** The class itself, for `import X from 'ringout'`. */
    static readonly SDK: typeof SDK;
    static readonly EventEmitter: typeof EventEmitter;
    /** The version of this package. */
    static readonly version: string;
    /** The URLs of RingCentral's servers. */
    static readonly server: {
        readonly sandbox: string;
        readonly production: string;
    };
    send: Platform['send'];
    get: Platform['get'];
    post: Platform['post'];
    put: Platform['put'];
    patch: Platform['patch'];
    delete: Platform['delete'];
    login: Platform['login'];
    refresh: Platform['refresh'];
    logout: Platform['logout'];
    ensureLoggedIn: Platform['ensureLoggedIn'];
    loginUrl: Platform['loginUrl'];
    parseLoginRedirect: Platform['parseLoginRedirect'];
    createUrl: Platform['createUrl'];
    signUrl: Platform['signUrl'];
    loginWindow: Platform['loginWindow'];
    multipart: HttpClient['multipart'];
    getContentType: HttpClient['getContentType'];
    isMultipart: HttpClient['isMultipart'];
    isJson: HttpClient['isJson'];
    error: HttpClient['error'];
    /** Creates an SDK. Sends nothing. */
    constructor(options?: SDKOptions);
    /** Does nothing, because only a browser has a window that a redirect ends in. */
    static handleLoginRedirect(_origin?: unknown, _win?: unknown): void;
    /** Returns the object that logs in and sends requests. */
    platform(): Platform;
    /** Returns the object that tells of each request and reads responses. */
    client(): HttpClient;
    /** Returns a cache for values of your program. */
    cache(): Cache;
    /** Returns the classes of this runtime that the official package takes from it. */
    externals(): object;
}

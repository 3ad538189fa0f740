// Generated from ts/ by `npm run emit`.
import { EventEmitter } from 'node:events';
import type { Platform } from './compat/platform.js';
import type { ClientOptions } from './options.js';
/** The options of {@link SDK}: those of a client, and the following. */
export interface SDKOptions extends Omit<ClientOptions, 'clientSecret' | 'app' | 'jwt'> {
    clientSecret?: string | undefined;
    /** The URI that RingCentral's login page redirects to. */
    redirectUri?: string;
    /** Your app's name, sent to RingCentral. */
    appName?: string;
    appVersion?: string;
    /** The brand of RingCentral's login page. */
    brandId?: string;
    /** Whether a request over the rate limit waits. Otherwise it fails at once. */
    handleRateLimit?: boolean | number;
    /** Ignored, because instances never share a token. */
    cachePrefix?: string;
}
/**
 * A drop-in replacement for `SDK` of `@ringcentral/sdk`. Programs change only their import.
 *
 * Each request is sent by {@link Client.send}, with its deadline, its retries and its automatic login. No error text contains a
 * secret. Each instance has its own token.
 */
export declare class SDK {
    #private;
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
    /** Creates an SDK. Sends nothing. */
    constructor(options: SDKOptions);
    /** Returns the object that logs in and sends requests. */
    platform(): Platform;
}

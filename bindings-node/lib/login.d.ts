// Generated from ts/ by `npm run emit`.
import { Handle } from './handle.js';
interface AuthorizationOptions {
    redirectUri: string;
    state: string;
    verifier: string;
    url?: string;
}
/**
 * A login through RingCentral's login page that has begun. Keep `redirectUri`, `state` and `verifier` until RingCentral redirects
 * the user back; in a web application, keep them in the user's session.
 */
export declare class Authorization extends Handle {
    #private;
    /** The URL to send the user to; empty if the login was restored without it. */
    readonly url: string;
    /** The URI that RingCentral redirects the user to. */
    readonly redirectUri: string;
    /** The value that the redirect must return unchanged. */
    readonly state: string;
    /** Restores a login that was saved. */
    constructor(options: AuthorizationOptions);
    /** The PKCE verifier, a secret. `inspect` and `JSON.stringify` do not show it. */
    get verifier(): string;
    toJSON(): object;
}
/** A token, for programs that save it themselves. `inspect` and `JSON.stringify` do not show its secrets. */
export declare class Token extends Handle {
    #private;
    /** When the access token expires. */
    readonly expiresAt: Date;
    private constructor();
    /** Reads a token from the JSON of {@link toJson}, or from RingCentral's response, which is taken as issued now. */
    static fromJson(json: string): Token;
    /** The names of the app's permissions, separated by spaces; null if RingCentral did not send them. */
    get scope(): string | null;
    /** The access token, a secret. */
    get accessToken(): string;
    /** The refresh token, a secret; null if RingCentral issued none. */
    get refreshToken(): string | null;
    /** Returns the token as JSON to save. It contains secrets. */
    toJson(): string;
    /** Returns what `JSON.stringify` shows: no secret, so it cannot restore the token. */
    toJSON(): object;
}
export {};

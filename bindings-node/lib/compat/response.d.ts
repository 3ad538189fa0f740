// Generated from ts/ by `npm run emit`.
import type { RingOutError } from '../main.js';
/** Why a request failed. */
export declare class ApiError extends Error {
    /** The response; null if none arrived. */
    readonly response: Response | null;
    /** The request, without its token; undefined for a login. */
    request?: Request;
    /** The message. */
    readonly originalMessage: string;
    /** How long to wait before the next request, in milliseconds, if RingCentral limits requests. */
    readonly retryAfter?: number;
    /** The underlying error with all details. */
    readonly cause: RingOutError;
    get name(): 'ApiError';
}
/** Returns a response of the kind that `fetch` returns, or null for a status that `fetch` does not support. */
export declare function responseOf(status: number, headers: [string, string][], body: string | Buffer): Response | null;
/** Rebuilds from an error the response to a login, or to a request that the rate limit did not allow. */
export declare function responseOfError(error: RingOutError): Response | null;

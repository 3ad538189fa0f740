// Generated from ts/ by `npm run emit`.
import type { Failure, Settled } from './native.js';
/** The values of {@link RingOutError.code}. */
export type ErrorCode = 'INVALID_ARGUMENT' | 'NOT_LOGGED_IN' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'RATE_LIMITED' | 'REJECTED' | 'SERVER' | 'TIMEOUT' | 'CONNECTION' | 'PROTOCOL' | 'CANCELLED' | 'STORAGE' | 'MAYBE_PLACED' | 'INTERNAL';
/** One entry of the `errors` list of a response, as RingCentral sent it. */
export interface ErrorDetail {
    errorCode?: string;
    message?: string;
    parameterName?: string;
    parameterValue?: string;
    additionalInfo?: string;
    /** The other fields of the entry, such as `permissionName` or `feature`; absent if there are none. */
    fields?: Readonly<Record<string, unknown>>;
}
/** The details of a request that may have placed a call. */
export interface Attempt {
    /** The callee's number as sent. */
    to?: string;
    /** The caller's number as sent. */
    from?: string;
    /** When the first byte of the request left, by this machine's clock. {@link Client.callLog} searches around this time. */
    sentAt: Date;
}
/** The fields of an error besides its message. Unknown fields are absent. */
export interface ErrorFields {
    cause?: unknown;
    hint?: string;
    parameter?: string;
    httpStatus?: number;
    errorCode?: string;
    oauthError?: string;
    requestId?: string;
    retryAfter?: number;
    retryable?: boolean;
    mayHavePlaced?: boolean;
    details?: readonly ErrorDetail[];
    attempt?: Attempt;
}
/** The base class of this library's errors. No part of an error ever contains a token, a password or another secret. */
export declare class RingOutError extends Error {
    /** The error code. */
    readonly code: ErrorCode;
    /** The number of the error code, the same in every language. */
    readonly number: number;
    /** What usually helps, where RingCentral documents it. The message has it in parentheses, before the request id. */
    readonly hint?: string;
    /** The invalid argument (`to`, `server`) or RingCentral's parameter (`to.phoneNumber`). */
    readonly parameter?: string;
    /** The HTTP status of the response, if there was one. */
    readonly httpStatus?: number;
    /** RingCentral's error code, such as `CMN-102` or `OAU-140`. */
    readonly errorCode?: string;
    /** The OAuth error, such as `invalid_grant`. */
    readonly oauthError?: string;
    /** RingCentral's id of the request, for its support. */
    readonly requestId?: string;
    /** How long to wait before the next request, in milliseconds, if RingCentral limits requests. */
    readonly retryAfter?: number;
    /** Whether the same operation may succeed later without any change. */
    readonly retryable: boolean;
    /**
     * Whether phones may be ringing although {@link Client.createCall} failed. True for a {@link MaybePlacedError} and for the
     * statuses 408 and 5xx, except a 503 with `Retry-After`. The same holds for every POST of {@link Client.request}. Otherwise
     * false.
     */
    readonly mayHavePlaced: boolean;
    /** Every entry of the response's `errors` list. */
    readonly details: readonly ErrorDetail[];
    /** The details of a request that may have placed a call. */
    readonly attempt?: Readonly<Attempt>;
    constructor(message: string, { cause, hint, ...fields }?: ErrorFields);
    /** Returns the name, the message, the fields and the cause, for `JSON.stringify`. The stack is left out. */
    toJSON(): object;
}
/** An argument was rejected locally and nothing was sent. `parameter` names the argument. */
export declare class InvalidArgumentError extends RingOutError {
}
/** There is no usable token, and there are no credentials to log in again. */
export declare class NotLoggedInError extends RingOutError {
}
/** Invalid credentials, HTTP 401, or a refusal by the OAuth server. */
export declare class UnauthorizedError extends RingOutError {
}
/** HTTP 403: a permission is missing, international calling is disabled, or funds are short. */
export declare class ForbiddenError extends RingOutError {
}
/** HTTP 404. */
export declare class NotFoundError extends RingOutError {
}
/** HTTP 429. `retryAfter` says how long to wait. */
export declare class RateLimitedError extends RingOutError {
}
/** Any other HTTP 4xx. */
export declare class RejectedError extends RingOutError {
}
/** HTTP 5xx after the permitted retries. */
export declare class ServerError extends RingOutError {
}
/** The deadline passed. No call was placed. */
export declare class RequestTimeoutError extends RingOutError {
}
/** DNS, connection or TLS failed, or the connection broke. No call was placed. */
export declare class ConnectionFailedError extends RingOutError {
}
/** The response could not be understood or was too large, or the request was too large to send. */
export declare class ProtocolError extends RingOutError {
}
/** The operation was aborted. `cause` is the signal's reason. */
export declare class OperationCancelledError extends RingOutError {
}
/** The token store failed. */
export declare class StorageError extends RingOutError {
}
/**
 * The request to place a call was sent, but no usable response arrived. Phones may be ringing; check before placing the call
 * again.
 */
export declare class MaybePlacedError extends RingOutError {
}
/** A bug in this library; please report it. */
export declare class InternalError extends RingOutError {
}
/** The place in the program where an operation began. */
export declare class Origin {
    private readonly stack;
    /** Captures the frames above the function `above`. */
    constructor(above: Function);
    /** Replaces the frames of an error. */
    give(error: Error): void;
}
/**
 * Creates the error for a failure that the native half reports. `cause` is the reason of an abort. The stack begins at the origin,
 * or with the function that calls this one.
 */
export declare function errorOf({ message, ...failure }: Failure, cause?: unknown, origin?: Origin): RingOutError;
/** Returns the value of a result of the native half, or throws its failure. */
export declare function unwrap<Value>([failure, value]: Settled<Value>): Value;

// Generated from ts/ by `npm run emit`.
import { Data } from './data.js';
import type { CheckKind, CheckResult, DialScheme, LogMatch } from './names.js';
/** One of the user's numbers that may be shown to the callee. */
export interface PhoneNumber {
    /** RingCentral's id of the number. */
    readonly id: string;
    /** The number, E.164. */
    readonly phoneNumber: string;
    /** RingCentral's name for its use: `DirectNumber`, `MainCompanyNumber`, ... */
    readonly usageType: string | null;
    /** The label of the number, if it has one. */
    readonly label: string | null;
}
/** A number at which the user can be reached, and so a possible caller. */
export interface ForwardingNumber {
    /** RingCentral's id of the number, for {@link CallRequest.fromForwardingNumber}. */
    readonly id: string;
    /** The number, E.164. A few kinds of device have none. */
    readonly phoneNumber: string | null;
    /** The label that the user gave it. */
    readonly label: string | null;
    /** RingCentral's name for the kind of phone: `Mobile`, `Home`, `PhoneLine`, ... */
    readonly kind: string | null;
}
/**
 * RingCentral's rate limit for one group of requests, as far as the client knows it. As a string it is one line, such as
 * `Heavy: 7 of 10 left in 60 s`.
 */
export declare class Limit extends Data {
    /** `Light` (status requests and lists), `Heavy` (creates, cancels and the call log) or `Auth` (logins). */
    readonly name: 'Light' | 'Heavy' | 'Auth';
    /** RingCentral's name for the group; null until a response reports it. */
    readonly ringcentralName: string | null;
    /** The number of requests allowed in a window: RingCentral's default until a response reports it. */
    readonly limit: number;
    /** The length of a window, in milliseconds. */
    readonly window: number;
    /** The requests left in this window; null until a response reports it, and 0 after a 429 until the penalty is over. */
    readonly remaining: number | null;
    /** How long the next request must wait, in milliseconds; 0 if it may be sent now. */
    readonly retryAfter: number;
}
/** The report of {@link Client.preflight}. As a string it has one line for each check. */
export declare class Preflight extends Data {
    /** Whether no check failed. `Warning` and `Unknown` do not count as failures. */
    readonly ok: boolean;
    /** One check for each kind that applies. */
    readonly checks: readonly Check[];
}
/** One check of a {@link Preflight}. */
export interface Check {
    /** The kind of check. */
    readonly kind: CheckKind;
    /** The result. */
    readonly result: CheckResult;
    /** The finding and what to do about it, in one sentence. The wording may change in any version. */
    readonly explanation: string;
}
/** The result of looking up a call in the call log. As a string it is one line. */
export type CallLog = {
    /** No record matches. RingCentral may write it some time after the call has ended. */
    readonly matching: 'None';
    readonly record: null;
    readonly candidates: 0;
} | {
    /**
     * How certain it is that `record` is the call. `Certain`: one RingOut record has both numbers and a time within seconds.
     * `Likely`: one record matches, but something could not be compared. `Ambiguous`: several records match equally well.
     */
    readonly matching: Exclude<LogMatch, 'None'>;
    /** The best match. */
    readonly record: CallLogRecord;
    /** The number of records that match equally well. */
    readonly candidates: number;
};
/** A record of the call log. Strings are as RingCentral sent them. */
export interface CallLogRecord {
    /** RingCentral's id of the record. */
    readonly id: string;
    /** RingCentral's id of the telephony session. */
    readonly sessionId: string | null;
    /** When the call began, by RingCentral's clock. */
    readonly startTime: Date | null;
    /** The duration in milliseconds, exact to the second. */
    readonly duration: number;
    /** The caller's number. */
    readonly from: string | null;
    /** The callee's number. */
    readonly to: string | null;
    /** The kind of call: `RingOut Web`, `RingOut PC`, ... */
    readonly action: string | null;
    /** Whether both sides were connected; null if the record does not say. */
    readonly connected: boolean | null;
    /** How the call ended: `Call connected`, `Busy`, `No Answer`, ... */
    readonly result: string | null;
    /** The legs, in RingCentral's order. There may be only one, or none. */
    readonly legs: readonly CallLogLeg[];
}
/** One leg of a record of the call log. Strings are as RingCentral sent them. */
export interface CallLogLeg {
    /** The side of the call; null for a kind of leg that RingOut does not have. */
    readonly leg: 'caller' | 'callee' | null;
    /** RingCentral's name for the kind of leg: `RingOutClientToCaller`, `RingOutClientToSubscriber`, ... */
    readonly legType: string | null;
    /** When it was dialled, by RingCentral's clock. */
    readonly startTime: Date | null;
    /** The duration in milliseconds, exact to the second. */
    readonly duration: number;
    /** The calling number. */
    readonly from: string | null;
    /** The dialled number. */
    readonly to: string | null;
    /** How the leg ended: `Accepted`, `Busy`, `No Answer`, ... */
    readonly result: string | null;
}
/**
 * Returns a link that dials a number on the user's device: `rcmobile://call?number=16505550100` or `tel:+16505550100`. Sends
 * nothing. Throws an {@link InvalidArgumentError} if `number` is not a phone number. With `tel` a bare extension is rejected too,
 * because another app would dial it as a public number.
 */
export declare function dialUri(number: string, options?: {
    scheme?: DialScheme;
}): string;

// Generated from ts/ by `npm run emit`.
import type { RingOutError } from './errors.js';
import type { OutcomeKind, OutcomeSource, VerdictKind } from './names.js';
import { Phase, Status } from './names.js';
import type * as half from './native.js';
declare const TEXT: unique symbol;
/** The base of classes that only this package creates, and whose string form comes from the core. */
export declare abstract class Data {
    protected constructor();
    toString(): string;
    /** Returns the properties, for `JSON.stringify`. */
    toJSON(): object;
}
/** A change of the state of a call. */
export declare class Change extends Data {
    /** The state before; null for the first poll of a call that was not placed through this handle. */
    readonly previous: CallState | null;
    /** The new state. */
    readonly state: CallState;
    /** The verdict on the transition; null without a `previous`. */
    readonly verdict: Verdict | null;
    /** Lower bound of the time of the change, in milliseconds since the call was placed. */
    readonly earliest: number;
    /** Upper bound of the time of the change, in milliseconds since the call was placed. */
    readonly latest: number;
}
/** The state of a call: the status of the call and of its two legs. */
export declare class CallState {
    /** The status of the whole call. It stays `Success` after a connected call has ended; only the legs show the end. */
    readonly callStatus: Status;
    /** The status of the caller's leg, which rings first. */
    readonly callerStatus: Status;
    /** The status of the callee's leg. */
    readonly calleeStatus: Status;
    /** The phase of the call. */
    readonly phase: Phase;
    constructor(callStatus: Status, callerStatus: Status, calleeStatus: Status);
    /** Describes in one sentence what is happening, or how the call ended. */
    explain(): string;
    /** Whether `other` is a state with the same three statuses. */
    equals(other: unknown): boolean;
    toString(): string;
}
/** How a call ended, or its progress when the wait for it ended. */
export declare class Outcome extends Data {
    readonly kind: OutcomeKind;
    /** The leg that decided the outcome, if one did. */
    readonly leg: half.Side | null;
    /** The status that decided the outcome. */
    readonly status: Status;
    /** Whether caller and callee were ever connected. */
    readonly connected: boolean;
    /** Whether RingCentral accepted a cancel from this handle before the end. */
    readonly cancelledByUs: boolean;
    readonly source: OutcomeSource;
    /** The outcome in one sentence. */
    readonly explanation: string;
}
/** The verdict of {@link checkTransition} on a transition. */
export declare class Verdict extends Data {
    /** The worst of the three statuses and of the new combination. */
    readonly kind: VerdictKind;
    /** The reasons; empty for a documented transition. */
    readonly reasons: readonly Reason[];
}
/** One reason of a {@link Verdict}. */
export interface Reason {
    readonly field: 'call' | 'caller' | 'callee' | 'combination';
    readonly kind: VerdictKind;
    /** The inferred statuses that were skipped; empty if none were. */
    readonly path: readonly Status[];
    /** The reason in one sentence. */
    readonly text: string;
}
/** The response to {@link Client.request} or {@link Client.send}. */
export declare class Response extends Data {
    /** The HTTP status. */
    readonly status: number;
    /** The error of a response outside 200 to 299; null for a success. */
    readonly error: RingOutError | null;
    /** The headers, with names in lower case. */
    readonly headers: Readonly<Record<string, string>>;
    /** RingCentral's id of the request. */
    readonly requestId: string | null;
    /** The media type of the body. */
    readonly contentType: string | null;
    /** The body as bytes. */
    readonly body: Buffer;
    /** The body as a string. */
    get text(): string;
    /** Parses the body as JSON. Throws a `SyntaxError` if it is not JSON. */
    json(): any;
    toString(): string;
    /** Returns the properties, with the body as a string, for `JSON.stringify`. */
    toJSON(): object;
}
/** Identifies the owner of a token. As a string it combines the three fields. */
export declare class TokenKey extends Data {
    /** The server's scheme, host and port. */
    readonly server: string;
    /** The app's client id. */
    readonly clientId: string;
    /** The user: `tokenUser` if it is set, otherwise the user of the credentials. */
    readonly user: string;
}
/** The key of a call in a ledger. As a string it combines the four fields. */
export declare class LedgerKey extends Data {
    /** The server's scheme, host and port. */
    readonly server: string;
    /** The app's client id. */
    readonly clientId: string;
    /** The user: `tokenUser` if it is set, otherwise the user of the credentials. */
    readonly user: string;
    /** The `dedupeKey` of the request. One that begins with `ringout:` names what the library itself keeps, such as a budget. */
    readonly dedupeKey: string;
}
/** Judges whether the state `to` may follow the state `from`. */
export declare function checkTransition(from: CallState, to: CallState): Verdict;
/** Returns the number of a status, the same in every language: 1 to 17, or 0 for an undocumented status. */
export declare function statusNumber(status: Status): number;
/** Returns the meaning of a status, in a sentence without a full stop. */
export declare function explainStatus(status: Status): string;
/** The properties of an instance, without its methods and accessors. */
type Properties<Instance> = {
    [Name in keyof Instance as Instance[Name] extends Function ? never : Name extends 'text' | typeof TEXT ? never : Name]: Instance[Name];
};
/** Creates a frozen instance with these properties. `text` becomes its string form and is not an enumerable property. */
export declare function adopt<Instance extends object>(Class: {
    readonly prototype: Instance;
}, { text, ...properties }: Properties<Instance> & {
    text?: string;
}): Instance;
export declare function stateOf(packed: half.PackedState): CallState;
export declare function outcomeOf(outcome: half.Outcome): Outcome;
export declare function changeOf({ previous, state, verdict, earliest, latest }: half.Change): Change;
export declare function keyOf(key: half.TokenKey): TokenKey;
export declare function ledgerKeyOf(key: half.LedgerKey): LedgerKey;
/** Joins headers of the same name, as `fetch` does. */
export declare function responseOf({ headers, error, ...response }: half.Response): Response;
export {};

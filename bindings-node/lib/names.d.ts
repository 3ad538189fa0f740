// Generated from ts/ by `npm run emit`.
type Names<Name extends string> = Readonly<{
    [Key in Name]: Key;
}>;
/** A status that RingCentral documents for a call or one of its legs. */
export type KnownStatus = 'Unknown' | 'InProgress' | 'Success' | 'Finished' | 'Busy' | 'NoAnswer' | 'Rejected' | 'GenericError' | 'InternationalDisabled' | 'DestinationBlocked' | 'NotEnoughFunds' | 'NoSuchUser' | 'RingOutFromThisNumberIsNotSupported' | 'CannotReach' | 'NoAnsweringMachine' | 'NoSessionFound' | 'Error' | 'Invalid';
/** The statuses as constants: `Status.Busy === 'Busy'`. */
export declare const Status: Names<KnownStatus>;
/** A documented status, or any other string that RingCentral sent. */
export type Status = KnownStatus | (string & {});
/** The phase of a call. */
export declare const Phase: Readonly<{
    Connected: "Connected";
    Ended: "Ended";
    RingingCallee: "RingingCallee";
    RingingCaller: "RingingCaller";
    Unknown: "Unknown";
}>;
/** The phase of a call. */
export type Phase = keyof typeof Phase;
/** How a transition compares with RingCentral's documentation, from best to worst. */
export declare const VerdictKind: Readonly<{
    Documented: "Documented";
    Impossible: "Impossible";
    Skipped: "Skipped";
    Unchanged: "Unchanged";
    Undocumented: "Undocumented";
}>;
/** How a transition compares with RingCentral's documentation, from best to worst. */
export type VerdictKind = keyof typeof VerdictKind;
/** How a call ended. */
export declare const OutcomeKind: Readonly<{
    Answered: "Answered";
    Blocked: "Blocked";
    Busy: "Busy";
    Cancelled: "Cancelled";
    Completed: "Completed";
    EndedUnknown: "EndedUnknown";
    Failed: "Failed";
    NoAnswer: "NoAnswer";
    NoSuchUser: "NoSuchUser";
    NotEnoughFunds: "NotEnoughFunds";
    Rejected: "Rejected";
    StillInProgress: "StillInProgress";
}>;
/** How a call ended. */
export type OutcomeKind = keyof typeof OutcomeKind;
/** What an outcome is based on: the polled statuses, a call that had vanished, or the call log. */
export declare const OutcomeSource: Readonly<{
    CallLog: "CallLog";
    Gone: "Gone";
    Status: "Status";
}>;
/** What an outcome is based on: the polled statuses, a call that had vanished, or the call log. */
export type OutcomeSource = keyof typeof OutcomeSource;
/**
 * The effect of a cancel: the ringing call ended, RingCentral accepted the request (see the state), or the call had ended before.
 */
export declare const CancelEffect: Readonly<{
    Accepted: "Accepted";
    AlreadyEnded: "AlreadyEnded";
    HungUp: "HungUp";
}>;
/**
 * The effect of a cancel: the ringing call ended, RingCentral accepted the request (see the state), or the call had ended before.
 */
export type CancelEffect = keyof typeof CancelEffect;
/** How certain it is that a record of the call log is the call, from least to most. */
export declare const LogMatch: Readonly<{
    Ambiguous: "Ambiguous";
    Certain: "Certain";
    Likely: "Likely";
    None: "None";
}>;
/** How certain it is that a record of the call log is the call, from least to most. */
export type LogMatch = keyof typeof LogMatch;
/** The kinds of checks of {@link Client.preflight}. */
export declare const CheckKind: Readonly<{
    CallerId: "CallerId";
    Clock: "Clock";
    Destination: "Destination";
    Extension: "Extension";
    From: "From";
    Line: "Line";
    Login: "Login";
    Permission: "Permission";
}>;
/** The kinds of checks of {@link Client.preflight}. */
export type CheckKind = keyof typeof CheckKind;
/** The result of a check: no problem found, a call may fail, a call would fail, or the check was not possible. */
export declare const CheckResult: Readonly<{
    Failed: "Failed";
    Passed: "Passed";
    Unknown: "Unknown";
    Warning: "Warning";
}>;
/** The result of a check: no problem found, a call may fail, a call would fail, or the check was not possible. */
export type CheckResult = keyof typeof CheckResult;
/**
 * A step of a journal: a request is about to be sent, RingCentral has accepted it, it was not placed and no phone rings, it may
 * have been placed and phones may be ringing, or the call has ended (or its wait has timed out).
 */
export declare const JournalStep: Readonly<{
    Ended: "Ended";
    MaybePlaced: "MaybePlaced";
    NotPlaced: "NotPlaced";
    Placed: "Placed";
    Placing: "Placing";
}>;
/**
 * A step of a journal: a request is about to be sent, RingCentral has accepted it, it was not placed and no phone rings, it may
 * have been placed and phones may be ringing, or the call has ended (or its wait has timed out).
 */
export type JournalStep = keyof typeof JournalStep;
/** What to wait for. A wait for `answered` also ends if the call ends unanswered. */
export declare const Until: Readonly<{
    readonly Ended: 'ended';
    readonly Answered: 'answered';
}>;
/** What to wait for. A wait for `answered` also ends if the call ends unanswered. */
export type Until = (typeof Until)[keyof typeof Until];
/** Which of RingCentral's two API paths to use. `ringout` is deprecated; its call ids are numbers. */
export declare const CallPath: Readonly<{
    readonly RingOut: 'ring-out';
    readonly Deprecated: 'ringout';
}>;
/** Which of RingCentral's two API paths to use. `ringout` is deprecated; its call ids are numbers. */
export type CallPath = (typeof CallPath)[keyof typeof CallPath];
/** The app that a dial link opens: RingCentral's, or the device's default app for calls. */
export declare const DialScheme: Readonly<{
    readonly RcMobile: 'rcmobile';
    readonly Tel: 'tel';
}>;
/** The app that a dial link opens: RingCentral's, or the device's default app for calls. */
export type DialScheme = (typeof DialScheme)[keyof typeof DialScheme];
/** What to do with a request over the rate limit: let it wait, or reject it at once with a {@link RateLimitedError}. */
export declare const RateLimit: Readonly<{
    readonly Wait: 'wait';
    readonly FailFast: 'fail-fast';
}>;
/** What to do with a request over the rate limit: let it wait, or reject it at once with a {@link RateLimitedError}. */
export type RateLimit = (typeof RateLimit)[keyof typeof RateLimit];
/** The version of this package. */
export declare const version: string;
export {};

<?php

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/**
 * The values of a `ErrorCode`.
 *
 * Since version 0.1.
 */
enum ErrorCode: int
{
    /**
     * Success.
     */
    case Ok = 0;
    /**
     * Rejected locally; nothing was sent. `Native::errorParameter()` names the argument.
     */
    case InvalidArgument = 1;
    /**
     * There is no usable token, and no credential to log in with.
     */
    case NotLoggedIn = 2;
    /**
     * Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
     */
    case Unauthorized = 3;
    /**
     * HTTP 403: a permission is missing, international calling is disabled, or funds are short.
     */
    case Forbidden = 4;
    /**
     * HTTP 404.
     */
    case NotFound = 5;
    /**
     * HTTP 429. `Native::errorRetryAfterMs()` returns how long to wait.
     */
    case RateLimited = 6;
    /**
     * Any other HTTP 4xx.
     */
    case Rejected = 7;
    /**
     * HTTP 5xx after the allowed retries.
     */
    case Server = 8;
    /**
     * The deadline passed; no call was placed.
     */
    case Timeout = 9;
    /**
     * DNS, connect, TLS, or a broken connection; no call was placed.
     */
    case Connection = 10;
    /**
     * The response could not be understood or was too large, or the request was too large to be sent.
     */
    case Protocol = 11;
    /**
     * A `ringout_cancel_token` interrupted the operation; no call was placed.
     */
    case Cancelled = 12;
    /**
     * The token store failed, or the journal of a batch did.
     */
    case Storage = 13;
    /**
     * The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
     */
    case MaybePlaced = 14;
    /**
     * A required pointer was null. `Native::errorParameter()` names it.
     */
    case NullPointer = 15;
    /**
     * A string was not valid UTF-8. `Native::errorParameter()` names it.
     */
    case InvalidUtf8 = 16;
    /**
     * A caught panic or a broken invariant. Please report it.
     */
    case Internal = 17;
}

/**
 * The severity of a log record.
 *
 * Since version 0.1.
 */
enum LogLevel: int
{
    /**
     * A failure that no function returns.
     */
    case Error = 1;
    /**
     * A failure that the library could work around, such as a token that could not be saved.
     */
    case Warn = 2;
    /**
     * Milestones of a program. The library logs nothing at this level at present.
     */
    case Info = 3;
    /**
     * Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
     * RingCentral's request id.
     */
    case Debug = 4;
}

/**
 * RingCentral's two paths for RingOut.
 *
 * Since version 0.1.
 */
enum CallPath: int
{
    /**
     * The current path, `ring-out`, whose call ids are strings.
     */
    case RingOut = 0;
    /**
     * The path `ringout`, which RingCentral has deprecated, and whose call ids are numbers.
     */
    case Deprecated = 1;
}

/**
 * The reaction of a client to RingCentral's rate limits.
 *
 * Since version 0.1.
 */
enum RateLimit: int
{
    /**
     * A request over the rate limit waits for its turn if its deadline allows that.
     */
    case Wait = 0;
    /**
     * A request over the rate limit fails at once with `ErrorCode::RateLimited` and the time to wait.
     */
    case FailFast = 1;
}

/**
 * The results of a token store's callbacks.
 *
 * Since version 0.1.
 */
enum StoreResult: int
{
    /**
     * Success.
     */
    case Ok = 0;
    /**
     * From `load`: no token is saved under the key.
     */
    case NotFound = 1;
    /**
     * From `try_lock`: another process or thread holds the lock.
     */
    case Locked = 2;
    /**
     * Failure. `Native::tokenSinkSetFailure()` sets the reason.
     */
    case Failed = 3;
    /**
     * From `swap` of a ledger: the current value is not the expected one. `Native::ledgerSinkSetRecord()` sets it, unless
     * there is none.
     */
    case Conflict = 4;
}

/**
 * Whether the caller must press 1 before the callee is dialled.
 *
 * Since version 0.1.
 */
enum PlayPrompt: int
{
    /**
     * The account's setting decides.
     */
    case Default = 0;
    /**
     * The caller must press 1 before the callee is dialled.
     */
    case Yes = 1;
    /**
     * The callee is dialled as soon as the caller answers.
     */
    case No = 2;
}

/**
 * The schemes of links that dial a number.
 *
 * Since version 0.1.
 */
enum DialScheme: int
{
    /**
     * A link that opens RingCentral's apps.
     */
    case RcMobile = 0;
    /**
     * A link that opens the device's default app for calls.
     */
    case Tel = 1;
}

/**
 * What a preflight checks.
 *
 * Since version 0.1.
 */
enum CheckKind: int
{
    /**
     * The server can be reached and accepts the credentials.
     */
    case Login = 1;
    /**
     * The app has the RingOut permission, and the permissions that the other checks need.
     */
    case Permission = 2;
    /**
     * The extension is enabled, and RingOut is one of its features.
     */
    case Extension = 3;
    /**
     * The extension has a direct number or a digital line.
     */
    case Line = 4;
    /**
     * There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
     */
    case From = 5;
    /**
     * There is a number to show to the callee: the one in the request, or any.
     */
    case CallerId = 6;
    /**
     * The callee is in the user's country, or international calling is allowed. Only with a request.
     */
    case Destination = 7;
    /**
     * This machine's clock agrees with the server's.
     */
    case Clock = 8;
}

/**
 * The result of a check.
 *
 * Since version 0.1.
 */
enum CheckResult: int
{
    /**
     * No problem was found.
     */
    case Passed = 1;
    /**
     * A call may fail, or not behave as expected.
     */
    case Warning = 2;
    /**
     * A call would fail.
     */
    case Failed = 3;
    /**
     * It could not be checked.
     */
    case Unknown = 4;
}

/**
 * The statuses of a call and of its legs.
 *
 * Since version 0.1.
 */
enum Status: int
{
    /**
     * A status that RingCentral's documentation does not have. The `..._status_text()` functions return its string.
     */
    case Unknown = 0;
    /**
     * Connecting.
     */
    case InProgress = 1;
    /**
     * Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
     */
    case Success = 2;
    /**
     * Hung up after being answered.
     */
    case Finished = 3;
    /**
     * The phone was busy.
     */
    case Busy = 4;
    /**
     * Dropped by timeout.
     */
    case NoAnswer = 5;
    /**
     * Cancelled by the user, or the caller hung up while the callee was ringing.
     */
    case Rejected = 6;
    /**
     * An error of the phone network or RingCentral.
     */
    case GenericError = 7;
    /**
     * International, domestic or internal calling is disabled for this extension.
     */
    case InternationalDisabled = 8;
    /**
     * The destination is blocked.
     */
    case DestinationBlocked = 9;
    /**
     * Not enough funds.
     */
    case NotEnoughFunds = 10;
    /**
     * No such user.
     */
    case NoSuchUser = 11;
    /**
     * RingOut from this number is not supported.
     */
    case RingOutFromThisNumberIsNotSupported = 12;
    /**
     * One or both legs could not be connected.
     */
    case CannotReach = 13;
    /**
     * Internal failure of RingCentral, or no resources.
     */
    case NoAnsweringMachine = 14;
    /**
     * The RingOut call no longer exists.
     */
    case NoSessionFound = 15;
    /**
     * An error without more detail.
     */
    case Error = 16;
    /**
     * RingCentral lost the state.
     */
    case Invalid = 17;
}

/**
 * What a call is doing.
 *
 * Since version 0.1.
 */
enum Phase: int
{
    /**
     * The three statuses fit no documented phase.
     */
    case Unknown = 0;
    /**
     * The caller's phone rings.
     */
    case RingingCaller = 1;
    /**
     * The caller has answered, and the callee's phone rings.
     */
    case RingingCallee = 2;
    /**
     * Both have answered.
     */
    case Connected = 3;
    /**
     * The call is over, successfully or not.
     */
    case Ended = 4;
}

/**
 * How a call ended.
 *
 * Since version 0.1.
 */
enum OutcomeKind: int
{
    /**
     * The wait timed out, or your program has not waited yet: the call may still ring or be connected.
     */
    case StillInProgress = 0;
    /**
     * Both legs answered. Only with `Until::Answered`.
     */
    case Answered = 1;
    /**
     * Both sides were connected, then hung up.
     */
    case Completed = 2;
    /**
     * A phone was busy.
     */
    case Busy = 3;
    /**
     * A phone was not answered in time.
     */
    case NoAnswer = 4;
    /**
     * A phone rejected the call, or the caller hung up while the callee was ringing.
     */
    case Rejected = 5;
    /**
     * This handle cancelled the call, and RingCentral confirmed the end.
     */
    case Cancelled = 6;
    /**
     * The call is not allowed: international calling, the destination, or RingOut from this number.
     */
    case Blocked = 7;
    /**
     * The account does not have enough funds.
     */
    case NotEnoughFunds = 8;
    /**
     * There is no such user.
     */
    case NoSuchUser = 9;
    /**
     * The phone network or RingCentral failed.
     */
    case Failed = 10;
    /**
     * The call vanished before its end was seen, or every poll returned 404 for two minutes.
     */
    case EndedUnknown = 11;
}

/**
 * The two sides of a call.
 *
 * Since version 0.1.
 */
enum Leg: int
{
    /**
     * No leg decided the outcome.
     */
    case None = 0;
    /**
     * The caller, whose phone rings first.
     */
    case Caller = 1;
    /**
     * The callee.
     */
    case Callee = 2;
}

/**
 * Where an outcome is known from.
 *
 * Since version 0.1.
 */
enum Source: int
{
    /**
     * The polled statuses show the outcome.
     */
    case Status = 1;
    /**
     * The call was gone (404 or `Status::NoSessionFound`); the outcome follows from the states before.
     */
    case Gone = 2;
    /**
     * The call log shows the outcome.
     */
    case CallLog = 3;
}

/**
 * How a transition compares with RingCentral's documentation, from best to worst.
 *
 * Since version 0.1.
 */
enum VerdictKind: int
{
    /**
     * No status changed.
     */
    case Unchanged = 0;
    /**
     * Each changed status took one documented step.
     */
    case Documented = 1;
    /**
     * Documented, through a state that was not seen.
     */
    case Skipped = 2;
    /**
     * A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
     */
    case Undocumented = 3;
    /**
     * A step out of an ended state, or backwards.
     */
    case Impossible = 4;
}

/**
 * The part of a state that a reason concerns.
 *
 * Since version 0.1.
 */
enum Field: int
{
    /**
     * The reason concerns the status of the call.
     */
    case Call = 0;
    /**
     * The reason concerns the caller's leg.
     */
    case Caller = 1;
    /**
     * The reason concerns the callee's leg.
     */
    case Callee = 2;
    /**
     * The reason concerns the combination of the three statuses.
     */
    case Combination = 3;
}

/**
 * What to wait for.
 *
 * Since version 0.1.
 */
enum Until: int
{
    /**
     * Wait until the call ends.
     */
    case Ended = 0;
    /**
     * Wait until both sides have answered, or the call has ended without that.
     */
    case Answered = 1;
}

/**
 * The effect of cancelling a call.
 *
 * Since version 0.1.
 */
enum CancelEffect: int
{
    /**
     * The caller's phone was still ringing, and the next status confirms the end.
     */
    case HungUp = 1;
    /**
     * RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
     * `Native::callState()`.
     */
    case Accepted = 2;
    /**
     * The call was already over.
     */
    case AlreadyEnded = 3;
}

/**
 * The steps of a request in a batch.
 *
 * Since version 0.1.
 */
enum JournalStep: int
{
    /**
     * The request is about to be sent.
     */
    case Placing = 1;
    /**
     * RingCentral has accepted the request.
     */
    case Placed = 2;
    /**
     * The request failed, and no phone rings.
     */
    case NotPlaced = 3;
    /**
     * The request was sent and no usable response came: phones may be ringing.
     */
    case MaybePlaced = 4;
    /**
     * The call is over, or the wait for it is.
     */
    case Ended = 5;
}

/**
 * How certain it is that a record belongs to a call. The numbers grow with certainty.
 *
 * Since version 0.1.
 */
enum LogMatch: int
{
    /**
     * No record fits. RingCentral may write it some time after the call has ended.
     */
    case None = 0;
    /**
     * Several records fit equally well; the one nearest in time is returned.
     */
    case Ambiguous = 1;
    /**
     * One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
     * apart.
     */
    case Likely = 2;
    /**
     * One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
     */
    case Certain = 3;
}

/**
 * What an event brings.
 *
 * Since version 0.1.
 */
enum EventKind: int
{
    /**
     * A login has ended: one of the functions `ringout_client_login_..._into()`.
     */
    case Login = 1;
    /**
     * `Native::clientRefreshInto()` has ended.
     */
    case Refresh = 2;
    /**
     * `Native::clientLogoutInto()` has ended.
     */
    case Logout = 3;
    /**
     * `Native::clientCreateCallInto()` has ended: `Native::eventTakeCall()`.
     */
    case CreateCall = 4;
    /**
     * `Native::callStatusInto()` has ended: `Native::eventTakeState()`.
     */
    case Status = 5;
    /**
     * `Native::callCancelInto()` has ended: `Native::eventCancelEffect()`.
     */
    case Cancel = 6;
    /**
     * `Native::callWaitInto()` has ended: `Native::eventTakeOutcome()`.
     */
    case Wait = 7;
    /**
     * A call of `Native::callWatchInto()` has changed: `Native::eventTakeChange()`.
     */
    case Change = 8;
    /**
     * The last event of `Native::callWatchInto()`: `Native::eventTakeOutcome()`.
     */
    case WatchEnd = 9;
    /**
     * `Native::clientPreflightInto()` has ended: `Native::eventTakePreflight()`.
     */
    case Preflight = 10;
    /**
     * `Native::clientCallerIdsInto()` has ended: `Native::eventTakeCallerIds()`.
     */
    case CallerIds = 11;
    /**
     * `Native::clientForwardingNumbersInto()` has ended: `Native::eventTakeForwardingNumbers()`.
     */
    case ForwardingNumbers = 12;
    /**
     * `Native::callLogInto()` or `Native::clientCallLogInto()` has ended: `Native::eventTakeLoggedCall()`.
     */
    case CallLog = 13;
    /**
     * `Native::clientRequestInto()` or `Native::clientSendInto()` has ended: `Native::eventTakeResponse()`.
     */
    case Response = 14;
    /**
     * One request of `Native::clientPlaceAllInto()` has its result: `Native::eventTakePlaced()`.
     */
    case Placed = 15;
    /**
     * The last event of `Native::clientPlaceAllInto()`. It holds nothing.
     */
    case PlaceAllEnd = 16;
    /**
     * A log record of `Native::logInto()`: `Native::eventLogLevel()` and `Native::eventLogMessage()`.
     */
    case Log = 17;
    /**
     * `Native::clientFindCallInto()` has ended: `Native::eventTakeCall()`, which returns null if there is no call.
     */
    case FindCall = 18;
    /**
     * `Native::callTakeLeaseInto()` has ended: `Native::eventLeaseLeftMs()`.
     */
    case TakeLease = 19;
    /**
     * `Native::callClaimOutcomeInto()` has ended: `Native::eventIsClaimed()`.
     */
    case ClaimOutcome = 20;
}

/**
 * An entry of `ErrorInfo`.
 */
final class ErrorDetail implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns RingCentral's error code in the entry at `index`, counted from 0. null if the entry has none, and for an
         * index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $errorCode = null,
        /**
         * Returns RingCentral's message in the entry at `index`, counted from 0. It may change, so do not decide on it. null if
         * the entry has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $message = null,
        /**
         * Returns the parameter at fault in the entry at `index`, counted from 0, such as "to.phoneNumber". null if the entry
         * has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $parameterName = null,
        /**
         * Returns the value at fault in the entry at `index`, counted from 0. null if the entry has none, and for an index out of
         * range.
         *
         * Since version 0.1.
         */
        public readonly ?string $parameterValue = null,
        /**
         * Returns the additional information in the entry at `index`, counted from 0. null if the entry has none, and for an
         * index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $additionalInfo = null,
        /**
         * Returns all other fields of the entry at `index`, counted from 0, as a JSON object. null if the entry has none, and for
         * an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $fields = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_error_detail_error_code($pointer, $index),
            $ffi->ringout_error_detail_message($pointer, $index),
            $ffi->ringout_error_detail_parameter_name($pointer, $index),
            $ffi->ringout_error_detail_parameter_value($pointer, $index),
            $ffi->ringout_error_detail_additional_info($pointer, $index),
            $ffi->ringout_error_detail_fields($pointer, $index),
        );
    }

    public function __toString(): string
    {
        return 'ErrorDetail';
    }
}

/**
 * An entry of `CallerIds`.
 */
final class PhoneNumber implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns RingCentral's id of the phone number at `index`, counted from 0. null if the entry has none, and for an
         * index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $id = null,
        /**
         * Returns the phone number at `index` in E.164. null if the entry has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $phoneNumber = null,
        /**
         * Returns RingCentral's name for the use of the phone number at `index`, such as "DirectNumber". null if the entry
         * has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $usageType = null,
        /**
         * Returns the label of the phone number at `index`. null if the entry has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $label = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_caller_ids_id($pointer, $index),
            $ffi->ringout_caller_ids_phone_number($pointer, $index),
            $ffi->ringout_caller_ids_usage_type($pointer, $index),
            $ffi->ringout_caller_ids_label($pointer, $index),
        );
    }

    public function __toString(): string
    {
        return 'PhoneNumber';
    }
}

/**
 * An entry of `ForwardingNumbers`.
 */
final class ForwardingNumber implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns RingCentral's id of the forwarding number at `index`, counted from 0: a value for `from_forwarding_number`
         * of a `ringout_call_request`. null if the entry has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $id = null,
        /**
         * Returns the phone number at `index` in E.164. null for the few kinds of device that have none, and for an index out
         * of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $phoneNumber = null,
        /**
         * Returns the label that the user gave the number at `index`. null if the entry has none, and for an index out of
         * range.
         *
         * Since version 0.1.
         */
        public readonly ?string $label = null,
        /**
         * Returns RingCentral's name for the kind of phone at `index`, such as "Mobile" or "PhoneLine". null if the entry has
         * none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $kind = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_forwarding_numbers_id($pointer, $index),
            $ffi->ringout_forwarding_numbers_phone_number($pointer, $index),
            $ffi->ringout_forwarding_numbers_label($pointer, $index),
            $ffi->ringout_forwarding_numbers_kind($pointer, $index),
        );
    }

    public function __toString(): string
    {
        return 'ForwardingNumber';
    }
}

/**
 * An entry of `Preflight`.
 */
final class Check implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the kind of the check at `index`, counted from 0: a `CheckKind`. 0 for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly CheckKind|int $kind = CheckKind::Login,
        /**
         * Returns the result of a check: a `CheckResult`. 0 for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly CheckResult|int $result = CheckResult::Passed,
        /**
         * Returns one sentence that says what was found and what to do about it. null for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly string $explanation = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            Native::enum(CheckKind::class, $ffi->ringout_preflight_check_kind($pointer, $index)),
            Native::enum(CheckResult::class, $ffi->ringout_preflight_check_result($pointer, $index)),
            $ffi->ringout_preflight_check_explanation($pointer, $index) ?? '',
        );
    }

    public function __toString(): string
    {
        return 'Check';
    }
}

/**
 * An entry of `Verdict`.
 */
final class Reason implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the part that the reason at `index`, counted from 0, concerns: a `Field`.
         * `Field::Combination` for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly Field|int $field = Field::Call,
        /**
         * Returns the kind of a reason: a `VerdictKind`. `VerdictKind::Unchanged` for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly VerdictKind|int $kind = VerdictKind::Unchanged,
        /**
         * Returns a reason in words; null for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
        /**
         * Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". null if no
         * state was skipped, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $path = null,
        /**
         * Returns the status at `position`, counted from 0, of the inferred path: a `Status`.
         *
         * Since version 0.1.
         */
        public readonly array $pathStatuses = [],
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            Native::enum(Field::class, $ffi->ringout_verdict_reason_field($pointer, $index)),
            Native::enum(VerdictKind::class, $ffi->ringout_verdict_reason_kind($pointer, $index)),
            $ffi->ringout_verdict_reason_text($pointer, $index) ?? '',
            $ffi->ringout_verdict_reason_path($pointer, $index),
            array_map(static fn (int $i) => Native::enum(Status::class, $ffi->ringout_verdict_reason_path_status($pointer, $index, $i)), Native::range($ffi->ringout_verdict_reason_path_count($pointer, $index))),
        );
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * An entry of `LoggedCall`.
 */
final class LogLeg implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns which side the leg at `index` is: a `Leg`. `Leg::None` for a kind of leg that RingOut
         * does not have, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly Leg|int $leg = Leg::None,
        /**
         * Returns RingCentral's kind of the leg at `index`, such as "RingOutClientToCaller". null if the record has none, and
         * for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $type = null,
        /**
         * Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
         * and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly int $startTimeUnixMs = -1,
        /**
         * Returns the duration of the leg at `index` in milliseconds, with a precision of one second. 0 for an index out of
         * range.
         *
         * Since version 0.1.
         */
        public readonly int $durationMs = 0,
        /**
         * Returns the number that the leg at `index` came from. null if the record has none, and for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $from = null,
        /**
         * Returns the number that was dialled for the leg at `index`. null if the record has none, and for an index out of
         * range.
         *
         * Since version 0.1.
         */
        public readonly ?string $to = null,
        /**
         * Returns how the leg at `index` ended, such as "Accepted" or "No Answer". null if the record has none, and for an
         * index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $result = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            Native::enum(Leg::class, $ffi->ringout_logged_call_leg($pointer, $index)),
            $ffi->ringout_logged_call_leg_type($pointer, $index),
            $ffi->ringout_logged_call_leg_start_time_unix_ms($pointer, $index),
            $ffi->ringout_logged_call_leg_duration_ms($pointer, $index),
            $ffi->ringout_logged_call_leg_from($pointer, $index),
            $ffi->ringout_logged_call_leg_to($pointer, $index),
            $ffi->ringout_logged_call_leg_result($pointer, $index),
        );
    }

    public function __toString(): string
    {
        return 'LogLeg';
    }
}

/**
 * An entry of `Limits`.
 */
final class Limit implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the name of the group at `index`, counted from 0: "Light", "Heavy" or "Auth". null for an index out of
         * range.
         *
         * Since version 0.1.
         */
        public readonly string $name = '',
        /**
         * Returns RingCentral's name for the group at `index`. null if no response has reported it, and for an index out of
         * range.
         *
         * Since version 0.1.
         */
        public readonly ?string $ringcentralName = null,
        /**
         * Returns the number of requests that a window of the group at `index` allows. 0 for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly int $limit = 0,
        /**
         * Returns the length of a window of the group at `index`, in milliseconds. 0 for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly int $windowMs = 0,
        /**
         * Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
         * until the penalty is over.
         *
         * Since version 0.1.
         */
        public readonly int $remaining = -1,
        /**
         * Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
         *
         * Since version 0.1.
         */
        public readonly int $retryAfterMs = 0,
        /**
         * Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_limits_name($pointer, $index) ?? '',
            $ffi->ringout_limits_ringcentral_name($pointer, $index),
            $ffi->ringout_limits_limit($pointer, $index),
            $ffi->ringout_limits_window_ms($pointer, $index),
            $ffi->ringout_limits_remaining($pointer, $index),
            $ffi->ringout_limits_retry_after_ms($pointer, $index),
            $ffi->ringout_limits_text($pointer, $index) ?? '',
        );
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * An entry of `Response`.
 */
final class Header implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the name, in lower case, of the header at `index`, counted from 0 in the order of the response. null for an
         * index out of range.
         *
         * Since version 0.1.
         */
        public readonly ?string $name = null,
        /**
         * Returns the value of the header at `index`; null for an index out of range.
         *
         * Since version 0.1.
         */
        public readonly string $value = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(CData $pointer, int $index): self
    {
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_response_header_name($pointer, $index),
            $ffi->ringout_response_header_value($pointer, $index) ?? '',
        );
    }

    public function __toString(): string
    {
        return 'Header';
    }
}

/**
 * Why a function failed. None of its strings contains a secret, token or password. Immutable.
 *
 * Fields that an error lacks are null. Strings are valid until the error is freed.
 *
 * Since version 0.1.
 */
final class ErrorInfo implements \JsonSerializable
{
    use Value;
    use ErrorInfoMethods;

    public function __construct(
        /**
         * The entries, in order: `ErrorDetail`.
         */
        public readonly array $details = [],
        /**
         * Returns the error code, the same number that the function returned. `ErrorCode::Ok` for null.
         *
         * Since version 0.1.
         */
        public readonly ErrorCode|int $code = ErrorCode::Ok,
        /**
         * Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
         *
         * Since version 0.1.
         */
        public readonly ?string $text = null,
        /**
         * Returns what happened, in one line.
         *
         * Since version 0.1.
         */
        public readonly ?string $message = null,
        /**
         * Returns advice, mostly from RingCentral's documentation; null if there is none.
         *
         * Since version 0.1.
         */
        public readonly ?string $hint = null,
        /**
         * Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
         * fault; null if there is none.
         *
         * Since version 0.1.
         */
        public readonly ?string $parameter = null,
        /**
         * Returns the HTTP status of the response; 0 if there was no response.
         *
         * Since version 0.1.
         */
        public readonly int $httpStatus = 0,
        /**
         * Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; null if there is none.
         *
         * Since version 0.1.
         */
        public readonly ?string $errorCode = null,
        /**
         * Returns the OAuth error, such as "invalid_grant"; null if there is none.
         *
         * Since version 0.1.
         */
        public readonly ?string $oauthError = null,
        /**
         * Returns RingCentral's id of the request, which its support asks for; null if there is none.
         *
         * Since version 0.1.
         */
        public readonly ?string $requestId = null,
        /**
         * Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
         *
         * Since version 0.1.
         */
        public readonly int $retryAfterMs = -1,
        /**
         * Returns true if the same function call may succeed later without any change. Never true for `ErrorCode::MaybePlaced`.
         *
         * Since version 0.1.
         */
        public readonly bool $retryable = false,
        /**
         * Returns true if phones may be ringing after this error of `Native::clientCreateCall()`: for
         * `ErrorCode::MaybePlaced`, HTTP 408, and `ErrorCode::Server` other than a 503 with `Retry-After`. The same applies to
         * other POST requests of `Native::clientRequest()`. False for every other error and for null.
         *
         * Since version 0.1.
         */
        public readonly bool $mayHavePlaced = false,
        /**
         * Returns the callee's number as it was sent, if `Native::errorMayHavePlaced()` is true for a call; else null.
         *
         * Since version 0.1.
         */
        public readonly ?string $attemptTo = null,
        /**
         * Returns the caller's number as it was sent, if `Native::errorMayHavePlaced()` is true for a call with one; else
         * null.
         *
         * Since version 0.1.
         */
        public readonly ?string $attemptFrom = null,
        /**
         * Returns when the first byte of the request was sent, if `Native::errorMayHavePlaced()` is true; else -1. In
         * milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
         *
         * Since version 0.1.
         */
        public readonly int $attemptSentAtUnixMs = -1,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => ErrorDetail::read($pointer, $i), Native::range($ffi->ringout_error_detail_count($pointer))),
            Native::enum(ErrorCode::class, $ffi->ringout_error_code($pointer)),
            $ffi->ringout_error_text($pointer),
            $ffi->ringout_error_message($pointer),
            $ffi->ringout_error_hint($pointer),
            $ffi->ringout_error_parameter($pointer),
            $ffi->ringout_error_http_status($pointer),
            $ffi->ringout_error_error_code($pointer),
            $ffi->ringout_error_oauth_error($pointer),
            $ffi->ringout_error_request_id($pointer),
            $ffi->ringout_error_retry_after_ms($pointer),
            $ffi->ringout_error_retryable($pointer),
            $ffi->ringout_error_may_have_placed($pointer),
            $ffi->ringout_error_attempt_to($pointer),
            $ffi->ringout_error_attempt_from($pointer),
            $ffi->ringout_error_attempt_sent_at_unix_ms($pointer),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_error_free($pointer);
        }
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * A login on RingCentral's page that was started and not yet finished. Immutable.
 *
 * Send the user to its URL. Keep the object, or its `redirect_uri`, `state` and `verifier` (in a web application, in
 * the user's session), until RingCentral redirects the user back. Then call `Native::clientLoginRedirect()`.
 *
 * Since version 0.1.
 */
final class Authorization implements \JsonSerializable
{
    use Secret;
    use AuthorizationMethods;

    public function __construct(
        /**
         * Returns the URL to send the user to. Empty for an object made with `Native::authorizationNew()`. Valid until the
         * authorization is freed, like its other strings.
         *
         * Since version 0.1.
         */
        public readonly string $url = '',
        /**
         * Returns the URL that RingCentral redirects the user to.
         *
         * Since version 0.1.
         */
        public readonly string $redirectUri = '',
        /**
         * Returns the value that the redirect must contain unchanged.
         *
         * Since version 0.1.
         */
        public readonly string $state = '',
        /**
         * Returns the PKCE verifier, a secret that must stay on your side.
         *
         * Since version 0.1.
         */
        public readonly string $verifier = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_authorization_url($pointer) ?? '',
            $ffi->ringout_authorization_redirect_uri($pointer) ?? '',
            $ffi->ringout_authorization_state($pointer) ?? '',
            $ffi->ringout_authorization_verifier($pointer) ?? '',
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_authorization_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Authorization';
    }
}

/**
 * A token as RingCentral issued it. Its strings are secrets, except the scope, and are wiped when it is freed.
 * Immutable.
 *
 * Since version 0.1.
 */
final class Token implements \JsonSerializable
{
    use Secret;
    use TokenMethods;

    public function __construct(
        /**
         * Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
         * until the token is freed, like its other strings.
         *
         * Since version 0.1.
         */
        public readonly string $json = '',
        /**
         * Returns the access token, a secret.
         *
         * Since version 0.1.
         */
        public readonly string $accessToken = '',
        /**
         * Returns the refresh token, a secret; null if RingCentral issued none.
         *
         * Since version 0.1.
         */
        public readonly ?string $refreshToken = null,
        /**
         * Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; null if it did not.
         *
         * Since version 0.1.
         */
        public readonly ?string $scope = null,
        /**
         * Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for null.
         *
         * Since version 0.1.
         */
        public readonly int $expiresAtUnixMs = -1,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_token_json($pointer) ?? '',
            $ffi->ringout_token_access_token($pointer) ?? '',
            $ffi->ringout_token_refresh_token($pointer),
            $ffi->ringout_token_scope($pointer),
            $ffi->ringout_token_expires_at_unix_ms($pointer),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_token_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Token';
    }
}

/**
 * The key of a token in a `ringout_token_store`: server, app and user. The library owns it; it is valid, with its
 * strings, until the callback returns.
 *
 * Since version 0.1.
 */
final class TokenKey implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns scheme, host and port of the server.
         *
         * Since version 0.1.
         */
        public readonly string $server = '',
        /**
         * Returns the client id of the app.
         *
         * Since version 0.1.
         */
        public readonly string $clientId = '',
        /**
         * Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
         *
         * Since version 0.1.
         */
        public readonly string $user = '',
        /**
         * Returns server, app and user in one string, unique for each key. Most stores need only this.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_token_key_server($pointer) ?? '',
            $ffi->ringout_token_key_client_id($pointer) ?? '',
            $ffi->ringout_token_key_user($pointer) ?? '',
            $ffi->ringout_token_key_text($pointer) ?? '',
        );
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * The key of a call in a `ringout_ledger`: server, app, user and the `dedupe_key` of the request. The library owns it;
 * it is valid, with its strings, until the callback returns.
 *
 * Since version 0.1.
 */
final class LedgerKey implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns scheme, host and port of the server.
         *
         * Since version 0.1.
         */
        public readonly string $server = '',
        /**
         * Returns the client id of the app.
         *
         * Since version 0.1.
         */
        public readonly string $clientId = '',
        /**
         * Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
         *
         * Since version 0.1.
         */
        public readonly string $user = '',
        /**
         * Returns the `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
         * budget.
         *
         * Since version 0.1.
         */
        public readonly string $dedupeKey = '',
        /**
         * Returns the four parts in one string, unique for each key. Most ledgers need only this.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_ledger_key_server($pointer) ?? '',
            $ffi->ringout_ledger_key_client_id($pointer) ?? '',
            $ffi->ringout_ledger_key_user($pointer) ?? '',
            $ffi->ringout_ledger_key_dedupe_key($pointer) ?? '',
            $ffi->ringout_ledger_key_text($pointer) ?? '',
        );
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * The user's phone numbers that a callee may be shown: values for `caller_id` of a `ringout_call_request`. Immutable.
 *
 * Indexes count from 0. Fields that an entry lacks are null; for an index out of range every field is null. Strings
 * are valid until the list is freed.
 *
 * Since version 0.1.
 */
final class CallerIds implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * The entries, in order: `PhoneNumber`.
         */
        public readonly array $items = [],
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => PhoneNumber::read($pointer, $i), Native::range($ffi->ringout_caller_ids_count($pointer))),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_caller_ids_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'CallerIds';
    }
}

/**
 * The user's forwarding numbers: the phones that can be rung first. Immutable.
 *
 * Indexes count from 0. Fields that an entry lacks are null; for an index out of range every field is null. Strings
 * are valid until the list is freed.
 *
 * Since version 0.1.
 */
final class ForwardingNumbers implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * The entries, in order: `ForwardingNumber`.
         */
        public readonly array $items = [],
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => ForwardingNumber::read($pointer, $i), Native::range($ffi->ringout_forwarding_numbers_count($pointer))),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_forwarding_numbers_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'ForwardingNumbers';
    }
}

/**
 * A report on whether a call can be placed, with one entry for each check. Immutable.
 *
 * Since version 0.1.
 */
final class Preflight implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * The entries, in order: `Check`.
         */
        public readonly array $checks = [],
        /**
         * Returns true if no check failed. Warnings and checks that could not be made do not count. False for null.
         *
         * Since version 0.1.
         */
        public readonly bool $ok = false,
        /**
         * Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
         * report is freed, like every string of the report.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => Check::read($pointer, $i), Native::range($ffi->ringout_preflight_check_count($pointer))),
            $ffi->ringout_preflight_ok($pointer),
            $ffi->ringout_preflight_text($pointer) ?? '',
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_preflight_free($pointer);
        }
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * The state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
 * Immutable.
 *
 * Free a state that a function returned with `Native::stateFree()`. Do not free a state that belongs to a change.
 *
 * Since version 0.1.
 */
final class CallState implements \JsonSerializable
{
    use Value;
    use CallStateMethods;

    public function __construct(
        /**
         * Returns the status of the call as a whole: a `Status`.
         *
         * Since version 0.1.
         */
        public readonly Status|int $callStatus = Status::Unknown,
        /**
         * Returns the status of the caller's leg: a `Status`.
         *
         * Since version 0.1.
         */
        public readonly Status|int $callerStatus = Status::Unknown,
        /**
         * Returns the status of the callee's leg: a `Status`.
         *
         * Since version 0.1.
         */
        public readonly Status|int $calleeStatus = Status::Unknown,
        /**
         * Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
         *
         * Since version 0.1.
         */
        public readonly string $callStatusText = '',
        /**
         * Returns the status of the caller's leg as RingCentral spells it.
         *
         * Since version 0.1.
         */
        public readonly string $callerStatusText = '',
        /**
         * Returns the status of the callee's leg as RingCentral spells it.
         *
         * Since version 0.1.
         */
        public readonly string $calleeStatusText = '',
        /**
         * Returns the phase of the call: a `Phase`.
         *
         * Since version 0.1.
         */
        public readonly Phase|int $phase = Phase::Unknown,
        /**
         * Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
        /**
         * Returns one sentence, without a full stop, that says what is happening or how the call ended.
         *
         * Since version 0.1.
         */
        public readonly string $explain = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            Native::enum(Status::class, $ffi->ringout_state_call_status($pointer)),
            Native::enum(Status::class, $ffi->ringout_state_caller_status($pointer)),
            Native::enum(Status::class, $ffi->ringout_state_callee_status($pointer)),
            $ffi->ringout_state_call_status_text($pointer) ?? '',
            $ffi->ringout_state_caller_status_text($pointer) ?? '',
            $ffi->ringout_state_callee_status_text($pointer) ?? '',
            Native::enum(Phase::class, $ffi->ringout_state_phase($pointer)),
            $ffi->ringout_state_text($pointer) ?? '',
            $ffi->ringout_state_explain($pointer) ?? '',
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_state_free($pointer);
        }
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * How a call ended, or its state when the wait for it ended. Immutable.
 *
 * Since version 0.1.
 */
final class Outcome implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the kind of outcome: a `OutcomeKind`.
         *
         * Since version 0.1.
         */
        public readonly OutcomeKind|int $kind = OutcomeKind::StillInProgress,
        /**
         * Returns the leg that decided the outcome: a `Leg`.
         *
         * Since version 0.1.
         */
        public readonly Leg|int $leg = Leg::None,
        /**
         * Returns the status that decided the outcome: a `Status`.
         *
         * Since version 0.1.
         */
        public readonly Status|int $status = Status::Unknown,
        /**
         * Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
         * other strings.
         *
         * Since version 0.1.
         */
        public readonly string $statusText = '',
        /**
         * Returns true if caller and callee were connected at some time.
         *
         * Since version 0.1.
         */
        public readonly bool $connected = false,
        /**
         * Returns true if RingCentral accepted a cancel from this handle before the end.
         *
         * Since version 0.1.
         */
        public readonly bool $cancelledByUs = false,
        /**
         * Returns where the outcome is known from: a `Source`; 0 for null.
         *
         * Since version 0.1.
         */
        public readonly Source|int $source = Source::Status,
        /**
         * Returns one sentence that explains the outcome, without a full stop.
         *
         * Since version 0.1.
         */
        public readonly string $explanation = '',
        /**
         * Returns the kind and the explanation in one line.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            Native::enum(OutcomeKind::class, $ffi->ringout_outcome_kind($pointer)),
            Native::enum(Leg::class, $ffi->ringout_outcome_leg($pointer)),
            Native::enum(Status::class, $ffi->ringout_outcome_status($pointer)),
            $ffi->ringout_outcome_status_text($pointer) ?? '',
            $ffi->ringout_outcome_connected($pointer),
            $ffi->ringout_outcome_cancelled_by_us($pointer),
            Native::enum(Source::class, $ffi->ringout_outcome_source($pointer)),
            $ffi->ringout_outcome_explanation($pointer) ?? '',
            $ffi->ringout_outcome_text($pointer) ?? '',
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_outcome_free($pointer);
        }
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * The judgement of `Native::checkTransition()` on a transition: a kind, and a reason for each part that is not
 * documented. Immutable.
 *
 * Since version 0.1.
 */
final class Verdict implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * The entries, in order: `Reason`.
         */
        public readonly array $reasons = [],
        /**
         * Returns the worst kind among the three statuses and their combination: a `VerdictKind`. The numbers grow
         * from best to worst.
         *
         * Since version 0.1.
         */
        public readonly VerdictKind|int $kind = VerdictKind::Unchanged,
        /**
         * Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => Reason::read($pointer, $i), Native::range($ffi->ringout_verdict_reason_count($pointer))),
            Native::enum(VerdictKind::class, $ffi->ringout_verdict_kind($pointer)),
            $ffi->ringout_verdict_text($pointer) ?? '',
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_verdict_free($pointer);
        }
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * A change of a call's state. A watch owns its changes and everything read from them, until the callback returns or
 * `Native::watchNext()` is called again. One from `Native::changeClone()` or `Native::eventTakeChange()` is yours.
 * Immutable.
 *
 * Since version 0.1.
 */
final class Change implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the previous state. null for the first poll of a call that was not placed through this handle.
         *
         * Since version 0.1.
         */
        public readonly ?CallState $previous = null,
        /**
         * Returns the new state.
         *
         * Since version 0.1.
         */
        public readonly ?CallState $state = null,
        /**
         * Returns how the transition compares with RingCentral's documentation. null if there is no previous state.
         *
         * Since version 0.1.
         */
        public readonly ?Verdict $verdict = null,
        /**
         * Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
         * milliseconds since the call was placed, or the handle created.
         *
         * Since version 0.1.
         */
        public readonly int $earliestMs = 0,
        /**
         * Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
         * or the handle created.
         *
         * Since version 0.1.
         */
        public readonly int $latestMs = 0,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            CallState::read($ffi->ringout_change_previous($pointer)),
            CallState::read($ffi->ringout_change_state($pointer)),
            Verdict::read($ffi->ringout_change_verdict($pointer)),
            $ffi->ringout_change_earliest_ms($pointer),
            $ffi->ringout_change_latest_ms($pointer),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_change_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Change';
    }
}

/**
 * One step of one request of `Native::clientPlaceAll()`. The library owns it and everything read from it, until the
 * callback returns.
 *
 * To resume after a crash, look at the last entry of each request. Place those without an entry or with
 * `JournalStep::NotPlaced`. Follow those with `JournalStep::Placed` by their call id. Those with
 * `JournalStep::Placing` or `JournalStep::MaybePlaced` may have rung phones; find out with
 * `Native::clientCallLog()`.
 *
 * Since version 0.1.
 */
final class JournalEntry implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the step: a `JournalStep`; 0 for null.
         *
         * Since version 0.1.
         */
        public readonly JournalStep|int $step = JournalStep::Placing,
        /**
         * Returns the index of the request in the array, counted from 0.
         *
         * Since version 0.1.
         */
        public readonly int $index = 0,
        /**
         * Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for null. It is the value
         * for `sent_at_unix_ms` of `Native::clientCallLog()`.
         *
         * For `JournalStep::MaybePlaced` it is when the first byte of the request was sent. For
         * `JournalStep::Placing` it is the last moment before that, after the login and the wait for the rate limit.
         *
         * Since version 0.1.
         */
        public readonly int $atUnixMs = -1,
        /**
         * Returns the callee's number as it is sent.
         *
         * Since version 0.1.
         */
        public readonly string $to = '',
        /**
         * Returns the caller's number as it is sent; null if there is none.
         *
         * Since version 0.1.
         */
        public readonly ?string $from = null,
        /**
         * Returns RingCentral's id of the call, from `JournalStep::Placed` on; null if there is no call.
         *
         * Since version 0.1.
         */
        public readonly ?string $callId = null,
        /**
         * Returns the outcome of the call, with `JournalStep::Ended`; else null.
         *
         * Since version 0.1.
         */
        public readonly ?Outcome $outcome = null,
        /**
         * Returns why the call was not placed, or may not have been; else null.
         *
         * Since version 0.1.
         */
        public readonly ?RingOutException $error = null,
        /**
         * Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            Native::enum(JournalStep::class, $ffi->ringout_journal_entry_step($pointer)),
            $ffi->ringout_journal_entry_index($pointer),
            $ffi->ringout_journal_entry_at_unix_ms($pointer),
            $ffi->ringout_journal_entry_to($pointer) ?? '',
            $ffi->ringout_journal_entry_from($pointer),
            $ffi->ringout_journal_entry_call_id($pointer),
            Outcome::read($ffi->ringout_journal_entry_outcome($pointer)),
            Errors::of(ErrorInfo::read($ffi->ringout_journal_entry_error($pointer))),
            $ffi->ringout_journal_entry_text($pointer) ?? '',
        );
    }

    public function __toString(): string
    {
        return $this->text ?? '';
    }
}

/**
 * The result of one request of `Native::clientPlaceAll()`: an outcome or an error, and the call if it was placed.
 * Immutable. Everything read from it is valid until it is freed.
 *
 * Since version 0.1.
 */
final class Placed implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the index of the request in the array, counted from 0.
         *
         * Since version 0.1.
         */
        public readonly int $index = 0,
        /**
         * Returns the call; null if it was not placed. `Native::callClone()` creates a handle that outlives the result.
         *
         * Since version 0.1.
         */
        public readonly ?Call $call = null,
        /**
         * Returns the outcome of the call; null if there is an error instead.
         *
         * Since version 0.1.
         */
        public readonly ?Outcome $outcome = null,
        /**
         * Returns the error, or null if there is an outcome. Without a call it is an error of `Native::clientCreateCall()`.
         * With a call it is one of `Native::callWait()`: the call was placed but could not be followed to its end.
         *
         * Since version 0.1.
         */
        public readonly ?RingOutException $error = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_placed_index($pointer),
            Native::call(Native::cloned($ffi->ringout_placed_call($pointer))),
            Outcome::read($ffi->ringout_placed_outcome($pointer)),
            Errors::of(ErrorInfo::read($ffi->ringout_placed_error($pointer))),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_placed_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Placed';
    }
}

/**
 * RingCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
 *
 * Strings are RingCentral's own and valid until the object is freed. Fields that the record lacks are null; if no
 * record fits, every field is null. Legs count from 0.
 *
 * Since version 0.1.
 */
final class LoggedCall implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * The entries, in order: `LogLeg`.
         */
        public readonly array $legs = [],
        /**
         * Returns how certain it is that the record belongs to the call: a `LogMatch`. The numbers grow with
         * certainty.
         *
         * Since version 0.1.
         */
        public readonly LogMatch|int $matching = LogMatch::None,
        /**
         * Returns the number of records that fit equally well; 0 if none fits.
         *
         * Since version 0.1.
         */
        public readonly int $candidates = 0,
        /**
         * Returns RingCentral's id of the record.
         *
         * Since version 0.1.
         */
        public readonly ?string $id = null,
        /**
         * Returns RingCentral's id of the telephony session.
         *
         * Since version 0.1.
         */
        public readonly ?string $sessionId = null,
        /**
         * Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
         *
         * Since version 0.1.
         */
        public readonly int $startTimeUnixMs = -1,
        /**
         * Returns the duration of the call in milliseconds, with a precision of one second.
         *
         * Since version 0.1.
         */
        public readonly int $durationMs = 0,
        /**
         * Returns the caller's number.
         *
         * Since version 0.1.
         */
        public readonly ?string $from = null,
        /**
         * Returns the callee's number.
         *
         * Since version 0.1.
         */
        public readonly ?string $to = null,
        /**
         * Returns the kind of call, such as "RingOut Web".
         *
         * Since version 0.1.
         */
        public readonly ?string $action = null,
        /**
         * Returns how the call ended, such as "Call connected" or "Busy".
         *
         * Since version 0.1.
         */
        public readonly ?string $result = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => LogLeg::read($pointer, $i), Native::range($ffi->ringout_logged_call_leg_count($pointer))),
            Native::enum(LogMatch::class, $ffi->ringout_logged_call_matching($pointer)),
            $ffi->ringout_logged_call_candidates($pointer),
            $ffi->ringout_logged_call_id($pointer),
            $ffi->ringout_logged_call_session_id($pointer),
            $ffi->ringout_logged_call_start_time_unix_ms($pointer),
            $ffi->ringout_logged_call_duration_ms($pointer),
            $ffi->ringout_logged_call_from($pointer),
            $ffi->ringout_logged_call_to($pointer),
            $ffi->ringout_logged_call_action($pointer),
            $ffi->ringout_logged_call_result($pointer),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_logged_call_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'LoggedCall';
    }
}

/**
 * RingCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
 *
 * The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and the
 * call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are null, the remaining
 * requests -1 and other numbers 0. Strings are valid until the list is freed.
 *
 * Since version 0.1.
 */
final class Limits implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * The entries, in order: `Limit`.
         */
        public readonly array $items = [],
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => Limit::read($pointer, $i), Native::range($ffi->ringout_limits_count($pointer))),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_limits_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Limits';
    }
}

/**
 * The response to `Native::clientRequest()` or `Native::clientSend()`. Immutable. Everything read from it is valid
 * until it is freed.
 *
 * Since version 0.1.
 */
final class Response implements \JsonSerializable
{
    use Secret;
    use ResponseMethods;

    public function __construct(
        /**
         * The entries, in order: `Header`.
         */
        public readonly array $headers = [],
        /**
         * Returns the HTTP status; 0 for null.
         *
         * Since version 0.1.
         */
        public readonly int $status = 0,
        /**
         * Returns the bytes of the body, unchanged and without a NUL at the end. `Native::responseBodySize()` returns their
         * number.
         *
         * Since version 0.1.
         */
        public readonly string $body = '',
        /**
         * Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
         *
         * Since version 0.1.
         */
        public readonly string $text = '',
        /**
         * Returns the media type of the body; null if the response has none.
         *
         * Since version 0.1.
         */
        public readonly ?string $contentType = null,
        /**
         * Returns RingCentral's id of the request, which its support asks for; null if the response has none.
         *
         * Since version 0.1.
         */
        public readonly ?string $requestId = null,
        /**
         * Returns the error of a response outside 200 to 299; else null. Do not free it.
         *
         * Since version 0.1.
         */
        public readonly ?RingOutException $error = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            array_map(static fn (int $i) => Header::read($pointer, $i), Native::range($ffi->ringout_response_header_count($pointer))),
            $ffi->ringout_response_status($pointer),
            Native::bytes($ffi->ringout_response_body($pointer), $ffi->ringout_response_body_size($pointer)),
            $ffi->ringout_response_text($pointer) ?? '',
            $ffi->ringout_response_content_type($pointer),
            $ffi->ringout_response_request_id($pointer),
            Errors::of(ErrorInfo::read($ffi->ringout_response_error($pointer))),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_response_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Response';
    }
}

/**
 * One result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
 * it. Only one thread at a time may use it.
 *
 * Since version 0.1.
 */
final class Event implements \JsonSerializable
{
    use Value;

    public function __construct(
        /**
         * Returns the tag that your program passed with the operation.
         *
         * Since version 0.1.
         */
        public readonly int $tag = 0,
        /**
         * Returns what happened: a `EventKind`; 0 for null.
         *
         * Since version 0.1.
         */
        public readonly EventKind|int $kind = EventKind::Login,
        /**
         * Returns what the blocking function would have returned: `ErrorCode::Ok`, or the error code. `ErrorCode::Ok` for null and for
         * kinds that are not the end of an operation.
         *
         * Since version 0.1.
         */
        public readonly ErrorCode|int $status = ErrorCode::Ok,
        /**
         * Returns the error, or null if there is none. Do not free it. It is valid until the event is freed or the error taken.
         *
         * Since version 0.1.
         */
        public readonly ?RingOutException $error = null,
        /**
         * Takes the call from an event of the kind `EventKind::CreateCall` or `EventKind::FindCall`. Free it with
         * `Native::callFree()`. null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?Call $call = null,
        /**
         * Takes the state of a call from an event of the kind `EventKind::Status`. Free it with `Native::stateFree()`.
         * null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?CallState $state = null,
        /**
         * Takes the outcome of a call from an event of the kind `EventKind::Wait` or `EventKind::WatchEnd`. Free it
         * with `Native::outcomeFree()`. null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?Outcome $outcome = null,
        /**
         * Takes the change of a call from an event of the kind `EventKind::Change`. Free it with `Native::changeFree()`.
         * null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?Change $change = null,
        /**
         * Takes the report from an event of the kind `EventKind::Preflight`. Free it with `Native::preflightFree()`. null
         * if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?Preflight $preflight = null,
        /**
         * Takes the list from an event of the kind `EventKind::CallerIds`. Free it with `Native::callerIdsFree()`. null
         * if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?CallerIds $callerIds = null,
        /**
         * Takes the list from an event of the kind `EventKind::ForwardingNumbers`. Free it with
         * `Native::forwardingNumbersFree()`. null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?ForwardingNumbers $forwardingNumbers = null,
        /**
         * Takes what the call log has from an event of the kind `EventKind::CallLog`. Free it with
         * `Native::loggedCallFree()`. null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?LoggedCall $loggedCall = null,
        /**
         * Takes the response from an event of the kind `EventKind::Response`. Free it with `Native::responseFree()`. null
         * if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?Response $response = null,
        /**
         * Takes the result of one request from an event of the kind `EventKind::Placed`. Free it with
         * `Native::placedFree()`. null if the event has an error instead, is of another kind, or it was taken.
         *
         * Since version 0.1.
         */
        public readonly ?Placed $placed = null,
        /**
         * Returns the effect of a cancel, from an event of the kind `EventKind::Cancel`: a `CancelEffect`. 0 if the event
         * has an error instead or is of another kind.
         *
         * Since version 0.1.
         */
        public readonly CancelEffect|int $cancelEffect = CancelEffect::HungUp,
        /**
         * Returns how long another client still has the lease, in milliseconds, from an event of the kind
         * `EventKind::TakeLease`. 0 if it is this client's, the event has an error instead or is of another kind.
         *
         * Since version 0.1.
         */
        public readonly int $leaseLeftMs = 0,
        /**
         * Returns whether the outcome was claimed, from an event of the kind `EventKind::ClaimOutcome`. False if the event has
         * an error instead or is of another kind.
         *
         * Since version 0.1.
         */
        public readonly bool $isClaimed = false,
        /**
         * Returns the level of a log record, from an event of the kind `EventKind::Log`: a `LogLevel`. 0 for other kinds.
         *
         * Since version 0.1.
         */
        public readonly LogLevel|int $logLevel = LogLevel::Error,
        /**
         * Returns the line of a log record, without secrets and without a newline, from an event of the kind `EventKind::Log`.
         * null for other kinds. Valid until the event is freed.
         *
         * Since version 0.1.
         */
        public readonly ?string $logMessage = null,
    ) {
    }

    /** Copies the values out of an object. */
    public static function read(?CData $pointer): ?self
    {
        if ($pointer === null) {
            return null;
        }
        $ffi = Native::ffi();

        return new self(
            $ffi->ringout_event_tag($pointer),
            Native::enum(EventKind::class, $ffi->ringout_event_kind($pointer)),
            Native::enum(ErrorCode::class, $ffi->ringout_event_status($pointer)),
            Errors::of(ErrorInfo::read($ffi->ringout_event_error($pointer))),
            Native::call($ffi->ringout_event_take_call($pointer)),
            CallState::take($ffi->ringout_event_take_state($pointer)),
            Outcome::take($ffi->ringout_event_take_outcome($pointer)),
            Change::take($ffi->ringout_event_take_change($pointer)),
            Preflight::take($ffi->ringout_event_take_preflight($pointer)),
            CallerIds::take($ffi->ringout_event_take_caller_ids($pointer)),
            ForwardingNumbers::take($ffi->ringout_event_take_forwarding_numbers($pointer)),
            LoggedCall::take($ffi->ringout_event_take_logged_call($pointer)),
            Response::take($ffi->ringout_event_take_response($pointer)),
            Placed::take($ffi->ringout_event_take_placed($pointer)),
            Native::enum(CancelEffect::class, $ffi->ringout_event_cancel_effect($pointer)),
            $ffi->ringout_event_lease_left_ms($pointer),
            $ffi->ringout_event_is_claimed($pointer),
            Native::enum(LogLevel::class, $ffi->ringout_event_log_level($pointer)),
            $ffi->ringout_event_log_message($pointer),
        );
    }

    /** Like `read()`, and frees the object. */
    public static function take(?CData $pointer): ?self
    {
        try {
            return self::read($pointer);
        } finally {
            Native::ffi()->ringout_event_free($pointer);
        }
    }

    public function __toString(): string
    {
        return 'Event';
    }
}

/** A failure. Its class is that of the code. */
class RingOutException extends \RuntimeException
{
    final public function __construct(public readonly ErrorInfo $info)
    {
        parent::__construct($info->text ?? '', $info->code instanceof ErrorCode ? $info->code->value : $info->code);
    }
}

/**
 * There is no usable token, and no credential to log in with.
 */
class NotLoggedInException extends RingOutException
{
}

/**
 * Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
 */
class UnauthorizedException extends RingOutException
{
}

/**
 * HTTP 403: a permission is missing, international calling is disabled, or funds are short.
 */
class ForbiddenException extends RingOutException
{
}

/**
 * HTTP 404.
 */
class NotFoundException extends RingOutException
{
}

/**
 * HTTP 429. `Native::errorRetryAfterMs()` returns how long to wait.
 */
class RateLimitedException extends RingOutException
{
}

/**
 * Any other HTTP 4xx.
 */
class RejectedException extends RingOutException
{
}

/**
 * HTTP 5xx after the allowed retries.
 */
class ServerException extends RingOutException
{
}

/**
 * The deadline passed; no call was placed.
 */
class RequestTimeoutException extends RingOutException
{
}

/**
 * DNS, connect, TLS, or a broken connection; no call was placed.
 */
class ConnectionFailedException extends RingOutException
{
}

/**
 * The response could not be understood or was too large, or the request was too large to be sent.
 */
class ProtocolException extends RingOutException
{
}

/**
 * A `ringout_cancel_token` interrupted the operation; no call was placed.
 */
class OperationCancelledException extends RingOutException
{
}

/**
 * The token store failed, or the journal of a batch did.
 */
class StorageException extends RingOutException
{
}

/**
 * The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
 */
class MaybePlacedException extends RingOutException
{
}

/**
 * Rejected locally; nothing was sent. `Native::errorParameter()` names the argument.
 */
class InvalidArgumentException extends RingOutException
{
}

/**
 * A caught panic or a broken invariant. Please report it.
 */
class InternalException extends RingOutException
{
}

/** @internal The classes of the errors. */
final class Errors
{
    private const CLASSES = [
        1 => InvalidArgumentException::class,
        2 => NotLoggedInException::class,
        3 => UnauthorizedException::class,
        4 => ForbiddenException::class,
        5 => NotFoundException::class,
        6 => RateLimitedException::class,
        7 => RejectedException::class,
        8 => ServerException::class,
        9 => RequestTimeoutException::class,
        10 => ConnectionFailedException::class,
        11 => ProtocolException::class,
        12 => OperationCancelledException::class,
        13 => StorageException::class,
        14 => MaybePlacedException::class,
        15 => InvalidArgumentException::class,
        16 => InvalidArgumentException::class,
        17 => InternalException::class,
    ];

    /** Makes the exception of an error that an object has, or null. */
    public static function of(?ErrorInfo $info): ?RingOutException
    {
        return $info === null ? null : self::exception($info);
    }

    /** Makes the exception of an error. */
    public static function exception(ErrorInfo $info): RingOutException
    {
        $code = $info->code instanceof ErrorCode ? $info->code->value : $info->code;
        $class = self::CLASSES[$code] ?? RingOutException::class;

        return new $class(Spelling::apply($info));
    }
}

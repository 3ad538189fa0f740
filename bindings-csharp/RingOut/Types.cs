// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

using System;
using System.Collections;
using System.Collections.Generic;

namespace RingOut
{
    /// <summary>
    /// The values of a <c>ErrorCode</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum ErrorCode : uint
    {
        /// <summary>
        /// Success.
        /// </summary>
        Ok = 0,

        /// <summary>
        /// Rejected locally; nothing was sent. <c>Parameter</c> names the argument.
        /// </summary>
        InvalidArgument = 1,

        /// <summary>
        /// There is no usable token, and no credential to log in with.
        /// </summary>
        NotLoggedIn = 2,

        /// <summary>
        /// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
        /// </summary>
        Unauthorized = 3,

        /// <summary>
        /// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
        /// </summary>
        Forbidden = 4,

        /// <summary>
        /// HTTP 404.
        /// </summary>
        NotFound = 5,

        /// <summary>
        /// HTTP 429. <c>RetryAfterMs</c> returns how long to wait.
        /// </summary>
        RateLimited = 6,

        /// <summary>
        /// Any other HTTP 4xx.
        /// </summary>
        Rejected = 7,

        /// <summary>
        /// HTTP 5xx after the allowed retries.
        /// </summary>
        Server = 8,

        /// <summary>
        /// The deadline passed; no call was placed.
        /// </summary>
        Timeout = 9,

        /// <summary>
        /// DNS, connect, TLS, or a broken connection; no call was placed.
        /// </summary>
        Connection = 10,

        /// <summary>
        /// The response could not be understood or was too large, or the request was too large to be sent.
        /// </summary>
        Protocol = 11,

        /// <summary>
        /// A <c>ringout_cancel_token</c> interrupted the operation; no call was placed.
        /// </summary>
        Cancelled = 12,

        /// <summary>
        /// The token store failed, or the journal of a batch did.
        /// </summary>
        Storage = 13,

        /// <summary>
        /// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
        /// </summary>
        MaybePlaced = 14,

        /// <summary>
        /// A required pointer was null. <c>Parameter</c> names it.
        /// </summary>
        NullPointer = 15,

        /// <summary>
        /// A string was not valid UTF-8. <c>Parameter</c> names it.
        /// </summary>
        InvalidUtf8 = 16,

        /// <summary>
        /// A caught panic or a broken invariant. Please report it.
        /// </summary>
        Internal = 17,
    }

    /// <summary>
    /// The severity of a log record.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum LogLevel : uint
    {
        /// <summary>
        /// A failure that no function returns.
        /// </summary>
        Error = 1,

        /// <summary>
        /// A failure that the library could work around, such as a token that could not be saved.
        /// </summary>
        Warn = 2,

        /// <summary>
        /// Milestones of a program. The library logs nothing at this level at present.
        /// </summary>
        Info = 3,

        /// <summary>
        /// Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
        /// RingCentral's request id.
        /// </summary>
        Debug = 4,
    }

    /// <summary>
    /// RingCentral's two paths for RingOut.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum CallPath : uint
    {
        /// <summary>
        /// The current path, <c>ring-out</c>, whose call ids are strings.
        /// </summary>
        RingOut = 0,

        /// <summary>
        /// The path <c>ringout</c>, which RingCentral has deprecated, and whose call ids are numbers.
        /// </summary>
        Deprecated = 1,
    }

    /// <summary>
    /// The reaction of a client to RingCentral's rate limits.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum RateLimit : uint
    {
        /// <summary>
        /// A request over the rate limit waits for its turn if its deadline allows that.
        /// </summary>
        Wait = 0,

        /// <summary>
        /// A request over the rate limit fails at once with <c>ErrorCode.RateLimited</c> and the time to wait.
        /// </summary>
        FailFast = 1,
    }

    /// <summary>
    /// The results of a token store's callbacks.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum StoreResult : uint
    {
        /// <summary>
        /// Success.
        /// </summary>
        Ok = 0,

        /// <summary>
        /// From <c>load</c>: no token is saved under the key.
        /// </summary>
        NotFound = 1,

        /// <summary>
        /// From <c>try_lock</c>: another process or thread holds the lock.
        /// </summary>
        Locked = 2,

        /// <summary>
        /// Failure. <c>SinkSetFailure</c> sets the reason.
        /// </summary>
        Failed = 3,

        /// <summary>
        /// From <c>swap</c> of a ledger: the current value is not the expected one. <c>SinkSetRecord</c> sets it, unless
        /// there is none.
        /// </summary>
        Conflict = 4,
    }

    /// <summary>
    /// Whether the caller must press 1 before the callee is dialled.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum PlayPrompt : uint
    {
        /// <summary>
        /// The account's setting decides.
        /// </summary>
        Default = 0,

        /// <summary>
        /// The caller must press 1 before the callee is dialled.
        /// </summary>
        Yes = 1,

        /// <summary>
        /// The callee is dialled as soon as the caller answers.
        /// </summary>
        No = 2,
    }

    /// <summary>
    /// The schemes of links that dial a number.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum DialScheme : uint
    {
        /// <summary>
        /// A link that opens RingCentral's apps.
        /// </summary>
        RcMobile = 0,

        /// <summary>
        /// A link that opens the device's default app for calls.
        /// </summary>
        Tel = 1,
    }

    /// <summary>
    /// What a preflight checks.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum CheckKind : uint
    {
        /// <summary>
        /// The server can be reached and accepts the credentials.
        /// </summary>
        Login = 1,

        /// <summary>
        /// The app has the RingOut permission, and the permissions that the other checks need.
        /// </summary>
        Permission = 2,

        /// <summary>
        /// The extension is enabled, and RingOut is one of its features.
        /// </summary>
        Extension = 3,

        /// <summary>
        /// The extension has a direct number or a digital line.
        /// </summary>
        Line = 4,

        /// <summary>
        /// There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
        /// </summary>
        From = 5,

        /// <summary>
        /// There is a number to show to the callee: the one in the request, or any.
        /// </summary>
        CallerId = 6,

        /// <summary>
        /// The callee is in the user's country, or international calling is allowed. Only with a request.
        /// </summary>
        Destination = 7,

        /// <summary>
        /// This machine's clock agrees with the server's.
        /// </summary>
        Clock = 8,
    }

    /// <summary>
    /// The result of a check.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum CheckResult : uint
    {
        /// <summary>
        /// No problem was found.
        /// </summary>
        Passed = 1,

        /// <summary>
        /// A call may fail, or not behave as expected.
        /// </summary>
        Warning = 2,

        /// <summary>
        /// A call would fail.
        /// </summary>
        Failed = 3,

        /// <summary>
        /// It could not be checked.
        /// </summary>
        Unknown = 4,
    }

    /// <summary>
    /// The statuses of a call and of its legs.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum Status : uint
    {
        /// <summary>
        /// A status that RingCentral's documentation does not have. The <c>..._status_text()</c> functions return its string.
        /// </summary>
        Unknown = 0,

        /// <summary>
        /// Connecting.
        /// </summary>
        InProgress = 1,

        /// <summary>
        /// Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
        /// </summary>
        Success = 2,

        /// <summary>
        /// Hung up after being answered.
        /// </summary>
        Finished = 3,

        /// <summary>
        /// The phone was busy.
        /// </summary>
        Busy = 4,

        /// <summary>
        /// Dropped by timeout.
        /// </summary>
        NoAnswer = 5,

        /// <summary>
        /// Cancelled by the user, or the caller hung up while the callee was ringing.
        /// </summary>
        Rejected = 6,

        /// <summary>
        /// An error of the phone network or RingCentral.
        /// </summary>
        GenericError = 7,

        /// <summary>
        /// International, domestic or internal calling is disabled for this extension.
        /// </summary>
        InternationalDisabled = 8,

        /// <summary>
        /// The destination is blocked.
        /// </summary>
        DestinationBlocked = 9,

        /// <summary>
        /// Not enough funds.
        /// </summary>
        NotEnoughFunds = 10,

        /// <summary>
        /// No such user.
        /// </summary>
        NoSuchUser = 11,

        /// <summary>
        /// RingOut from this number is not supported.
        /// </summary>
        RingOutFromThisNumberIsNotSupported = 12,

        /// <summary>
        /// One or both legs could not be connected.
        /// </summary>
        CannotReach = 13,

        /// <summary>
        /// Internal failure of RingCentral, or no resources.
        /// </summary>
        NoAnsweringMachine = 14,

        /// <summary>
        /// The RingOut call no longer exists.
        /// </summary>
        NoSessionFound = 15,

        /// <summary>
        /// An error without more detail.
        /// </summary>
        Error = 16,

        /// <summary>
        /// RingCentral lost the state.
        /// </summary>
        Invalid = 17,
    }

    /// <summary>
    /// What a call is doing.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum Phase : uint
    {
        /// <summary>
        /// The three statuses fit no documented phase.
        /// </summary>
        Unknown = 0,

        /// <summary>
        /// The caller's phone rings.
        /// </summary>
        RingingCaller = 1,

        /// <summary>
        /// The caller has answered, and the callee's phone rings.
        /// </summary>
        RingingCallee = 2,

        /// <summary>
        /// Both have answered.
        /// </summary>
        Connected = 3,

        /// <summary>
        /// The call is over, successfully or not.
        /// </summary>
        Ended = 4,
    }

    /// <summary>
    /// How a call ended.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum OutcomeKind : uint
    {
        /// <summary>
        /// The wait timed out, or your program has not waited yet: the call may still ring or be connected.
        /// </summary>
        StillInProgress = 0,

        /// <summary>
        /// Both legs answered. Only with <c>Until.Answered</c>.
        /// </summary>
        Answered = 1,

        /// <summary>
        /// Both sides were connected, then hung up.
        /// </summary>
        Completed = 2,

        /// <summary>
        /// A phone was busy.
        /// </summary>
        Busy = 3,

        /// <summary>
        /// A phone was not answered in time.
        /// </summary>
        NoAnswer = 4,

        /// <summary>
        /// A phone rejected the call, or the caller hung up while the callee was ringing.
        /// </summary>
        Rejected = 5,

        /// <summary>
        /// This handle cancelled the call, and RingCentral confirmed the end.
        /// </summary>
        Cancelled = 6,

        /// <summary>
        /// The call is not allowed: international calling, the destination, or RingOut from this number.
        /// </summary>
        Blocked = 7,

        /// <summary>
        /// The account does not have enough funds.
        /// </summary>
        NotEnoughFunds = 8,

        /// <summary>
        /// There is no such user.
        /// </summary>
        NoSuchUser = 9,

        /// <summary>
        /// The phone network or RingCentral failed.
        /// </summary>
        Failed = 10,

        /// <summary>
        /// The call vanished before its end was seen, or every poll returned 404 for two minutes.
        /// </summary>
        EndedUnknown = 11,
    }

    /// <summary>
    /// The two sides of a call.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum Leg : uint
    {
        /// <summary>
        /// No leg decided the outcome.
        /// </summary>
        None = 0,

        /// <summary>
        /// The caller, whose phone rings first.
        /// </summary>
        Caller = 1,

        /// <summary>
        /// The callee.
        /// </summary>
        Callee = 2,
    }

    /// <summary>
    /// Where an outcome is known from.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum Source : uint
    {
        /// <summary>
        /// The polled statuses show the outcome.
        /// </summary>
        Status = 1,

        /// <summary>
        /// The call was gone (404 or <c>Status.NoSessionFound</c>); the outcome follows from the states before.
        /// </summary>
        Gone = 2,

        /// <summary>
        /// The call log shows the outcome.
        /// </summary>
        CallLog = 3,
    }

    /// <summary>
    /// How a transition compares with RingCentral's documentation, from best to worst.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum VerdictKind : uint
    {
        /// <summary>
        /// No status changed.
        /// </summary>
        Unchanged = 0,

        /// <summary>
        /// Each changed status took one documented step.
        /// </summary>
        Documented = 1,

        /// <summary>
        /// Documented, through a state that was not seen.
        /// </summary>
        Skipped = 2,

        /// <summary>
        /// A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
        /// </summary>
        Undocumented = 3,

        /// <summary>
        /// A step out of an ended state, or backwards.
        /// </summary>
        Impossible = 4,
    }

    /// <summary>
    /// The part of a state that a reason concerns.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum Field : uint
    {
        /// <summary>
        /// The reason concerns the status of the call.
        /// </summary>
        Call = 0,

        /// <summary>
        /// The reason concerns the caller's leg.
        /// </summary>
        Caller = 1,

        /// <summary>
        /// The reason concerns the callee's leg.
        /// </summary>
        Callee = 2,

        /// <summary>
        /// The reason concerns the combination of the three statuses.
        /// </summary>
        Combination = 3,
    }

    /// <summary>
    /// What to wait for.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum Until : uint
    {
        /// <summary>
        /// Wait until the call ends.
        /// </summary>
        Ended = 0,

        /// <summary>
        /// Wait until both sides have answered, or the call has ended without that.
        /// </summary>
        Answered = 1,
    }

    /// <summary>
    /// The effect of cancelling a call.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum CancelEffect : uint
    {
        /// <summary>
        /// The caller's phone was still ringing, and the next status confirms the end.
        /// </summary>
        HungUp = 1,

        /// <summary>
        /// RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
        /// <c>Call.State()</c>.
        /// </summary>
        Accepted = 2,

        /// <summary>
        /// The call was already over.
        /// </summary>
        AlreadyEnded = 3,
    }

    /// <summary>
    /// The steps of a request in a batch.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum JournalStep : uint
    {
        /// <summary>
        /// The request is about to be sent.
        /// </summary>
        Placing = 1,

        /// <summary>
        /// RingCentral has accepted the request.
        /// </summary>
        Placed = 2,

        /// <summary>
        /// The request failed, and no phone rings.
        /// </summary>
        NotPlaced = 3,

        /// <summary>
        /// The request was sent and no usable response came: phones may be ringing.
        /// </summary>
        MaybePlaced = 4,

        /// <summary>
        /// The call is over, or the wait for it is.
        /// </summary>
        Ended = 5,
    }

    /// <summary>
    /// How certain it is that a record belongs to a call. The numbers grow with certainty.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum LogMatch : uint
    {
        /// <summary>
        /// No record fits. RingCentral may write it some time after the call has ended.
        /// </summary>
        None = 0,

        /// <summary>
        /// Several records fit equally well; the one nearest in time is returned.
        /// </summary>
        Ambiguous = 1,

        /// <summary>
        /// One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
        /// apart.
        /// </summary>
        Likely = 2,

        /// <summary>
        /// One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
        /// </summary>
        Certain = 3,
    }

    /// <summary>
    /// What an event brings.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public enum EventKind : uint
    {
        /// <summary>
        /// A login has ended: one of the functions <c>ringout_client_login_..._into()</c>.
        /// </summary>
        Login = 1,

        /// <summary>
        /// <c>Client.RefreshInto()</c> has ended.
        /// </summary>
        Refresh = 2,

        /// <summary>
        /// <c>Client.LogoutInto()</c> has ended.
        /// </summary>
        Logout = 3,

        /// <summary>
        /// <c>Client.CreateCallInto()</c> has ended: <c>TakeCall</c>.
        /// </summary>
        CreateCall = 4,

        /// <summary>
        /// <c>Call.StatusInto()</c> has ended: <c>TakeState</c>.
        /// </summary>
        Status = 5,

        /// <summary>
        /// <c>Call.CancelInto()</c> has ended: <c>CancelEffect</c>.
        /// </summary>
        Cancel = 6,

        /// <summary>
        /// <c>Call.WaitInto()</c> has ended: <c>TakeOutcome</c>.
        /// </summary>
        Wait = 7,

        /// <summary>
        /// A call of <c>Call.WatchInto()</c> has changed: <c>TakeChange</c>.
        /// </summary>
        Change = 8,

        /// <summary>
        /// The last event of <c>Call.WatchInto()</c>: <c>TakeOutcome</c>.
        /// </summary>
        WatchEnd = 9,

        /// <summary>
        /// <c>Client.PreflightInto()</c> has ended: <c>TakePreflight</c>.
        /// </summary>
        Preflight = 10,

        /// <summary>
        /// <c>Client.CallerIdsInto()</c> has ended: <c>TakeCallerIds</c>.
        /// </summary>
        CallerIds = 11,

        /// <summary>
        /// <c>Client.ForwardingNumbersInto()</c> has ended: <c>TakeForwardingNumbers</c>.
        /// </summary>
        ForwardingNumbers = 12,

        /// <summary>
        /// <c>Call.LogInto()</c> or <c>Client.CallLogInto()</c> has ended: <c>TakeLoggedCall</c>.
        /// </summary>
        CallLog = 13,

        /// <summary>
        /// <c>Client.RequestInto()</c> or <c>Client.SendInto()</c> has ended: <c>TakeResponse</c>.
        /// </summary>
        Response = 14,

        /// <summary>
        /// One request of <c>Client.PlaceAllInto()</c> has its result: <c>TakePlaced</c>.
        /// </summary>
        Placed = 15,

        /// <summary>
        /// The last event of <c>Client.PlaceAllInto()</c>. It holds nothing.
        /// </summary>
        PlaceAllEnd = 16,

        /// <summary>
        /// A log record of <c>Into</c>: <c>LogLevel</c> and <c>LogMessage</c>.
        /// </summary>
        Log = 17,

        /// <summary>
        /// <c>Client.FindCallInto()</c> has ended: <c>TakeCall</c>, which returns null if there is no call.
        /// </summary>
        FindCall = 18,

        /// <summary>
        /// <c>Call.TakeLeaseInto()</c> has ended: <c>LeaseLeftMs</c>.
        /// </summary>
        TakeLease = 19,

        /// <summary>
        /// <c>Call.ClaimOutcomeInto()</c> has ended: <c>IsClaimed</c>.
        /// </summary>
        ClaimOutcome = 20,
    }

    /// <summary>
    /// An entry of <c>ErrorInfo</c>.
    /// </summary>
    public sealed class ErrorDetail : Value
    {
        internal ErrorDetail() { }

        /// <summary>
        /// Returns RingCentral's error code in the entry at <c>index</c>, counted from 0. null if the entry has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ErrorCode { get; private set; }

        /// <summary>
        /// Returns RingCentral's message in the entry at <c>index</c>, counted from 0. It may change, so do not decide on it. null if
        /// the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Message { get; private set; }

        /// <summary>
        /// Returns the parameter at fault in the entry at <c>index</c>, counted from 0, such as "to.phoneNumber". null if the entry
        /// has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ParameterName { get; private set; }

        /// <summary>
        /// Returns the value at fault in the entry at <c>index</c>, counted from 0. null if the entry has none, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ParameterValue { get; private set; }

        /// <summary>
        /// Returns the additional information in the entry at <c>index</c>, counted from 0. null if the entry has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string AdditionalInfo { get; private set; }

        /// <summary>
        /// Returns all other fields of the entry at <c>index</c>, counted from 0, as a JSON object. null if the entry has none, and for
        /// an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Fields { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static ErrorDetail Read(IntPtr pointer, long index)
        {
            return new ErrorDetail
            {
                ErrorCode = Native.ErrorDetailErrorCode(pointer, index),
                Message = Native.ErrorDetailMessage(pointer, index),
                ParameterName = Native.ErrorDetailParameterName(pointer, index),
                ParameterValue = Native.ErrorDetailParameterValue(pointer, index),
                AdditionalInfo = Native.ErrorDetailAdditionalInfo(pointer, index),
                Fields = Native.ErrorDetailFields(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { ErrorCode, Message, ParameterName, ParameterValue, AdditionalInfo, Fields };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "ErrorDetail";
        }
    }

    /// <summary>
    /// An entry of <c>CallerIds</c>.
    /// </summary>
    public sealed class PhoneNumber : Value
    {
        internal PhoneNumber() { }

        /// <summary>
        /// Returns RingCentral's id of the phone number at <c>index</c>, counted from 0. null if the entry has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Id { get; private set; }

        /// <summary>
        /// Returns the phone number at <c>index</c> in E.164. null if the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string PhoneNumberValue { get; private set; }

        /// <summary>
        /// Returns RingCentral's name for the use of the phone number at <c>index</c>, such as "DirectNumber". null if the entry
        /// has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string UsageType { get; private set; }

        /// <summary>
        /// Returns the label of the phone number at <c>index</c>. null if the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Label { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static PhoneNumber Read(IntPtr pointer, long index)
        {
            return new PhoneNumber
            {
                Id = Native.CallerIdsId(pointer, index),
                PhoneNumberValue = Native.CallerIdsPhoneNumber(pointer, index),
                UsageType = Native.CallerIdsUsageType(pointer, index),
                Label = Native.CallerIdsLabel(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Id, PhoneNumberValue, UsageType, Label };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "PhoneNumber";
        }
    }

    /// <summary>
    /// An entry of <c>ForwardingNumbers</c>.
    /// </summary>
    public sealed class ForwardingNumber : Value
    {
        internal ForwardingNumber() { }

        /// <summary>
        /// Returns RingCentral's id of the forwarding number at <c>index</c>, counted from 0: a value for <c>from_forwarding_number</c>
        /// of a <c>ringout_call_request</c>. null if the entry has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Id { get; private set; }

        /// <summary>
        /// Returns the phone number at <c>index</c> in E.164. null for the few kinds of device that have none, and for an index out
        /// of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string PhoneNumber { get; private set; }

        /// <summary>
        /// Returns the label that the user gave the number at <c>index</c>. null if the entry has none, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Label { get; private set; }

        /// <summary>
        /// Returns RingCentral's name for the kind of phone at <c>index</c>, such as "Mobile" or "PhoneLine". null if the entry has
        /// none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Kind { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static ForwardingNumber Read(IntPtr pointer, long index)
        {
            return new ForwardingNumber
            {
                Id = Native.ForwardingNumbersId(pointer, index),
                PhoneNumber = Native.ForwardingNumbersPhoneNumber(pointer, index),
                Label = Native.ForwardingNumbersLabel(pointer, index),
                Kind = Native.ForwardingNumbersKind(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Id, PhoneNumber, Label, Kind };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "ForwardingNumber";
        }
    }

    /// <summary>
    /// An entry of <c>Preflight</c>.
    /// </summary>
    public sealed class Check : Value
    {
        internal Check() { }

        /// <summary>
        /// Returns the kind of the check at <c>index</c>, counted from 0: a <c>CheckKind</c>. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CheckKind Kind { get; private set; }

        /// <summary>
        /// Returns the result of a check: a <c>CheckResult</c>. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CheckResult Result { get; private set; }

        /// <summary>
        /// Returns one sentence that says what was found and what to do about it. null for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Explanation { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Check Read(IntPtr pointer, long index)
        {
            return new Check
            {
                Kind = (CheckKind)Native.PreflightCheckKind(pointer, index),
                Result = (CheckResult)Native.PreflightCheckResult(pointer, index),
                Explanation = Native.PreflightCheckExplanation(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Kind, Result, Explanation };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Check";
        }
    }

    /// <summary>
    /// An entry of <c>Verdict</c>.
    /// </summary>
    public sealed class Reason : Value
    {
        internal Reason() { }

        /// <summary>
        /// Returns the part that the reason at <c>index</c>, counted from 0, concerns: a <c>Field</c>.
        /// <c>Field.Combination</c> for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Field Field { get; private set; }

        /// <summary>
        /// Returns the kind of a reason: a <c>VerdictKind</c>. <c>VerdictKind.Unchanged</c> for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public VerdictKind Kind { get; private set; }

        /// <summary>
        /// Returns a reason in words; null for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>
        /// Returns the inferred path through states that were not seen, such as "InProgress &gt; Success &gt; Finished". null if no
        /// state was skipped, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Path { get; private set; }

        /// <summary>
        /// Returns the status at <c>position</c>, counted from 0, of the inferred path: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public IReadOnlyList<Status> PathStatuses { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Reason Read(IntPtr pointer, long index)
        {
            return new Reason
            {
                Field = (Field)Native.VerdictReasonField(pointer, index),
                Kind = (VerdictKind)Native.VerdictReasonKind(pointer, index),
                Text = Native.VerdictReasonText(pointer, index),
                Path = Native.VerdictReasonPath(pointer, index),
                PathStatuses = Native.List(Native.VerdictReasonPathCount(pointer, index), i => (Status)Native.VerdictReasonPathStatus(pointer, index, i)),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Field, Kind, Text, Path, PathStatuses };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// An entry of <c>LoggedCall</c>.
    /// </summary>
    public sealed class LogLeg : Value
    {
        internal LogLeg() { }

        /// <summary>
        /// Returns which side the leg at <c>index</c> is: a <c>Leg</c>. <c>Leg.None</c> for a kind of leg that RingOut
        /// does not have, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Leg Leg { get; private set; }

        /// <summary>
        /// Returns RingCentral's kind of the leg at <c>index</c>, such as "RingOutClientToCaller". null if the record has none, and
        /// for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Type { get; private set; }

        /// <summary>
        /// Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
        /// and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long StartTimeUnixMs { get; private set; }

        /// <summary>
        /// Returns the duration of the leg at <c>index</c> in milliseconds, with a precision of one second. 0 for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong DurationMs { get; private set; }

        /// <summary>
        /// Returns the number that the leg at <c>index</c> came from. null if the record has none, and for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string From { get; private set; }

        /// <summary>
        /// Returns the number that was dialled for the leg at <c>index</c>. null if the record has none, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string To { get; private set; }

        /// <summary>
        /// Returns how the leg at <c>index</c> ended, such as "Accepted" or "No Answer". null if the record has none, and for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Result { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static LogLeg Read(IntPtr pointer, long index)
        {
            return new LogLeg
            {
                Leg = (Leg)Native.LoggedCallLeg(pointer, index),
                Type = Native.LoggedCallLegType(pointer, index),
                StartTimeUnixMs = Native.LoggedCallLegStartTimeUnixMs(pointer, index),
                DurationMs = Native.LoggedCallLegDurationMs(pointer, index),
                From = Native.LoggedCallLegFrom(pointer, index),
                To = Native.LoggedCallLegTo(pointer, index),
                Result = Native.LoggedCallLegResult(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Leg, Type, StartTimeUnixMs, DurationMs, From, To, Result };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "LogLeg";
        }
    }

    /// <summary>
    /// An entry of <c>Limits</c>.
    /// </summary>
    public sealed class Limit : Value
    {
        internal Limit() { }

        /// <summary>
        /// Returns the name of the group at <c>index</c>, counted from 0: "Light", "Heavy" or "Auth". null for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Name { get; private set; }

        /// <summary>
        /// Returns RingCentral's name for the group at <c>index</c>. null if no response has reported it, and for an index out of
        /// range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string RingcentralName { get; private set; }

        /// <summary>
        /// Returns the number of requests that a window of the group at <c>index</c> allows. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public uint LimitValue { get; private set; }

        /// <summary>
        /// Returns the length of a window of the group at <c>index</c>, in milliseconds. 0 for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong WindowMs { get; private set; }

        /// <summary>
        /// Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
        /// until the penalty is over.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long Remaining { get; private set; }

        /// <summary>
        /// Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong RetryAfterMs { get; private set; }

        /// <summary>
        /// Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Limit Read(IntPtr pointer, long index)
        {
            return new Limit
            {
                Name = Native.LimitsName(pointer, index),
                RingcentralName = Native.LimitsRingcentralName(pointer, index),
                LimitValue = Native.LimitsLimit(pointer, index),
                WindowMs = Native.LimitsWindowMs(pointer, index),
                Remaining = Native.LimitsRemaining(pointer, index),
                RetryAfterMs = Native.LimitsRetryAfterMs(pointer, index),
                Text = Native.LimitsText(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Name, RingcentralName, LimitValue, WindowMs, Remaining, RetryAfterMs, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// An entry of <c>Response</c>.
    /// </summary>
    public sealed class Header : Value
    {
        internal Header() { }

        /// <summary>
        /// Returns the name, in lower case, of the header at <c>index</c>, counted from 0 in the order of the response. null for an
        /// index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Name { get; private set; }

        /// <summary>
        /// Returns the value of the header at <c>index</c>; null for an index out of range.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Value { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Header Read(IntPtr pointer, long index)
        {
            return new Header
            {
                Name = Native.ResponseHeaderName(pointer, index),
                Value = Native.ResponseHeaderValue(pointer, index),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Name, Value };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Header";
        }
    }

    /// <summary>
    /// Why a function failed. None of its strings contains a secret, token or password. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Fields that an error lacks are null.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class ErrorInfo : Value
    {
        internal ErrorInfo() { }

        /// <summary>
        /// The entries, in order: <c>ErrorDetail</c>. May be null.
        /// </summary>
        public IReadOnlyList<ErrorDetail> Details { get; internal set; }

        /// <summary>
        /// Returns the error code, the same number that the function returned. <c>ErrorCode.Ok</c> for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ErrorCode Code { get; internal set; }

        /// <summary>
        /// Returns the error in one line: the message, then the hint and RingCentral's request id if there are any. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; internal set; }

        /// <summary>
        /// Returns what happened, in one line. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Message { get; internal set; }

        /// <summary>
        /// Returns advice, mostly from RingCentral's documentation; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Hint { get; internal set; }

        /// <summary>
        /// Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
        /// fault; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Parameter { get; internal set; }

        /// <summary>
        /// Returns the HTTP status of the response; 0 if there was no response. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public uint HttpStatus { get; internal set; }

        /// <summary>
        /// Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ErrorCode { get; internal set; }

        /// <summary>
        /// Returns the OAuth error, such as "invalid_grant"; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string OauthError { get; internal set; }

        /// <summary>
        /// Returns RingCentral's id of the request, which its support asks for; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string RequestId { get; internal set; }

        /// <summary>
        /// Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long RetryAfterMs { get; internal set; }

        /// <summary>
        /// Returns true if the same function call may succeed later without any change. Never true for <c>ErrorCode.MaybePlaced</c>. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public bool Retryable { get; internal set; }

        /// <summary>
        /// Returns true if phones may be ringing after this error of <c>Client.CreateCall()</c>: for
        /// <c>ErrorCode.MaybePlaced</c>, HTTP 408, and <c>ErrorCode.Server</c> other than a 503 with <c>Retry-After</c>. The same applies to
        /// other POST requests of <c>Client.Request()</c>. False for every other error and for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public bool MayHavePlaced { get; internal set; }

        /// <summary>
        /// Returns the callee's number as it was sent, if <c>MayHavePlaced</c> is true for a call; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string AttemptTo { get; internal set; }

        /// <summary>
        /// Returns the caller's number as it was sent, if <c>MayHavePlaced</c> is true for a call with one; else
        /// null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string AttemptFrom { get; internal set; }

        /// <summary>
        /// Returns when the first byte of the request was sent, if <c>MayHavePlaced</c> is true; else -1. In
        /// milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long AttemptSentAtUnixMs { get; internal set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static ErrorInfo Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new ErrorInfo
            {
                Details = Native.List(Native.ErrorDetailCount(pointer), i => ErrorDetail.Read(pointer, i)),
                Code = (ErrorCode)Native.ErrorCode(pointer),
                Text = Native.ErrorText(pointer),
                Message = Native.ErrorMessage(pointer),
                Hint = Native.ErrorHint(pointer),
                Parameter = Native.ErrorParameter(pointer),
                HttpStatus = Native.ErrorHttpStatus(pointer),
                ErrorCode = Native.ErrorErrorCode(pointer),
                OauthError = Native.ErrorOauthError(pointer),
                RequestId = Native.ErrorRequestId(pointer),
                RetryAfterMs = Native.ErrorRetryAfterMs(pointer),
                Retryable = Native.ErrorRetryable(pointer),
                MayHavePlaced = Native.ErrorMayHavePlaced(pointer),
                AttemptTo = Native.ErrorAttemptTo(pointer),
                AttemptFrom = Native.ErrorAttemptFrom(pointer),
                AttemptSentAtUnixMs = Native.ErrorAttemptSentAtUnixMs(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static ErrorInfo Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.ErrorFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Details, Code, Text, Message, Hint, Parameter, HttpStatus, ErrorCode, OauthError, RequestId, RetryAfterMs, Retryable, MayHavePlaced, AttemptTo, AttemptFrom, AttemptSentAtUnixMs };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// A login on RingCentral's page that was started and not yet finished. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Send the user to its URL. Keep the object, or its <c>redirect_uri</c>, <c>state</c> and <c>verifier</c> (in a web application, in
    /// the user's session), until RingCentral redirects the user back. Then call <c>Client.LoginRedirect()</c>.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Authorization : Value
    {
        internal Authorization() { }

        /// <summary>
        /// Returns the URL to send the user to. Empty for an object made with <c>Authorization</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Url { get; private set; }

        /// <summary>
        /// Returns the URL that RingCentral redirects the user to.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string RedirectUri { get; private set; }

        /// <summary>
        /// Returns the value that the redirect must contain unchanged.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string State { get; private set; }

        /// <summary>
        /// Returns the PKCE verifier, a secret that must stay on your side.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Verifier { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Authorization Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Authorization
            {
                Url = Native.AuthorizationUrl(pointer),
                RedirectUri = Native.AuthorizationRedirectUri(pointer),
                State = Native.AuthorizationState(pointer),
                Verifier = Native.AuthorizationVerifier(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Authorization Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.AuthorizationFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Url, RedirectUri, State, Verifier };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Authorization";
        }
    }

    /// <summary>
    /// A token as RingCentral issued it. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Token : Value
    {
        internal Token() { }

        /// <summary>
        /// Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Json { get; private set; }

        /// <summary>
        /// Returns the access token, a secret.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string AccessToken { get; private set; }

        /// <summary>
        /// Returns the refresh token, a secret; null if RingCentral issued none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string RefreshToken { get; private set; }

        /// <summary>
        /// Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; null if it did not.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Scope { get; private set; }

        /// <summary>
        /// Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long ExpiresAtUnixMs { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Token Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Token
            {
                Json = Native.TokenJson(pointer),
                AccessToken = Native.TokenAccessToken(pointer),
                RefreshToken = Native.TokenRefreshToken(pointer),
                Scope = Native.TokenScope(pointer),
                ExpiresAtUnixMs = Native.TokenExpiresAtUnixMs(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Token Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.TokenFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Json, AccessToken, RefreshToken, Scope, ExpiresAtUnixMs };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Token";
        }
    }

    /// <summary>
    /// The key of a token in a <c>ringout_token_store</c>: server, app and user.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class TokenKey : Value
    {
        internal TokenKey() { }

        /// <summary>
        /// Returns scheme, host and port of the server.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Server { get; private set; }

        /// <summary>
        /// Returns the client id of the app.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ClientId { get; private set; }

        /// <summary>
        /// Returns the user: <c>token_user</c> of <c>ringout_config</c>, or a name derived from the credentials.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string User { get; private set; }

        /// <summary>
        /// Returns server, app and user in one string, unique for each key. Most stores need only this.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static TokenKey Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new TokenKey
            {
                Server = Native.TokenKeyServer(pointer),
                ClientId = Native.TokenKeyClientId(pointer),
                User = Native.TokenKeyUser(pointer),
                Text = Native.TokenKeyText(pointer),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Server, ClientId, User, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// The key of a call in a <c>ringout_ledger</c>: server, app, user and the <c>dedupe_key</c> of the request.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class LedgerKey : Value
    {
        internal LedgerKey() { }

        /// <summary>
        /// Returns scheme, host and port of the server.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Server { get; private set; }

        /// <summary>
        /// Returns the client id of the app.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ClientId { get; private set; }

        /// <summary>
        /// Returns the user: <c>token_user</c> of <c>ringout_config</c>, or a name derived from the credentials.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string User { get; private set; }

        /// <summary>
        /// Returns the <c>dedupe_key</c> of the request. One that begins with <c>ringout:</c> names what the library itself keeps, such as a
        /// budget.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string DedupeKey { get; private set; }

        /// <summary>
        /// Returns the four parts in one string, unique for each key. Most ledgers need only this.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static LedgerKey Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new LedgerKey
            {
                Server = Native.LedgerKeyServer(pointer),
                ClientId = Native.LedgerKeyClientId(pointer),
                User = Native.LedgerKeyUser(pointer),
                DedupeKey = Native.LedgerKeyDedupeKey(pointer),
                Text = Native.LedgerKeyText(pointer),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Server, ClientId, User, DedupeKey, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// The user's phone numbers that a callee may be shown: values for <c>caller_id</c> of a <c>ringout_call_request</c>. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Indexes count from 0. Fields that an entry lacks are null; for an index out of range every field is null.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class CallerIds : Value
    {
        internal CallerIds() { }

        /// <summary>
        /// The entries, in order: <c>PhoneNumber</c>. May be null.
        /// </summary>
        public IReadOnlyList<PhoneNumber> Items { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static CallerIds Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new CallerIds
            {
                Items = Native.List(Native.CallerIdsCount(pointer), i => PhoneNumber.Read(pointer, i)),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static CallerIds Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.CallerIdsFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Items };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "CallerIds";
        }
    }

    /// <summary>
    /// The user's forwarding numbers: the phones that can be rung first. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Indexes count from 0. Fields that an entry lacks are null; for an index out of range every field is null.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class ForwardingNumbers : Value
    {
        internal ForwardingNumbers() { }

        /// <summary>
        /// The entries, in order: <c>ForwardingNumber</c>. May be null.
        /// </summary>
        public IReadOnlyList<ForwardingNumber> Items { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static ForwardingNumbers Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new ForwardingNumbers
            {
                Items = Native.List(Native.ForwardingNumbersCount(pointer), i => ForwardingNumber.Read(pointer, i)),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static ForwardingNumbers Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.ForwardingNumbersFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Items };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "ForwardingNumbers";
        }
    }

    /// <summary>
    /// A report on whether a call can be placed, with one entry for each check. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Preflight : Value
    {
        internal Preflight() { }

        /// <summary>
        /// The entries, in order: <c>Check</c>.
        /// </summary>
        public IReadOnlyList<Check> Checks { get; private set; }

        /// <summary>
        /// Returns true if no check failed. Warnings and checks that could not be made do not count. False for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public bool Ok { get; private set; }

        /// <summary>
        /// Returns the report for a person to read: one line for each check, without a newline at the end.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Preflight Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Preflight
            {
                Checks = Native.List(Native.PreflightCheckCount(pointer), i => Check.Read(pointer, i)),
                Ok = Native.PreflightOk(pointer),
                Text = Native.PreflightText(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Preflight Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.PreflightFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Checks, Ok, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// The state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
    /// Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class CallState : Value
    {
        internal CallState() { }

        /// <summary>
        /// Returns the status of the call as a whole: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Status CallStatus { get; private set; }

        /// <summary>
        /// Returns the status of the caller's leg: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Status CallerStatus { get; private set; }

        /// <summary>
        /// Returns the status of the callee's leg: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Status CalleeStatus { get; private set; }

        /// <summary>
        /// Returns the status of the call as RingCentral spells it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string CallStatusText { get; private set; }

        /// <summary>
        /// Returns the status of the caller's leg as RingCentral spells it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string CallerStatusText { get; private set; }

        /// <summary>
        /// Returns the status of the callee's leg as RingCentral spells it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string CalleeStatusText { get; private set; }

        /// <summary>
        /// Returns the phase of the call: a <c>Phase</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Phase Phase { get; private set; }

        /// <summary>
        /// Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>
        /// Returns one sentence, without a full stop, that says what is happening or how the call ended.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Explain { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static CallState Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new CallState
            {
                CallStatus = (Status)Native.StateCallStatus(pointer),
                CallerStatus = (Status)Native.StateCallerStatus(pointer),
                CalleeStatus = (Status)Native.StateCalleeStatus(pointer),
                CallStatusText = Native.StateCallStatusText(pointer),
                CallerStatusText = Native.StateCallerStatusText(pointer),
                CalleeStatusText = Native.StateCalleeStatusText(pointer),
                Phase = (Phase)Native.StatePhase(pointer),
                Text = Native.StateText(pointer),
                Explain = Native.StateExplain(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static CallState Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.StateFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { CallStatus, CallerStatus, CalleeStatus, CallStatusText, CallerStatusText, CalleeStatusText, Phase, Text, Explain };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// How a call ended, or its state when the wait for it ended. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Outcome : Value
    {
        internal Outcome() { }

        /// <summary>
        /// Returns the kind of outcome: a <c>OutcomeKind</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public OutcomeKind Kind { get; private set; }

        /// <summary>
        /// Returns the leg that decided the outcome: a <c>Leg</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Leg Leg { get; private set; }

        /// <summary>
        /// Returns the status that decided the outcome: a <c>Status</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Status Status { get; private set; }

        /// <summary>
        /// Returns the status that decided the outcome, as RingCentral spells it.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string StatusText { get; private set; }

        /// <summary>
        /// Returns true if caller and callee were connected at some time.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public bool Connected { get; private set; }

        /// <summary>
        /// Returns true if RingCentral accepted a cancel from this handle before the end.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public bool CancelledByUs { get; private set; }

        /// <summary>
        /// Returns where the outcome is known from: a <c>Source</c>; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Source Source { get; private set; }

        /// <summary>
        /// Returns one sentence that explains the outcome, without a full stop.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Explanation { get; private set; }

        /// <summary>
        /// Returns the kind and the explanation in one line.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Outcome Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Outcome
            {
                Kind = (OutcomeKind)Native.OutcomeKind(pointer),
                Leg = (Leg)Native.OutcomeLeg(pointer),
                Status = (Status)Native.OutcomeStatus(pointer),
                StatusText = Native.OutcomeStatusText(pointer),
                Connected = Native.OutcomeConnected(pointer),
                CancelledByUs = Native.OutcomeCancelledByUs(pointer),
                Source = (Source)Native.OutcomeSource(pointer),
                Explanation = Native.OutcomeExplanation(pointer),
                Text = Native.OutcomeText(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Outcome Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.OutcomeFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Kind, Leg, Status, StatusText, Connected, CancelledByUs, Source, Explanation, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// The judgement of <c>Transition</c> on a transition: a kind, and a reason for each part that is not
    /// documented. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Verdict : Value
    {
        internal Verdict() { }

        /// <summary>
        /// The entries, in order: <c>Reason</c>.
        /// </summary>
        public IReadOnlyList<Reason> Reasons { get; private set; }

        /// <summary>
        /// Returns the worst kind among the three statuses and their combination: a <c>VerdictKind</c>. The numbers grow
        /// from best to worst.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public VerdictKind Kind { get; private set; }

        /// <summary>
        /// Returns the kind and all reasons in one line.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Verdict Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Verdict
            {
                Reasons = Native.List(Native.VerdictReasonCount(pointer), i => Reason.Read(pointer, i)),
                Kind = (VerdictKind)Native.VerdictKind(pointer),
                Text = Native.VerdictText(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Verdict Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.VerdictFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Reasons, Kind, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// A change of a call's state. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Change : Value
    {
        internal Change() { }

        /// <summary>
        /// Returns the previous state. null for the first poll of a call that was not placed through this handle.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CallState Previous { get; private set; }

        /// <summary>
        /// Returns the new state. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CallState State { get; private set; }

        /// <summary>
        /// Returns how the transition compares with RingCentral's documentation. null if there is no previous state.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Verdict Verdict { get; private set; }

        /// <summary>
        /// Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
        /// milliseconds since the call was placed, or the handle created.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong EarliestMs { get; private set; }

        /// <summary>
        /// Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
        /// or the handle created.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong LatestMs { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Change Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Change
            {
                Previous = CallState.Read(Native.ChangePrevious(pointer)),
                State = CallState.Read(Native.ChangeState(pointer)),
                Verdict = Verdict.Read(Native.ChangeVerdict(pointer)),
                EarliestMs = Native.ChangeEarliestMs(pointer),
                LatestMs = Native.ChangeLatestMs(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Change Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.ChangeFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Previous, State, Verdict, EarliestMs, LatestMs };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Change";
        }
    }

    /// <summary>
    /// One step of one request of <c>Client.PlaceAll()</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// To resume after a crash, look at the last entry of each request. Place those without an entry or with
    /// <c>JournalStep.NotPlaced</c>. Follow those with <c>JournalStep.Placed</c> by their call id. Those with
    /// <c>JournalStep.Placing</c> or <c>JournalStep.MaybePlaced</c> may have rung phones; find out with
    /// <c>Client.CallLog()</c>.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class JournalEntry : Value
    {
        internal JournalEntry() { }

        /// <summary>
        /// Returns the step: a <c>JournalStep</c>; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public JournalStep Step { get; private set; }

        /// <summary>
        /// Returns the index of the request in the array, counted from 0.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long Index { get; private set; }

        /// <summary>
        /// Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for null. It is the value
        /// for <c>sent_at_unix_ms</c> of <c>Client.CallLog()</c>.
        /// </summary>
        /// <remarks>
        /// <para>
        /// For <c>JournalStep.MaybePlaced</c> it is when the first byte of the request was sent. For
        /// <c>JournalStep.Placing</c> it is the last moment before that, after the login and the wait for the rate limit.
        /// </para>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long AtUnixMs { get; private set; }

        /// <summary>
        /// Returns the callee's number as it is sent.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string To { get; private set; }

        /// <summary>
        /// Returns the caller's number as it is sent; null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string From { get; private set; }

        /// <summary>
        /// Returns RingCentral's id of the call, from <c>JournalStep.Placed</c> on; null if there is no call.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string CallId { get; private set; }

        /// <summary>
        /// Returns the outcome of the call, with <c>JournalStep.Ended</c>; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Outcome Outcome { get; private set; }

        /// <summary>
        /// Returns why the call was not placed, or may not have been; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ErrorInfo Error { get; private set; }

        /// <summary>
        /// Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static JournalEntry Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new JournalEntry
            {
                Step = (JournalStep)Native.JournalEntryStep(pointer),
                Index = Native.JournalEntryIndex(pointer),
                AtUnixMs = Native.JournalEntryAtUnixMs(pointer),
                To = Native.JournalEntryTo(pointer),
                From = Native.JournalEntryFrom(pointer),
                CallId = Native.JournalEntryCallId(pointer),
                Outcome = Outcome.Read(Native.JournalEntryOutcome(pointer)),
                Error = ErrorInfo.Read(Native.JournalEntryError(pointer)),
                Text = Native.JournalEntryText(pointer),
            };
        }

        internal override object[] Parts()
        {
            return new object[] { Step, Index, AtUnixMs, To, From, CallId, Outcome, Error, Text };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return Text;
        }
    }

    /// <summary>
    /// The result of one request of <c>Client.PlaceAll()</c>: an outcome or an error, and the call if it was
    /// placed. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    internal sealed class NativePlaced
    {
        internal NativePlaced() { }

        /// <summary>
        /// Returns the index of the request in the array, counted from 0.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long Index { get; private set; }

        /// <summary>
        /// Returns the call; null if it was not placed.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public IntPtr Call { get; private set; }

        /// <summary>
        /// Returns the outcome of the call; null if there is an error instead.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Outcome Outcome { get; private set; }

        /// <summary>
        /// Returns the error, or null if there is an outcome. Without a call it is an error of <c>Client.CreateCall()</c>.
        /// With a call it is one of <c>Call.Wait()</c>: the call was placed but could not be followed to its end.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ErrorInfo Error { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static NativePlaced Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new NativePlaced
            {
                Index = Native.PlacedIndex(pointer),
                Call = Native.Cloned(Native.PlacedCall(pointer)),
                Outcome = Outcome.Read(Native.PlacedOutcome(pointer)),
                Error = ErrorInfo.Read(Native.PlacedError(pointer)),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static NativePlaced Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.PlacedFree(pointer);
            }
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Placed";
        }
    }

    /// <summary>
    /// RingCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Fields that the record lacks are null; if no record fits, every field is null. Legs count from 0.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class LoggedCall : Value
    {
        internal LoggedCall() { }

        /// <summary>
        /// The entries, in order: <c>LogLeg</c>. May be null.
        /// </summary>
        public IReadOnlyList<LogLeg> Legs { get; private set; }

        /// <summary>
        /// Returns how certain it is that the record belongs to the call: a <c>LogMatch</c>. The numbers grow with
        /// certainty. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public LogMatch Matching { get; private set; }

        /// <summary>
        /// Returns the number of records that fit equally well; 0 if none fits. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long Candidates { get; private set; }

        /// <summary>
        /// Returns RingCentral's id of the record. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Id { get; private set; }

        /// <summary>
        /// Returns RingCentral's id of the telephony session. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string SessionId { get; private set; }

        /// <summary>
        /// Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public long StartTimeUnixMs { get; private set; }

        /// <summary>
        /// Returns the duration of the call in milliseconds, with a precision of one second. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong DurationMs { get; private set; }

        /// <summary>
        /// Returns the caller's number. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string From { get; private set; }

        /// <summary>
        /// Returns the callee's number. May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string To { get; private set; }

        /// <summary>
        /// Returns the kind of call, such as "RingOut Web". May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Action { get; private set; }

        /// <summary>
        /// Returns how the call ended, such as "Call connected" or "Busy". May be null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Result { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static LoggedCall Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new LoggedCall
            {
                Legs = Native.List(Native.LoggedCallLegCount(pointer), i => LogLeg.Read(pointer, i)),
                Matching = (LogMatch)Native.LoggedCallMatching(pointer),
                Candidates = Native.LoggedCallCandidates(pointer),
                Id = Native.LoggedCallId(pointer),
                SessionId = Native.LoggedCallSessionId(pointer),
                StartTimeUnixMs = Native.LoggedCallStartTimeUnixMs(pointer),
                DurationMs = Native.LoggedCallDurationMs(pointer),
                From = Native.LoggedCallFrom(pointer),
                To = Native.LoggedCallTo(pointer),
                Action = Native.LoggedCallAction(pointer),
                Result = Native.LoggedCallResult(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static LoggedCall Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.LoggedCallFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Legs, Matching, Candidates, Id, SessionId, StartTimeUnixMs, DurationMs, From, To, Action, Result };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "LoggedCall";
        }
    }

    /// <summary>
    /// RingCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and
    /// the call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are null, the
    /// remaining requests -1 and other numbers 0.
    /// </para>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Limits : Value
    {
        internal Limits() { }

        /// <summary>
        /// The entries, in order: <c>Limit</c>. May be null.
        /// </summary>
        public IReadOnlyList<Limit> Items { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Limits Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Limits
            {
                Items = Native.List(Native.LimitsCount(pointer), i => Limit.Read(pointer, i)),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Limits Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.LimitsFree(pointer);
            }
        }

        internal override object[] Parts()
        {
            return new object[] { Items };
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Limits";
        }
    }

    /// <summary>
    /// The response to <c>Client.Request()</c> or <c>Client.Send()</c>. Immutable.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    public sealed class Response
    {
        internal Response() { }

        /// <summary>
        /// The entries, in order: <c>Header</c>.
        /// </summary>
        public IReadOnlyList<Header> Headers { get; private set; }

        /// <summary>
        /// Returns the HTTP status; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public uint Status { get; private set; }

        /// <summary>
        /// Returns the bytes of the body, unchanged and without a NUL at the end. <c>BodySize</c> returns their
        /// number.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public byte[] Body { get; private set; }

        /// <summary>
        /// Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string Text { get; private set; }

        /// <summary>
        /// Returns the media type of the body; null if the response has none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string ContentType { get; private set; }

        /// <summary>
        /// Returns RingCentral's id of the request, which its support asks for; null if the response has none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string RequestId { get; private set; }

        /// <summary>
        /// Returns the error of a response outside 200 to 299; else null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ErrorInfo Error { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static Response Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new Response
            {
                Headers = Native.List(Native.ResponseHeaderCount(pointer), i => Header.Read(pointer, i)),
                Status = Native.ResponseStatus(pointer),
                Body = Native.Copy(Native.ResponseBody(pointer), Native.ResponseBodySize(pointer)),
                Text = Native.ResponseText(pointer),
                ContentType = Native.ResponseContentType(pointer),
                RequestId = Native.ResponseRequestId(pointer),
                Error = ErrorInfo.Read(Native.ResponseError(pointer)),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static Response Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.ResponseFree(pointer);
            }
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Response";
        }
    }

    /// <summary>
    /// One result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
    /// it. Only one thread at a time may use it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Since version 0.1.
    /// </para>
    /// </remarks>
    internal sealed class NativeEvent
    {
        internal NativeEvent() { }

        /// <summary>
        /// Returns the tag that your program passed with the operation.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong Tag { get; private set; }

        /// <summary>
        /// Returns what happened: a <c>EventKind</c>; 0 for null.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public EventKind Kind { get; private set; }

        /// <summary>
        /// Returns what the blocking function would have returned: <c>ErrorCode.Ok</c>, or the error code. <c>ErrorCode.Ok</c> for null and for
        /// kinds that are not the end of an operation.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ErrorCode Status { get; private set; }

        /// <summary>
        /// Returns the error, or null if there is none.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ErrorInfo Error { get; private set; }

        /// <summary>
        /// Takes the call from an event of the kind <c>EventKind.CreateCall</c> or <c>EventKind.FindCall</c>. null if the
        /// event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public IntPtr Call { get; private set; }

        /// <summary>
        /// Takes the state of a call from an event of the kind <c>EventKind.Status</c>. null if the event has an error
        /// instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CallState State { get; private set; }

        /// <summary>
        /// Takes the outcome of a call from an event of the kind <c>EventKind.Wait</c> or <c>EventKind.WatchEnd</c>. null
        /// if the event has an error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Outcome Outcome { get; private set; }

        /// <summary>
        /// Takes the change of a call from an event of the kind <c>EventKind.Change</c>. null if the event has an error
        /// instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Change Change { get; private set; }

        /// <summary>
        /// Takes the report from an event of the kind <c>EventKind.Preflight</c>. null if the event has an error instead,
        /// is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Preflight Preflight { get; private set; }

        /// <summary>
        /// Takes the list from an event of the kind <c>EventKind.CallerIds</c>. null if the event has an error instead,
        /// is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CallerIds CallerIds { get; private set; }

        /// <summary>
        /// Takes the list from an event of the kind <c>EventKind.ForwardingNumbers</c>. null if the event has an error
        /// instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ForwardingNumbers ForwardingNumbers { get; private set; }

        /// <summary>
        /// Takes what the call log has from an event of the kind <c>EventKind.CallLog</c>. null if the event has an error
        /// instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public LoggedCall LoggedCall { get; private set; }

        /// <summary>
        /// Takes the response from an event of the kind <c>EventKind.Response</c>. null if the event has an error instead,
        /// is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public Response Response { get; private set; }

        /// <summary>
        /// Takes the result of one request from an event of the kind <c>EventKind.Placed</c>. null if the event has an
        /// error instead, is of another kind, or it was taken.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public NativePlaced Placed { get; private set; }

        /// <summary>
        /// Returns the effect of a cancel, from an event of the kind <c>EventKind.Cancel</c>: a <c>CancelEffect</c>. 0 if the event
        /// has an error instead or is of another kind.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public CancelEffect CancelEffect { get; private set; }

        /// <summary>
        /// Returns how long another client still has the lease, in milliseconds, from an event of the kind
        /// <c>EventKind.TakeLease</c>. 0 if it is this client's, the event has an error instead or is of another kind.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public ulong LeaseLeftMs { get; private set; }

        /// <summary>
        /// Returns whether the outcome was claimed, from an event of the kind <c>EventKind.ClaimOutcome</c>. False if the event has
        /// an error instead or is of another kind.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public bool IsClaimed { get; private set; }

        /// <summary>
        /// Returns the level of a log record, from an event of the kind <c>EventKind.Log</c>: a <c>LogLevel</c>. 0 for other kinds.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public LogLevel LogLevel { get; private set; }

        /// <summary>
        /// Returns the line of a log record, without secrets and without a newline, from an event of the kind
        /// <c>EventKind.Log</c>. null for other kinds.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Since version 0.1.
        /// </para>
        /// </remarks>
        public string LogMessage { get; private set; }

        /// <summary>Copies the values out of an object.</summary>
        internal static NativeEvent Read(IntPtr pointer)
        {
            if (pointer == IntPtr.Zero) return null;
            return new NativeEvent
            {
                Tag = Native.EventTag(pointer),
                Kind = (EventKind)Native.EventKind(pointer),
                Status = (ErrorCode)Native.EventStatus(pointer),
                Error = ErrorInfo.Read(Native.EventError(pointer)),
                Call = Native.EventTakeCall(pointer),
                State = CallState.Take(Native.EventTakeState(pointer)),
                Outcome = Outcome.Take(Native.EventTakeOutcome(pointer)),
                Change = Change.Take(Native.EventTakeChange(pointer)),
                Preflight = Preflight.Take(Native.EventTakePreflight(pointer)),
                CallerIds = CallerIds.Take(Native.EventTakeCallerIds(pointer)),
                ForwardingNumbers = ForwardingNumbers.Take(Native.EventTakeForwardingNumbers(pointer)),
                LoggedCall = LoggedCall.Take(Native.EventTakeLoggedCall(pointer)),
                Response = Response.Take(Native.EventTakeResponse(pointer)),
                Placed = NativePlaced.Take(Native.EventTakePlaced(pointer)),
                CancelEffect = (CancelEffect)Native.EventCancelEffect(pointer),
                LeaseLeftMs = Native.EventLeaseLeftMs(pointer),
                IsClaimed = Native.EventIsClaimed(pointer),
                LogLevel = (LogLevel)Native.EventLogLevel(pointer),
                LogMessage = Native.EventLogMessage(pointer),
            };
        }

        /// <summary>Like <c>Read</c>, and frees the object.</summary>
        internal static NativeEvent Take(IntPtr pointer)
        {
            try
            {
                return Read(pointer);
            }
            finally
            {
                Native.EventFree(pointer);
            }
        }

        /// <summary>Shows no values besides the text, because some may be secrets.</summary>
        public override string ToString()
        {
            return "Event";
        }
    }

    /// <summary>A value: two with the same parts are equal.</summary>
    public abstract class Value
    {
        internal Value() { }

        internal abstract object[] Parts();

        /// <summary>Whether the other value has the same class and parts.</summary>
        public override bool Equals(object other)
        {
            return other != null && other.GetType() == GetType() && Same(Parts(), ((Value)other).Parts());
        }

        /// <summary>A hash of the parts.</summary>
        public override int GetHashCode()
        {
            var hash = 17;
            foreach (var part in Parts()) hash = unchecked(hash * 31 + (part == null || part is ICollection ? 0 : part.GetHashCode()));
            return hash;
        }

        /// <summary>Whether two values are equal.</summary>
        public static bool operator ==(Value one, Value other)
        {
            return ReferenceEquals(one, null) ? ReferenceEquals(other, null) : one.Equals(other);
        }

        /// <summary>Whether two values are different.</summary>
        public static bool operator !=(Value one, Value other)
        {
            return !(one == other);
        }

        private static bool Same(ICollection one, ICollection other)
        {
            if (one.Count != other.Count) return false;
            var others = other.GetEnumerator();
            foreach (var part in one)
            {
                others.MoveNext();
                var parts = part as ICollection;
                var otherParts = others.Current as ICollection;
                var isSame = parts != null && otherParts != null ? Same(parts, otherParts) : Equals(part, others.Current);
                if (!isSame) return false;
            }
            return true;
        }
    }

    /// <summary>A failure. Its class is that of the code.</summary>
    public class RingOutException : Exception
    {
        internal RingOutException(ErrorInfo info) : base(info.Text)
        {
            Info = info;
        }

        /// <summary>Everything that is known about the failure.</summary>
        public ErrorInfo Info { get; private set; }

        internal static RingOutException Of(ErrorInfo info)
        {
            switch (info.Code)
            {
                case ErrorCode.InvalidArgument: return new InvalidArgumentException(info);
                case ErrorCode.NotLoggedIn: return new NotLoggedInException(info);
                case ErrorCode.Unauthorized: return new UnauthorizedException(info);
                case ErrorCode.Forbidden: return new ForbiddenException(info);
                case ErrorCode.NotFound: return new NotFoundException(info);
                case ErrorCode.RateLimited: return new RateLimitedException(info);
                case ErrorCode.Rejected: return new RejectedException(info);
                case ErrorCode.Server: return new ServerException(info);
                case ErrorCode.Timeout: return new RequestTimeoutException(info);
                case ErrorCode.Connection: return new ConnectionFailedException(info);
                case ErrorCode.Protocol: return new ProtocolException(info);
                case ErrorCode.Cancelled: return new OperationCancelledException(info);
                case ErrorCode.Storage: return new StorageException(info);
                case ErrorCode.MaybePlaced: return new MaybePlacedException(info);
                case ErrorCode.NullPointer: return new InvalidArgumentException(info);
                case ErrorCode.InvalidUtf8: return new InvalidArgumentException(info);
                case ErrorCode.Internal: return new InternalException(info);
                default: return new RingOutException(info);
            }
        }
    }

    /// <summary>
    /// There is no usable token, and no credential to log in with.
    /// </summary>
    public class NotLoggedInException : RingOutException
    {
        internal NotLoggedInException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
    /// </summary>
    public class UnauthorizedException : RingOutException
    {
        internal UnauthorizedException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
    /// </summary>
    public class ForbiddenException : RingOutException
    {
        internal ForbiddenException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// HTTP 404.
    /// </summary>
    public class NotFoundException : RingOutException
    {
        internal NotFoundException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// HTTP 429. <c>RetryAfterMs</c> returns how long to wait.
    /// </summary>
    public class RateLimitedException : RingOutException
    {
        internal RateLimitedException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// Any other HTTP 4xx.
    /// </summary>
    public class RejectedException : RingOutException
    {
        internal RejectedException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// HTTP 5xx after the allowed retries.
    /// </summary>
    public class ServerException : RingOutException
    {
        internal ServerException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// The deadline passed; no call was placed.
    /// </summary>
    public class RequestTimeoutException : RingOutException
    {
        internal RequestTimeoutException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// DNS, connect, TLS, or a broken connection; no call was placed.
    /// </summary>
    public class ConnectionFailedException : RingOutException
    {
        internal ConnectionFailedException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// The response could not be understood or was too large, or the request was too large to be sent.
    /// </summary>
    public class ProtocolException : RingOutException
    {
        internal ProtocolException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// A <c>ringout_cancel_token</c> interrupted the operation; no call was placed.
    /// </summary>
    public class OperationCancelledException : RingOutException
    {
        internal OperationCancelledException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// The token store failed, or the journal of a batch did.
    /// </summary>
    public class StorageException : RingOutException
    {
        internal StorageException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
    /// </summary>
    public class MaybePlacedException : RingOutException
    {
        internal MaybePlacedException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// Rejected locally; nothing was sent. <c>Parameter</c> names the argument.
    /// </summary>
    public class InvalidArgumentException : RingOutException
    {
        internal InvalidArgumentException(ErrorInfo info) : base(info)
        {
        }
    }

    /// <summary>
    /// A caught panic or a broken invariant. Please report it.
    /// </summary>
    public class InternalException : RingOutException
    {
        internal InternalException(ErrorInfo info) : base(info)
        {
        }
    }
}

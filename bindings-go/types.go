// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout

// #include <ringout.h>
import "C"

import (
	"strconv"
	"unsafe"
)

// ErrorCode: the values of a ErrorCode.
//
// Since version 0.1.
type ErrorCode uint32

const (
	// Success.
	ErrorCodeOk ErrorCode = 0
	// Rejected locally; nothing was sent. errorParameter names the argument.
	ErrorCodeInvalidArgument ErrorCode = 1
	// There is no usable token, and no credential to log in with.
	ErrorCodeNotLoggedIn ErrorCode = 2
	// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
	ErrorCodeUnauthorized ErrorCode = 3
	// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
	ErrorCodeForbidden ErrorCode = 4
	// HTTP 404.
	ErrorCodeNotFound ErrorCode = 5
	// HTTP 429. errorRetryAfterMs returns how long to wait.
	ErrorCodeRateLimited ErrorCode = 6
	// Any other HTTP 4xx.
	ErrorCodeRejected ErrorCode = 7
	// HTTP 5xx after the allowed retries.
	ErrorCodeServer ErrorCode = 8
	// The deadline passed; no call was placed.
	ErrorCodeTimeout ErrorCode = 9
	// DNS, connect, TLS, or a broken connection; no call was placed.
	ErrorCodeConnection ErrorCode = 10
	// The response could not be understood or was too large, or the request was too large to be sent.
	ErrorCodeProtocol ErrorCode = 11
	// A ringout_cancel_token interrupted the operation; no call was placed.
	ErrorCodeCancelled ErrorCode = 12
	// The token store failed, or the journal of a batch did.
	ErrorCodeStorage ErrorCode = 13
	// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
	ErrorCodeMaybePlaced ErrorCode = 14
	// A required pointer was nil. errorParameter names it.
	ErrorCodeNullPointer ErrorCode = 15
	// A string was not valid UTF-8. errorParameter names it.
	ErrorCodeInvalidUtf8 ErrorCode = 16
	// A caught panic or a broken invariant. Please report it.
	ErrorCodeInternal ErrorCode = 17
)

// String returns the name of the value, or its number if it is newer than this package.
func (value ErrorCode) String() string {
	switch value {
	case ErrorCodeOk:
		return "Ok"
	case ErrorCodeInvalidArgument:
		return "InvalidArgument"
	case ErrorCodeNotLoggedIn:
		return "NotLoggedIn"
	case ErrorCodeUnauthorized:
		return "Unauthorized"
	case ErrorCodeForbidden:
		return "Forbidden"
	case ErrorCodeNotFound:
		return "NotFound"
	case ErrorCodeRateLimited:
		return "RateLimited"
	case ErrorCodeRejected:
		return "Rejected"
	case ErrorCodeServer:
		return "Server"
	case ErrorCodeTimeout:
		return "Timeout"
	case ErrorCodeConnection:
		return "Connection"
	case ErrorCodeProtocol:
		return "Protocol"
	case ErrorCodeCancelled:
		return "Cancelled"
	case ErrorCodeStorage:
		return "Storage"
	case ErrorCodeMaybePlaced:
		return "MaybePlaced"
	case ErrorCodeNullPointer:
		return "NullPointer"
	case ErrorCodeInvalidUtf8:
		return "InvalidUtf8"
	case ErrorCodeInternal:
		return "Internal"
	}
	return "ErrorCode " + strconv.FormatUint(uint64(value), 10)
}

// LogLevel: the severity of a log record.
//
// Since version 0.1.
type LogLevel uint32

const (
	// A failure that no function returns.
	LogLevelError LogLevel = 1
	// A failure that the library could work around, such as a token that could not be saved.
	LogLevelWarn LogLevel = 2
	// Milestones of a program. The library logs nothing at this level at present.
	LogLevelInfo LogLevel = 3
	// Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
	// RingCentral's request id.
	LogLevelDebug LogLevel = 4
)

// String returns the name of the value, or its number if it is newer than this package.
func (value LogLevel) String() string {
	switch value {
	case LogLevelError:
		return "Error"
	case LogLevelWarn:
		return "Warn"
	case LogLevelInfo:
		return "Info"
	case LogLevelDebug:
		return "Debug"
	}
	return "LogLevel " + strconv.FormatUint(uint64(value), 10)
}

// CallPath: ringCentral's two paths for RingOut.
//
// Since version 0.1.
type CallPath uint32

const (
	// The current path, ring-out, whose call ids are strings.
	CallPathRingOut CallPath = 0
	// The path ringout, which RingCentral has deprecated, and whose call ids are numbers.
	CallPathDeprecated CallPath = 1
)

// String returns the name of the value, or its number if it is newer than this package.
func (value CallPath) String() string {
	switch value {
	case CallPathRingOut:
		return "RingOut"
	case CallPathDeprecated:
		return "Deprecated"
	}
	return "CallPath " + strconv.FormatUint(uint64(value), 10)
}

// RateLimit: the reaction of a client to RingCentral's rate limits.
//
// Since version 0.1.
type RateLimit uint32

const (
	// A request over the rate limit waits for its turn if its deadline allows that.
	RateLimitWait RateLimit = 0
	// A request over the rate limit fails at once with ErrorCodeRateLimited and the time to wait.
	RateLimitFailFast RateLimit = 1
)

// String returns the name of the value, or its number if it is newer than this package.
func (value RateLimit) String() string {
	switch value {
	case RateLimitWait:
		return "Wait"
	case RateLimitFailFast:
		return "FailFast"
	}
	return "RateLimit " + strconv.FormatUint(uint64(value), 10)
}

// StoreResult: the results of a token store's callbacks.
//
// Since version 0.1.
type StoreResult uint32

const (
	// Success.
	StoreResultOk StoreResult = 0
	// From load: no token is saved under the key.
	StoreResultNotFound StoreResult = 1
	// From try_lock: another process or thread holds the lock.
	StoreResultLocked StoreResult = 2
	// Failure. tokenSinkSetFailure sets the reason.
	StoreResultFailed StoreResult = 3
	// From swap of a ledger: the current value is not the expected one. ledgerSinkSetRecord sets it, unless
	// there is none.
	StoreResultConflict StoreResult = 4
)

// String returns the name of the value, or its number if it is newer than this package.
func (value StoreResult) String() string {
	switch value {
	case StoreResultOk:
		return "Ok"
	case StoreResultNotFound:
		return "NotFound"
	case StoreResultLocked:
		return "Locked"
	case StoreResultFailed:
		return "Failed"
	case StoreResultConflict:
		return "Conflict"
	}
	return "StoreResult " + strconv.FormatUint(uint64(value), 10)
}

// PlayPrompt: whether the caller must press 1 before the callee is dialled.
//
// Since version 0.1.
type PlayPrompt uint32

const (
	// The account's setting decides.
	PlayPromptDefault PlayPrompt = 0
	// The caller must press 1 before the callee is dialled.
	PlayPromptYes PlayPrompt = 1
	// The callee is dialled as soon as the caller answers.
	PlayPromptNo PlayPrompt = 2
)

// String returns the name of the value, or its number if it is newer than this package.
func (value PlayPrompt) String() string {
	switch value {
	case PlayPromptDefault:
		return "Default"
	case PlayPromptYes:
		return "Yes"
	case PlayPromptNo:
		return "No"
	}
	return "PlayPrompt " + strconv.FormatUint(uint64(value), 10)
}

// DialScheme: the schemes of links that dial a number.
//
// Since version 0.1.
type DialScheme uint32

const (
	// A link that opens RingCentral's apps.
	DialSchemeRcMobile DialScheme = 0
	// A link that opens the device's default app for calls.
	DialSchemeTel DialScheme = 1
)

// String returns the name of the value, or its number if it is newer than this package.
func (value DialScheme) String() string {
	switch value {
	case DialSchemeRcMobile:
		return "RcMobile"
	case DialSchemeTel:
		return "Tel"
	}
	return "DialScheme " + strconv.FormatUint(uint64(value), 10)
}

// CheckKind: what a preflight checks.
//
// Since version 0.1.
type CheckKind uint32

const (
	// The server can be reached and accepts the credentials.
	CheckKindLogin CheckKind = 1
	// The app has the RingOut permission, and the permissions that the other checks need.
	CheckKindPermission CheckKind = 2
	// The extension is enabled, and RingOut is one of its features.
	CheckKindExtension CheckKind = 3
	// The extension has a direct number or a digital line.
	CheckKindLine CheckKind = 4
	// There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
	CheckKindFrom CheckKind = 5
	// There is a number to show to the callee: the one in the request, or any.
	CheckKindCallerId CheckKind = 6
	// The callee is in the user's country, or international calling is allowed. Only with a request.
	CheckKindDestination CheckKind = 7
	// This machine's clock agrees with the server's.
	CheckKindClock CheckKind = 8
)

// String returns the name of the value, or its number if it is newer than this package.
func (value CheckKind) String() string {
	switch value {
	case CheckKindLogin:
		return "Login"
	case CheckKindPermission:
		return "Permission"
	case CheckKindExtension:
		return "Extension"
	case CheckKindLine:
		return "Line"
	case CheckKindFrom:
		return "From"
	case CheckKindCallerId:
		return "CallerId"
	case CheckKindDestination:
		return "Destination"
	case CheckKindClock:
		return "Clock"
	}
	return "CheckKind " + strconv.FormatUint(uint64(value), 10)
}

// CheckResult: the result of a check.
//
// Since version 0.1.
type CheckResult uint32

const (
	// No problem was found.
	CheckResultPassed CheckResult = 1
	// A call may fail, or not behave as expected.
	CheckResultWarning CheckResult = 2
	// A call would fail.
	CheckResultFailed CheckResult = 3
	// It could not be checked.
	CheckResultUnknown CheckResult = 4
)

// String returns the name of the value, or its number if it is newer than this package.
func (value CheckResult) String() string {
	switch value {
	case CheckResultPassed:
		return "Passed"
	case CheckResultWarning:
		return "Warning"
	case CheckResultFailed:
		return "Failed"
	case CheckResultUnknown:
		return "Unknown"
	}
	return "CheckResult " + strconv.FormatUint(uint64(value), 10)
}

// Status: the statuses of a call and of its legs.
//
// Since version 0.1.
type Status uint32

const (
	// A status that RingCentral's documentation does not have. The ..._status_text() functions return its string.
	StatusUnknown Status = 0
	// Connecting.
	StatusInProgress Status = 1
	// Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
	StatusSuccess Status = 2
	// Hung up after being answered.
	StatusFinished Status = 3
	// The phone was busy.
	StatusBusy Status = 4
	// Dropped by timeout.
	StatusNoAnswer Status = 5
	// Cancelled by the user, or the caller hung up while the callee was ringing.
	StatusRejected Status = 6
	// An error of the phone network or RingCentral.
	StatusGenericError Status = 7
	// International, domestic or internal calling is disabled for this extension.
	StatusInternationalDisabled Status = 8
	// The destination is blocked.
	StatusDestinationBlocked Status = 9
	// Not enough funds.
	StatusNotEnoughFunds Status = 10
	// No such user.
	StatusNoSuchUser Status = 11
	// RingOut from this number is not supported.
	StatusRingOutFromThisNumberIsNotSupported Status = 12
	// One or both legs could not be connected.
	StatusCannotReach Status = 13
	// Internal failure of RingCentral, or no resources.
	StatusNoAnsweringMachine Status = 14
	// The RingOut call no longer exists.
	StatusNoSessionFound Status = 15
	// An error without more detail.
	StatusError Status = 16
	// RingCentral lost the state.
	StatusInvalid Status = 17
)

// String returns the name of the value, or its number if it is newer than this package.
func (value Status) String() string {
	switch value {
	case StatusUnknown:
		return "Unknown"
	case StatusInProgress:
		return "InProgress"
	case StatusSuccess:
		return "Success"
	case StatusFinished:
		return "Finished"
	case StatusBusy:
		return "Busy"
	case StatusNoAnswer:
		return "NoAnswer"
	case StatusRejected:
		return "Rejected"
	case StatusGenericError:
		return "GenericError"
	case StatusInternationalDisabled:
		return "InternationalDisabled"
	case StatusDestinationBlocked:
		return "DestinationBlocked"
	case StatusNotEnoughFunds:
		return "NotEnoughFunds"
	case StatusNoSuchUser:
		return "NoSuchUser"
	case StatusRingOutFromThisNumberIsNotSupported:
		return "RingOutFromThisNumberIsNotSupported"
	case StatusCannotReach:
		return "CannotReach"
	case StatusNoAnsweringMachine:
		return "NoAnsweringMachine"
	case StatusNoSessionFound:
		return "NoSessionFound"
	case StatusError:
		return "Error"
	case StatusInvalid:
		return "Invalid"
	}
	return "Status " + strconv.FormatUint(uint64(value), 10)
}

// Phase: what a call is doing.
//
// Since version 0.1.
type Phase uint32

const (
	// The three statuses fit no documented phase.
	PhaseUnknown Phase = 0
	// The caller's phone rings.
	PhaseRingingCaller Phase = 1
	// The caller has answered, and the callee's phone rings.
	PhaseRingingCallee Phase = 2
	// Both have answered.
	PhaseConnected Phase = 3
	// The call is over, successfully or not.
	PhaseEnded Phase = 4
)

// String returns the name of the value, or its number if it is newer than this package.
func (value Phase) String() string {
	switch value {
	case PhaseUnknown:
		return "Unknown"
	case PhaseRingingCaller:
		return "RingingCaller"
	case PhaseRingingCallee:
		return "RingingCallee"
	case PhaseConnected:
		return "Connected"
	case PhaseEnded:
		return "Ended"
	}
	return "Phase " + strconv.FormatUint(uint64(value), 10)
}

// OutcomeKind: how a call ended.
//
// Since version 0.1.
type OutcomeKind uint32

const (
	// The wait timed out, or your program has not waited yet: the call may still ring or be connected.
	OutcomeKindStillInProgress OutcomeKind = 0
	// Both legs answered. Only with UntilAnswered.
	OutcomeKindAnswered OutcomeKind = 1
	// Both sides were connected, then hung up.
	OutcomeKindCompleted OutcomeKind = 2
	// A phone was busy.
	OutcomeKindBusy OutcomeKind = 3
	// A phone was not answered in time.
	OutcomeKindNoAnswer OutcomeKind = 4
	// A phone rejected the call, or the caller hung up while the callee was ringing.
	OutcomeKindRejected OutcomeKind = 5
	// This handle cancelled the call, and RingCentral confirmed the end.
	OutcomeKindCancelled OutcomeKind = 6
	// The call is not allowed: international calling, the destination, or RingOut from this number.
	OutcomeKindBlocked OutcomeKind = 7
	// The account does not have enough funds.
	OutcomeKindNotEnoughFunds OutcomeKind = 8
	// There is no such user.
	OutcomeKindNoSuchUser OutcomeKind = 9
	// The phone network or RingCentral failed.
	OutcomeKindFailed OutcomeKind = 10
	// The call vanished before its end was seen, or every poll returned 404 for two minutes.
	OutcomeKindEndedUnknown OutcomeKind = 11
)

// String returns the name of the value, or its number if it is newer than this package.
func (value OutcomeKind) String() string {
	switch value {
	case OutcomeKindStillInProgress:
		return "StillInProgress"
	case OutcomeKindAnswered:
		return "Answered"
	case OutcomeKindCompleted:
		return "Completed"
	case OutcomeKindBusy:
		return "Busy"
	case OutcomeKindNoAnswer:
		return "NoAnswer"
	case OutcomeKindRejected:
		return "Rejected"
	case OutcomeKindCancelled:
		return "Cancelled"
	case OutcomeKindBlocked:
		return "Blocked"
	case OutcomeKindNotEnoughFunds:
		return "NotEnoughFunds"
	case OutcomeKindNoSuchUser:
		return "NoSuchUser"
	case OutcomeKindFailed:
		return "Failed"
	case OutcomeKindEndedUnknown:
		return "EndedUnknown"
	}
	return "OutcomeKind " + strconv.FormatUint(uint64(value), 10)
}

// Leg: the two sides of a call.
//
// Since version 0.1.
type Leg uint32

const (
	// No leg decided the outcome.
	LegNone Leg = 0
	// The caller, whose phone rings first.
	LegCaller Leg = 1
	// The callee.
	LegCallee Leg = 2
)

// String returns the name of the value, or its number if it is newer than this package.
func (value Leg) String() string {
	switch value {
	case LegNone:
		return "None"
	case LegCaller:
		return "Caller"
	case LegCallee:
		return "Callee"
	}
	return "Leg " + strconv.FormatUint(uint64(value), 10)
}

// Source: where an outcome is known from.
//
// Since version 0.1.
type Source uint32

const (
	// The polled statuses show the outcome.
	SourceStatus Source = 1
	// The call was gone (404 or StatusNoSessionFound); the outcome follows from the states before.
	SourceGone Source = 2
	// The call log shows the outcome.
	SourceCallLog Source = 3
)

// String returns the name of the value, or its number if it is newer than this package.
func (value Source) String() string {
	switch value {
	case SourceStatus:
		return "Status"
	case SourceGone:
		return "Gone"
	case SourceCallLog:
		return "CallLog"
	}
	return "Source " + strconv.FormatUint(uint64(value), 10)
}

// VerdictKind: how a transition compares with RingCentral's documentation, from best to worst.
//
// Since version 0.1.
type VerdictKind uint32

const (
	// No status changed.
	VerdictKindUnchanged VerdictKind = 0
	// Each changed status took one documented step.
	VerdictKindDocumented VerdictKind = 1
	// Documented, through a state that was not seen.
	VerdictKindSkipped VerdictKind = 2
	// A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
	VerdictKindUndocumented VerdictKind = 3
	// A step out of an ended state, or backwards.
	VerdictKindImpossible VerdictKind = 4
)

// String returns the name of the value, or its number if it is newer than this package.
func (value VerdictKind) String() string {
	switch value {
	case VerdictKindUnchanged:
		return "Unchanged"
	case VerdictKindDocumented:
		return "Documented"
	case VerdictKindSkipped:
		return "Skipped"
	case VerdictKindUndocumented:
		return "Undocumented"
	case VerdictKindImpossible:
		return "Impossible"
	}
	return "VerdictKind " + strconv.FormatUint(uint64(value), 10)
}

// Field: the part of a state that a reason concerns.
//
// Since version 0.1.
type Field uint32

const (
	// The reason concerns the status of the call.
	FieldCall Field = 0
	// The reason concerns the caller's leg.
	FieldCaller Field = 1
	// The reason concerns the callee's leg.
	FieldCallee Field = 2
	// The reason concerns the combination of the three statuses.
	FieldCombination Field = 3
)

// String returns the name of the value, or its number if it is newer than this package.
func (value Field) String() string {
	switch value {
	case FieldCall:
		return "Call"
	case FieldCaller:
		return "Caller"
	case FieldCallee:
		return "Callee"
	case FieldCombination:
		return "Combination"
	}
	return "Field " + strconv.FormatUint(uint64(value), 10)
}

// Until: what to wait for.
//
// Since version 0.1.
type Until uint32

const (
	// Wait until the call ends.
	UntilEnded Until = 0
	// Wait until both sides have answered, or the call has ended without that.
	UntilAnswered Until = 1
)

// String returns the name of the value, or its number if it is newer than this package.
func (value Until) String() string {
	switch value {
	case UntilEnded:
		return "Ended"
	case UntilAnswered:
		return "Answered"
	}
	return "Until " + strconv.FormatUint(uint64(value), 10)
}

// CancelEffect: the effect of cancelling a call.
//
// Since version 0.1.
type CancelEffect uint32

const (
	// The caller's phone was still ringing, and the next status confirms the end.
	CancelEffectHungUp CancelEffect = 1
	// RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
	// callState.
	CancelEffectAccepted CancelEffect = 2
	// The call was already over.
	CancelEffectAlreadyEnded CancelEffect = 3
)

// String returns the name of the value, or its number if it is newer than this package.
func (value CancelEffect) String() string {
	switch value {
	case CancelEffectHungUp:
		return "HungUp"
	case CancelEffectAccepted:
		return "Accepted"
	case CancelEffectAlreadyEnded:
		return "AlreadyEnded"
	}
	return "CancelEffect " + strconv.FormatUint(uint64(value), 10)
}

// JournalStep: the steps of a request in a batch.
//
// Since version 0.1.
type JournalStep uint32

const (
	// The request is about to be sent.
	JournalStepPlacing JournalStep = 1
	// RingCentral has accepted the request.
	JournalStepPlaced JournalStep = 2
	// The request failed, and no phone rings.
	JournalStepNotPlaced JournalStep = 3
	// The request was sent and no usable response came: phones may be ringing.
	JournalStepMaybePlaced JournalStep = 4
	// The call is over, or the wait for it is.
	JournalStepEnded JournalStep = 5
)

// String returns the name of the value, or its number if it is newer than this package.
func (value JournalStep) String() string {
	switch value {
	case JournalStepPlacing:
		return "Placing"
	case JournalStepPlaced:
		return "Placed"
	case JournalStepNotPlaced:
		return "NotPlaced"
	case JournalStepMaybePlaced:
		return "MaybePlaced"
	case JournalStepEnded:
		return "Ended"
	}
	return "JournalStep " + strconv.FormatUint(uint64(value), 10)
}

// LogMatch: how certain it is that a record belongs to a call. The numbers grow with certainty.
//
// Since version 0.1.
type LogMatch uint32

const (
	// No record fits. RingCentral may write it some time after the call has ended.
	LogMatchNone LogMatch = 0
	// Several records fit equally well; the one nearest in time is returned.
	LogMatchAmbiguous LogMatch = 1
	// One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
	// apart.
	LogMatchLikely LogMatch = 2
	// One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
	LogMatchCertain LogMatch = 3
)

// String returns the name of the value, or its number if it is newer than this package.
func (value LogMatch) String() string {
	switch value {
	case LogMatchNone:
		return "None"
	case LogMatchAmbiguous:
		return "Ambiguous"
	case LogMatchLikely:
		return "Likely"
	case LogMatchCertain:
		return "Certain"
	}
	return "LogMatch " + strconv.FormatUint(uint64(value), 10)
}

// EventKind: what an event brings.
//
// Since version 0.1.
type EventKind uint32

const (
	// A login has ended: one of the functions ringout_client_login_..._into().
	EventKindLogin EventKind = 1
	// clientRefreshInto has ended.
	EventKindRefresh EventKind = 2
	// clientLogoutInto has ended.
	EventKindLogout EventKind = 3
	// clientCreateCallInto has ended: eventTakeCall.
	EventKindCreateCall EventKind = 4
	// callStatusInto has ended: eventTakeState.
	EventKindStatus EventKind = 5
	// callCancelInto has ended: eventCancelEffect.
	EventKindCancel EventKind = 6
	// callWaitInto has ended: eventTakeOutcome.
	EventKindWait EventKind = 7
	// A call of callWatchInto has changed: eventTakeChange.
	EventKindChange EventKind = 8
	// The last event of callWatchInto: eventTakeOutcome.
	EventKindWatchEnd EventKind = 9
	// clientPreflightInto has ended: eventTakePreflight.
	EventKindPreflight EventKind = 10
	// clientCallerIdsInto has ended: eventTakeCallerIds.
	EventKindCallerIds EventKind = 11
	// clientForwardingNumbersInto has ended: eventTakeForwardingNumbers.
	EventKindForwardingNumbers EventKind = 12
	// callLogInto or clientCallLogInto has ended: eventTakeLoggedCall.
	EventKindCallLog EventKind = 13
	// clientRequestInto or clientSendInto has ended: eventTakeResponse.
	EventKindResponse EventKind = 14
	// One request of clientPlaceAllInto has its result: eventTakePlaced.
	EventKindPlaced EventKind = 15
	// The last event of clientPlaceAllInto. It holds nothing.
	EventKindPlaceAllEnd EventKind = 16
	// A log record of logInto: eventLogLevel and eventLogMessage.
	EventKindLog EventKind = 17
	// clientFindCallInto has ended: eventTakeCall, which returns nil if there is no call.
	EventKindFindCall EventKind = 18
	// callTakeLeaseInto has ended: eventLeaseLeftMs.
	EventKindTakeLease EventKind = 19
	// callClaimOutcomeInto has ended: eventIsClaimed.
	EventKindClaimOutcome EventKind = 20
)

// String returns the name of the value, or its number if it is newer than this package.
func (value EventKind) String() string {
	switch value {
	case EventKindLogin:
		return "Login"
	case EventKindRefresh:
		return "Refresh"
	case EventKindLogout:
		return "Logout"
	case EventKindCreateCall:
		return "CreateCall"
	case EventKindStatus:
		return "Status"
	case EventKindCancel:
		return "Cancel"
	case EventKindWait:
		return "Wait"
	case EventKindChange:
		return "Change"
	case EventKindWatchEnd:
		return "WatchEnd"
	case EventKindPreflight:
		return "Preflight"
	case EventKindCallerIds:
		return "CallerIds"
	case EventKindForwardingNumbers:
		return "ForwardingNumbers"
	case EventKindCallLog:
		return "CallLog"
	case EventKindResponse:
		return "Response"
	case EventKindPlaced:
		return "Placed"
	case EventKindPlaceAllEnd:
		return "PlaceAllEnd"
	case EventKindLog:
		return "Log"
	case EventKindFindCall:
		return "FindCall"
	case EventKindTakeLease:
		return "TakeLease"
	case EventKindClaimOutcome:
		return "ClaimOutcome"
	}
	return "EventKind " + strconv.FormatUint(uint64(value), 10)
}

// ErrorDetail: an entry of ErrorInfo.
type ErrorDetail struct {
	// Returns RingCentral's error code in the entry at index, counted from 0. empty if the entry has none, and for an
	// index out of range.
	//
	// Since version 0.1.
	ErrorCode string
	// Returns RingCentral's message in the entry at index, counted from 0. It may change, so do not decide on it. empty if
	// the entry has none, and for an index out of range.
	//
	// Since version 0.1.
	Message string
	// Returns the parameter at fault in the entry at index, counted from 0, such as "to.phoneNumber". empty if the entry
	// has none, and for an index out of range.
	//
	// Since version 0.1.
	ParameterName string
	// Returns the value at fault in the entry at index, counted from 0. empty if the entry has none, and for an index out of
	// range.
	//
	// Since version 0.1.
	ParameterValue string
	// Returns the additional information in the entry at index, counted from 0. empty if the entry has none, and for an
	// index out of range.
	//
	// Since version 0.1.
	AdditionalInfo string
	// Returns all other fields of the entry at index, counted from 0, as a JSON object. empty if the entry has none, and for
	// an index out of range.
	//
	// Since version 0.1.
	Fields string
}

// readErrorDetail copies the values out of an object.
func readErrorDetail(pointer *C.ringout_error, index int) ErrorDetail {
	var value ErrorDetail
	value.ErrorCode = errorDetailErrorCode(pointer, index)
	value.Message = errorDetailMessage(pointer, index)
	value.ParameterName = errorDetailParameterName(pointer, index)
	value.ParameterValue = errorDetailParameterValue(pointer, index)
	value.AdditionalInfo = errorDetailAdditionalInfo(pointer, index)
	value.Fields = errorDetailFields(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value ErrorDetail) String() string {
	return "ErrorDetail"
}

// GoString is String, for %#v.
func (value ErrorDetail) GoString() string {
	return value.String()
}

// PhoneNumber: an entry of CallerIds.
type PhoneNumber struct {
	// Returns RingCentral's id of the phone number at index, counted from 0. empty if the entry has none, and for an
	// index out of range.
	//
	// Since version 0.1.
	Id string
	// Returns the phone number at index in E.164. empty if the entry has none, and for an index out of range.
	//
	// Since version 0.1.
	PhoneNumber string
	// Returns RingCentral's name for the use of the phone number at index, such as "DirectNumber". empty if the entry
	// has none, and for an index out of range.
	//
	// Since version 0.1.
	UsageType string
	// Returns the label of the phone number at index. empty if the entry has none, and for an index out of range.
	//
	// Since version 0.1.
	Label string
}

// readPhoneNumber copies the values out of an object.
func readPhoneNumber(pointer *C.ringout_caller_ids, index int) PhoneNumber {
	var value PhoneNumber
	value.Id = callerIdsId(pointer, index)
	value.PhoneNumber = callerIdsPhoneNumber(pointer, index)
	value.UsageType = callerIdsUsageType(pointer, index)
	value.Label = callerIdsLabel(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value PhoneNumber) String() string {
	return "PhoneNumber"
}

// GoString is String, for %#v.
func (value PhoneNumber) GoString() string {
	return value.String()
}

// ForwardingNumber: an entry of ForwardingNumbers.
type ForwardingNumber struct {
	// Returns RingCentral's id of the forwarding number at index, counted from 0: a value for from_forwarding_number
	// of a ringout_call_request. empty if the entry has none, and for an index out of range.
	//
	// Since version 0.1.
	Id string
	// Returns the phone number at index in E.164. empty for the few kinds of device that have none, and for an index out
	// of range.
	//
	// Since version 0.1.
	PhoneNumber string
	// Returns the label that the user gave the number at index. empty if the entry has none, and for an index out of
	// range.
	//
	// Since version 0.1.
	Label string
	// Returns RingCentral's name for the kind of phone at index, such as "Mobile" or "PhoneLine". empty if the entry has
	// none, and for an index out of range.
	//
	// Since version 0.1.
	Kind string
}

// readForwardingNumber copies the values out of an object.
func readForwardingNumber(pointer *C.ringout_forwarding_numbers, index int) ForwardingNumber {
	var value ForwardingNumber
	value.Id = forwardingNumbersId(pointer, index)
	value.PhoneNumber = forwardingNumbersPhoneNumber(pointer, index)
	value.Label = forwardingNumbersLabel(pointer, index)
	value.Kind = forwardingNumbersKind(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value ForwardingNumber) String() string {
	return "ForwardingNumber"
}

// GoString is String, for %#v.
func (value ForwardingNumber) GoString() string {
	return value.String()
}

// Check: an entry of Preflight.
type Check struct {
	// Returns the kind of the check at index, counted from 0: a CheckKind. 0 for an index out of range.
	//
	// Since version 0.1.
	Kind CheckKind
	// Returns the result of a check: a CheckResult. 0 for an index out of range.
	//
	// Since version 0.1.
	Result CheckResult
	// Returns one sentence that says what was found and what to do about it. empty for an index out of range.
	//
	// Since version 0.1.
	Explanation string
}

// readCheck copies the values out of an object.
func readCheck(pointer *C.ringout_preflight, index int) Check {
	var value Check
	value.Kind = CheckKind(preflightCheckKind(pointer, index))
	value.Result = CheckResult(preflightCheckResult(pointer, index))
	value.Explanation = preflightCheckExplanation(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value Check) String() string {
	return "Check"
}

// GoString is String, for %#v.
func (value Check) GoString() string {
	return value.String()
}

// Reason: an entry of Verdict.
type Reason struct {
	// Returns the part that the reason at index, counted from 0, concerns: a Field.
	// FieldCombination for an index out of range.
	//
	// Since version 0.1.
	Field Field
	// Returns the kind of a reason: a VerdictKind. VerdictKindUnchanged for an index out of range.
	//
	// Since version 0.1.
	Kind VerdictKind
	// Returns a reason in words; empty for an index out of range.
	//
	// Since version 0.1.
	Text string
	// Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". empty if no
	// state was skipped, and for an index out of range.
	//
	// Since version 0.1.
	Path string
	// Returns the status at position, counted from 0, of the inferred path: a Status.
	//
	// Since version 0.1.
	PathStatuses []Status
}

// readReason copies the values out of an object.
func readReason(pointer *C.ringout_verdict, index int) Reason {
	var value Reason
	value.Field = Field(verdictReasonField(pointer, index))
	value.Kind = VerdictKind(verdictReasonKind(pointer, index))
	value.Text = verdictReasonText(pointer, index)
	value.Path = verdictReasonPath(pointer, index)
	for i := 0; i < verdictReasonPathCount(pointer, index); i++ {
		value.PathStatuses = append(value.PathStatuses, Status(verdictReasonPathStatus(pointer, index, i)))
	}
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value Reason) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value Reason) GoString() string {
	return value.String()
}

// LogLeg: an entry of LoggedCall.
type LogLeg struct {
	// Returns which side the leg at index is: a Leg. LegNone for a kind of leg that RingOut
	// does not have, and for an index out of range.
	//
	// Since version 0.1.
	Leg Leg
	// Returns RingCentral's kind of the leg at index, such as "RingOutClientToCaller". empty if the record has none, and
	// for an index out of range.
	//
	// Since version 0.1.
	Type string
	// Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
	// and for an index out of range.
	//
	// Since version 0.1.
	StartTimeUnixMs int64
	// Returns the duration of the leg at index in milliseconds, with a precision of one second. 0 for an index out of
	// range.
	//
	// Since version 0.1.
	DurationMs uint64
	// Returns the number that the leg at index came from. empty if the record has none, and for an index out of range.
	//
	// Since version 0.1.
	From string
	// Returns the number that was dialled for the leg at index. empty if the record has none, and for an index out of
	// range.
	//
	// Since version 0.1.
	To string
	// Returns how the leg at index ended, such as "Accepted" or "No Answer". empty if the record has none, and for an
	// index out of range.
	//
	// Since version 0.1.
	Result string
}

// readLogLeg copies the values out of an object.
func readLogLeg(pointer *C.ringout_logged_call, index int) LogLeg {
	var value LogLeg
	value.Leg = Leg(loggedCallLeg(pointer, index))
	value.Type = loggedCallLegType(pointer, index)
	value.StartTimeUnixMs = loggedCallLegStartTimeUnixMs(pointer, index)
	value.DurationMs = loggedCallLegDurationMs(pointer, index)
	value.From = loggedCallLegFrom(pointer, index)
	value.To = loggedCallLegTo(pointer, index)
	value.Result = loggedCallLegResult(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value LogLeg) String() string {
	return "LogLeg"
}

// GoString is String, for %#v.
func (value LogLeg) GoString() string {
	return value.String()
}

// Limit: an entry of Limits.
type Limit struct {
	// Returns the name of the group at index, counted from 0: "Light", "Heavy" or "Auth". empty for an index out of
	// range.
	//
	// Since version 0.1.
	Name string
	// Returns RingCentral's name for the group at index. empty if no response has reported it, and for an index out of
	// range.
	//
	// Since version 0.1.
	RingcentralName string
	// Returns the number of requests that a window of the group at index allows. 0 for an index out of range.
	//
	// Since version 0.1.
	Limit uint32
	// Returns the length of a window of the group at index, in milliseconds. 0 for an index out of range.
	//
	// Since version 0.1.
	WindowMs uint64
	// Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
	// until the penalty is over.
	//
	// Since version 0.1.
	Remaining int64
	// Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
	//
	// Since version 0.1.
	RetryAfterMs uint64
	// Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
	//
	// Since version 0.1.
	Text string
}

// readLimit copies the values out of an object.
func readLimit(pointer *C.ringout_limits, index int) Limit {
	var value Limit
	value.Name = limitsName(pointer, index)
	value.RingcentralName = limitsRingcentralName(pointer, index)
	value.Limit = limitsLimit(pointer, index)
	value.WindowMs = limitsWindowMs(pointer, index)
	value.Remaining = limitsRemaining(pointer, index)
	value.RetryAfterMs = limitsRetryAfterMs(pointer, index)
	value.Text = limitsText(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value Limit) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value Limit) GoString() string {
	return value.String()
}

// Header: an entry of Response.
type Header struct {
	// Returns the name, in lower case, of the header at index, counted from 0 in the order of the response. empty for an
	// index out of range.
	//
	// Since version 0.1.
	Name string
	// Returns the value of the header at index; empty for an index out of range.
	//
	// Since version 0.1.
	Value string
}

// readHeader copies the values out of an object.
func readHeader(pointer *C.ringout_response, index int) Header {
	var value Header
	value.Name = responseHeaderName(pointer, index)
	value.Value = responseHeaderValue(pointer, index)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value Header) String() string {
	return "Header"
}

// GoString is String, for %#v.
func (value Header) GoString() string {
	return value.String()
}

// ErrorInfo: why a function failed. None of its strings contains a secret, token or password. Immutable.
//
// Fields that an error lacks are nil. Strings are valid until the error is freed.
//
// Since version 0.1.
type ErrorInfo struct {
	// The entries, in order: ErrorDetail. Empty or nil if there is none.
	Details []ErrorDetail
	// Returns the error code, the same number that the function returned. ErrorCodeOk for nil.
	//
	// Since version 0.1.
	Code ErrorCode
	// Returns the error in one line: the message, then the hint and RingCentral's request id if there are any. Empty or nil if there is none.
	//
	// Since version 0.1.
	Text string
	// Returns what happened, in one line. Empty or nil if there is none.
	//
	// Since version 0.1.
	Message string
	// Returns advice, mostly from RingCentral's documentation; empty if there is none.
	//
	// Since version 0.1.
	Hint string
	// Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
	// fault; empty if there is none.
	//
	// Since version 0.1.
	Parameter string
	// Returns the HTTP status of the response; 0 if there was no response. Empty or nil if there is none.
	//
	// Since version 0.1.
	HttpStatus uint32
	// Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; empty if there is none.
	//
	// Since version 0.1.
	ErrorCode string
	// Returns the OAuth error, such as "invalid_grant"; empty if there is none.
	//
	// Since version 0.1.
	OauthError string
	// Returns RingCentral's id of the request, which its support asks for; empty if there is none.
	//
	// Since version 0.1.
	RequestId string
	// Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1. Empty or nil if there is none.
	//
	// Since version 0.1.
	RetryAfterMs int64
	// Returns true if the same function call may succeed later without any change. Never true for ErrorCodeMaybePlaced. Empty or nil if there is none.
	//
	// Since version 0.1.
	Retryable bool
	// Returns true if phones may be ringing after this error of clientCreateCall: for
	// ErrorCodeMaybePlaced, HTTP 408, and ErrorCodeServer other than a 503 with Retry-After. The same applies to
	// other POST requests of clientRequest. False for every other error and for nil.
	//
	// Since version 0.1.
	MayHavePlaced bool
	// Returns the callee's number as it was sent, if errorMayHavePlaced is true for a call; else empty.
	//
	// Since version 0.1.
	AttemptTo string
	// Returns the caller's number as it was sent, if errorMayHavePlaced is true for a call with one; else
	// empty.
	//
	// Since version 0.1.
	AttemptFrom string
	// Returns when the first byte of the request was sent, if errorMayHavePlaced is true; else -1. In
	// milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on. Empty or nil if there is none.
	//
	// Since version 0.1.
	AttemptSentAtUnixMs int64
}

// readErrorInfo copies the values out of an object.
func readErrorInfo(pointer *C.ringout_error) *ErrorInfo {
	if pointer == nil {
		return nil
	}
	value := &ErrorInfo{}
	for i := 0; i < errorDetailCount(pointer); i++ {
		value.Details = append(value.Details, readErrorDetail(pointer, i))
	}
	value.Code = ErrorCode(errorCode(pointer))
	value.Text = errorText(pointer)
	value.Message = errorMessage(pointer)
	value.Hint = errorHint(pointer)
	value.Parameter = errorParameter(pointer)
	value.HttpStatus = errorHttpStatus(pointer)
	value.ErrorCode = errorErrorCode(pointer)
	value.OauthError = errorOauthError(pointer)
	value.RequestId = errorRequestId(pointer)
	value.RetryAfterMs = errorRetryAfterMs(pointer)
	value.Retryable = errorRetryable(pointer)
	value.MayHavePlaced = errorMayHavePlaced(pointer)
	value.AttemptTo = errorAttemptTo(pointer)
	value.AttemptFrom = errorAttemptFrom(pointer)
	value.AttemptSentAtUnixMs = errorAttemptSentAtUnixMs(pointer)
	return value
}

// takeErrorInfo is readErrorInfo and frees the object.
func takeErrorInfo(pointer *C.ringout_error) *ErrorInfo {
	defer errorFree(pointer)
	return readErrorInfo(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value ErrorInfo) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value ErrorInfo) GoString() string {
	return value.String()
}

// Authorization: a login on RingCentral's page that was started and not yet finished. Immutable.
//
// Send the user to its URL. Keep the object, or its redirect_uri, state and verifier (in a web application, in
// the user's session), until RingCentral redirects the user back. Then call clientLoginRedirect.
//
// Since version 0.1.
type Authorization struct {
	// Returns the URL to send the user to. Empty for an object made with authorizationNew. Valid until the
	// authorization is freed, like its other strings.
	//
	// Since version 0.1.
	Url string
	// Returns the URL that RingCentral redirects the user to.
	//
	// Since version 0.1.
	RedirectUri string
	// Returns the value that the redirect must contain unchanged.
	//
	// Since version 0.1.
	State string
	// Returns the PKCE verifier, a secret that must stay on your side.
	//
	// Since version 0.1.
	Verifier string
}

// readAuthorization copies the values out of an object.
func readAuthorization(pointer *C.ringout_authorization) *Authorization {
	if pointer == nil {
		return nil
	}
	value := &Authorization{}
	value.Url = authorizationUrl(pointer)
	value.RedirectUri = authorizationRedirectUri(pointer)
	value.State = authorizationState(pointer)
	value.Verifier = authorizationVerifier(pointer)
	return value
}

// takeAuthorization is readAuthorization and frees the object.
func takeAuthorization(pointer *C.ringout_authorization) *Authorization {
	defer authorizationFree(pointer)
	return readAuthorization(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Authorization) String() string {
	return "Authorization"
}

// GoString is String, for %#v.
func (value Authorization) GoString() string {
	return value.String()
}

// Token: a token as RingCentral issued it. Its strings are secrets, except the scope, and are wiped when it is freed.
// Immutable.
//
// Since version 0.1.
type Token struct {
	// Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
	// until the token is freed, like its other strings.
	//
	// Since version 0.1.
	Json string
	// Returns the access token, a secret.
	//
	// Since version 0.1.
	AccessToken string
	// Returns the refresh token, a secret; empty if RingCentral issued none.
	//
	// Since version 0.1.
	RefreshToken string
	// Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; empty if it did not.
	//
	// Since version 0.1.
	Scope string
	// Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for nil.
	//
	// Since version 0.1.
	ExpiresAtUnixMs int64
}

// readToken copies the values out of an object.
func readToken(pointer *C.ringout_token) *Token {
	if pointer == nil {
		return nil
	}
	value := &Token{}
	value.Json = tokenJson(pointer)
	value.AccessToken = tokenAccessToken(pointer)
	value.RefreshToken = tokenRefreshToken(pointer)
	value.Scope = tokenScope(pointer)
	value.ExpiresAtUnixMs = tokenExpiresAtUnixMs(pointer)
	return value
}

// takeToken is readToken and frees the object.
func takeToken(pointer *C.ringout_token) *Token {
	defer tokenFree(pointer)
	return readToken(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Token) String() string {
	return "Token"
}

// GoString is String, for %#v.
func (value Token) GoString() string {
	return value.String()
}

// TokenKey: the key of a token in a ringout_token_store: server, app and user. The library owns it; it is valid, with its
// strings, until the callback returns.
//
// Since version 0.1.
type TokenKey struct {
	// Returns scheme, host and port of the server.
	//
	// Since version 0.1.
	Server string
	// Returns the client id of the app.
	//
	// Since version 0.1.
	ClientId string
	// Returns the user: token_user of ringout_config, or a name derived from the credentials.
	//
	// Since version 0.1.
	User string
	// Returns server, app and user in one string, unique for each key. Most stores need only this.
	//
	// Since version 0.1.
	Text string
}

// readTokenKey copies the values out of an object.
func readTokenKey(pointer *C.ringout_token_key) *TokenKey {
	if pointer == nil {
		return nil
	}
	value := &TokenKey{}
	value.Server = tokenKeyServer(pointer)
	value.ClientId = tokenKeyClientId(pointer)
	value.User = tokenKeyUser(pointer)
	value.Text = tokenKeyText(pointer)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value TokenKey) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value TokenKey) GoString() string {
	return value.String()
}

// LedgerKey: the key of a call in a ringout_ledger: server, app, user and the dedupe_key of the request. The library owns it;
// it is valid, with its strings, until the callback returns.
//
// Since version 0.1.
type LedgerKey struct {
	// Returns scheme, host and port of the server.
	//
	// Since version 0.1.
	Server string
	// Returns the client id of the app.
	//
	// Since version 0.1.
	ClientId string
	// Returns the user: token_user of ringout_config, or a name derived from the credentials.
	//
	// Since version 0.1.
	User string
	// Returns the dedupe_key of the request. One that begins with ringout: names what the library itself keeps, such as a
	// budget.
	//
	// Since version 0.1.
	DedupeKey string
	// Returns the four parts in one string, unique for each key. Most ledgers need only this.
	//
	// Since version 0.1.
	Text string
}

// readLedgerKey copies the values out of an object.
func readLedgerKey(pointer *C.ringout_ledger_key) *LedgerKey {
	if pointer == nil {
		return nil
	}
	value := &LedgerKey{}
	value.Server = ledgerKeyServer(pointer)
	value.ClientId = ledgerKeyClientId(pointer)
	value.User = ledgerKeyUser(pointer)
	value.DedupeKey = ledgerKeyDedupeKey(pointer)
	value.Text = ledgerKeyText(pointer)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value LedgerKey) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value LedgerKey) GoString() string {
	return value.String()
}

// CallerIds: the user's phone numbers that a callee may be shown: values for caller_id of a ringout_call_request. Immutable.
//
// Indexes count from 0. Fields that an entry lacks are nil; for an index out of range every field is nil. Strings
// are valid until the list is freed.
//
// Since version 0.1.
type CallerIds struct {
	// The entries, in order: PhoneNumber. Empty or nil if there is none.
	Items []PhoneNumber
}

// readCallerIds copies the values out of an object.
func readCallerIds(pointer *C.ringout_caller_ids) *CallerIds {
	if pointer == nil {
		return nil
	}
	value := &CallerIds{}
	for i := 0; i < callerIdsCount(pointer); i++ {
		value.Items = append(value.Items, readPhoneNumber(pointer, i))
	}
	return value
}

// takeCallerIds is readCallerIds and frees the object.
func takeCallerIds(pointer *C.ringout_caller_ids) *CallerIds {
	defer callerIdsFree(pointer)
	return readCallerIds(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value CallerIds) String() string {
	return "CallerIds"
}

// GoString is String, for %#v.
func (value CallerIds) GoString() string {
	return value.String()
}

// ForwardingNumbers: the user's forwarding numbers: the phones that can be rung first. Immutable.
//
// Indexes count from 0. Fields that an entry lacks are nil; for an index out of range every field is nil. Strings
// are valid until the list is freed.
//
// Since version 0.1.
type ForwardingNumbers struct {
	// The entries, in order: ForwardingNumber. Empty or nil if there is none.
	Items []ForwardingNumber
}

// readForwardingNumbers copies the values out of an object.
func readForwardingNumbers(pointer *C.ringout_forwarding_numbers) *ForwardingNumbers {
	if pointer == nil {
		return nil
	}
	value := &ForwardingNumbers{}
	for i := 0; i < forwardingNumbersCount(pointer); i++ {
		value.Items = append(value.Items, readForwardingNumber(pointer, i))
	}
	return value
}

// takeForwardingNumbers is readForwardingNumbers and frees the object.
func takeForwardingNumbers(pointer *C.ringout_forwarding_numbers) *ForwardingNumbers {
	defer forwardingNumbersFree(pointer)
	return readForwardingNumbers(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value ForwardingNumbers) String() string {
	return "ForwardingNumbers"
}

// GoString is String, for %#v.
func (value ForwardingNumbers) GoString() string {
	return value.String()
}

// Preflight: a report on whether a call can be placed, with one entry for each check. Immutable.
//
// Since version 0.1.
type Preflight struct {
	// The entries, in order: Check.
	Checks []Check
	// Returns true if no check failed. Warnings and checks that could not be made do not count. False for nil.
	//
	// Since version 0.1.
	Ok bool
	// Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
	// report is freed, like every string of the report.
	//
	// Since version 0.1.
	Text string
}

// readPreflight copies the values out of an object.
func readPreflight(pointer *C.ringout_preflight) *Preflight {
	if pointer == nil {
		return nil
	}
	value := &Preflight{}
	for i := 0; i < preflightCheckCount(pointer); i++ {
		value.Checks = append(value.Checks, readCheck(pointer, i))
	}
	value.Ok = preflightOk(pointer)
	value.Text = preflightText(pointer)
	return value
}

// takePreflight is readPreflight and frees the object.
func takePreflight(pointer *C.ringout_preflight) *Preflight {
	defer preflightFree(pointer)
	return readPreflight(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Preflight) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value Preflight) GoString() string {
	return value.String()
}

// CallState: the state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
// Immutable.
//
// Free a state that a function returned with stateFree. Do not free a state that belongs to a change.
//
// Since version 0.1.
type CallState struct {
	// Returns the status of the call as a whole: a Status.
	//
	// Since version 0.1.
	CallStatus Status
	// Returns the status of the caller's leg: a Status.
	//
	// Since version 0.1.
	CallerStatus Status
	// Returns the status of the callee's leg: a Status.
	//
	// Since version 0.1.
	CalleeStatus Status
	// Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
	//
	// Since version 0.1.
	CallStatusText string
	// Returns the status of the caller's leg as RingCentral spells it.
	//
	// Since version 0.1.
	CallerStatusText string
	// Returns the status of the callee's leg as RingCentral spells it.
	//
	// Since version 0.1.
	CalleeStatusText string
	// Returns the phase of the call: a Phase.
	//
	// Since version 0.1.
	Phase Phase
	// Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
	//
	// Since version 0.1.
	Text string
	// Returns one sentence, without a full stop, that says what is happening or how the call ended.
	//
	// Since version 0.1.
	Explain string
}

// readCallState copies the values out of an object.
func readCallState(pointer *C.ringout_state) *CallState {
	if pointer == nil {
		return nil
	}
	value := &CallState{}
	value.CallStatus = Status(stateCallStatus(pointer))
	value.CallerStatus = Status(stateCallerStatus(pointer))
	value.CalleeStatus = Status(stateCalleeStatus(pointer))
	value.CallStatusText = stateCallStatusText(pointer)
	value.CallerStatusText = stateCallerStatusText(pointer)
	value.CalleeStatusText = stateCalleeStatusText(pointer)
	value.Phase = Phase(statePhase(pointer))
	value.Text = stateText(pointer)
	value.Explain = stateExplain(pointer)
	return value
}

// takeCallState is readCallState and frees the object.
func takeCallState(pointer *C.ringout_state) *CallState {
	defer stateFree(pointer)
	return readCallState(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value CallState) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value CallState) GoString() string {
	return value.String()
}

// Outcome: how a call ended, or its state when the wait for it ended. Immutable.
//
// Since version 0.1.
type Outcome struct {
	// Returns the kind of outcome: a OutcomeKind.
	//
	// Since version 0.1.
	Kind OutcomeKind
	// Returns the leg that decided the outcome: a Leg.
	//
	// Since version 0.1.
	Leg Leg
	// Returns the status that decided the outcome: a Status.
	//
	// Since version 0.1.
	Status Status
	// Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
	// other strings.
	//
	// Since version 0.1.
	StatusText string
	// Returns true if caller and callee were connected at some time.
	//
	// Since version 0.1.
	Connected bool
	// Returns true if RingCentral accepted a cancel from this handle before the end.
	//
	// Since version 0.1.
	CancelledByUs bool
	// Returns where the outcome is known from: a Source; 0 for nil.
	//
	// Since version 0.1.
	Source Source
	// Returns one sentence that explains the outcome, without a full stop.
	//
	// Since version 0.1.
	Explanation string
	// Returns the kind and the explanation in one line.
	//
	// Since version 0.1.
	Text string
}

// readOutcome copies the values out of an object.
func readOutcome(pointer *C.ringout_outcome) *Outcome {
	if pointer == nil {
		return nil
	}
	value := &Outcome{}
	value.Kind = OutcomeKind(outcomeKind(pointer))
	value.Leg = Leg(outcomeLeg(pointer))
	value.Status = Status(outcomeStatus(pointer))
	value.StatusText = outcomeStatusText(pointer)
	value.Connected = outcomeConnected(pointer)
	value.CancelledByUs = outcomeCancelledByUs(pointer)
	value.Source = Source(outcomeSource(pointer))
	value.Explanation = outcomeExplanation(pointer)
	value.Text = outcomeText(pointer)
	return value
}

// takeOutcome is readOutcome and frees the object.
func takeOutcome(pointer *C.ringout_outcome) *Outcome {
	defer outcomeFree(pointer)
	return readOutcome(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Outcome) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value Outcome) GoString() string {
	return value.String()
}

// Verdict: the judgement of checkTransition on a transition: a kind, and a reason for each part that is not
// documented. Immutable.
//
// Since version 0.1.
type Verdict struct {
	// The entries, in order: Reason.
	Reasons []Reason
	// Returns the worst kind among the three statuses and their combination: a VerdictKind. The numbers grow
	// from best to worst.
	//
	// Since version 0.1.
	Kind VerdictKind
	// Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
	//
	// Since version 0.1.
	Text string
}

// readVerdict copies the values out of an object.
func readVerdict(pointer *C.ringout_verdict) *Verdict {
	if pointer == nil {
		return nil
	}
	value := &Verdict{}
	for i := 0; i < verdictReasonCount(pointer); i++ {
		value.Reasons = append(value.Reasons, readReason(pointer, i))
	}
	value.Kind = VerdictKind(verdictKind(pointer))
	value.Text = verdictText(pointer)
	return value
}

// takeVerdict is readVerdict and frees the object.
func takeVerdict(pointer *C.ringout_verdict) *Verdict {
	defer verdictFree(pointer)
	return readVerdict(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Verdict) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value Verdict) GoString() string {
	return value.String()
}

// Change: a change of a call's state. A watch owns its changes and everything read from them, until the callback returns or
// watchNext is called again. One from changeClone or eventTakeChange is yours.
// Immutable.
//
// Since version 0.1.
type Change struct {
	// Returns the previous state. nil for the first poll of a call that was not placed through this handle.
	//
	// Since version 0.1.
	Previous *CallState
	// Returns the new state. Empty or nil if there is none.
	//
	// Since version 0.1.
	State *CallState
	// Returns how the transition compares with RingCentral's documentation. nil if there is no previous state.
	//
	// Since version 0.1.
	Verdict *Verdict
	// Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
	// milliseconds since the call was placed, or the handle created.
	//
	// Since version 0.1.
	EarliestMs uint64
	// Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
	// or the handle created.
	//
	// Since version 0.1.
	LatestMs uint64
}

// readChange copies the values out of an object.
func readChange(pointer *C.ringout_change) *Change {
	if pointer == nil {
		return nil
	}
	value := &Change{}
	value.Previous = readCallState(changePrevious(pointer))
	value.State = readCallState(changeState(pointer))
	value.Verdict = readVerdict(changeVerdict(pointer))
	value.EarliestMs = changeEarliestMs(pointer)
	value.LatestMs = changeLatestMs(pointer)
	return value
}

// takeChange is readChange and frees the object.
func takeChange(pointer *C.ringout_change) *Change {
	defer changeFree(pointer)
	return readChange(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Change) String() string {
	return "Change"
}

// GoString is String, for %#v.
func (value Change) GoString() string {
	return value.String()
}

// JournalEntry: one step of one request of clientPlaceAll. The library owns it and everything read from it, until the
// callback returns.
//
// To resume after a crash, look at the last entry of each request. Place those without an entry or with
// JournalStepNotPlaced. Follow those with JournalStepPlaced by their call id. Those with
// JournalStepPlacing or JournalStepMaybePlaced may have rung phones; find out with
// clientCallLog.
//
// Since version 0.1.
type JournalEntry struct {
	// Returns the step: a JournalStep; 0 for nil.
	//
	// Since version 0.1.
	Step JournalStep
	// Returns the index of the request in the array, counted from 0.
	//
	// Since version 0.1.
	Index int
	// Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for nil. It is the value
	// for sent_at_unix_ms of clientCallLog.
	//
	// For JournalStepMaybePlaced it is when the first byte of the request was sent. For
	// JournalStepPlacing it is the last moment before that, after the login and the wait for the rate limit.
	//
	// Since version 0.1.
	AtUnixMs int64
	// Returns the callee's number as it is sent.
	//
	// Since version 0.1.
	To string
	// Returns the caller's number as it is sent; empty if there is none.
	//
	// Since version 0.1.
	From string
	// Returns RingCentral's id of the call, from JournalStepPlaced on; empty if there is no call.
	//
	// Since version 0.1.
	CallId string
	// Returns the outcome of the call, with JournalStepEnded; else nil.
	//
	// Since version 0.1.
	Outcome *Outcome
	// Returns why the call was not placed, or may not have been; else nil.
	//
	// Since version 0.1.
	Error *ErrorInfo
	// Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
	//
	// Since version 0.1.
	Text string
}

// readJournalEntry copies the values out of an object.
func readJournalEntry(pointer *C.ringout_journal_entry) *JournalEntry {
	if pointer == nil {
		return nil
	}
	value := &JournalEntry{}
	value.Step = JournalStep(journalEntryStep(pointer))
	value.Index = journalEntryIndex(pointer)
	value.AtUnixMs = journalEntryAtUnixMs(pointer)
	value.To = journalEntryTo(pointer)
	value.From = journalEntryFrom(pointer)
	value.CallId = journalEntryCallId(pointer)
	value.Outcome = readOutcome(journalEntryOutcome(pointer))
	value.Error = readErrorInfo(journalEntryError(pointer))
	value.Text = journalEntryText(pointer)
	return value
}

// String shows no values besides the text, because some may be secrets.
func (value JournalEntry) String() string {
	return value.Text
}

// GoString is String, for %#v.
func (value JournalEntry) GoString() string {
	return value.String()
}

// Placed: the result of one request of clientPlaceAll: an outcome or an error, and the call if it was placed.
// Immutable. Everything read from it is valid until it is freed.
//
// Since version 0.1.
type Placed struct {
	// Returns the index of the request in the array, counted from 0.
	//
	// Since version 0.1.
	Index int
	// Returns the call; nil if it was not placed. callClone creates a handle that outlives the result.
	//
	// Since version 0.1.
	call *C.ringout_call
	// Returns the outcome of the call; nil if there is an error instead.
	//
	// Since version 0.1.
	Outcome *Outcome
	// Returns the error, or nil if there is an outcome. Without a call it is an error of clientCreateCall.
	// With a call it is one of callWait: the call was placed but could not be followed to its end.
	//
	// Since version 0.1.
	Error *ErrorInfo
}

// readPlaced copies the values out of an object.
func readPlaced(pointer *C.ringout_placed) *Placed {
	if pointer == nil {
		return nil
	}
	value := &Placed{}
	value.Index = placedIndex(pointer)
	value.call = cloned(placedCall(pointer))
	value.Outcome = readOutcome(placedOutcome(pointer))
	value.Error = readErrorInfo(placedError(pointer))
	return value
}

// takePlaced is readPlaced and frees the object.
func takePlaced(pointer *C.ringout_placed) *Placed {
	defer placedFree(pointer)
	return readPlaced(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Placed) String() string {
	return "Placed"
}

// GoString is String, for %#v.
func (value Placed) GoString() string {
	return value.String()
}

// LoggedCall: ringCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
//
// Strings are RingCentral's own and valid until the object is freed. Fields that the record lacks are nil; if no
// record fits, every field is nil. Legs count from 0.
//
// Since version 0.1.
type LoggedCall struct {
	// The entries, in order: LogLeg. Empty or nil if there is none.
	Legs []LogLeg
	// Returns how certain it is that the record belongs to the call: a LogMatch. The numbers grow with
	// certainty. Empty or nil if there is none.
	//
	// Since version 0.1.
	Matching LogMatch
	// Returns the number of records that fit equally well; 0 if none fits. Empty or nil if there is none.
	//
	// Since version 0.1.
	Candidates int
	// Returns RingCentral's id of the record. Empty or nil if there is none.
	//
	// Since version 0.1.
	Id string
	// Returns RingCentral's id of the telephony session. Empty or nil if there is none.
	//
	// Since version 0.1.
	SessionId string
	// Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known. Empty or nil if there is none.
	//
	// Since version 0.1.
	StartTimeUnixMs int64
	// Returns the duration of the call in milliseconds, with a precision of one second. Empty or nil if there is none.
	//
	// Since version 0.1.
	DurationMs uint64
	// Returns the caller's number. Empty or nil if there is none.
	//
	// Since version 0.1.
	From string
	// Returns the callee's number. Empty or nil if there is none.
	//
	// Since version 0.1.
	To string
	// Returns the kind of call, such as "RingOut Web". Empty or nil if there is none.
	//
	// Since version 0.1.
	Action string
	// Returns how the call ended, such as "Call connected" or "Busy". Empty or nil if there is none.
	//
	// Since version 0.1.
	Result string
}

// readLoggedCall copies the values out of an object.
func readLoggedCall(pointer *C.ringout_logged_call) *LoggedCall {
	if pointer == nil {
		return nil
	}
	value := &LoggedCall{}
	for i := 0; i < loggedCallLegCount(pointer); i++ {
		value.Legs = append(value.Legs, readLogLeg(pointer, i))
	}
	value.Matching = LogMatch(loggedCallMatching(pointer))
	value.Candidates = loggedCallCandidates(pointer)
	value.Id = loggedCallId(pointer)
	value.SessionId = loggedCallSessionId(pointer)
	value.StartTimeUnixMs = loggedCallStartTimeUnixMs(pointer)
	value.DurationMs = loggedCallDurationMs(pointer)
	value.From = loggedCallFrom(pointer)
	value.To = loggedCallTo(pointer)
	value.Action = loggedCallAction(pointer)
	value.Result = loggedCallResult(pointer)
	return value
}

// takeLoggedCall is readLoggedCall and frees the object.
func takeLoggedCall(pointer *C.ringout_logged_call) *LoggedCall {
	defer loggedCallFree(pointer)
	return readLoggedCall(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value LoggedCall) String() string {
	return "LoggedCall"
}

// GoString is String, for %#v.
func (value LoggedCall) GoString() string {
	return value.String()
}

// Limits: ringCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
//
// The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and the
// call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are nil, the remaining
// requests -1 and other numbers 0. Strings are valid until the list is freed.
//
// Since version 0.1.
type Limits struct {
	// The entries, in order: Limit. Empty or nil if there is none.
	Items []Limit
}

// readLimits copies the values out of an object.
func readLimits(pointer *C.ringout_limits) *Limits {
	if pointer == nil {
		return nil
	}
	value := &Limits{}
	for i := 0; i < limitsCount(pointer); i++ {
		value.Items = append(value.Items, readLimit(pointer, i))
	}
	return value
}

// takeLimits is readLimits and frees the object.
func takeLimits(pointer *C.ringout_limits) *Limits {
	defer limitsFree(pointer)
	return readLimits(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Limits) String() string {
	return "Limits"
}

// GoString is String, for %#v.
func (value Limits) GoString() string {
	return value.String()
}

// Response: the response to clientRequest or clientSend. Immutable. Everything read from it is valid
// until it is freed.
//
// Since version 0.1.
type Response struct {
	// The entries, in order: Header.
	Headers []Header
	// Returns the HTTP status; 0 for nil.
	//
	// Since version 0.1.
	Status uint32
	// Returns the bytes of the body, unchanged and without a NUL at the end. responseBodySize returns their
	// number.
	//
	// Since version 0.1.
	Body []byte
	// Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
	//
	// Since version 0.1.
	Text string
	// Returns the media type of the body; empty if the response has none.
	//
	// Since version 0.1.
	ContentType string
	// Returns RingCentral's id of the request, which its support asks for; empty if the response has none.
	//
	// Since version 0.1.
	RequestId string
	// Returns the error of a response outside 200 to 299; else nil. Do not free it.
	//
	// Since version 0.1.
	Error *ErrorInfo
}

// readResponse copies the values out of an object.
func readResponse(pointer *C.ringout_response) *Response {
	if pointer == nil {
		return nil
	}
	value := &Response{}
	for i := 0; i < responseHeaderCount(pointer); i++ {
		value.Headers = append(value.Headers, readHeader(pointer, i))
	}
	value.Status = responseStatus(pointer)
	value.Body = C.GoBytes(unsafe.Pointer(responseBody(pointer)), C.int(responseBodySize(pointer)))
	value.Text = responseText(pointer)
	value.ContentType = responseContentType(pointer)
	value.RequestId = responseRequestId(pointer)
	value.Error = readErrorInfo(responseError(pointer))
	return value
}

// takeResponse is readResponse and frees the object.
func takeResponse(pointer *C.ringout_response) *Response {
	defer responseFree(pointer)
	return readResponse(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Response) String() string {
	return "Response"
}

// GoString is String, for %#v.
func (value Response) GoString() string {
	return value.String()
}

// Event: one result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
// it. Only one thread at a time may use it.
//
// Since version 0.1.
type Event struct {
	// Returns the tag that your program passed with the operation.
	//
	// Since version 0.1.
	Tag uint64
	// Returns what happened: a EventKind; 0 for nil.
	//
	// Since version 0.1.
	Kind EventKind
	// Returns what the blocking function would have returned: ErrorCodeOk, or the error code. ErrorCodeOk for nil and for
	// kinds that are not the end of an operation.
	//
	// Since version 0.1.
	Status ErrorCode
	// Returns the error, or nil if there is none. Do not free it. It is valid until the event is freed or the error taken.
	//
	// Since version 0.1.
	Error *ErrorInfo
	// Takes the call from an event of the kind EventKindCreateCall or EventKindFindCall. Free it with
	// callFree. nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	call *C.ringout_call
	// Takes the state of a call from an event of the kind EventKindStatus. Free it with stateFree.
	// nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	State *CallState
	// Takes the outcome of a call from an event of the kind EventKindWait or EventKindWatchEnd. Free it
	// with outcomeFree. nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	Outcome *Outcome
	// Takes the change of a call from an event of the kind EventKindChange. Free it with changeFree.
	// nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	Change *Change
	// Takes the report from an event of the kind EventKindPreflight. Free it with preflightFree. nil
	// if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	Preflight *Preflight
	// Takes the list from an event of the kind EventKindCallerIds. Free it with callerIdsFree. nil
	// if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	CallerIds *CallerIds
	// Takes the list from an event of the kind EventKindForwardingNumbers. Free it with
	// forwardingNumbersFree. nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	ForwardingNumbers *ForwardingNumbers
	// Takes what the call log has from an event of the kind EventKindCallLog. Free it with
	// loggedCallFree. nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	LoggedCall *LoggedCall
	// Takes the response from an event of the kind EventKindResponse. Free it with responseFree. nil
	// if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	Response *Response
	// Takes the result of one request from an event of the kind EventKindPlaced. Free it with
	// placedFree. nil if the event has an error instead, is of another kind, or it was taken.
	//
	// Since version 0.1.
	Placed *Placed
	// Returns the effect of a cancel, from an event of the kind EventKindCancel: a CancelEffect. 0 if the event
	// has an error instead or is of another kind.
	//
	// Since version 0.1.
	CancelEffect CancelEffect
	// Returns how long another client still has the lease, in milliseconds, from an event of the kind
	// EventKindTakeLease. 0 if it is this client's, the event has an error instead or is of another kind.
	//
	// Since version 0.1.
	LeaseLeftMs uint64
	// Returns whether the outcome was claimed, from an event of the kind EventKindClaimOutcome. False if the event has
	// an error instead or is of another kind.
	//
	// Since version 0.1.
	IsClaimed bool
	// Returns the level of a log record, from an event of the kind EventKindLog: a LogLevel. 0 for other kinds.
	//
	// Since version 0.1.
	LogLevel LogLevel
	// Returns the line of a log record, without secrets and without a newline, from an event of the kind EventKindLog.
	// empty for other kinds. Valid until the event is freed.
	//
	// Since version 0.1.
	LogMessage string
}

// readEvent copies the values out of an object.
func readEvent(pointer *C.ringout_event) *Event {
	if pointer == nil {
		return nil
	}
	value := &Event{}
	value.Tag = eventTag(pointer)
	value.Kind = EventKind(eventKind(pointer))
	value.Status = ErrorCode(eventStatus(pointer))
	value.Error = readErrorInfo(eventError(pointer))
	value.call = eventTakeCall(pointer)
	value.State = takeCallState(eventTakeState(pointer))
	value.Outcome = takeOutcome(eventTakeOutcome(pointer))
	value.Change = takeChange(eventTakeChange(pointer))
	value.Preflight = takePreflight(eventTakePreflight(pointer))
	value.CallerIds = takeCallerIds(eventTakeCallerIds(pointer))
	value.ForwardingNumbers = takeForwardingNumbers(eventTakeForwardingNumbers(pointer))
	value.LoggedCall = takeLoggedCall(eventTakeLoggedCall(pointer))
	value.Response = takeResponse(eventTakeResponse(pointer))
	value.Placed = takePlaced(eventTakePlaced(pointer))
	value.CancelEffect = CancelEffect(eventCancelEffect(pointer))
	value.LeaseLeftMs = eventLeaseLeftMs(pointer)
	value.IsClaimed = eventIsClaimed(pointer)
	value.LogLevel = LogLevel(eventLogLevel(pointer))
	value.LogMessage = eventLogMessage(pointer)
	return value
}

// takeEvent is readEvent and frees the object.
func takeEvent(pointer *C.ringout_event) *Event {
	defer eventFree(pointer)
	return readEvent(pointer)
}

// String shows no values besides the text, because some may be secrets.
func (value Event) String() string {
	return "Event"
}

// GoString is String, for %#v.
func (value Event) GoString() string {
	return value.String()
}

// Error returns the name of the code, so that errors.Is(err, ErrRateLimited) works.
func (value ErrorCode) Error() string {
	return value.String()
}

// The codes of errors, for errors.Is.
var (
	// There is no usable token, and no credential to log in with.
	ErrNotLoggedIn error = ErrorCodeNotLoggedIn
	// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
	ErrUnauthorized error = ErrorCodeUnauthorized
	// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
	ErrForbidden error = ErrorCodeForbidden
	// HTTP 404.
	ErrNotFound error = ErrorCodeNotFound
	// HTTP 429. errorRetryAfterMs returns how long to wait.
	ErrRateLimited error = ErrorCodeRateLimited
	// Any other HTTP 4xx.
	ErrRejected error = ErrorCodeRejected
	// HTTP 5xx after the allowed retries.
	ErrServer error = ErrorCodeServer
	// The deadline passed; no call was placed.
	ErrRequestTimeout error = ErrorCodeTimeout
	// DNS, connect, TLS, or a broken connection; no call was placed.
	ErrConnectionFailed error = ErrorCodeConnection
	// The response could not be understood or was too large, or the request was too large to be sent.
	ErrProtocol error = ErrorCodeProtocol
	// A ringout_cancel_token interrupted the operation; no call was placed.
	ErrOperationCancelled error = ErrorCodeCancelled
	// The token store failed, or the journal of a batch did.
	ErrStorage error = ErrorCodeStorage
	// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
	ErrMaybePlaced error = ErrorCodeMaybePlaced
	// Rejected locally; nothing was sent. errorParameter names the argument.
	ErrInvalidArgument error = ErrorCodeInvalidArgument
	// A caught panic or a broken invariant. Please report it.
	ErrInternal error = ErrorCodeInternal
)

// Error is a failure of the library. Use errors.As for its information, and errors.Is with an Err... for its code.
type Error struct {
	ErrorInfo
}

// Error returns the error in one line.
func (failure *Error) Error() string {
	return failure.Text
}

// Unwrap returns the code.
func (failure *Error) Unwrap() error {
	if failure.Code == ErrorCodeNullPointer || failure.Code == ErrorCodeInvalidUtf8 {
		return ErrorCodeInvalidArgument
	}
	return failure.Code
}

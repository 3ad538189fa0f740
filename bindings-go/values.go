package ringout

// #include <ringout.h>
import "C"

import "time"

// NewCallState makes a state of three statuses, in the spelling of RingCentral. An unknown status is kept as it is.
func NewCallState(callStatus, callerStatus, calleeStatus string) (*CallState, error) {
	state, err := stateNew(callStatus, callerStatus, calleeStatus)
	return takeCallState(state), err
}

// CheckTransition judges a change from one state to another: documented, skipped, undocumented or impossible.
func CheckTransition(from, to *CallState) (*Verdict, error) {
	var natives [2]*C.ringout_state
	for i, state := range []*CallState{from, to} {
		if state == nil {
			name := [2]string{"from", "to"}[i]
			return nil, localError(ErrorCodeInvalidArgument, name, "`"+name+"` is nil")
		}
		native, err := stateNew(state.CallStatusText, state.CallerStatusText, state.CalleeStatusText)
		if err != nil {
			return nil, err
		}
		defer stateFree(native)
		natives[i] = native
	}
	verdict, err := checkTransition(natives[0], natives[1])
	return takeVerdict(verdict), err
}

// DialURI returns a link that makes an app on the user's device dial a number.
func DialURI(number string, scheme DialScheme) (string, error) {
	return dialUri(number, uint32(scheme))
}

// ParseStatus returns the status with this spelling of RingCentral, or StatusUnknown.
func ParseStatus(text string) Status {
	return Status(statusParse(text))
}

// Explain returns RingCentral's explanation of the status.
func (value Status) Explain() string {
	return statusExplain(uint32(value))
}

// IsEnded reports whether a leg with this status is over.
func (value Status) IsEnded() bool {
	return statusIsEnded(uint32(value))
}

// IsFailedLeg reports whether a leg with this status has failed.
func (value Status) IsFailedLeg() bool {
	return statusIsFailedLeg(uint32(value))
}

// Name returns the name of the code in RingOut's documentation, such as "RATE_LIMITED".
func (value ErrorCode) Name() string {
	return errorCodeName(uint32(value))
}

// Version returns the version of the library that the program has loaded.
func Version() string {
	return version()
}

// Earliest returns the earliest time at which the change may have happened, since the call was placed.
func (value Change) Earliest() time.Duration {
	return time.Duration(value.EarliestMs) * time.Millisecond
}

// Latest returns the time at which the change was seen, since the call was placed.
func (value Change) Latest() time.Duration {
	return time.Duration(value.LatestMs) * time.Millisecond
}

// ExpiresAt returns when the access token expires.
func (value Token) ExpiresAt() time.Time {
	return time.UnixMilli(value.ExpiresAtUnixMs)
}

// At returns when the step happened.
func (value JournalEntry) At() time.Time {
	return time.UnixMilli(value.AtUnixMs)
}

// StartTime returns when the call began by RingCentral's clock. False if it is not known.
func (value LoggedCall) StartTime() (time.Time, bool) {
	return time.UnixMilli(value.StartTimeUnixMs), value.StartTimeUnixMs >= 0
}

// Duration returns how long the call lasted, with a precision of one second.
func (value LoggedCall) Duration() time.Duration {
	return time.Duration(value.DurationMs) * time.Millisecond
}

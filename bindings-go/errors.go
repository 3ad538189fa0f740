package ringout

import (
	"context"
	"errors"
	"math"
	"time"
)

// contextError is an error of an operation that a context ended. It matches the errors of both.
type contextError struct {
	failure *Error
	cause   error
}

// Error returns both errors in one line.
func (both *contextError) Error() string {
	return both.failure.Error() + ": " + both.cause.Error()
}

// Is makes errors.Is match the context's error.
func (both *contextError) Is(target error) bool {
	return errors.Is(both.cause, target)
}

// Unwrap returns the library's error.
func (both *contextError) Unwrap() error {
	return both.failure
}

// localError is an error that the library was not asked about.
func localError(code ErrorCode, parameter, text string) error {
	return &Error{ErrorInfo{
		Code:                code,
		Text:                text,
		Message:             text,
		Parameter:           parameter,
		RetryAfterMs:        -1,
		AttemptSentAtUnixMs: -1,
	}}
}

// checkContext fails if there is no context, or if it is done. Then nothing is sent.
func checkContext(ctx context.Context) error {
	if ctx == nil {
		return localError(ErrorCodeInvalidArgument, "ctx", "`ctx` is nil")
	}
	if ctx.Err() == nil {
		return nil
	}
	failure := localError(ErrorCodeCancelled, "", "the operation was not begun")
	return &contextError{failure.(*Error), ctx.Err()}
}

// interrupted returns the error of an operation, or nil, with the context's error if that is the cause.
func interrupted(ctx context.Context, info *ErrorInfo) error {
	if info == nil {
		return nil
	}
	failure := &Error{*info}
	if ctx.Err() != nil && (info.Code == ErrorCodeCancelled || info.Code == ErrorCodeMaybePlaced) {
		return &contextError{failure, ctx.Err()}
	}
	return failure
}

// Err returns the information as an error, or nil if there is none.
func (value *ErrorInfo) Err() error {
	if value == nil {
		return nil
	}
	return &Error{*value}
}

// RetryAfter returns how long to wait before the next request. False if no rate limit is the cause.
func (value ErrorInfo) RetryAfter() (time.Duration, bool) {
	if value.RetryAfterMs < 0 {
		return 0, false
	}
	return time.Duration(value.RetryAfterMs) * time.Millisecond, true
}

// Attempt returns the call that may have been placed, for Client.CallLog. False if the error is not about one.
func (value ErrorInfo) Attempt() (Attempt, bool) {
	if value.AttemptSentAtUnixMs < 0 {
		return Attempt{}, false
	}
	return Attempt{value.AttemptTo, value.AttemptFrom, time.UnixMilli(value.AttemptSentAtUnixMs)}, true
}

// milliseconds converts a duration for the library, which checks the range. It rounds up, so that no short duration becomes 0.
func milliseconds(duration time.Duration, parameter string) (uint32, error) {
	if duration < 0 {
		return 0, localError(ErrorCodeInvalidArgument, parameter, "`"+parameter+"` is negative")
	}
	return rounded(duration, time.Millisecond), nil
}

func rounded(duration, unit time.Duration) uint32 {
	number := duration / unit
	if duration%unit > 0 {
		number++
	}
	// The greatest number stands for the default.
	if number >= math.MaxUint32 {
		return math.MaxUint32 - 1
	}
	return uint32(number)
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Why a function failed. None of its strings contains a secret, token or password. Immutable.
 *
 * <p>Fields that an error lacks are null.
 *
 * <p>Since version 0.1.
 * @param details The entries, in order: {@code ErrorDetail}. May be null.
 * @param code Returns the error code, the same number that the function returned. {@code ErrorCode.OK} for null.
 * @param text Returns the error in one line: the message, then the hint and RingCentral's request id if there are any. May be null.
 * @param message Returns what happened, in one line. May be null.
 * @param hint Returns advice, mostly from RingCentral's documentation; null if there is none.
 * @param parameter Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
 * fault; null if there is none.
 * @param httpStatus Returns the HTTP status of the response; 0 if there was no response. May be null.
 * @param errorCode Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; null if there is none.
 * @param oauthError Returns the OAuth error, such as "invalid_grant"; null if there is none.
 * @param requestId Returns RingCentral's id of the request, which its support asks for; null if there is none.
 * @param retryAfterMs Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1. May be null.
 * @param retryable Returns true if the same function call may succeed later without any change. Never true for {@code ErrorCode.MAYBE_PLACED}. May be null.
 * @param mayHavePlaced Returns true if phones may be ringing after this error of {@code Client.createCall()}: for
 * {@code ErrorCode.MAYBE_PLACED}, HTTP 408, and {@code ErrorCode.SERVER} other than a 503 with {@code Retry-After}. The same applies to
 * other POST requests of {@code Client.request()}. False for every other error and for null.
 * @param attemptTo Returns the callee's number as it was sent, if {@code mayHavePlaced} is true for a call; else null.
 * @param attemptFrom Returns the caller's number as it was sent, if {@code mayHavePlaced} is true for a call with one; else
 * null.
 * @param attemptSentAtUnixMs Returns when the first byte of the request was sent, if {@code mayHavePlaced} is true; else -1. In
 * milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on. May be null.
 */
public record ErrorInfo(
    List<ErrorDetail> details,
    ErrorCode code,
    String text,
    String message,
    String hint,
    String parameter,
    int httpStatus,
    String errorCode,
    String oauthError,
    String requestId,
    long retryAfterMs,
    boolean retryable,
    boolean mayHavePlaced,
    String attemptTo,
    String attemptFrom,
    long attemptSentAtUnixMs) {

    /** Copies the values out of an object. */
    static ErrorInfo read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new ErrorInfo(
            Native.list(Native.errorDetailCount(pointer), i -> ErrorDetail.read(pointer, i)),
            ErrorCode.of(Native.errorCode(pointer)),
            Native.errorText(pointer),
            Native.errorMessage(pointer),
            Native.errorHint(pointer),
            Native.errorParameter(pointer),
            Native.errorHttpStatus(pointer),
            Native.errorErrorCode(pointer),
            Native.errorOauthError(pointer),
            Native.errorRequestId(pointer),
            Native.errorRetryAfterMs(pointer),
            Native.errorRetryable(pointer),
            Native.errorMayHavePlaced(pointer),
            Native.errorAttemptTo(pointer),
            Native.errorAttemptFrom(pointer),
            Native.errorAttemptSentAtUnixMs(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static ErrorInfo take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.errorFree(pointer);
        }
    }

    /** Makes an error that the library did not return. */
    static ErrorInfo local(ErrorCode code, String parameter, String message) {
        return new ErrorInfo(List.of(), code, message, message, null, parameter, 0, null, null, null, -1, false, false, null, null, -1);
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

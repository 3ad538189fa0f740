// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The values of a {@code ErrorCode}.
 *
 * <p>Since version 0.1.
 */
public enum ErrorCode {
    /**
     * Success.
     */
    OK(0),
    /**
     * Rejected locally; nothing was sent. {@code parameter} names the argument.
     */
    INVALID_ARGUMENT(1),
    /**
     * There is no usable token, and no credential to log in with.
     */
    NOT_LOGGED_IN(2),
    /**
     * Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
     */
    UNAUTHORIZED(3),
    /**
     * HTTP 403: a permission is missing, international calling is disabled, or funds are short.
     */
    FORBIDDEN(4),
    /**
     * HTTP 404.
     */
    NOT_FOUND(5),
    /**
     * HTTP 429. {@code retryAfterMs} returns how long to wait.
     */
    RATE_LIMITED(6),
    /**
     * Any other HTTP 4xx.
     */
    REJECTED(7),
    /**
     * HTTP 5xx after the allowed retries.
     */
    SERVER(8),
    /**
     * The deadline passed; no call was placed.
     */
    TIMEOUT(9),
    /**
     * DNS, connect, TLS, or a broken connection; no call was placed.
     */
    CONNECTION(10),
    /**
     * The response could not be understood or was too large, or the request was too large to be sent.
     */
    PROTOCOL(11),
    /**
     * A {@code ringout_cancel_token} interrupted the operation; no call was placed.
     */
    CANCELLED(12),
    /**
     * The token store failed, or the journal of a batch did.
     */
    STORAGE(13),
    /**
     * The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
     */
    MAYBE_PLACED(14),
    /**
     * A required pointer was null. {@code parameter} names it.
     */
    NULL_POINTER(15),
    /**
     * A string was not valid UTF-8. {@code parameter} names it.
     */
    INVALID_UTF8(16),
    /**
     * A caught panic or a broken invariant. Please report it.
     */
    INTERNAL(17),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static ErrorCode of(int number) {
        for (ErrorCode value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.errorCodeName(number);
    }
}

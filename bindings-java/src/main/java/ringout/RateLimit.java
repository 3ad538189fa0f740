// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The reaction of a client to RingCentral's rate limits.
 *
 * <p>Since version 0.1.
 */
public enum RateLimit {
    /**
     * A request over the rate limit waits for its turn if its deadline allows that.
     */
    WAIT(0),
    /**
     * A request over the rate limit fails at once with {@code ErrorCode.RATE_LIMITED} and the time to wait.
     */
    FAIL_FAST(1),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    RateLimit(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static RateLimit of(int number) {
        for (RateLimit value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }
}

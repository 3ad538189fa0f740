// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * Where an outcome is known from.
 *
 * <p>Since version 0.1.
 */
public enum Source {
    /**
     * The polled statuses show the outcome.
     */
    STATUS(1),
    /**
     * The call was gone (404 or {@code Status.NO_SESSION_FOUND}); the outcome follows from the states before.
     */
    GONE(2),
    /**
     * The call log shows the outcome.
     */
    CALL_LOG(3),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    Source(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static Source of(int number) {
        for (Source value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }
}

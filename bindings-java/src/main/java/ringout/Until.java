// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * What to wait for.
 *
 * <p>Since version 0.1.
 */
public enum Until {
    /**
     * Wait until the call ends.
     */
    ENDED(0),
    /**
     * Wait until both sides have answered, or the call has ended without that.
     */
    ANSWERED(1),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    Until(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static Until of(int number) {
        for (Until value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.untilName(number);
    }
}

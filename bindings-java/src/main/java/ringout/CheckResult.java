// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The result of a check.
 *
 * <p>Since version 0.1.
 */
public enum CheckResult {
    /**
     * No problem was found.
     */
    PASSED(1),
    /**
     * A call may fail, or not behave as expected.
     */
    WARNING(2),
    /**
     * A call would fail.
     */
    FAILED(3),
    /**
     * It could not be checked.
     */
    UNKNOWN(4),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    CheckResult(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static CheckResult of(int number) {
        for (CheckResult value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.checkResultName(number);
    }
}

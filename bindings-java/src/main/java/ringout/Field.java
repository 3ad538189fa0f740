// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The part of a state that a reason concerns.
 *
 * <p>Since version 0.1.
 */
public enum Field {
    /**
     * The reason concerns the status of the call.
     */
    CALL(0),
    /**
     * The reason concerns the caller's leg.
     */
    CALLER(1),
    /**
     * The reason concerns the callee's leg.
     */
    CALLEE(2),
    /**
     * The reason concerns the combination of the three statuses.
     */
    COMBINATION(3),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    Field(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static Field of(int number) {
        for (Field value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.fieldName(number);
    }
}

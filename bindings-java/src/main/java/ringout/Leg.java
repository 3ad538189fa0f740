// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The two sides of a call.
 *
 * <p>Since version 0.1.
 */
public enum Leg {
    /**
     * No leg decided the outcome.
     */
    NONE(0),
    /**
     * The caller, whose phone rings first.
     */
    CALLER(1),
    /**
     * The callee.
     */
    CALLEE(2),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    Leg(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static Leg of(int number) {
        for (Leg value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.legName(number);
    }
}

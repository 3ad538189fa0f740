// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * What a call is doing.
 *
 * <p>Since version 0.1.
 */
public enum Phase {
    /**
     * The three statuses fit no documented phase.
     */
    UNKNOWN(0),
    /**
     * The caller's phone rings.
     */
    RINGING_CALLER(1),
    /**
     * The caller has answered, and the callee's phone rings.
     */
    RINGING_CALLEE(2),
    /**
     * Both have answered.
     */
    CONNECTED(3),
    /**
     * The call is over, successfully or not.
     */
    ENDED(4),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    Phase(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static Phase of(int number) {
        for (Phase value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.phaseName(number);
    }
}

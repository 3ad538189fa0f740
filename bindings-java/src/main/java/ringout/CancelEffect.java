// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The effect of cancelling a call.
 *
 * <p>Since version 0.1.
 */
public enum CancelEffect {
    /**
     * The caller's phone was still ringing, and the next status confirms the end.
     */
    HUNG_UP(1),
    /**
     * RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
     * {@code Call.state()}.
     */
    ACCEPTED(2),
    /**
     * The call was already over.
     */
    ALREADY_ENDED(3),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    CancelEffect(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static CancelEffect of(int number) {
        for (CancelEffect value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.cancelEffectName(number);
    }
}

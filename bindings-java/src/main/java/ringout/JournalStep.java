// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The steps of a request in a batch.
 *
 * <p>Since version 0.1.
 */
public enum JournalStep {
    /**
     * The request is about to be sent.
     */
    PLACING(1),
    /**
     * RingCentral has accepted the request.
     */
    PLACED(2),
    /**
     * The request failed, and no phone rings.
     */
    NOT_PLACED(3),
    /**
     * The request was sent and no usable response came: phones may be ringing.
     */
    MAYBE_PLACED(4),
    /**
     * The call is over, or the wait for it is.
     */
    ENDED(5),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    JournalStep(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static JournalStep of(int number) {
        for (JournalStep value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.journalStepName(number);
    }
}

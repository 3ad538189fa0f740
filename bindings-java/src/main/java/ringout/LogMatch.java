// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * How certain it is that a record belongs to a call. The numbers grow with certainty.
 *
 * <p>Since version 0.1.
 */
public enum LogMatch {
    /**
     * No record fits. RingCentral may write it some time after the call has ended.
     */
    NONE(0),
    /**
     * Several records fit equally well; the one nearest in time is returned.
     */
    AMBIGUOUS(1),
    /**
     * One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
     * apart.
     */
    LIKELY(2),
    /**
     * One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
     */
    CERTAIN(3),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    LogMatch(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static LogMatch of(int number) {
        for (LogMatch value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.logMatchName(number);
    }
}

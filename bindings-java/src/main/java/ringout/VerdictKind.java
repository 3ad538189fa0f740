// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * How a transition compares with RingCentral's documentation, from best to worst.
 *
 * <p>Since version 0.1.
 */
public enum VerdictKind {
    /**
     * No status changed.
     */
    UNCHANGED(0),
    /**
     * Each changed status took one documented step.
     */
    DOCUMENTED(1),
    /**
     * Documented, through a state that was not seen.
     */
    SKIPPED(2),
    /**
     * A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
     */
    UNDOCUMENTED(3),
    /**
     * A step out of an ended state, or backwards.
     */
    IMPOSSIBLE(4),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    VerdictKind(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static VerdictKind of(int number) {
        for (VerdictKind value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.verdictKindName(number);
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * Whether the caller must press 1 before the callee is dialled.
 *
 * <p>Since version 0.1.
 */
public enum PlayPrompt {
    /**
     * The account's setting decides.
     */
    DEFAULT(0),
    /**
     * The caller must press 1 before the callee is dialled.
     */
    YES(1),
    /**
     * The callee is dialled as soon as the caller answers.
     */
    NO(2),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    PlayPrompt(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static PlayPrompt of(int number) {
        for (PlayPrompt value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }
}

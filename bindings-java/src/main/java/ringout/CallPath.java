// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * RingCentral's two paths for RingOut.
 *
 * <p>Since version 0.1.
 */
public enum CallPath {
    /**
     * The current path, {@code ring-out}, whose call ids are strings.
     */
    RING_OUT(0),
    /**
     * The path {@code ringout}, which RingCentral has deprecated, and whose call ids are numbers.
     */
    DEPRECATED(1),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    CallPath(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static CallPath of(int number) {
        for (CallPath value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.callPathName(number);
    }
}

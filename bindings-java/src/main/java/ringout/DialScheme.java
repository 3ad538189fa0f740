// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The schemes of links that dial a number.
 *
 * <p>Since version 0.1.
 */
public enum DialScheme {
    /**
     * A link that opens RingCentral's apps.
     */
    RC_MOBILE(0),
    /**
     * A link that opens the device's default app for calls.
     */
    TEL(1),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    DialScheme(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static DialScheme of(int number) {
        for (DialScheme value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.dialSchemeName(number);
    }
}

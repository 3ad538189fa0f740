// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * What a preflight checks.
 *
 * <p>Since version 0.1.
 */
public enum CheckKind {
    /**
     * The server can be reached and accepts the credentials.
     */
    LOGIN(1),
    /**
     * The app has the RingOut permission, and the permissions that the other checks need.
     */
    PERMISSION(2),
    /**
     * The extension is enabled, and RingOut is one of its features.
     */
    EXTENSION(3),
    /**
     * The extension has a direct number or a digital line.
     */
    LINE(4),
    /**
     * There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
     */
    FROM(5),
    /**
     * There is a number to show to the callee: the one in the request, or any.
     */
    CALLER_ID(6),
    /**
     * The callee is in the user's country, or international calling is allowed. Only with a request.
     */
    DESTINATION(7),
    /**
     * This machine's clock agrees with the server's.
     */
    CLOCK(8),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    CheckKind(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static CheckKind of(int number) {
        for (CheckKind value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.checkKindName(number);
    }
}

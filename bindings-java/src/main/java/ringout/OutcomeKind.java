// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * How a call ended.
 *
 * <p>Since version 0.1.
 */
public enum OutcomeKind {
    /**
     * The wait timed out, or your program has not waited yet: the call may still ring or be connected.
     */
    STILL_IN_PROGRESS(0),
    /**
     * Both legs answered. Only with {@code Until.ANSWERED}.
     */
    ANSWERED(1),
    /**
     * Both sides were connected, then hung up.
     */
    COMPLETED(2),
    /**
     * A phone was busy.
     */
    BUSY(3),
    /**
     * A phone was not answered in time.
     */
    NO_ANSWER(4),
    /**
     * A phone rejected the call, or the caller hung up while the callee was ringing.
     */
    REJECTED(5),
    /**
     * This handle cancelled the call, and RingCentral confirmed the end.
     */
    CANCELLED(6),
    /**
     * The call is not allowed: international calling, the destination, or RingOut from this number.
     */
    BLOCKED(7),
    /**
     * The account does not have enough funds.
     */
    NOT_ENOUGH_FUNDS(8),
    /**
     * There is no such user.
     */
    NO_SUCH_USER(9),
    /**
     * The phone network or RingCentral failed.
     */
    FAILED(10),
    /**
     * The call vanished before its end was seen, or every poll returned 404 for two minutes.
     */
    ENDED_UNKNOWN(11),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    OutcomeKind(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static OutcomeKind of(int number) {
        for (OutcomeKind value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.outcomeKindName(number);
    }
}

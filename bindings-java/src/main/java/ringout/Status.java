// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The statuses of a call and of its legs.
 *
 * <p>Since version 0.1.
 */
public enum Status {
    /**
     * A status that RingCentral's documentation does not have. The {@code ..._status_text()} functions return its string.
     */
    UNKNOWN(0),
    /**
     * Connecting.
     */
    IN_PROGRESS(1),
    /**
     * Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
     */
    SUCCESS(2),
    /**
     * Hung up after being answered.
     */
    FINISHED(3),
    /**
     * The phone was busy.
     */
    BUSY(4),
    /**
     * Dropped by timeout.
     */
    NO_ANSWER(5),
    /**
     * Cancelled by the user, or the caller hung up while the callee was ringing.
     */
    REJECTED(6),
    /**
     * An error of the phone network or RingCentral.
     */
    GENERIC_ERROR(7),
    /**
     * International, domestic or internal calling is disabled for this extension.
     */
    INTERNATIONAL_DISABLED(8),
    /**
     * The destination is blocked.
     */
    DESTINATION_BLOCKED(9),
    /**
     * Not enough funds.
     */
    NOT_ENOUGH_FUNDS(10),
    /**
     * No such user.
     */
    NO_SUCH_USER(11),
    /**
     * RingOut from this number is not supported.
     */
    RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED(12),
    /**
     * One or both legs could not be connected.
     */
    CANNOT_REACH(13),
    /**
     * Internal failure of RingCentral, or no resources.
     */
    NO_ANSWERING_MACHINE(14),
    /**
     * The RingOut call no longer exists.
     */
    NO_SESSION_FOUND(15),
    /**
     * An error without more detail.
     */
    ERROR(16),
    /**
     * RingCentral lost the state.
     */
    INVALID(17),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    Status(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static Status of(int number) {
        for (Status value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.statusName(number);
    }
}

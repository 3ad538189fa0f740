// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * What an event brings.
 *
 * <p>Since version 0.1.
 */
public enum EventKind {
    /**
     * A login has ended: one of the functions {@code ringout_client_login_..._into()}.
     */
    LOGIN(1),
    /**
     * {@code Client.refreshInto()} has ended.
     */
    REFRESH(2),
    /**
     * {@code Client.logoutInto()} has ended.
     */
    LOGOUT(3),
    /**
     * {@code Client.createCallInto()} has ended: {@code takeCall}.
     */
    CREATE_CALL(4),
    /**
     * {@code Call.statusInto()} has ended: {@code takeState}.
     */
    STATUS(5),
    /**
     * {@code Call.cancelInto()} has ended: {@code cancelEffect}.
     */
    CANCEL(6),
    /**
     * {@code Call.waitInto()} has ended: {@code takeOutcome}.
     */
    WAIT(7),
    /**
     * A call of {@code Call.watchInto()} has changed: {@code takeChange}.
     */
    CHANGE(8),
    /**
     * The last event of {@code Call.watchInto()}: {@code takeOutcome}.
     */
    WATCH_END(9),
    /**
     * {@code Client.preflightInto()} has ended: {@code takePreflight}.
     */
    PREFLIGHT(10),
    /**
     * {@code Client.callerIdsInto()} has ended: {@code takeCallerIds}.
     */
    CALLER_IDS(11),
    /**
     * {@code Client.forwardingNumbersInto()} has ended: {@code takeForwardingNumbers}.
     */
    FORWARDING_NUMBERS(12),
    /**
     * {@code Call.logInto()} or {@code Client.callLogInto()} has ended: {@code takeLoggedCall}.
     */
    CALL_LOG(13),
    /**
     * {@code Client.requestInto()} or {@code Client.sendInto()} has ended: {@code takeResponse}.
     */
    RESPONSE(14),
    /**
     * One request of {@code Client.placeAllInto()} has its result: {@code takePlaced}.
     */
    PLACED(15),
    /**
     * The last event of {@code Client.placeAllInto()}. It holds nothing.
     */
    PLACE_ALL_END(16),
    /**
     * A log record of {@code into}: {@code logLevel} and {@code logMessage}.
     */
    LOG(17),
    /**
     * {@code Client.findCallInto()} has ended: {@code takeCall}, which returns null if there is no call.
     */
    FIND_CALL(18),
    /**
     * {@code Call.takeLeaseInto()} has ended: {@code leaseLeftMs}.
     */
    TAKE_LEASE(19),
    /**
     * {@code Call.claimOutcomeInto()} has ended: {@code isClaimed}.
     */
    CLAIM_OUTCOME(20),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    EventKind(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static EventKind of(int number) {
        for (EventKind value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.eventKindName(number);
    }
}

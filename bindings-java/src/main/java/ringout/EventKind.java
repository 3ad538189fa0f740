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
     * {@code Native.clientRefreshInto()} has ended.
     */
    REFRESH(2),
    /**
     * {@code Native.clientLogoutInto()} has ended.
     */
    LOGOUT(3),
    /**
     * {@code Native.clientCreateCallInto()} has ended: {@code Native.eventTakeCall()}.
     */
    CREATE_CALL(4),
    /**
     * {@code Native.callStatusInto()} has ended: {@code Native.eventTakeState()}.
     */
    STATUS(5),
    /**
     * {@code Native.callCancelInto()} has ended: {@code Native.eventCancelEffect()}.
     */
    CANCEL(6),
    /**
     * {@code Native.callWaitInto()} has ended: {@code Native.eventTakeOutcome()}.
     */
    WAIT(7),
    /**
     * A call of {@code Native.callWatchInto()} has changed: {@code Native.eventTakeChange()}.
     */
    CHANGE(8),
    /**
     * The last event of {@code Native.callWatchInto()}: {@code Native.eventTakeOutcome()}.
     */
    WATCH_END(9),
    /**
     * {@code Native.clientPreflightInto()} has ended: {@code Native.eventTakePreflight()}.
     */
    PREFLIGHT(10),
    /**
     * {@code Native.clientCallerIdsInto()} has ended: {@code Native.eventTakeCallerIds()}.
     */
    CALLER_IDS(11),
    /**
     * {@code Native.clientForwardingNumbersInto()} has ended: {@code Native.eventTakeForwardingNumbers()}.
     */
    FORWARDING_NUMBERS(12),
    /**
     * {@code Native.callLogInto()} or {@code Native.clientCallLogInto()} has ended: {@code Native.eventTakeLoggedCall()}.
     */
    CALL_LOG(13),
    /**
     * {@code Native.clientRequestInto()} or {@code Native.clientSendInto()} has ended: {@code Native.eventTakeResponse()}.
     */
    RESPONSE(14),
    /**
     * One request of {@code Native.clientPlaceAllInto()} has its result: {@code Native.eventTakePlaced()}.
     */
    PLACED(15),
    /**
     * The last event of {@code Native.clientPlaceAllInto()}. It holds nothing.
     */
    PLACE_ALL_END(16),
    /**
     * A log record of {@code Native.logInto()}: {@code Native.eventLogLevel()} and {@code Native.eventLogMessage()}.
     */
    LOG(17),
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

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;

/** What needs no client: versions, dial links, judging transitions, and the log. */
public final class RingOut {
    private RingOut() {}

    /** Returns the version of the loaded C library, such as "0.1.0". */
    public static String version() {
        return Native.version();
    }

    /** Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. */
    public static String dialUri(String number, DialScheme scheme) {
        return Native.dialUri(Options.required(number, "number"), Options.required(scheme, "scheme").number);
    }

    /** Creates a state from three statuses as RingCentral spells them, such as "InProgress". Sends nothing. */
    public static CallState state(String callStatus, String callerStatus, String calleeStatus) {
        return CallState.take(Native.stateNew(callStatus, callerStatus, calleeStatus));
    }

    /** Judges a transition between two states of a call by RingCentral's documentation. Sends nothing. */
    public static Verdict checkTransition(CallState from, CallState to) {
        MemorySegment before = state(Options.required(from, "from"));
        try {
            MemorySegment after = state(Options.required(to, "to"));
            try {
                return Verdict.take(Native.checkTransition(before, after));
            } finally {
                Native.stateFree(after);
            }
        } finally {
            Native.stateFree(before);
        }
    }

    private static MemorySegment state(CallState state) {
        return Native.stateNew(state.callStatusText(), state.callerStatusText(), state.calleeStatusText());
    }

    /** Returns the meaning of a status in one sentence without a full stop. */
    public static String explain(Status status) {
        return Native.statusExplain(Options.required(status, "status").number);
    }

    /** Returns the status that RingCentral wrote; {@link Status#UNKNOWN} for an undocumented one. */
    public static Status status(String text) {
        return Status.of(Native.statusParse(text));
    }

    /** Returns whether no other status is expected afterwards. */
    public static boolean isEnded(Status status) {
        return Native.statusIsEnded(Options.required(status, "status").number);
    }

    /** Returns whether a leg with this status could not be connected. */
    public static boolean isFailedLeg(Status status) {
        return Native.statusIsFailedLeg(Options.required(status, "status").number);
    }

    /**
     * Sends the log records of all clients to a logger from now on, instead of to the previous one. It is called on one thread of
     * this package. Records that are in flight when the program exits are lost, as are those above 1,000 that wait for the logger.
     *
     * @param level The least severe level to receive.
     * @param logger Receives the level and one line without secrets; null for none.
     */
    public static void setLogger(LogLevel level, BiConsumer<LogLevel, String> logger) {
        Options.required(level, "level");
        Dispatcher.log(level, logger == null ? null : event -> logger.accept(event.logLevel(), event.logMessage()));
    }

    /** Returns why a function of your program failed, in one line. */
    static String reason(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.getClass().getName() : thrown.getMessage();
        return message.replace('\0', ' ');
    }
}

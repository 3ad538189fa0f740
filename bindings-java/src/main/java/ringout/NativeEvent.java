// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
 * it. Only one thread at a time may use it.
 *
 * <p>Since version 0.1.
 * @param tag Returns the tag that your program passed with the operation.
 * @param kind Returns what happened: a {@code EventKind}; 0 for null.
 * @param status Returns what the blocking function would have returned: {@code ErrorCode.OK}, or the error code. {@code ErrorCode.OK} for null and for
 * kinds that are not the end of an operation.
 * @param error Returns the error, or null if there is none.
 * @param call Takes the call from an event of the kind {@code EventKind.CREATE_CALL} or {@code EventKind.FIND_CALL}. null if the
 * event has an error instead, is of another kind, or it was taken.
 * @param state Takes the state of a call from an event of the kind {@code EventKind.STATUS}. null if the event has an error
 * instead, is of another kind, or it was taken.
 * @param outcome Takes the outcome of a call from an event of the kind {@code EventKind.WAIT} or {@code EventKind.WATCH_END}. null
 * if the event has an error instead, is of another kind, or it was taken.
 * @param change Takes the change of a call from an event of the kind {@code EventKind.CHANGE}. null if the event has an error
 * instead, is of another kind, or it was taken.
 * @param preflight Takes the report from an event of the kind {@code EventKind.PREFLIGHT}. null if the event has an error instead,
 * is of another kind, or it was taken.
 * @param callerIds Takes the list from an event of the kind {@code EventKind.CALLER_IDS}. null if the event has an error instead,
 * is of another kind, or it was taken.
 * @param forwardingNumbers Takes the list from an event of the kind {@code EventKind.FORWARDING_NUMBERS}. null if the event has an error
 * instead, is of another kind, or it was taken.
 * @param loggedCall Takes what the call log has from an event of the kind {@code EventKind.CALL_LOG}. null if the event has an error
 * instead, is of another kind, or it was taken.
 * @param response Takes the response from an event of the kind {@code EventKind.RESPONSE}. null if the event has an error instead,
 * is of another kind, or it was taken.
 * @param placed Takes the result of one request from an event of the kind {@code EventKind.PLACED}. null if the event has an
 * error instead, is of another kind, or it was taken.
 * @param cancelEffect Returns the effect of a cancel, from an event of the kind {@code EventKind.CANCEL}: a {@code CancelEffect}. 0 if the event
 * has an error instead or is of another kind.
 * @param leaseLeftMs Returns how long another client still has the lease, in milliseconds, from an event of the kind
 * {@code EventKind.TAKE_LEASE}. 0 if it is this client's, the event has an error instead or is of another kind.
 * @param isClaimed Returns whether the outcome was claimed, from an event of the kind {@code EventKind.CLAIM_OUTCOME}. False if the event has
 * an error instead or is of another kind.
 * @param logLevel Returns the level of a log record, from an event of the kind {@code EventKind.LOG}: a {@code LogLevel}. 0 for other kinds.
 * @param logMessage Returns the line of a log record, without secrets and without a newline, from an event of the kind
 * {@code EventKind.LOG}. null for other kinds.
 */
record NativeEvent(
    long tag,
    EventKind kind,
    ErrorCode status,
    ErrorInfo error,
    MemorySegment call,
    CallState state,
    Outcome outcome,
    Change change,
    Preflight preflight,
    CallerIds callerIds,
    ForwardingNumbers forwardingNumbers,
    LoggedCall loggedCall,
    Response response,
    NativePlaced placed,
    CancelEffect cancelEffect,
    long leaseLeftMs,
    boolean isClaimed,
    LogLevel logLevel,
    String logMessage) {

    /** Copies the values out of an object. */
    static NativeEvent read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new NativeEvent(
            Native.eventTag(pointer),
            EventKind.of(Native.eventKind(pointer)),
            ErrorCode.of(Native.eventStatus(pointer)),
            ErrorInfo.read(Native.eventError(pointer)),
            Native.eventTakeCall(pointer),
            CallState.take(Native.eventTakeState(pointer)),
            Outcome.take(Native.eventTakeOutcome(pointer)),
            Change.take(Native.eventTakeChange(pointer)),
            Preflight.take(Native.eventTakePreflight(pointer)),
            CallerIds.take(Native.eventTakeCallerIds(pointer)),
            ForwardingNumbers.take(Native.eventTakeForwardingNumbers(pointer)),
            LoggedCall.take(Native.eventTakeLoggedCall(pointer)),
            Response.take(Native.eventTakeResponse(pointer)),
            NativePlaced.take(Native.eventTakePlaced(pointer)),
            CancelEffect.of(Native.eventCancelEffect(pointer)),
            Native.eventLeaseLeftMs(pointer),
            Native.eventIsClaimed(pointer),
            LogLevel.of(Native.eventLogLevel(pointer)),
            Native.eventLogMessage(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static NativeEvent take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.eventFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Event";
    }
}

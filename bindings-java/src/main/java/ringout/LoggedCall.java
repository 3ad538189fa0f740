// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * RingCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
 *
 * <p>Fields that the record lacks are null; if no record fits, every field is null. Legs count from 0.
 *
 * <p>Since version 0.1.
 * @param legs The entries, in order: {@code LogLeg}. May be null.
 * @param matching Returns how certain it is that the record belongs to the call: a {@code LogMatch}. The numbers grow with
 * certainty. May be null.
 * @param candidates Returns the number of records that fit equally well; 0 if none fits. May be null.
 * @param id Returns RingCentral's id of the record. May be null.
 * @param sessionId Returns RingCentral's id of the telephony session. May be null.
 * @param startTimeUnixMs Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known. May be null.
 * @param durationMs Returns the duration of the call in milliseconds, with a precision of one second. May be null.
 * @param from Returns the caller's number. May be null.
 * @param to Returns the callee's number. May be null.
 * @param action Returns the kind of call, such as "RingOut Web". May be null.
 * @param result Returns how the call ended, such as "Call connected" or "Busy". May be null.
 */
public record LoggedCall(
    List<LogLeg> legs,
    LogMatch matching,
    long candidates,
    String id,
    String sessionId,
    long startTimeUnixMs,
    long durationMs,
    String from,
    String to,
    String action,
    String result) {

    /** Copies the values out of an object. */
    static LoggedCall read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new LoggedCall(
            Native.list(Native.loggedCallLegCount(pointer), i -> LogLeg.read(pointer, i)),
            LogMatch.of(Native.loggedCallMatching(pointer)),
            Native.loggedCallCandidates(pointer),
            Native.loggedCallId(pointer),
            Native.loggedCallSessionId(pointer),
            Native.loggedCallStartTimeUnixMs(pointer),
            Native.loggedCallDurationMs(pointer),
            Native.loggedCallFrom(pointer),
            Native.loggedCallTo(pointer),
            Native.loggedCallAction(pointer),
            Native.loggedCallResult(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static LoggedCall take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.loggedCallFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "LoggedCall";
    }
}

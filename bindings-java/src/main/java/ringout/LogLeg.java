// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code LoggedCall}.
 * @param leg Returns which side the leg at {@code index} is: a {@code Leg}. {@code Leg.NONE} for a kind of leg that RingOut
 * does not have, and for an index out of range.
 * @param type Returns RingCentral's kind of the leg at {@code index}, such as "RingOutClientToCaller". null if the record has none, and
 * for an index out of range.
 * @param startTimeUnixMs Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
 * and for an index out of range.
 * @param durationMs Returns the duration of the leg at {@code index} in milliseconds, with a precision of one second. 0 for an index out of
 * range.
 * @param from Returns the number that the leg at {@code index} came from. null if the record has none, and for an index out of range.
 * @param to Returns the number that was dialled for the leg at {@code index}. null if the record has none, and for an index out of
 * range.
 * @param result Returns how the leg at {@code index} ended, such as "Accepted" or "No Answer". null if the record has none, and for an
 * index out of range.
 */
public record LogLeg(
    Leg leg,
    String type,
    long startTimeUnixMs,
    long durationMs,
    String from,
    String to,
    String result) {

    /** Copies the values out of an object. */
    static LogLeg read(MemorySegment pointer, long index) {
        return new LogLeg(
            Leg.of(Native.loggedCallLeg(pointer, index)),
            Native.loggedCallLegType(pointer, index),
            Native.loggedCallLegStartTimeUnixMs(pointer, index),
            Native.loggedCallLegDurationMs(pointer, index),
            Native.loggedCallLegFrom(pointer, index),
            Native.loggedCallLegTo(pointer, index),
            Native.loggedCallLegResult(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "LogLeg";
    }
}

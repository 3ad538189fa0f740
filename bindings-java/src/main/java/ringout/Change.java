// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A change of a call's state. Immutable.
 *
 * <p>Since version 0.1.
 * @param previous Returns the previous state. null for the first poll of a call that was not placed through this handle.
 * @param state Returns the new state. May be null.
 * @param verdict Returns how the transition compares with RingCentral's documentation. null if there is no previous state.
 * @param earliestMs Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
 * milliseconds since the call was placed, or the handle created.
 * @param latestMs Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
 * or the handle created.
 */
public record Change(
    CallState previous,
    CallState state,
    Verdict verdict,
    long earliestMs,
    long latestMs) {

    /** Copies the values out of an object. */
    static Change read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Change(
            CallState.read(Native.changePrevious(pointer)),
            CallState.read(Native.changeState(pointer)),
            Verdict.read(Native.changeVerdict(pointer)),
            Native.changeEarliestMs(pointer),
            Native.changeLatestMs(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static Change take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.changeFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Change";
    }
}

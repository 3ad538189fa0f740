// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
 * Immutable.
 *
 * <p>Since version 0.1.
 * @param callStatus Returns the status of the call as a whole: a {@code Status}.
 * @param callerStatus Returns the status of the caller's leg: a {@code Status}.
 * @param calleeStatus Returns the status of the callee's leg: a {@code Status}.
 * @param callStatusText Returns the status of the call as RingCentral spells it.
 * @param callerStatusText Returns the status of the caller's leg as RingCentral spells it.
 * @param calleeStatusText Returns the status of the callee's leg as RingCentral spells it.
 * @param phase Returns the phase of the call: a {@code Phase}.
 * @param text Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
 * @param explain Returns one sentence, without a full stop, that says what is happening or how the call ended.
 */
public record CallState(
    Status callStatus,
    Status callerStatus,
    Status calleeStatus,
    String callStatusText,
    String callerStatusText,
    String calleeStatusText,
    Phase phase,
    String text,
    String explain) {

    /** Copies the values out of an object. */
    static CallState read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new CallState(
            Status.of(Native.stateCallStatus(pointer)),
            Status.of(Native.stateCallerStatus(pointer)),
            Status.of(Native.stateCalleeStatus(pointer)),
            Native.stateCallStatusText(pointer),
            Native.stateCallerStatusText(pointer),
            Native.stateCalleeStatusText(pointer),
            Phase.of(Native.statePhase(pointer)),
            Native.stateText(pointer),
            Native.stateExplain(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static CallState take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.stateFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

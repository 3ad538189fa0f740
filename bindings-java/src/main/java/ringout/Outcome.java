// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * How a call ended, or its state when the wait for it ended. Immutable.
 *
 * <p>Since version 0.1.
 * @param kind Returns the kind of outcome: a {@code OutcomeKind}.
 * @param leg Returns the leg that decided the outcome: a {@code Leg}.
 * @param status Returns the status that decided the outcome: a {@code Status}.
 * @param statusText Returns the status that decided the outcome, as RingCentral spells it.
 * @param connected Returns true if caller and callee were connected at some time.
 * @param cancelledByUs Returns true if RingCentral accepted a cancel from this handle before the end.
 * @param source Returns where the outcome is known from: a {@code Source}; 0 for null.
 * @param explanation Returns one sentence that explains the outcome, without a full stop.
 * @param text Returns the kind and the explanation in one line.
 */
public record Outcome(
    OutcomeKind kind,
    Leg leg,
    Status status,
    String statusText,
    boolean connected,
    boolean cancelledByUs,
    Source source,
    String explanation,
    String text) {

    /** Copies the values out of an object. */
    static Outcome read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Outcome(
            OutcomeKind.of(Native.outcomeKind(pointer)),
            Leg.of(Native.outcomeLeg(pointer)),
            Status.of(Native.outcomeStatus(pointer)),
            Native.outcomeStatusText(pointer),
            Native.outcomeConnected(pointer),
            Native.outcomeCancelledByUs(pointer),
            Source.of(Native.outcomeSource(pointer)),
            Native.outcomeExplanation(pointer),
            Native.outcomeText(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static Outcome take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.outcomeFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

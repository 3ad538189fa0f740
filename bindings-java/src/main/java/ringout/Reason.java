// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code Verdict}.
 * @param field Returns the part that the reason at {@code index}, counted from 0, concerns: a {@code Field}.
 * {@code Field.COMBINATION} for an index out of range.
 * @param kind Returns the kind of a reason: a {@code VerdictKind}. {@code VerdictKind.UNCHANGED} for an index out of range.
 * @param text Returns a reason in words; null for an index out of range.
 * @param path Returns the inferred path through states that were not seen, such as "InProgress &gt; Success &gt; Finished". null if no
 * state was skipped, and for an index out of range.
 * @param pathStatuses Returns the status at {@code position}, counted from 0, of the inferred path: a {@code Status}.
 */
public record Reason(
    Field field,
    VerdictKind kind,
    String text,
    String path,
    List<Status> pathStatuses) {

    /** Copies the values out of an object. */
    static Reason read(MemorySegment pointer, long index) {
        return new Reason(
            Field.of(Native.verdictReasonField(pointer, index)),
            VerdictKind.of(Native.verdictReasonKind(pointer, index)),
            Native.verdictReasonText(pointer, index),
            Native.verdictReasonPath(pointer, index),
            Native.list(Native.verdictReasonPathCount(pointer, index), i -> Status.of(Native.verdictReasonPathStatus(pointer, index, i))));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

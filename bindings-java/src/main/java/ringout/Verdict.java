// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The judgement of {@code transition} on a transition: a kind, and a reason for each part that is not
 * documented. Immutable.
 *
 * <p>Since version 0.1.
 * @param reasons The entries, in order: {@code Reason}.
 * @param kind Returns the worst kind among the three statuses and their combination: a {@code VerdictKind}. The numbers grow
 * from best to worst.
 * @param text Returns the kind and all reasons in one line.
 */
public record Verdict(
    List<Reason> reasons,
    VerdictKind kind,
    String text) {

    /** Copies the values out of an object. */
    static Verdict read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Verdict(
            Native.list(Native.verdictReasonCount(pointer), i -> Reason.read(pointer, i)),
            VerdictKind.of(Native.verdictKind(pointer)),
            Native.verdictText(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static Verdict take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.verdictFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

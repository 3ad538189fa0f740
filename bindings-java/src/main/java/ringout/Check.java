// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code Preflight}.
 * @param kind Returns the kind of the check at {@code index}, counted from 0: a {@code CheckKind}. 0 for an index out of range.
 * @param result Returns the result of a check: a {@code CheckResult}. 0 for an index out of range.
 * @param explanation Returns one sentence that says what was found and what to do about it. null for an index out of range.
 */
public record Check(
    CheckKind kind,
    CheckResult result,
    String explanation) {

    /** Copies the values out of an object. */
    static Check read(MemorySegment pointer, long index) {
        return new Check(
            CheckKind.of(Native.preflightCheckKind(pointer, index)),
            CheckResult.of(Native.preflightCheckResult(pointer, index)),
            Native.preflightCheckExplanation(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Check";
    }
}

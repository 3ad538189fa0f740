// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The user's phone numbers that a callee may be shown: values for {@code caller_id} of a {@code ringout_call_request}. Immutable.
 *
 * <p>Indexes count from 0. Fields that an entry lacks are null; for an index out of range every field is null.
 *
 * <p>Since version 0.1.
 * @param items The entries, in order: {@code PhoneNumber}. May be null.
 */
public record CallerIds(
    List<PhoneNumber> items) {

    /** Copies the values out of an object. */
    static CallerIds read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new CallerIds(
            Native.list(Native.callerIdsCount(pointer), i -> PhoneNumber.read(pointer, i)));
    }

    /** Like {@link #read}, and frees the object. */
    static CallerIds take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.callerIdsFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "CallerIds";
    }
}

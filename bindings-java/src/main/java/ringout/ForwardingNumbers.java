// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The user's forwarding numbers: the phones that can be rung first. Immutable.
 *
 * <p>Indexes count from 0. Fields that an entry lacks are null; for an index out of range every field is null.
 *
 * <p>Since version 0.1.
 * @param items The entries, in order: {@code ForwardingNumber}. May be null.
 */
public record ForwardingNumbers(
    List<ForwardingNumber> items) {

    /** Copies the values out of an object. */
    static ForwardingNumbers read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new ForwardingNumbers(
            Native.list(Native.forwardingNumbersCount(pointer), i -> ForwardingNumber.read(pointer, i)));
    }

    /** Like {@link #read}, and frees the object. */
    static ForwardingNumbers take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.forwardingNumbersFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "ForwardingNumbers";
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * RingCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
 *
 * <p>The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and
 * the call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are null, the
 * remaining requests -1 and other numbers 0.
 *
 * <p>Since version 0.1.
 * @param items The entries, in order: {@code Limit}. May be null.
 */
public record Limits(
    List<Limit> items) {

    /** Copies the values out of an object. */
    static Limits read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Limits(
            Native.list(Native.limitsCount(pointer), i -> Limit.read(pointer, i)));
    }

    /** Like {@link #read}, and frees the object. */
    static Limits take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.limitsFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Limits";
    }
}

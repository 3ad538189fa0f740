// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A report on whether a call can be placed, with one entry for each check. Immutable.
 *
 * <p>Since version 0.1.
 * @param checks The entries, in order: {@code Check}.
 * @param ok Returns true if no check failed. Warnings and checks that could not be made do not count. False for null.
 * @param text Returns the report for a person to read: one line for each check, without a newline at the end.
 */
public record Preflight(
    List<Check> checks,
    boolean ok,
    String text) {

    /** Copies the values out of an object. */
    static Preflight read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Preflight(
            Native.list(Native.preflightCheckCount(pointer), i -> Check.read(pointer, i)),
            Native.preflightOk(pointer),
            Native.preflightText(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static Preflight take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.preflightFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

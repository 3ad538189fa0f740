// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code Response}.
 * @param name Returns the name, in lower case, of the header at {@code index}, counted from 0 in the order of the response. null for an
 * index out of range.
 * @param value Returns the value of the header at {@code index}; null for an index out of range.
 */
public record Header(
    String name,
    String value) {

    /** Copies the values out of an object. */
    static Header read(MemorySegment pointer, long index) {
        return new Header(
            Native.responseHeaderName(pointer, index),
            Native.responseHeaderValue(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Header";
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code Limits}.
 * @param name Returns the name of the group at {@code index}, counted from 0: "Light", "Heavy" or "Auth". null for an index out of
 * range.
 * @param ringcentralName Returns RingCentral's name for the group at {@code index}. null if no response has reported it, and for an index out of
 * range.
 * @param limit Returns the number of requests that a window of the group at {@code index} allows. 0 for an index out of range.
 * @param windowMs Returns the length of a window of the group at {@code index}, in milliseconds. 0 for an index out of range.
 * @param remaining Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
 * until the penalty is over.
 * @param retryAfterMs Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
 * @param text Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
 */
public record Limit(
    String name,
    String ringcentralName,
    int limit,
    long windowMs,
    long remaining,
    long retryAfterMs,
    String text) {

    /** Copies the values out of an object. */
    static Limit read(MemorySegment pointer, long index) {
        return new Limit(
            Native.limitsName(pointer, index),
            Native.limitsRingcentralName(pointer, index),
            Native.limitsLimit(pointer, index),
            Native.limitsWindowMs(pointer, index),
            Native.limitsRemaining(pointer, index),
            Native.limitsRetryAfterMs(pointer, index),
            Native.limitsText(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

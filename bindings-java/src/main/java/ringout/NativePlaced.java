// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The result of one request of {@code Client.placeAll()}: an outcome or an error, and the call if it was
 * placed. Immutable.
 *
 * <p>Since version 0.1.
 * @param index Returns the index of the request in the array, counted from 0.
 * @param call Returns the call; null if it was not placed.
 * @param outcome Returns the outcome of the call; null if there is an error instead.
 * @param error Returns the error, or null if there is an outcome. Without a call it is an error of {@code Client.createCall()}.
 * With a call it is one of {@code Call.await()}: the call was placed but could not be followed to its end.
 */
record NativePlaced(
    long index,
    MemorySegment call,
    Outcome outcome,
    ErrorInfo error) {

    /** Copies the values out of an object. */
    static NativePlaced read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new NativePlaced(
            Native.placedIndex(pointer),
            Native.cloned(Native.placedCall(pointer)),
            Outcome.read(Native.placedOutcome(pointer)),
            ErrorInfo.read(Native.placedError(pointer)));
    }

    /** Like {@link #read}, and frees the object. */
    static NativePlaced take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.placedFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Placed";
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code ErrorInfo}.
 * @param errorCode Returns RingCentral's error code in the entry at {@code index}, counted from 0. null if the entry has none, and for an
 * index out of range.
 * @param message Returns RingCentral's message in the entry at {@code index}, counted from 0. It may change, so do not decide on it. null if
 * the entry has none, and for an index out of range.
 * @param parameterName Returns the parameter at fault in the entry at {@code index}, counted from 0, such as "to.phoneNumber". null if the entry
 * has none, and for an index out of range.
 * @param parameterValue Returns the value at fault in the entry at {@code index}, counted from 0. null if the entry has none, and for an index out of
 * range.
 * @param additionalInfo Returns the additional information in the entry at {@code index}, counted from 0. null if the entry has none, and for an
 * index out of range.
 * @param fields Returns all other fields of the entry at {@code index}, counted from 0, as a JSON object. null if the entry has none, and for
 * an index out of range.
 */
public record ErrorDetail(
    String errorCode,
    String message,
    String parameterName,
    String parameterValue,
    String additionalInfo,
    String fields) {

    /** Copies the values out of an object. */
    static ErrorDetail read(MemorySegment pointer, long index) {
        return new ErrorDetail(
            Native.errorDetailErrorCode(pointer, index),
            Native.errorDetailMessage(pointer, index),
            Native.errorDetailParameterName(pointer, index),
            Native.errorDetailParameterValue(pointer, index),
            Native.errorDetailAdditionalInfo(pointer, index),
            Native.errorDetailFields(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "ErrorDetail";
    }
}

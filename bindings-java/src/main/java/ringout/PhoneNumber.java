// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code CallerIds}.
 * @param id Returns RingCentral's id of the phone number at {@code index}, counted from 0. null if the entry has none, and for an
 * index out of range.
 * @param phoneNumber Returns the phone number at {@code index} in E.164. null if the entry has none, and for an index out of range.
 * @param usageType Returns RingCentral's name for the use of the phone number at {@code index}, such as "DirectNumber". null if the entry
 * has none, and for an index out of range.
 * @param label Returns the label of the phone number at {@code index}. null if the entry has none, and for an index out of range.
 */
public record PhoneNumber(
    String id,
    String phoneNumber,
    String usageType,
    String label) {

    /** Copies the values out of an object. */
    static PhoneNumber read(MemorySegment pointer, long index) {
        return new PhoneNumber(
            Native.callerIdsId(pointer, index),
            Native.callerIdsPhoneNumber(pointer, index),
            Native.callerIdsUsageType(pointer, index),
            Native.callerIdsLabel(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "PhoneNumber";
    }
}

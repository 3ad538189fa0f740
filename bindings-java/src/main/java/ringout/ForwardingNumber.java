// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An entry of {@code ForwardingNumbers}.
 * @param id Returns RingCentral's id of the forwarding number at {@code index}, counted from 0: a value for {@code from_forwarding_number}
 * of a {@code ringout_call_request}. null if the entry has none, and for an index out of range.
 * @param phoneNumber Returns the phone number at {@code index} in E.164. null for the few kinds of device that have none, and for an index out
 * of range.
 * @param label Returns the label that the user gave the number at {@code index}. null if the entry has none, and for an index out of
 * range.
 * @param kind Returns RingCentral's name for the kind of phone at {@code index}, such as "Mobile" or "PhoneLine". null if the entry has
 * none, and for an index out of range.
 */
public record ForwardingNumber(
    String id,
    String phoneNumber,
    String label,
    String kind) {

    /** Copies the values out of an object. */
    static ForwardingNumber read(MemorySegment pointer, long index) {
        return new ForwardingNumber(
            Native.forwardingNumbersId(pointer, index),
            Native.forwardingNumbersPhoneNumber(pointer, index),
            Native.forwardingNumbersLabel(pointer, index),
            Native.forwardingNumbersKind(pointer, index));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "ForwardingNumber";
    }
}

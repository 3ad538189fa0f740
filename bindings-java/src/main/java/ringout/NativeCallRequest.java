// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A call to place: the caller's phone rings first, then the callee's. Initialise with {@code RINGOUT_CALL_REQUEST_INIT},
 * then set {@code to} and any other field. Fields that are not set are not sent.
 *
 * <p>Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
 * brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
 * digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
 * callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
 * refused.
 *
 * <p>Since version 0.1.
 */
final class NativeCallRequest {
    /** The size of the struct in C. */
    static final long SIZE = 64;

    /**
     * Whether the caller must press 1 before the callee is dialled: a {@code PlayPrompt}.
     */
    int playPrompt = 0;

    /**
     * The callee's number. Required.
     */
    String to;

    /**
     * The caller's number, which rings first; null for the user's default forwarding number. Excludes
     * {@code from_forwarding_number}.
     */
    String from;

    /**
     * The caller as the id of one of the user's forwarding numbers, or null. Excludes {@code from}.
     */
    String fromForwardingNumber;

    /**
     * The number that the callee sees, one of the user's numbers with the CallerId feature; null for the account's
     * setting.
     */
    String callerId;

    /**
     * RingCentral's id of the country for national numbers, such as "1", or null. With it, a number without "+" is a
     * national number of 1 to 15 digits.
     */
    String country;

    /**
     * Nonzero hangs up if {@code Native.clientCreateCall()} is interrupted after the request was sent. That function still
     * returns {@code ErrorCode.MAYBE_PLACED} at once. A thread of the library waits up to five seconds for the response and
     * cancels the call that it names. The log has what became of it. Other functions ignore the field.
     */
    long cancelOnExit = 0;

    /**
     * The key under which this call is placed at most once by all processes that share a {@code ringout_ledger}, such as the
     * id of a job; null for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the
     * call of the key exists, {@code Native.clientCreateCall()} returns it, see {@code Native.callAdopted()}.
     */
    String dedupeKey;

    /** Writes the fields into memory that a slice of an array of structs may be. */
    void write(Arena arena, MemorySegment struct) {
        struct.set(JAVA_INT, 0, 64);
        struct.set(JAVA_INT, 4, playPrompt);
        struct.set(ADDRESS, 8, Native.text(arena, to, "to"));
        struct.set(ADDRESS, 16, Native.text(arena, from, "from"));
        struct.set(ADDRESS, 24, Native.text(arena, fromForwardingNumber, "from_forwarding_number"));
        struct.set(ADDRESS, 32, Native.text(arena, callerId, "caller_id"));
        struct.set(ADDRESS, 40, Native.text(arena, country, "country"));
        struct.set(JAVA_LONG, 48, cancelOnExit);
        struct.set(ADDRESS, 56, Native.text(arena, dedupeKey, "dedupe_key"));
    }

    /** Makes a struct, valid until the arena is closed. */
    MemorySegment write(Arena arena) {
        MemorySegment struct = arena.allocate(SIZE, 8);
        write(arena, struct);
        return struct;
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Your own ledger: where all processes that may place the same call look it up by its {@code dedupe_key}. Initialise with
 * {@code RINGOUT_LEDGER_INIT}, set {@code load} and {@code swap}, and point {@code ledger} of a {@code ringout_config} to it. {@code Native.clientNew()}
 * copies it.
 *
 * <p>No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
 * library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
 * operation fails with {@code ErrorCode.STORAGE}. If one fails afterwards, that is a warning in the log. A callback that
 * outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
 * longjmp.
 *
 * <p>Since version 0.1.
 */
final class NativeLedger {
    /** The size of the struct in C. */
    static final long SIZE = 40;

    /**
     * Passed to each callback; may be null. It must stay valid until {@code free_user_data} has been called (or, if that is
     * null, until it would have been).
     */
    MemorySegment userData;

    /**
     * Required.
     */
    MemorySegment load;

    /**
     * Required.
     */
    MemorySegment swap;

    /**
     * Frees {@code user_data}, once for each client that was created with this struct: when all handles of the client and of
     * its calls are freed and no callback is running. Not called if {@code Native.clientNew()} fails. null for none.
     */
    MemorySegment freeUserData;

    /** Writes the fields into memory that a slice of an array of structs may be. */
    void write(Arena arena, MemorySegment struct) {
        struct.set(JAVA_INT, 0, 40);
        struct.set(ADDRESS, 8, Native.address(userData));
        struct.set(ADDRESS, 16, Native.address(load));
        struct.set(ADDRESS, 24, Native.address(swap));
        struct.set(ADDRESS, 32, Native.address(freeUserData));
    }

    /** Makes a struct, valid until the arena is closed. */
    MemorySegment write(Arena arena) {
        MemorySegment struct = arena.allocate(SIZE, 8);
        write(arena, struct);
        return struct;
    }
}

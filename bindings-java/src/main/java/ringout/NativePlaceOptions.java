// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The options of a batch of calls. Initialise with {@code RINGOUT_PLACE_OPTIONS_INIT}, whose values also apply where a
 * function takes null.
 *
 * <p>Since version 0.1.
 */
final class NativePlaceOptions {
    /** The size of the struct in C. */
    static final long SIZE = 48;

    /**
     * What to wait for with each call: a {@code Until}.
     */
    int until = 0;

    /**
     * The longest time to wait for each call, from when it is placed, in milliseconds, or {@code RINGOUT_DEFAULT_TIMEOUT}
     * for one hour.
     */
    int timeoutMs = -1;

    /**
     * Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
     */
    int cancelOnTimeout = 0;

    /**
     * The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1
     * if all calls have the same caller.
     */
    long concurrency = 0;

    /**
     * Called before and after each request is sent; null for none.
     */
    MemorySegment journal;

    /**
     * Passed to the journal; may be null. It must stay valid until the {@code ringout_place_all} is freed.
     */
    MemorySegment userData;

    /**
     * The time for the whole batch, from the call of {@code Native.clientPlaceAll()}, in milliseconds; 0 for no limit.
     * When it passes, each request that was not sent gets {@code ErrorCode.TIMEOUT}, and the wait for each call in flight ends
     * like a wait that times out.
     */
    long totalTimeoutMs = 0;

    /** Writes the fields into memory that a slice of an array of structs may be. */
    void write(Arena arena, MemorySegment struct) {
        struct.set(JAVA_INT, 0, 48);
        struct.set(JAVA_INT, 4, until);
        struct.set(JAVA_INT, 8, timeoutMs);
        struct.set(JAVA_INT, 12, cancelOnTimeout);
        struct.set(JAVA_LONG, 16, concurrency);
        struct.set(ADDRESS, 24, Native.address(journal));
        struct.set(ADDRESS, 32, Native.address(userData));
        struct.set(JAVA_LONG, 40, totalTimeoutMs);
    }

    /** Makes a struct, valid until the arena is closed. */
    MemorySegment write(Arena arena) {
        MemorySegment struct = arena.allocate(SIZE, 8);
        write(arena, struct);
        return struct;
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How to wait for a call. Initialise with {@code RINGOUT_WAIT_OPTIONS_INIT}, whose values also apply where a function takes
 * null.
 *
 * <p>Since version 0.1.
 */
final class NativeWaitOptions {
    /** The size of the struct in C. */
    static final long SIZE = 20;

    /**
     * What to wait for: a {@code Until}.
     */
    int until = 0;

    /**
     * The longest time to wait, in milliseconds, or {@code RINGOUT_DEFAULT_TIMEOUT} for one hour. 0 returns the known
     * outcome without polling.
     */
    int timeoutMs = -1;

    /**
     * Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
     */
    int cancelOnTimeout = 0;

    /**
     * Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of
     * {@code Native.callWatch()} stops it, or the watch is freed before its end. The library sends the cancel on one of its
     * threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the
     * client waits for it; a process that exits before that may lose it. See {@code Native.callDetach()}.
     */
    int cancelOnExit = 0;

    /** Writes the fields into memory that a slice of an array of structs may be. */
    void write(Arena arena, MemorySegment struct) {
        struct.set(JAVA_INT, 0, 20);
        struct.set(JAVA_INT, 4, until);
        struct.set(JAVA_INT, 8, timeoutMs);
        struct.set(JAVA_INT, 12, cancelOnTimeout);
        struct.set(JAVA_INT, 16, cancelOnExit);
    }

    /** Makes a struct, valid until the arena is closed. */
    MemorySegment write(Arena arena) {
        MemorySegment struct = arena.allocate(SIZE, 8);
        write(arena, struct);
        return struct;
    }
}

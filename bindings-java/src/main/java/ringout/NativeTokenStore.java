// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Your own token store. Initialise with {@code RINGOUT_TOKEN_STORE_INIT}, set at least {@code load} and {@code save}, and point
 * {@code token_store} of a {@code ringout_config} to it. {@code Native.clientNew()} copies it.
 *
 * <p>The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
 * callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
 * running, and the operation fails.
 *
 * <p>A callback that fails, or returns a value that is not one of its results, fails the operation with
 * {@code ErrorCode.STORAGE}. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
 * return normally, without an exception or a longjmp.
 *
 * <p>Since version 0.1.
 */
final class NativeTokenStore {
    /** The size of the struct in C. */
    static final long SIZE = 56;

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
    MemorySegment save;

    /**
     * Optional, together with {@code unlock}. If null, two processes may log in at the same time.
     */
    MemorySegment tryLock;

    /**
     * Optional, together with {@code try_lock}. The client waits for it for up to one second.
     */
    MemorySegment unlock;

    /**
     * Frees {@code user_data}, once for each client that was created with this struct: when all handles of the client and of
     * its calls are freed and no callback is running. Not called if {@code Native.clientNew()} fails. null for none.
     */
    MemorySegment freeUserData;

    /** Writes the fields into memory that a slice of an array of structs may be. */
    void write(Arena arena, MemorySegment struct) {
        struct.set(JAVA_INT, 0, 56);
        struct.set(ADDRESS, 8, Native.address(userData));
        struct.set(ADDRESS, 16, Native.address(load));
        struct.set(ADDRESS, 24, Native.address(save));
        struct.set(ADDRESS, 32, Native.address(tryLock));
        struct.set(ADDRESS, 40, Native.address(unlock));
        struct.set(ADDRESS, 48, Native.address(freeUserData));
    }

    /** Makes a struct, valid until the arena is closed. */
    MemorySegment write(Arena arena) {
        MemorySegment struct = arena.allocate(SIZE, 8);
        write(arena, struct);
        return struct;
    }
}

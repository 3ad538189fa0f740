// Ownership of a pointer of the library: freed by close or by the garbage collector, never during a use.

package ringout;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import java.util.function.Function;

final class Handle implements Runnable {
    private static final Cleaner CLEANER = Cleaner.create();
    private final MemorySegment pointer;
    private final Consumer<MemorySegment> free;
    private int users;
    private boolean isClosed;

    private Handle(MemorySegment pointer, Consumer<MemorySegment> free) {
        this.pointer = pointer;
        this.free = free;
    }

    /** Creates a handle that is closed when its owner is unreachable. `free` must not refer to the owner. */
    static Handle owned(Object owner, MemorySegment pointer, Consumer<MemorySegment> free) {
        Handle handle = new Handle(pointer, free);
        CLEANER.register(owner, handle);
        return handle;
    }

    /** Passes the pointer to a function. Fails if the handle is closed; `name` is what the error calls it. */
    <T> T use(String name, Function<MemorySegment, T> function) {
        synchronized (this) {
            if (isClosed) throw closed(name);
            users++;
        }
        try {
            return function.apply(pointer);
        } finally {
            boolean isLast;
            synchronized (this) {
                isLast = --users == 0 && isClosed;
            }
            if (isLast) free.accept(pointer);
        }
    }

    /** Frees the pointer, now or at the end of its last use. May be called more than once. */
    void close() {
        synchronized (this) {
            if (isClosed) return;
            isClosed = true;
            if (users > 0) return;
        }
        free.accept(pointer);
    }

    @Override
    public void run() {
        close();
    }

    static RingOutException closed(String name) {
        return invalid(name, "`" + name + "` is closed");
    }

    static RingOutException invalid(String parameter, String message) {
        return RingOutException.of(ErrorInfo.local(ErrorCode.INVALID_ARGUMENT, parameter, message));
    }
}

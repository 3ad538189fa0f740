// What a client and its calls share: whether the client is closed, and the operations to interrupt then.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;

final class Session {
    /** Bound to every handle that no operation has bound to its own. Interrupts what runs without a thread. */
    private final Handle all = Handle.owned(this, Native.cancelTokenNew(), Native::cancelTokenFree);
    private final Set<Interrupt> active = new HashSet<>();
    private boolean isClosed;

    /** Returns a new interrupt for an operation, a watch or a batch. */
    Interrupt begin() {
        synchronized (this) {
            if (isClosed) throw Handle.closed("client");
        }
        Interrupt interrupt = new Interrupt();
        synchronized (this) {
            active.add(interrupt);
            if (isClosed) interrupt.cancel();
        }
        return interrupt;
    }

    void end(Interrupt interrupt) {
        synchronized (this) {
            active.remove(interrupt);
        }
        interrupt.free();
    }

    synchronized void check() {
        if (isClosed) throw Handle.closed("client");
    }

    void close() {
        synchronized (this) {
            isClosed = true;
            active.forEach(Interrupt::cancel);
        }
        all.use("client", token -> {
            Native.cancelTokenCancel(token);
            return null;
        });
    }

    /** Returns another handle, bound to this session, and frees the given one. */
    MemorySegment bound(MemorySegment handle, BinaryOperator<MemorySegment> bind, Consumer<MemorySegment> free) {
        try {
            return all.use("client", token -> bind.apply(handle, token));
        } finally {
            free.accept(handle);
        }
    }

    MemorySegment boundCall(MemorySegment call) {
        return bound(call, Native::callWithCancelToken, Native::callFree);
    }

    MemorySegment boundClient(MemorySegment client) {
        return bound(client, Native::clientWithCancelToken, Native::clientFree);
    }

    /** Runs a blocking operation on a client. */
    <T> T client(Handle client, Function<MemorySegment, T> operation) {
        return run(client, "client", Native::clientWithCancelToken, Native::clientFree, operation);
    }

    /** Runs a blocking operation on a call. */
    <T> T call(Handle call, Function<MemorySegment, T> operation) {
        return run(call, "call", Native::callWithCancelToken, Native::callFree, operation);
    }

    private <T> T run(Handle handle, String name, BinaryOperator<MemorySegment> bind, Consumer<MemorySegment> free,
            Function<MemorySegment, T> operation) {
        Interrupt interrupt = begin();
        try {
            return handle.use(name, pointer -> {
                MemorySegment bound = bind.apply(pointer, interrupt.token());
                try {
                    return interrupt.guard(() -> operation.apply(bound));
                } finally {
                    free.accept(bound);
                }
            });
        } finally {
            end(interrupt);
        }
    }
}

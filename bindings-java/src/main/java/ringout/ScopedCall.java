package ringout;

import java.lang.foreign.MemorySegment;

/**
 * Hangs a call up at the end of a block, from {@link Call#scoped}:
 *
 * <pre>{@code
 * Call call = client.createCall(request);
 * try (ScopedCall scoped = call.scoped()) {
 *     if (call.await(options).kind() == OutcomeKind.ANSWERED) call.detach();
 * }
 * }</pre>
 */
public final class ScopedCall implements AutoCloseable {
    private final Call call;
    private final Handle handle;

    ScopedCall(Call call, MemorySegment scoped) {
        this.call = call;
        handle = Handle.owned(this, scoped, Native::scopedCallFree);
    }

    /** Returns the call. */
    public Call call() {
        return call;
    }

    /** Begins to hang up, unless the call is known to be over or was detached. Does not block. */
    @Override
    public void close() {
        handle.close();
    }
}

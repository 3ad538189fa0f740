// Interruption of blocking operations: a cancel token, cancelled when the thread is interrupted or the client closed.

package ringout;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.function.Supplier;

final class Interrupt {
    private final MemorySegment token = Native.cancelTokenNew();
    private boolean isFreed;
    /** The operation of a batch, which one thread at a time may use. */
    private Blocking batch;

    /** The token, to bind a handle to it. */
    MemorySegment token() {
        return token;
    }

    synchronized void cancel() {
        if (!isFreed) Native.cancelTokenCancel(token);
    }

    synchronized void free() {
        if (isFreed) return;
        isFreed = true;
        Native.cancelTokenFree(token);
    }

    /** Runs an operation that the token can interrupt. An interruption of this thread cancels the token. */
    <T> T guard(Supplier<T> operation) {
        return new Blocking().run(operation);
    }

    /** Like `guard`, for an operation that calls functions of your program, which may also block in channels. */
    <T> T guardBatch(Supplier<T> operation) {
        batch = new Blocking();
        return batch.run(operation);
    }

    /** Called after such a function: a channel forgets the operation around it. */
    void resume() {
        batch.resume();
    }

    /** The part of Java that calls a function when a blocked thread is interrupted is that of channels. */
    private final class Blocking extends AbstractInterruptibleChannel {
        <T> T run(Supplier<T> operation) {
            begin();
            try {
                return operation.get();
            } finally {
                try {
                    end(true);
                } catch (IOException ignored) {
                    // The thread was interrupted. Its flag stays set, and the operation has its result or error.
                }
            }
        }

        void resume() {
            begin();
        }

        @Override
        protected void implCloseChannel() {
            cancel();
        }
    }
}

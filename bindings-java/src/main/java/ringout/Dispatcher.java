// Asynchronous operations: one inbox of the library for the process, read by one thread.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

final class Dispatcher {
    /** Starts an operation whose events come into an inbox, with a tag. */
    interface Start {
        void into(MemorySegment inbox, long tag);
    }

    private static final class Holder {
        static final Dispatcher SHARED = new Dispatcher("ringout-events");
        static final Dispatcher LOG = new Dispatcher("ringout-log");
    }

    private final MemorySegment inbox = Native.inboxNew();
    private final Map<Long, Consumer<NativeEvent>> receivers = new ConcurrentHashMap<>();
    private final AtomicLong tags = new AtomicLong();

    private Dispatcher(String name) {
        Thread thread = new Thread(this::read, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        while (true) {
            NativeEvent event = NativeEvent.take(Native.inboxWait(inbox, Native.DEFAULT_TIMEOUT));
            Consumer<NativeEvent> receiver = event == null ? null : receivers.get(event.tag());
            if (receiver == null) {
                if (event != null && event.call() != null) Native.callFree(event.call());
                continue;
            }
            try {
                receiver.accept(event);
            } catch (Throwable thrown) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
            }
        }
    }

    /** Starts an operation and returns its result, which `convert` makes of its last event. */
    static <T> CompletableFuture<T> start(Start start, Function<NativeEvent, T> convert) {
        return Holder.SHARED.begin(start, change -> {}, convert);
    }

    /** Like `start`, with a consumer of the changes that come before the last event. */
    static <T> CompletableFuture<T> follow(Start start, Consumer<Change> changes, Function<NativeEvent, T> convert) {
        return Holder.SHARED.begin(start, changes, convert);
    }

    private <T> CompletableFuture<T> begin(Start start, Consumer<Change> changes, Function<NativeEvent, T> convert) {
        long tag = tags.incrementAndGet();
        Pending<T> pending = new Pending<>(() -> Native.inboxInterrupt(inbox, tag));
        receivers.put(tag, event -> {
            if (event.kind() == EventKind.CHANGE) {
                pending.next(() -> changes.accept(event.change()));
                return;
            }
            receivers.remove(tag);
            pending.next(() -> pending.finish(event, convert));
        });
        try {
            start.into(inbox, tag);
        } catch (Throwable thrown) {
            receivers.remove(tag);
            throw thrown;
        }
        return pending;
    }

    /** Sends log records to a consumer, on a thread of their own; null for none. */
    static void log(LogLevel level, Consumer<NativeEvent> receiver) {
        Dispatcher log = Holder.LOG;
        long tag = log.tags.incrementAndGet();
        log.receivers.clear();
        if (receiver != null) log.receivers.put(tag, receiver);
        Native.logInto(receiver == null ? 0 : level.number, log.inbox, tag);
    }

    /** A future whose cancellation interrupts the operation. Its functions run one after another in the common pool. */
    private static final class Pending<T> extends CompletableFuture<T> {
        private final Runnable interrupt;
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        Pending(Runnable interrupt) {
            this.interrupt = interrupt;
        }

        /** Called on the thread of the inbox only, so that its other events need not wait. */
        void next(Runnable task) {
            last = last.thenRunAsync(task, ForkJoinPool.commonPool()).exceptionally(thrown -> {
                // A consumer that fails ends the operation, as an exception in a loop would.
                if (completeExceptionally(thrown.getCause() == null ? thrown : thrown.getCause())) interrupt.run();
                return null;
            });
        }

        void finish(NativeEvent event, Function<NativeEvent, T> convert) {
            if (event.error() != null) {
                completeExceptionally(RingOutException.of(event.error()));
            } else {
                complete(convert.apply(event));
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean isCancelled = super.cancel(mayInterruptIfRunning);
            if (isCancelled) interrupt.run();
            return isCancelled;
        }
    }
}

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The changes of a call, from {@link Call#watch()}: {@code for (Change change : call.watch())}. Each is delivered once, so a second
 * loop continues the first one. Only one thread at a time may use it, except for {@link #close}. Errors are those of
 * {@link Call#await()}; after one, the watch is over.
 */
public final class Watch implements Iterable<Change>, Iterator<Change>, AutoCloseable {
    private final Session session;
    private final Interrupt interrupt;
    private final Handle handle;
    private Change next;
    private boolean isOver;

    Watch(Session session, Handle call, MemorySegment options) {
        this.session = session;
        Interrupt interrupt = session.begin();
        this.interrupt = interrupt;
        try {
            MemorySegment watch = call.use("call", pointer -> {
                MemorySegment bound = Native.callWithCancelToken(pointer, interrupt.token());
                try {
                    return Native.watchNew(bound, options);
                } finally {
                    Native.callFree(bound);
                }
            });
            handle = Handle.owned(this, watch, pointer -> {
                Native.watchFree(pointer);
                session.end(interrupt);
            });
        } catch (Throwable thrown) {
            session.end(interrupt);
            throw thrown;
        }
    }

    /** Waits for the next change. Returns false when {@link Call#await()} would return. */
    @Override
    public boolean hasNext() {
        if (next != null) return true;
        if (isOver) return false;
        try {
            next = handle.use("watch", watch -> interrupt.guard(() -> Change.read(Native.watchNext(watch))));
        } finally {
            isOver = next == null;
        }
        return next != null;
    }

    @Override
    public Change next() {
        if (!hasNext()) throw new NoSuchElementException("the watch is over");
        Change change = next;
        next = null;
        return change;
    }

    @Override
    public Iterator<Change> iterator() {
        return this;
    }

    /** Returns the changes that are left as a stream, which blocks like the iterator. */
    public Stream<Change> stream() {
        int kind = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, kind), false).onClose(this::close);
    }

    /** Returns how the call ended, judged by the states seen so far. */
    public Outcome outcome() {
        return Outcome.take(handle.use("watch", Native::watchOutcome));
    }

    /** Stops to follow the call, which goes on unless {@code cancelOnExit} is set and the watch is not over. */
    @Override
    public void close() {
        interrupt.cancel();
        handle.close();
    }
}

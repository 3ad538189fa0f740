package ringout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A batch of calls, from {@link Client#placeAll}: {@code for (Placed placed : client.placeAll(requests, options))}. Each request has
 * exactly one result, in the order in which the calls end. Only one thread at a time may use it.
 *
 * <p>Calls are placed only while your program waits for the next result, so leaving the loop stops placing. Calls already placed go
 * on. If the thread is interrupted, each request without a result gets an {@link OperationCancelledException}, together with its call
 * if it was placed, and the thread's interrupt flag stays set.
 */
public final class PlaceAll implements Iterable<Placed>, Iterator<Placed>, AutoCloseable {
    private final Session session;
    private final Interrupt interrupt;
    private final Handle handle;
    private long remaining;

    PlaceAll(Session session, Handle client, List<CallRequest> requests, PlaceOptions options) {
        this.session = session;
        Interrupt interrupt = session.begin();
        this.interrupt = interrupt;
        // Not closed at the end of the batch: a journal may be the last that refers to it.
        Arena journals = Arena.ofAuto();
        NativePlaceOptions fields = options.fields();
        if (options.journal() != null) {
            Journal journal = new Journal(options.journal(), interrupt);
            fields.journal = Native.journalCallback(journals, journal::save);
        }
        MemorySegment placeAll;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment array = Options.requests(arena, requests);
            MemorySegment struct = fields.write(arena);
            placeAll = client.use("client", pointer -> {
                MemorySegment bound = Native.clientWithCancelToken(pointer, interrupt.token());
                try {
                    return Native.clientPlaceAll(bound, array, requests.size(), struct);
                } finally {
                    Native.clientFree(bound);
                }
            });
        } catch (Throwable thrown) {
            session.end(interrupt);
            throw thrown;
        }
        remaining = Native.placeAllRemaining(placeAll);
        MemorySegment journal = fields.journal;
        handle = Handle.owned(this, placeAll, pointer -> {
            Native.placeAllFree(pointer);
            session.end(interrupt);
            java.lang.ref.Reference.reachabilityFence(journal);
        });
    }

    /** Returns the number of requests that have no result yet. */
    public long remaining() {
        return remaining;
    }

    @Override
    public boolean hasNext() {
        return remaining > 0;
    }

    /** Waits until the next call ends and returns its result. Places the other calls meanwhile. */
    @Override
    public Placed next() {
        if (!hasNext()) throw new NoSuchElementException("every request has had its result");
        NativePlaced placed = handle.use("batch", batch -> {
            NativePlaced result = interrupt.guardBatch(() -> NativePlaced.take(Native.placeAllNext(batch)));
            remaining = Native.placeAllRemaining(batch);
            return result;
        });
        Call call = placed.call() == null ? null : new Call(session, placed.call());
        return new Placed((int) placed.index(), call, placed.outcome(),
            placed.error() == null ? null : RingOutException.of(placed.error()));
    }

    @Override
    public Iterator<Placed> iterator() {
        return this;
    }

    /** Stops placing. Calls that were placed go on. */
    @Override
    public void close() {
        interrupt.cancel();
        handle.close();
    }

    /** The C callback of a journal. */
    private static final class Journal {
        private final PlaceOptions.Journal journal;
        private final Interrupt interrupt;
        private Arena reason = Arena.ofAuto();

        Journal(PlaceOptions.Journal journal, Interrupt interrupt) {
            this.journal = journal;
            this.interrupt = interrupt;
        }

        MemorySegment save(MemorySegment entry, MemorySegment userData) {
            try {
                journal.save(JournalEntry.read(entry));
                return MemorySegment.NULL;
            } catch (Throwable thrown) {
                // The library copies it at once; the field keeps it until then.
                reason = Arena.ofAuto();
                return reason.allocateFrom(RingOut.reason(thrown));
            } finally {
                interrupt.resume();
            }
        }
    }
}

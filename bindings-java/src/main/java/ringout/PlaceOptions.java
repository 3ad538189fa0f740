package ringout;

import java.time.Duration;

/**
 * The options of a batch of calls. Immutable; each method with an argument returns a changed copy of {@link #DEFAULT}.
 *
 * @param until What to wait for with each call.
 * @param timeout The longest time to wait for each call, from when it is placed; null for one hour.
 * @param cancelOnTimeout Whether to hang up when the timeout passes.
 * @param concurrency The most calls at the same time; 0 for no limit. A phone that rings for one call is busy for another, so use 1
 *     if all calls have the same caller.
 * @param totalTimeout The time for the whole batch; null for no limit.
 * @param journal Called before and after each request is sent; null for none.
 */
public record PlaceOptions(
        Until until, Duration timeout, boolean cancelOnTimeout, long concurrency, Duration totalTimeout, Journal journal) {
    /**
     * Saves a journal entry where it outlives the process. It is called on the thread that asks for the next result. If it throws,
     * no more calls are placed, and the remaining requests get a {@link StorageException} with the text of the exception, which
     * must not contain a secret.
     */
    @FunctionalInterface
    public interface Journal {
        /** Saves an entry. */
        void save(JournalEntry entry) throws Exception;
    }

    /** Follows each call to its end for up to one hour, with no limit of calls or of total time, and without a journal. */
    public static final PlaceOptions DEFAULT = new PlaceOptions(Until.ENDED, null, false, 0, null, null);

    /** Returns a copy with another {@code until}. */
    public PlaceOptions until(Until until) {
        return new PlaceOptions(until, timeout, cancelOnTimeout, concurrency, totalTimeout, journal);
    }

    /** Returns a copy with another {@code timeout}. */
    public PlaceOptions timeout(Duration timeout) {
        return new PlaceOptions(until, timeout, cancelOnTimeout, concurrency, totalTimeout, journal);
    }

    /** Returns a copy with another {@code cancelOnTimeout}. */
    public PlaceOptions cancelOnTimeout(boolean cancelOnTimeout) {
        return new PlaceOptions(until, timeout, cancelOnTimeout, concurrency, totalTimeout, journal);
    }

    /** Returns a copy with another {@code concurrency}. */
    public PlaceOptions concurrency(long concurrency) {
        return new PlaceOptions(until, timeout, cancelOnTimeout, concurrency, totalTimeout, journal);
    }

    /** Returns a copy with another {@code totalTimeout}. */
    public PlaceOptions totalTimeout(Duration totalTimeout) {
        return new PlaceOptions(until, timeout, cancelOnTimeout, concurrency, totalTimeout, journal);
    }

    /** Returns a copy with another {@code journal}. */
    public PlaceOptions journal(Journal journal) {
        return new PlaceOptions(until, timeout, cancelOnTimeout, concurrency, totalTimeout, journal);
    }

    NativePlaceOptions fields() {
        if (concurrency < 0) throw Handle.invalid("concurrency", "`concurrency` is negative: " + concurrency);
        NativePlaceOptions fields = new NativePlaceOptions();
        fields.until = Options.required(until, "until").number;
        fields.timeoutMs = Options.millis(timeout, "timeout");
        fields.cancelOnTimeout = Options.flag(cancelOnTimeout);
        fields.concurrency = concurrency;
        // Zero means no limit in C, and a limit that has passed here.
        fields.totalTimeoutMs = totalTimeout == null ? 0 : Math.max(1, Options.count(totalTimeout, "total_timeout"));
        return fields;
    }
}

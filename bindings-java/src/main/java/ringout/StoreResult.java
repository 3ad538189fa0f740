// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The results of a token store's callbacks.
 *
 * <p>Since version 0.1.
 */
public enum StoreResult {
    /**
     * Success.
     */
    OK(0),
    /**
     * From {@code load}: no token is saved under the key.
     */
    NOT_FOUND(1),
    /**
     * From {@code try_lock}: another process or thread holds the lock.
     */
    LOCKED(2),
    /**
     * Failure. {@code sinkSetFailure} sets the reason.
     */
    FAILED(3),
    /**
     * From {@code swap} of a ledger: the current value is not the expected one. {@code sinkSetRecord} sets it, unless
     * there is none.
     */
    CONFLICT(4),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    StoreResult(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static StoreResult of(int number) {
        for (StoreResult value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }
}

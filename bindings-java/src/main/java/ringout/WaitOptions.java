package ringout;

import java.time.Duration;

/**
 * How to wait for a call. Immutable; each method with an argument returns a changed copy of {@link #DEFAULT}.
 *
 * @param until What to wait for.
 * @param timeout The longest time to wait; null for one hour. Zero returns the known outcome without polling.
 * @param cancelOnTimeout Whether to hang up when the timeout passes. If that fails, the outcome is that of the last known state.
 * @param cancelOnExit Whether to hang up if the wait is left without an outcome: interrupted, failed or closed.
 */
public record WaitOptions(Until until, Duration timeout, boolean cancelOnTimeout, boolean cancelOnExit) {
    /** Follows a call to its end for up to one hour. */
    public static final WaitOptions DEFAULT = new WaitOptions(Until.ENDED, null, false, false);

    /** Returns a copy with another {@code until}. */
    public WaitOptions until(Until until) {
        return new WaitOptions(until, timeout, cancelOnTimeout, cancelOnExit);
    }

    /** Returns a copy with another {@code timeout}. */
    public WaitOptions timeout(Duration timeout) {
        return new WaitOptions(until, timeout, cancelOnTimeout, cancelOnExit);
    }

    /** Returns a copy with another {@code cancelOnTimeout}. */
    public WaitOptions cancelOnTimeout(boolean cancelOnTimeout) {
        return new WaitOptions(until, timeout, cancelOnTimeout, cancelOnExit);
    }

    /** Returns a copy with another {@code cancelOnExit}. */
    public WaitOptions cancelOnExit(boolean cancelOnExit) {
        return new WaitOptions(until, timeout, cancelOnTimeout, cancelOnExit);
    }

    NativeWaitOptions fields() {
        NativeWaitOptions fields = new NativeWaitOptions();
        fields.until = Options.required(until, "until").number;
        fields.timeoutMs = Options.millis(timeout, "timeout");
        fields.cancelOnTimeout = Options.flag(cancelOnTimeout);
        fields.cancelOnExit = Options.flag(cancelOnExit);
        return fields;
    }
}

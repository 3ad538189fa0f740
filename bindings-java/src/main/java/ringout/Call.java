package ringout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A call on RingCentral, from {@link Client#createCall} or {@link Client#call}. May be used from many threads at once. The call goes
 * on when this object is collected; {@link #scoped} hangs up at the end of a block.
 */
public final class Call {
    private final Session session;
    private final Handle handle;
    private final String id;

    /** Takes the handle, which is bound to an operation that is over. */
    Call(Session session, MemorySegment call) {
        this.session = session;
        MemorySegment bound = session.boundCall(call);
        handle = Handle.owned(this, bound, Native::callFree);
        id = Native.callId(bound);
    }

    /** Returns RingCentral's id of the call, an opaque string. {@link Client#call} takes it, in another process if necessary. */
    public String id() {
        return id;
    }

    /** Returns the last known state, or null if none is known yet. Sends nothing. */
    public CallState state() {
        return CallState.take(handle.use("call", Native::callState));
    }

    /** Returns how the call ended, judged by the states seen so far. Sends nothing. */
    public Outcome outcome() {
        return Outcome.take(handle.use("call", Native::callOutcome));
    }

    /** Requests the state of the call once. To follow a call, use {@link #watch} or {@link #await}. */
    public CallState status() {
        return session.call(handle, call -> CallState.take(Native.callStatus(call)));
    }

    /** Like {@link #status}, without blocking. */
    public CompletableFuture<CallState> statusAsync() {
        return start(Native::callStatusInto, NativeEvent::state);
    }

    /** Waits until the call ends, for up to one hour. */
    public Outcome await() {
        return await(WaitOptions.DEFAULT);
    }

    /** Waits until the call ends or both phones have answered. If the timeout passes, the outcome is {@code STILL_IN_PROGRESS}. */
    public Outcome await(WaitOptions options) {
        return withOptions(options,
            struct -> Outcome.take(session.call(handle, call -> Native.callWait(call, struct))));
    }

    /** Like {@link #await}, without blocking and without a thread. */
    public CompletableFuture<Outcome> awaitAsync(WaitOptions options) {
        return withOptions(options, struct ->
            start((call, inbox, tag) -> Native.callWaitInto(call, struct, inbox, tag), NativeEvent::outcome));
    }

    /** Follows the call: an iterator over its changes, which blocks until the next one and stops when {@link #await} would return. */
    public Watch watch() {
        return watch(WaitOptions.DEFAULT);
    }

    /** Like {@link #watch()}, with options. */
    public Watch watch(WaitOptions options) {
        return withOptions(options, struct -> new Watch(session, handle, struct));
    }

    /**
     * Follows the call without blocking and without a thread. The consumer is called in the common pool with each change, one at a
     * time. If it throws, the future fails with its exception.
     */
    public CompletableFuture<Outcome> watchAsync(WaitOptions options, Consumer<Change> changes) {
        Options.required(changes, "changes");
        session.check();
        return withOptions(options, struct -> handle.use("call", call -> Dispatcher.follow(
            (inbox, tag) -> Native.callWatchInto(call, struct, inbox, tag), changes, NativeEvent::outcome)));
    }

    /** Cancels the call and polls it once to see the effect. A call that has already ended is not an error. */
    public CancelEffect cancel() {
        return CancelEffect.of(session.call(handle, Native::callCancel));
    }

    /** Like {@link #cancel}, without blocking. */
    public CompletableFuture<CancelEffect> cancelAsync() {
        return start(Native::callCancelInto, NativeEvent::cancelEffect);
    }

    /** Looks the call up in RingCentral's call log. The record appears some time after the call has ended. */
    public LoggedCall log() {
        return LoggedCall.take(session.call(handle, Native::callLog));
    }

    /** Like {@link #log}, without blocking. */
    public CompletableFuture<LoggedCall> logAsync() {
        return start(Native::callLogInto, NativeEvent::loggedCall);
    }

    /** Lets the call go on: no {@link ScopedCall} and no wait with {@code cancelOnExit} that has begun hangs it up. */
    public void detach() {
        handle.use("call", call -> {
            Native.callDetach(call);
            return null;
        });
    }

    /** Returns an object that hangs up when it is closed, unless the call is over or {@link #detach} was called since. */
    public ScopedCall scoped() {
        session.check();
        return new ScopedCall(this, handle.use("call", Native::scopedCallNew));
    }

    /** Shows the id and the last known state. */
    @Override
    public String toString() {
        CallState state = state();
        return "call " + id + (state == null ? "" : ": " + state);
    }

    private static <T> T withOptions(WaitOptions options, Function<MemorySegment, T> function) {
        NativeWaitOptions fields = Options.required(options, "options").fields();
        try (Arena arena = Arena.ofConfined()) {
            return function.apply(fields.write(arena));
        }
    }

    private interface Starting {
        void into(MemorySegment call, MemorySegment inbox, long tag);
    }

    private <T> CompletableFuture<T> start(Starting starting, Function<NativeEvent, T> convert) {
        session.check();
        return handle.use("call", call -> Dispatcher.start((inbox, tag) -> starting.into(call, inbox, tag), convert));
    }
}

// A call, and the object that hangs it up.

using System;
using System.Threading;
using System.Threading.Tasks;

namespace RingOut
{
    /// <summary>
    /// A call on RingCentral, from Client.CreateCall or Client.Call. May be used from many threads at once. The call goes on when this
    /// object is collected; Scoped hangs up at the end of a block.
    /// </summary>
    public sealed class Call
    {
        private readonly Session session;
        private readonly Handle handle;

        /// <summary>Takes the handle, which is bound to an operation that is over.</summary>
        internal Call(Session session, IntPtr call)
        {
            this.session = session;
            handle = session.OwnCall(call);
            Id = handle.Use(Native.CallId);
        }

        /// <summary>RingCentral's id of the call, an opaque string. Client.Call takes it, in another process if necessary.</summary>
        public string Id { get; private set; }

        /// <summary>The last known state, or null if none is known yet. Sends nothing.</summary>
        public CallState State
        {
            get { return CallState.Take(handle.Use(Native.CallState)); }
        }

        /// <summary>How the call ended, judged by the states seen so far. Sends nothing.</summary>
        public Outcome Outcome
        {
            get { return RingOut.Outcome.Take(handle.Use(Native.CallOutcome)); }
        }

        /// <summary>Requests the state of the call once. To follow a call, use Watch or Wait.</summary>
        public CallState Status(CancellationToken cancellation = default(CancellationToken))
        {
            return CallState.Take(session.OnCall(handle, cancellation, Native.CallStatus));
        }

        /// <summary>Like Status.</summary>
        public Task<CallState> StatusAsync(CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.CallStatusInto, last => last.State, cancellation);
        }

        /// <summary>
        /// Waits until the call ends or both phones have answered. If the timeout passes, the outcome is StillInProgress.
        /// </summary>
        public Outcome Wait(WaitOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            return WithOptions(options, fields => RingOut.Outcome.Take(
                session.OnCall(handle, cancellation, call => Native.CallWait(call, fields))));
        }

        /// <summary>Like Wait, without a thread.</summary>
        public Task<Outcome> WaitAsync(WaitOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            return WithOptions(options, fields => Start(
                (call, inbox, tag) => Native.CallWaitInto(call, fields, inbox, tag), last => last.Outcome, cancellation));
        }

        /// <summary>
        /// Follows the call: foreach gets its changes. It blocks until the next change, and stops when Wait would return.
        /// </summary>
        public Watch Watch(WaitOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            return WithOptions(options, fields => new Watch(session, handle, fields, cancellation));
        }

        /// <summary>Like Watch, without a thread: for await foreach (C# 8), or calls of MoveNextAsync.</summary>
        public ChangeStream Changes(WaitOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            session.Check();
            return WithOptions(options, fields => handle.Use(call => new ChangeStream(cancellation, (changes, stop) =>
                Dispatcher.Follow((inbox, tag) => Native.CallWatchInto(call, fields, inbox, tag), changes, stop))));
        }

        /// <summary>Cancels the call and polls it once to see the effect. A call that has already ended is not an error.</summary>
        public CancelEffect Cancel(CancellationToken cancellation = default(CancellationToken))
        {
            return (CancelEffect)session.OnCall(handle, cancellation, Native.CallCancel);
        }

        /// <summary>Like Cancel.</summary>
        public Task<CancelEffect> CancelAsync(CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.CallCancelInto, last => last.CancelEffect, cancellation);
        }

        /// <summary>Looks the call up in RingCentral's call log. The record appears some time after the call has ended.</summary>
        public LoggedCall Log(CancellationToken cancellation = default(CancellationToken))
        {
            return LoggedCall.Take(session.OnCall(handle, cancellation, Native.CallLog));
        }

        /// <summary>Like Log.</summary>
        public Task<LoggedCall> LogAsync(CancellationToken cancellation = default(CancellationToken))
        {
            return Start(Native.CallLogInto, last => last.LoggedCall, cancellation);
        }

        /// <summary>Lets the call go on: no ScopedCall and no wait with CancelOnExit that has begun hangs it up.</summary>
        public void Detach()
        {
            handle.Use(Native.CallDetach);
        }

        /// <summary>
        /// Returns an object for a using block, which hangs up at its end, unless the call is over or Detach was called in the block.
        /// </summary>
        public ScopedCall Scoped()
        {
            session.Check();
            return new ScopedCall(handle.Use(Native.ScopedCallNew));
        }

        /// <summary>Shows the id and the last known state.</summary>
        public override string ToString()
        {
            var state = State;
            return "call " + Id + (state == null ? "" : ": " + state);
        }

        private static T WithOptions<T>(WaitOptions options, Func<IntPtr, T> function)
        {
            using (var memory = new Native.NativeMemory())
            {
                return function(memory.Structs((options ?? new WaitOptions()).Fields()));
            }
        }

        private Task<T> Start<T>(Action<IntPtr, IntPtr, ulong> start, Func<NativeEvent, T> convert, CancellationToken cancellation)
        {
            session.Check();
            return handle.Use(call => Dispatcher.Start((inbox, tag) => start(call, inbox, tag), convert, cancellation));
        }
    }

    /// <summary>Hangs a call up when it is disposed, from Call.Scoped.</summary>
    public sealed class ScopedCall : IDisposable
    {
        private readonly Handle handle;

        internal ScopedCall(IntPtr scoped)
        {
            handle = new Handle(scoped, Native.ScopedCallFree, "ScopedCall");
        }

        /// <summary>Begins to hang up, unless the call is known to be over or was detached. Does not block.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }
    }
}

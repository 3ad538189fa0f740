// The changes of a call, for foreach and for await foreach.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace RingOut
{
    /// <summary>
    /// The changes of a call, from Call.Watch: foreach (var change in call.Watch()). It can be enumerated once. Leaving the loop ends the
    /// watch. Only one thread at a time may use it. Errors are those of Call.Wait; after one, the watch is over.
    /// </summary>
    public sealed class Watch : IEnumerable<Change>, IEnumerator<Change>
    {
        private readonly Session session;
        private readonly Interrupt interrupt;
        private readonly Handle handle;
        private readonly CancellationToken cancellation;
        private Outcome outcome;
        private bool isOver;

        internal Watch(Session session, Handle call, IntPtr options, CancellationToken cancellation)
        {
            this.session = session;
            this.cancellation = cancellation;
            interrupt = session.Begin();
            try
            {
                handle = call.Use(pointer =>
                {
                    var bound = interrupt.Call(pointer);
                    try
                    {
                        return new Handle(Native.WatchNew(bound, options), Native.WatchFree, "Watch");
                    }
                    finally
                    {
                        Native.CallFree(bound);
                    }
                });
            }
            catch
            {
                session.End(interrupt);
                throw;
            }
        }

        /// <summary>The latest change.</summary>
        public Change Current { get; private set; }

        object IEnumerator.Current
        {
            get { return Current; }
        }

        /// <summary>How the call ended, judged by the states seen so far.</summary>
        public Outcome Outcome
        {
            get { return outcome ?? RingOut.Outcome.Take(handle.Use(Native.WatchOutcome)); }
        }

        /// <summary>Waits for the next change. Returns false when Call.Wait would return.</summary>
        public bool MoveNext()
        {
            if (isOver) return false;
            isOver = true;
            Current = handle.Use(watch => interrupt.Run(cancellation, () => Change.Read(Native.WatchNext(watch))));
            isOver = Current == null;
            return !isOver;
        }

        /// <summary>Returns itself.</summary>
        public IEnumerator<Change> GetEnumerator()
        {
            return this;
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return this;
        }

        void IEnumerator.Reset()
        {
            throw new NotSupportedException();
        }

        /// <summary>Ends the watch. The call goes on, unless CancelOnExit is set and the watch is not over.</summary>
        public void Dispose()
        {
            if (outcome != null) return;
            outcome = Outcome;
            isOver = true;
            interrupt.Cancel();
            handle.Dispose();
            session.End(interrupt);
            GC.SuppressFinalize(this);
        }

        /// <summary>Lets the client forget a watch that was not disposed. Its handle frees itself.</summary>
        ~Watch()
        {
            if (interrupt != null) session.End(interrupt);
        }
    }

    /// <summary>The changes of a call without a thread, from Call.Changes. It can be enumerated once, by one task at a time.</summary>
    public sealed class ChangeStream
    {
        private readonly Queue<Change> changes = new Queue<Change>();
        private readonly CancellationTokenSource stop;
        private TaskCompletionSource<bool> waiting;
        private bool isOver;

        internal ChangeStream(CancellationToken cancellation, Func<Action<Change>, CancellationToken, Task<Outcome>> start)
        {
            stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Outcome = start(Add, stop.Token);
            Outcome.ContinueWith(_ => End(), TaskContinuationOptions.ExecuteSynchronously);
        }

        /// <summary>How the call ended, when the last change was taken.</summary>
        public Task<Outcome> Outcome { get; private set; }

        /// <summary>The latest change.</summary>
        public Change Current { get; private set; }

        private void Add(Change change)
        {
            lock (changes) changes.Enqueue(change);
            Wake();
        }

        private void End()
        {
            lock (changes) isOver = true;
            Wake();
        }

        private void Wake()
        {
            TaskCompletionSource<bool> woken;
            lock (changes)
            {
                woken = waiting;
                waiting = null;
            }
            if (woken != null) woken.TrySetResult(true);
        }

        /// <summary>
        /// Waits for the next change. Returns false when Call.Wait would return, and fails with the errors of Call.Wait.
        /// </summary>
        public async Task<bool> MoveNextAsync()
        {
            while (true)
            {
                Task wake;
                lock (changes)
                {
                    if (changes.Count > 0)
                    {
                        Current = changes.Dequeue();
                        return true;
                    }
                    if (isOver) break;
                    waiting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                    wake = waiting.Task;
                }
                await wake.ConfigureAwait(false);
            }
            await Outcome.ConfigureAwait(false);
            return false;
        }

        /// <summary>Returns itself, for await foreach. The token ends the watch.</summary>
        public ChangeStream GetAsyncEnumerator(CancellationToken cancellation = default(CancellationToken))
        {
            cancellation.Register(stop.Cancel);
            return this;
        }

        /// <summary>Ends the watch. The call goes on, unless CancelOnExit is set and the watch is not over.</summary>
        public Task DisposeAsync()
        {
            stop.Cancel();
            return Task.FromResult(true);
        }
    }
}

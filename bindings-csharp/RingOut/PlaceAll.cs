// Batches of calls.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace RingOut
{
    /// <summary>The result of one request of Client.PlaceAll.</summary>
    public sealed class Placed
    {
        internal Placed(Session session, NativePlaced placed)
        {
            Index = (int)placed.Index;
            Call = placed.Call == IntPtr.Zero ? null : new Call(session, placed.Call);
            Outcome = placed.Outcome;
            Error = placed.Error == null ? null : RingOutException.Of(placed.Error);
        }

        /// <summary>The index of the request, counted from 0.</summary>
        public int Index { get; private set; }

        /// <summary>The call; null if it was not placed.</summary>
        public Call Call { get; private set; }

        /// <summary>The outcome of the call; null if there is an error instead.</summary>
        public Outcome Outcome { get; private set; }

        /// <summary>The error, or null. With a call: it was placed but could not be followed to its end.</summary>
        public RingOutException Error { get; private set; }

        /// <summary>Shows the index with the outcome or the error.</summary>
        public override string ToString()
        {
            return Index + " " + (Error == null ? Outcome.ToString() : Error.Message);
        }
    }

    /// <summary>
    /// A batch of calls, from Client.PlaceAll: foreach (var placed in client.PlaceAll(requests)). Each request has exactly one result, in
    /// the order in which the calls end. It can be enumerated once, by one thread or task at a time.
    /// </summary>
    /// <remarks>
    /// Calls are placed only while your program waits for the next result, so leaving the loop stops placing. Calls already placed go on.
    /// After a cancellation each request without a result gets an OperationCancelledException, together with its call if it was placed.
    /// </remarks>
    public sealed class PlaceAll : IEnumerable<Placed>, IEnumerator<Placed>
    {
        private readonly Session session;
        private readonly Interrupt interrupt;
        private readonly Handle handle;
        private readonly Action<JournalEntry> journal;
        // Kept because C code refers to it.
        private readonly JournalCallback callback;
        private readonly CancellationTokenRegistration registration;
        private IntPtr reason;

        internal PlaceAll(Session session, Handle client, CallRequest[] requests, PlaceOptions options, CancellationToken cancellation)
        {
            this.session = session;
            interrupt = session.Begin();
            try
            {
                using (var memory = new Native.NativeMemory())
                {
                    var fields = new NativeCallRequest[requests.Length];
                    for (var i = 0; i < fields.Length; i++) fields[i] = Convert.Required(requests[i], "requests[" + i + "]").Fields(memory);
                    var settings = options.Fields();
                    journal = options.Journal;
                    callback = Save;
                    if (journal != null) settings.Journal = Marshal.GetFunctionPointerForDelegate(callback);
                    handle = client.Use(pointer => Create(pointer, memory.Structs(fields), fields.Length, memory.Structs(settings)));
                }
            }
            catch
            {
                session.End(interrupt);
                throw;
            }
            Remaining = requests.Length;
            registration = cancellation.Register(interrupt.Cancel);
        }

        private Handle Create(IntPtr client, IntPtr requests, long count, IntPtr options)
        {
            var bound = interrupt.Client(client);
            try
            {
                return new Handle(Native.ClientPlaceAll(bound, requests, count, options), Native.PlaceAllFree, "PlaceAll");
            }
            finally
            {
                Native.ClientFree(bound);
            }
        }

        /// <summary>The number of requests that have no result yet.</summary>
        public long Remaining { get; private set; }

        /// <summary>The latest result.</summary>
        public Placed Current { get; private set; }

        object IEnumerator.Current
        {
            get { return Current; }
        }

        /// <summary>Waits until the next call ends. Places the other calls meanwhile. Returns false when every request has had its result.</summary>
        public bool MoveNext()
        {
            if (Remaining == 0) return false;
            var placed = handle.Use(batch =>
            {
                var next = NativePlaced.Take(Native.PlaceAllNext(batch));
                Remaining = Native.PlaceAllRemaining(batch);
                return next;
            });
            Current = placed == null ? null : new Placed(session, placed);
            return placed != null;
        }

        /// <summary>Like MoveNext, on a thread of its own.</summary>
        public Task<bool> MoveNextAsync()
        {
            return Task.Factory.StartNew(() => MoveNext(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        /// <summary>Returns itself.</summary>
        public IEnumerator<Placed> GetEnumerator()
        {
            return this;
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return this;
        }

        /// <summary>Returns itself, for await foreach. The token interrupts the batch.</summary>
        public PlaceAll GetAsyncEnumerator(CancellationToken cancellation = default(CancellationToken))
        {
            cancellation.Register(interrupt.Cancel);
            return this;
        }

        void IEnumerator.Reset()
        {
            throw new NotSupportedException();
        }

        /// <summary>Stops placing. Calls that were placed go on.</summary>
        public void Dispose()
        {
            interrupt.Cancel();
            handle.Dispose();
            registration.Dispose();
            session.End(interrupt);
            Marshal.FreeHGlobal(Interlocked.Exchange(ref reason, IntPtr.Zero));
            GC.SuppressFinalize(this);
        }

        /// <summary>Lets the client forget a batch that was not disposed. Its handle frees itself.</summary>
        ~PlaceAll()
        {
            if (interrupt != null) session.End(interrupt);
            Marshal.FreeHGlobal(reason);
        }

        /// <summary>Like Dispose.</summary>
        public Task DisposeAsync()
        {
            Dispose();
            return Task.FromResult(true);
        }

        private IntPtr Save(IntPtr entry, IntPtr userData)
        {
            try
            {
                journal(JournalEntry.Read(entry));
                return IntPtr.Zero;
            }
            catch (Exception failure)
            {
                // The library copies it at once; the field keeps it until then.
                var bytes = Encoding.UTF8.GetBytes(Convert.Reason(failure) + "\0");
                var text = Marshal.AllocHGlobal(bytes.Length);
                Marshal.Copy(bytes, 0, text, bytes.Length);
                Marshal.FreeHGlobal(Interlocked.Exchange(ref reason, text));
                return text;
            }
        }
    }
}

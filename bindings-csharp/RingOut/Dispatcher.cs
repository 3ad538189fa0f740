// Asynchronous operations: one inbox of the library for the process, read by one thread.

using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace RingOut
{
    internal sealed class Dispatcher
    {
        private static readonly Lazy<Dispatcher> Events = new Lazy<Dispatcher>(() => new Dispatcher("ringout events"));
        private static readonly Lazy<Dispatcher> LogEvents = new Lazy<Dispatcher>(() => new Dispatcher("ringout log"));

        // The end of a Mono program waits for background threads that are in native code, so this one returns from it now and then, and
        // ends when nothing is under way.
        private static readonly uint LongestWait = Type.GetType("Mono.Runtime") == null ? NativeConstants.DefaultTimeout : 100;

        private readonly IntPtr inbox = Native.InboxNew();
        private readonly ConcurrentDictionary<ulong, Action<NativeEvent>> receivers = new ConcurrentDictionary<ulong, Action<NativeEvent>>();
        private long lastTag;

        private readonly string name;
        private bool isReading;

        private Dispatcher(string name)
        {
            this.name = name;
        }

        private void Receive(ulong tag, Action<NativeEvent> receiver)
        {
            lock (receivers)
            {
                receivers[tag] = receiver;
                if (isReading) return;
                isReading = true;
            }
            new Thread(Read) { IsBackground = true, Name = name }.Start();
        }

        private void Read()
        {
            while (true)
            {
                var next = NativeEvent.Take(Native.InboxWait(inbox, LongestWait));
                Action<NativeEvent> receiver;
                if (next == null)
                {
                    lock (receivers)
                    {
                        isReading = !receivers.IsEmpty;
                        if (!isReading) return;
                    }
                    continue;
                }
                if (receivers.TryGetValue(next.Tag, out receiver)) receiver(next);
                else if (next.Call != IntPtr.Zero) Native.CallFree(next.Call);
            }
        }

        /// <summary>Starts an operation. Its result is what `convert` makes of its last event.</summary>
        internal static Task<T> Start<T>(Action<IntPtr, ulong> start, Func<NativeEvent, T> convert, CancellationToken cancellation)
        {
            return Events.Value.Begin(start, null, convert, cancellation);
        }

        /// <summary>Like `Start`, with a function that gets the changes before the last event. It must not block.</summary>
        internal static Task<Outcome> Follow(Action<IntPtr, ulong> start, Action<Change> changes, CancellationToken cancellation)
        {
            return Events.Value.Begin(start, changes, last => last.Outcome, cancellation);
        }

        private Task<T> Begin<T>(Action<IntPtr, ulong> start, Action<Change> changes, Func<NativeEvent, T> convert,
            CancellationToken cancellation)
        {
            var tag = (ulong)Interlocked.Increment(ref lastTag);
            // Continuations run on the pool, so that the thread of the inbox never waits for them.
            var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            var registration = default(CancellationTokenRegistration);
            if (cancellation.IsCancellationRequested)
            {
                // Before anything is sent.
                result.TrySetCanceled(cancellation);
                return result.Task;
            }
            Receive(tag, next =>
            {
                if (next.Kind == EventKind.Change)
                {
                    changes(next.Change);
                    return;
                }
                Action<NativeEvent> removed;
                receivers.TryRemove(tag, out removed);
                Finish(result, next, convert, cancellation);
                // On the pool, because it waits for a cancellation that is running, which may wait for this thread.
                ThreadPool.QueueUserWorkItem(_ => registration.Dispose());
            });
            try
            {
                start(inbox, tag);
            }
            catch
            {
                Action<NativeEvent> removed;
                receivers.TryRemove(tag, out removed);
                throw;
            }
            registration = cancellation.Register(() => Native.InboxInterrupt(inbox, tag));
            if (result.Task.IsCompleted) registration.Dispose();
            return result.Task;
        }

        private static void Finish<T>(TaskCompletionSource<T> result, NativeEvent last, Func<NativeEvent, T> convert,
            CancellationToken cancellation)
        {
            try
            {
                if (last.Error == null) result.TrySetResult(convert(last));
                else if (last.Error.Code == ErrorCode.Cancelled && cancellation.IsCancellationRequested) result.TrySetCanceled(cancellation);
                else result.TrySetException(RingOutException.Of(last.Error));
            }
            catch (Exception failure)
            {
                result.TrySetException(failure);
            }
        }

        /// <summary>Sends log records to a function, on a thread of their own; null for none.</summary>
        internal static void Log(LogLevel level, Action<LogLevel, string> logger)
        {
            var log = LogEvents.Value;
            log.receivers.Clear();
            var tag = (ulong)Interlocked.Increment(ref log.lastTag);
            if (logger != null)
            {
                log.Receive(tag, next =>
                {
                    try
                    {
                        logger(next.LogLevel, next.LogMessage);
                    }
                    catch (Exception)
                    {
                        // There is no operation that could report it, and the next record may succeed.
                    }
                });
            }
            Native.LogInto(logger == null ? 0 : (uint)level, log.inbox, tag);
        }
    }
}

// Ownership of pointers, and what a client and its calls share: whether the client is disposed, and the operations to interrupt then.

using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace RingOut
{
    /// <summary>A pointer of the library, freed by Dispose or the garbage collector, never during a use.</summary>
    internal sealed class Handle : SafeHandle
    {
        private readonly Action<IntPtr> free;
        private readonly string owner;

        /// <summary>`free` must be a static function.</summary>
        internal Handle(IntPtr pointer, Action<IntPtr> free, string owner) : base(IntPtr.Zero, true)
        {
            this.free = free;
            this.owner = owner;
            SetHandle(pointer);
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        protected override bool ReleaseHandle()
        {
            free(handle);
            return true;
        }

        /// <summary>Passes the pointer to a function.</summary>
        internal T Use<T>(Func<IntPtr, T> function)
        {
            var isHeld = false;
            try
            {
                try
                {
                    DangerousAddRef(ref isHeld);
                }
                catch (ObjectDisposedException)
                {
                    throw new ObjectDisposedException(owner);
                }
                return function(handle);
            }
            finally
            {
                if (isHeld) DangerousRelease();
            }
        }

        internal void Use(Action<IntPtr> function)
        {
            Use(pointer =>
            {
                function(pointer);
                return true;
            });
        }
    }

    /// <summary>A cancel token of the library.</summary>
    internal sealed class Interrupt
    {
        private readonly Handle token = new Handle(Native.CancelTokenNew(), Native.CancelTokenFree, "Interrupt");

        internal void Cancel()
        {
            try
            {
                token.Use(Native.CancelTokenCancel);
            }
            catch (ObjectDisposedException)
            {
                // The operation is over.
            }
        }

        /// <summary>Returns another handle of a client, which the token can interrupt.</summary>
        internal IntPtr Client(IntPtr client)
        {
            return token.Use(pointer => Native.ClientWithCancelToken(client, pointer));
        }

        internal IntPtr Call(IntPtr call)
        {
            return token.Use(pointer => Native.CallWithCancelToken(call, pointer));
        }

        internal void Free()
        {
            token.Dispose();
        }

        /// <summary>Runs an operation on the thread of the caller, which a cancellation interrupts.</summary>
        internal T Run<T>(CancellationToken cancellation, Func<T> operation)
        {
            try
            {
                using (cancellation.Register(Cancel)) return operation();
            }
            catch (OperationCancelledException error)
            {
                if (!cancellation.IsCancellationRequested) throw;
                throw new OperationCanceledException(error.Message, error, cancellation);
            }
        }
    }

    /// <summary>What a client, the clients made from it, and its calls share.</summary>
    internal sealed class Session
    {
        // Bound to every handle that no operation has bound to its own. Interrupts what runs without a thread.
        private readonly Interrupt all = new Interrupt();
        private readonly HashSet<Interrupt> active = new HashSet<Interrupt>();
        private bool isDisposed;

        internal void Check()
        {
            lock (active)
            {
                if (isDisposed) throw new ObjectDisposedException("Client");
            }
        }

        /// <summary>Returns a new interrupt for an operation, a watch or a batch.</summary>
        internal Interrupt Begin()
        {
            Check();
            var interrupt = new Interrupt();
            lock (active)
            {
                active.Add(interrupt);
                if (isDisposed) interrupt.Cancel();
            }
            return interrupt;
        }

        internal void End(Interrupt interrupt)
        {
            lock (active) active.Remove(interrupt);
            interrupt.Free();
        }

        internal void Dispose()
        {
            lock (active)
            {
                isDisposed = true;
                foreach (var each in active) each.Cancel();
            }
            all.Cancel();
        }

        /// <summary>Returns another handle of a client, bound to this session, and frees the given one.</summary>
        internal Handle OwnClient(IntPtr client)
        {
            try
            {
                return new Handle(all.Client(client), Native.ClientFree, "Client");
            }
            finally
            {
                Native.ClientFree(client);
            }
        }

        internal Handle OwnCall(IntPtr call)
        {
            try
            {
                return new Handle(all.Call(call), Native.CallFree, "Call");
            }
            finally
            {
                Native.CallFree(call);
            }
        }

        /// <summary>Runs a blocking operation on a client.</summary>
        internal T OnClient<T>(Handle client, CancellationToken cancellation, Func<IntPtr, T> operation)
        {
            return Run(client, (interrupt, pointer) => interrupt.Client(pointer), Native.ClientFree, cancellation, operation);
        }

        /// <summary>Runs a blocking operation on a call.</summary>
        internal T OnCall<T>(Handle call, CancellationToken cancellation, Func<IntPtr, T> operation)
        {
            return Run(call, (interrupt, pointer) => interrupt.Call(pointer), Native.CallFree, cancellation, operation);
        }

        private T Run<T>(Handle handle, Func<Interrupt, IntPtr, IntPtr> bind, Action<IntPtr> free,
            CancellationToken cancellation, Func<IntPtr, T> operation)
        {
            var interrupt = Begin();
            try
            {
                return handle.Use(pointer =>
                {
                    var bound = bind(interrupt, pointer);
                    try
                    {
                        return interrupt.Run(cancellation, () => operation(bound));
                    }
                    finally
                    {
                        free(bound);
                    }
                });
            }
            finally
            {
                End(interrupt);
            }
        }
    }
}

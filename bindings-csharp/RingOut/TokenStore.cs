// Token stores of programs.

using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;

namespace RingOut
{
    /// <summary>
    /// Your own token store. Its methods are called on threads of the library, several at once. A method that throws fails the operation with
    /// a StorageException, whose text has that of the exception; so it must not contain a secret. If only saving fails, the client
    /// uses the token even so and logs a warning.
    /// </summary>
    public interface ITokenStore
    {
        /// <summary>Returns the token that is saved under the key, as Save received it, or null.</summary>
        string Load(TokenKey key);

        /// <summary>Saves a token, which is JSON and a secret, under the key. Null removes it.</summary>
        void Save(TokenKey key, string token);

        /// <summary>
        /// Takes the lock for replacing the token, without waiting. Returns whether it was free. A store without a lock returns true;
        /// then two processes may log in at the same time.
        /// </summary>
        bool TryLock(TokenKey key);

        /// <summary>Releases the lock, once for each successful TryLock, possibly on another thread.</summary>
        void Unlock(TokenKey key);
    }

    /// <summary>The C callbacks of a token store. They live as long as the program and find the store by its number.</summary>
    internal static class TokenStoreBridge
    {
        private static readonly ConcurrentDictionary<long, ITokenStore> Stores = new ConcurrentDictionary<long, ITokenStore>();
        private static readonly TokenLoadCallback LoadFunction = Load;
        private static readonly TokenSaveCallback SaveFunction = Save;
        private static readonly TokenTryLockCallback TryLockFunction = TryLock;
        private static readonly TokenUnlockCallback UnlockFunction = Unlock;
        private static readonly FreeUserDataCallback FreeFunction = Free;
        private static long last;

        /// <summary>Makes the client of a configuration with a store.</summary>
        internal static IntPtr Client(NativeConfig config, ITokenStore store, Native.NativeMemory memory)
        {
            var number = Interlocked.Increment(ref last);
            var fields = NativeTokenStore.Create();
            fields.UserData = (IntPtr)number;
            fields.Load = Marshal.GetFunctionPointerForDelegate(LoadFunction);
            fields.Save = Marshal.GetFunctionPointerForDelegate(SaveFunction);
            fields.TryLock = Marshal.GetFunctionPointerForDelegate(TryLockFunction);
            fields.Unlock = Marshal.GetFunctionPointerForDelegate(UnlockFunction);
            fields.FreeUserData = Marshal.GetFunctionPointerForDelegate(FreeFunction);
            config.TokenStore = memory.Structs(fields);
            Stores[number] = store;
            try
            {
                return Native.ClientNew(memory.Structs(config));
            }
            catch
            {
                Free((IntPtr)number);
                throw;
            }
        }

        private static void Free(IntPtr number)
        {
            ITokenStore removed;
            Stores.TryRemove((long)number, out removed);
        }

        private static uint Run(IntPtr sink, Func<StoreResult> task)
        {
            try
            {
                return (uint)task();
            }
            catch (Exception failure)
            {
                Native.TokenSinkSetFailure(sink, Convert.Reason(failure));
                return (uint)StoreResult.Failed;
            }
        }

        private static uint Load(IntPtr key, IntPtr sink, IntPtr number)
        {
            return Run(sink, () =>
            {
                var token = Stores[(long)number].Load(TokenKey.Read(key));
                if (token == null) return StoreResult.NotFound;
                Native.TokenSinkSetToken(sink, token);
                return StoreResult.Ok;
            });
        }

        private static uint Save(IntPtr key, IntPtr token, IntPtr sink, IntPtr number)
        {
            return Run(sink, () =>
            {
                Stores[(long)number].Save(TokenKey.Read(key), Native.Text(token));
                return StoreResult.Ok;
            });
        }

        private static uint TryLock(IntPtr key, IntPtr sink, IntPtr number)
        {
            return Run(sink, () => Stores[(long)number].TryLock(TokenKey.Read(key)) ? StoreResult.Ok : StoreResult.Locked);
        }

        private static void Unlock(IntPtr key, IntPtr number)
        {
            try
            {
                Stores[(long)number].Unlock(TokenKey.Read(key));
            }
            catch (Exception)
            {
                // There is no operation that could report it.
            }
        }
    }
}

// The C callbacks of a token store.

package ringout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

final class TokenStoreBridge {
    // The stubs are valid forever and find the store by its number, because the last one must not free itself.
    private static final Map<Long, TokenStore> STORES = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();
    private static final MemorySegment LOAD = Native.tokenLoadCallback(Arena.global(), TokenStoreBridge::load);
    private static final MemorySegment SAVE = Native.tokenSaveCallback(Arena.global(), TokenStoreBridge::save);
    private static final MemorySegment TRY_LOCK = Native.tokenTryLockCallback(Arena.global(), TokenStoreBridge::tryLock);
    private static final MemorySegment UNLOCK = Native.tokenUnlockCallback(Arena.global(), TokenStoreBridge::unlock);
    private static final MemorySegment FREE =
        Native.freeUserDataCallback(Arena.global(), number -> STORES.remove(number.address()));

    private TokenStoreBridge() {}

    /** Makes the client of a configuration with a store. */
    static MemorySegment client(NativeConfig config, TokenStore store, Arena arena) {
        long number = LAST.incrementAndGet();
        NativeTokenStore fields = new NativeTokenStore();
        fields.userData = MemorySegment.ofAddress(number);
        fields.load = LOAD;
        fields.save = SAVE;
        fields.tryLock = TRY_LOCK;
        fields.unlock = UNLOCK;
        fields.freeUserData = FREE;
        config.tokenStore = fields.write(arena);
        STORES.put(number, store);
        try {
            return Native.clientNew(config.write(arena));
        } catch (Throwable thrown) {
            STORES.remove(number);
            throw thrown;
        }
    }

    private static int run(MemorySegment sink, Callable<StoreResult> task) {
        try {
            return task.call().number;
        } catch (Throwable thrown) {
            Native.tokenSinkSetFailure(Native.pointer(sink), RingOut.reason(thrown));
            return StoreResult.FAILED.number;
        }
    }

    private static int load(MemorySegment key, MemorySegment sink, MemorySegment number) {
        return run(sink, () -> {
            String token = STORES.get(number.address()).load(TokenKey.read(key));
            if (token == null) return StoreResult.NOT_FOUND;
            Native.tokenSinkSetToken(sink, token);
            return StoreResult.OK;
        });
    }

    private static int save(MemorySegment key, MemorySegment token, MemorySegment sink, MemorySegment number) {
        return run(sink, () -> {
            STORES.get(number.address()).save(TokenKey.read(key), Native.string(token));
            return StoreResult.OK;
        });
    }

    private static int tryLock(MemorySegment key, MemorySegment sink, MemorySegment number) {
        return run(sink, () ->
            STORES.get(number.address()).tryLock(TokenKey.read(key)) ? StoreResult.OK : StoreResult.LOCKED);
    }

    private static void unlock(MemorySegment key, MemorySegment number) {
        try {
            STORES.get(number.address()).unlock(TokenKey.read(key));
        } catch (Throwable ignored) {
            // There is no operation that could report it.
        }
    }
}

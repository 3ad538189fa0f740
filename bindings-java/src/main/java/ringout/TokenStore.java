package ringout;

/**
 * Your own token store, for {@link Client.Builder#tokenStore}. Its methods are called on threads of the library, several at once. A
 * method that throws fails the operation with a {@link StorageException}, whose text has that of the exception; so it must not
 * contain a secret. If only saving fails, the client uses the token even so and logs a warning.
 */
public interface TokenStore {
    /** Returns the token that is saved under the key, as {@link #save} received it, or null. */
    String load(TokenKey key) throws Exception;

    /** Saves a token, which is JSON and a secret, under the key. Null removes it. */
    void save(TokenKey key, String token) throws Exception;

    /**
     * Takes the lock for replacing the token, without waiting. Returns whether it was free. By default there is no lock, so two
     * processes may log in at the same time.
     */
    default boolean tryLock(TokenKey key) throws Exception {
        return true;
    }

    /** Releases the lock, once for each successful {@link #tryLock}, possibly on another thread. */
    default void unlock(TokenKey key) {}
}

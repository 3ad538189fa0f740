// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A token as RingCentral issued it. Immutable.
 *
 * <p>Since version 0.1.
 * @param json Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires.
 * @param accessToken Returns the access token, a secret.
 * @param refreshToken Returns the refresh token, a secret; null if RingCentral issued none.
 * @param scope Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; null if it did not.
 * @param expiresAtUnixMs Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for null.
 */
public record Token(
    String json,
    String accessToken,
    String refreshToken,
    String scope,
    long expiresAtUnixMs) {

    /** Copies the values out of an object. */
    static Token read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Token(
            Native.tokenJson(pointer),
            Native.tokenAccessToken(pointer),
            Native.tokenRefreshToken(pointer),
            Native.tokenScope(pointer),
            Native.tokenExpiresAtUnixMs(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static Token take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.tokenFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Token";
    }
}

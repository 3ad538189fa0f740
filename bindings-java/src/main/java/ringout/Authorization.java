// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A login on RingCentral's page that was started and not yet finished. Immutable.
 *
 * <p>Send the user to its URL. Keep the object, or its {@code redirect_uri}, {@code state} and {@code verifier} (in a web application, in
 * the user's session), until RingCentral redirects the user back. Then call {@code Client.loginRedirect()}.
 *
 * <p>Since version 0.1.
 * @param url Returns the URL to send the user to. Empty for an object made with {@code Authorization}.
 * @param redirectUri Returns the URL that RingCentral redirects the user to.
 * @param state Returns the value that the redirect must contain unchanged.
 * @param verifier Returns the PKCE verifier, a secret that must stay on your side.
 */
public record Authorization(
    String url,
    String redirectUri,
    String state,
    String verifier) {

    /** Copies the values out of an object. */
    static Authorization read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new Authorization(
            Native.authorizationUrl(pointer),
            Native.authorizationRedirectUri(pointer),
            Native.authorizationState(pointer),
            Native.authorizationVerifier(pointer));
    }

    /** Like {@link #read}, and frees the object. */
    static Authorization take(MemorySegment pointer) {
        try {
            return read(pointer);
        } finally {
            Native.authorizationFree(pointer);
        }
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return "Authorization";
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The key of a token in a {@code ringout_token_store}: server, app and user.
 *
 * <p>Since version 0.1.
 * @param server Returns scheme, host and port of the server.
 * @param clientId Returns the client id of the app.
 * @param user Returns the user: {@code token_user} of {@code ringout_config}, or a name derived from the credentials.
 * @param text Returns server, app and user in one string, unique for each key. Most stores need only this.
 */
public record TokenKey(
    String server,
    String clientId,
    String user,
    String text) {

    /** Copies the values out of an object. */
    static TokenKey read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new TokenKey(
            Native.tokenKeyServer(pointer),
            Native.tokenKeyClientId(pointer),
            Native.tokenKeyUser(pointer),
            Native.tokenKeyText(pointer));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The key of a call in a {@code ringout_ledger}: server, app, user and the {@code dedupe_key} of the request.
 *
 * <p>Since version 0.1.
 * @param server Returns scheme, host and port of the server.
 * @param clientId Returns the client id of the app.
 * @param user Returns the user: {@code token_user} of {@code ringout_config}, or a name derived from the credentials.
 * @param dedupeKey Returns the {@code dedupe_key} of the request. One that begins with {@code ringout:} names what the library itself keeps, such as a
 * budget.
 * @param text Returns the four parts in one string, unique for each key. Most ledgers need only this.
 */
public record LedgerKey(
    String server,
    String clientId,
    String user,
    String dedupeKey,
    String text) {

    /** Copies the values out of an object. */
    static LedgerKey read(MemorySegment pointer) {
        if (pointer == null) return null;
        return new LedgerKey(
            Native.ledgerKeyServer(pointer),
            Native.ledgerKeyClientId(pointer),
            Native.ledgerKeyUser(pointer),
            Native.ledgerKeyDedupeKey(pointer),
            Native.ledgerKeyText(pointer));
    }

    /** Shows no values besides the text, because some may be secrets. */
    @Override
    public String toString() {
        return text;
    }
}

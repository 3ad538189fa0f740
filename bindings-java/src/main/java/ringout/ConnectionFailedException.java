// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * DNS, connect, TLS, or a broken connection; no call was placed.
 */
public class ConnectionFailedException extends RingOutException {
    private static final long serialVersionUID = 1L;

    ConnectionFailedException(ErrorInfo info) {
        super(info);
    }
}

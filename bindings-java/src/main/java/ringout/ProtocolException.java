// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The response could not be understood or was too large, or the request was too large to be sent.
 */
public class ProtocolException extends RingOutException {
    private static final long serialVersionUID = 1L;

    ProtocolException(ErrorInfo info) {
        super(info);
    }
}

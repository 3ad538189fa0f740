// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The deadline passed; no call was placed.
 */
public class RequestTimeoutException extends RingOutException {
    private static final long serialVersionUID = 1L;

    RequestTimeoutException(ErrorInfo info) {
        super(info);
    }
}

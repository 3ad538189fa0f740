// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * Any other HTTP 4xx.
 */
public class RejectedException extends RingOutException {
    private static final long serialVersionUID = 1L;

    RejectedException(ErrorInfo info) {
        super(info);
    }
}

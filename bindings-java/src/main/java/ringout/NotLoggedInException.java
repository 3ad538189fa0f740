// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * There is no usable token, and no credential to log in with.
 */
public class NotLoggedInException extends RingOutException {
    private static final long serialVersionUID = 1L;

    NotLoggedInException(ErrorInfo info) {
        super(info);
    }
}

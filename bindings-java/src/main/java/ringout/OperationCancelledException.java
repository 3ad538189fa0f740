// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * A {@code ringout_cancel_token} interrupted the operation; no call was placed.
 */
public class OperationCancelledException extends RingOutException {
    private static final long serialVersionUID = 1L;

    OperationCancelledException(ErrorInfo info) {
        super(info);
    }
}

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * A caught panic or a broken invariant. Please report it.
 */
public class InternalException extends RingOutException {
    private static final long serialVersionUID = 1L;

    InternalException(ErrorInfo info) {
        super(info);
    }
}

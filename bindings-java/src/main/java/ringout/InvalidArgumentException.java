// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * Rejected locally; nothing was sent. {@code parameter} names the argument.
 */
public class InvalidArgumentException extends RingOutException {
    private static final long serialVersionUID = 1L;

    InvalidArgumentException(ErrorInfo info) {
        super(info);
    }
}

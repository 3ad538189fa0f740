// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * HTTP 404.
 */
public class NotFoundException extends RingOutException {
    private static final long serialVersionUID = 1L;

    NotFoundException(ErrorInfo info) {
        super(info);
    }
}

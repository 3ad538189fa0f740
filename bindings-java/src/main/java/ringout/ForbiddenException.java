// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * HTTP 403: a permission is missing, international calling is disabled, or funds are short.
 */
public class ForbiddenException extends RingOutException {
    private static final long serialVersionUID = 1L;

    ForbiddenException(ErrorInfo info) {
        super(info);
    }
}

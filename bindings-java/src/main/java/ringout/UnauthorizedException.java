// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
 */
public class UnauthorizedException extends RingOutException {
    private static final long serialVersionUID = 1L;

    UnauthorizedException(ErrorInfo info) {
        super(info);
    }
}

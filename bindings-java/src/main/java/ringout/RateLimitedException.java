// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * HTTP 429. {@code retryAfterMs} returns how long to wait.
 */
public class RateLimitedException extends RingOutException {
    private static final long serialVersionUID = 1L;

    RateLimitedException(ErrorInfo info) {
        super(info);
    }
}

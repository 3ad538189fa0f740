// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * HTTP 5xx after the allowed retries.
 */
public class ServerException extends RingOutException {
    private static final long serialVersionUID = 1L;

    ServerException(ErrorInfo info) {
        super(info);
    }
}

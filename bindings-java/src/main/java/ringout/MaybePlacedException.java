// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
 */
public class MaybePlacedException extends RingOutException {
    private static final long serialVersionUID = 1L;

    MaybePlacedException(ErrorInfo info) {
        super(info);
    }
}

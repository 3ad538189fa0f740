// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The token store failed, or the journal of a batch did.
 */
public class StorageException extends RingOutException {
    private static final long serialVersionUID = 1L;

    StorageException(ErrorInfo info) {
        super(info);
    }
}

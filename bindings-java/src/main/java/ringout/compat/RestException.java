package ringout.compat;

import ringout.RingOutException;

/** An error that RingCentral returned, or would have. */
public class RestException extends Exception {
    private static final long serialVersionUID = 1L;

    RestException(RingOutException cause) {
        super(cause.getMessage(), cause);
    }

    /** Returns everything that is known about the error. */
    public RingOutException error() {
        return (RingOutException) getCause();
    }
}

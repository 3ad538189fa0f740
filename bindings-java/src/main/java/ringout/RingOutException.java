// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/** A failure. Its class is that of the code. */
public class RingOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ErrorInfo info;

    RingOutException(ErrorInfo info) {
        super(info.text());
        this.info = info;
    }

    /** Returns everything that is known about the failure. */
    public ErrorInfo info() {
        return info;
    }

    /** Makes the exception of an error. */
    static RingOutException of(ErrorInfo info) {
        return switch (info.code()) {
            case INVALID_ARGUMENT -> new InvalidArgumentException(info);
            case NOT_LOGGED_IN -> new NotLoggedInException(info);
            case UNAUTHORIZED -> new UnauthorizedException(info);
            case FORBIDDEN -> new ForbiddenException(info);
            case NOT_FOUND -> new NotFoundException(info);
            case RATE_LIMITED -> new RateLimitedException(info);
            case REJECTED -> new RejectedException(info);
            case SERVER -> new ServerException(info);
            case TIMEOUT -> new RequestTimeoutException(info);
            case CONNECTION -> new ConnectionFailedException(info);
            case PROTOCOL -> new ProtocolException(info);
            case CANCELLED -> new OperationCancelledException(info);
            case STORAGE -> new StorageException(info);
            case MAYBE_PLACED -> new MaybePlacedException(info);
            case NULL_POINTER -> new InvalidArgumentException(info);
            case INVALID_UTF8 -> new InvalidArgumentException(info);
            case INTERNAL -> new InternalException(info);
            default -> new RingOutException(info);
        };
    }
}

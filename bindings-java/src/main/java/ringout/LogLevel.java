// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

package ringout;

/**
 * The severity of a log record.
 *
 * <p>Since version 0.1.
 */
public enum LogLevel {
    /**
     * A failure that no function returns.
     */
    ERROR(1),
    /**
     * A failure that the library could work around, such as a token that could not be saved.
     */
    WARN(2),
    /**
     * Milestones of a program. The library logs nothing at this level at present.
     */
    INFO(3),
    /**
     * Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
     * RingCentral's request id.
     */
    DEBUG(4),
    /** A value that is newer than this package. */
    UNRECOGNIZED(-1);

    /** The number in C. */
    public final int number;

    LogLevel(int number) {
        this.number = number;
    }

    /** Returns the constant of a number. */
    static LogLevel of(int number) {
        for (LogLevel value : values()) {
            if (value.number == number) return value;
        }
        return UNRECOGNIZED;
    }

    /** Returns the name that the library's messages use. */
    @Override
    public String toString() {
        return Native.logLevelName(number);
    }
}

// Generated from ts/ by `npm run emit`.
/** An object that cannot be copied or sent to another thread. `inspect` and `JSON.stringify` show no secret of it. */
export declare abstract class Handle {
    protected constructor();
    /** Returns what `inspect` shows, for `JSON.stringify`. */
    abstract toJSON(): object;
    /** Returns the same as `inspect`, on one line. */
    toString(): string;
}

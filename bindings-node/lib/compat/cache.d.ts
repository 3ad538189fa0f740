// Generated from ts/ by `npm run emit`.
/** Keeps values by name, in memory or in the program's own `localStorage`. */
export declare class Cache {
    #private;
    static readonly defaultPrefix = "rc-";
    /** `externals.localStorage` is the storage. */
    constructor({ prefix, externals, }?: {
        prefix?: string | undefined;
        externals?: {
            localStorage?: any;
        };
    });
    setItemSync(key: string, data: unknown): this;
    setItem(key: string, data: unknown): Promise<void>;
    removeItemSync(key: string): this;
    removeItem(key: string): Promise<void>;
    getItemSync(key: string): any;
    getItem(key: string): Promise<any>;
    /** Removes all values with the prefix of this cache. */
    clean(): Promise<this>;
}

// Generated from ts/ by `npm run emit`.
/** An ioredis client, or one of node-redis: `new Redis(url)`, or `await createClient({ url }).connect()`. */
export type RedisClient = {
    evalsha(sha: string, count: number, ...parts: string[]): Promise<unknown>;
    eval(script: string, count: number, ...parts: string[]): Promise<unknown>;
} | {
    evalSha(sha: string, options: {
        keys: string[];
        arguments: string[];
    }): Promise<unknown>;
    eval(script: string, options: {
        keys: string[];
        arguments: string[];
    }): Promise<unknown>;
};
/** A script for one client. */
export declare class Script {
    #private;
    constructor(redis: RedisClient, text: string);
    /** Runs the script with one key. Sends its text only if Redis does not have it. */
    run(key: string, parts: string[]): Promise<unknown>;
}

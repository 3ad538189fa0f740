// Generated from ts/ by `npm run emit`.
import { Client } from '../main.js';
import type { SDKOptions } from '../sdk.js';
/** The options that only this layer reads. */
export interface PlatformSettings {
    server: string;
    clientId: string;
    clientSecret: string;
    redirectUri: string;
    brandId: string | undefined;
    urlPrefix: string;
    refreshHandicapMs: number;
    userAgent: string;
    handleRateLimit: boolean | number;
}
/** Returns the settings of a platform, and its client. Unknown options are ignored, as the official package ignores them. */
export declare function readSettings(options: SDKOptions): [PlatformSettings, Client];
/** Warns about something without an effect, once in a process. */
export declare function warnOnce(name: string, message: string): void;

// Generated from ts/ by `npm run emit`.
export interface AuthData {
    token_type: string;
    access_token: string;
    expires_in: number | string;
    expire_time: number;
    refresh_token: string;
    refresh_token_expires_in: number | string;
    refresh_token_expire_time: number;
    scope: string;
    code_verifier?: string;
    owner_id?: string;
    endpoint_id?: string;
    [field: string]: unknown;
}
/** The current token, for programs that save it themselves. */
export declare class Auth {
    #private;
    /** Returns the whole token, a secret. `expire_time` and `refresh_token_expire_time` are in milliseconds since 1970. */
    data(): Promise<AuthData>;
    /** Uses a saved token, or changes fields of the current one. */
    setData(newData?: Partial<AuthData>): Promise<void>;
    /** Whether the access token has more than the option `refreshHandicapMs` left, by default a minute. */
    accessTokenValid(): Promise<boolean>;
    /** Whether the refresh token has not expired. */
    refreshTokenValid(): Promise<boolean>;
    /** Lets the access token count as expired, so that the next request refreshes it. */
    cancelAccessToken(): Promise<void>;
}

// Generated from ts/ by `npm run emit`.
import type { CallLog, ForwardingNumber, Limit, PhoneNumber, Preflight } from './account.js';
import type { Call } from './call.js';
import type { Response } from './data.js';
import type { Attempt } from './errors.js';
import { Handle } from './handle.js';
import type { Token } from './login.js';
import { Authorization } from './login.js';
import type { RateLimit } from './names.js';
import type { CallRequest, ClientOptions, CreateOptions, Credentials, OperationOptions, PlaceOptions, RequestOptions } from './options.js';
import type { PlaceAll } from './place_all.js';
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | (string & {});
/** A client for one RingCentral app and user: logs in, places calls, and sends any other API request. */
export declare class Client extends Handle {
    #private;
    /** Creates a client. Sends nothing; the first request logs in. */
    constructor(options: ClientOptions);
    /**
     * Creates a client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT`. In
     * a worker thread it reads the environment of the process, not the worker's copy.
     */
    static fromEnv(): Client;
    /** Returns the same client with this timeout for each operation, also those of its calls: 1 to 3600000. */
    withTimeout(timeout: number): Client;
    /** Returns the same client with another behaviour at the rate limit. */
    withRateLimit(rateLimit: RateLimit): Client;
    /** Logs in now, and keeps the credentials to log in again when the token expires. */
    login(credentials: Credentials, options?: OperationOptions): Promise<void>;
    /** Begins a login through RingCentral's login page. Sends nothing. Send the user to the returned `url`. */
    authorizeUrl(redirectUri: string): Authorization;
    /**
     * Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its code.
     * An {@link InvalidArgumentError} for `state` means that the redirect does not belong to this login.
     */
    loginRedirect(redirectedTo: string, authorization: Authorization, options?: OperationOptions): Promise<void>;
    /** Refreshes the token now. Usually not needed, because requests refresh it in time. */
    refresh(options?: OperationOptions): Promise<void>;
    /** Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. */
    logout(options?: OperationOptions): Promise<void>;
    /** The current token, or null before the first login. Sends nothing. */
    get token(): Token | null;
    /**
     * RingCentral's rate limits as far as the client knows them, one entry each for `Light`, `Heavy` and `Auth`. Sends nothing.
     * Other programs of the same user and app share these limits.
     */
    get limits(): readonly Limit[];
    /** Uses a saved token from now on. */
    setToken(token: Token): void;
    /**
     * Places a call. The request is sent once. If it may have reached RingCentral and no usable response arrives, rejects with
     * {@link MaybePlacedError} and does not retry. Some error responses, such as a gateway's 504, also leave open whether the call
     * was placed; `mayHavePlaced` is true for all such errors.
     *
     * If the `dedupeKey` of the request has a call, that one is returned (`adopted`), also after its end. A call that another worker
     * is placing is waited for. After a request whose result no worker knows, the call log is asked. If it has the call for certain,
     * that one is returned, with its outcome and an empty `id`; otherwise the promise rejects with {@link MaybePlacedError}, and the
     * request is never sent again.
     */
    createCall(request: CallRequest, options?: CreateOptions): Promise<Call>;
    /**
     * Returns the call that was placed with this `dedupeKey`, by any worker that shares the client's `ledger`, or null. Never places
     * one. A call that another worker is placing is waited for. One that has ended has its outcome at once, and waiting for it sends
     * nothing. Its lease is this client's, unless another worker has it: see {@link Call.takeLease}. Rejects with {@link
     * MaybePlacedError} if a request was sent, and nothing is known about it, not even by the call log.
     */
    findCall(dedupeKey: string, options?: OperationOptions): Promise<Call | null>;
    /** Returns a handle for a call with a known id. Sends nothing. */
    call(id: string): Call;
    /**
     * Places many calls as fast as the rate limits allow, follows all of them, and yields each result when its call ends: `for
     * await (const { index, outcome, error } of client.placeAll(requests))`. All requests are checked before the first is sent; the
     * `parameter` of the {@link InvalidArgumentError} says which one is wrong, as in `requests[3].to`. None is placed twice.
     */
    placeAll(requests: readonly CallRequest[], options?: PlaceOptions): PlaceAll;
    /**
     * Lists the user's numbers that may be shown to a callee, for {@link CallRequest.callerId}. Needs the permission
     * `ReadAccounts`; rejects with {@link ForbiddenError} without it.
     */
    callerIds(options?: OperationOptions): Promise<readonly PhoneNumber[]>;
    /** Lists the phones that can ring first, for {@link CallRequest.fromForwardingNumber}. Needs the permission `ReadAccounts`. */
    forwardingNumbers(options?: OperationOptions): Promise<readonly ForwardingNumber[]>;
    /**
     * Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension and its line,
     * the numbers, and this machine's clock. Problems, and checks that were not possible, are part of the report; they do not
     * reject the promise. Sends up to three requests, and logs in if necessary.
     */
    preflight(request?: CallRequest, options?: OperationOptions): Promise<Preflight>;
    /**
     * Looks up a call in the call log by its numbers and its time, which come from the `attempt` of an error or an entry of a
     * journal. Otherwise like {@link Call.log}.
     */
    callLog(attempt: Attempt, options?: OperationOptions): Promise<CallLog>;
    /** Sends any other request. `path` begins with `/` and is sent unchanged. Rejects if the status is outside 200 to 299. */
    request(method: Method, path: string, options?: RequestOptions): Promise<Response>;
    /** Like {@link Client.request}, but resolves with the response whatever its status. Its `error` says what went wrong. */
    send(method: Method, path: string, options?: RequestOptions): Promise<Response>;
    toJSON(): object;
}
export {};

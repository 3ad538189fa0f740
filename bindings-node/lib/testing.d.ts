// Generated from ts/ by `npm run emit`.
/// <reference types="node" preserve="true" />
import type { Call } from './call.js';
import type { Client } from './client.js';
import type { ClientOptions } from './options.js';
/** A call, or its id. */
export type AnyCall = Call | SimulatedCall | string;
type Leg = 'caller' | 'callee';
type Json = Record<string, any>;
/** The simulator is missing, did not start, or refused a request. The message says why and what is possible. */
export declare class SimulatorError extends Error {
    readonly name = "SimulatorError";
}
/** A call as the simulator sees it. */
export interface SimulatedCall {
    /** The id, the same as `call.id`. */
    readonly id: string;
    /** The caller's phone number. */
    readonly from: string;
    /** The callee's phone number. */
    readonly to: string;
    /** RingCentral's status of the call, for example `InProgress`. */
    readonly callStatus: string;
    /** RingCentral's status of the caller. */
    readonly callerStatus: string;
    /** RingCentral's status of the callee. */
    readonly calleeStatus: string;
    readonly phase: 'caller-ringing' | 'prompt' | 'callee-ringing' | 'connected' | 'ended';
    /** When the call was placed. */
    readonly placedAt: number;
    /** Whether the caller must press 1. */
    readonly playPrompt: boolean;
}
/** A request in the simulator's journal, with secrets redacted. */
export interface SimulatedRequest {
    /** The number of the request. It grows by one with each request. */
    readonly number: number;
    /** When the request arrived. */
    readonly at: number;
    /** The method, for example `POST`. */
    readonly method: string;
    /** The path with its query. */
    readonly path: string;
    /** The status of the response, or undefined if none was sent. */
    readonly status: number | undefined;
    /** The group of the rate limit, for example `heavy`. */
    readonly group: string | undefined;
    readonly headers: Readonly<Record<string, string>>;
    /** The JSON of the body, the text of another body, or null. */
    readonly body: any;
}
/** What the program prints when it is ready. */
export interface Ready {
    readonly url: string;
    readonly client_id: string;
    readonly client_secret: string;
    readonly jwt: string;
    readonly ca_file: string | null;
    readonly numbers: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
}
/** How a simulator starts. */
export interface SimulatorOptions {
    /** Simulated seconds for each real second, up to 1,000,000. Default: 1. */
    speed?: number | undefined;
    /** Decides every id, token and secret. Default: 1. */
    seed?: number | undefined;
    /** The rate limits: `off`, the default, `real` for RingCentral's, or an object in the format of the admin request `POST limits`. */
    limits?: 'off' | 'real' | Json | undefined;
    /** The initial clock, limits and faults, in the format of the option `--scenario`. */
    scenario?: Json | undefined;
    /** `guide`, the default, lets a call be cancelled while the callee is `InProgress`, `faq` until the caller answers. */
    cancelRule?: 'guide' | 'faq' | undefined;
    /** Whether a login returns a refresh token. Default: false. */
    refreshTokens?: boolean | undefined;
    /** How long an ended call stays readable. Default: 30,000. */
    linger?: number | undefined;
    /** Serves HTTPS. `client` trusts the certificate, and `environment` makes other programs trust it. */
    tls?: boolean | undefined;
    /** More options of the program's command line. */
    options?: readonly string[] | undefined;
    /** The path of the program. Default: `simulatorProgram()`. */
    program?: string | undefined;
}
/** When a phone acts. */
export interface ActOptions {
    /** When the clock reaches this time; by default now. */
    at?: number | undefined;
}
/** Which requests a fault breaks. */
export interface FaultOptions {
    /** The method. Default: all. */
    method?: string | undefined;
    /** How the path begins. Default: all. */
    path?: string | undefined;
    /** How many requests; 0 breaks all of them. Default: 1. */
    times?: number | undefined;
}
/**
 * Returns the path of the program `ringout-simulator`: the variable RINGOUT_SIMULATOR if it is set, the package of that name if it is
 * installed, or else the command in the PATH. Throws a `SimulatorError` if there is none.
 */
export declare function simulatorProgram(): string;
/**
 * An offline RingCentral for tests, with two phones for each call and a clock that the test controls.
 *
 * `await using simulator = await new Simulator().start()` stops it at the end of the block. It also stops when this process ends,
 * however that happens. Its methods reject with a `SimulatorError` if the simulator refuses, for example if a phone that does not ring
 * should answer.
 */
export declare class Simulator {
    #private;
    constructor(options?: SimulatorOptions);
    /** Starts the simulator and waits until it is ready. Returns itself. */
    start(): Promise<this>;
    /** Stops the simulator and closes its connections. Does nothing if it is not running. */
    stop(): Promise<void>;
    /** Stops the simulator. */
    [Symbol.asyncDispose](): Promise<void>;
    /** Stops the simulator, without waiting until it has ended. */
    [Symbol.dispose](): void;
    /** The line that the program prints when it is ready. */
    get ready(): Ready;
    /** The URL of the server, for `RC_SERVER_URL`. In a browser, it is a page with the phones of each call. */
    get url(): string;
    /** The user's phone numbers. Each can be the caller ID, and each answers when called. */
    get numbers(): readonly string[];
    /** The variables that `Client.fromEnv` and RingCentral's samples read, to assign to `process.env`. */
    get environment(): Readonly<Record<string, string>>;
    /** Creates a client of this simulator. `options` are those of `Client`, and replace the simulator's. */
    client(options?: Partial<ClientOptions>): Client;
    /** Restores the state after the start: no calls, no tokens, no faults, an empty journal, and the clock at 0. */
    reset(): Promise<void>;
    /** Returns the readable calls, in the order in which they were placed. */
    calls(): Promise<SimulatedCall[]>;
    /** Returns a call that was placed here. It may be given by its id. */
    findCall(call: AnyCall): Promise<SimulatedCall>;
    /** Lets a phone answer. Like the other methods for phones, acts now or when the clock reaches `at`, and returns the call. */
    answer(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall>;
    /** Lets the caller confirm the prompt of a call with `playPrompt`. */
    press1(call: AnyCall, options?: ActOptions): Promise<SimulatedCall>;
    /** Lets a phone that has answered hang up, which ends the call. */
    hangUp(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall>;
    /** Lets a phone that rings be busy. */
    busy(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall>;
    /** Lets a phone stop ringing, as if nobody had answered. */
    noAnswer(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall>;
    /** Lets a phone that rings reject the call. */
    reject(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall>;
    /** Lets a leg fail with `GenericError`. */
    fail(call: AnyCall, leg: Leg, options?: ActOptions): Promise<SimulatedCall>;
    /** Returns the time of the clock, which begins at 0. */
    now(): Promise<number>;
    /** Stops the clock. Calls change only when a phone acts or `advance` is called. */
    stopClock(): Promise<void>;
    /** Lets the clock run again, at this speed if given. */
    startClock(speed?: number): Promise<void>;
    /** Advances the clock. Everything that is due by then has happened when the promise resolves. */
    advance(milliseconds: number): Promise<void>;
    /**
     * Breaks the next requests: by default one, of any method and path.
     *
     * `fault` is one row of the table of faults, for example `{ status: 503 }` or `{ drop: 'before-response' }`.
     */
    fault(fault: Json, options?: FaultOptions): Promise<void>;
    /** Removes all faults. */
    clearFaults(): Promise<void>;
    /** Sets the rate limits: `off`, `real`, or an object in the format of the admin request `POST limits`. */
    setLimits(limits: 'off' | 'real' | Json): Promise<void>;
    /** Expires all access tokens, and with `refresh` all refresh tokens too. */
    expireTokens(options?: {
        refresh?: boolean | undefined;
    }): Promise<void>;
    /** Returns the latest 10,000 requests in the order of arrival: those with this method, if given, whose path contains `path`. */
    journal(method?: string, path?: string): Promise<SimulatedRequest[]>;
    /** Empties the journal. */
    clearJournal(): Promise<void>;
    /** Waits until the journal has such a request, and returns the first. Rejects after `timeout` real milliseconds, by default 30,000. */
    waitForRequest(method: string, path?: string, options?: {
        timeout?: number | undefined;
    }): Promise<SimulatedRequest>;
    /** Sends any admin request, with a path such as `clock`, and returns the JSON of the response. */
    ask(method: string, path: string, body?: object): Promise<any>;
}
export {};

// Generated from ts/ by `npm run emit`.
import { EventEmitter } from 'node:events';
import type { ApiError } from './response.js';
/** The names of the events. */
export interface HttpClientEvents {
    readonly beforeRequest: 'beforeRequest';
    readonly requestSuccess: 'requestSuccess';
    readonly requestError: 'requestError';
}
/** What a request is made of. */
export interface CreateRequestOptions {
    url?: string;
    method?: string;
    query?: Readonly<Record<string, unknown>> | null | undefined;
    body?: any;
    headers?: Readonly<Record<string, string>> | undefined;
    [field: string]: unknown;
}
/** Tells of each request, and reads responses. */
export declare class HttpClient extends EventEmitter {
    #private;
    readonly events: HttpClientEvents;
    /** Sends a request with the token of the platform. */
    sendRequest(request: Request): Promise<Response>;
    /** Returns a request for {@link sendRequest}. Sends nothing. */
    createRequest({ url, method, query, body, headers }?: CreateRequestOptions): Request;
    /** Returns the content type, or an empty string. */
    getContentType(response: Response): string;
    isMultipart(response: Response): boolean;
    isJson(response: Response): boolean;
    /** Returns the parts of a multipart response, or else a list with the response. */
    toMultipart(response: Response): Promise<Response[]>;
    /** Returns the parts of a multipart response, each with its status. */
    multipart(response: Response): Promise<Response[]>;
    /** Returns the message of an unsuccessful response, or null for a successful one. */
    error(response: Response, skipOKCheck?: boolean): Promise<string | null>;
    on(event: 'beforeRequest', listener: (request: Request) => void): this;
    on(event: 'requestSuccess', listener: (response: Response, request: Request) => void): this;
    on(event: 'requestError', listener: (error: ApiError) => void): this;
    on(event: string | symbol, listener: (...args: any[]) => void): this;
}

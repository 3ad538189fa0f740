// Generated from ts/ by `npm run emit`.
import type { CallRequest, RequestOptions } from './options.js';
interface Values {
    any: unknown;
    string: string;
    boolean: boolean;
    number: number;
    function: Function;
    date: Date;
    signal: AbortSignal;
}
type Type = keyof Values;
/** The type of each option. A `!` marks a required one. */
export type Fields<Options> = {
    readonly [Name in keyof Required<Options>]: Type | `${Type}!`;
};
/** Returns a copy of the options without absent ones. */
export declare function readOptions<Options extends object>(what: string, given: unknown, fields: Fields<Options>): Options;
/** Returns an argument of this type. */
export declare function readArgument<Name extends Type>(name: string, value: unknown, type: Name): Values[Name];
/** Returns the checked options of a call to place. */
export declare function readCallRequest(what: string, request: unknown): CallRequest;
/** Returns the pairs of a query, an object or `URLSearchParams`. A list becomes several pairs of the same name. */
export declare function readQuery(query: RequestOptions['query']): [string, string][];
/** Returns a body as JSON. A string is returned unchanged. */
export declare function readBody(body: unknown): string | undefined;
/** Creates the error for a wrong type. It does not show the value, which may be a secret. */
export declare function wrongType(what: string, expected: string, value: unknown): TypeError;
export {};

<?php

// Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/**
 * The functions of libringout. A function that fails throws the exception of its error; outputs are returned.
 *
 * Pointers are `FFI\CData` and null. Your program frees what the description of a function says.
 *
 * @internal
 */
final class Native
{
    private static ?\FFI $ffi = null;

    /** Returns the library, which is loaded once. */
    public static function ffi(): \FFI
    {
        return self::$ffi ??= self::load();
    }

    /** The library's file: RINGOUT_LIBRARY, else the one in the package, else the system's. */
    public static function library(): string
    {
        $set = getenv('RINGOUT_LIBRARY');
        if (is_string($set) && $set !== '') {
            return $set;
        }
        [$name, $system] = match (PHP_OS_FAMILY) {
            'Darwin' => ['libringout.dylib', 'libringout.0.dylib'],
            'Windows' => ['ringout.dll', 'ringout.dll'],
            default => ['libringout.so', 'libringout.so.0'],
        };
        $packaged = dirname(__DIR__) . '/lib/' . strtolower(PHP_OS_FAMILY) . '-' . php_uname('m') . "/$name";

        return is_file($packaged) ? $packaged : $system;
    }

    private static function load(): \FFI
    {
        try {
            // A web server may use only what was preloaded.
            return self::checked(\FFI::scope('ringout'));
        } catch (\FFI\Exception) {
        }
        $header = (string) file_get_contents(dirname(__DIR__) . '/lib/ringout_ffi.h');
        try {
            return self::checked(\FFI::cdef((string) preg_replace('/^#.*$/m', '', $header), self::library()));
        } catch (\FFI\Exception $reason) {
            throw new \RuntimeException('libringout 0.1.0 or later with binary interface 0 is needed: ' . $reason->getMessage(), 0, $reason);
        }
    }

    private static function checked(\FFI $ffi): \FFI
    {
        if ($ffi->ringout_abi_version() !== 0) {
            throw new \RuntimeException('libringout 0.1.0 or later with binary interface 0 is needed; ' . self::library() . ' is version ' . $ffi->ringout_version());
        }

        return $ffi;
    }

    /** Makes the exception of a failed function, and frees its error. */
    private static function error(int $code, CData $err): RingOutException
    {
        return Errors::exception(ErrorInfo::take(\FFI::isNull($err) ? null : $err) ?? new ErrorInfo(
            code: self::enum(ErrorCode::class, $code),
            text: self::ffi()->ringout_error_code_name($code),
        ));
    }

    private static function check(#[\SensitiveParameter] ?string $value, string $name): void
    {
        if ($value !== null && str_contains($value, "\0")) {
            $text = "`$name` contains a NUL character";
            throw Errors::exception(new ErrorInfo(
                code: ErrorCode::InvalidArgument,
                text: $text,
                message: $text,
                parameter: $name,
            ));
        }
    }

    private static function string(#[\SensitiveParameter] ?string $value, string $name, array &$keep): ?CData
    {
        if ($value === null) {
            return null;
        }
        self::check($value, $name);
        $size = strlen($value) + 1;
        $copy = self::ffi()->new("char[$size]");
        \FFI::memcpy($copy, $value . "\0", $size);
        $keep[] = $copy;

        return self::ffi()->cast('char *', \FFI::addr($copy));
    }

    private static function strings(?array $values, string $name, array &$keep): ?CData
    {
        if ($values === null) {
            return null;
        }
        $size = count($values) + 1;
        $array = self::ffi()->new("char *[$size]");
        foreach (array_values($values) as $index => $value) {
            $array[$index] = self::string($value, $name, $keep);
        }
        $keep[] = $array;

        return self::ffi()->cast('char **', \FFI::addr($array));
    }

    private static function pointer(?CData $struct): ?CData
    {
        // An array of structs is passed as it is.
        if ($struct === null || \FFI::typeof($struct)->getKind() !== \FFI\CType::TYPE_STRUCT) {
            return $struct;
        }

        return \FFI::addr($struct);
    }

    private static function take(CData $string): string
    {
        try {
            return \FFI::string($string);
        } finally {
            self::ffi()->ringout_string_free($string);
        }
    }

    /** Returns the case of an enum, or the number if it is newer than this package. */
    public static function enum(string $class, int $value): \BackedEnum|int
    {
        return $class::tryFrom($value) ?? $value;
    }

    /** Returns another handle of a call that something else owns. */
    public static function cloned(?CData $call): ?CData
    {
        return $call === null ? null : self::callClone($call);
    }

    /** Returns the object of a call's handle, which it frees. */
    public static function call(?CData $call): ?Call
    {
        return $call === null ? null : new Call($call);
    }

    /** Returns bytes that an object owns. */
    public static function bytes(?CData $bytes, int $size): string
    {
        return $bytes === null || $size === 0 ? '' : \FFI::string($bytes, $size);
    }

    /** Returns the indexes of a list. */
    public static function range(int $count): array
    {
        return $count === 0 ? [] : range(0, $count - 1);
    }

    /**
     * The version of the binary interface that this header describes: the number in the soname, and the value of
     * `Native::abiVersion()` in a library that fits.
     *
     * Since version 0.1.
     */
    public const ABI_VERSION = 0;

    /**
     * The library's default, for every timeout.
     *
     * Since version 0.1.
     */
    public const DEFAULT_TIMEOUT = 4294967295;

    /**
     * Your own token store. Initialise with `RINGOUT_TOKEN_STORE_INIT`, set at least `load` and `save`, and point
     * `token_store` of a `ringout_config` to it. `Native::clientNew()` copies it.
     *
     * The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
     * callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
     * running, and the operation fails.
     *
     * A callback that fails, or returns a value that is not one of its results, fails the operation with
     * `ErrorCode::Storage`. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
     * return normally, without an exception or a longjmp.
     *
     * Since version 0.1.
     *
     * @param array $keep receives what must live as long as the struct
     * @param $userData Passed to each callback; may be null. It must stay valid until `free_user_data` has been called (or, if that is null, until it would have been).
     * @param $load Required.
     * @param $save Required.
     * @param $tryLock Optional, together with `unlock`. If null, two processes may log in at the same time.
     * @param $unlock Optional, together with `try_lock`. The client waits for it for up to one second.
     * @param $freeUserData Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of its calls are freed and no callback is running. Not called if `Native::clientNew()` fails. null for none.
     */
    public static function tokenStore(array &$keep, ?CData $userData = null, ?callable $load = null, ?callable $save = null, ?callable $tryLock = null, ?callable $unlock = null, ?callable $freeUserData = null): CData
    {
        $struct = self::ffi()->new('ringout_token_store');
        $struct->struct_size = \FFI::sizeof($struct);
        $struct->user_data = $userData;
        $struct->load = $load;
        $struct->save = $save;
        $struct->try_lock = $tryLock;
        $struct->unlock = $unlock;
        $struct->free_user_data = $freeUserData;
        return $struct;
    }

    /**
     * Your own ledger: where all processes that may place the same call look it up by its `dedupe_key`. Initialise with
     * `RINGOUT_LEDGER_INIT`, set `load` and `swap`, and point `ledger` of a `ringout_config` to it. `Native::clientNew()`
     * copies it.
     *
     * No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
     * library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
     * operation fails with `ErrorCode::Storage`. If one fails afterwards, that is a warning in the log. A callback that
     * outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
     * longjmp.
     *
     * Since version 0.1.
     *
     * @param array $keep receives what must live as long as the struct
     * @param $userData Passed to each callback; may be null. It must stay valid until `free_user_data` has been called (or, if that is null, until it would have been).
     * @param $load Required.
     * @param $swap Required.
     * @param $freeUserData Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of its calls are freed and no callback is running. Not called if `Native::clientNew()` fails. null for none.
     */
    public static function ledger(array &$keep, ?CData $userData = null, ?callable $load = null, ?callable $swap = null, ?callable $freeUserData = null): CData
    {
        $struct = self::ffi()->new('ringout_ledger');
        $struct->struct_size = \FFI::sizeof($struct);
        $struct->user_data = $userData;
        $struct->load = $load;
        $struct->swap = $swap;
        $struct->free_user_data = $freeUserData;
        return $struct;
    }

    /**
     * The settings of a client. Initialise with `RINGOUT_CONFIG_INIT`, then set `server`, `client_id` and any other field.
     * `Native::clientNew()` checks and copies everything.
     *
     * Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
     *
     * A setting is the field if set, else the environment for `proxy` and `ca_bundle`, else the default.
     * `Native::clientFromEnv()` also reads the server, the app and the JWT from the environment.
     *
     * Since version 0.1.
     *
     * @param array $keep receives what must live as long as the struct
     * @param $callPath Which of RingCentral's two paths for RingOut to use: a `CallPath`.
     * @param $connectTimeoutMs The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 5 s. It is part of the operation's deadline, not added to it.
     * @param $requestTimeoutMs The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s. Waiting for the end of a call has its own timeout.
     * @param $createTimeoutMs The deadline for placing a call, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s. If it passes after the request was sent, the error is `ErrorCode::MaybePlaced`, so do not set it tightly.
     * @param $accessTokenTtlS The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
     * @param $refreshTokenTtlS The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
     * @param $rateLimit The reaction to rate limits: a `RateLimit`.
     * @param $allowInsecureHttp Nonzero allows `http://` to other machines, which sends tokens in the clear. This machine is always allowed.
     * @param $server RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
     * @param $clientId The client id of the app, from the developer console. Required.
     * @param $clientSecret The client secret of the app; null for a public app.
     * @param $jwt The JWT credential for the login, which the first request does; null if your program logs in with `Native::clientLoginJwt()` or another login function.
     * @param $accountId The account id; null for the account of the user who logs in.
     * @param $extensionId The extension id; null for the extension of the user who logs in.
     * @param $tokenFile The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it. null keeps tokens in memory.
     * @param $tokenUser The user's name in the key of the saved token; null to derive it from the credentials. Set it if several users log in on RingCentral's page.
     * @param $proxy The proxy, "http://user:password@host:port"; "" for none. null for the proxy of `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, except for servers on this machine and those that match `NO_PROXY`, which is read as curl reads it.
     * @param $caBundle The path of a PEM file with the certificate authorities to trust. null for those of `SSL_CERT_FILE` and `SSL_CERT_DIR` (on Linux), or else the system's.
     * @param $appName The name of your app, sent in `User-Agent`; null for none.
     * @param $appVersion The version of your app; required with `app_name`, null without.
     * @param $tokenStore Your own token store, instead of `token_file`; null for none.
     * @param $ledger Your own ledger, for requests with a `dedupe_key`; null for none. Set `token_user` if the JWT may be replaced while keys are in use, because the user is part of each key.
     * @param $dedupeLifetimeS How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It should be longer than any queue may deliver a job again.
     * @param $budget Where all workers of a fleet account for RingCentral's rate limits together; null for none. It may be the struct of `ledger`. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the limit and goes on with its `share`.
     * @param $share The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
     */
    public static function config(array &$keep, int $callPath = 0, int $connectTimeoutMs = 4294967295, int $requestTimeoutMs = 4294967295, int $createTimeoutMs = 4294967295, int $accessTokenTtlS = 0, int $refreshTokenTtlS = 0, int $rateLimit = 0, int $allowInsecureHttp = 0, #[\SensitiveParameter] ?string $server = null, ?string $clientId = null, #[\SensitiveParameter] ?string $clientSecret = null, #[\SensitiveParameter] ?string $jwt = null, ?string $accountId = null, ?string $extensionId = null, ?string $tokenFile = null, ?string $tokenUser = null, #[\SensitiveParameter] ?string $proxy = null, ?string $caBundle = null, ?string $appName = null, ?string $appVersion = null, ?CData $tokenStore = null, ?CData $ledger = null, int $dedupeLifetimeS = 0, ?CData $budget = null, float $share = null): CData
    {
        $struct = self::ffi()->new('ringout_config');
        $struct->struct_size = \FFI::sizeof($struct);
        $struct->call_path = $callPath;
        $struct->connect_timeout_ms = $connectTimeoutMs;
        $struct->request_timeout_ms = $requestTimeoutMs;
        $struct->create_timeout_ms = $createTimeoutMs;
        $struct->access_token_ttl_s = $accessTokenTtlS;
        $struct->refresh_token_ttl_s = $refreshTokenTtlS;
        $struct->rate_limit = $rateLimit;
        $struct->allow_insecure_http = $allowInsecureHttp;
        $struct->server = self::string($server, 'server', $keep);
        $struct->client_id = self::string($clientId, 'client_id', $keep);
        $struct->client_secret = self::string($clientSecret, 'client_secret', $keep);
        $struct->jwt = self::string($jwt, 'jwt', $keep);
        $struct->account_id = self::string($accountId, 'account_id', $keep);
        $struct->extension_id = self::string($extensionId, 'extension_id', $keep);
        $struct->token_file = self::string($tokenFile, 'token_file', $keep);
        $struct->token_user = self::string($tokenUser, 'token_user', $keep);
        $struct->proxy = self::string($proxy, 'proxy', $keep);
        $struct->ca_bundle = self::string($caBundle, 'ca_bundle', $keep);
        $struct->app_name = self::string($appName, 'app_name', $keep);
        $struct->app_version = self::string($appVersion, 'app_version', $keep);
        $struct->token_store = $tokenStore === null ? null : \FFI::addr($tokenStore);
        $struct->ledger = $ledger === null ? null : \FFI::addr($ledger);
        $struct->dedupe_lifetime_s = $dedupeLifetimeS;
        $struct->budget = $budget === null ? null : \FFI::addr($budget);
        $struct->share = $share;
        return $struct;
    }

    /**
     * A call to place: the caller's phone rings first, then the callee's. Initialise with `RINGOUT_CALL_REQUEST_INIT`,
     * then set `to` and any other field. Fields that are not set are not sent.
     *
     * Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
     * brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
     * digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
     * callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
     * refused.
     *
     * Since version 0.1.
     *
     * @param array $keep receives what must live as long as the struct
     * @param $playPrompt Whether the caller must press 1 before the callee is dialled: a `PlayPrompt`.
     * @param $to The callee's number. Required.
     * @param $from The caller's number, which rings first; null for the user's default forwarding number. Excludes `from_forwarding_number`.
     * @param $fromForwardingNumber The caller as the id of one of the user's forwarding numbers, or null. Excludes `from`.
     * @param $callerId The number that the callee sees, one of the user's numbers with the CallerId feature; null for the account's setting.
     * @param $country RingCentral's id of the country for national numbers, such as "1", or null. With it, a number without "+" is a national number of 1 to 15 digits.
     * @param $cancelOnExit Nonzero hangs up if `Native::clientCreateCall()` is interrupted after the request was sent. That function still returns `ErrorCode::MaybePlaced` at once. A thread of the library waits up to five seconds for the response and cancels the call that it names. The log has what became of it. Other functions ignore the field.
     * @param $dedupeKey The key under which this call is placed at most once by all processes that share a `ringout_ledger`, such as the id of a job; null for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the call of the key exists, `Native::clientCreateCall()` returns it, see `Native::callAdopted()`.
     */
    public static function callRequest(array &$keep, int $playPrompt = 0, ?string $to = null, ?string $from = null, ?string $fromForwardingNumber = null, ?string $callerId = null, ?string $country = null, int $cancelOnExit = 0, ?string $dedupeKey = null): CData
    {
        $struct = self::ffi()->new('ringout_call_request');
        $struct->struct_size = \FFI::sizeof($struct);
        $struct->play_prompt = $playPrompt;
        $struct->to = self::string($to, 'to', $keep);
        $struct->from = self::string($from, 'from', $keep);
        $struct->from_forwarding_number = self::string($fromForwardingNumber, 'from_forwarding_number', $keep);
        $struct->caller_id = self::string($callerId, 'caller_id', $keep);
        $struct->country = self::string($country, 'country', $keep);
        $struct->cancel_on_exit = $cancelOnExit;
        $struct->dedupe_key = self::string($dedupeKey, 'dedupe_key', $keep);
        return $struct;
    }

    /**
     * How to wait for a call. Initialise with `RINGOUT_WAIT_OPTIONS_INIT`, whose values also apply where a function takes
     * null.
     *
     * Since version 0.1.
     *
     * @param array $keep receives what must live as long as the struct
     * @param $until What to wait for: a `Until`.
     * @param $timeoutMs The longest time to wait, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour. 0 returns the known outcome without polling.
     * @param $cancelOnTimeout Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
     * @param $cancelOnExit Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of `Native::callWatch()` stops it, or the watch is freed before its end. The library sends the cancel on one of its threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the client waits for it; a process that exits before that may lose it. See `Native::callDetach()`.
     */
    public static function waitOptions(array &$keep, int $until = 0, int $timeoutMs = 4294967295, int $cancelOnTimeout = 0, int $cancelOnExit = 0): CData
    {
        $struct = self::ffi()->new('ringout_wait_options');
        $struct->struct_size = \FFI::sizeof($struct);
        $struct->until = $until;
        $struct->timeout_ms = $timeoutMs;
        $struct->cancel_on_timeout = $cancelOnTimeout;
        $struct->cancel_on_exit = $cancelOnExit;
        return $struct;
    }

    /**
     * The options of a batch of calls. Initialise with `RINGOUT_PLACE_OPTIONS_INIT`, whose values also apply where a
     * function takes null.
     *
     * Since version 0.1.
     *
     * @param array $keep receives what must live as long as the struct
     * @param $until What to wait for with each call: a `Until`.
     * @param $timeoutMs The longest time to wait for each call, from when it is placed, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour.
     * @param $cancelOnTimeout Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
     * @param $concurrency The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1 if all calls have the same caller.
     * @param $journal Called before and after each request is sent; null for none.
     * @param $userData Passed to the journal; may be null. It must stay valid until the `ringout_place_all` is freed.
     * @param $totalTimeoutMs The time for the whole batch, from the call of `Native::clientPlaceAll()`, in milliseconds; 0 for no limit. When it passes, each request that was not sent gets `ErrorCode::Timeout`, and the wait for each call in flight ends like a wait that times out.
     */
    public static function placeOptions(array &$keep, int $until = 0, int $timeoutMs = 4294967295, int $cancelOnTimeout = 0, int $concurrency = 0, ?callable $journal = null, ?CData $userData = null, int $totalTimeoutMs = 0): CData
    {
        $struct = self::ffi()->new('ringout_place_options');
        $struct->struct_size = \FFI::sizeof($struct);
        $struct->until = $until;
        $struct->timeout_ms = $timeoutMs;
        $struct->cancel_on_timeout = $cancelOnTimeout;
        $struct->concurrency = $concurrency;
        $struct->journal = $journal;
        $struct->user_data = $userData;
        $struct->total_timeout_ms = $totalTimeoutMs;
        return $struct;
    }

    /**
     * Returns the version of the loaded library, such as "0.1.0". `RINGOUT_VERSION` is that of the header that the program
     * was compiled with. Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function version(): ?string
    {
        return self::ffi()->ringout_version();
    }

    /**
     * Returns the version of the binary interface of the loaded library. The library fits the program if this equals
     * `RINGOUT_ABI_VERSION`.
     *
     * Since version 0.1.
     */
    public static function abiVersion(): int
    {
        return self::ffi()->ringout_abi_version();
    }

    /**
     * Frees an error. null does nothing. Do not free an error that belongs to a response, a result or a journal entry.
     *
     * Since version 0.1.
     */
    public static function errorFree(?CData $err): void
    {
        self::ffi()->ringout_error_free($err);
    }

    /**
     * Returns the error code, the same number that the function returned. `ErrorCode::Ok` for null.
     *
     * Since version 0.1.
     */
    public static function errorCode(?CData $err): int
    {
        return self::ffi()->ringout_error_code($err);
    }

    /**
     * Returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
     * null, valid forever.
     *
     * Since version 0.1.
     */
    public static function errorCodeName(int $code): ?string
    {
        return self::ffi()->ringout_error_code_name($code);
    }

    /**
     * Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
     *
     * Since version 0.1.
     */
    public static function errorText(?CData $err): ?string
    {
        return self::ffi()->ringout_error_text($err);
    }

    /**
     * Returns what happened, in one line.
     *
     * Since version 0.1.
     */
    public static function errorMessage(?CData $err): ?string
    {
        return self::ffi()->ringout_error_message($err);
    }

    /**
     * Returns advice, mostly from RingCentral's documentation; null if there is none.
     *
     * Since version 0.1.
     */
    public static function errorHint(?CData $err): ?string
    {
        return self::ffi()->ringout_error_hint($err);
    }

    /**
     * Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
     * fault; null if there is none.
     *
     * Since version 0.1.
     */
    public static function errorParameter(?CData $err): ?string
    {
        return self::ffi()->ringout_error_parameter($err);
    }

    /**
     * Returns the HTTP status of the response; 0 if there was no response.
     *
     * Since version 0.1.
     */
    public static function errorHttpStatus(?CData $err): int
    {
        return self::ffi()->ringout_error_http_status($err);
    }

    /**
     * Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; null if there is none.
     *
     * Since version 0.1.
     */
    public static function errorErrorCode(?CData $err): ?string
    {
        return self::ffi()->ringout_error_error_code($err);
    }

    /**
     * Returns the OAuth error, such as "invalid_grant"; null if there is none.
     *
     * Since version 0.1.
     */
    public static function errorOauthError(?CData $err): ?string
    {
        return self::ffi()->ringout_error_oauth_error($err);
    }

    /**
     * Returns RingCentral's id of the request, which its support asks for; null if there is none.
     *
     * Since version 0.1.
     */
    public static function errorRequestId(?CData $err): ?string
    {
        return self::ffi()->ringout_error_request_id($err);
    }

    /**
     * Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
     *
     * Since version 0.1.
     */
    public static function errorRetryAfterMs(?CData $err): int
    {
        return self::ffi()->ringout_error_retry_after_ms($err);
    }

    /**
     * Returns true if the same function call may succeed later without any change. Never true for `ErrorCode::MaybePlaced`.
     *
     * Since version 0.1.
     */
    public static function errorRetryable(?CData $err): bool
    {
        return self::ffi()->ringout_error_retryable($err);
    }

    /**
     * Returns true if phones may be ringing after this error of `Native::clientCreateCall()`: for
     * `ErrorCode::MaybePlaced`, HTTP 408, and `ErrorCode::Server` other than a 503 with `Retry-After`. The same applies to
     * other POST requests of `Native::clientRequest()`. False for every other error and for null.
     *
     * Since version 0.1.
     */
    public static function errorMayHavePlaced(?CData $err): bool
    {
        return self::ffi()->ringout_error_may_have_placed($err);
    }

    /**
     * Returns the number of entries in the response's list of errors.
     *
     * Since version 0.1.
     */
    public static function errorDetailCount(?CData $err): int
    {
        return self::ffi()->ringout_error_detail_count($err);
    }

    /**
     * Returns RingCentral's error code in the entry at `index`, counted from 0. null if the entry has none, and for an
     * index out of range.
     *
     * Since version 0.1.
     */
    public static function errorDetailErrorCode(?CData $err, int $index): ?string
    {
        return self::ffi()->ringout_error_detail_error_code($err, $index);
    }

    /**
     * Returns RingCentral's message in the entry at `index`, counted from 0. It may change, so do not decide on it. null if
     * the entry has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function errorDetailMessage(?CData $err, int $index): ?string
    {
        return self::ffi()->ringout_error_detail_message($err, $index);
    }

    /**
     * Returns the parameter at fault in the entry at `index`, counted from 0, such as "to.phoneNumber". null if the entry
     * has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function errorDetailParameterName(?CData $err, int $index): ?string
    {
        return self::ffi()->ringout_error_detail_parameter_name($err, $index);
    }

    /**
     * Returns the value at fault in the entry at `index`, counted from 0. null if the entry has none, and for an index out of
     * range.
     *
     * Since version 0.1.
     */
    public static function errorDetailParameterValue(?CData $err, int $index): ?string
    {
        return self::ffi()->ringout_error_detail_parameter_value($err, $index);
    }

    /**
     * Returns the additional information in the entry at `index`, counted from 0. null if the entry has none, and for an
     * index out of range.
     *
     * Since version 0.1.
     */
    public static function errorDetailAdditionalInfo(?CData $err, int $index): ?string
    {
        return self::ffi()->ringout_error_detail_additional_info($err, $index);
    }

    /**
     * Returns another field of the entry at `index`, counted from 0, by RingCentral's name, such as "permissionName" or
     * "feature". A string is returned as it is, any other value as JSON. null if the entry has no such field, for an index
     * out of range, and if `name` is null or not UTF-8.
     *
     * Since version 0.1.
     */
    public static function errorDetailField(?CData $err, int $index, ?string $name): ?string
    {
        self::check($name, 'name');
        return self::ffi()->ringout_error_detail_field($err, $index, $name);
    }

    /**
     * Returns all other fields of the entry at `index`, counted from 0, as a JSON object. null if the entry has none, and for
     * an index out of range.
     *
     * Since version 0.1.
     */
    public static function errorDetailFields(?CData $err, int $index): ?string
    {
        return self::ffi()->ringout_error_detail_fields($err, $index);
    }

    /**
     * Returns the callee's number as it was sent, if `Native::errorMayHavePlaced()` is true for a call; else null.
     *
     * Since version 0.1.
     */
    public static function errorAttemptTo(?CData $err): ?string
    {
        return self::ffi()->ringout_error_attempt_to($err);
    }

    /**
     * Returns the caller's number as it was sent, if `Native::errorMayHavePlaced()` is true for a call with one; else
     * null.
     *
     * Since version 0.1.
     */
    public static function errorAttemptFrom(?CData $err): ?string
    {
        return self::ffi()->ringout_error_attempt_from($err);
    }

    /**
     * Returns when the first byte of the request was sent, if `Native::errorMayHavePlaced()` is true; else -1. In
     * milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
     *
     * Since version 0.1.
     */
    public static function errorAttemptSentAtUnixMs(?CData $err): int
    {
        return self::ffi()->ringout_error_attempt_sent_at_unix_ms($err);
    }

    /**
     * Frees a string that a function returned as `char *`. null does nothing.
     *
     * Since version 0.1.
     */
    public static function stringFree(?CData $string): void
    {
        self::ffi()->ringout_string_free($string);
    }

    /**
     * Sends log records to `callback` from now on, instead of to the previous callback. null, the default, sends them to no
     * callback. There is one callback for all clients. If the environment variable `RINGOUT_LOG` is "error", "warn", "info" or
     * "debug" when the first client is created or this function is first called, records up to that level are also written to
     * standard error.
     *
     * - `user_data`: passed to the callback; may be null.
     * - `level`: the least severe level to receive, a `LogLevel`. Ignored if `callback` is null.
     *
     * May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
     * that the callback takes. Once it has returned `ErrorCode::Ok`, the previous callback is never called again and its
     * `user_data` may be freed. Inside the callback it returns `ErrorCode::InvalidArgument`. Pass null before the
     * program exits if clients are still in use.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function setLogCallback(?callable $callback, ?CData $userData, int $level): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_set_log_callback($callback, $userData, $level, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Returns the name of a `LogLevel`, such as "WARN". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function logLevelName(int $level): ?string
    {
        return self::ffi()->ringout_log_level_name($level);
    }

    /**
     * Returns the last segment of the path of a `CallPath`, such as "ring-out". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function callPathName(int $callPath): ?string
    {
        return self::ffi()->ringout_call_path_name($callPath);
    }

    /**
     * Checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
     * `Native::clientFree()`.
     *
     * Returns `ErrorCode::InvalidArgument` for a setting that is out of range or contradicts another one;
     * `Native::errorParameter()` names it.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientNew(?CData $config): ?CData
    {
        $ffi = self::ffi();
        $client = $ffi->new('ringout_client *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_new(self::pointer($config), \FFI::addr($client), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($client) ? null : $client;
    }

    /**
     * Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
     * public apps) and `RC_USER_JWT` (not if you log in yourself). Sends nothing: the first request logs in. If
     * `RINGOUT_TOKEN_FILE` is set, the token is kept in that file. Free it with `Native::clientFree()`.
     *
     * Returns `ErrorCode::InvalidArgument` if a variable is missing, empty or wrong; `Native::errorParameter()` names it.
     * No other thread may change the environment during this function.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientFromEnv(): ?CData
    {
        $ffi = self::ffi();
        $client = $ffi->new('ringout_client *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_from_env(\FFI::addr($client), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($client) ? null : $client;
    }

    /**
     * Frees a client handle. null does nothing. Calls that were created with it stay usable.
     *
     * Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: `cancel_on_exit` and
     * `ringout_scoped_call`. That takes up to ten seconds.
     *
     * Since version 0.1.
     */
    public static function clientFree(?CData $client): void
    {
        self::ffi()->ringout_client_free($client);
    }

    /**
     * Creates another handle for the same client, with a different timeout for each of its operations and those of its
     * calls, creates included. How long `Native::callWait()` waits does not change. Sends nothing. Free both handles, in
     * any order, with `Native::clientFree()`.
     *
     * - `timeout_ms`: 1 to 3600000 milliseconds.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientWithTimeout(?CData $client, int $timeoutMs): ?CData
    {
        $ffi = self::ffi();
        $bound = $ffi->new('ringout_client *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_with_timeout($client, $timeoutMs, \FFI::addr($bound), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($bound) ? null : $bound;
    }

    /**
     * Creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
     * rate-limit budgets. Sends nothing. Free both handles, in any order, with `Native::clientFree()`.
     *
     * - `rate_limit`: a `RateLimit`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientWithRateLimit(?CData $client, int $rateLimit): ?CData
    {
        $ffi = self::ffi();
        $bound = $ffi->new('ringout_client *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_with_rate_limit($client, $rateLimit, \FFI::addr($bound), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($bound) ? null : $bound;
    }

    /**
     * Restores an authorization from the values that your program kept. Sends nothing. Free it with
     * `Native::authorizationFree()`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function authorizationNew(?string $redirectUri, ?string $state, #[\SensitiveParameter] ?string $verifier): ?CData
    {
        $ffi = self::ffi();
        self::check($redirectUri, 'redirect_uri');
        self::check($state, 'state');
        self::check($verifier, 'verifier');
        $authorization = $ffi->new('ringout_authorization *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_authorization_new($redirectUri, $state, $verifier, \FFI::addr($authorization), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($authorization) ? null : $authorization;
    }

    /**
     * Frees an authorization and wipes its verifier. null does nothing.
     *
     * Since version 0.1.
     */
    public static function authorizationFree(?CData $authorization): void
    {
        self::ffi()->ringout_authorization_free($authorization);
    }

    /**
     * Returns the URL to send the user to. Empty for an object made with `Native::authorizationNew()`. Valid until the
     * authorization is freed, like its other strings.
     *
     * Since version 0.1.
     */
    public static function authorizationUrl(?CData $authorization): ?string
    {
        return self::ffi()->ringout_authorization_url($authorization);
    }

    /**
     * Returns the URL that RingCentral redirects the user to.
     *
     * Since version 0.1.
     */
    public static function authorizationRedirectUri(?CData $authorization): ?string
    {
        return self::ffi()->ringout_authorization_redirect_uri($authorization);
    }

    /**
     * Returns the value that the redirect must contain unchanged.
     *
     * Since version 0.1.
     */
    public static function authorizationState(?CData $authorization): ?string
    {
        return self::ffi()->ringout_authorization_state($authorization);
    }

    /**
     * Returns the PKCE verifier, a secret that must stay on your side.
     *
     * Since version 0.1.
     */
    public static function authorizationVerifier(?CData $authorization): ?string
    {
        return self::ffi()->ringout_authorization_verifier($authorization);
    }

    /**
     * Reads a token from JSON: the output of `Native::tokenJson()`, or a token response of RingCentral, whose lifetime
     * then starts now. Sends nothing. Free the token with `Native::tokenFree()`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function tokenFromJson(#[\SensitiveParameter] ?string $json): ?CData
    {
        $ffi = self::ffi();
        self::check($json, 'json');
        $token = $ffi->new('ringout_token *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_token_from_json($json, \FFI::addr($token), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($token) ? null : $token;
    }

    /**
     * Frees a token and wipes its secrets. null does nothing.
     *
     * Since version 0.1.
     */
    public static function tokenFree(?CData $token): void
    {
        self::ffi()->ringout_token_free($token);
    }

    /**
     * Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
     * until the token is freed, like its other strings.
     *
     * Since version 0.1.
     */
    public static function tokenJson(?CData $token): ?string
    {
        return self::ffi()->ringout_token_json($token);
    }

    /**
     * Returns the access token, a secret.
     *
     * Since version 0.1.
     */
    public static function tokenAccessToken(?CData $token): ?string
    {
        return self::ffi()->ringout_token_access_token($token);
    }

    /**
     * Returns the refresh token, a secret; null if RingCentral issued none.
     *
     * Since version 0.1.
     */
    public static function tokenRefreshToken(?CData $token): ?string
    {
        return self::ffi()->ringout_token_refresh_token($token);
    }

    /**
     * Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; null if it did not.
     *
     * Since version 0.1.
     */
    public static function tokenScope(?CData $token): ?string
    {
        return self::ffi()->ringout_token_scope($token);
    }

    /**
     * Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for null.
     *
     * Since version 0.1.
     */
    public static function tokenExpiresAtUnixMs(?CData $token): int
    {
        return self::ffi()->ringout_token_expires_at_unix_ms($token);
    }

    /**
     * Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
     * token request. Not needed if the credential is in the settings of the client.
     *
     * Returns `ErrorCode::Unauthorized` if RingCentral refuses it, and `ErrorCode::InvalidArgument` if it is empty. The
     * previous login then stays as it was.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`,
     * `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`,
     * `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginJwt(?CData $client, #[\SensitiveParameter] ?string $jwt): void
    {
        $ffi = self::ffi();
        self::check($jwt, 'jwt');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_jwt($client, $jwt, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Logs in now with a user's phone number or e-mail address, extension (may be null) and password, and keeps them in
     * memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
     * prefer a JWT.
     *
     * Errors are those of `Native::clientLoginJwt()`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`,
     * `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`,
     * `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginPassword(?CData $client, ?string $username, ?string $extension, #[\SensitiveParameter] ?string $password): void
    {
        $ffi = self::ffi();
        self::check($username, 'username');
        self::check($extension, 'extension');
        self::check($password, 'password');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_password($client, $username, $extension, $password, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
     * token request. `Native::clientLoginRedirect()` is simpler: it also checks the redirect.
     *
     * - `verifier`: the PKCE verifier of this login; may be null.
     *
     * Errors are those of `Native::clientLoginJwt()`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`,
     * `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`,
     * `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginCode(?CData $client, #[\SensitiveParameter] ?string $code, ?string $redirectUri, #[\SensitiveParameter] ?string $verifier): void
    {
        $ffi = self::ffi();
        self::check($code, 'code');
        self::check($redirectUri, 'redirect_uri');
        self::check($verifier, 'verifier');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_code($client, $code, $redirectUri, $verifier, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Starts a login on RingCentral's page: creates a new `state` and PKCE verifier. Sends nothing. Send the user to
     * `Native::authorizationUrl()`. Free the authorization with `Native::authorizationFree()`.
     *
     * - `redirect_uri`: one of the redirect URIs of the app in the developer console.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientAuthorizeUrl(?CData $client, ?string $redirectUri): ?CData
    {
        $ffi = self::ffi();
        self::check($redirectUri, 'redirect_uri');
        $authorization = $ffi->new('ringout_authorization *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_authorize_url($client, $redirectUri, \FFI::addr($authorization), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($authorization) ? null : $authorization;
    }

    /**
     * Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
     * it. Sends one token request, or nothing if the check fails.
     *
     * - `redirected_to`: the whole URL or only its query.
     * - `authorization`: stays yours.
     *
     * Returns `ErrorCode::InvalidArgument` for the parameter "state" if the redirect does not belong to this login, and
     * `ErrorCode::Unauthorized` if the user or RingCentral refused.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`,
     * `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`,
     * `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginRedirect(?CData $client, #[\SensitiveParameter] ?string $redirectedTo, ?CData $authorization): void
    {
        $ffi = self::ffi();
        self::check($redirectedTo, 'redirected_to');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_redirect($client, $redirectedTo, $authorization, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
     * need to call it: requests refresh the token in time.
     *
     * Returns `ErrorCode::NotLoggedIn` if there is neither a refresh token nor a credential.
     *
     * Errors:
     * `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`, `ErrorCode::RateLimited`,
     * `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`, `ErrorCode::Protocol`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientRefresh(?CData $client): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_refresh($client, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
     * uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
     *
     * Returns `ErrorCode::Storage` if the token store could not remove the token.
     *
     * Errors:
     * `ErrorCode::Timeout`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLogout(?CData $client): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_logout($client, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Returns the current token through `token`, or null before the first login. The token may have expired. Sends
     * nothing. Free it with `Native::tokenFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientToken(?CData $client): ?CData
    {
        $ffi = self::ffi();
        $token = $ffi->new('ringout_token *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_token($client, \FFI::addr($token), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($token) ? null : $token;
    }

    /**
     * Uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
     * token, which stays yours. The first request replaces a token that has expired.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientSetToken(?CData $client, ?CData $token): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_set_token($client, $token, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Returns scheme, host and port of the server.
     *
     * Since version 0.1.
     */
    public static function tokenKeyServer(?CData $key): ?string
    {
        return self::ffi()->ringout_token_key_server($key);
    }

    /**
     * Returns the client id of the app.
     *
     * Since version 0.1.
     */
    public static function tokenKeyClientId(?CData $key): ?string
    {
        return self::ffi()->ringout_token_key_client_id($key);
    }

    /**
     * Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
     *
     * Since version 0.1.
     */
    public static function tokenKeyUser(?CData $key): ?string
    {
        return self::ffi()->ringout_token_key_user($key);
    }

    /**
     * Returns server, app and user in one string, unique for each key. Most stores need only this.
     *
     * Since version 0.1.
     */
    public static function tokenKeyText(?CData $key): ?string
    {
        return self::ffi()->ringout_token_key_text($key);
    }

    /**
     * Sets the token that `load` found, as `save` received it. With null or a string that is not UTF-8, the load fails.
     *
     * Since version 0.1.
     */
    public static function tokenSinkSetToken(?CData $sink, #[\SensitiveParameter] ?string $token): void
    {
        self::check($token, 'token');
        self::ffi()->ringout_token_sink_set_token($sink, $token);
    }

    /**
     * Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
     * contain a secret.
     *
     * Since version 0.1.
     */
    public static function tokenSinkSetFailure(?CData $sink, ?string $failure): void
    {
        self::check($failure, 'failure');
        self::ffi()->ringout_token_sink_set_failure($sink, $failure);
    }

    /**
     * Returns scheme, host and port of the server.
     *
     * Since version 0.1.
     */
    public static function ledgerKeyServer(?CData $key): ?string
    {
        return self::ffi()->ringout_ledger_key_server($key);
    }

    /**
     * Returns the client id of the app.
     *
     * Since version 0.1.
     */
    public static function ledgerKeyClientId(?CData $key): ?string
    {
        return self::ffi()->ringout_ledger_key_client_id($key);
    }

    /**
     * Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
     *
     * Since version 0.1.
     */
    public static function ledgerKeyUser(?CData $key): ?string
    {
        return self::ffi()->ringout_ledger_key_user($key);
    }

    /**
     * Returns the `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
     * budget.
     *
     * Since version 0.1.
     */
    public static function ledgerKeyDedupeKey(?CData $key): ?string
    {
        return self::ffi()->ringout_ledger_key_dedupe_key($key);
    }

    /**
     * Returns the four parts in one string, unique for each key. Most ledgers need only this.
     *
     * Since version 0.1.
     */
    public static function ledgerKeyText(?CData $key): ?string
    {
        return self::ffi()->ringout_ledger_key_text($key);
    }

    /**
     * Sets what the ledger has under the key: the value as `swap` received it, and how many milliseconds ago that was, by
     * the clock of the ledger. With null or a string that is not UTF-8, the callback fails.
     *
     * Since version 0.1.
     */
    public static function ledgerSinkSetRecord(?CData $sink, ?string $value, int $ageMs): void
    {
        self::check($value, 'value');
        self::ffi()->ringout_ledger_sink_set_record($sink, $value, $ageMs);
    }

    /**
     * Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
     * contain a secret.
     *
     * Since version 0.1.
     */
    public static function ledgerSinkSetFailure(?CData $sink, ?string $failure): void
    {
        self::check($failure, 'failure');
        self::ffi()->ringout_ledger_sink_set_failure($sink, $failure);
    }

    /**
     * Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
     * the link with `Native::stringFree()`.
     *
     * - `number`: by the rules of a `ringout_call_request` without a country.
     * - `scheme`: a `DialScheme`.
     *
     * Returns `ErrorCode::InvalidArgument` for a string that is not a phone number, and for an extension alone with
     * `DialScheme::Tel`, because another app would dial it as a public number.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function dialUri(?string $number, int $scheme): string
    {
        $ffi = self::ffi();
        self::check($number, 'number');
        $uri = $ffi->new('char *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_dial_uri($number, $scheme, \FFI::addr($uri), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return self::take($uri);
    }

    /**
     * Returns the scheme of a `DialScheme`, such as "rcmobile". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function dialSchemeName(int $scheme): ?string
    {
        return self::ffi()->ringout_dial_scheme_name($scheme);
    }

    /**
     * Requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
     * `Native::callerIdsFree()`.
     *
     * Returns `ErrorCode::Forbidden` without the ReadAccounts permission.
     *
     * Errors:
     * `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`, `ErrorCode::RateLimited`,
     * `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`, `ErrorCode::Protocol`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCallerIds(?CData $client): ?CData
    {
        $ffi = self::ffi();
        $callerIds = $ffi->new('ringout_caller_ids *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_caller_ids($client, \FFI::addr($callerIds), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($callerIds) ? null : $callerIds;
    }

    /**
     * Frees a list of caller IDs. null does nothing.
     *
     * Since version 0.1.
     */
    public static function callerIdsFree(?CData $callerIds): void
    {
        self::ffi()->ringout_caller_ids_free($callerIds);
    }

    /**
     * Returns the number of caller IDs in the list; 0 for null.
     *
     * Since version 0.1.
     */
    public static function callerIdsCount(?CData $callerIds): int
    {
        return self::ffi()->ringout_caller_ids_count($callerIds);
    }

    /**
     * Returns RingCentral's id of the phone number at `index`, counted from 0. null if the entry has none, and for an
     * index out of range.
     *
     * Since version 0.1.
     */
    public static function callerIdsId(?CData $callerIds, int $index): ?string
    {
        return self::ffi()->ringout_caller_ids_id($callerIds, $index);
    }

    /**
     * Returns the phone number at `index` in E.164. null if the entry has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function callerIdsPhoneNumber(?CData $callerIds, int $index): ?string
    {
        return self::ffi()->ringout_caller_ids_phone_number($callerIds, $index);
    }

    /**
     * Returns RingCentral's name for the use of the phone number at `index`, such as "DirectNumber". null if the entry
     * has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function callerIdsUsageType(?CData $callerIds, int $index): ?string
    {
        return self::ffi()->ringout_caller_ids_usage_type($callerIds, $index);
    }

    /**
     * Returns the label of the phone number at `index`. null if the entry has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function callerIdsLabel(?CData $callerIds, int $index): ?string
    {
        return self::ffi()->ringout_caller_ids_label($callerIds, $index);
    }

    /**
     * Requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
     * `Native::forwardingNumbersFree()`.
     *
     * A call request without a caller rings the first one, unless the user has set another. Returns `ErrorCode::Forbidden`
     * without the ReadAccounts permission.
     *
     * Errors:
     * `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`, `ErrorCode::RateLimited`,
     * `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`, `ErrorCode::Protocol`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientForwardingNumbers(?CData $client): ?CData
    {
        $ffi = self::ffi();
        $forwardingNumbers = $ffi->new('ringout_forwarding_numbers *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_forwarding_numbers($client, \FFI::addr($forwardingNumbers), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($forwardingNumbers) ? null : $forwardingNumbers;
    }

    /**
     * Frees a list of forwarding numbers. null does nothing.
     *
     * Since version 0.1.
     */
    public static function forwardingNumbersFree(?CData $forwardingNumbers): void
    {
        self::ffi()->ringout_forwarding_numbers_free($forwardingNumbers);
    }

    /**
     * Returns the number of forwarding numbers in the list; 0 for null.
     *
     * Since version 0.1.
     */
    public static function forwardingNumbersCount(?CData $forwardingNumbers): int
    {
        return self::ffi()->ringout_forwarding_numbers_count($forwardingNumbers);
    }

    /**
     * Returns RingCentral's id of the forwarding number at `index`, counted from 0: a value for `from_forwarding_number`
     * of a `ringout_call_request`. null if the entry has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function forwardingNumbersId(?CData $forwardingNumbers, int $index): ?string
    {
        return self::ffi()->ringout_forwarding_numbers_id($forwardingNumbers, $index);
    }

    /**
     * Returns the phone number at `index` in E.164. null for the few kinds of device that have none, and for an index out
     * of range.
     *
     * Since version 0.1.
     */
    public static function forwardingNumbersPhoneNumber(?CData $forwardingNumbers, int $index): ?string
    {
        return self::ffi()->ringout_forwarding_numbers_phone_number($forwardingNumbers, $index);
    }

    /**
     * Returns the label that the user gave the number at `index`. null if the entry has none, and for an index out of
     * range.
     *
     * Since version 0.1.
     */
    public static function forwardingNumbersLabel(?CData $forwardingNumbers, int $index): ?string
    {
        return self::ffi()->ringout_forwarding_numbers_label($forwardingNumbers, $index);
    }

    /**
     * Returns RingCentral's name for the kind of phone at `index`, such as "Mobile" or "PhoneLine". null if the entry has
     * none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function forwardingNumbersKind(?CData $forwardingNumbers, int $index): ?string
    {
        return self::ffi()->ringout_forwarding_numbers_kind($forwardingNumbers, $index);
    }

    /**
     * Checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
     * line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
     * client is not logged in. Free the report with `Native::preflightFree()`.
     *
     * - `request`: the call to check the numbers of; may be null.
     *
     * Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
     * `ErrorCode::InvalidArgument` (the request itself is invalid), `ErrorCode::Timeout` or `ErrorCode::Cancelled`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Timeout`, `ErrorCode::Cancelled`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientPreflight(?CData $client, ?CData $request): ?CData
    {
        $ffi = self::ffi();
        $preflight = $ffi->new('ringout_preflight *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_preflight($client, self::pointer($request), \FFI::addr($preflight), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($preflight) ? null : $preflight;
    }

    /**
     * Frees a report. null does nothing.
     *
     * Since version 0.1.
     */
    public static function preflightFree(?CData $preflight): void
    {
        self::ffi()->ringout_preflight_free($preflight);
    }

    /**
     * Returns true if no check failed. Warnings and checks that could not be made do not count. False for null.
     *
     * Since version 0.1.
     */
    public static function preflightOk(?CData $preflight): bool
    {
        return self::ffi()->ringout_preflight_ok($preflight);
    }

    /**
     * Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
     * report is freed, like every string of the report.
     *
     * Since version 0.1.
     */
    public static function preflightText(?CData $preflight): ?string
    {
        return self::ffi()->ringout_preflight_text($preflight);
    }

    /**
     * Returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
     * is only that one.
     *
     * Since version 0.1.
     */
    public static function preflightCheckCount(?CData $preflight): int
    {
        return self::ffi()->ringout_preflight_check_count($preflight);
    }

    /**
     * Returns the kind of the check at `index`, counted from 0: a `CheckKind`. 0 for an index out of range.
     *
     * Since version 0.1.
     */
    public static function preflightCheckKind(?CData $preflight, int $index): int
    {
        return self::ffi()->ringout_preflight_check_kind($preflight, $index);
    }

    /**
     * Returns the name of a `CheckKind`, such as "Permission". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function checkKindName(int $kind): ?string
    {
        return self::ffi()->ringout_check_kind_name($kind);
    }

    /**
     * Returns the result of a check: a `CheckResult`. 0 for an index out of range.
     *
     * Since version 0.1.
     */
    public static function preflightCheckResult(?CData $preflight, int $index): int
    {
        return self::ffi()->ringout_preflight_check_result($preflight, $index);
    }

    /**
     * Returns the name of a `CheckResult`, such as "Passed". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function checkResultName(int $result): ?string
    {
        return self::ffi()->ringout_check_result_name($result);
    }

    /**
     * Returns one sentence that says what was found and what to do about it. null for an index out of range.
     *
     * Since version 0.1.
     */
    public static function preflightCheckExplanation(?CData $preflight, int $index): ?string
    {
        return self::ffi()->ringout_preflight_check_explanation($preflight, $index);
    }

    /**
     * Places a call: sends one request of the Heavy group. Free the call with `Native::callFree()`, which does not hang
     * up.
     *
     * The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
     * again. If it may have reached RingCentral and no usable response came, the function returns `ErrorCode::MaybePlaced`
     * and does not retry, because a retry could ring both phones again.
     *
     * - Nothing was sent: `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Timeout`, `ErrorCode::Connection`,
     *   `ErrorCode::Cancelled`, `ErrorCode::Storage`.
     * - RingCentral refused and no phone rings: `ErrorCode::Unauthorized`, `ErrorCode::Forbidden` (no RingOut permission, a
     *   caller ID that is not the user's, no funds), `ErrorCode::NotFound` (no such account or extension),
     *   `ErrorCode::RateLimited`, `ErrorCode::Rejected`.
     * - Phones may be ringing: `ErrorCode::MaybePlaced`, and some responses such as a gateway's 504. For all of them
     *   `Native::errorMayHavePlaced()` is true.
     *
     * With a `dedupe_key`, the call is placed at most once by all processes that share the `ringout_ledger`. If the key has a
     * call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
     * the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
     * Otherwise the function returns `ErrorCode::MaybePlaced`, and the request is never sent again.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::NotFound`, `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`,
     * `ErrorCode::Connection`, `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::MaybePlaced`,
     * `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCreateCall(?CData $client, ?CData $request): ?CData
    {
        $ffi = self::ffi();
        $call = $ffi->new('ringout_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_create_call($client, self::pointer($request), \FFI::addr($call), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($call) ? null : $call;
    }

    /**
     * Finds the call that was placed with this `dedupe_key`, by any process that shares the `ringout_ledger`. Never places
     * one. Free it with `Native::callFree()`.
     *
     * `call` receives null if no call was placed. A call that another process is placing is waited for. One that has ended
     * has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
     * it: see `Native::callTakeLease()`.
     *
     * Returns `ErrorCode::MaybePlaced` if a request was sent and nothing is known about it, not even by the call log, and
     * `ErrorCode::InvalidArgument` without a ledger.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::NotFound`, `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`,
     * `ErrorCode::Connection`, `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::MaybePlaced`,
     * `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientFindCall(?CData $client, ?string $dedupeKey): ?CData
    {
        $ffi = self::ffi();
        self::check($dedupeKey, 'dedupe_key');
        $call = $ffi->new('ringout_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_find_call($client, $dedupeKey, \FFI::addr($call), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($call) ? null : $call;
    }

    /**
     * Creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
     * unknown until it is requested. Free the handle with `Native::callFree()`.
     *
     * Returns `ErrorCode::InvalidArgument` for an id that is empty, longer than 256 bytes, "." or "..", or contains control
     * characters.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCall(?CData $client, ?string $id): ?CData
    {
        $ffi = self::ffi();
        self::check($id, 'id');
        $call = $ffi->new('ringout_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_call($client, $id, \FFI::addr($call), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($call) ? null : $call;
    }

    /**
     * Frees a call handle. null does nothing. The call itself goes on.
     *
     * Since version 0.1.
     */
    public static function callFree(?CData $call): void
    {
        self::ffi()->ringout_call_free($call);
    }

    /**
     * Creates another handle for the same call. Both share the known state. Free both, in any order, with
     * `Native::callFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callClone(?CData $call): ?CData
    {
        $ffi = self::ffi();
        $clone = $ffi->new('ringout_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_clone($call, \FFI::addr($clone), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($clone) ? null : $clone;
    }

    /**
     * Returns RingCentral's id of the call, an opaque string. With it, `Native::clientCall()` creates another handle, in
     * another process if necessary. Valid until the handle is freed.
     *
     * Since version 0.1.
     */
    public static function callId(?CData $call): ?string
    {
        return self::ffi()->ringout_call_id($call);
    }

    /**
     * Returns whether the call was placed by another request with the same `dedupe_key`, in this process or another, and
     * not by the one that returned this handle. False for null.
     *
     * Since version 0.1.
     */
    public static function callAdopted(?CData $call): bool
    {
        return self::ffi()->ringout_call_adopted($call);
    }

    /**
     * Takes the lease of a call with a `dedupe_key`. `left_ms` receives how long another client still has it, in
     * milliseconds, or 0 if it is now this client's or the call has ended.
     *
     * The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
     * it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
     * polls a call rarely, because it follows many, has it for longer.
     *
     * Returns `ErrorCode::InvalidArgument` for a call without a key, and `ErrorCode::Storage` if the ledger fails. Sends nothing
     * to RingCentral.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Timeout`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callTakeLease(?CData $call): int
    {
        $ffi = self::ffi();
        $leftMs = $ffi->new('uint64_t');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_take_lease($call, \FFI::addr($leftMs), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return $leftMs->cdata;
    }

    /**
     * Claims the outcome of a call with a `dedupe_key`, for the process that reports it. `claimed` receives true once for a
     * key, whichever processes ask, and false before the end of the call has been seen.
     *
     * A process that dies between the claim and its report has claimed it even so. Returns `ErrorCode::InvalidArgument` for a
     * call without a key, and `ErrorCode::Storage` if the ledger fails; ask the same handle again then. Sends nothing to
     * RingCentral.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::Timeout`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callClaimOutcome(?CData $call): bool
    {
        $ffi = self::ffi();
        $claimed = $ffi->new('bool');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_claim_outcome($call, \FFI::addr($claimed), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return $claimed->cdata;
    }

    /**
     * Returns RingCentral's name of a `Status`, such as "InProgress"; "Unknown" for any other number. Never
     * null, valid forever.
     *
     * Since version 0.1.
     */
    public static function statusName(int $status): ?string
    {
        return self::ffi()->ringout_status_name($status);
    }

    /**
     * Returns the meaning of a status in one sentence without a full stop. Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function statusExplain(int $status): ?string
    {
        return self::ffi()->ringout_status_explain($status);
    }

    /**
     * Returns the number of a status that RingCentral wrote: a `Status`. `Status::Unknown` for an
     * undocumented status, a string that is not UTF-8, and null.
     *
     * Since version 0.1.
     */
    public static function statusParse(?string $text): int
    {
        self::check($text, 'text');
        return self::ffi()->ringout_status_parse($text);
    }

    /**
     * Returns true if a leg with this status could not be connected: 4 to 12.
     *
     * Since version 0.1.
     */
    public static function statusIsFailedLeg(int $status): bool
    {
        return self::ffi()->ringout_status_is_failed_leg($status);
    }

    /**
     * Returns true if no other status is expected afterwards. False for `Status::Success`: the legs end a call, not
     * its own status.
     *
     * Since version 0.1.
     */
    public static function statusIsEnded(int $status): bool
    {
        return self::ffi()->ringout_status_is_ended($status);
    }

    /**
     * Creates a state from three statuses as RingCentral spells them, such as "InProgress", for
     * `Native::checkTransition()`. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
     * state with `Native::stateFree()`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function stateNew(?string $callStatus, ?string $callerStatus, ?string $calleeStatus): ?CData
    {
        $ffi = self::ffi();
        self::check($callStatus, 'call_status');
        self::check($callerStatus, 'caller_status');
        self::check($calleeStatus, 'callee_status');
        $state = $ffi->new('ringout_state *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_state_new($callStatus, $callerStatus, $calleeStatus, \FFI::addr($state), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($state) ? null : $state;
    }

    /**
     * Frees a state that a function returned. null does nothing.
     *
     * Since version 0.1.
     */
    public static function stateFree(?CData $state): void
    {
        self::ffi()->ringout_state_free($state);
    }

    /**
     * Returns the status of the call as a whole: a `Status`.
     *
     * Since version 0.1.
     */
    public static function stateCallStatus(?CData $state): int
    {
        return self::ffi()->ringout_state_call_status($state);
    }

    /**
     * Returns the status of the caller's leg: a `Status`.
     *
     * Since version 0.1.
     */
    public static function stateCallerStatus(?CData $state): int
    {
        return self::ffi()->ringout_state_caller_status($state);
    }

    /**
     * Returns the status of the callee's leg: a `Status`.
     *
     * Since version 0.1.
     */
    public static function stateCalleeStatus(?CData $state): int
    {
        return self::ffi()->ringout_state_callee_status($state);
    }

    /**
     * Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
     *
     * Since version 0.1.
     */
    public static function stateCallStatusText(?CData $state): ?string
    {
        return self::ffi()->ringout_state_call_status_text($state);
    }

    /**
     * Returns the status of the caller's leg as RingCentral spells it.
     *
     * Since version 0.1.
     */
    public static function stateCallerStatusText(?CData $state): ?string
    {
        return self::ffi()->ringout_state_caller_status_text($state);
    }

    /**
     * Returns the status of the callee's leg as RingCentral spells it.
     *
     * Since version 0.1.
     */
    public static function stateCalleeStatusText(?CData $state): ?string
    {
        return self::ffi()->ringout_state_callee_status_text($state);
    }

    /**
     * Returns the phase of the call: a `Phase`.
     *
     * Since version 0.1.
     */
    public static function statePhase(?CData $state): int
    {
        return self::ffi()->ringout_state_phase($state);
    }

    /**
     * Returns the name of a `Phase`, such as "RingingCaller". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function phaseName(int $phase): ?string
    {
        return self::ffi()->ringout_phase_name($phase);
    }

    /**
     * Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
     *
     * Since version 0.1.
     */
    public static function stateText(?CData $state): ?string
    {
        return self::ffi()->ringout_state_text($state);
    }

    /**
     * Returns one sentence, without a full stop, that says what is happening or how the call ended.
     *
     * Since version 0.1.
     */
    public static function stateExplain(?CData $state): ?string
    {
        return self::ffi()->ringout_state_explain($state);
    }

    /**
     * Frees an outcome. null does nothing.
     *
     * Since version 0.1.
     */
    public static function outcomeFree(?CData $outcome): void
    {
        self::ffi()->ringout_outcome_free($outcome);
    }

    /**
     * Returns the kind of outcome: a `OutcomeKind`.
     *
     * Since version 0.1.
     */
    public static function outcomeKind(?CData $outcome): int
    {
        return self::ffi()->ringout_outcome_kind($outcome);
    }

    /**
     * Returns the name of a `OutcomeKind`, such as "Completed". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function outcomeKindName(int $kind): ?string
    {
        return self::ffi()->ringout_outcome_kind_name($kind);
    }

    /**
     * Returns the leg that decided the outcome: a `Leg`.
     *
     * Since version 0.1.
     */
    public static function outcomeLeg(?CData $outcome): int
    {
        return self::ffi()->ringout_outcome_leg($outcome);
    }

    /**
     * Returns the name of a `Leg`, such as "caller". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function legName(int $leg): ?string
    {
        return self::ffi()->ringout_leg_name($leg);
    }

    /**
     * Returns the status that decided the outcome: a `Status`.
     *
     * Since version 0.1.
     */
    public static function outcomeStatus(?CData $outcome): int
    {
        return self::ffi()->ringout_outcome_status($outcome);
    }

    /**
     * Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
     * other strings.
     *
     * Since version 0.1.
     */
    public static function outcomeStatusText(?CData $outcome): ?string
    {
        return self::ffi()->ringout_outcome_status_text($outcome);
    }

    /**
     * Returns true if caller and callee were connected at some time.
     *
     * Since version 0.1.
     */
    public static function outcomeConnected(?CData $outcome): bool
    {
        return self::ffi()->ringout_outcome_connected($outcome);
    }

    /**
     * Returns true if RingCentral accepted a cancel from this handle before the end.
     *
     * Since version 0.1.
     */
    public static function outcomeCancelledByUs(?CData $outcome): bool
    {
        return self::ffi()->ringout_outcome_cancelled_by_us($outcome);
    }

    /**
     * Returns where the outcome is known from: a `Source`; 0 for null.
     *
     * Since version 0.1.
     */
    public static function outcomeSource(?CData $outcome): int
    {
        return self::ffi()->ringout_outcome_source($outcome);
    }

    /**
     * Returns the name of a `Source`, such as "Status". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function outcomeSourceName(int $source): ?string
    {
        return self::ffi()->ringout_outcome_source_name($source);
    }

    /**
     * Returns one sentence that explains the outcome, without a full stop.
     *
     * Since version 0.1.
     */
    public static function outcomeExplanation(?CData $outcome): ?string
    {
        return self::ffi()->ringout_outcome_explanation($outcome);
    }

    /**
     * Returns the kind and the explanation in one line.
     *
     * Since version 0.1.
     */
    public static function outcomeText(?CData $outcome): ?string
    {
        return self::ffi()->ringout_outcome_text($outcome);
    }

    /**
     * Judges whether the state `to` may follow the state `from`. Sends nothing. Free the verdict with
     * `Native::verdictFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function checkTransition(?CData $from, ?CData $to): ?CData
    {
        $ffi = self::ffi();
        $verdict = $ffi->new('ringout_verdict *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_check_transition($from, $to, \FFI::addr($verdict), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($verdict) ? null : $verdict;
    }

    /**
     * Frees a verdict that a function returned. null does nothing. Do not free a verdict that belongs to a change.
     *
     * Since version 0.1.
     */
    public static function verdictFree(?CData $verdict): void
    {
        self::ffi()->ringout_verdict_free($verdict);
    }

    /**
     * Returns the worst kind among the three statuses and their combination: a `VerdictKind`. The numbers grow
     * from best to worst.
     *
     * Since version 0.1.
     */
    public static function verdictKind(?CData $verdict): int
    {
        return self::ffi()->ringout_verdict_kind($verdict);
    }

    /**
     * Returns the name of a `VerdictKind`, such as "Documented". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function verdictKindName(int $kind): ?string
    {
        return self::ffi()->ringout_verdict_kind_name($kind);
    }

    /**
     * Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
     *
     * Since version 0.1.
     */
    public static function verdictText(?CData $verdict): ?string
    {
        return self::ffi()->ringout_verdict_text($verdict);
    }

    /**
     * Returns the number of reasons: 0 if the transition is unchanged or documented.
     *
     * Since version 0.1.
     */
    public static function verdictReasonCount(?CData $verdict): int
    {
        return self::ffi()->ringout_verdict_reason_count($verdict);
    }

    /**
     * Returns the part that the reason at `index`, counted from 0, concerns: a `Field`.
     * `Field::Combination` for an index out of range.
     *
     * Since version 0.1.
     */
    public static function verdictReasonField(?CData $verdict, int $index): int
    {
        return self::ffi()->ringout_verdict_reason_field($verdict, $index);
    }

    /**
     * Returns the name of a `Field`, such as "caller". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function fieldName(int $field): ?string
    {
        return self::ffi()->ringout_field_name($field);
    }

    /**
     * Returns the kind of a reason: a `VerdictKind`. `VerdictKind::Unchanged` for an index out of range.
     *
     * Since version 0.1.
     */
    public static function verdictReasonKind(?CData $verdict, int $index): int
    {
        return self::ffi()->ringout_verdict_reason_kind($verdict, $index);
    }

    /**
     * Returns a reason in words; null for an index out of range.
     *
     * Since version 0.1.
     */
    public static function verdictReasonText(?CData $verdict, int $index): ?string
    {
        return self::ffi()->ringout_verdict_reason_text($verdict, $index);
    }

    /**
     * Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". null if no
     * state was skipped, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function verdictReasonPath(?CData $verdict, int $index): ?string
    {
        return self::ffi()->ringout_verdict_reason_path($verdict, $index);
    }

    /**
     * Returns the number of statuses in the inferred path; 0 if no state was skipped.
     *
     * Since version 0.1.
     */
    public static function verdictReasonPathCount(?CData $verdict, int $index): int
    {
        return self::ffi()->ringout_verdict_reason_path_count($verdict, $index);
    }

    /**
     * Returns the status at `position`, counted from 0, of the inferred path: a `Status`.
     *
     * Since version 0.1.
     */
    public static function verdictReasonPathStatus(?CData $verdict, int $index, int $position): int
    {
        return self::ffi()->ringout_verdict_reason_path_status($verdict, $index, $position);
    }

    /**
     * Returns the name of a `Until`, such as "ended". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function untilName(int $until): ?string
    {
        return self::ffi()->ringout_until_name($until);
    }

    /**
     * Requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
     * RingCentral fails. Free the state with `Native::stateFree()`.
     *
     * Returns `ErrorCode::NotFound` some time after the end, when RingCentral has forgotten the call, and for a gateway's
     * 404. Do not poll with it: `Native::callWait()` and `Native::callWatch()` poll as often as the rate limits allow,
     * for all calls of the client together.
     *
     * Errors:
     * `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`, `ErrorCode::RateLimited`,
     * `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`, `ErrorCode::Protocol`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callStatus(?CData $call): ?CData
    {
        $ffi = self::ffi();
        $state = $ffi->new('ringout_state *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_status($call, \FFI::addr($state), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($state) ? null : $state;
    }

    /**
     * Returns the last known state through `state`, or null if there is none yet. Sends nothing. Free the state with
     * `Native::stateFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callState(?CData $call): ?CData
    {
        $ffi = self::ffi();
        $state = $ffi->new('ringout_state *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_state($call, \FFI::addr($state), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($state) ? null : $state;
    }

    /**
     * Returns how the call ended, judged by the last known state. Sends nothing. The kind is
     * `OutcomeKind::StillInProgress` until the end was seen. Free the outcome with `Native::outcomeFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callOutcome(?CData $call): ?CData
    {
        $ffi = self::ffi();
        $outcome = $ffi->new('ringout_outcome *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_outcome($call, \FFI::addr($outcome), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($outcome) ? null : $outcome;
    }

    /**
     * Asks RingCentral to hang up, polls the call once, and returns the effect: a `CancelEffect`. Sends a request of
     * the Heavy group and one of the Light group, or nothing if the call is known to be over. `Native::callState()` then
     * has the polled state.
     *
     * A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
     * the call.
     *
     * Errors:
     * `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::NotFound`, `ErrorCode::RateLimited`,
     * `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`, `ErrorCode::Connection`, `ErrorCode::Protocol`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callCancel(?CData $call): int
    {
        $ffi = self::ffi();
        $effect = $ffi->new('uint32_t');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_cancel($call, \FFI::addr($effect), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return $effect->cdata;
    }

    /**
     * Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a `ringout_scoped_call` nor a
     * wait with `cancel_on_exit`, through any handle of the call. `Native::callCancel()`, `cancel_on_timeout` and what
     * begins later still do. Sends nothing. null does nothing.
     *
     * Since version 0.1.
     */
    public static function callDetach(?CData $call): void
    {
        self::ffi()->ringout_call_detach($call);
    }

    /**
     * Returns the name of a `CancelEffect`, such as "HungUp". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function cancelEffectName(int $effect): ?string
    {
        return self::ffi()->ringout_cancel_effect_name($effect);
    }

    /**
     * Waits until the call ends, or until it is answered, and returns the outcome. Free it with `Native::outcomeFree()`.
     *
     * - `options`: what to wait for and how long; may be null.
     *
     * If the timeout passes, the outcome is `OutcomeKind::StillInProgress`. A call that vanishes is an outcome, too.
     * The function fails only if polling the call is futile: your program is not logged in (`ErrorCode::NotLoggedIn`,
     * `ErrorCode::Unauthorized`), may not see the call (`ErrorCode::Forbidden`), or interrupted the wait (`ErrorCode::Cancelled`).
     *
     * Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
     * nothing but such 404s, the outcome is `OutcomeKind::EndedUnknown`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callWait(?CData $call, ?CData $options): ?CData
    {
        $ffi = self::ffi();
        $outcome = $ffi->new('ringout_outcome *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_wait($call, self::pointer($options), \FFI::addr($outcome), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($outcome) ? null : $outcome;
    }

    /**
     * Copies a change, so that it outlives the callback or the next call of `Native::watchNext()`. Sends nothing. Free the
     * copy with `Native::changeFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function changeClone(?CData $change): ?CData
    {
        $ffi = self::ffi();
        $clone = $ffi->new('ringout_change *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_change_clone($change, \FFI::addr($clone), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($clone) ? null : $clone;
    }

    /**
     * Frees a change from `Native::changeClone()` or `Native::eventTakeChange()`. null does nothing. Do not free a change that belongs to a watch.
     *
     * Since version 0.1.
     */
    public static function changeFree(?CData $change): void
    {
        self::ffi()->ringout_change_free($change);
    }

    /**
     * Returns the previous state. null for the first poll of a call that was not placed through this handle.
     *
     * Since version 0.1.
     */
    public static function changePrevious(?CData $change): ?CData
    {
        return self::ffi()->ringout_change_previous($change);
    }

    /**
     * Returns the new state.
     *
     * Since version 0.1.
     */
    public static function changeState(?CData $change): ?CData
    {
        return self::ffi()->ringout_change_state($change);
    }

    /**
     * Returns how the transition compares with RingCentral's documentation. null if there is no previous state.
     *
     * Since version 0.1.
     */
    public static function changeVerdict(?CData $change): ?CData
    {
        return self::ffi()->ringout_change_verdict($change);
    }

    /**
     * Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
     * milliseconds since the call was placed, or the handle created.
     *
     * Since version 0.1.
     */
    public static function changeEarliestMs(?CData $change): int
    {
        return self::ffi()->ringout_change_earliest_ms($change);
    }

    /**
     * Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
     * or the handle created.
     *
     * Since version 0.1.
     */
    public static function changeLatestMs(?CData $change): int
    {
        return self::ffi()->ringout_change_latest_ms($change);
    }

    /**
     * Follows the call and calls `callback` for each change, until `Native::callWait()` would return. Returns the
     * outcome; free it with `Native::outcomeFree()`. Errors are those of `Native::callWait()`.
     *
     * - `options`: what to wait for and how long; may be null.
     * - `user_data`: passed to the callback; may be null.
     *
     * If the callback stops the watch, that is not an error: the outcome is that of the last known state,
     * `OutcomeKind::StillInProgress` unless the call is over. The call goes on and can be watched again, unless
     * `cancel_on_exit` is set. The callback may use the call, but must not free it.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callWatch(?CData $call, ?CData $options, ?callable $callback, ?CData $userData): ?CData
    {
        $ffi = self::ffi();
        $outcome = $ffi->new('ringout_outcome *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_watch($call, self::pointer($options), $callback, $userData, \FFI::addr($outcome), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($outcome) ? null : $outcome;
    }

    /**
     * Starts to follow a call. Does not block. Free the watch with `Native::watchFree()`; the call handle may be freed
     * before.
     *
     * - `options`: what to wait for and how long, counted from now; may be null.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function watchNew(?CData $call, ?CData $options): ?CData
    {
        $ffi = self::ffi();
        $watch = $ffi->new('ringout_watch *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_watch_new($call, self::pointer($options), \FFI::addr($watch), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($watch) ? null : $watch;
    }

    /**
     * Frees a watch and its current change. null does nothing. The call goes on, unless `cancel_on_exit` is set and the
     * watch is not over.
     *
     * Since version 0.1.
     */
    public static function watchFree(?CData $watch): void
    {
        self::ffi()->ringout_watch_free($watch);
    }

    /**
     * Waits for the next change and returns it through `change`, or null when `Native::callWait()` would return. The
     * change is valid until the next call of this function. Errors are those of `Native::callWait()`; after one, the
     * watch is over.
     *
     * Errors:
     * `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`, `ErrorCode::Cancelled`, `ErrorCode::Storage`,
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function watchNext(?CData $watch): ?CData
    {
        $ffi = self::ffi();
        $change = $ffi->new('ringout_change *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_watch_next($watch, \FFI::addr($change), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($change) ? null : $change;
    }

    /**
     * Like `Native::watchNext()`, but waits at most `timeout_ms` for the change, so that a thread can do something else in
     * between. Sets `ended` to true at the end of the watch. If `change` is null and `ended` is false, the time has passed and
     * the watch goes on.
     *
     * - `timeout_ms`: the longest time to wait, in milliseconds. 0 takes a change that has arrived. `RINGOUT_DEFAULT_TIMEOUT`
     *   waits for the change without a limit.
     *
     * It takes longer than that only to hang up, if `cancel_on_timeout` is set and the timeout of the watch passes.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function watchNextTimeout(?CData $watch, int $timeoutMs): array
    {
        $ffi = self::ffi();
        $change = $ffi->new('ringout_change *');
        $ended = $ffi->new('bool');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_watch_next_timeout($watch, $timeoutMs, \FFI::addr($change), \FFI::addr($ended), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return [\FFI::isNull($change) ? null : $change, $ended->cdata];
    }

    /**
     * Returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
     * `Native::outcomeFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function watchOutcome(?CData $watch): ?CData
    {
        $ffi = self::ffi();
        $outcome = $ffi->new('ringout_outcome *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_watch_outcome($watch, \FFI::addr($outcome), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($outcome) ? null : $outcome;
    }

    /**
     * Creates a scoped call. Free it with `Native::scopedCallFree()`, before or after the call handle.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function scopedCallNew(?CData $call): ?CData
    {
        $ffi = self::ffi();
        $scoped = $ffi->new('ringout_scoped_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_scoped_call_new($call, \FFI::addr($scoped), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($scoped) ? null : $scoped;
    }

    /**
     * Frees a scoped call and begins to hang up, unless the call is known to be over or `Native::callDetach()` was called
     * since. Does not block. null does nothing.
     *
     * The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
     * handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
     *
     * Since version 0.1.
     */
    public static function scopedCallFree(?CData $scoped): void
    {
        self::ffi()->ringout_scoped_call_free($scoped);
    }

    /**
     * Returns the step: a `JournalStep`; 0 for null.
     *
     * Since version 0.1.
     */
    public static function journalEntryStep(?CData $entry): int
    {
        return self::ffi()->ringout_journal_entry_step($entry);
    }

    /**
     * Returns the name of a `JournalStep`, such as "Placing". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function journalStepName(int $step): ?string
    {
        return self::ffi()->ringout_journal_step_name($step);
    }

    /**
     * Returns the index of the request in the array, counted from 0.
     *
     * Since version 0.1.
     */
    public static function journalEntryIndex(?CData $entry): int
    {
        return self::ffi()->ringout_journal_entry_index($entry);
    }

    /**
     * Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for null. It is the value
     * for `sent_at_unix_ms` of `Native::clientCallLog()`.
     *
     * For `JournalStep::MaybePlaced` it is when the first byte of the request was sent. For
     * `JournalStep::Placing` it is the last moment before that, after the login and the wait for the rate limit.
     *
     * Since version 0.1.
     */
    public static function journalEntryAtUnixMs(?CData $entry): int
    {
        return self::ffi()->ringout_journal_entry_at_unix_ms($entry);
    }

    /**
     * Returns the callee's number as it is sent.
     *
     * Since version 0.1.
     */
    public static function journalEntryTo(?CData $entry): ?string
    {
        return self::ffi()->ringout_journal_entry_to($entry);
    }

    /**
     * Returns the caller's number as it is sent; null if there is none.
     *
     * Since version 0.1.
     */
    public static function journalEntryFrom(?CData $entry): ?string
    {
        return self::ffi()->ringout_journal_entry_from($entry);
    }

    /**
     * Returns RingCentral's id of the call, from `JournalStep::Placed` on; null if there is no call.
     *
     * Since version 0.1.
     */
    public static function journalEntryCallId(?CData $entry): ?string
    {
        return self::ffi()->ringout_journal_entry_call_id($entry);
    }

    /**
     * Returns the outcome of the call, with `JournalStep::Ended`; else null.
     *
     * Since version 0.1.
     */
    public static function journalEntryOutcome(?CData $entry): ?CData
    {
        return self::ffi()->ringout_journal_entry_outcome($entry);
    }

    /**
     * Returns why the call was not placed, or may not have been; else null.
     *
     * Since version 0.1.
     */
    public static function journalEntryError(?CData $entry): ?CData
    {
        return self::ffi()->ringout_journal_entry_error($entry);
    }

    /**
     * Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
     *
     * Since version 0.1.
     */
    public static function journalEntryText(?CData $entry): ?string
    {
        return self::ffi()->ringout_journal_entry_text($entry);
    }

    /**
     * Frees a result with its call handle and its outcome or error. null does nothing.
     *
     * Since version 0.1.
     */
    public static function placedFree(?CData $placed): void
    {
        self::ffi()->ringout_placed_free($placed);
    }

    /**
     * Returns the index of the request in the array, counted from 0.
     *
     * Since version 0.1.
     */
    public static function placedIndex(?CData $placed): int
    {
        return self::ffi()->ringout_placed_index($placed);
    }

    /**
     * Returns the call; null if it was not placed. `Native::callClone()` creates a handle that outlives the result.
     *
     * Since version 0.1.
     */
    public static function placedCall(?CData $placed): ?CData
    {
        return self::ffi()->ringout_placed_call($placed);
    }

    /**
     * Returns the outcome of the call; null if there is an error instead.
     *
     * Since version 0.1.
     */
    public static function placedOutcome(?CData $placed): ?CData
    {
        return self::ffi()->ringout_placed_outcome($placed);
    }

    /**
     * Returns the error, or null if there is an outcome. Without a call it is an error of `Native::clientCreateCall()`.
     * With a call it is one of `Native::callWait()`: the call was placed but could not be followed to its end.
     *
     * Since version 0.1.
     */
    public static function placedError(?CData $placed): ?CData
    {
        return self::ffi()->ringout_placed_error($placed);
    }

    /**
     * Starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
     * Sends nothing yet: `Native::placeAllNext()` places the calls and returns their results. Free the batch with
     * `Native::placeAllFree()`; the client handle may be freed before.
     *
     * - `requests`: an array of `count` structs, which are copied. May be null if `count` is 0.
     * - `options`: may be null.
     *
     * All requests are checked first. `ErrorCode::InvalidArgument`, with a parameter such as "requests[3].to", means that no
     * call was or will be placed. The rules of `Native::clientCreateCall()` apply to each request, so none is placed
     * twice. A request over the rate limit waits for its turn, without a limit of time unless `total_timeout_ms` is set.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientPlaceAll(?CData $client, ?CData $requests, int $count, ?CData $options): ?CData
    {
        $ffi = self::ffi();
        $placeAll = $ffi->new('ringout_place_all *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_place_all($client, self::pointer($requests), $count, self::pointer($options), \FFI::addr($placeAll), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($placeAll) ? null : $placeAll;
    }

    /**
     * Frees a batch. null does nothing. No more calls are placed; those that were placed go on.
     *
     * Since version 0.1.
     */
    public static function placeAllFree(?CData $placeAll): void
    {
        self::ffi()->ringout_place_all_free($placeAll);
    }

    /**
     * Waits until the next call ends and returns its result through `placed`, or null when every request has had its
     * result. Places the other calls meanwhile. Free the result with `Native::placedFree()`.
     *
     * Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
     * result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
     * request without a result gets `ErrorCode::Cancelled`, together with its call if it was placed.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function placeAllNext(?CData $placeAll): ?CData
    {
        $ffi = self::ffi();
        $placed = $ffi->new('ringout_placed *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_place_all_next($placeAll, \FFI::addr($placed), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($placed) ? null : $placed;
    }

    /**
     * Returns the number of requests that have no result yet.
     *
     * Since version 0.1.
     */
    public static function placeAllRemaining(?CData $placeAll): int
    {
        return self::ffi()->ringout_place_all_remaining($placeAll);
    }

    /**
     * Looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
     * with `Native::loggedCallFree()`.
     *
     * The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
     * placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
     * `LogMatch::None`. A wait for a call that vanished before its end was seen looks it up automatically.
     *
     * Returns `ErrorCode::Forbidden` without the ReadCallLog permission, and `ErrorCode::InvalidArgument` for a handle that was
     * created from an id, because its numbers and time are unknown. Use `Native::clientCallLog()` for such a call.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::NotFound`, `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`,
     * `ErrorCode::Connection`, `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`,
     * `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callLog(?CData $call): ?CData
    {
        $ffi = self::ffi();
        $logged = $ffi->new('ringout_logged_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_log($call, \FFI::addr($logged), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($logged) ? null : $logged;
    }

    /**
     * Looks a call up by its numbers and time, like `Native::callLog()`: a call that may have been placed (see
     * `Native::errorAttemptTo()` and the functions after it), or one of an earlier run. Free the result with
     * `Native::loggedCallFree()`.
     *
     * - `to`: the callee's number.
     * - `from`: the caller's number, or null if it is not known.
     * - `sent_at_unix_ms`: when the request was sent, in milliseconds since 1970 (UTC).
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::NotFound`, `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`,
     * `ErrorCode::Connection`, `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::NullPointer`,
     * `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCallLog(?CData $client, ?string $to, ?string $from, int $sentAtUnixMs): ?CData
    {
        $ffi = self::ffi();
        self::check($to, 'to');
        self::check($from, 'from');
        $logged = $ffi->new('ringout_logged_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_call_log($client, $to, $from, $sentAtUnixMs, \FFI::addr($logged), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($logged) ? null : $logged;
    }

    /**
     * Frees a call log entry. null does nothing.
     *
     * Since version 0.1.
     */
    public static function loggedCallFree(?CData $logged): void
    {
        self::ffi()->ringout_logged_call_free($logged);
    }

    /**
     * Returns how certain it is that the record belongs to the call: a `LogMatch`. The numbers grow with
     * certainty.
     *
     * Since version 0.1.
     */
    public static function loggedCallMatching(?CData $logged): int
    {
        return self::ffi()->ringout_logged_call_matching($logged);
    }

    /**
     * Returns the name of a `LogMatch`, such as "Certain". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function logMatchName(int $matching): ?string
    {
        return self::ffi()->ringout_log_match_name($matching);
    }

    /**
     * Returns the number of records that fit equally well; 0 if none fits.
     *
     * Since version 0.1.
     */
    public static function loggedCallCandidates(?CData $logged): int
    {
        return self::ffi()->ringout_logged_call_candidates($logged);
    }

    /**
     * Returns RingCentral's id of the record.
     *
     * Since version 0.1.
     */
    public static function loggedCallId(?CData $logged): ?string
    {
        return self::ffi()->ringout_logged_call_id($logged);
    }

    /**
     * Returns RingCentral's id of the telephony session.
     *
     * Since version 0.1.
     */
    public static function loggedCallSessionId(?CData $logged): ?string
    {
        return self::ffi()->ringout_logged_call_session_id($logged);
    }

    /**
     * Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
     *
     * Since version 0.1.
     */
    public static function loggedCallStartTimeUnixMs(?CData $logged): int
    {
        return self::ffi()->ringout_logged_call_start_time_unix_ms($logged);
    }

    /**
     * Returns the duration of the call in milliseconds, with a precision of one second.
     *
     * Since version 0.1.
     */
    public static function loggedCallDurationMs(?CData $logged): int
    {
        return self::ffi()->ringout_logged_call_duration_ms($logged);
    }

    /**
     * Returns the caller's number.
     *
     * Since version 0.1.
     */
    public static function loggedCallFrom(?CData $logged): ?string
    {
        return self::ffi()->ringout_logged_call_from($logged);
    }

    /**
     * Returns the callee's number.
     *
     * Since version 0.1.
     */
    public static function loggedCallTo(?CData $logged): ?string
    {
        return self::ffi()->ringout_logged_call_to($logged);
    }

    /**
     * Returns the kind of call, such as "RingOut Web".
     *
     * Since version 0.1.
     */
    public static function loggedCallAction(?CData $logged): ?string
    {
        return self::ffi()->ringout_logged_call_action($logged);
    }

    /**
     * Returns how the call ended, such as "Call connected" or "Busy".
     *
     * Since version 0.1.
     */
    public static function loggedCallResult(?CData $logged): ?string
    {
        return self::ffi()->ringout_logged_call_result($logged);
    }

    /**
     * Returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegCount(?CData $logged): int
    {
        return self::ffi()->ringout_logged_call_leg_count($logged);
    }

    /**
     * Returns which side the leg at `index` is: a `Leg`. `Leg::None` for a kind of leg that RingOut
     * does not have, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLeg(?CData $logged, int $index): int
    {
        return self::ffi()->ringout_logged_call_leg($logged, $index);
    }

    /**
     * Returns RingCentral's kind of the leg at `index`, such as "RingOutClientToCaller". null if the record has none, and
     * for an index out of range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegType(?CData $logged, int $index): ?string
    {
        return self::ffi()->ringout_logged_call_leg_type($logged, $index);
    }

    /**
     * Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
     * and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegStartTimeUnixMs(?CData $logged, int $index): int
    {
        return self::ffi()->ringout_logged_call_leg_start_time_unix_ms($logged, $index);
    }

    /**
     * Returns the duration of the leg at `index` in milliseconds, with a precision of one second. 0 for an index out of
     * range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegDurationMs(?CData $logged, int $index): int
    {
        return self::ffi()->ringout_logged_call_leg_duration_ms($logged, $index);
    }

    /**
     * Returns the number that the leg at `index` came from. null if the record has none, and for an index out of range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegFrom(?CData $logged, int $index): ?string
    {
        return self::ffi()->ringout_logged_call_leg_from($logged, $index);
    }

    /**
     * Returns the number that was dialled for the leg at `index`. null if the record has none, and for an index out of
     * range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegTo(?CData $logged, int $index): ?string
    {
        return self::ffi()->ringout_logged_call_leg_to($logged, $index);
    }

    /**
     * Returns how the leg at `index` ended, such as "Accepted" or "No Answer". null if the record has none, and for an
     * index out of range.
     *
     * Since version 0.1.
     */
    public static function loggedCallLegResult(?CData $logged, int $index): ?string
    {
        return self::ffi()->ringout_logged_call_leg_result($logged, $index);
    }

    /**
     * Creates a token that is not cancelled. Free it with `Native::cancelTokenFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function cancelTokenNew(): ?CData
    {
        $ffi = self::ffi();
        $token = $ffi->new('ringout_cancel_token *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_cancel_token_new(\FFI::addr($token), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($token) ? null : $token;
    }

    /**
     * Frees a token. null does nothing. The handles it is bound to stay usable and can no longer be interrupted.
     *
     * Since version 0.1.
     */
    public static function cancelTokenFree(?CData $token): void
    {
        self::ffi()->ringout_cancel_token_free($token);
    }

    /**
     * Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
     * and any number of times, but not in a signal handler. null does nothing.
     *
     * Since version 0.1.
     */
    public static function cancelTokenCancel(?CData $token): void
    {
        self::ffi()->ringout_cancel_token_cancel($token);
    }

    /**
     * Returns true if the token was cancelled. False for null.
     *
     * Since version 0.1.
     */
    public static function cancelTokenIsCancelled(?CData $token): bool
    {
        return self::ffi()->ringout_cancel_token_is_cancelled($token);
    }

    /**
     * Creates another handle for the same client. The token can interrupt the operations of the new handle and of the
     * calls created with it. Sends nothing. Free both handles, in any order, with `Native::clientFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientWithCancelToken(?CData $client, ?CData $token): ?CData
    {
        $ffi = self::ffi();
        $bound = $ffi->new('ringout_client *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_with_cancel_token($client, $token, \FFI::addr($bound), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($bound) ? null : $bound;
    }

    /**
     * Creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
     * both, in any order, with `Native::callFree()`.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callWithCancelToken(?CData $call, ?CData $token): ?CData
    {
        $ffi = self::ffi();
        $bound = $ffi->new('ringout_call *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_with_cancel_token($call, $token, \FFI::addr($bound), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($bound) ? null : $bound;
    }

    /**
     * Returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
     * `Native::limitsFree()`.
     *
     * Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
     * user and app use the same limits.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLimits(?CData $client): ?CData
    {
        $ffi = self::ffi();
        $limits = $ffi->new('ringout_limits *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_limits($client, \FFI::addr($limits), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($limits) ? null : $limits;
    }

    /**
     * Frees a list of rate limits. null does nothing.
     *
     * Since version 0.1.
     */
    public static function limitsFree(?CData $limits): void
    {
        self::ffi()->ringout_limits_free($limits);
    }

    /**
     * Returns the number of groups.
     *
     * Since version 0.1.
     */
    public static function limitsCount(?CData $limits): int
    {
        return self::ffi()->ringout_limits_count($limits);
    }

    /**
     * Returns the name of the group at `index`, counted from 0: "Light", "Heavy" or "Auth". null for an index out of
     * range.
     *
     * Since version 0.1.
     */
    public static function limitsName(?CData $limits, int $index): ?string
    {
        return self::ffi()->ringout_limits_name($limits, $index);
    }

    /**
     * Returns RingCentral's name for the group at `index`. null if no response has reported it, and for an index out of
     * range.
     *
     * Since version 0.1.
     */
    public static function limitsRingcentralName(?CData $limits, int $index): ?string
    {
        return self::ffi()->ringout_limits_ringcentral_name($limits, $index);
    }

    /**
     * Returns the number of requests that a window of the group at `index` allows. 0 for an index out of range.
     *
     * Since version 0.1.
     */
    public static function limitsLimit(?CData $limits, int $index): int
    {
        return self::ffi()->ringout_limits_limit($limits, $index);
    }

    /**
     * Returns the length of a window of the group at `index`, in milliseconds. 0 for an index out of range.
     *
     * Since version 0.1.
     */
    public static function limitsWindowMs(?CData $limits, int $index): int
    {
        return self::ffi()->ringout_limits_window_ms($limits, $index);
    }

    /**
     * Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
     * until the penalty is over.
     *
     * Since version 0.1.
     */
    public static function limitsRemaining(?CData $limits, int $index): int
    {
        return self::ffi()->ringout_limits_remaining($limits, $index);
    }

    /**
     * Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
     *
     * Since version 0.1.
     */
    public static function limitsRetryAfterMs(?CData $limits, int $index): int
    {
        return self::ffi()->ringout_limits_retry_after_ms($limits, $index);
    }

    /**
     * Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
     *
     * Since version 0.1.
     */
    public static function limitsText(?CData $limits, int $index): ?string
    {
        return self::ffi()->ringout_limits_text($limits, $index);
    }

    /**
     * Frees a response. null does nothing.
     *
     * Since version 0.1.
     */
    public static function responseFree(?CData $response): void
    {
        self::ffi()->ringout_response_free($response);
    }

    /**
     * Returns the HTTP status; 0 for null.
     *
     * Since version 0.1.
     */
    public static function responseStatus(?CData $response): int
    {
        return self::ffi()->ringout_response_status($response);
    }

    /**
     * Returns the bytes of the body, unchanged and without a NUL at the end. `Native::responseBodySize()` returns their
     * number.
     *
     * Since version 0.1.
     */
    public static function responseBody(?CData $response): ?CData
    {
        return self::ffi()->ringout_response_body($response);
    }

    /**
     * Returns the number of bytes in the body.
     *
     * Since version 0.1.
     */
    public static function responseBodySize(?CData $response): int
    {
        return self::ffi()->ringout_response_body_size($response);
    }

    /**
     * Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
     *
     * Since version 0.1.
     */
    public static function responseText(?CData $response): ?string
    {
        return self::ffi()->ringout_response_text($response);
    }

    /**
     * Returns the media type of the body; null if the response has none.
     *
     * Since version 0.1.
     */
    public static function responseContentType(?CData $response): ?string
    {
        return self::ffi()->ringout_response_content_type($response);
    }

    /**
     * Returns RingCentral's id of the request, which its support asks for; null if the response has none.
     *
     * Since version 0.1.
     */
    public static function responseRequestId(?CData $response): ?string
    {
        return self::ffi()->ringout_response_request_id($response);
    }

    /**
     * Returns the error of a response outside 200 to 299; else null. Do not free it.
     *
     * Since version 0.1.
     */
    public static function responseError(?CData $response): ?CData
    {
        return self::ffi()->ringout_response_error($response);
    }

    /**
     * Returns the number of headers.
     *
     * Since version 0.1.
     */
    public static function responseHeaderCount(?CData $response): int
    {
        return self::ffi()->ringout_response_header_count($response);
    }

    /**
     * Returns the name, in lower case, of the header at `index`, counted from 0 in the order of the response. null for an
     * index out of range.
     *
     * Since version 0.1.
     */
    public static function responseHeaderName(?CData $response, int $index): ?string
    {
        return self::ffi()->ringout_response_header_name($response, $index);
    }

    /**
     * Returns the value of the header at `index`; null for an index out of range.
     *
     * Since version 0.1.
     */
    public static function responseHeaderValue(?CData $response, int $index): ?string
    {
        return self::ffi()->ringout_response_header_value($response, $index);
    }

    /**
     * Sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
     * response with `Native::responseFree()`.
     *
     * - `method`: "GET", "POST", "PUT", "PATCH" or "DELETE".
     * - `path`: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
     * - `query`: alternating names and values, terminated by null. The library escapes them. null for no query.
     * - `body`: JSON. null for no body.
     *
     * GET and DELETE are retried if the response is lost, the other methods are not. Returns `ErrorCode::MaybePlaced` for a
     * POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
     * error as well. A response of more than 1 MiB is `ErrorCode::Protocol`. Redirects are not followed.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::NotFound`, `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`,
     * `ErrorCode::Connection`, `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::MaybePlaced`,
     * `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientRequest(?CData $client, ?string $method, ?string $path, ?array $query, #[\SensitiveParameter] ?string $body): ?CData
    {
        $ffi = self::ffi();
        self::check($method, 'method');
        self::check($path, 'path');
        $keep = [];
        $query = self::strings($query, 'query', $keep);
        self::check($body, 'body');
        $response = $ffi->new('ringout_response *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_request($client, $method, $path, $query, $body, \FFI::addr($response), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($response) ? null : $response;
    }

    /**
     * Sends a request like `Native::clientRequest()`, but returns a response for every HTTP status.
     * `Native::responseError()` is the error of one outside 200 to 299. Free the response with `Native::responseFree()`.
     *
     * Still fails if no response came or the login failed.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NotLoggedIn`, `ErrorCode::Unauthorized`, `ErrorCode::Forbidden`,
     * `ErrorCode::NotFound`, `ErrorCode::RateLimited`, `ErrorCode::Rejected`, `ErrorCode::Server`, `ErrorCode::Timeout`,
     * `ErrorCode::Connection`, `ErrorCode::Protocol`, `ErrorCode::Cancelled`, `ErrorCode::Storage`, `ErrorCode::MaybePlaced`,
     * `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientSend(?CData $client, ?string $method, ?string $path, ?array $query, #[\SensitiveParameter] ?string $body): ?CData
    {
        $ffi = self::ffi();
        self::check($method, 'method');
        self::check($path, 'path');
        $keep = [];
        $query = self::strings($query, 'query', $keep);
        self::check($body, 'body');
        $response = $ffi->new('ringout_response *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_send($client, $method, $path, $query, $body, \FFI::addr($response), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($response) ? null : $response;
    }

    /**
     * Creates an inbox. Free it with `Native::inboxFree()`.
     *
     * Returns `ErrorCode::Connection` if the process has no descriptor left.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function inboxNew(): ?CData
    {
        $ffi = self::ffi();
        $inbox = $ffi->new('ringout_inbox *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_inbox_new(\FFI::addr($inbox), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($inbox) ? null : $inbox;
    }

    /**
     * Frees an inbox with all its events, and closes its descriptor. null does nothing. No other thread may be in a function
     * of the inbox.
     *
     * What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
     * no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless `cancel_on_exit` is set.
     * If one was placed by `Native::clientCreateCallInto()` and its handle not taken, the log has a warning with its id.
     *
     * Since version 0.1.
     */
    public static function inboxFree(?CData $inbox): void
    {
        self::ffi()->ringout_inbox_free($inbox);
    }

    /**
     * Returns a descriptor that is readable while there is something for `Native::inboxNext()` to do, for `epoll_wait()`,
     * `poll()`, `select()`, `kqueue()` or an event loop. -1 on Windows, in a forked child and for null.
     *
     * It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
     * it from your loop before you free the inbox. If the loop reports only edges (`EPOLLET`), call `Native::inboxNext()`
     * until it returns null.
     *
     * Since version 0.1.
     */
    public static function inboxFd(?CData $inbox): int
    {
        return self::ffi()->ringout_inbox_fd($inbox);
    }

    /**
     * Takes the next event, or null if there is none. Never blocks, not even for a request. Free the event with
     * `Native::eventFree()`.
     *
     * The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
     * `Native::clientPlaceAllInto()`. The descriptor may be readable without an event, if only a batch had something to do.
     *
     * Errors:
     * `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function inboxNext(?CData $inbox): ?CData
    {
        $ffi = self::ffi();
        $event = $ffi->new('ringout_event *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_inbox_next($inbox, \FFI::addr($event), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($event) ? null : $event;
    }

    /**
     * Waits for the next event and takes it, or null if the timeout passes first. For programs without an event loop. In all
     * else like `Native::inboxNext()`.
     *
     * - `timeout_ms`: the longest time to wait, in milliseconds; `RINGOUT_DEFAULT_TIMEOUT` for no limit.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function inboxWait(?CData $inbox, int $timeoutMs): ?CData
    {
        $ffi = self::ffi();
        $event = $ffi->new('ringout_event *');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_inbox_wait($inbox, $timeoutMs, \FFI::addr($event), \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
        return \FFI::isNull($event) ? null : $event;
    }

    /**
     * Interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
     * event: its result if that was already there, else `ErrorCode::Cancelled`, or `ErrorCode::MaybePlaced` for a create whose
     * request was sent. The unsent requests of a batch get `ErrorCode::Cancelled`. Calls on RingCentral go on, unless `cancel_on_exit` is set.
     *
     * A `ringout_cancel_token` that is bound to the client or call does the same.
     *
     * Since version 0.1.
     */
    public static function inboxInterrupt(?CData $inbox, int $tag): int
    {
        return self::ffi()->ringout_inbox_interrupt($inbox, $tag);
    }

    /**
     * Returns the number of operations, followed calls and batches under way, which have not put their last event into the
     * inbox yet.
     *
     * Since version 0.1.
     */
    public static function inboxPending(?CData $inbox): int
    {
        return self::ffi()->ringout_inbox_pending($inbox);
    }

    /**
     * Returns the number of log records that were dropped because 1,000 were unread.
     *
     * Since version 0.1.
     */
    public static function inboxDroppedLogRecords(?CData $inbox): int
    {
        return self::ffi()->ringout_inbox_dropped_log_records($inbox);
    }

    /**
     * Frees an event and what was not taken from it. null does nothing. A call that was placed goes on.
     *
     * Since version 0.1.
     */
    public static function eventFree(?CData $event): void
    {
        self::ffi()->ringout_event_free($event);
    }

    /**
     * Returns the tag that your program passed with the operation.
     *
     * Since version 0.1.
     */
    public static function eventTag(?CData $event): int
    {
        return self::ffi()->ringout_event_tag($event);
    }

    /**
     * Returns what happened: a `EventKind`; 0 for null.
     *
     * Since version 0.1.
     */
    public static function eventKind(?CData $event): int
    {
        return self::ffi()->ringout_event_kind($event);
    }

    /**
     * Returns the name of a `EventKind`, such as "CreateCall". Never null, valid forever.
     *
     * Since version 0.1.
     */
    public static function eventKindName(int $kind): ?string
    {
        return self::ffi()->ringout_event_kind_name($kind);
    }

    /**
     * Returns what the blocking function would have returned: `ErrorCode::Ok`, or the error code. `ErrorCode::Ok` for null and for
     * kinds that are not the end of an operation.
     *
     * Since version 0.1.
     */
    public static function eventStatus(?CData $event): int
    {
        return self::ffi()->ringout_event_status($event);
    }

    /**
     * Returns the error, or null if there is none. Do not free it. It is valid until the event is freed or the error taken.
     *
     * Since version 0.1.
     */
    public static function eventError(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_error($event);
    }

    /**
     * Takes the call from an event of the kind `EventKind::CreateCall` or `EventKind::FindCall`. Free it with
     * `Native::callFree()`. null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeCall(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_call($event);
    }

    /**
     * Takes the state of a call from an event of the kind `EventKind::Status`. Free it with `Native::stateFree()`.
     * null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeState(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_state($event);
    }

    /**
     * Takes the outcome of a call from an event of the kind `EventKind::Wait` or `EventKind::WatchEnd`. Free it
     * with `Native::outcomeFree()`. null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeOutcome(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_outcome($event);
    }

    /**
     * Takes the change of a call from an event of the kind `EventKind::Change`. Free it with `Native::changeFree()`.
     * null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeChange(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_change($event);
    }

    /**
     * Takes the report from an event of the kind `EventKind::Preflight`. Free it with `Native::preflightFree()`. null
     * if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakePreflight(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_preflight($event);
    }

    /**
     * Takes the list from an event of the kind `EventKind::CallerIds`. Free it with `Native::callerIdsFree()`. null
     * if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeCallerIds(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_caller_ids($event);
    }

    /**
     * Takes the list from an event of the kind `EventKind::ForwardingNumbers`. Free it with
     * `Native::forwardingNumbersFree()`. null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeForwardingNumbers(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_forwarding_numbers($event);
    }

    /**
     * Takes what the call log has from an event of the kind `EventKind::CallLog`. Free it with
     * `Native::loggedCallFree()`. null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeLoggedCall(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_logged_call($event);
    }

    /**
     * Takes the response from an event of the kind `EventKind::Response`. Free it with `Native::responseFree()`. null
     * if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakeResponse(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_response($event);
    }

    /**
     * Takes the result of one request from an event of the kind `EventKind::Placed`. Free it with
     * `Native::placedFree()`. null if the event has an error instead, is of another kind, or it was taken.
     *
     * Since version 0.1.
     */
    public static function eventTakePlaced(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_placed($event);
    }

    /**
     * Takes the error from an event, for a program that keeps it longer than the event. Free it with
     * `Native::errorFree()`. null if there is none, or it was taken. `Native::eventStatus()` does not change.
     *
     * Since version 0.1.
     */
    public static function eventTakeError(?CData $event): ?CData
    {
        return self::ffi()->ringout_event_take_error($event);
    }

    /**
     * Returns the effect of a cancel, from an event of the kind `EventKind::Cancel`: a `CancelEffect`. 0 if the event
     * has an error instead or is of another kind.
     *
     * Since version 0.1.
     */
    public static function eventCancelEffect(?CData $event): int
    {
        return self::ffi()->ringout_event_cancel_effect($event);
    }

    /**
     * Returns how long another client still has the lease, in milliseconds, from an event of the kind
     * `EventKind::TakeLease`. 0 if it is this client's, the event has an error instead or is of another kind.
     *
     * Since version 0.1.
     */
    public static function eventLeaseLeftMs(?CData $event): int
    {
        return self::ffi()->ringout_event_lease_left_ms($event);
    }

    /**
     * Returns whether the outcome was claimed, from an event of the kind `EventKind::ClaimOutcome`. False if the event has
     * an error instead or is of another kind.
     *
     * Since version 0.1.
     */
    public static function eventIsClaimed(?CData $event): bool
    {
        return self::ffi()->ringout_event_is_claimed($event);
    }

    /**
     * Returns the level of a log record, from an event of the kind `EventKind::Log`: a `LogLevel`. 0 for other kinds.
     *
     * Since version 0.1.
     */
    public static function eventLogLevel(?CData $event): int
    {
        return self::ffi()->ringout_event_log_level($event);
    }

    /**
     * Returns the line of a log record, without secrets and without a newline, from an event of the kind `EventKind::Log`.
     * null for other kinds. Valid until the event is freed.
     *
     * Since version 0.1.
     */
    public static function eventLogMessage(?CData $event): ?string
    {
        return self::ffi()->ringout_event_log_message($event);
    }

    /**
     * Like `Native::clientLoginJwt()`, without blocking. The result is a `EventKind::Login`, which holds nothing.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginJwtInto(?CData $client, #[\SensitiveParameter] ?string $jwt, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($jwt, 'jwt');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_jwt_into($client, $jwt, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientLoginPassword()`, without blocking. The result is a `EventKind::Login`, which holds
     * nothing.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginPasswordInto(?CData $client, ?string $username, ?string $extension, #[\SensitiveParameter] ?string $password, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($username, 'username');
        self::check($extension, 'extension');
        self::check($password, 'password');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_password_into($client, $username, $extension, $password, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientLoginCode()`, without blocking. The result is a `EventKind::Login`, which holds nothing.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginCodeInto(?CData $client, #[\SensitiveParameter] ?string $code, ?string $redirectUri, #[\SensitiveParameter] ?string $verifier, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($code, 'code');
        self::check($redirectUri, 'redirect_uri');
        self::check($verifier, 'verifier');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_code_into($client, $code, $redirectUri, $verifier, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientLoginRedirect()`, without blocking. The result is a `EventKind::Login`, which holds
     * nothing.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLoginRedirectInto(?CData $client, #[\SensitiveParameter] ?string $redirectedTo, ?CData $authorization, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($redirectedTo, 'redirected_to');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_login_redirect_into($client, $redirectedTo, $authorization, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientRefresh()`, without blocking. The result is a `EventKind::Refresh`. It holds nothing.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientRefreshInto(?CData $client, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_refresh_into($client, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientLogout()`, without blocking. The result is a `EventKind::Logout`. It holds nothing.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientLogoutInto(?CData $client, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_logout_into($client, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientCreateCall()`, without blocking. The result is a `EventKind::CreateCall`. Its error says
     * whether phones may be ringing, as there.
     *
     * To place many calls at the pace of the rate limits, use `Native::clientPlaceAllInto()`: an operation that would
     * wait for a rate limit beyond its deadline fails with `ErrorCode::RateLimited`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCreateCallInto(?CData $client, ?CData $request, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_create_call_into($client, self::pointer($request), $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientFindCall()`, without blocking. The result is a `EventKind::FindCall`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientFindCallInto(?CData $client, ?string $dedupeKey, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($dedupeKey, 'dedupe_key');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_find_call_into($client, $dedupeKey, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientRequest()`, without blocking. The result is a `EventKind::Response`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientRequestInto(?CData $client, ?string $method, ?string $path, ?array $query, #[\SensitiveParameter] ?string $body, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($method, 'method');
        self::check($path, 'path');
        $keep = [];
        $query = self::strings($query, 'query', $keep);
        self::check($body, 'body');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_request_into($client, $method, $path, $query, $body, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientSend()`, without blocking. The result is a `EventKind::Response`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientSendInto(?CData $client, ?string $method, ?string $path, ?array $query, #[\SensitiveParameter] ?string $body, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($method, 'method');
        self::check($path, 'path');
        $keep = [];
        $query = self::strings($query, 'query', $keep);
        self::check($body, 'body');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_send_into($client, $method, $path, $query, $body, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientCallerIds()`, without blocking. The result is a `EventKind::CallerIds`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCallerIdsInto(?CData $client, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_caller_ids_into($client, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientForwardingNumbers()`, without blocking. The result is a `EventKind::ForwardingNumbers`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientForwardingNumbersInto(?CData $client, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_forwarding_numbers_into($client, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientPreflight()`, without blocking. The result is a `EventKind::Preflight`. `request` may be
     * null.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientPreflightInto(?CData $client, ?CData $request, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_preflight_into($client, self::pointer($request), $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientCallLog()`, without blocking. The result is a `EventKind::CallLog`. `from` may be null.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientCallLogInto(?CData $client, ?string $to, ?string $from, int $sentAtUnixMs, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        self::check($to, 'to');
        self::check($from, 'from');
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_call_log_into($client, $to, $from, $sentAtUnixMs, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callStatus()`, without blocking. The result is a `EventKind::Status`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callStatusInto(?CData $call, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_status_into($call, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callCancel()`, without blocking. The result is a `EventKind::Cancel`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callCancelInto(?CData $call, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_cancel_into($call, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callLog()`, without blocking. The result is a `EventKind::CallLog`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callLogInto(?CData $call, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_log_into($call, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callTakeLease()`, without blocking. The result is a `EventKind::TakeLease`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callTakeLeaseInto(?CData $call, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_take_lease_into($call, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callClaimOutcome()`, without blocking. The result is a `EventKind::ClaimOutcome`.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callClaimOutcomeInto(?CData $call, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_claim_outcome_into($call, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callWait()`, without blocking and without a thread. The result is a `EventKind::Wait`. `options`
     * may be null; the timeout counts from now.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callWaitInto(?CData $call, ?CData $options, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_wait_into($call, self::pointer($options), $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::callWatch()`, without blocking and without a thread. Each change is a `EventKind::Change`, and at
     * the end comes one `EventKind::WatchEnd` with the outcome, or with an error of `Native::callWait()`. `options`
     * may be null; the timeout counts from now.
     *
     * The call handle may be freed at once. To stop, use `Native::inboxInterrupt()`. Many thousands of calls can be
     * watched in one inbox.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function callWatchInto(?CData $call, ?CData $options, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_call_watch_into($call, self::pointer($options), $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Like `Native::clientPlaceAll()`, with the results in the inbox: a `EventKind::Placed` for each request, then one
     * `EventKind::PlaceAllEnd`.
     *
     * Nothing is placed unless your program reads the inbox. `Native::inboxNext()` and `Native::inboxWait()` call the
     * journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
     * one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
     * `user_data` must stay valid until the last event was taken or the inbox is freed.
     *
     * To stop placing, use `Native::inboxInterrupt()`. Returns `ErrorCode::InvalidArgument`, with a parameter such as
     * "requests[3].to", if a request is invalid; then no call is placed and no event comes.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::InvalidUtf8`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function clientPlaceAllInto(?CData $client, ?CData $requests, int $count, ?CData $options, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_client_place_all_into($client, self::pointer($requests), $count, self::pointer($options), $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }

    /**
     * Sends log records also into the inbox from now on, as events of the kind `EventKind::Log`, for programs that cannot be
     * called on other threads. The log callback, if there is one, gets them too.
     *
     * - `level`: the least severe level to receive, a `LogLevel`; 0 for none, which is the default.
     * - `tag`: the tag of these events.
     *
     * Up to 1,000 records wait for your program. Further ones are dropped, and `Native::inboxDroppedLogRecords()` counts
     * them. May be called again, with another level or tag.
     *
     * Errors:
     * `ErrorCode::InvalidArgument`, `ErrorCode::NullPointer`, `ErrorCode::Internal`.
     *
     * Since version 0.1.
     */
    public static function logInto(int $level, ?CData $inbox, int $tag): void
    {
        $ffi = self::ffi();
        $err = $ffi->new('ringout_error *');
        $status = $ffi->ringout_log_into($level, $inbox, $tag, \FFI::addr($err));
        if ($status !== 0) {
            throw self::error($status, $err);
        }
    }
}

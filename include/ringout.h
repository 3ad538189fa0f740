/* ringout 0.1.0: place, follow and cancel RingCentral RingOut calls.
 *
 * RingOut rings one phone (the caller), then another (the callee), and connects them. A program creates a client, places
 * a call with it, and waits for the end:
 *
 *     ringout_client *client = NULL;
 *     ringout_call *call = NULL;
 *     ringout_outcome *outcome = NULL;
 *     ringout_error *err = NULL;
 *     ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
 *     request.to = "+16505550100";
 *     request.from = "+16505550123";
 *     if (ringout_client_from_env(&client, &err) != RINGOUT_OK ||
 *         ringout_client_create_call(client, &request, &call, &err) != RINGOUT_OK ||
 *         ringout_call_wait(call, NULL, &outcome, &err) != RINGOUT_OK)
 *         fprintf(stderr, "%s\n", ringout_error_text(err));
 *     else
 *         puts(ringout_outcome_text(outcome));
 *     ringout_error_free(err);
 *     ringout_outcome_free(outcome);
 *     ringout_call_free(call);
 *     ringout_client_free(client);
 *
 * Every function follows this contract.
 *
 * Results. A function that can fail returns a ringout_status; RINGOUT_OK is 0. Output pointers come last and are written
 * only on RINGOUT_OK. The last argument, `err`, may be NULL. On failure, and only then, it receives an error; free it with
 * ringout_error_free(). An error that is already there is overwritten, not freed. Every other pointer is required unless
 * the function's description says that it may be NULL.
 *
 * Errors. Each function that can fail lists its errors. Any of them may return RINGOUT_INTERNAL. Those of a function that
 * sends requests include the errors of the login that may come first. A compiler warns if your program ignores a
 * ringout_status that matters; define RINGOUT_WARN_UNUSED as nothing before the include to switch that off.
 *
 * Accessors. A function that reads a value from an object returns it directly and cannot fail. For NULL it returns NULL,
 * 0, false, or the value that its description states.
 *
 * Strings. Strings in are NUL-terminated UTF-8 and are copied. Strings out (`const char *`) are NUL-terminated UTF-8,
 * belong to the object they are read from, and are valid until it is freed. Free a `char *` that a function returns
 * through an output pointer with ringout_string_free(). Secrets are only in the strings of a token, the verifier of an
 * authorization, and the arguments of a token store's callbacks. No error and no log line contains one.
 *
 * Ownership. Free every object you receive with the _free function of its type, once; passing NULL does nothing. Do not
 * free an object that is borrowed: a `const T *` that an accessor returns or a callback receives. Objects do not depend on
 * each other: a call outlives its client, and a watch its call.
 *
 * Threads. A function that takes a `const T *` may be called from many threads at once with the same object. A function
 * that takes a `T *` needs exclusive use of the object. A ringout_cancel_token interrupts a blocking function from another
 * thread.
 *
 * Forks. A forked child may keep using the objects of its parent. There they have separate connections, threads and
 * rate-limit budgets, and never wait for a lock that a thread of the parent held. No call is placed twice, because
 * operations in flight at the fork stay with the parent. If another thread was in a callback at the fork, that callback
 * does not finish in the child, and a lock that it held is never released there.
 *
 * Numbers. The value of every constant is fixed forever. Later versions of the library may return numbers that this header
 * does not have. Functions and structs use uint32_t for them; the enums give a debugger their names, and a variable such as
 * `enum ringout_outcome_value kind` lets a compiler check a switch. Each constant is also a macro. Names of times end with
 * the unit: _ms for milliseconds, _s for seconds.
 *
 * Structs. Public structs begin with `struct_size`, so that fields can be added at their end. Initialise each one, also
 * each element of an array, with its RINGOUT_..._INIT macro, which selects the defaults.
 *
 * Crashes. No panic, exception or abort leaves the library: a bug inside becomes RINGOUT_INTERNAL. The library cannot
 * detect a pointer that is neither NULL nor valid, a string without a NUL, or an object that was freed.
 *
 * Versions. ringout_abi_version() equals RINGOUT_ABI_VERSION if the loaded library fits this header, and the soname
 * contains that number. Functions, fields and constants may be added without changing it. ABI.md has the details.
 */


#ifndef RINGOUT_H
#define RINGOUT_H

/* Generated from ffi-c/src by cbindgen: do not edit, run ffi-c/header.sh. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// @cond
#ifndef RINGOUT_WARN_UNUSED
#if (defined(__cplusplus) && __cplusplus >= 201703L) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define RINGOUT_WARN_UNUSED [[nodiscard]]
#elif defined(__GNUC__)
#define RINGOUT_WARN_UNUSED __attribute__((warn_unused_result))
#elif defined(_MSC_VER)
#include <sal.h>
#define RINGOUT_WARN_UNUSED _Check_return_
#else
#define RINGOUT_WARN_UNUSED
#endif
#endif

/* With a fixed type where the language has one, because later versions may return numbers that are not in an enum. */
#if (defined(__cplusplus) && __cplusplus >= 201103L) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define RINGOUT_ENUM(name) enum name : uint32_t
#else
#define RINGOUT_ENUM(name) enum name
#endif

#if defined(__cplusplus) && __cplusplus >= 201103L
#define RINGOUT_ASSERT_LAYOUT(condition) static_assert(condition, #condition)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define RINGOUT_ASSERT_LAYOUT(condition) _Static_assert(condition, #condition)
#else
#define RINGOUT_ASSERT_LAYOUT(condition) struct ringout_no_assertion
#endif
/// @endcond

#ifdef __cplusplus
extern "C" {
#endif

/// @defgroup ringout_section_versions Versions
///
/// Which library is this, and does it fit the header that the program was compiled with?
///
/// @{

/// The version of this header.
///
/// @since 0.1
#define RINGOUT_VERSION "0.1.0"

/// The version of the binary interface that this header describes: the number in the soname, and the value of
/// `ringout_abi_version()` in a library that fits.
///
/// @since 0.1
#define RINGOUT_ABI_VERSION 0

/// Returns the version of the loaded library, such as "0.1.0". `RINGOUT_VERSION` is that of the header that the program
/// was compiled with. Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_version(void);

/// Returns the version of the binary interface of the loaded library. The library fits the program if this equals
/// `RINGOUT_ABI_VERSION`.
///
/// @since 0.1
uint32_t ringout_abi_version(void);

/// @}

/// @defgroup ringout_section_errors Results and errors
///
/// A function that can fail returns a `ringout_status`, and through its last argument an error that explains it. The numbers are
/// enough to decide; the strings are for people.
///
///     ringout_error *err = NULL;
///     if (ringout_call_cancel(call, &effect, &err) != RINGOUT_OK) {
///         fprintf(stderr, "%s\n", ringout_error_text(err));
///         ringout_error_free(err);
///     }
///
/// @{

/// The return value of a function that can fail: `RINGOUT_OK` or an error code. The numbers never change.
///
/// @since 0.1
typedef uint32_t ringout_status;

/// The values of a `ringout_status`.
///
/// @since 0.1
RINGOUT_ENUM(ringout_status_value)
{
    /// Success.
    RINGOUT_OK = 0,
    /// Rejected locally; nothing was sent. `ringout_error_parameter()` names the argument.
    RINGOUT_INVALID_ARGUMENT = 1,
    /// There is no usable token, and no credential to log in with.
    RINGOUT_NOT_LOGGED_IN = 2,
    /// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
    RINGOUT_UNAUTHORIZED = 3,
    /// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
    RINGOUT_FORBIDDEN = 4,
    /// HTTP 404.
    RINGOUT_NOT_FOUND = 5,
    /// HTTP 429. `ringout_error_retry_after_ms()` returns how long to wait.
    RINGOUT_RATE_LIMITED = 6,
    /// Any other HTTP 4xx.
    RINGOUT_REJECTED = 7,
    /// HTTP 5xx after the allowed retries.
    RINGOUT_SERVER = 8,
    /// The deadline passed; no call was placed.
    RINGOUT_TIMEOUT = 9,
    /// DNS, connect, TLS, or a broken connection; no call was placed.
    RINGOUT_CONNECTION = 10,
    /// The response could not be understood or was too large, or the request was too large to be sent.
    RINGOUT_PROTOCOL = 11,
    /// A `ringout_cancel_token` interrupted the operation; no call was placed.
    RINGOUT_CANCELLED = 12,
    /// The token store failed, or the journal of a batch did.
    RINGOUT_STORAGE = 13,
    /// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
    RINGOUT_MAYBE_PLACED = 14,
    /// A required pointer was NULL. `ringout_error_parameter()` names it.
    RINGOUT_NULL_POINTER = 15,
    /// A string was not valid UTF-8. `ringout_error_parameter()` names it.
    RINGOUT_INVALID_UTF8 = 16,
    /// A caught panic or a broken invariant. Please report it.
    RINGOUT_INTERNAL = 17,
};
/// @cond
#define RINGOUT_OK 0
#define RINGOUT_INVALID_ARGUMENT 1
#define RINGOUT_NOT_LOGGED_IN 2
#define RINGOUT_UNAUTHORIZED 3
#define RINGOUT_FORBIDDEN 4
#define RINGOUT_NOT_FOUND 5
#define RINGOUT_RATE_LIMITED 6
#define RINGOUT_REJECTED 7
#define RINGOUT_SERVER 8
#define RINGOUT_TIMEOUT 9
#define RINGOUT_CONNECTION 10
#define RINGOUT_PROTOCOL 11
#define RINGOUT_CANCELLED 12
#define RINGOUT_STORAGE 13
#define RINGOUT_MAYBE_PLACED 14
#define RINGOUT_NULL_POINTER 15
#define RINGOUT_INVALID_UTF8 16
#define RINGOUT_INTERNAL 17
/// @endcond

/// Why a function failed. None of its strings contains a secret, token or password. Immutable.
///
/// Fields that an error lacks are NULL. Strings are valid until the error is freed.
///
/// @since 0.1
typedef struct ringout_error ringout_error;

/// Frees an error. NULL does nothing. Do not free an error that belongs to a response, a result or a journal entry.
///
/// @since 0.1
void ringout_error_free(ringout_error *err);

/// Returns the error code, the same number that the function returned. `RINGOUT_OK` for NULL.
///
/// @since 0.1
ringout_status ringout_error_code(const ringout_error *err);

/// Returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
/// NULL, valid forever.
///
/// @since 0.1
const char *ringout_error_code_name(ringout_status code);

/// Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
///
/// @since 0.1
const char *ringout_error_text(const ringout_error *err);

/// Returns what happened, in one line.
///
/// @since 0.1
const char *ringout_error_message(const ringout_error *err);

/// Returns advice, mostly from RingCentral's documentation; NULL if there is none.
///
/// @since 0.1
const char *ringout_error_hint(const ringout_error *err);

/// Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
/// fault; NULL if there is none.
///
/// @since 0.1
const char *ringout_error_parameter(const ringout_error *err);

/// Returns the HTTP status of the response; 0 if there was no response.
///
/// @since 0.1
uint32_t ringout_error_http_status(const ringout_error *err);

/// Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; NULL if there is none.
///
/// @since 0.1
const char *ringout_error_error_code(const ringout_error *err);

/// Returns the OAuth error, such as "invalid_grant"; NULL if there is none.
///
/// @since 0.1
const char *ringout_error_oauth_error(const ringout_error *err);

/// Returns RingCentral's id of the request, which its support asks for; NULL if there is none.
///
/// @since 0.1
const char *ringout_error_request_id(const ringout_error *err);

/// Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
///
/// @since 0.1
int64_t ringout_error_retry_after_ms(const ringout_error *err);

/// Returns true if the same function call may succeed later without any change. Never true for `RINGOUT_MAYBE_PLACED`.
///
/// @since 0.1
bool ringout_error_retryable(const ringout_error *err);

/// Returns true if phones may be ringing after this error of `ringout_client_create_call()`: for
/// `RINGOUT_MAYBE_PLACED`, HTTP 408, and `RINGOUT_SERVER` other than a 503 with `Retry-After`. The same applies to
/// other POST requests of `ringout_client_request()`. False for every other error and for NULL.
///
/// @since 0.1
bool ringout_error_may_have_placed(const ringout_error *err);

/// Returns the number of entries in the response's list of errors.
///
/// @since 0.1
size_t ringout_error_detail_count(const ringout_error *err);

/// Returns RingCentral's error code in the entry at `index`, counted from 0. NULL if the entry has none, and for an
/// index out of range.
///
/// @since 0.1
const char *ringout_error_detail_error_code(const ringout_error *err, size_t index);

/// Returns RingCentral's message in the entry at `index`, counted from 0. It may change, so do not decide on it. NULL if
/// the entry has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_error_detail_message(const ringout_error *err,
                                         size_t index);

/// Returns the parameter at fault in the entry at `index`, counted from 0, such as "to.phoneNumber". NULL if the entry
/// has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_error_detail_parameter_name(const ringout_error *err, size_t index);

/// Returns the value at fault in the entry at `index`, counted from 0. NULL if the entry has none, and for an index out of
/// range.
///
/// @since 0.1
const char *ringout_error_detail_parameter_value(const ringout_error *err,
                                                 size_t index);

/// Returns the additional information in the entry at `index`, counted from 0. NULL if the entry has none, and for an
/// index out of range.
///
/// @since 0.1
const char *ringout_error_detail_additional_info(const ringout_error *err, size_t index);

/// Returns another field of the entry at `index`, counted from 0, by RingCentral's name, such as "permissionName" or
/// "feature". A string is returned as it is, any other value as JSON. NULL if the entry has no such field, for an index
/// out of range, and if `name` is NULL or not UTF-8.
///
/// @since 0.1
const char *ringout_error_detail_field(const ringout_error *err, size_t index, const char *name);

/// Returns all other fields of the entry at `index`, counted from 0, as a JSON object. NULL if the entry has none, and for
/// an index out of range.
///
/// @since 0.1
const char *ringout_error_detail_fields(const ringout_error *err,
                                        size_t index);

/// Returns the callee's number as it was sent, if `ringout_error_may_have_placed()` is true for a call; else NULL.
///
/// @since 0.1
const char *ringout_error_attempt_to(const ringout_error *err);

/// Returns the caller's number as it was sent, if `ringout_error_may_have_placed()` is true for a call with one; else
/// NULL.
///
/// @since 0.1
const char *ringout_error_attempt_from(const ringout_error *err);

/// Returns when the first byte of the request was sent, if `ringout_error_may_have_placed()` is true; else -1. In
/// milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
///
/// @since 0.1
int64_t ringout_error_attempt_sent_at_unix_ms(const ringout_error *err);

/// Frees a string that a function returned as `char *`. NULL does nothing.
///
/// @since 0.1
void ringout_string_free(char *string);

/// @}

/// @defgroup ringout_section_log Log
///
/// The library logs nothing unless a callback or the environment variable `RINGOUT_LOG` asks for it. No record contains a secret.
///
/// @{

/// The severity of a log record.
///
/// @since 0.1
RINGOUT_ENUM(ringout_log_level)
{
    /// A failure that no function returns.
    RINGOUT_LOG_ERROR = 1,
    /// A failure that the library could work around, such as a token that could not be saved.
    RINGOUT_LOG_WARN = 2,
    /// Milestones of a program. The library logs nothing at this level at present.
    RINGOUT_LOG_INFO = 3,
    /// Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
    /// RingCentral's request id.
    RINGOUT_LOG_DEBUG = 4,
};
/// @cond
#define RINGOUT_LOG_ERROR 1
#define RINGOUT_LOG_WARN 2
#define RINGOUT_LOG_INFO 3
#define RINGOUT_LOG_DEBUG 4
/// @endcond

/// Receives one log record: its level, a `RINGOUT_LOG_...`, and one line without secrets, valid until the callback
/// returns.
///
/// The library calls it on the thread that does the work, which may be a thread of the library, and on several threads
/// at once. The work waits for it, so it should be quick. It may use the library, except for
/// `ringout_set_log_callback()`; records that it causes on the same thread are dropped. It must return normally,
/// without an exception or a longjmp.
///
/// @since 0.1
typedef void (*ringout_log_callback)(uint32_t level, const char *message, void *user_data);

/// Sends log records to `callback` from now on, instead of to the previous callback. NULL, the default, sends them to no
/// callback. There is one callback for all clients. If the environment variable `RINGOUT_LOG` is "error", "warn", "info" or
/// "debug" when the first client is created or this function is first called, records up to that level are also written to
/// standard error.
///
/// - `user_data`: passed to the callback; may be NULL.
/// - `level`: the least severe level to receive, a `RINGOUT_LOG_...`. Ignored if `callback` is NULL.
///
/// May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
/// that the callback takes. Once it has returned `RINGOUT_OK`, the previous callback is never called again and its
/// `user_data` may be freed. Inside the callback it returns `RINGOUT_INVALID_ARGUMENT`. Pass NULL before the
/// program exits if clients are still in use.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
ringout_status ringout_set_log_callback(ringout_log_callback callback,
                                        void *user_data,
                                        uint32_t level,
                                        ringout_error **err);

/// Returns the name of a `RINGOUT_LOG_...`, such as "WARN". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_log_level_name(uint32_t level);

/// @}

/// @defgroup ringout_section_clients Clients
///
/// A client stands for one RingCentral app and user. A program needs one, for all its threads: the client logs in when the first
/// request needs it, stays logged in, and keeps within RingCentral's rate limits.
///
/// @{

/// RingCentral's two paths for RingOut.
///
/// @since 0.1
RINGOUT_ENUM(ringout_call_path_value)
{
    /// The current path, `ring-out`, whose call ids are strings.
    RINGOUT_CALL_PATH_RING_OUT = 0,
    /// The path `ringout`, which RingCentral has deprecated, and whose call ids are numbers.
    RINGOUT_CALL_PATH_DEPRECATED = 1,
};
/// @cond
#define RINGOUT_CALL_PATH_RING_OUT 0
#define RINGOUT_CALL_PATH_DEPRECATED 1
/// @endcond

/// The reaction of a client to RingCentral's rate limits.
///
/// @since 0.1
RINGOUT_ENUM(ringout_rate_limit_value)
{
    /// A request over the rate limit waits for its turn if its deadline allows that.
    RINGOUT_RATE_LIMIT_WAIT = 0,
    /// A request over the rate limit fails at once with `RINGOUT_RATE_LIMITED` and the time to wait.
    RINGOUT_RATE_LIMIT_FAIL_FAST = 1,
};
/// @cond
#define RINGOUT_RATE_LIMIT_WAIT 0
#define RINGOUT_RATE_LIMIT_FAIL_FAST 1
/// @endcond

/// The library's default, for every timeout.
///
/// @since 0.1
#define RINGOUT_DEFAULT_TIMEOUT 4294967295

/* Described below. */
typedef struct ringout_token_store ringout_token_store;

/* Described below. */
typedef struct ringout_ledger ringout_ledger;

/// The settings of a client. Initialise with `RINGOUT_CONFIG_INIT`, then set `server`, `client_id` and any other field.
/// `ringout_client_new()` checks and copies everything.
///
/// Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
///
/// A setting is the field if set, else the environment for `proxy` and `ca_bundle`, else the default.
/// `ringout_client_from_env()` also reads the server, the app and the JWT from the environment.
///
/// @since 0.1
typedef struct ringout_config {
    /// The size of the struct. `RINGOUT_CONFIG_INIT` sets it.
    uint32_t struct_size;
    /// Which of RingCentral's two paths for RingOut to use: a `RINGOUT_CALL_PATH_...`.
    uint32_t call_path;
    /// The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or
    /// `RINGOUT_DEFAULT_TIMEOUT` for 5 s. It is part of the operation's deadline, not added to it.
    uint32_t connect_timeout_ms;
    /// The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or
    /// `RINGOUT_DEFAULT_TIMEOUT` for 30 s. Waiting for the end of a call has its own timeout.
    uint32_t request_timeout_ms;
    /// The deadline for placing a call, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s. If it
    /// passes after the request was sent, the error is `RINGOUT_MAYBE_PLACED`, so do not set it tightly.
    uint32_t create_timeout_ms;
    /// The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
    uint32_t access_token_ttl_s;
    /// The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
    uint32_t refresh_token_ttl_s;
    /// The reaction to rate limits: a `RINGOUT_RATE_LIMIT_...`.
    uint32_t rate_limit;
    /// Nonzero allows `http://` to other machines, which sends tokens in the clear. This machine is always allowed.
    uint32_t allow_insecure_http;
    /// RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
    const char *server;
    /// The client id of the app, from the developer console. Required.
    const char *client_id;
    /// The client secret of the app; NULL for a public app.
    const char *client_secret;
    /// The JWT credential for the login, which the first request does; NULL if your program logs in with
    /// `ringout_client_login_jwt()` or another login function.
    const char *jwt;
    /// The account id; NULL for the account of the user who logs in.
    const char *account_id;
    /// The extension id; NULL for the extension of the user who logs in.
    const char *extension_id;
    /// The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it.
    /// NULL keeps tokens in memory.
    const char *token_file;
    /// The user's name in the key of the saved token; NULL to derive it from the credentials. Set it if several users
    /// log in on RingCentral's page.
    const char *token_user;
    /// The proxy, "http://user:password@host:port"; "" for none. NULL for the proxy of `ALL_PROXY`, `HTTPS_PROXY` or
    /// `HTTP_PROXY`, except for servers on this machine and those that match `NO_PROXY`, which is read as curl reads
    /// it.
    const char *proxy;
    /// The path of a PEM file with the certificate authorities to trust. NULL for those of `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` (on Linux), or else the system's.
    const char *ca_bundle;
    /// The name of your app, sent in `User-Agent`; NULL for none.
    const char *app_name;
    /// The version of your app; required with `app_name`, NULL without.
    const char *app_version;
    /// Your own token store, instead of `token_file`; NULL for none.
    const ringout_token_store *token_store;
    /// Your own ledger, for requests with a `dedupe_key`; NULL for none. Set `token_user` if the JWT may be replaced while
    /// keys are in use, because the user is part of each key.
    const ringout_ledger *ledger;
    /// How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It
    /// should be longer than any queue may deliver a job again.
    uint64_t dedupe_lifetime_s;
    /// Where all workers of a fleet account for RingCentral's rate limits together; NULL for none. It may be the struct of
    /// `ledger`. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the
    /// limit and goes on with its `share`.
    const ringout_ledger *budget;
    /// The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or
    /// 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
    double share;
} ringout_config;

/// Initialises a `ringout_config` with the defaults. Set at least `server` and `client_id`.
///
/// @since 0.1
#define RINGOUT_CONFIG_INIT \
    { \
        sizeof(ringout_config), RINGOUT_CALL_PATH_RING_OUT, RINGOUT_DEFAULT_TIMEOUT, RINGOUT_DEFAULT_TIMEOUT, \
            RINGOUT_DEFAULT_TIMEOUT, 0, 0, RINGOUT_RATE_LIMIT_WAIT, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
            NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 0 \
    }

/// Returns the last segment of the path of a `RINGOUT_CALL_PATH_...`, such as "ring-out". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_call_path_name(uint32_t call_path);

/// A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
///
/// May be used from many threads at once. Its functions block until they have a result or their deadline passes.
///
/// @since 0.1
typedef struct ringout_client ringout_client;

/// Checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
/// `ringout_client_free()`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for a setting that is out of range or contradicts another one;
/// `ringout_error_parameter()` names it.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_new(const ringout_config *config, ringout_client **client, ringout_error **err);

/// Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
/// public apps) and `RC_USER_JWT` (not if you log in yourself). Sends nothing: the first request logs in. If
/// `RINGOUT_TOKEN_FILE` is set, the token is kept in that file. Free it with `ringout_client_free()`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` if a variable is missing, empty or wrong; `ringout_error_parameter()` names it.
/// No other thread may change the environment during this function.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_from_env(ringout_client **client, ringout_error **err);

/// Frees a client handle. NULL does nothing. Calls that were created with it stay usable.
///
/// Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: `cancel_on_exit` and
/// `ringout_scoped_call`. That takes up to ten seconds.
///
/// @since 0.1
void ringout_client_free(ringout_client *client);

/// Creates another handle for the same client, with a different timeout for each of its operations and those of its
/// calls, creates included. How long `ringout_call_wait()` waits does not change. Sends nothing. Free both handles, in
/// any order, with `ringout_client_free()`.
///
/// - `timeout_ms`: 1 to 3600000 milliseconds.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_with_timeout(const ringout_client *client,
                                           uint32_t timeout_ms,
                                           ringout_client **bound,
                                           ringout_error **err);

/// Creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
/// rate-limit budgets. Sends nothing. Free both handles, in any order, with `ringout_client_free()`.
///
/// - `rate_limit`: a `RINGOUT_RATE_LIMIT_...`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_with_rate_limit(const ringout_client *client,
                                              uint32_t rate_limit,
                                              ringout_client **bound,
                                              ringout_error **err);

/// @}

/// @defgroup ringout_section_login Log in
///
/// A client with a JWT in its settings logs in by itself. The functions here are for other logins, and for programs that keep the
/// token themselves.
///
/// @{

/// A login on RingCentral's page that was started and not yet finished. Immutable.
///
/// Send the user to its URL. Keep the object, or its `redirect_uri`, `state` and `verifier` (in a web application, in
/// the user's session), until RingCentral redirects the user back. Then call `ringout_client_login_redirect()`.
///
/// @since 0.1
typedef struct ringout_authorization ringout_authorization;

/// Restores an authorization from the values that your program kept. Sends nothing. Free it with
/// `ringout_authorization_free()`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_authorization_new(const char *redirect_uri,
                                         const char *state,
                                         const char *verifier,
                                         ringout_authorization **authorization,
                                         ringout_error **err);

/// Frees an authorization and wipes its verifier. NULL does nothing.
///
/// @since 0.1
void ringout_authorization_free(ringout_authorization *authorization);

/// Returns the URL to send the user to. Empty for an object made with `ringout_authorization_new()`. Valid until the
/// authorization is freed, like its other strings.
///
/// @since 0.1
const char *ringout_authorization_url(const ringout_authorization *authorization);

/// Returns the URL that RingCentral redirects the user to.
///
/// @since 0.1
const char *ringout_authorization_redirect_uri(const ringout_authorization *authorization);

/// Returns the value that the redirect must contain unchanged.
///
/// @since 0.1
const char *ringout_authorization_state(const ringout_authorization *authorization);

/// Returns the PKCE verifier, a secret that must stay on your side.
///
/// @since 0.1
const char *ringout_authorization_verifier(const ringout_authorization *authorization);

/// A token as RingCentral issued it. Its strings are secrets, except the scope, and are wiped when it is freed.
/// Immutable.
///
/// @since 0.1
typedef struct ringout_token ringout_token;

/// Reads a token from JSON: the output of `ringout_token_json()`, or a token response of RingCentral, whose lifetime
/// then starts now. Sends nothing. Free the token with `ringout_token_free()`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_token_from_json(const char *json, ringout_token **token, ringout_error **err);

/// Frees a token and wipes its secrets. NULL does nothing.
///
/// @since 0.1
void ringout_token_free(ringout_token *token);

/// Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
/// until the token is freed, like its other strings.
///
/// @since 0.1
const char *ringout_token_json(const ringout_token *token);

/// Returns the access token, a secret.
///
/// @since 0.1
const char *ringout_token_access_token(const ringout_token *token);

/// Returns the refresh token, a secret; NULL if RingCentral issued none.
///
/// @since 0.1
const char *ringout_token_refresh_token(const ringout_token *token);

/// Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; NULL if it did not.
///
/// @since 0.1
const char *ringout_token_scope(const ringout_token *token);

/// Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for NULL.
///
/// @since 0.1
int64_t ringout_token_expires_at_unix_ms(const ringout_token *token);

/// Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
/// token request. Not needed if the credential is in the settings of the client.
///
/// Returns `RINGOUT_UNAUTHORIZED` if RingCentral refuses it, and `RINGOUT_INVALID_ARGUMENT` if it is empty. The
/// previous login then stays as it was.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`,
/// `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`,
/// `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_jwt(const ringout_client *client, const char *jwt, ringout_error **err);

/// Logs in now with a user's phone number or e-mail address, extension (may be NULL) and password, and keeps them in
/// memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
/// prefer a JWT.
///
/// Errors are those of `ringout_client_login_jwt()`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`,
/// `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`,
/// `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_password(const ringout_client *client,
                                             const char *username,
                                             const char *extension,
                                             const char *password,
                                             ringout_error **err);

/// Logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
/// token request. `ringout_client_login_redirect()` is simpler: it also checks the redirect.
///
/// - `verifier`: the PKCE verifier of this login; may be NULL.
///
/// Errors are those of `ringout_client_login_jwt()`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`,
/// `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`,
/// `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_code(const ringout_client *client,
                                         const char *code,
                                         const char *redirect_uri,
                                         const char *verifier,
                                         ringout_error **err);

/// Starts a login on RingCentral's page: creates a new `state` and PKCE verifier. Sends nothing. Send the user to
/// `ringout_authorization_url()`. Free the authorization with `ringout_authorization_free()`.
///
/// - `redirect_uri`: one of the redirect URIs of the app in the developer console.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_authorize_url(const ringout_client *client,
                                            const char *redirect_uri,
                                            ringout_authorization **authorization,
                                            ringout_error **err);

/// Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
/// it. Sends one token request, or nothing if the check fails.
///
/// - `redirected_to`: the whole URL or only its query.
/// - `authorization`: stays yours.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for the parameter "state" if the redirect does not belong to this login, and
/// `RINGOUT_UNAUTHORIZED` if the user or RingCentral refused.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`,
/// `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`,
/// `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_redirect(const ringout_client *client,
                                             const char *redirected_to,
                                             const ringout_authorization *authorization,
                                             ringout_error **err);

/// Replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
/// need to call it: requests refresh the token in time.
///
/// Returns `RINGOUT_NOT_LOGGED_IN` if there is neither a refresh token nor a credential.
///
/// @par Errors
/// `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`,
/// `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_refresh(const ringout_client *client, ringout_error **err);

/// Forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
/// uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
///
/// Returns `RINGOUT_STORAGE` if the token store could not remove the token.
///
/// @par Errors
/// `RINGOUT_TIMEOUT`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
ringout_status ringout_client_logout(const ringout_client *client, ringout_error **err);

/// Returns the current token through `token`, or NULL before the first login. The token may have expired. Sends
/// nothing. Free it with `ringout_token_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_token(const ringout_client *client, ringout_token **token, ringout_error **err);

/// Uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
/// token, which stays yours. The first request replaces a token that has expired.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_set_token(const ringout_client *client, const ringout_token *token, ringout_error **err);

/// @}

/// @defgroup ringout_section_stores Token stores
///
/// A token store keeps the token of a client outside of it, so that a program that starts again need not log in again, and processes
/// share one token. `token_file` of a `ringout_config` needs none of this.
///
/// @{

/// The results of a token store's callbacks.
///
/// @since 0.1
RINGOUT_ENUM(ringout_store_result)
{
    /// Success.
    RINGOUT_STORE_OK = 0,
    /// From `load`: no token is saved under the key.
    RINGOUT_STORE_NOT_FOUND = 1,
    /// From `try_lock`: another process or thread holds the lock.
    RINGOUT_STORE_LOCKED = 2,
    /// Failure. `ringout_token_sink_set_failure()` sets the reason.
    RINGOUT_STORE_FAILED = 3,
    /// From `swap` of a ledger: the current value is not the expected one. `ringout_ledger_sink_set_record()` sets it, unless
    /// there is none.
    RINGOUT_STORE_CONFLICT = 4,
};
/// @cond
#define RINGOUT_STORE_OK 0
#define RINGOUT_STORE_NOT_FOUND 1
#define RINGOUT_STORE_LOCKED 2
#define RINGOUT_STORE_FAILED 3
#define RINGOUT_STORE_CONFLICT 4
/// @endcond

/// The key of a token in a `ringout_token_store`: server, app and user. The library owns it; it is valid, with its
/// strings, until the callback returns.
///
/// @since 0.1
typedef struct ringout_token_key ringout_token_key;

/// Returns scheme, host and port of the server.
///
/// @since 0.1
const char *ringout_token_key_server(const ringout_token_key *key);

/// Returns the client id of the app.
///
/// @since 0.1
const char *ringout_token_key_client_id(const ringout_token_key *key);

/// Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
///
/// @since 0.1
const char *ringout_token_key_user(const ringout_token_key *key);

/// Returns server, app and user in one string, unique for each key. Most stores need only this.
///
/// @since 0.1
const char *ringout_token_key_text(const ringout_token_key *key);

/// Takes the output of a `ringout_token_store` callback, besides its return value, and copies it. The library owns it;
/// it is valid until the callback returns.
///
/// @since 0.1
typedef struct ringout_token_sink ringout_token_sink;

/// Sets the token that `load` found, as `save` received it. With NULL or a string that is not UTF-8, the load fails.
///
/// @since 0.1
void ringout_token_sink_set_token(ringout_token_sink *sink, const char *token);

/// Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
/// contain a secret.
///
/// @since 0.1
void ringout_token_sink_set_failure(ringout_token_sink *sink, const char *failure);

/// Loads the token that is saved under the key: passes it to `ringout_token_sink_set_token()` and returns
/// `RINGOUT_STORE_OK`. Otherwise returns `RINGOUT_STORE_NOT_FOUND` or `RINGOUT_STORE_FAILED`.
///
/// @since 0.1
typedef uint32_t (*ringout_token_load_callback)(const ringout_token_key *key, ringout_token_sink *sink, void *user_data);

/// Saves a token under the key, replacing the previous one. `token` is JSON and a secret, wiped when the callback
/// returns; NULL removes the saved token, if any. Returns `RINGOUT_STORE_OK` or `RINGOUT_STORE_FAILED`.
///
/// @since 0.1
typedef uint32_t (*ringout_token_save_callback)(const ringout_token_key *key,
                                                const char *token,
                                                ringout_token_sink *sink,
                                                void *user_data);

/// Takes the lock for replacing the token, without waiting. Returns `RINGOUT_STORE_OK` or `RINGOUT_STORE_FAILED`, or
/// `RINGOUT_STORE_LOCKED` to be called again until the operation's deadline passes.
///
/// @since 0.1
typedef uint32_t (*ringout_token_try_lock_callback)(const ringout_token_key *key,
                                                    ringout_token_sink *sink,
                                                    void *user_data);

/// Releases the lock, once for each successful `try_lock`. It may run on another thread than `try_lock`, so a pthread
/// mutex does not work.
///
/// @since 0.1
typedef void (*ringout_token_unlock_callback)(const ringout_token_key *key, void *user_data);

/// Frees `user_data`. Called once, on any thread, when the library no longer uses it.
///
/// @since 0.1
typedef void (*ringout_free_user_data_callback)(void *user_data);

/// Your own token store. Initialise with `RINGOUT_TOKEN_STORE_INIT`, set at least `load` and `save`, and point
/// `token_store` of a `ringout_config` to it. `ringout_client_new()` copies it.
///
/// The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
/// callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
/// running, and the operation fails.
///
/// A callback that fails, or returns a value that is not one of its results, fails the operation with
/// `RINGOUT_STORAGE`. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
/// return normally, without an exception or a longjmp.
///
/// @since 0.1
struct ringout_token_store {
    /// The size of the struct. `RINGOUT_TOKEN_STORE_INIT` sets it.
    uint32_t struct_size;
    /// Passed to each callback; may be NULL. It must stay valid until `free_user_data` has been called (or, if that is
    /// NULL, until it would have been).
    void *user_data;
    /// Required.
    ringout_token_load_callback load;
    /// Required.
    ringout_token_save_callback save;
    /// Optional, together with `unlock`. If NULL, two processes may log in at the same time.
    ringout_token_try_lock_callback try_lock;
    /// Optional, together with `try_lock`. The client waits for it for up to one second.
    ringout_token_unlock_callback unlock;
    /// Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of
    /// its calls are freed and no callback is running. Not called if `ringout_client_new()` fails. NULL for none.
    ringout_free_user_data_callback free_user_data;
};

/// Initialises a `ringout_token_store` without callbacks. Set at least `load` and `save`.
///
/// @since 0.1
#define RINGOUT_TOKEN_STORE_INIT \
    { \
        sizeof(ringout_token_store), NULL, NULL, NULL, NULL, NULL, NULL \
    }

/// @}

/// @defgroup ringout_section_ledgers Ledgers
///
/// A ledger makes sure that a call is placed at most once for each `dedupe_key`, by all processes that share it. A program whose
/// jobs come from a queue needs one, because queues deliver a job again when a worker dies.
///
/// @{

/// The key of a call in a `ringout_ledger`: server, app, user and the `dedupe_key` of the request. The library owns it;
/// it is valid, with its strings, until the callback returns.
///
/// @since 0.1
typedef struct ringout_ledger_key ringout_ledger_key;

/// Returns scheme, host and port of the server.
///
/// @since 0.1
const char *ringout_ledger_key_server(const ringout_ledger_key *key);

/// Returns the client id of the app.
///
/// @since 0.1
const char *ringout_ledger_key_client_id(const ringout_ledger_key *key);

/// Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
///
/// @since 0.1
const char *ringout_ledger_key_user(const ringout_ledger_key *key);

/// Returns the `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
/// budget.
///
/// @since 0.1
const char *ringout_ledger_key_dedupe_key(const ringout_ledger_key *key);

/// Returns the four parts in one string, unique for each key. Most ledgers need only this.
///
/// @since 0.1
const char *ringout_ledger_key_text(const ringout_ledger_key *key);

/// Takes the output of a `ringout_ledger` callback, besides its return value, and copies it. The library owns it; it is
/// valid until the callback returns.
///
/// @since 0.1
typedef struct ringout_ledger_sink ringout_ledger_sink;

/// Sets what the ledger has under the key: the value as `swap` received it, and how many milliseconds ago that was, by
/// the clock of the ledger. With NULL or a string that is not UTF-8, the callback fails.
///
/// @since 0.1
void ringout_ledger_sink_set_record(ringout_ledger_sink *sink, const char *value, uint64_t age_ms);

/// Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
/// contain a secret.
///
/// @since 0.1
void ringout_ledger_sink_set_failure(ringout_ledger_sink *sink, const char *failure);

/// Loads what is stored under the key: passes it to `ringout_ledger_sink_set_record()` and returns `RINGOUT_STORE_OK`.
/// Otherwise returns `RINGOUT_STORE_NOT_FOUND` or `RINGOUT_STORE_FAILED`.
///
/// @since 0.1
typedef uint32_t (*ringout_ledger_load_callback)(const ringout_ledger_key *key,
                                                 ringout_ledger_sink *sink,
                                                 void *user_data);

/// Stores `value` under the key, if the current value is `expected`, or if there is none and `expected` is NULL. Returns
/// `RINGOUT_STORE_OK`. Otherwise changes nothing and returns `RINGOUT_STORE_CONFLICT` with the current value, or
/// `RINGOUT_STORE_FAILED`. The comparison and the change are one step, for all processes.
///
/// The value is one line of UTF-8 with phone numbers. It and its age are kept for at least `lifetime_s` seconds; the age
/// starts at zero.
///
/// @since 0.1
typedef uint32_t (*ringout_ledger_swap_callback)(const ringout_ledger_key *key,
                                                 const char *expected,
                                                 const char *value,
                                                 uint64_t lifetime_s,
                                                 ringout_ledger_sink *sink,
                                                 void *user_data);

/// Your own ledger: where all processes that may place the same call look it up by its `dedupe_key`. Initialise with
/// `RINGOUT_LEDGER_INIT`, set `load` and `swap`, and point `ledger` of a `ringout_config` to it. `ringout_client_new()`
/// copies it.
///
/// No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
/// library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
/// operation fails with `RINGOUT_STORAGE`. If one fails afterwards, that is a warning in the log. A callback that
/// outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
/// longjmp.
///
/// @since 0.1
struct ringout_ledger {
    /// The size of the struct. `RINGOUT_LEDGER_INIT` sets it.
    uint32_t struct_size;
    /// Passed to each callback; may be NULL. It must stay valid until `free_user_data` has been called (or, if that is
    /// NULL, until it would have been).
    void *user_data;
    /// Required.
    ringout_ledger_load_callback load;
    /// Required.
    ringout_ledger_swap_callback swap;
    /// Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of
    /// its calls are freed and no callback is running. Not called if `ringout_client_new()` fails. NULL for none.
    ringout_free_user_data_callback free_user_data;
};

/// Initialises a `ringout_ledger` without callbacks. Set `load` and `swap`.
///
/// @since 0.1
#define RINGOUT_LEDGER_INIT \
    { \
        sizeof(ringout_ledger), NULL, NULL, NULL, NULL \
    }

/// @}

/// @defgroup ringout_section_requests Call requests
///
/// The numbers of a call, and links that dial one.
///
/// @{

/// Whether the caller must press 1 before the callee is dialled.
///
/// @since 0.1
RINGOUT_ENUM(ringout_play_prompt_value)
{
    /// The account's setting decides.
    RINGOUT_PLAY_PROMPT_DEFAULT = 0,
    /// The caller must press 1 before the callee is dialled.
    RINGOUT_PLAY_PROMPT_YES = 1,
    /// The callee is dialled as soon as the caller answers.
    RINGOUT_PLAY_PROMPT_NO = 2,
};
/// @cond
#define RINGOUT_PLAY_PROMPT_DEFAULT 0
#define RINGOUT_PLAY_PROMPT_YES 1
#define RINGOUT_PLAY_PROMPT_NO 2
/// @endcond

/// A call to place: the caller's phone rings first, then the callee's. Initialise with `RINGOUT_CALL_REQUEST_INIT`,
/// then set `to` and any other field. Fields that are not set are not sent.
///
/// Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
/// brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
/// digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
/// callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
/// refused.
///
/// @since 0.1
typedef struct ringout_call_request {
    /// The size of the struct. `RINGOUT_CALL_REQUEST_INIT` sets it.
    uint32_t struct_size;
    /// Whether the caller must press 1 before the callee is dialled: a `RINGOUT_PLAY_PROMPT_...`.
    uint32_t play_prompt;
    /// The callee's number. Required.
    const char *to;
    /// The caller's number, which rings first; NULL for the user's default forwarding number. Excludes
    /// `from_forwarding_number`.
    const char *from;
    /// The caller as the id of one of the user's forwarding numbers, or NULL. Excludes `from`.
    const char *from_forwarding_number;
    /// The number that the callee sees, one of the user's numbers with the CallerId feature; NULL for the account's
    /// setting.
    const char *caller_id;
    /// RingCentral's id of the country for national numbers, such as "1", or NULL. With it, a number without "+" is a
    /// national number of 1 to 15 digits.
    const char *country;
    /// Nonzero hangs up if `ringout_client_create_call()` is interrupted after the request was sent. That function still
    /// returns `RINGOUT_MAYBE_PLACED` at once. A thread of the library waits up to five seconds for the response and
    /// cancels the call that it names. The log has what became of it. Other functions ignore the field.
    uint64_t cancel_on_exit;
    /// The key under which this call is placed at most once by all processes that share a `ringout_ledger`, such as the
    /// id of a job; NULL for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the
    /// call of the key exists, `ringout_client_create_call()` returns it, see `ringout_call_adopted()`.
    const char *dedupe_key;
} ringout_call_request;

/// Initialises a `ringout_call_request` with RingCentral's defaults. Set at least `to`.
///
/// @since 0.1
#define RINGOUT_CALL_REQUEST_INIT \
    { \
        sizeof(ringout_call_request), RINGOUT_PLAY_PROMPT_DEFAULT, NULL, NULL, NULL, NULL, NULL, 0, NULL \
    }

/// The schemes of links that dial a number.
///
/// @since 0.1
RINGOUT_ENUM(ringout_dial_scheme)
{
    /// A link that opens RingCentral's apps.
    RINGOUT_DIAL_SCHEME_RC_MOBILE = 0,
    /// A link that opens the device's default app for calls.
    RINGOUT_DIAL_SCHEME_TEL = 1,
};
/// @cond
#define RINGOUT_DIAL_SCHEME_RC_MOBILE 0
#define RINGOUT_DIAL_SCHEME_TEL 1
/// @endcond

/// Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
/// the link with `ringout_string_free()`.
///
/// - `number`: by the rules of a `ringout_call_request` without a country.
/// - `scheme`: a `RINGOUT_DIAL_SCHEME_...`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for a string that is not a phone number, and for an extension alone with
/// `RINGOUT_DIAL_SCHEME_TEL`, because another app would dial it as a public number.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_dial_uri(const char *number, uint32_t scheme, char **uri, ringout_error **err);

/// Returns the scheme of a `RINGOUT_DIAL_SCHEME_...`, such as "rcmobile". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_dial_scheme_name(uint32_t scheme);

/// @}

/// @defgroup ringout_section_checks Before a call
///
/// The numbers that a user may call from and show, and a check of what would make a call fail. No phone rings.
///
/// @{

/// The user's phone numbers that a callee may be shown: values for `caller_id` of a `ringout_call_request`. Immutable.
///
/// Indexes count from 0. Fields that an entry lacks are NULL; for an index out of range every field is NULL. Strings
/// are valid until the list is freed.
///
/// @since 0.1
typedef struct ringout_caller_ids ringout_caller_ids;

/// Requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
/// `ringout_caller_ids_free()`.
///
/// Returns `RINGOUT_FORBIDDEN` without the ReadAccounts permission.
///
/// @par Errors
/// `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`,
/// `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_caller_ids(const ringout_client *client,
                                         ringout_caller_ids **caller_ids,
                                         ringout_error **err);

/// Frees a list of caller IDs. NULL does nothing.
///
/// @since 0.1
void ringout_caller_ids_free(ringout_caller_ids *caller_ids);

/// Returns the number of caller IDs in the list; 0 for NULL.
///
/// @since 0.1
size_t ringout_caller_ids_count(const ringout_caller_ids *caller_ids);

/// Returns RingCentral's id of the phone number at `index`, counted from 0. NULL if the entry has none, and for an
/// index out of range.
///
/// @since 0.1
const char *ringout_caller_ids_id(const ringout_caller_ids *caller_ids, size_t index);

/// Returns the phone number at `index` in E.164. NULL if the entry has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_caller_ids_phone_number(const ringout_caller_ids *caller_ids, size_t index);

/// Returns RingCentral's name for the use of the phone number at `index`, such as "DirectNumber". NULL if the entry
/// has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_caller_ids_usage_type(const ringout_caller_ids *caller_ids, size_t index);

/// Returns the label of the phone number at `index`. NULL if the entry has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_caller_ids_label(const ringout_caller_ids *caller_ids, size_t index);

/// The user's forwarding numbers: the phones that can be rung first. Immutable.
///
/// Indexes count from 0. Fields that an entry lacks are NULL; for an index out of range every field is NULL. Strings
/// are valid until the list is freed.
///
/// @since 0.1
typedef struct ringout_forwarding_numbers ringout_forwarding_numbers;

/// Requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
/// `ringout_forwarding_numbers_free()`.
///
/// A call request without a caller rings the first one, unless the user has set another. Returns `RINGOUT_FORBIDDEN`
/// without the ReadAccounts permission.
///
/// @par Errors
/// `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`,
/// `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_forwarding_numbers(const ringout_client *client,
                                                 ringout_forwarding_numbers **forwarding_numbers,
                                                 ringout_error **err);

/// Frees a list of forwarding numbers. NULL does nothing.
///
/// @since 0.1
void ringout_forwarding_numbers_free(ringout_forwarding_numbers *forwarding_numbers);

/// Returns the number of forwarding numbers in the list; 0 for NULL.
///
/// @since 0.1
size_t ringout_forwarding_numbers_count(const ringout_forwarding_numbers *forwarding_numbers);

/// Returns RingCentral's id of the forwarding number at `index`, counted from 0: a value for `from_forwarding_number`
/// of a `ringout_call_request`. NULL if the entry has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_forwarding_numbers_id(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// Returns the phone number at `index` in E.164. NULL for the few kinds of device that have none, and for an index out
/// of range.
///
/// @since 0.1
const char *ringout_forwarding_numbers_phone_number(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// Returns the label that the user gave the number at `index`. NULL if the entry has none, and for an index out of
/// range.
///
/// @since 0.1
const char *ringout_forwarding_numbers_label(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// Returns RingCentral's name for the kind of phone at `index`, such as "Mobile" or "PhoneLine". NULL if the entry has
/// none, and for an index out of range.
///
/// @since 0.1
const char *ringout_forwarding_numbers_kind(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// What a preflight checks.
///
/// @since 0.1
RINGOUT_ENUM(ringout_check_kind)
{
    /// The server can be reached and accepts the credentials.
    RINGOUT_CHECK_KIND_LOGIN = 1,
    /// The app has the RingOut permission, and the permissions that the other checks need.
    RINGOUT_CHECK_KIND_PERMISSION = 2,
    /// The extension is enabled, and RingOut is one of its features.
    RINGOUT_CHECK_KIND_EXTENSION = 3,
    /// The extension has a direct number or a digital line.
    RINGOUT_CHECK_KIND_LINE = 4,
    /// There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
    RINGOUT_CHECK_KIND_FROM = 5,
    /// There is a number to show to the callee: the one in the request, or any.
    RINGOUT_CHECK_KIND_CALLER_ID = 6,
    /// The callee is in the user's country, or international calling is allowed. Only with a request.
    RINGOUT_CHECK_KIND_DESTINATION = 7,
    /// This machine's clock agrees with the server's.
    RINGOUT_CHECK_KIND_CLOCK = 8,
};
/// @cond
#define RINGOUT_CHECK_KIND_LOGIN 1
#define RINGOUT_CHECK_KIND_PERMISSION 2
#define RINGOUT_CHECK_KIND_EXTENSION 3
#define RINGOUT_CHECK_KIND_LINE 4
#define RINGOUT_CHECK_KIND_FROM 5
#define RINGOUT_CHECK_KIND_CALLER_ID 6
#define RINGOUT_CHECK_KIND_DESTINATION 7
#define RINGOUT_CHECK_KIND_CLOCK 8
/// @endcond

/// The result of a check.
///
/// @since 0.1
RINGOUT_ENUM(ringout_check_result)
{
    /// No problem was found.
    RINGOUT_CHECK_RESULT_PASSED = 1,
    /// A call may fail, or not behave as expected.
    RINGOUT_CHECK_RESULT_WARNING = 2,
    /// A call would fail.
    RINGOUT_CHECK_RESULT_FAILED = 3,
    /// It could not be checked.
    RINGOUT_CHECK_RESULT_UNKNOWN = 4,
};
/// @cond
#define RINGOUT_CHECK_RESULT_PASSED 1
#define RINGOUT_CHECK_RESULT_WARNING 2
#define RINGOUT_CHECK_RESULT_FAILED 3
#define RINGOUT_CHECK_RESULT_UNKNOWN 4
/// @endcond

/// A report on whether a call can be placed, with one entry for each check. Immutable.
///
/// @since 0.1
typedef struct ringout_preflight ringout_preflight;

/// Checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
/// line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
/// client is not logged in. Free the report with `ringout_preflight_free()`.
///
/// - `request`: the call to check the numbers of; may be NULL.
///
/// Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
/// `RINGOUT_INVALID_ARGUMENT` (the request itself is invalid), `RINGOUT_TIMEOUT` or `RINGOUT_CANCELLED`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_TIMEOUT`, `RINGOUT_CANCELLED`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_preflight(const ringout_client *client,
                                        const ringout_call_request *request,
                                        ringout_preflight **preflight,
                                        ringout_error **err);

/// Frees a report. NULL does nothing.
///
/// @since 0.1
void ringout_preflight_free(ringout_preflight *preflight);

/// Returns true if no check failed. Warnings and checks that could not be made do not count. False for NULL.
///
/// @since 0.1
bool ringout_preflight_ok(const ringout_preflight *preflight);

/// Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
/// report is freed, like every string of the report.
///
/// @since 0.1
const char *ringout_preflight_text(const ringout_preflight *preflight);

/// Returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
/// is only that one.
///
/// @since 0.1
size_t ringout_preflight_check_count(const ringout_preflight *preflight);

/// Returns the kind of the check at `index`, counted from 0: a `RINGOUT_CHECK_KIND_...`. 0 for an index out of range.
///
/// @since 0.1
uint32_t ringout_preflight_check_kind(const ringout_preflight *preflight, size_t index);

/// Returns the name of a `RINGOUT_CHECK_KIND_...`, such as "Permission". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_check_kind_name(uint32_t kind);

/// Returns the result of a check: a `RINGOUT_CHECK_RESULT_...`. 0 for an index out of range.
///
/// @since 0.1
uint32_t ringout_preflight_check_result(const ringout_preflight *preflight, size_t index);

/// Returns the name of a `RINGOUT_CHECK_RESULT_...`, such as "Passed". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_check_result_name(uint32_t result);

/// Returns one sentence that says what was found and what to do about it. NULL for an index out of range.
///
/// @since 0.1
const char *ringout_preflight_check_explanation(const ringout_preflight *preflight, size_t index);

/// @}

/// @defgroup ringout_section_calls Place a call
///
/// The request that places a call is sent once. It rings the caller's phone, then the callee's, and connects them.
///
/// @{

/// A handle for a call on RingCentral. May be used from many threads at once. Freeing it does not hang up; a
/// `ringout_scoped_call` does.
///
/// @since 0.1
typedef struct ringout_call ringout_call;

/// Places a call: sends one request of the Heavy group. Free the call with `ringout_call_free()`, which does not hang
/// up.
///
/// The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
/// again. If it may have reached RingCentral and no usable response came, the function returns `RINGOUT_MAYBE_PLACED`
/// and does not retry, because a retry could ring both phones again.
///
/// - Nothing was sent: `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`,
///   `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`.
/// - RingCentral refused and no phone rings: `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN` (no RingOut permission, a
///   caller ID that is not the user's, no funds), `RINGOUT_NOT_FOUND` (no such account or extension),
///   `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`.
/// - Phones may be ringing: `RINGOUT_MAYBE_PLACED`, and some responses such as a gateway's 504. For all of them
///   `ringout_error_may_have_placed()` is true.
///
/// With a `dedupe_key`, the call is placed at most once by all processes that share the `ringout_ledger`. If the key has a
/// call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
/// the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
/// Otherwise the function returns `RINGOUT_MAYBE_PLACED`, and the request is never sent again.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`,
/// `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_MAYBE_PLACED`,
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_create_call(const ringout_client *client,
                                          const ringout_call_request *request,
                                          ringout_call **call,
                                          ringout_error **err);

/// Finds the call that was placed with this `dedupe_key`, by any process that shares the `ringout_ledger`. Never places
/// one. Free it with `ringout_call_free()`.
///
/// `call` receives NULL if no call was placed. A call that another process is placing is waited for. One that has ended
/// has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
/// it: see `ringout_call_take_lease()`.
///
/// Returns `RINGOUT_MAYBE_PLACED` if a request was sent and nothing is known about it, not even by the call log, and
/// `RINGOUT_INVALID_ARGUMENT` without a ledger.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`,
/// `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_MAYBE_PLACED`,
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_find_call(const ringout_client *client,
                                        const char *dedupe_key,
                                        ringout_call **call,
                                        ringout_error **err);

/// Creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
/// unknown until it is requested. Free the handle with `ringout_call_free()`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for an id that is empty, longer than 256 bytes, "." or "..", or contains control
/// characters.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_call(const ringout_client *client,
                                   const char *id,
                                   ringout_call **call,
                                   ringout_error **err);

/// Frees a call handle. NULL does nothing. The call itself goes on.
///
/// @since 0.1
void ringout_call_free(ringout_call *call);

/// Creates another handle for the same call. Both share the known state. Free both, in any order, with
/// `ringout_call_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_clone(const ringout_call *call, ringout_call **clone, ringout_error **err);

/// Returns RingCentral's id of the call, an opaque string. With it, `ringout_client_call()` creates another handle, in
/// another process if necessary. Valid until the handle is freed.
///
/// @since 0.1
const char *ringout_call_id(const ringout_call *call);

/// Returns whether the call was placed by another request with the same `dedupe_key`, in this process or another, and
/// not by the one that returned this handle. False for NULL.
///
/// @since 0.1
bool ringout_call_adopted(const ringout_call *call);

/// Takes the lease of a call with a `dedupe_key`. `left_ms` receives how long another client still has it, in
/// milliseconds, or 0 if it is now this client's or the call has ended.
///
/// The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
/// it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
/// polls a call rarely, because it follows many, has it for longer.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for a call without a key, and `RINGOUT_STORAGE` if the ledger fails. Sends nothing
/// to RingCentral.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_TIMEOUT`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_take_lease(const ringout_call *call,
                                       uint64_t *left_ms,
                                       ringout_error **err);

/// Claims the outcome of a call with a `dedupe_key`, for the process that reports it. `claimed` receives true once for a
/// key, whichever processes ask, and false before the end of the call has been seen.
///
/// A process that dies between the claim and its report has claimed it even so. Returns `RINGOUT_INVALID_ARGUMENT` for a
/// call without a key, and `RINGOUT_STORAGE` if the ledger fails; ask the same handle again then. Sends nothing to
/// RingCentral.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_TIMEOUT`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_claim_outcome(const ringout_call *call,
                                          bool *claimed,
                                          ringout_error **err);

/// @}

/// @defgroup ringout_section_states States and outcomes
///
/// A state has three statuses: of the call, of the caller's leg and of the callee's leg. An outcome says how the call ended, and why.
///
/// @{

/// The statuses of a call and of its legs.
///
/// @since 0.1
RINGOUT_ENUM(ringout_call_status_value)
{
    /// A status that RingCentral's documentation does not have. The `..._status_text()` functions return its string.
    RINGOUT_STATUS_UNKNOWN = 0,
    /// Connecting.
    RINGOUT_STATUS_IN_PROGRESS = 1,
    /// Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
    RINGOUT_STATUS_SUCCESS = 2,
    /// Hung up after being answered.
    RINGOUT_STATUS_FINISHED = 3,
    /// The phone was busy.
    RINGOUT_STATUS_BUSY = 4,
    /// Dropped by timeout.
    RINGOUT_STATUS_NO_ANSWER = 5,
    /// Cancelled by the user, or the caller hung up while the callee was ringing.
    RINGOUT_STATUS_REJECTED = 6,
    /// An error of the phone network or RingCentral.
    RINGOUT_STATUS_GENERIC_ERROR = 7,
    /// International, domestic or internal calling is disabled for this extension.
    RINGOUT_STATUS_INTERNATIONAL_DISABLED = 8,
    /// The destination is blocked.
    RINGOUT_STATUS_DESTINATION_BLOCKED = 9,
    /// Not enough funds.
    RINGOUT_STATUS_NOT_ENOUGH_FUNDS = 10,
    /// No such user.
    RINGOUT_STATUS_NO_SUCH_USER = 11,
    /// RingOut from this number is not supported.
    RINGOUT_STATUS_RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED = 12,
    /// One or both legs could not be connected.
    RINGOUT_STATUS_CANNOT_REACH = 13,
    /// Internal failure of RingCentral, or no resources.
    RINGOUT_STATUS_NO_ANSWERING_MACHINE = 14,
    /// The RingOut call no longer exists.
    RINGOUT_STATUS_NO_SESSION_FOUND = 15,
    /// An error without more detail.
    RINGOUT_STATUS_ERROR = 16,
    /// RingCentral lost the state.
    RINGOUT_STATUS_INVALID = 17,
};
/// @cond
#define RINGOUT_STATUS_UNKNOWN 0
#define RINGOUT_STATUS_IN_PROGRESS 1
#define RINGOUT_STATUS_SUCCESS 2
#define RINGOUT_STATUS_FINISHED 3
#define RINGOUT_STATUS_BUSY 4
#define RINGOUT_STATUS_NO_ANSWER 5
#define RINGOUT_STATUS_REJECTED 6
#define RINGOUT_STATUS_GENERIC_ERROR 7
#define RINGOUT_STATUS_INTERNATIONAL_DISABLED 8
#define RINGOUT_STATUS_DESTINATION_BLOCKED 9
#define RINGOUT_STATUS_NOT_ENOUGH_FUNDS 10
#define RINGOUT_STATUS_NO_SUCH_USER 11
#define RINGOUT_STATUS_RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED 12
#define RINGOUT_STATUS_CANNOT_REACH 13
#define RINGOUT_STATUS_NO_ANSWERING_MACHINE 14
#define RINGOUT_STATUS_NO_SESSION_FOUND 15
#define RINGOUT_STATUS_ERROR 16
#define RINGOUT_STATUS_INVALID 17
/// @endcond

/// Returns RingCentral's name of a `RINGOUT_STATUS_...`, such as "InProgress"; "Unknown" for any other number. Never
/// NULL, valid forever.
///
/// @since 0.1
const char *ringout_status_name(uint32_t status);

/// Returns the meaning of a status in one sentence without a full stop. Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_status_explain(uint32_t status);

/// Returns the number of a status that RingCentral wrote: a `RINGOUT_STATUS_...`. `RINGOUT_STATUS_UNKNOWN` for an
/// undocumented status, a string that is not UTF-8, and NULL.
///
/// @since 0.1
uint32_t ringout_status_parse(const char *text);

/// Returns true if a leg with this status could not be connected: 4 to 12.
///
/// @since 0.1
bool ringout_status_is_failed_leg(uint32_t status);

/// Returns true if no other status is expected afterwards. False for `RINGOUT_STATUS_SUCCESS`: the legs end a call, not
/// its own status.
///
/// @since 0.1
bool ringout_status_is_ended(uint32_t status);

/// What a call is doing.
///
/// @since 0.1
RINGOUT_ENUM(ringout_phase_value)
{
    /// The three statuses fit no documented phase.
    RINGOUT_PHASE_UNKNOWN = 0,
    /// The caller's phone rings.
    RINGOUT_PHASE_RINGING_CALLER = 1,
    /// The caller has answered, and the callee's phone rings.
    RINGOUT_PHASE_RINGING_CALLEE = 2,
    /// Both have answered.
    RINGOUT_PHASE_CONNECTED = 3,
    /// The call is over, successfully or not.
    RINGOUT_PHASE_ENDED = 4,
};
/// @cond
#define RINGOUT_PHASE_UNKNOWN 0
#define RINGOUT_PHASE_RINGING_CALLER 1
#define RINGOUT_PHASE_RINGING_CALLEE 2
#define RINGOUT_PHASE_CONNECTED 3
#define RINGOUT_PHASE_ENDED 4
/// @endcond

/// The state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
/// Immutable.
///
/// Free a state that a function returned with `ringout_state_free()`. Do not free a state that belongs to a change.
///
/// @since 0.1
typedef struct ringout_state ringout_state;

/// Creates a state from three statuses as RingCentral spells them, such as "InProgress", for
/// `ringout_check_transition()`. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
/// state with `ringout_state_free()`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_state_new(const char *call_status,
                                 const char *caller_status,
                                 const char *callee_status,
                                 ringout_state **state,
                                 ringout_error **err);

/// Frees a state that a function returned. NULL does nothing.
///
/// @since 0.1
void ringout_state_free(ringout_state *state);

/// Returns the status of the call as a whole: a `RINGOUT_STATUS_...`.
///
/// @since 0.1
uint32_t ringout_state_call_status(const ringout_state *state);

/// Returns the status of the caller's leg: a `RINGOUT_STATUS_...`.
///
/// @since 0.1
uint32_t ringout_state_caller_status(const ringout_state *state);

/// Returns the status of the callee's leg: a `RINGOUT_STATUS_...`.
///
/// @since 0.1
uint32_t ringout_state_callee_status(const ringout_state *state);

/// Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
///
/// @since 0.1
const char *ringout_state_call_status_text(const ringout_state *state);

/// Returns the status of the caller's leg as RingCentral spells it.
///
/// @since 0.1
const char *ringout_state_caller_status_text(const ringout_state *state);

/// Returns the status of the callee's leg as RingCentral spells it.
///
/// @since 0.1
const char *ringout_state_callee_status_text(const ringout_state *state);

/// Returns the phase of the call: a `RINGOUT_PHASE_...`.
///
/// @since 0.1
uint32_t ringout_state_phase(const ringout_state *state);

/// Returns the name of a `RINGOUT_PHASE_...`, such as "RingingCaller". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_phase_name(uint32_t phase);

/// Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
///
/// @since 0.1
const char *ringout_state_text(const ringout_state *state);

/// Returns one sentence, without a full stop, that says what is happening or how the call ended.
///
/// @since 0.1
const char *ringout_state_explain(const ringout_state *state);

/// How a call ended.
///
/// @since 0.1
RINGOUT_ENUM(ringout_outcome_value)
{
    /// The wait timed out, or your program has not waited yet: the call may still ring or be connected.
    RINGOUT_OUTCOME_STILL_IN_PROGRESS = 0,
    /// Both legs answered. Only with `RINGOUT_UNTIL_ANSWERED`.
    RINGOUT_OUTCOME_ANSWERED = 1,
    /// Both sides were connected, then hung up.
    RINGOUT_OUTCOME_COMPLETED = 2,
    /// A phone was busy.
    RINGOUT_OUTCOME_BUSY = 3,
    /// A phone was not answered in time.
    RINGOUT_OUTCOME_NO_ANSWER = 4,
    /// A phone rejected the call, or the caller hung up while the callee was ringing.
    RINGOUT_OUTCOME_REJECTED = 5,
    /// This handle cancelled the call, and RingCentral confirmed the end.
    RINGOUT_OUTCOME_CANCELLED = 6,
    /// The call is not allowed: international calling, the destination, or RingOut from this number.
    RINGOUT_OUTCOME_BLOCKED = 7,
    /// The account does not have enough funds.
    RINGOUT_OUTCOME_NOT_ENOUGH_FUNDS = 8,
    /// There is no such user.
    RINGOUT_OUTCOME_NO_SUCH_USER = 9,
    /// The phone network or RingCentral failed.
    RINGOUT_OUTCOME_FAILED = 10,
    /// The call vanished before its end was seen, or every poll returned 404 for two minutes.
    RINGOUT_OUTCOME_ENDED_UNKNOWN = 11,
};
/// @cond
#define RINGOUT_OUTCOME_STILL_IN_PROGRESS 0
#define RINGOUT_OUTCOME_ANSWERED 1
#define RINGOUT_OUTCOME_COMPLETED 2
#define RINGOUT_OUTCOME_BUSY 3
#define RINGOUT_OUTCOME_NO_ANSWER 4
#define RINGOUT_OUTCOME_REJECTED 5
#define RINGOUT_OUTCOME_CANCELLED 6
#define RINGOUT_OUTCOME_BLOCKED 7
#define RINGOUT_OUTCOME_NOT_ENOUGH_FUNDS 8
#define RINGOUT_OUTCOME_NO_SUCH_USER 9
#define RINGOUT_OUTCOME_FAILED 10
#define RINGOUT_OUTCOME_ENDED_UNKNOWN 11
/// @endcond

/// The two sides of a call.
///
/// @since 0.1
RINGOUT_ENUM(ringout_leg_value)
{
    /// No leg decided the outcome.
    RINGOUT_LEG_NONE = 0,
    /// The caller, whose phone rings first.
    RINGOUT_LEG_CALLER = 1,
    /// The callee.
    RINGOUT_LEG_CALLEE = 2,
};
/// @cond
#define RINGOUT_LEG_NONE 0
#define RINGOUT_LEG_CALLER 1
#define RINGOUT_LEG_CALLEE 2
/// @endcond

/// Where an outcome is known from.
///
/// @since 0.1
RINGOUT_ENUM(ringout_source_value)
{
    /// The polled statuses show the outcome.
    RINGOUT_SOURCE_STATUS = 1,
    /// The call was gone (404 or `RINGOUT_STATUS_NO_SESSION_FOUND`); the outcome follows from the states before.
    RINGOUT_SOURCE_GONE = 2,
    /// The call log shows the outcome.
    RINGOUT_SOURCE_CALL_LOG = 3,
};
/// @cond
#define RINGOUT_SOURCE_STATUS 1
#define RINGOUT_SOURCE_GONE 2
#define RINGOUT_SOURCE_CALL_LOG 3
/// @endcond

/// How a call ended, or its state when the wait for it ended. Immutable.
///
/// @since 0.1
typedef struct ringout_outcome ringout_outcome;

/// Frees an outcome. NULL does nothing.
///
/// @since 0.1
void ringout_outcome_free(ringout_outcome *outcome);

/// Returns the kind of outcome: a `RINGOUT_OUTCOME_...`.
///
/// @since 0.1
uint32_t ringout_outcome_kind(const ringout_outcome *outcome);

/// Returns the name of a `RINGOUT_OUTCOME_...`, such as "Completed". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_outcome_kind_name(uint32_t kind);

/// Returns the leg that decided the outcome: a `RINGOUT_LEG_...`.
///
/// @since 0.1
uint32_t ringout_outcome_leg(const ringout_outcome *outcome);

/// Returns the name of a `RINGOUT_LEG_...`, such as "caller". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_leg_name(uint32_t leg);

/// Returns the status that decided the outcome: a `RINGOUT_STATUS_...`.
///
/// @since 0.1
uint32_t ringout_outcome_status(const ringout_outcome *outcome);

/// Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
/// other strings.
///
/// @since 0.1
const char *ringout_outcome_status_text(const ringout_outcome *outcome);

/// Returns true if caller and callee were connected at some time.
///
/// @since 0.1
bool ringout_outcome_connected(const ringout_outcome *outcome);

/// Returns true if RingCentral accepted a cancel from this handle before the end.
///
/// @since 0.1
bool ringout_outcome_cancelled_by_us(const ringout_outcome *outcome);

/// Returns where the outcome is known from: a `RINGOUT_SOURCE_...`; 0 for NULL.
///
/// @since 0.1
uint32_t ringout_outcome_source(const ringout_outcome *outcome);

/// Returns the name of a `RINGOUT_SOURCE_...`, such as "Status". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_outcome_source_name(uint32_t source);

/// Returns one sentence that explains the outcome, without a full stop.
///
/// @since 0.1
const char *ringout_outcome_explanation(const ringout_outcome *outcome);

/// Returns the kind and the explanation in one line.
///
/// @since 0.1
const char *ringout_outcome_text(const ringout_outcome *outcome);

/// How a transition compares with RingCentral's documentation, from best to worst.
///
/// @since 0.1
RINGOUT_ENUM(ringout_verdict_value)
{
    /// No status changed.
    RINGOUT_VERDICT_UNCHANGED = 0,
    /// Each changed status took one documented step.
    RINGOUT_VERDICT_DOCUMENTED = 1,
    /// Documented, through a state that was not seen.
    RINGOUT_VERDICT_SKIPPED = 2,
    /// A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
    RINGOUT_VERDICT_UNDOCUMENTED = 3,
    /// A step out of an ended state, or backwards.
    RINGOUT_VERDICT_IMPOSSIBLE = 4,
};
/// @cond
#define RINGOUT_VERDICT_UNCHANGED 0
#define RINGOUT_VERDICT_DOCUMENTED 1
#define RINGOUT_VERDICT_SKIPPED 2
#define RINGOUT_VERDICT_UNDOCUMENTED 3
#define RINGOUT_VERDICT_IMPOSSIBLE 4
/// @endcond

/// The part of a state that a reason concerns.
///
/// @since 0.1
RINGOUT_ENUM(ringout_field_value)
{
    /// The reason concerns the status of the call.
    RINGOUT_FIELD_CALL = 0,
    /// The reason concerns the caller's leg.
    RINGOUT_FIELD_CALLER = 1,
    /// The reason concerns the callee's leg.
    RINGOUT_FIELD_CALLEE = 2,
    /// The reason concerns the combination of the three statuses.
    RINGOUT_FIELD_COMBINATION = 3,
};
/// @cond
#define RINGOUT_FIELD_CALL 0
#define RINGOUT_FIELD_CALLER 1
#define RINGOUT_FIELD_CALLEE 2
#define RINGOUT_FIELD_COMBINATION 3
/// @endcond

/// The judgement of `ringout_check_transition()` on a transition: a kind, and a reason for each part that is not
/// documented. Immutable.
///
/// @since 0.1
typedef struct ringout_verdict ringout_verdict;

/// Judges whether the state `to` may follow the state `from`. Sends nothing. Free the verdict with
/// `ringout_verdict_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_check_transition(const ringout_state *from,
                                        const ringout_state *to,
                                        ringout_verdict **verdict,
                                        ringout_error **err);

/// Frees a verdict that a function returned. NULL does nothing. Do not free a verdict that belongs to a change.
///
/// @since 0.1
void ringout_verdict_free(ringout_verdict *verdict);

/// Returns the worst kind among the three statuses and their combination: a `RINGOUT_VERDICT_...`. The numbers grow
/// from best to worst.
///
/// @since 0.1
uint32_t ringout_verdict_kind(const ringout_verdict *verdict);

/// Returns the name of a `RINGOUT_VERDICT_...`, such as "Documented". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_verdict_kind_name(uint32_t kind);

/// Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
///
/// @since 0.1
const char *ringout_verdict_text(const ringout_verdict *verdict);

/// Returns the number of reasons: 0 if the transition is unchanged or documented.
///
/// @since 0.1
size_t ringout_verdict_reason_count(const ringout_verdict *verdict);

/// Returns the part that the reason at `index`, counted from 0, concerns: a `RINGOUT_FIELD_...`.
/// `RINGOUT_FIELD_COMBINATION` for an index out of range.
///
/// @since 0.1
uint32_t ringout_verdict_reason_field(const ringout_verdict *verdict, size_t index);

/// Returns the name of a `RINGOUT_FIELD_...`, such as "caller". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_field_name(uint32_t field);

/// Returns the kind of a reason: a `RINGOUT_VERDICT_...`. `RINGOUT_VERDICT_UNCHANGED` for an index out of range.
///
/// @since 0.1
uint32_t ringout_verdict_reason_kind(const ringout_verdict *verdict, size_t index);

/// Returns a reason in words; NULL for an index out of range.
///
/// @since 0.1
const char *ringout_verdict_reason_text(const ringout_verdict *verdict, size_t index);

/// Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". NULL if no
/// state was skipped, and for an index out of range.
///
/// @since 0.1
const char *ringout_verdict_reason_path(const ringout_verdict *verdict, size_t index);

/// Returns the number of statuses in the inferred path; 0 if no state was skipped.
///
/// @since 0.1
size_t ringout_verdict_reason_path_count(const ringout_verdict *verdict, size_t index);

/// Returns the status at `position`, counted from 0, of the inferred path: a `RINGOUT_STATUS_...`.
///
/// @since 0.1
uint32_t ringout_verdict_reason_path_status(const ringout_verdict *verdict, size_t index, size_t position);

/// @}

/// @defgroup ringout_section_following Follow and cancel a call
///
/// Every wait and every watch of a client shares one tracker, which polls all calls as often as the rate limits allow.
///
/// @{

/// What to wait for.
///
/// @since 0.1
RINGOUT_ENUM(ringout_until_value)
{
    /// Wait until the call ends.
    RINGOUT_UNTIL_ENDED = 0,
    /// Wait until both sides have answered, or the call has ended without that.
    RINGOUT_UNTIL_ANSWERED = 1,
};
/// @cond
#define RINGOUT_UNTIL_ENDED 0
#define RINGOUT_UNTIL_ANSWERED 1
/// @endcond

/// The effect of cancelling a call.
///
/// @since 0.1
RINGOUT_ENUM(ringout_cancel_effect)
{
    /// The caller's phone was still ringing, and the next status confirms the end.
    RINGOUT_CANCEL_HUNG_UP = 1,
    /// RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
    /// `ringout_call_state()`.
    RINGOUT_CANCEL_ACCEPTED = 2,
    /// The call was already over.
    RINGOUT_CANCEL_ALREADY_ENDED = 3,
};
/// @cond
#define RINGOUT_CANCEL_HUNG_UP 1
#define RINGOUT_CANCEL_ACCEPTED 2
#define RINGOUT_CANCEL_ALREADY_ENDED 3
/// @endcond

/// How to wait for a call. Initialise with `RINGOUT_WAIT_OPTIONS_INIT`, whose values also apply where a function takes
/// NULL.
///
/// @since 0.1
typedef struct ringout_wait_options {
    /// The size of the struct. `RINGOUT_WAIT_OPTIONS_INIT` sets it.
    uint32_t struct_size;
    /// What to wait for: a `RINGOUT_UNTIL_...`.
    uint32_t until;
    /// The longest time to wait, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour. 0 returns the known
    /// outcome without polling.
    uint32_t timeout_ms;
    /// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
    uint32_t cancel_on_timeout;
    /// Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of
    /// `ringout_call_watch()` stops it, or the watch is freed before its end. The library sends the cancel on one of its
    /// threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the
    /// client waits for it; a process that exits before that may lose it. See `ringout_call_detach()`.
    uint32_t cancel_on_exit;
} ringout_wait_options;

/// Initialises `ringout_wait_options`: wait for the end of the call, for up to one hour, and do not hang up.
///
/// @since 0.1
#define RINGOUT_WAIT_OPTIONS_INIT \
    { \
        sizeof(ringout_wait_options), RINGOUT_UNTIL_ENDED, RINGOUT_DEFAULT_TIMEOUT, 0, 0 \
    }

/// Returns the name of a `RINGOUT_UNTIL_...`, such as "ended". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_until_name(uint32_t until);

/// Requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
/// RingCentral fails. Free the state with `ringout_state_free()`.
///
/// Returns `RINGOUT_NOT_FOUND` some time after the end, when RingCentral has forgotten the call, and for a gateway's
/// 404. Do not poll with it: `ringout_call_wait()` and `ringout_call_watch()` poll as often as the rate limits allow,
/// for all calls of the client together.
///
/// @par Errors
/// `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`,
/// `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_status(const ringout_call *call, ringout_state **state, ringout_error **err);

/// Returns the last known state through `state`, or NULL if there is none yet. Sends nothing. Free the state with
/// `ringout_state_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_state(const ringout_call *call, ringout_state **state, ringout_error **err);

/// Returns how the call ended, judged by the last known state. Sends nothing. The kind is
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS` until the end was seen. Free the outcome with `ringout_outcome_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_outcome(const ringout_call *call, ringout_outcome **outcome, ringout_error **err);

/// Asks RingCentral to hang up, polls the call once, and returns the effect: a `RINGOUT_CANCEL_...`. Sends a request of
/// the Heavy group and one of the Light group, or nothing if the call is known to be over. `ringout_call_state()` then
/// has the polled state.
///
/// A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
/// the call.
///
/// @par Errors
/// `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`,
/// `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_cancel(const ringout_call *call, uint32_t *effect, ringout_error **err);

/// Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a `ringout_scoped_call` nor a
/// wait with `cancel_on_exit`, through any handle of the call. `ringout_call_cancel()`, `cancel_on_timeout` and what
/// begins later still do. Sends nothing. NULL does nothing.
///
/// @since 0.1
void ringout_call_detach(const ringout_call *call);

/// Returns the name of a `RINGOUT_CANCEL_...`, such as "HungUp". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_cancel_effect_name(uint32_t effect);

/// Waits until the call ends, or until it is answered, and returns the outcome. Free it with `ringout_outcome_free()`.
///
/// - `options`: what to wait for and how long; may be NULL.
///
/// If the timeout passes, the outcome is `RINGOUT_OUTCOME_STILL_IN_PROGRESS`. A call that vanishes is an outcome, too.
/// The function fails only if polling the call is futile: your program is not logged in (`RINGOUT_NOT_LOGGED_IN`,
/// `RINGOUT_UNAUTHORIZED`), may not see the call (`RINGOUT_FORBIDDEN`), or interrupted the wait (`RINGOUT_CANCELLED`).
///
/// Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
/// nothing but such 404s, the outcome is `RINGOUT_OUTCOME_ENDED_UNKNOWN`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_wait(const ringout_call *call,
                                 const ringout_wait_options *options,
                                 ringout_outcome **outcome,
                                 ringout_error **err);

/// A change of a call's state. A watch owns its changes and everything read from them, until the callback returns or
/// `ringout_watch_next()` is called again. One from `ringout_change_clone()` or `ringout_event_take_change()` is yours.
/// Immutable.
///
/// @since 0.1
typedef struct ringout_change ringout_change;

/// Copies a change, so that it outlives the callback or the next call of `ringout_watch_next()`. Sends nothing. Free the
/// copy with `ringout_change_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_change_clone(const ringout_change *change,
                                    ringout_change **clone,
                                    ringout_error **err);

/// Frees a change from `ringout_change_clone()` or `ringout_event_take_change()`. NULL does nothing. Do not free a change that belongs to a watch.
///
/// @since 0.1
void ringout_change_free(ringout_change *change);

/// Returns the previous state. NULL for the first poll of a call that was not placed through this handle.
///
/// @since 0.1
const ringout_state *ringout_change_previous(const ringout_change *change);

/// Returns the new state.
///
/// @since 0.1
const ringout_state *ringout_change_state(const ringout_change *change);

/// Returns how the transition compares with RingCentral's documentation. NULL if there is no previous state.
///
/// @since 0.1
const ringout_verdict *ringout_change_verdict(const ringout_change *change);

/// Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
/// milliseconds since the call was placed, or the handle created.
///
/// @since 0.1
uint64_t ringout_change_earliest_ms(const ringout_change *change);

/// Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
/// or the handle created.
///
/// @since 0.1
uint64_t ringout_change_latest_ms(const ringout_change *change);

/// Delivers the changes of a call one by one, for loops. `ringout_call_watch()` does the same with a callback. Only one
/// thread at a time may use it.
///
/// @since 0.1
typedef struct ringout_watch ringout_watch;

/// Receives each change of `ringout_call_watch()`, on the thread that called that function. The change is valid until
/// the callback returns. Return 0 to continue and any other value to stop. It must return normally, without an
/// exception or a longjmp.
///
/// @since 0.1
typedef int (*ringout_watch_callback)(const ringout_change *change, void *user_data);

/// Follows the call and calls `callback` for each change, until `ringout_call_wait()` would return. Returns the
/// outcome; free it with `ringout_outcome_free()`. Errors are those of `ringout_call_wait()`.
///
/// - `options`: what to wait for and how long; may be NULL.
/// - `user_data`: passed to the callback; may be NULL.
///
/// If the callback stops the watch, that is not an error: the outcome is that of the last known state,
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS` unless the call is over. The call goes on and can be watched again, unless
/// `cancel_on_exit` is set. The callback may use the call, but must not free it.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_watch(const ringout_call *call,
                                  const ringout_wait_options *options,
                                  ringout_watch_callback callback,
                                  void *user_data,
                                  ringout_outcome **outcome,
                                  ringout_error **err);

/// Starts to follow a call. Does not block. Free the watch with `ringout_watch_free()`; the call handle may be freed
/// before.
///
/// - `options`: what to wait for and how long, counted from now; may be NULL.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_watch_new(const ringout_call *call,
                                 const ringout_wait_options *options,
                                 ringout_watch **watch,
                                 ringout_error **err);

/// Frees a watch and its current change. NULL does nothing. The call goes on, unless `cancel_on_exit` is set and the
/// watch is not over.
///
/// @since 0.1
void ringout_watch_free(ringout_watch *watch);

/// Waits for the next change and returns it through `change`, or NULL when `ringout_call_wait()` would return. The
/// change is valid until the next call of this function. Errors are those of `ringout_call_wait()`; after one, the
/// watch is over.
///
/// @par Errors
/// `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`,
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_watch_next(ringout_watch *watch, const ringout_change **change, ringout_error **err);

/// Like `ringout_watch_next()`, but waits at most `timeout_ms` for the change, so that a thread can do something else in
/// between. Sets `ended` to true at the end of the watch. If `change` is NULL and `ended` is false, the time has passed and
/// the watch goes on.
///
/// - `timeout_ms`: the longest time to wait, in milliseconds. 0 takes a change that has arrived. `RINGOUT_DEFAULT_TIMEOUT`
///   waits for the change without a limit.
///
/// It takes longer than that only to hang up, if `cancel_on_timeout` is set and the timeout of the watch passes.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_watch_next_timeout(ringout_watch *watch,
                                          uint32_t timeout_ms,
                                          const ringout_change **change,
                                          bool *ended,
                                          ringout_error **err);

/// Returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
/// `ringout_outcome_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_watch_outcome(const ringout_watch *watch, ringout_outcome **outcome, ringout_error **err);

/// Hangs a call up when it is freed, for programs that must not leave a phone ringing on any way out of a block.
///
/// @since 0.1
typedef struct ringout_scoped_call ringout_scoped_call;

/// Creates a scoped call. Free it with `ringout_scoped_call_free()`, before or after the call handle.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_scoped_call_new(const ringout_call *call, ringout_scoped_call **scoped, ringout_error **err);

/// Frees a scoped call and begins to hang up, unless the call is known to be over or `ringout_call_detach()` was called
/// since. Does not block. NULL does nothing.
///
/// The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
/// handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
///
/// @since 0.1
void ringout_scoped_call_free(ringout_scoped_call *scoped);

/// @}

/// @defgroup ringout_section_batches Many calls
///
/// A batch places calls as fast as the rate limits allow, and returns each result as the call ends. The journal makes it safe to
/// resume after a crash.
///
/// @{

/// The steps of a request in a batch.
///
/// @since 0.1
RINGOUT_ENUM(ringout_journal_step_value)
{
    /// The request is about to be sent.
    RINGOUT_JOURNAL_STEP_PLACING = 1,
    /// RingCentral has accepted the request.
    RINGOUT_JOURNAL_STEP_PLACED = 2,
    /// The request failed, and no phone rings.
    RINGOUT_JOURNAL_STEP_NOT_PLACED = 3,
    /// The request was sent and no usable response came: phones may be ringing.
    RINGOUT_JOURNAL_STEP_MAYBE_PLACED = 4,
    /// The call is over, or the wait for it is.
    RINGOUT_JOURNAL_STEP_ENDED = 5,
};
/// @cond
#define RINGOUT_JOURNAL_STEP_PLACING 1
#define RINGOUT_JOURNAL_STEP_PLACED 2
#define RINGOUT_JOURNAL_STEP_NOT_PLACED 3
#define RINGOUT_JOURNAL_STEP_MAYBE_PLACED 4
#define RINGOUT_JOURNAL_STEP_ENDED 5
/// @endcond

/// One step of one request of `ringout_client_place_all()`. The library owns it and everything read from it, until the
/// callback returns.
///
/// To resume after a crash, look at the last entry of each request. Place those without an entry or with
/// `RINGOUT_JOURNAL_STEP_NOT_PLACED`. Follow those with `RINGOUT_JOURNAL_STEP_PLACED` by their call id. Those with
/// `RINGOUT_JOURNAL_STEP_PLACING` or `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` may have rung phones; find out with
/// `ringout_client_call_log()`.
///
/// @since 0.1
typedef struct ringout_journal_entry ringout_journal_entry;

/// Saves a journal entry where it outlives the process. Returns NULL on success, else the reason of the failure for the
/// user to read, such as the string of `strerror()`. The library copies the reason at once into an error message, so it
/// must not contain a secret. After a failure no more calls are placed, but the results of calls in flight are still
/// returned.
///
/// `ringout_place_all_next()` calls it, on the same thread. It may use the library, but not the `ringout_place_all`
/// that called it. It must return normally, without an exception or a longjmp.
///
/// @since 0.1
typedef const char *(*ringout_journal_callback)(const ringout_journal_entry *entry, void *user_data);

/// Returns the step: a `RINGOUT_JOURNAL_STEP_...`; 0 for NULL.
///
/// @since 0.1
uint32_t ringout_journal_entry_step(const ringout_journal_entry *entry);

/// Returns the name of a `RINGOUT_JOURNAL_STEP_...`, such as "Placing". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_journal_step_name(uint32_t step);

/// Returns the index of the request in the array, counted from 0.
///
/// @since 0.1
size_t ringout_journal_entry_index(const ringout_journal_entry *entry);

/// Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for NULL. It is the value
/// for `sent_at_unix_ms` of `ringout_client_call_log()`.
///
/// For `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` it is when the first byte of the request was sent. For
/// `RINGOUT_JOURNAL_STEP_PLACING` it is the last moment before that, after the login and the wait for the rate limit.
///
/// @since 0.1
int64_t ringout_journal_entry_at_unix_ms(const ringout_journal_entry *entry);

/// Returns the callee's number as it is sent.
///
/// @since 0.1
const char *ringout_journal_entry_to(const ringout_journal_entry *entry);

/// Returns the caller's number as it is sent; NULL if there is none.
///
/// @since 0.1
const char *ringout_journal_entry_from(const ringout_journal_entry *entry);

/// Returns RingCentral's id of the call, from `RINGOUT_JOURNAL_STEP_PLACED` on; NULL if there is no call.
///
/// @since 0.1
const char *ringout_journal_entry_call_id(const ringout_journal_entry *entry);

/// Returns the outcome of the call, with `RINGOUT_JOURNAL_STEP_ENDED`; else NULL.
///
/// @since 0.1
const ringout_outcome *ringout_journal_entry_outcome(const ringout_journal_entry *entry);

/// Returns why the call was not placed, or may not have been; else NULL.
///
/// @since 0.1
const ringout_error *ringout_journal_entry_error(const ringout_journal_entry *entry);

/// Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
///
/// @since 0.1
const char *ringout_journal_entry_text(const ringout_journal_entry *entry);

/// The options of a batch of calls. Initialise with `RINGOUT_PLACE_OPTIONS_INIT`, whose values also apply where a
/// function takes NULL.
///
/// @since 0.1
typedef struct ringout_place_options {
    /// The size of the struct. `RINGOUT_PLACE_OPTIONS_INIT` sets it.
    uint32_t struct_size;
    /// What to wait for with each call: a `RINGOUT_UNTIL_...`.
    uint32_t until;
    /// The longest time to wait for each call, from when it is placed, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT`
    /// for one hour.
    uint32_t timeout_ms;
    /// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
    uint32_t cancel_on_timeout;
    /// The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1
    /// if all calls have the same caller.
    size_t concurrency;
    /// Called before and after each request is sent; NULL for none.
    ringout_journal_callback journal;
    /// Passed to the journal; may be NULL. It must stay valid until the `ringout_place_all` is freed.
    void *user_data;
    /// The time for the whole batch, from the call of `ringout_client_place_all()`, in milliseconds; 0 for no limit.
    /// When it passes, each request that was not sent gets `RINGOUT_TIMEOUT`, and the wait for each call in flight ends
    /// like a wait that times out.
    uint64_t total_timeout_ms;
} ringout_place_options;

/// Initialises `ringout_place_options`: follow each call to its end for up to one hour, with no limit of calls in flight or
/// of total time, and without a journal.
///
/// @since 0.1
#define RINGOUT_PLACE_OPTIONS_INIT \
    { \
        sizeof(ringout_place_options), RINGOUT_UNTIL_ENDED, RINGOUT_DEFAULT_TIMEOUT, 0, 0, NULL, NULL, 0 \
    }

/// The result of one request of `ringout_client_place_all()`: an outcome or an error, and the call if it was placed.
/// Immutable. Everything read from it is valid until it is freed.
///
/// @since 0.1
typedef struct ringout_placed ringout_placed;

/// Frees a result with its call handle and its outcome or error. NULL does nothing.
///
/// @since 0.1
void ringout_placed_free(ringout_placed *placed);

/// Returns the index of the request in the array, counted from 0.
///
/// @since 0.1
size_t ringout_placed_index(const ringout_placed *placed);

/// Returns the call; NULL if it was not placed. `ringout_call_clone()` creates a handle that outlives the result.
///
/// @since 0.1
const ringout_call *ringout_placed_call(const ringout_placed *placed);

/// Returns the outcome of the call; NULL if there is an error instead.
///
/// @since 0.1
const ringout_outcome *ringout_placed_outcome(const ringout_placed *placed);

/// Returns the error, or NULL if there is an outcome. Without a call it is an error of `ringout_client_create_call()`.
/// With a call it is one of `ringout_call_wait()`: the call was placed but could not be followed to its end.
///
/// @since 0.1
const ringout_error *ringout_placed_error(const ringout_placed *placed);

/// A batch of calls: places them, follows them all, and returns each result as the call ends. Only one thread at a time
/// may use it.
///
/// @since 0.1
typedef struct ringout_place_all ringout_place_all;

/// Starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
/// Sends nothing yet: `ringout_place_all_next()` places the calls and returns their results. Free the batch with
/// `ringout_place_all_free()`; the client handle may be freed before.
///
/// - `requests`: an array of `count` structs, which are copied. May be NULL if `count` is 0.
/// - `options`: may be NULL.
///
/// All requests are checked first. `RINGOUT_INVALID_ARGUMENT`, with a parameter such as "requests[3].to", means that no
/// call was or will be placed. The rules of `ringout_client_create_call()` apply to each request, so none is placed
/// twice. A request over the rate limit waits for its turn, without a limit of time unless `total_timeout_ms` is set.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_place_all(const ringout_client *client,
                                        const ringout_call_request *requests,
                                        size_t count,
                                        const ringout_place_options *options,
                                        ringout_place_all **place_all,
                                        ringout_error **err);

/// Frees a batch. NULL does nothing. No more calls are placed; those that were placed go on.
///
/// @since 0.1
void ringout_place_all_free(ringout_place_all *place_all);

/// Waits until the next call ends and returns its result through `placed`, or NULL when every request has had its
/// result. Places the other calls meanwhile. Free the result with `ringout_placed_free()`.
///
/// Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
/// result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
/// request without a result gets `RINGOUT_CANCELLED`, together with its call if it was placed.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_place_all_next(ringout_place_all *place_all, ringout_placed **placed, ringout_error **err);

/// Returns the number of requests that have no result yet.
///
/// @since 0.1
size_t ringout_place_all_remaining(const ringout_place_all *place_all);

/// @}

/// @defgroup ringout_section_call_log Call log
///
/// RingCentral's record of a finished call. It also shows whether a call was placed whose response was lost.
///
/// @{

/// How certain it is that a record belongs to a call. The numbers grow with certainty.
///
/// @since 0.1
RINGOUT_ENUM(ringout_log_match)
{
    /// No record fits. RingCentral may write it some time after the call has ended.
    RINGOUT_LOG_MATCH_NONE = 0,
    /// Several records fit equally well; the one nearest in time is returned.
    RINGOUT_LOG_MATCH_AMBIGUOUS = 1,
    /// One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
    /// apart.
    RINGOUT_LOG_MATCH_LIKELY = 2,
    /// One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
    RINGOUT_LOG_MATCH_CERTAIN = 3,
};
/// @cond
#define RINGOUT_LOG_MATCH_NONE 0
#define RINGOUT_LOG_MATCH_AMBIGUOUS 1
#define RINGOUT_LOG_MATCH_LIKELY 2
#define RINGOUT_LOG_MATCH_CERTAIN 3
/// @endcond

/// RingCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
///
/// Strings are RingCentral's own and valid until the object is freed. Fields that the record lacks are NULL; if no
/// record fits, every field is NULL. Legs count from 0.
///
/// @since 0.1
typedef struct ringout_logged_call ringout_logged_call;

/// Looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
/// with `ringout_logged_call_free()`.
///
/// The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
/// placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
/// `RINGOUT_LOG_MATCH_NONE`. A wait for a call that vanished before its end was seen looks it up automatically.
///
/// Returns `RINGOUT_FORBIDDEN` without the ReadCallLog permission, and `RINGOUT_INVALID_ARGUMENT` for a handle that was
/// created from an id, because its numbers and time are unknown. Use `ringout_client_call_log()` for such a call.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`,
/// `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`,
/// `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_log(const ringout_call *call, ringout_logged_call **logged, ringout_error **err);

/// Looks a call up by its numbers and time, like `ringout_call_log()`: a call that may have been placed (see
/// `ringout_error_attempt_to()` and the functions after it), or one of an earlier run. Free the result with
/// `ringout_logged_call_free()`.
///
/// - `to`: the callee's number.
/// - `from`: the caller's number, or NULL if it is not known.
/// - `sent_at_unix_ms`: when the request was sent, in milliseconds since 1970 (UTC).
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`,
/// `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_NULL_POINTER`,
/// `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_call_log(const ringout_client *client,
                                       const char *to,
                                       const char *from,
                                       int64_t sent_at_unix_ms,
                                       ringout_logged_call **logged,
                                       ringout_error **err);

/// Frees a call log entry. NULL does nothing.
///
/// @since 0.1
void ringout_logged_call_free(ringout_logged_call *logged);

/// Returns how certain it is that the record belongs to the call: a `RINGOUT_LOG_MATCH_...`. The numbers grow with
/// certainty.
///
/// @since 0.1
uint32_t ringout_logged_call_matching(const ringout_logged_call *logged);

/// Returns the name of a `RINGOUT_LOG_MATCH_...`, such as "Certain". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_log_match_name(uint32_t matching);

/// Returns the number of records that fit equally well; 0 if none fits.
///
/// @since 0.1
size_t ringout_logged_call_candidates(const ringout_logged_call *logged);

/// Returns RingCentral's id of the record.
///
/// @since 0.1
const char *ringout_logged_call_id(const ringout_logged_call *logged);

/// Returns RingCentral's id of the telephony session.
///
/// @since 0.1
const char *ringout_logged_call_session_id(const ringout_logged_call *logged);

/// Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
///
/// @since 0.1
int64_t ringout_logged_call_start_time_unix_ms(const ringout_logged_call *logged);

/// Returns the duration of the call in milliseconds, with a precision of one second.
///
/// @since 0.1
uint64_t ringout_logged_call_duration_ms(const ringout_logged_call *logged);

/// Returns the caller's number.
///
/// @since 0.1
const char *ringout_logged_call_from(const ringout_logged_call *logged);

/// Returns the callee's number.
///
/// @since 0.1
const char *ringout_logged_call_to(const ringout_logged_call *logged);

/// Returns the kind of call, such as "RingOut Web".
///
/// @since 0.1
const char *ringout_logged_call_action(const ringout_logged_call *logged);

/// Returns how the call ended, such as "Call connected" or "Busy".
///
/// @since 0.1
const char *ringout_logged_call_result(const ringout_logged_call *logged);

/// Returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
///
/// @since 0.1
size_t ringout_logged_call_leg_count(const ringout_logged_call *logged);

/// Returns which side the leg at `index` is: a `RINGOUT_LEG_...`. `RINGOUT_LEG_NONE` for a kind of leg that RingOut
/// does not have, and for an index out of range.
///
/// @since 0.1
uint32_t ringout_logged_call_leg(const ringout_logged_call *logged, size_t index);

/// Returns RingCentral's kind of the leg at `index`, such as "RingOutClientToCaller". NULL if the record has none, and
/// for an index out of range.
///
/// @since 0.1
const char *ringout_logged_call_leg_type(const ringout_logged_call *logged, size_t index);

/// Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
/// and for an index out of range.
///
/// @since 0.1
int64_t ringout_logged_call_leg_start_time_unix_ms(const ringout_logged_call *logged, size_t index);

/// Returns the duration of the leg at `index` in milliseconds, with a precision of one second. 0 for an index out of
/// range.
///
/// @since 0.1
uint64_t ringout_logged_call_leg_duration_ms(const ringout_logged_call *logged, size_t index);

/// Returns the number that the leg at `index` came from. NULL if the record has none, and for an index out of range.
///
/// @since 0.1
const char *ringout_logged_call_leg_from(const ringout_logged_call *logged, size_t index);

/// Returns the number that was dialled for the leg at `index`. NULL if the record has none, and for an index out of
/// range.
///
/// @since 0.1
const char *ringout_logged_call_leg_to(const ringout_logged_call *logged, size_t index);

/// Returns how the leg at `index` ended, such as "Accepted" or "No Answer". NULL if the record has none, and for an
/// index out of range.
///
/// @since 0.1
const char *ringout_logged_call_leg_result(const ringout_logged_call *logged, size_t index);

/// @}

/// @defgroup ringout_section_cancel_tokens Cancel tokens
///
/// A cancel token interrupts what a thread is waiting for. The call itself goes on; `ringout_call_cancel()` ends it.
///
/// @{

/// Interrupts blocking operations from another thread.
///
/// Bind it to a client or a call with `ringout_client_with_cancel_token()` or `ringout_call_with_cancel_token()`. After
/// `ringout_cancel_token_cancel()`, every operation on that handle returns `RINGOUT_CANCELLED` within about 100 ms. A
/// request to place a call that was already sent returns `RINGOUT_MAYBE_PLACED` instead. A cancelled token stays
/// cancelled.
///
/// @since 0.1
typedef struct ringout_cancel_token ringout_cancel_token;

/// Creates a token that is not cancelled. Free it with `ringout_cancel_token_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_cancel_token_new(ringout_cancel_token **token, ringout_error **err);

/// Frees a token. NULL does nothing. The handles it is bound to stay usable and can no longer be interrupted.
///
/// @since 0.1
void ringout_cancel_token_free(ringout_cancel_token *token);

/// Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
/// and any number of times, but not in a signal handler. NULL does nothing.
///
/// @since 0.1
void ringout_cancel_token_cancel(const ringout_cancel_token *token);

/// Returns true if the token was cancelled. False for NULL.
///
/// @since 0.1
bool ringout_cancel_token_is_cancelled(const ringout_cancel_token *token);

/// Creates another handle for the same client. The token can interrupt the operations of the new handle and of the
/// calls created with it. Sends nothing. Free both handles, in any order, with `ringout_client_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_with_cancel_token(const ringout_client *client,
                                                const ringout_cancel_token *token,
                                                ringout_client **bound,
                                                ringout_error **err);

/// Creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
/// both, in any order, with `ringout_call_free()`.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_with_cancel_token(const ringout_call *call,
                                              const ringout_cancel_token *token,
                                              ringout_call **bound,
                                              ringout_error **err);

/// @}

/// @defgroup ringout_section_limits Rate limits
///
/// What the client knows of RingCentral's rate limits. The client keeps within them without any help.
///
/// @{

/// RingCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
///
/// The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and the
/// call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are NULL, the remaining
/// requests -1 and other numbers 0. Strings are valid until the list is freed.
///
/// @since 0.1
typedef struct ringout_limits ringout_limits;

/// Returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
/// `ringout_limits_free()`.
///
/// Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
/// user and app use the same limits.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_limits(const ringout_client *client, ringout_limits **limits, ringout_error **err);

/// Frees a list of rate limits. NULL does nothing.
///
/// @since 0.1
void ringout_limits_free(ringout_limits *limits);

/// Returns the number of groups.
///
/// @since 0.1
size_t ringout_limits_count(const ringout_limits *limits);

/// Returns the name of the group at `index`, counted from 0: "Light", "Heavy" or "Auth". NULL for an index out of
/// range.
///
/// @since 0.1
const char *ringout_limits_name(const ringout_limits *limits, size_t index);

/// Returns RingCentral's name for the group at `index`. NULL if no response has reported it, and for an index out of
/// range.
///
/// @since 0.1
const char *ringout_limits_ringcentral_name(const ringout_limits *limits, size_t index);

/// Returns the number of requests that a window of the group at `index` allows. 0 for an index out of range.
///
/// @since 0.1
uint32_t ringout_limits_limit(const ringout_limits *limits, size_t index);

/// Returns the length of a window of the group at `index`, in milliseconds. 0 for an index out of range.
///
/// @since 0.1
uint64_t ringout_limits_window_ms(const ringout_limits *limits, size_t index);

/// Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
/// until the penalty is over.
///
/// @since 0.1
int64_t ringout_limits_remaining(const ringout_limits *limits, size_t index);

/// Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
///
/// @since 0.1
uint64_t ringout_limits_retry_after_ms(const ringout_limits *limits, size_t index);

/// Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
///
/// @since 0.1
const char *ringout_limits_text(const ringout_limits *limits, size_t index);

/// @}

/// @defgroup ringout_section_api Other requests
///
/// Every other part of RingCentral's API, with the login, the deadlines and the errors of this library.
///
/// @{

/// The response to `ringout_client_request()` or `ringout_client_send()`. Immutable. Everything read from it is valid
/// until it is freed.
///
/// @since 0.1
typedef struct ringout_response ringout_response;

/// Frees a response. NULL does nothing.
///
/// @since 0.1
void ringout_response_free(ringout_response *response);

/// Returns the HTTP status; 0 for NULL.
///
/// @since 0.1
uint32_t ringout_response_status(const ringout_response *response);

/// Returns the bytes of the body, unchanged and without a NUL at the end. `ringout_response_body_size()` returns their
/// number.
///
/// @since 0.1
const uint8_t *ringout_response_body(const ringout_response *response);

/// Returns the number of bytes in the body.
///
/// @since 0.1
size_t ringout_response_body_size(const ringout_response *response);

/// Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
///
/// @since 0.1
const char *ringout_response_text(const ringout_response *response);

/// Returns the media type of the body; NULL if the response has none.
///
/// @since 0.1
const char *ringout_response_content_type(const ringout_response *response);

/// Returns RingCentral's id of the request, which its support asks for; NULL if the response has none.
///
/// @since 0.1
const char *ringout_response_request_id(const ringout_response *response);

/// Returns the error of a response outside 200 to 299; else NULL. Do not free it.
///
/// @since 0.1
const ringout_error *ringout_response_error(const ringout_response *response);

/// Returns the number of headers.
///
/// @since 0.1
size_t ringout_response_header_count(const ringout_response *response);

/// Returns the name, in lower case, of the header at `index`, counted from 0 in the order of the response. NULL for an
/// index out of range.
///
/// @since 0.1
const char *ringout_response_header_name(const ringout_response *response, size_t index);

/// Returns the value of the header at `index`; NULL for an index out of range.
///
/// @since 0.1
const char *ringout_response_header_value(const ringout_response *response, size_t index);

/// Sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
/// response with `ringout_response_free()`.
///
/// - `method`: "GET", "POST", "PUT", "PATCH" or "DELETE".
/// - `path`: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
/// - `query`: alternating names and values, terminated by NULL. The library escapes them. NULL for no query.
/// - `body`: JSON. NULL for no body.
///
/// GET and DELETE are retried if the response is lost, the other methods are not. Returns `RINGOUT_MAYBE_PLACED` for a
/// POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
/// error as well. A response of more than 1 MiB is `RINGOUT_PROTOCOL`. Redirects are not followed.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`,
/// `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_MAYBE_PLACED`,
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_request(const ringout_client *client,
                                      const char *method,
                                      const char *path,
                                      const char *const *query,
                                      const char *body,
                                      ringout_response **response,
                                      ringout_error **err);

/// Sends a request like `ringout_client_request()`, but returns a response for every HTTP status.
/// `ringout_response_error()` is the error of one outside 200 to 299. Free the response with `ringout_response_free()`.
///
/// Still fails if no response came or the login failed.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN`,
/// `RINGOUT_NOT_FOUND`, `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`, `RINGOUT_SERVER`, `RINGOUT_TIMEOUT`,
/// `RINGOUT_CONNECTION`, `RINGOUT_PROTOCOL`, `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`, `RINGOUT_MAYBE_PLACED`,
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_send(const ringout_client *client,
                                   const char *method,
                                   const char *path,
                                   const char *const *query,
                                   const char *body,
                                   ringout_response **response,
                                   ringout_error **err);

/// @}

/// @defgroup ringout_section_events Event loops
///
/// An inbox collects the results of operations, the changes of calls and log records, for a program that must not block.
///
/// @{

/// What an event brings.
///
/// @since 0.1
RINGOUT_ENUM(ringout_event_kind_value)
{
    /// A login has ended: one of the functions `ringout_client_login_..._into()`.
    RINGOUT_EVENT_LOGIN = 1,
    /// `ringout_client_refresh_into()` has ended.
    RINGOUT_EVENT_REFRESH = 2,
    /// `ringout_client_logout_into()` has ended.
    RINGOUT_EVENT_LOGOUT = 3,
    /// `ringout_client_create_call_into()` has ended: `ringout_event_take_call()`.
    RINGOUT_EVENT_CREATE_CALL = 4,
    /// `ringout_call_status_into()` has ended: `ringout_event_take_state()`.
    RINGOUT_EVENT_STATUS = 5,
    /// `ringout_call_cancel_into()` has ended: `ringout_event_cancel_effect()`.
    RINGOUT_EVENT_CANCEL = 6,
    /// `ringout_call_wait_into()` has ended: `ringout_event_take_outcome()`.
    RINGOUT_EVENT_WAIT = 7,
    /// A call of `ringout_call_watch_into()` has changed: `ringout_event_take_change()`.
    RINGOUT_EVENT_CHANGE = 8,
    /// The last event of `ringout_call_watch_into()`: `ringout_event_take_outcome()`.
    RINGOUT_EVENT_WATCH_END = 9,
    /// `ringout_client_preflight_into()` has ended: `ringout_event_take_preflight()`.
    RINGOUT_EVENT_PREFLIGHT = 10,
    /// `ringout_client_caller_ids_into()` has ended: `ringout_event_take_caller_ids()`.
    RINGOUT_EVENT_CALLER_IDS = 11,
    /// `ringout_client_forwarding_numbers_into()` has ended: `ringout_event_take_forwarding_numbers()`.
    RINGOUT_EVENT_FORWARDING_NUMBERS = 12,
    /// `ringout_call_log_into()` or `ringout_client_call_log_into()` has ended: `ringout_event_take_logged_call()`.
    RINGOUT_EVENT_CALL_LOG = 13,
    /// `ringout_client_request_into()` or `ringout_client_send_into()` has ended: `ringout_event_take_response()`.
    RINGOUT_EVENT_RESPONSE = 14,
    /// One request of `ringout_client_place_all_into()` has its result: `ringout_event_take_placed()`.
    RINGOUT_EVENT_PLACED = 15,
    /// The last event of `ringout_client_place_all_into()`. It holds nothing.
    RINGOUT_EVENT_PLACE_ALL_END = 16,
    /// A log record of `ringout_log_into()`: `ringout_event_log_level()` and `ringout_event_log_message()`.
    RINGOUT_EVENT_LOG = 17,
    /// `ringout_client_find_call_into()` has ended: `ringout_event_take_call()`, which returns NULL if there is no call.
    RINGOUT_EVENT_FIND_CALL = 18,
    /// `ringout_call_take_lease_into()` has ended: `ringout_event_lease_left_ms()`.
    RINGOUT_EVENT_TAKE_LEASE = 19,
    /// `ringout_call_claim_outcome_into()` has ended: `ringout_event_is_claimed()`.
    RINGOUT_EVENT_CLAIM_OUTCOME = 20,
};
/// @cond
#define RINGOUT_EVENT_LOGIN 1
#define RINGOUT_EVENT_REFRESH 2
#define RINGOUT_EVENT_LOGOUT 3
#define RINGOUT_EVENT_CREATE_CALL 4
#define RINGOUT_EVENT_STATUS 5
#define RINGOUT_EVENT_CANCEL 6
#define RINGOUT_EVENT_WAIT 7
#define RINGOUT_EVENT_CHANGE 8
#define RINGOUT_EVENT_WATCH_END 9
#define RINGOUT_EVENT_PREFLIGHT 10
#define RINGOUT_EVENT_CALLER_IDS 11
#define RINGOUT_EVENT_FORWARDING_NUMBERS 12
#define RINGOUT_EVENT_CALL_LOG 13
#define RINGOUT_EVENT_RESPONSE 14
#define RINGOUT_EVENT_PLACED 15
#define RINGOUT_EVENT_PLACE_ALL_END 16
#define RINGOUT_EVENT_LOG 17
#define RINGOUT_EVENT_FIND_CALL 18
#define RINGOUT_EVENT_TAKE_LEASE 19
#define RINGOUT_EVENT_CLAIM_OUTCOME 20
/// @endcond

/// Collects the results of operations, the changes of calls and log records, for a program with an event loop. May be used
/// from many threads at once.
///
/// Each function that blocks has a form that ends with `_into`. It starts the operation and returns at once, and the result
/// comes as a `ringout_event` with the tag that your program passed. A tag is any number, such as a pointer cast to
/// `uintptr_t`. Tags need not be unique.
///
///     ringout_inbox *inbox = NULL;
///     ringout_event *event = NULL;
///     if (ringout_inbox_new(&inbox, NULL) != RINGOUT_OK ||
///         ringout_call_watch_into(call, NULL, inbox, 42, NULL) != RINGOUT_OK)
///         puts("the call is not watched");
///     /* Whenever ringout_inbox_fd(inbox) is readable: */
///     while (ringout_inbox_next(inbox, &event, NULL) == RINGOUT_OK && event != NULL) {
///         if (ringout_event_kind(event) == RINGOUT_EVENT_CHANGE && ringout_event_tag(event) == 42)
///             puts("the call has changed");
///         ringout_event_free(event);
///     }
///     ringout_inbox_free(inbox);
///
/// An `_into` function fails only for an argument that it cannot read: a required pointer that is NULL, invalid UTF-8, a
/// struct that is not initialised, an unknown constant. Then no event comes. Every other error is in the event. The deadline
/// of an operation begins with the call of the function. Arguments are copied, and the client or call handle may be freed
/// while the operation runs.
///
/// No function of your program is called on another thread, except for token stores and the log callback. Operations run on
/// up to 32 threads of the library. More start, up to 512, only while all of these are blocked, and idle ones end. Followed
/// calls and batches need no threads of their own. Results and changes are never dropped. They stay in memory until your
/// program takes them.
///
/// A forked child cannot use the inbox of its parent: every function but `ringout_inbox_free()` returns
/// `RINGOUT_INVALID_ARGUMENT` for the parameter "inbox", and what is under way stays with the parent. Create another inbox
/// in the child.
///
/// @since 0.1
typedef struct ringout_inbox ringout_inbox;

/// Creates an inbox. Free it with `ringout_inbox_free()`.
///
/// Returns `RINGOUT_CONNECTION` if the process has no descriptor left.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_inbox_new(ringout_inbox **inbox, ringout_error **err);

/// Frees an inbox with all its events, and closes its descriptor. NULL does nothing. No other thread may be in a function
/// of the inbox.
///
/// What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
/// no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless `cancel_on_exit` is set.
/// If one was placed by `ringout_client_create_call_into()` and its handle not taken, the log has a warning with its id.
///
/// @since 0.1
void ringout_inbox_free(ringout_inbox *inbox);

/// Returns a descriptor that is readable while there is something for `ringout_inbox_next()` to do, for `epoll_wait()`,
/// `poll()`, `select()`, `kqueue()` or an event loop. -1 on Windows, in a forked child and for NULL.
///
/// It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
/// it from your loop before you free the inbox. If the loop reports only edges (`EPOLLET`), call `ringout_inbox_next()`
/// until it returns NULL.
///
/// @since 0.1
int ringout_inbox_fd(const ringout_inbox *inbox);

/// One result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
/// it. Only one thread at a time may use it.
///
/// @since 0.1
typedef struct ringout_event ringout_event;

/// Takes the next event, or NULL if there is none. Never blocks, not even for a request. Free the event with
/// `ringout_event_free()`.
///
/// The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
/// `ringout_client_place_all_into()`. The descriptor may be readable without an event, if only a batch had something to do.
///
/// @par Errors
/// `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_inbox_next(const ringout_inbox *inbox,
                                  ringout_event **event,
                                  ringout_error **err);

/// Waits for the next event and takes it, or NULL if the timeout passes first. For programs without an event loop. In all
/// else like `ringout_inbox_next()`.
///
/// - `timeout_ms`: the longest time to wait, in milliseconds; `RINGOUT_DEFAULT_TIMEOUT` for no limit.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_inbox_wait(const ringout_inbox *inbox,
                                  uint32_t timeout_ms,
                                  ringout_event **event,
                                  ringout_error **err);

/// Interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
/// event: its result if that was already there, else `RINGOUT_CANCELLED`, or `RINGOUT_MAYBE_PLACED` for a create whose
/// request was sent. The unsent requests of a batch get `RINGOUT_CANCELLED`. Calls on RingCentral go on, unless `cancel_on_exit` is set.
///
/// A `ringout_cancel_token` that is bound to the client or call does the same.
///
/// @since 0.1
size_t ringout_inbox_interrupt(const ringout_inbox *inbox,
                               uint64_t tag);

/// Returns the number of operations, followed calls and batches under way, which have not put their last event into the
/// inbox yet.
///
/// @since 0.1
size_t ringout_inbox_pending(const ringout_inbox *inbox);

/// Returns the number of log records that were dropped because 1,000 were unread.
///
/// @since 0.1
uint64_t ringout_inbox_dropped_log_records(const ringout_inbox *inbox);

/// Frees an event and what was not taken from it. NULL does nothing. A call that was placed goes on.
///
/// @since 0.1
void ringout_event_free(ringout_event *event);

/// Returns the tag that your program passed with the operation.
///
/// @since 0.1
uint64_t ringout_event_tag(const ringout_event *event);

/// Returns what happened: a `RINGOUT_EVENT_...`; 0 for NULL.
///
/// @since 0.1
uint32_t ringout_event_kind(const ringout_event *event);

/// Returns the name of a `RINGOUT_EVENT_...`, such as "CreateCall". Never NULL, valid forever.
///
/// @since 0.1
const char *ringout_event_kind_name(uint32_t kind);

/// Returns what the blocking function would have returned: `RINGOUT_OK`, or the error code. `RINGOUT_OK` for NULL and for
/// kinds that are not the end of an operation.
///
/// @since 0.1
ringout_status ringout_event_status(const ringout_event *event);

/// Returns the error, or NULL if there is none. Do not free it. It is valid until the event is freed or the error taken.
///
/// @since 0.1
const ringout_error *ringout_event_error(const ringout_event *event);

/// Takes the call from an event of the kind `RINGOUT_EVENT_CREATE_CALL` or `RINGOUT_EVENT_FIND_CALL`. Free it with
/// `ringout_call_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_call *ringout_event_take_call(ringout_event *event);

/// Takes the state of a call from an event of the kind `RINGOUT_EVENT_STATUS`. Free it with `ringout_state_free()`.
/// NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_state *ringout_event_take_state(ringout_event *event);

/// Takes the outcome of a call from an event of the kind `RINGOUT_EVENT_WAIT` or `RINGOUT_EVENT_WATCH_END`. Free it
/// with `ringout_outcome_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_outcome *ringout_event_take_outcome(ringout_event *event);

/// Takes the change of a call from an event of the kind `RINGOUT_EVENT_CHANGE`. Free it with `ringout_change_free()`.
/// NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_change *ringout_event_take_change(ringout_event *event);

/// Takes the report from an event of the kind `RINGOUT_EVENT_PREFLIGHT`. Free it with `ringout_preflight_free()`. NULL
/// if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_preflight *ringout_event_take_preflight(ringout_event *event);

/// Takes the list from an event of the kind `RINGOUT_EVENT_CALLER_IDS`. Free it with `ringout_caller_ids_free()`. NULL
/// if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_caller_ids *ringout_event_take_caller_ids(ringout_event *event);

/// Takes the list from an event of the kind `RINGOUT_EVENT_FORWARDING_NUMBERS`. Free it with
/// `ringout_forwarding_numbers_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_forwarding_numbers *ringout_event_take_forwarding_numbers(ringout_event *event);

/// Takes what the call log has from an event of the kind `RINGOUT_EVENT_CALL_LOG`. Free it with
/// `ringout_logged_call_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_logged_call *ringout_event_take_logged_call(ringout_event *event);

/// Takes the response from an event of the kind `RINGOUT_EVENT_RESPONSE`. Free it with `ringout_response_free()`. NULL
/// if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_response *ringout_event_take_response(ringout_event *event);

/// Takes the result of one request from an event of the kind `RINGOUT_EVENT_PLACED`. Free it with
/// `ringout_placed_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
///
/// @since 0.1
ringout_placed *ringout_event_take_placed(ringout_event *event);

/// Takes the error from an event, for a program that keeps it longer than the event. Free it with
/// `ringout_error_free()`. NULL if there is none, or it was taken. `ringout_event_status()` does not change.
///
/// @since 0.1
ringout_error *ringout_event_take_error(ringout_event *event);

/// Returns the effect of a cancel, from an event of the kind `RINGOUT_EVENT_CANCEL`: a `RINGOUT_CANCEL_...`. 0 if the event
/// has an error instead or is of another kind.
///
/// @since 0.1
uint32_t ringout_event_cancel_effect(const ringout_event *event);

/// Returns how long another client still has the lease, in milliseconds, from an event of the kind
/// `RINGOUT_EVENT_TAKE_LEASE`. 0 if it is this client's, the event has an error instead or is of another kind.
///
/// @since 0.1
uint64_t ringout_event_lease_left_ms(const ringout_event *event);

/// Returns whether the outcome was claimed, from an event of the kind `RINGOUT_EVENT_CLAIM_OUTCOME`. False if the event has
/// an error instead or is of another kind.
///
/// @since 0.1
bool ringout_event_is_claimed(const ringout_event *event);

/// Returns the level of a log record, from an event of the kind `RINGOUT_EVENT_LOG`: a `RINGOUT_LOG_...`. 0 for other kinds.
///
/// @since 0.1
uint32_t ringout_event_log_level(const ringout_event *event);

/// Returns the line of a log record, without secrets and without a newline, from an event of the kind `RINGOUT_EVENT_LOG`.
/// NULL for other kinds. Valid until the event is freed.
///
/// @since 0.1
const char *ringout_event_log_message(const ringout_event *event);

/// Like `ringout_client_login_jwt()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds nothing.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_jwt_into(const ringout_client *client,
                                             const char *jwt,
                                             const ringout_inbox *inbox,
                                             uint64_t tag,
                                             ringout_error **err);

/// Like `ringout_client_login_password()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds
/// nothing.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_password_into(const ringout_client *client,
                                                  const char *username,
                                                  const char *extension,
                                                  const char *password,
                                                  const ringout_inbox *inbox,
                                                  uint64_t tag,
                                                  ringout_error **err);

/// Like `ringout_client_login_code()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds nothing.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_code_into(const ringout_client *client,
                                              const char *code,
                                              const char *redirect_uri,
                                              const char *verifier,
                                              const ringout_inbox *inbox,
                                              uint64_t tag,
                                              ringout_error **err);

/// Like `ringout_client_login_redirect()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds
/// nothing.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_login_redirect_into(const ringout_client *client,
                                                  const char *redirected_to,
                                                  const ringout_authorization *authorization,
                                                  const ringout_inbox *inbox,
                                                  uint64_t tag,
                                                  ringout_error **err);

/// Like `ringout_client_refresh()`, without blocking. The result is a `RINGOUT_EVENT_REFRESH`. It holds nothing.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_refresh_into(const ringout_client *client,
                                           const ringout_inbox *inbox,
                                           uint64_t tag,
                                           ringout_error **err);

/// Like `ringout_client_logout()`, without blocking. The result is a `RINGOUT_EVENT_LOGOUT`. It holds nothing.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_logout_into(const ringout_client *client,
                                          const ringout_inbox *inbox,
                                          uint64_t tag,
                                          ringout_error **err);

/// Like `ringout_client_create_call()`, without blocking. The result is a `RINGOUT_EVENT_CREATE_CALL`. Its error says
/// whether phones may be ringing, as there.
///
/// To place many calls at the pace of the rate limits, use `ringout_client_place_all_into()`: an operation that would
/// wait for a rate limit beyond its deadline fails with `RINGOUT_RATE_LIMITED`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_create_call_into(const ringout_client *client,
                                               const ringout_call_request *request,
                                               const ringout_inbox *inbox,
                                               uint64_t tag,
                                               ringout_error **err);

/// Like `ringout_client_find_call()`, without blocking. The result is a `RINGOUT_EVENT_FIND_CALL`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_find_call_into(const ringout_client *client,
                                             const char *dedupe_key,
                                             const ringout_inbox *inbox,
                                             uint64_t tag,
                                             ringout_error **err);

/// Like `ringout_client_request()`, without blocking. The result is a `RINGOUT_EVENT_RESPONSE`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_request_into(const ringout_client *client,
                                           const char *method,
                                           const char *path,
                                           const char *const *query,
                                           const char *body,
                                           const ringout_inbox *inbox,
                                           uint64_t tag,
                                           ringout_error **err);

/// Like `ringout_client_send()`, without blocking. The result is a `RINGOUT_EVENT_RESPONSE`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_send_into(const ringout_client *client,
                                        const char *method,
                                        const char *path,
                                        const char *const *query,
                                        const char *body,
                                        const ringout_inbox *inbox,
                                        uint64_t tag,
                                        ringout_error **err);

/// Like `ringout_client_caller_ids()`, without blocking. The result is a `RINGOUT_EVENT_CALLER_IDS`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_caller_ids_into(const ringout_client *client,
                                              const ringout_inbox *inbox,
                                              uint64_t tag,
                                              ringout_error **err);

/// Like `ringout_client_forwarding_numbers()`, without blocking. The result is a `RINGOUT_EVENT_FORWARDING_NUMBERS`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_forwarding_numbers_into(const ringout_client *client,
                                                      const ringout_inbox *inbox,
                                                      uint64_t tag,
                                                      ringout_error **err);

/// Like `ringout_client_preflight()`, without blocking. The result is a `RINGOUT_EVENT_PREFLIGHT`. `request` may be
/// NULL.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_preflight_into(const ringout_client *client,
                                             const ringout_call_request *request,
                                             const ringout_inbox *inbox,
                                             uint64_t tag,
                                             ringout_error **err);

/// Like `ringout_client_call_log()`, without blocking. The result is a `RINGOUT_EVENT_CALL_LOG`. `from` may be NULL.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_call_log_into(const ringout_client *client,
                                            const char *to,
                                            const char *from,
                                            int64_t sent_at_unix_ms,
                                            const ringout_inbox *inbox,
                                            uint64_t tag,
                                            ringout_error **err);

/// Like `ringout_call_status()`, without blocking. The result is a `RINGOUT_EVENT_STATUS`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_status_into(const ringout_call *call,
                                        const ringout_inbox *inbox,
                                        uint64_t tag,
                                        ringout_error **err);

/// Like `ringout_call_cancel()`, without blocking. The result is a `RINGOUT_EVENT_CANCEL`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_cancel_into(const ringout_call *call,
                                        const ringout_inbox *inbox,
                                        uint64_t tag,
                                        ringout_error **err);

/// Like `ringout_call_log()`, without blocking. The result is a `RINGOUT_EVENT_CALL_LOG`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_log_into(const ringout_call *call,
                                     const ringout_inbox *inbox,
                                     uint64_t tag,
                                     ringout_error **err);

/// Like `ringout_call_take_lease()`, without blocking. The result is a `RINGOUT_EVENT_TAKE_LEASE`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_take_lease_into(const ringout_call *call,
                                            const ringout_inbox *inbox,
                                            uint64_t tag,
                                            ringout_error **err);

/// Like `ringout_call_claim_outcome()`, without blocking. The result is a `RINGOUT_EVENT_CLAIM_OUTCOME`.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_claim_outcome_into(const ringout_call *call,
                                               const ringout_inbox *inbox,
                                               uint64_t tag,
                                               ringout_error **err);

/// Like `ringout_call_wait()`, without blocking and without a thread. The result is a `RINGOUT_EVENT_WAIT`. `options`
/// may be NULL; the timeout counts from now.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_wait_into(const ringout_call *call,
                                      const ringout_wait_options *options,
                                      const ringout_inbox *inbox,
                                      uint64_t tag,
                                      ringout_error **err);

/// Like `ringout_call_watch()`, without blocking and without a thread. Each change is a `RINGOUT_EVENT_CHANGE`, and at
/// the end comes one `RINGOUT_EVENT_WATCH_END` with the outcome, or with an error of `ringout_call_wait()`. `options`
/// may be NULL; the timeout counts from now.
///
/// The call handle may be freed at once. To stop, use `ringout_inbox_interrupt()`. Many thousands of calls can be
/// watched in one inbox.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_call_watch_into(const ringout_call *call,
                                       const ringout_wait_options *options,
                                       const ringout_inbox *inbox,
                                       uint64_t tag,
                                       ringout_error **err);

/// Like `ringout_client_place_all()`, with the results in the inbox: a `RINGOUT_EVENT_PLACED` for each request, then one
/// `RINGOUT_EVENT_PLACE_ALL_END`.
///
/// Nothing is placed unless your program reads the inbox. `ringout_inbox_next()` and `ringout_inbox_wait()` call the
/// journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
/// one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
/// `user_data` must stay valid until the last event was taken or the inbox is freed.
///
/// To stop placing, use `ringout_inbox_interrupt()`. Returns `RINGOUT_INVALID_ARGUMENT`, with a parameter such as
/// "requests[3].to", if a request is invalid; then no call is placed and no event comes.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INVALID_UTF8`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_client_place_all_into(const ringout_client *client,
                                             const ringout_call_request *requests,
                                             size_t count,
                                             const ringout_place_options *options,
                                             const ringout_inbox *inbox,
                                             uint64_t tag,
                                             ringout_error **err);

/// Sends log records also into the inbox from now on, as events of the kind `RINGOUT_EVENT_LOG`, for programs that cannot be
/// called on other threads. The log callback, if there is one, gets them too.
///
/// - `level`: the least severe level to receive, a `RINGOUT_LOG_...`; 0 for none, which is the default.
/// - `tag`: the tag of these events.
///
/// Up to 1,000 records wait for your program. Further ones are dropped, and `ringout_inbox_dropped_log_records()` counts
/// them. May be called again, with another level or tag.
///
/// @par Errors
/// `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NULL_POINTER`, `RINGOUT_INTERNAL`.
///
/// @since 0.1
RINGOUT_WARN_UNUSED
ringout_status ringout_log_into(uint32_t level,
                                const ringout_inbox *inbox,
                                uint64_t tag,
                                ringout_error **err);

/// @}

/// @cond
#if UINTPTR_MAX == 0xffffffffffffffff
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, struct_size) == 0);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, call_path) == 4);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, connect_timeout_ms) == 8);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, request_timeout_ms) == 12);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, create_timeout_ms) == 16);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, access_token_ttl_s) == 20);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, refresh_token_ttl_s) == 24);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, rate_limit) == 28);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, allow_insecure_http) == 32);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, server) == 40);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, client_id) == 48);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, client_secret) == 56);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, jwt) == 64);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, account_id) == 72);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, extension_id) == 80);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, token_file) == 88);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, token_user) == 96);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, proxy) == 104);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, ca_bundle) == 112);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, app_name) == 120);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, app_version) == 128);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, token_store) == 136);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, ledger) == 144);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, dedupe_lifetime_s) == 152);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, budget) == 160);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_config, share) == 168);
RINGOUT_ASSERT_LAYOUT(sizeof(ringout_config) == 176);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, struct_size) == 0);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, user_data) == 8);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, load) == 16);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, save) == 24);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, try_lock) == 32);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, unlock) == 40);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_token_store, free_user_data) == 48);
RINGOUT_ASSERT_LAYOUT(sizeof(ringout_token_store) == 56);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_ledger, struct_size) == 0);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_ledger, user_data) == 8);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_ledger, load) == 16);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_ledger, swap) == 24);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_ledger, free_user_data) == 32);
RINGOUT_ASSERT_LAYOUT(sizeof(ringout_ledger) == 40);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, struct_size) == 0);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, play_prompt) == 4);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, to) == 8);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, from) == 16);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, from_forwarding_number) == 24);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, caller_id) == 32);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, country) == 40);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, cancel_on_exit) == 48);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_call_request, dedupe_key) == 56);
RINGOUT_ASSERT_LAYOUT(sizeof(ringout_call_request) == 64);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_wait_options, struct_size) == 0);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_wait_options, until) == 4);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_wait_options, timeout_ms) == 8);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_wait_options, cancel_on_timeout) == 12);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_wait_options, cancel_on_exit) == 16);
RINGOUT_ASSERT_LAYOUT(sizeof(ringout_wait_options) == 20);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, struct_size) == 0);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, until) == 4);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, timeout_ms) == 8);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, cancel_on_timeout) == 12);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, concurrency) == 16);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, journal) == 24);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, user_data) == 32);
RINGOUT_ASSERT_LAYOUT(offsetof(ringout_place_options, total_timeout_ms) == 40);
RINGOUT_ASSERT_LAYOUT(sizeof(ringout_place_options) == 48);
#endif
/// @endcond

#ifdef __cplusplus
}
#endif

#endif

/* ringout 0.1.0: place, follow and cancel RingCentral RingOut calls.
 *
 * RingOut rings one phone (the caller), then another (the callee), and connects them. A program makes a client, places
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
 * All functions keep to this contract.
 *
 * Results. A function that can fail returns a ringout_status; RINGOUT_OK is 0. What it makes comes out through output
 * pointers at the end of its arguments, which are written to only on RINGOUT_OK. Its last argument, `err`, may be NULL;
 * on failure, and only then, it receives an error that is freed with ringout_error_free(). A previous error in it is
 * overwritten, not freed. Every other pointer must be given unless the function says that it may be NULL.
 *
 * Accessors. A function that reads something out of an object returns it directly and cannot fail. Given NULL it
 * returns NULL, 0, false, or what its description says.
 *
 * Strings. Strings in are UTF-8, end with a NUL, and are copied. Strings out (`const char *`) belong to the object that
 * they are read from and are valid until it is freed; one that a function makes (a `char *` that comes out through an
 * output pointer) is freed with ringout_string_free(). They are UTF-8. Secrets stand in the texts of a token, in what a
 * token store of one's own is given, and in the verifier of an authorization, and nowhere else: no error and no log line
 * holds one.
 *
 * Ownership. What a function makes is freed with the _free function of its type, once; freeing NULL does nothing. An
 * object that is borrowed (a `const T *` that an accessor returns, or a callback receives) is not freed. Objects do not
 * depend on each other: a call outlives its client, a watch its call.
 *
 * Threads. A function that takes a `const T *` may be called from many threads at once with the same object. One that
 * takes a `T *` must be the only user of the object meanwhile. A call of the library that blocks can be interrupted
 * from another thread with a ringout_cancel_token.
 *
 * Forks. A forked child may go on with the objects of its parent: each has connections, threads and budgets of its own
 * there, and waits for no lock of the parent's threads. Nothing is placed twice: what was under way at the fork is the
 * parent's. Callbacks that another thread was in at the fork do not end in the child; a lock that one of them held there
 * is never released.
 *
 * Numbers. Every number that stands for something (a RINGOUT_... constant) is fixed for ever. Later versions of the
 * library may return numbers that this header does not have. Times end with their unit: _ms for milliseconds, _s for
 * seconds.
 *
 * Structs. Public structs begin with `struct_size`, so that fields can be added at their end. They are initialised with
 * their RINGOUT_..._INIT macro, which leaves every choice to the library; in an array, every one of them is.
 *
 * Crashes. No panic, exception or abort leaves the library: a bug inside becomes RINGOUT_INTERNAL. What no library can
 * check is left to the program: a pointer that is neither NULL nor valid, a string without a NUL, an object that was
 * freed.
 *
 * Versions. ringout_abi_version() equals RINGOUT_ABI_VERSION if the library that is loaded fits this header; the soname
 * follows that number. Functions, fields and constants may be added without changing it.
 */


#ifndef RINGOUT_H
#define RINGOUT_H

/* Generated from ffi-c/src by cbindgen: do not edit, run ffi-c/header.sh. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The version of this header.
#define RINGOUT_VERSION "0.1.0"

/// The settings of a client, with every choice left to the library.
#define RINGOUT_CONFIG_INIT \
    { \
        sizeof(ringout_config), RINGOUT_CALL_PATH_RING_OUT, RINGOUT_DEFAULT_TIMEOUT, RINGOUT_DEFAULT_TIMEOUT, \
            RINGOUT_DEFAULT_TIMEOUT, 0, 0, RINGOUT_RATE_LIMIT_WAIT, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
            NULL, NULL, NULL, NULL, NULL \
    }

/// A token store without its callbacks.
#define RINGOUT_TOKEN_STORE_INIT \
    { \
        sizeof(ringout_token_store), NULL, NULL, NULL, NULL, NULL, NULL \
    }

/// A call to be placed, with every choice left to the platform.
#define RINGOUT_CALL_REQUEST_INIT \
    { \
        sizeof(ringout_call_request), RINGOUT_PLAY_PROMPT_DEFAULT, NULL, NULL, NULL, NULL, NULL \
    }

/// A wait until the end of the call, for at most one hour.
#define RINGOUT_WAIT_OPTIONS_INIT \
    { \
        sizeof(ringout_wait_options), RINGOUT_UNTIL_ENDED, RINGOUT_DEFAULT_TIMEOUT, 0 \
    }

/// Many calls, each followed to its end for at most one hour, any number at once, without a journal, in any time.
#define RINGOUT_PLACE_OPTIONS_INIT \
    { \
        sizeof(ringout_place_options), RINGOUT_UNTIL_ENDED, RINGOUT_DEFAULT_TIMEOUT, 0, 0, NULL, NULL, 0 \
    }


/// The version of the binary interface that this header describes. It is the number in the soname, and equals
/// `ringout_abi_version()` of a library that fits.
#define RINGOUT_ABI_VERSION 0

/// Something failed that no function returns.
#define RINGOUT_LOG_ERROR 1

/// Something went wrong that the library could do without, such as a token that was not kept.
#define RINGOUT_LOG_WARN 2

/// What a program does on the whole. Nothing is logged here at present.
#define RINGOUT_LOG_INFO 3

/// Each request: its method, path (with names such as "{ringoutId}" for ids), HTTP status, time, and the platform's id of it.
#define RINGOUT_LOG_DEBUG 4

/// The path `ring-out`, the current one, whose ids are text.
#define RINGOUT_CALL_PATH_RING_OUT 0

/// The path `ringout`, deprecated by the platform, whose ids are numbers.
#define RINGOUT_CALL_PATH_DEPRECATED 1

/// A request that the platform's limits do not allow yet waits, if its deadline allows.
#define RINGOUT_RATE_LIMIT_WAIT 0

/// It fails at once with `RINGOUT_RATE_LIMITED` and the time to wait.
#define RINGOUT_RATE_LIMIT_FAIL_FAST 1

/// For every timeout: leave it to the library.
#define RINGOUT_DEFAULT_TIMEOUT 4294967295

/// The server answers, and the credentials are taken.
#define RINGOUT_CHECK_KIND_LOGIN 1

/// The app has the RingOut permission, and those to read what else is checked.
#define RINGOUT_CHECK_KIND_PERMISSION 2

/// The extension is enabled, and RingOut is one of its features.
#define RINGOUT_CHECK_KIND_EXTENSION 3

/// The extension has a direct number or a digital line.
#define RINGOUT_CHECK_KIND_LINE 4

/// There is a phone to ring first: the request's, or one of the user's forwarding numbers.
#define RINGOUT_CHECK_KIND_FROM 5

/// There is a number to show to the callee: the request's, or any.
#define RINGOUT_CHECK_KIND_CALLER_ID 6

/// The callee is in the user's own country, or calls abroad are allowed. Only with a request.
#define RINGOUT_CHECK_KIND_DESTINATION 7

/// This machine's clock agrees with the server's.
#define RINGOUT_CHECK_KIND_CLOCK 8

/// Nothing is wrong.
#define RINGOUT_CHECK_RESULT_PASSED 1

/// A call may go wrong, or not as expected.
#define RINGOUT_CHECK_RESULT_WARNING 2

/// A call would fail.
#define RINGOUT_CHECK_RESULT_FAILED 3

/// It could not be checked.
#define RINGOUT_CHECK_RESULT_UNKNOWN 4

/// Done.
#define RINGOUT_STORE_OK 0

/// Of `load`: nothing is kept under the key.
#define RINGOUT_STORE_NOT_FOUND 1

/// Of `try_lock`: somebody else has the lock.
#define RINGOUT_STORE_LOCKED 2

/// It failed. `ringout_token_sink_set_failure()` says why.
#define RINGOUT_STORE_FAILED 3

/// It was ringing the caller, and the next status confirms the end.
#define RINGOUT_CANCEL_HUNG_UP 1

/// The platform took it, but the caller had already answered, or the end is not confirmed: see `ringout_call_state()`.
#define RINGOUT_CANCEL_ACCEPTED 2

/// The call was over before.
#define RINGOUT_CANCEL_ALREADY_ENDED 3

/// The account's setting decides.
#define RINGOUT_PLAY_PROMPT_DEFAULT 0

/// The caller must press 1 before the callee is dialled.
#define RINGOUT_PLAY_PROMPT_YES 1

/// The callee is dialled as soon as the caller answers.
#define RINGOUT_PLAY_PROMPT_NO 2

/// Wait for the end of the call.
#define RINGOUT_UNTIL_ENDED 0

/// Wait until both sides have answered, or the call has ended without that.
#define RINGOUT_UNTIL_ANSWERED 1

/// The request is about to be sent.
#define RINGOUT_JOURNAL_STEP_PLACING 1

/// The platform has accepted it.
#define RINGOUT_JOURNAL_STEP_PLACED 2

/// No phone rings for it.
#define RINGOUT_JOURNAL_STEP_NOT_PLACED 3

/// It was sent, and no usable answer came: phones may be ringing.
#define RINGOUT_JOURNAL_STEP_MAYBE_PLACED 4

/// The call is over, or was waited for long enough.
#define RINGOUT_JOURNAL_STEP_ENDED 5

/// No record fits. The platform may write it some time after the call has ended.
#define RINGOUT_LOG_MATCH_NONE 0

/// Several records fit equally well; the one nearest in time is given.
#define RINGOUT_LOG_MATCH_AMBIGUOUS 1

/// One record fits, though something could not be compared: the caller's number was not known, or the times are minutes
/// apart.
#define RINGOUT_LOG_MATCH_LIKELY 2

/// One record fits, a RingOut with both numbers, and within seconds.
#define RINGOUT_LOG_MATCH_CERTAIN 3

/// The wait's deadline passed, or nobody has waited yet: the call may still ring or talk.
#define RINGOUT_OUTCOME_STILL_IN_PROGRESS 0

/// Both legs answered; only when waiting for the answer.
#define RINGOUT_OUTCOME_ANSWERED 1

/// Connected, then hung up.
#define RINGOUT_OUTCOME_COMPLETED 2

/// A phone was busy.
#define RINGOUT_OUTCOME_BUSY 3

/// A phone was not answered in time.
#define RINGOUT_OUTCOME_NO_ANSWER 4

/// A phone rejected the call, or the caller hung up while the callee was ringing.
#define RINGOUT_OUTCOME_REJECTED 5

/// This handle cancelled it, and the platform confirmed.
#define RINGOUT_OUTCOME_CANCELLED 6

/// Not allowed: international calling, the destination, or RingOut from this number.
#define RINGOUT_OUTCOME_BLOCKED 7

/// The account has not enough funds.
#define RINGOUT_OUTCOME_NOT_ENOUGH_FUNDS 8

/// There is no such user.
#define RINGOUT_OUTCOME_NO_SUCH_USER 9

/// The phone network or the platform failed.
#define RINGOUT_OUTCOME_FAILED 10

/// It vanished before its end was seen, or every poll was answered 404 for two minutes.
#define RINGOUT_OUTCOME_ENDED_UNKNOWN 11

/// No leg decided the outcome.
#define RINGOUT_LEG_NONE 0

/// The side that is rung first.
#define RINGOUT_LEG_CALLER 1

/// The side that is called.
#define RINGOUT_LEG_CALLEE 2

/// The statuses that were polled tell the outcome.
#define RINGOUT_SOURCE_STATUS 1

/// The call was gone (404 or `RINGOUT_STATUS_NO_SESSION_FOUND`), and what was seen before says the rest.
#define RINGOUT_SOURCE_GONE 2

/// The call log tells the outcome.
#define RINGOUT_SOURCE_CALL_LOG 3

/// The three statuses fit no documented phase.
#define RINGOUT_PHASE_UNKNOWN 0

/// The caller's phone rings.
#define RINGOUT_PHASE_RINGING_CALLER 1

/// The caller has answered, the callee's phone rings.
#define RINGOUT_PHASE_RINGING_CALLEE 2

/// Both have answered.
#define RINGOUT_PHASE_CONNECTED 3

/// It is over, well or not.
#define RINGOUT_PHASE_ENDED 4

/// A status that no document has; the `..._status_text()` functions give the text as it came.
#define RINGOUT_STATUS_UNKNOWN 0

/// Being connected.
#define RINGOUT_STATUS_IN_PROGRESS 1

/// Answered; of the call: both legs are connected. The call's own status stays so after the end.
#define RINGOUT_STATUS_SUCCESS 2

/// Hung up after being answered.
#define RINGOUT_STATUS_FINISHED 3

/// The phone was busy.
#define RINGOUT_STATUS_BUSY 4

/// Dropped by timeout.
#define RINGOUT_STATUS_NO_ANSWER 5

/// Cancelled by the user, or the caller hung up while the callee was ringing.
#define RINGOUT_STATUS_REJECTED 6

/// An error from the phone network or the platform.
#define RINGOUT_STATUS_GENERIC_ERROR 7

/// International, domestic or internal calling is disabled for this extension.
#define RINGOUT_STATUS_INTERNATIONAL_DISABLED 8

/// The destination is blocked.
#define RINGOUT_STATUS_DESTINATION_BLOCKED 9

/// Not enough funds.
#define RINGOUT_STATUS_NOT_ENOUGH_FUNDS 10

/// No such user.
#define RINGOUT_STATUS_NO_SUCH_USER 11

/// RingOut from this number is not supported.
#define RINGOUT_STATUS_RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED 12

/// One or both legs could not be connected.
#define RINGOUT_STATUS_CANNOT_REACH 13

/// Internal failure of the platform, or no resources.
#define RINGOUT_STATUS_NO_ANSWERING_MACHINE 14

/// The RingOut no longer exists.
#define RINGOUT_STATUS_NO_SESSION_FOUND 15

/// An error without more detail.
#define RINGOUT_STATUS_ERROR 16

/// The platform lost the state.
#define RINGOUT_STATUS_INVALID 17

/// Nothing changed.
#define RINGOUT_VERDICT_UNCHANGED 0

/// Each changed status took one documented step.
#define RINGOUT_VERDICT_DOCUMENTED 1

/// Legal, through a state that was not seen.
#define RINGOUT_VERDICT_SKIPPED 2

/// A value or a combination that the documents do not have: carry on, and report it.
#define RINGOUT_VERDICT_UNDOCUMENTED 3

/// It leaves an ended state, or goes back.
#define RINGOUT_VERDICT_IMPOSSIBLE 4

/// The reason is about the status of the call.
#define RINGOUT_FIELD_CALL 0

/// The reason is about the leg to the caller.
#define RINGOUT_FIELD_CALLER 1

/// The reason is about the leg to the callee.
#define RINGOUT_FIELD_CALLEE 2

/// The reason is about the three together.
#define RINGOUT_FIELD_COMBINATION 3

/// A link that only RingCentral's apps take.
#define RINGOUT_DIAL_SCHEME_RC_MOBILE 0

/// A link that whatever the device has for calls takes.
#define RINGOUT_DIAL_SCHEME_TEL 1

/// A login through the platform's page that has begun. It never changes.
///
/// Send the user to its URL. Keep it, or its `redirect_uri`, `state` and `verifier` (in a web application: in the
/// user's session), until the platform redirects back, then call `ringout_client_login_redirect()`.
typedef struct ringout_authorization ringout_authorization;

/// A call on the platform. May be used from many threads at once. Freeing it does nothing to the call itself.
typedef struct ringout_call ringout_call;

/// The user's numbers that may be shown to a callee: `caller_id` of a `ringout_call_request`. The list never changes.
///
/// Entries are counted from 0. What an entry does not have is NULL, and so is all of one that is not there. Texts are
/// borrowed until the list is freed.
typedef struct ringout_caller_ids ringout_caller_ids;

/// Interrupts blocking operations from another thread.
///
/// Bind it to a client or a call with `ringout_client_with_cancel_token()` or `ringout_call_with_cancel_token()`. After
/// `ringout_cancel_token_cancel()` every operation on that handle ends with `RINGOUT_CANCELLED` within about 100 ms. A
/// create whose request was already sent ends with `RINGOUT_MAYBE_PLACED` instead. A cancelled token stays cancelled.
typedef struct ringout_cancel_token ringout_cancel_token;

/// A change of a call's state. It belongs to the watch that delivers it, and so does all that is read out of it: valid
/// until the callback returns, or until the next `ringout_watch_next()`.
typedef struct ringout_change ringout_change;

/// A user of an app on a server: places calls, and asks the platform anything else. May be used from many threads at
/// once. Its functions block until they have an answer or their deadline has passed.
typedef struct ringout_client ringout_client;

/// Why a function failed. No text in it ever holds a secret, a token or a password.
///
/// Texts that are not there are NULL. All are borrowed until `ringout_error_free()`.
typedef struct ringout_error ringout_error;

/// The numbers at which the user can be reached: the phones that can be rung first. The list never changes.
///
/// Entries are counted from 0. What an entry does not have is NULL, and so is all of one that is not there. Texts are
/// borrowed until the list is freed.
typedef struct ringout_forwarding_numbers ringout_forwarding_numbers;

/// One step of one request of `ringout_client_place_all()`. It and all that is read out of it are valid until the
/// callback returns.
///
/// A program that was interrupted goes on like this: requests without an entry, and those whose last entry is
/// `RINGOUT_JOURNAL_STEP_NOT_PLACED`, can be placed; `RINGOUT_JOURNAL_STEP_PLACED` has the id to follow the call with;
/// `RINGOUT_JOURNAL_STEP_PLACING` and `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` may have rung phones, and
/// `ringout_client_call_log()` finds out.
typedef struct ringout_journal_entry ringout_journal_entry;

/// The platform's limits, as far as a client knows them: one entry for each group of requests, in the order "Light" (status
/// requests and lists), "Heavy" (creates, cancels and the call log), "Auth" (logins). The list never changes.
///
/// Entries are counted from 0. Texts are borrowed until the list is freed; those of an entry that is not there are NULL, its
/// remaining requests -1 and its other numbers 0.
typedef struct ringout_limits ringout_limits;

/// What the platform's call log says of a call: the record that fits best, and how sure it is that it does. It never
/// changes.
///
/// The texts are the platform's own. What the record does not tell is NULL, and so is everything if no record fits.
/// Legs are counted from 0. Texts are borrowed until `ringout_logged_call_free()`.
typedef struct ringout_logged_call ringout_logged_call;

/// How a call ended, or where it stood when the wait for it ended. It never changes.
typedef struct ringout_outcome ringout_outcome;

/// Many calls that are placed, followed together, and told as they end. Used by one thread at a time.
typedef struct ringout_place_all ringout_place_all;

/// What became of one request of `ringout_client_place_all()`: an outcome or an error, and the call if there is one. All
/// that is read out of it is borrowed until `ringout_placed_free()`. It never changes.
typedef struct ringout_placed ringout_placed;

/// Whether a call could be placed, point by point. It never changes.
typedef struct ringout_preflight ringout_preflight;

/// The answer to `ringout_client_request()` or `ringout_client_send()`. It never changes.
typedef struct ringout_response ringout_response;

/// What the platform says of a call at one moment: the status of the call as a whole, of the leg to the caller, who is
/// rung first, and of the leg to the callee. It never changes.
///
/// A state that a function returns is freed with `ringout_state_free()`; one that belongs to a change is not.
typedef struct ringout_state ringout_state;

/// A token as the platform gave it. Its texts, but the scope, are secrets, and are wiped when it is freed. It never
/// changes.
typedef struct ringout_token ringout_token;

/// Whose token it is: what a `ringout_token_store` keeps it under. It belongs to the library and is valid, with its
/// texts, until the callback that received it returns.
typedef struct ringout_token_key ringout_token_key;

/// Takes what a callback of a `ringout_token_store` has to say besides its result. Everything is copied, so nothing of
/// it has to outlive the callback. It belongs to the library and is valid until the callback that received it returns.
typedef struct ringout_token_sink ringout_token_sink;

/// What `ringout_check_transition()` says of a step: a kind, and a reason for everything that is not documented. It
/// never changes.
typedef struct ringout_verdict ringout_verdict;

/// The changes of a call, one at a time, for loops; `ringout_call_watch()` is the same with a callback. Used by one
/// thread at a time.
typedef struct ringout_watch ringout_watch;

/// What a function that can fail returns: `RINGOUT_OK`, or the number of an error. The numbers never change.
typedef uint32_t ringout_status;

/// Receives a record of the log: its level, a `RINGOUT_LOG_...`, and one line without any secret, which is valid until
/// the callback returns.
///
/// It is called on the thread that does the work, which may be one of the library's own, and on several at once. The
/// work waits for it: it should be quick. It may use the library, except for `ringout_set_log_callback()`; what that
/// logs on the same thread is left out. It must return: no exception may leave it, and no longjmp.
typedef void (*ringout_log_callback)(uint32_t level, const char *message, void *user_data);

/// Gives the token that is kept under the key to `ringout_token_sink_set_token()` and returns `RINGOUT_STORE_OK`; or
/// returns `RINGOUT_STORE_NOT_FOUND` or `RINGOUT_STORE_FAILED`.
typedef uint32_t (*ringout_token_load_callback)(const ringout_token_key *key, ringout_token_sink *sink, void *user_data);

/// Keeps a token, JSON text and a secret, in the place of the one that is kept under the key; NULL removes that one, if
/// there is one. Returns `RINGOUT_STORE_OK` or `RINGOUT_STORE_FAILED`. The text is wiped when the callback returns.
typedef uint32_t (*ringout_token_save_callback)(const ringout_token_key *key,
                                                const char *token,
                                                ringout_token_sink *sink,
                                                void *user_data);

/// Takes the lock under which a token is replaced. Returns `RINGOUT_STORE_OK`; or `RINGOUT_STORE_LOCKED`, and is then
/// called again until the deadline of the operation; or `RINGOUT_STORE_FAILED`.
typedef uint32_t (*ringout_token_try_lock_callback)(const ringout_token_key *key,
                                                    ringout_token_sink *sink,
                                                    void *user_data);

/// Gives the lock back, once for each time it was taken, and perhaps on another thread: a mutex of pthread will not do.
typedef void (*ringout_token_unlock_callback)(const ringout_token_key *key, void *user_data);

/// Called once, on any thread, when nothing uses `user_data` any more.
typedef void (*ringout_free_user_data_callback)(void *user_data);

/// A token store of one's own. Begin with `RINGOUT_TOKEN_STORE_INIT`, set `load` and `save` and what else is needed, and
/// let `token_store` of a `ringout_config` point to it. `ringout_client_new()` copies it.
///
/// The client asks the store only when it needs a new token, and tells it every token that it gets. The callbacks are
/// called on threads of the library's own, on several at once. One that takes longer than the operation it is called for
/// is left to finish alone, and that operation fails. What a callback fails with, and any result that it should not
/// return, is `RINGOUT_STORAGE`; a token that could not be saved is used all the same, and the log tells. They must
/// return: no exception may leave them, and no longjmp.
typedef struct {
    /// The size of the struct, set by `RINGOUT_TOKEN_STORE_INIT`.
    uint32_t struct_size;
    /// Handed to each callback; may be NULL. It must be valid until `free_user_data` is called, or would be.
    void *user_data;
    /// Required.
    ringout_token_load_callback load;
    /// Required.
    ringout_token_save_callback save;
    /// With `unlock`, or NULL: then two processes may log in at the same time.
    ringout_token_try_lock_callback try_lock;
    /// With `try_lock`, or NULL. It is waited for, for at most one second.
    ringout_token_unlock_callback unlock;
    /// Frees `user_data`, once for each client that was made with the struct: when all handles of it and of its calls
    /// are freed, and no callback is running any more. Not called if `ringout_client_new()` fails. NULL for none.
    ringout_free_user_data_callback free_user_data;
} ringout_token_store;

/// The settings of a client. Begin with `RINGOUT_CONFIG_INIT`, then set `server` and `client_id` and what else is
/// needed. `ringout_client_new()` checks and copies everything.
///
/// Every operation has one deadline that holds for all of it: waiting for a connection, logging in, repeating.
///
/// A setting is what is set here; else what the environment says, for `proxy` and `ca_bundle`; else the default.
/// `ringout_client_from_env()` takes the server, the app and the JWT from the environment.
typedef struct {
    /// The size of the struct, set by `RINGOUT_CONFIG_INIT`.
    uint32_t struct_size;
    /// Which of the platform's two paths is used: a `RINGOUT_CALL_PATH_...`.
    uint32_t call_path;
    /// How long making a connection may take, in milliseconds, name lookup and TLS included: 1 to 3600000, or
    /// `RINGOUT_DEFAULT_TIMEOUT` for 5 s.
    uint32_t connect_timeout_ms;
    /// How long any operation but a create may take, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30
    /// s. A wait for a call has its own timeout.
    uint32_t request_timeout_ms;
    /// How long a create may take, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s.
    uint32_t create_timeout_ms;
    /// How long access tokens shall live, in seconds: 600 to 3600, or 0 for the platform's choice.
    uint32_t access_token_ttl_s;
    /// How long refresh tokens shall live, in seconds: 1 to 31536000, or 0 for the platform's choice, 7 days.
    uint32_t refresh_token_ttl_s;
    /// What a request does that the platform's limits do not allow yet: a `RINGOUT_RATE_LIMIT_...`.
    uint32_t rate_limit;
    /// Not 0 allows `http://` to other machines, which sends tokens in the clear. This machine is always allowed.
    uint32_t allow_insecure_http;
    /// The platform's URL, such as "https://platform.ringcentral.com". Required.
    const char *server;
    /// The client id of the app from the developer console. Required.
    const char *client_id;
    /// The app's secret; NULL for a public app.
    const char *client_secret;
    /// A JWT credential to log in with when the first request needs it; NULL to log in with
    /// `ringout_client_login_jwt()`.
    const char *jwt;
    /// The account, by its id; NULL for that of the user who logs in.
    const char *account_id;
    /// The extension, by its id; NULL for that of the user who logs in.
    const char *extension_id;
    /// The path of a file, readable for its owner only, that keeps tokens between runs and shares them between
    /// processes; NULL to keep them in memory only.
    const char *token_file;
    /// The user's name in the key under which the token is kept; NULL to make one from the credentials. For logins
    /// through the platform's page by several users.
    const char *token_user;
    /// A proxy, "http://user:password@host:port"; "" for none; NULL to take it from `ALL_PROXY`, `HTTPS_PROXY` or
    /// `HTTP_PROXY`, but not for a server on this machine or one that `NO_PROXY` names, which is read as curl reads it.
    const char *proxy;
    /// The path of a PEM file of the certificate authorities to trust; NULL for those of `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` (on Linux), or without either the system's.
    const char *ca_bundle;
    /// The name of your app, which the platform sees in `User-Agent`; NULL for none.
    const char *app_name;
    /// The version of your app; NULL if it has no name.
    const char *app_version;
    /// A store of one's own that keeps tokens in the place of `token_file`; NULL for none.
    const ringout_token_store *token_store;
} ringout_config;

/// A call to be placed: the caller's phone rings first, then the callee's. Begin with `RINGOUT_CALL_REQUEST_INIT`, then
/// set `to` and what else is needed.
///
/// Numbers are E.164 ("+16505550100"): the "+" may be left out of 8 digits and more. Spaces and dashes of every kind, dots,
/// brackets and invisible marks may stand in them. Caller and callee may also be an extension of the account ("101", 2 to 6
/// digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped where callers from abroad
/// leave it out; where it may be part of the number, as in Italy, it is refused. Emergency numbers are refused. What is not
/// set is not sent.
typedef struct {
    /// The size of the struct, set by `RINGOUT_CALL_REQUEST_INIT`.
    uint32_t struct_size;
    /// Whether the caller must press 1 before the callee is dialled: a `RINGOUT_PLAY_PROMPT_...`.
    uint32_t play_prompt;
    /// The callee's number. Required.
    const char *to;
    /// The caller's number, rung first; NULL for the user's default forwarding number. Excludes
    /// `from_forwarding_number`.
    const char *from;
    /// The caller by the id of one of the user's forwarding numbers, or NULL. Excludes `from`.
    const char *from_forwarding_number;
    /// The number that the callee sees: one of the user's own with the CallerId feature; NULL for the account's
    /// setting.
    const char *caller_id;
    /// The platform's id of the country that national numbers belong to, such as "1", or NULL. With it, a number without
    /// "+" is a national one of 1 to 15 digits.
    const char *country;
} ringout_call_request;

/// How to wait for a call. Begin with `RINGOUT_WAIT_OPTIONS_INIT`; NULL in place of the options means the same as that.
typedef struct {
    /// The size of the struct, set by `RINGOUT_WAIT_OPTIONS_INIT`.
    uint32_t struct_size;
    /// What to wait for: a `RINGOUT_UNTIL_...`.
    uint32_t until;
    /// How long to wait at most, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour. 0 looks at nothing and
    /// tells what is known.
    uint32_t timeout_ms;
    /// Not 0: hang up when the timeout passes. If that fails, the outcome is what is known of the call.
    uint32_t cancel_on_timeout;
} ringout_wait_options;

/// Called by `ringout_call_watch()` for each change, on the thread that called it. The change is valid until the
/// callback returns. 0 goes on; anything else ends the watch. It must return: no exception may leave it, and no
/// longjmp.
typedef int (*ringout_watch_callback)(const ringout_change *change, void *user_data);

/// Keeps an entry of the journal where it outlives the process. Returns NULL if that was done, else why not: a text for
/// the user, such as that of `strerror()`, which is copied at once and becomes a part of an error's, so that it must
/// hold no secret. Then nothing more is placed; how calls under way end is told all the same.
///
/// It is called by `ringout_place_all_next()`, on the same thread. It may use the library, but not the
/// `ringout_place_all` that called it. It must return: no exception may leave it, and no longjmp.
typedef const char *(*ringout_journal_callback)(const ringout_journal_entry *entry, void *user_data);

/// How many calls are placed and followed. Begin with `RINGOUT_PLACE_OPTIONS_INIT`; NULL in place of the options means
/// the same as that.
typedef struct {
    /// The size of the struct, set by `RINGOUT_PLACE_OPTIONS_INIT`.
    uint32_t struct_size;
    /// What each call is waited for: a `RINGOUT_UNTIL_...`.
    uint32_t until;
    /// How long each call is waited for at most, from when it is placed, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT`
    /// for one hour.
    uint32_t timeout_ms;
    /// Not 0: hang up when the timeout passes. If that fails, the outcome is what is known of the call.
    uint32_t cancel_on_timeout;
    /// How many calls may be under way at once; 0 for any number. A caller's phone that rings for one call is busy for
    /// another: with one caller, 1.
    size_t concurrency;
    /// What is told of each request before and after it is sent; NULL for nothing.
    ringout_journal_callback journal;
    /// Handed to the journal; may be NULL. It must be valid until the `ringout_place_all` is freed.
    void *user_data;
    /// How long all of it may take, from the call of `ringout_client_place_all()`, in milliseconds; 0 for any time. When
    /// it passes, every request that was not sent gets `RINGOUT_TIMEOUT`, and the wait for each call under way ends as
    /// with its own timeout.
    uint64_t total_timeout_ms;
} ringout_place_options;

/// No error.
#define RINGOUT_OK 0

/// Rejected locally, nothing was sent. `ringout_error_parameter()` names the argument.
#define RINGOUT_INVALID_ARGUMENT 1

/// There is no usable token and nothing to log in again with.
#define RINGOUT_NOT_LOGGED_IN 2

/// Bad credentials, an HTTP 401, or a refusal by the OAuth server.
#define RINGOUT_UNAUTHORIZED 3

/// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
#define RINGOUT_FORBIDDEN 4

/// HTTP 404.
#define RINGOUT_NOT_FOUND 5

/// HTTP 429. `ringout_error_retry_after_ms()` says how long to wait.
#define RINGOUT_RATE_LIMITED 6

/// Any other HTTP 4xx.
#define RINGOUT_REJECTED 7

/// HTTP 5xx after the allowed repeats.
#define RINGOUT_SERVER 8

/// The deadline passed; nothing was placed.
#define RINGOUT_TIMEOUT 9

/// DNS, connect, TLS, or a connection that broke; nothing was placed.
#define RINGOUT_CONNECTION 10

/// The answer could not be understood, or was too large; or the request was too large to be sent.
#define RINGOUT_PROTOCOL 11

/// A `ringout_cancel_token` interrupted the operation; nothing was placed.
#define RINGOUT_CANCELLED 12

/// The token store failed.
#define RINGOUT_STORAGE 13

/// A create was sent and no usable answer came: phones may be ringing. Never repeat it blindly.
#define RINGOUT_MAYBE_PLACED 14

/// A required pointer was NULL. `ringout_error_parameter()` names it.
#define RINGOUT_NULL_POINTER 15

/// A string was not valid UTF-8. `ringout_error_parameter()` names it.
#define RINGOUT_INVALID_UTF8 16

/// A caught panic or a broken invariant. Please report it.
#define RINGOUT_INTERNAL 17

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// The version of the library that is loaded, such as "0.1.0". `RINGOUT_VERSION` is the one of the header that was
/// compiled in.
const char *ringout_version(void);

/// The version of the binary interface of the library that is loaded. A program fits it if this equals
/// `RINGOUT_ABI_VERSION`.
uint32_t ringout_abi_version(void);

/// Sends the log to a callback from now on, in the place of the one before it. NULL ends the log; nothing is logged
/// unless this function was called. There is one callback for all clients.
///
/// `level` is the least severe that is wanted, a `RINGOUT_LOG_...`; it does not matter with NULL. `user_data` is handed
/// to the callback, and may be NULL.
///
/// May be called at any time on any thread. When it returns `RINGOUT_OK`, the callback before is not running and will
/// not be called again, so that its `user_data` may be freed then, and no sooner. It waits for calls that are under way:
/// hold no lock that the callback takes. The callback itself must not call it, which is `RINGOUT_INVALID_ARGUMENT`. A
/// program that ends while clients are in use ends its log first.
ringout_status ringout_set_log_callback(ringout_log_callback callback,
                                        void *user_data,
                                        uint32_t level,
                                        ringout_error **err);

/// The name of a `RINGOUT_LOG_...`, such as "WARN". Never NULL, valid for ever.
const char *ringout_log_level_name(uint32_t level);

/// Checks the settings and makes a client. Sends nothing: the first request logs in. Free it with
/// `ringout_client_free()`.
ringout_status ringout_client_new(const ringout_config *config, ringout_client **client, ringout_error **err);

/// Makes a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
/// public apps) and `RC_USER_JWT` (or log in with `ringout_client_login_jwt()`). Sends nothing: the first request logs
/// in. Reads the environment, so no other thread may change it meanwhile.
ringout_status ringout_client_from_env(ringout_client **client, ringout_error **err);

/// Frees a client. NULL is fine. Calls made with it live on.
void ringout_client_free(ringout_client *client);

/// Makes another handle for the same client, whose operations, and those of its calls, the token can interrupt. Both
/// handles are freed on their own.
ringout_status ringout_client_with_cancel_token(const ringout_client *client,
                                                const ringout_cancel_token *token,
                                                ringout_client **bound,
                                                ringout_error **err);

/// Makes another handle for the same client with this deadline, 1 to 3600000 milliseconds, for each of its operations,
/// and those of its calls, in the place of the configured ones. Both handles are freed on their own.
ringout_status ringout_client_with_timeout(const ringout_client *client,
                                           uint32_t timeout_ms,
                                           ringout_client **bound,
                                           ringout_error **err);

/// Makes another handle for the same client with another way to take the platform's limits: a `RINGOUT_RATE_LIMIT_...`.
/// Both handles are freed on their own.
ringout_status ringout_client_with_rate_limit(const ringout_client *client,
                                              uint32_t rate_limit,
                                              ringout_client **bound,
                                              ringout_error **err);

/// Places a call. Free it with `ringout_call_free()`, which does nothing to the call itself.
///
/// The request is sent once. If it may have reached the platform and no usable answer came, the error is
/// `RINGOUT_MAYBE_PLACED`, and nothing is repeated: a second try could ring both phones again. It is repeated only if
/// it provably never left, or was refused with a 401 and the client could log in again. Some answers leave it open, too, such
/// as a gateway's 504: `ringout_error_may_have_placed()` is true for all of them.
ringout_status ringout_client_create_call(const ringout_client *client,
                                          const ringout_call_request *request,
                                          ringout_call **call,
                                          ringout_error **err);

/// Makes a handle for a call whose id is known. Sends nothing; its state is not known until it is asked for.
ringout_status ringout_client_call(const ringout_client *client,
                                   const char *id,
                                   ringout_call **call,
                                   ringout_error **err);

/// Sends any other request to the platform, with the login, deadline, repeats and errors of all the others. Free the
/// response with `ringout_response_free()`.
///
/// - `method`: "GET", "POST", "PUT", "PATCH" or "DELETE".
/// - `path` begins with "/" and is sent as it is.
/// - `query`: names and values in turn, ended by NULL; they are escaped. NULL for none.
/// - `body`: JSON text. NULL for none.
///
/// GET and DELETE are repeated when an answer is lost, everything else is not. A lost answer to a POST is
/// `RINGOUT_MAYBE_PLACED`, and so is one outside 200 to 299 and 400 to 599. Any other answer outside 200 to 299 is an error.
ringout_status ringout_client_request(const ringout_client *client,
                                      const char *method,
                                      const char *path,
                                      const char *const *query,
                                      const char *body,
                                      ringout_response **response,
                                      ringout_error **err);

/// The same, but every answer is a response, whatever its status: `ringout_response_error()` reads one that is no
/// success.
ringout_status ringout_client_send(const ringout_client *client,
                                   const char *method,
                                   const char *path,
                                   const char *const *query,
                                   const char *body,
                                   ringout_response **response,
                                   ringout_error **err);

/// The last word of the path of a `RINGOUT_CALL_PATH_...`, such as "ring-out". Never NULL, valid for ever.
const char *ringout_call_path_name(uint32_t call_path);

/// Asks the platform for the user's numbers that may be shown to a callee: those with the CallerId feature. Free the
/// list with `ringout_caller_ids_free()`.
///
/// Needs the ReadAccounts permission: `RINGOUT_FORBIDDEN` without it.
ringout_status ringout_client_caller_ids(const ringout_client *client,
                                         ringout_caller_ids **caller_ids,
                                         ringout_error **err);

/// Frees a list. NULL is fine.
void ringout_caller_ids_free(ringout_caller_ids *caller_ids);

/// How many numbers the list has.
size_t ringout_caller_ids_count(const ringout_caller_ids *caller_ids);

/// The platform's id of the entry `index`.
const char *ringout_caller_ids_id(const ringout_caller_ids *caller_ids, size_t index);

/// The number, E.164.
const char *ringout_caller_ids_phone_number(const ringout_caller_ids *caller_ids, size_t index);

/// What the number is for, in the platform's words, such as "DirectNumber".
const char *ringout_caller_ids_usage_type(const ringout_caller_ids *caller_ids, size_t index);

/// The name that somebody gave the number.
const char *ringout_caller_ids_label(const ringout_caller_ids *caller_ids, size_t index);

/// Asks the platform for the user's forwarding numbers. Free the list with `ringout_forwarding_numbers_free()`.
///
/// The first one rings for a request without a caller, unless the user has set another. Needs the ReadAccounts
/// permission: `RINGOUT_FORBIDDEN` without it.
ringout_status ringout_client_forwarding_numbers(const ringout_client *client,
                                                 ringout_forwarding_numbers **forwarding_numbers,
                                                 ringout_error **err);

/// Frees a list. NULL is fine.
void ringout_forwarding_numbers_free(ringout_forwarding_numbers *forwarding_numbers);

/// How many numbers the list has.
size_t ringout_forwarding_numbers_count(const ringout_forwarding_numbers *forwarding_numbers);

/// The platform's id of the entry `index`: `from_forwarding_number` of a `ringout_call_request`.
const char *ringout_forwarding_numbers_id(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// The number, E.164. A few kinds of device have none.
const char *ringout_forwarding_numbers_phone_number(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// The name that the user gave the number.
const char *ringout_forwarding_numbers_label(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// What kind of phone it is, in the platform's words, such as "Mobile" or "PhoneLine".
const char *ringout_forwarding_numbers_kind(const ringout_forwarding_numbers *forwarding_numbers, size_t index);

/// Checks, without ringing anybody, what would make a call fail: the login, the app's permissions, the extension and its
/// line, the numbers, this machine's clock. With a request, that one's numbers as well; `request` may be NULL. Free the
/// report with `ringout_preflight_free()`.
///
/// What is wrong is in the report and no error; neither is what could not be checked. An error means that there is no
/// report: `RINGOUT_INVALID_ARGUMENT` for a request that would not be sent, `RINGOUT_TIMEOUT`, `RINGOUT_CANCELLED`.
ringout_status ringout_client_preflight(const ringout_client *client,
                                        const ringout_call_request *request,
                                        ringout_preflight **preflight,
                                        ringout_error **err);

/// Frees a report. NULL is fine.
void ringout_preflight_free(ringout_preflight *preflight);

/// Whether nothing was found that would make a call fail. Warnings, and what could not be checked, do not count. False
/// for NULL.
bool ringout_preflight_ok(const ringout_preflight *preflight);

/// The report, to be read by a person: one line for each check, without a newline at the end. Borrowed until the report
/// is freed, as all its texts.
const char *ringout_preflight_text(const ringout_preflight *preflight);

/// How many checks there are: one for each kind that applies, in the order of the kinds. Only the first if nobody can
/// log in.
size_t ringout_preflight_check_count(const ringout_preflight *preflight);

/// What the check `index`, counted from 0, is about: a `RINGOUT_CHECK_KIND_...`; 0 if there is no such check.
uint32_t ringout_preflight_check_kind(const ringout_preflight *preflight, size_t index);

/// The name of a `RINGOUT_CHECK_KIND_...`, such as "Permission". Never NULL, valid for ever.
const char *ringout_check_kind_name(uint32_t kind);

/// What came of a check: a `RINGOUT_CHECK_RESULT_...`; 0 if there is no such check.
uint32_t ringout_preflight_check_result(const ringout_preflight *preflight, size_t index);

/// The name of a `RINGOUT_CHECK_RESULT_...`, such as "Passed". Never NULL, valid for ever.
const char *ringout_check_result_name(uint32_t result);

/// What was found, and what to do about it, in one sentence; NULL if there is no such check.
const char *ringout_preflight_check_explanation(const ringout_preflight *preflight, size_t index);

/// Tells what the client knows of the platform's limits. Sends nothing and blocks on nothing. Free the list with
/// `ringout_limits_free()`.
///
/// Before an answer has told, these are the platform's defaults. Other programs of the same user and app spend the same
/// limits.
ringout_status ringout_client_limits(const ringout_client *client, ringout_limits **limits, ringout_error **err);

/// Frees a list. NULL is fine.
void ringout_limits_free(ringout_limits *limits);

/// How many groups the list has.
size_t ringout_limits_count(const ringout_limits *limits);

/// The group of the entry `index`: "Light", "Heavy" or "Auth".
const char *ringout_limits_name(const ringout_limits *limits, size_t index);

/// What the platform calls the group; NULL if no answer has told.
const char *ringout_limits_platform_name(const ringout_limits *limits, size_t index);

/// How many requests a window has.
uint32_t ringout_limits_limit(const ringout_limits *limits, size_t index);

/// How long a window is, in milliseconds.
uint64_t ringout_limits_window_ms(const ringout_limits *limits, size_t index);

/// How many requests are left in this window; -1 if no answer has told. It is 0 after an HTTP 429 until the wait is over.
int64_t ringout_limits_remaining(const ringout_limits *limits,
                                 size_t index);

/// How long the client holds the next request back, in milliseconds, rounded up; 0 if it may be sent now.
uint64_t ringout_limits_opens_in_ms(const ringout_limits *limits, size_t index);

/// All of it in one line, to be read by a person, such as "Heavy: 7 of 10 left in 60 s".
const char *ringout_limits_text(const ringout_limits *limits, size_t index);

/// Makes an authorization again from what was kept of it. Free it with `ringout_authorization_free()`.
ringout_status ringout_authorization_new(const char *redirect_uri,
                                         const char *state,
                                         const char *verifier,
                                         ringout_authorization **authorization,
                                         ringout_error **err);

/// Frees an authorization. NULL is fine.
void ringout_authorization_free(ringout_authorization *authorization);

/// Where to send the user; empty for one made with `ringout_authorization_new()`.
const char *ringout_authorization_url(const ringout_authorization *authorization);

/// Where the platform sends the user back to.
const char *ringout_authorization_redirect_uri(const ringout_authorization *authorization);

/// What the redirect must bring back unchanged.
const char *ringout_authorization_state(const ringout_authorization *authorization);

/// The PKCE verifier: a secret, to be kept on your side. Wiped when the authorization is freed.
const char *ringout_authorization_verifier(const ringout_authorization *authorization);

/// Logs in now with a JWT credential, and keeps it to log in again whenever the token ends.
ringout_status ringout_client_login_jwt(const ringout_client *client, const char *jwt, ringout_error **err);

/// Logs in now with a user's phone number or address, extension (may be NULL) and password, and keeps them to log in
/// again whenever the token ends. The platform is retiring this; prefer a JWT.
ringout_status ringout_client_login_password(const ringout_client *client,
                                             const char *username,
                                             const char *extension,
                                             const char *password,
                                             ringout_error **err);

/// Logs in now with an authorization code, which works once, as the platform sent it to the redirect URI. `verifier` is
/// the PKCE verifier that the login began with, or NULL. `ringout_client_login_redirect()` does it all.
ringout_status ringout_client_login_code(const ringout_client *client,
                                         const char *code,
                                         const char *redirect_uri,
                                         const char *verifier,
                                         ringout_error **err);

/// Begins a login through the platform's page. Sends nothing: send the user to `ringout_authorization_url()`. Free the
/// authorization with `ringout_authorization_free()`.
ringout_status ringout_client_authorize_url(const ringout_client *client,
                                            const char *redirect_uri,
                                            ringout_authorization **authorization,
                                            ringout_error **err);

/// Ends a login through the platform's page: checks the URL that the platform redirected to, and logs in with the code
/// in it.
///
/// `RINGOUT_INVALID_ARGUMENT` for "state" means that the redirect does not belong to this login; `RINGOUT_UNAUTHORIZED`
/// that the user or the platform refused.
ringout_status ringout_client_login_redirect(const ringout_client *client,
                                             const char *redirected_to,
                                             const ringout_authorization *authorization,
                                             ringout_error **err);

/// Replaces the token now. There is no need to call it: requests do it when it is time.
ringout_status ringout_client_refresh(const ringout_client *client, ringout_error **err);

/// Forgets the token and the credentials, here and in the token file, and ends the session on the platform. That the
/// platform cannot be reached is no error.
ringout_status ringout_client_logout(const ringout_client *client, ringout_error **err);

/// Gives the token in use, for those who keep it themselves: one that is freed with `ringout_token_free()`, or NULL,
/// with `RINGOUT_OK`, if the client is not logged in.
ringout_status ringout_client_token(const ringout_client *client, ringout_token **token, ringout_error **err);

/// Goes on with a token that was kept. The token stays the caller's.
ringout_status ringout_client_set_token(const ringout_client *client, const ringout_token *token, ringout_error **err);

/// Reads a token that `ringout_token_json()` wrote, or the platform's own answer, taken as given just now. Free it with
/// `ringout_token_free()`.
ringout_status ringout_token_from_json(const char *json, ringout_token **token, ringout_error **err);

/// Frees a token. NULL is fine.
void ringout_token_free(ringout_token *token);

/// The JSON to keep: a secret. It holds everything that the platform sent, and when the token ends.
const char *ringout_token_json(const ringout_token *token);

/// The access token: a secret.
const char *ringout_token_access_token(const ringout_token *token);

/// The refresh token, a secret; NULL if the platform gave none.
const char *ringout_token_refresh_token(const ringout_token *token);

/// The app's permissions, as the platform lists them, such as "ReadAccounts RingOut"; NULL if it did not say.
const char *ringout_token_scope(const ringout_token *token);

/// When the access token ends, in milliseconds since 1970 (UTC); -1 for NULL.
int64_t ringout_token_expires_at_unix_ms(const ringout_token *token);

/// Scheme, host and port of the server.
const char *ringout_token_key_server(const ringout_token_key *key);

/// The app.
const char *ringout_token_key_client_id(const ringout_token_key *key);

/// The user, as `token_user` of `ringout_config` has it, or as the credentials tell.
const char *ringout_token_key_user(const ringout_token_key *key);

/// One text for the three, which no other key has: what most stores want.
const char *ringout_token_key_text(const ringout_token_key *key);

/// In `load`: the token that is kept under the key, as `save` got it. NULL, and text that is not UTF-8, make the load
/// fail.
void ringout_token_sink_set_token(ringout_token_sink *sink, const char *token);

/// In any callback: why it fails, in words for the user. The text becomes a part of an error's, so it must hold no
/// secret.
void ringout_token_sink_set_failure(ringout_token_sink *sink, const char *failure);

/// Frees a handle of a call. NULL is fine.
void ringout_call_free(ringout_call *call);

/// Makes another handle for the same call. Both share what is known of the call, and are freed on their own.
ringout_status ringout_call_clone(const ringout_call *call, ringout_call **clone, ringout_error **err);

/// Makes another handle for the same call, whose operations the token can interrupt. Both share what is known of the
/// call, and are freed on their own.
ringout_status ringout_call_with_cancel_token(const ringout_call *call,
                                              const ringout_cancel_token *token,
                                              ringout_call **bound,
                                              ringout_error **err);

/// The platform's id of the call. Opaque: nothing can be read from it. Borrowed until the handle is freed.
const char *ringout_call_id(const ringout_call *call);

/// Asks the platform once. Free the state with `ringout_state_free()`.
///
/// `RINGOUT_NOT_FOUND` once the platform has forgotten the call, some time after its end.
ringout_status ringout_call_status(const ringout_call *call, ringout_state **state, ringout_error **err);

/// Gives what was last seen, without asking: a state that is freed with `ringout_state_free()`, or NULL, with
/// `RINGOUT_OK`, if nothing was seen yet.
ringout_status ringout_call_state(const ringout_call *call, ringout_state **state, ringout_error **err);

/// Tells how the call ended, going by what was seen, without asking. While it has not, the kind is
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS`. Free the outcome with `ringout_outcome_free()`.
ringout_status ringout_call_outcome(const ringout_call *call, ringout_outcome **outcome, ringout_error **err);

/// Asks the platform to hang up, looks at the call once, and gives the effect: a `RINGOUT_CANCEL_...`.
///
/// A call that is already over is not an error, but a 404 that does not name the call is: it says nothing of the call.
/// What the look showed is in `ringout_call_state()`.
ringout_status ringout_call_cancel(const ringout_call *call, uint32_t *effect, ringout_error **err);

/// The name of a `RINGOUT_CANCEL_...`, such as "HungUp". Never NULL, valid for ever.
const char *ringout_cancel_effect_name(uint32_t effect);

/// Waits for the end of the call, or for its answer, and tells how it came out. `options` may be NULL. Free the outcome
/// with `ringout_outcome_free()`.
///
/// A deadline that passes is an outcome (`RINGOUT_OUTCOME_STILL_IN_PROGRESS`), and so is a call that vanishes. An error
/// means that the platform could not be asked and will not be: not logged in, forbidden, interrupted. Lost answers, 5xx,
/// rate limits and 404s that do not name the call only make it slower; two minutes of nothing but such 404s end it with
/// `RINGOUT_OUTCOME_ENDED_UNKNOWN`.
ringout_status ringout_call_wait(const ringout_call *call,
                                 const ringout_wait_options *options,
                                 ringout_outcome **outcome,
                                 ringout_error **err);

/// The name of a `RINGOUT_UNTIL_...`, such as "ended". Never NULL, valid for ever.
const char *ringout_until_name(uint32_t until);

/// What was seen before. NULL for the first look at a call that was not placed through this handle.
const ringout_state *ringout_change_previous(const ringout_change *change);

/// What is seen now.
const ringout_state *ringout_change_state(const ringout_change *change);

/// How the step compares with the documents. NULL where there is no previous state.
const ringout_verdict *ringout_change_verdict(const ringout_change *change);

/// The change happened after this time, when the last look began that showed the state before. In milliseconds since the call was
/// placed, or the handle made.
uint64_t ringout_change_earliest_ms(const ringout_change *change);

/// The change happened before this time, when it was seen. In milliseconds since the call was placed, or the handle
/// made.
uint64_t ringout_change_latest_ms(const ringout_change *change);

/// Follows the call change by change, calling back for each, until `ringout_call_wait()` would end. `options` and
/// `user_data` may be NULL. Free the outcome with `ringout_outcome_free()`.
///
/// A callback that ends the watch is no error: the outcome then tells how the call came out as far as it was seen,
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS` while it is not over. The call goes on, and can be watched again. The callback
/// may use the call, but not free it.
ringout_status ringout_call_watch(const ringout_call *call,
                                  const ringout_wait_options *options,
                                  ringout_watch_callback callback,
                                  void *user_data,
                                  ringout_outcome **outcome,
                                  ringout_error **err);

/// Begins to follow a call. Sends nothing yet. `options` may be NULL; their timeout runs from now on. Free the watch
/// with `ringout_watch_free()`; it does not need the handle of the call any more.
ringout_status ringout_watch_new(const ringout_call *call,
                                 const ringout_wait_options *options,
                                 ringout_watch **watch,
                                 ringout_error **err);

/// Frees a watch and its change. NULL is fine.
void ringout_watch_free(ringout_watch *watch);

/// Waits for the next change and gives it, or NULL, with `RINGOUT_OK`, at the end of the watch. The change is valid
/// until the next call of this function. After an error the watch is at its end.
ringout_status ringout_watch_next(ringout_watch *watch, const ringout_change **change, ringout_error **err);

/// Tells how the call came out, going by what was seen so far. Free the outcome with `ringout_outcome_free()`.
ringout_status ringout_watch_outcome(const ringout_watch *watch, ringout_outcome **outcome, ringout_error **err);

/// Begins to place many calls, as fast as the platform's limits allow (10 a minute unless it tells otherwise). Sends
/// nothing yet: `ringout_place_all_next()` places them and gives their results. Free it with `ringout_place_all_free()`;
/// it does not need the handle of the client any more.
///
/// - `requests`: an array of `count` structs, which are copied. May be NULL if `count` is 0.
/// - `options`: may be NULL.
///
/// Every request is checked first: `RINGOUT_INVALID_ARGUMENT`, with a parameter such as "requests[3].to", means that
/// nothing was and will be sent. Each is sent by the rules of `ringout_client_create_call()`, so none is placed twice;
/// one that the limits refuse waits for its turn, as long as that takes unless a total timeout is set.
ringout_status ringout_client_place_all(const ringout_client *client,
                                        const ringout_call_request *requests,
                                        size_t count,
                                        const ringout_place_options *options,
                                        ringout_place_all **place_all,
                                        ringout_error **err);

/// Ends the placing. NULL is fine. Nothing more is placed; calls that were placed go on.
void ringout_place_all_free(ringout_place_all *place_all);

/// Waits until the next call has ended, placing others meanwhile, and gives its result; or NULL, with `RINGOUT_OK`, when
/// every request has had its result. Free the result with `ringout_placed_free()`.
///
/// Each request has exactly one result, in the order of the ends. What becomes of a call or a request is in the result
/// and no error of this function. A cancelled token of the client gives every request that has no result yet the result
/// `RINGOUT_CANCELLED`: with its call if it was placed.
ringout_status ringout_place_all_next(ringout_place_all *place_all,
                                      ringout_placed **placed,
                                      ringout_error **err);

/// How many requests have had no result yet.
size_t ringout_place_all_remaining(const ringout_place_all *place_all);

/// What happened: a `RINGOUT_JOURNAL_STEP_...`; 0 for NULL.
uint32_t ringout_journal_entry_step(const ringout_journal_entry *entry);

/// The name of a `RINGOUT_JOURNAL_STEP_...`, such as "Placing". Never NULL, valid for ever.
const char *ringout_journal_step_name(uint32_t step);

/// The request's place in the array that was given, counted from 0.
size_t ringout_journal_entry_index(const ringout_journal_entry *entry);

/// When, in milliseconds since 1970 (UTC) by this machine's clock; -1 for NULL. This is the `sent_at_unix_ms` of
/// `ringout_client_call_log()`: that of `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` is when the first byte of the request left, that
/// of `RINGOUT_JOURNAL_STEP_PLACING` the last moment before, after the login and the wait for the limits.
int64_t ringout_journal_entry_at_unix_ms(const ringout_journal_entry *entry);

/// The callee's number, as it is sent.
const char *ringout_journal_entry_to(const ringout_journal_entry *entry);

/// The caller's number, as it is sent; NULL if there is none.
const char *ringout_journal_entry_from(const ringout_journal_entry *entry);

/// The platform's id of the call, from `RINGOUT_JOURNAL_STEP_PLACED` on; NULL if there is no call.
const char *ringout_journal_entry_call_id(const ringout_journal_entry *entry);

/// How the call came out, with `RINGOUT_JOURNAL_STEP_ENDED`; else NULL.
const ringout_outcome *ringout_journal_entry_outcome(const ringout_journal_entry *entry);

/// Why the call was not placed, or may not have been; else NULL.
const ringout_error *ringout_journal_entry_error(const ringout_journal_entry *entry);

/// The whole entry in one line, such as "0 Placed to +16505550100 as 234343434".
const char *ringout_journal_entry_text(const ringout_journal_entry *entry);

/// Frees a result, its call, and its outcome or error. NULL is fine.
void ringout_placed_free(ringout_placed *placed);

/// The request's place in the array that was given, counted from 0.
size_t ringout_placed_index(const ringout_placed *placed);

/// The call; NULL if it was not placed. `ringout_call_clone()` makes a handle that outlives the result.
const ringout_call *ringout_placed_call(const ringout_placed *placed);

/// How the call came out; NULL if there is an error instead.
const ringout_outcome *ringout_placed_outcome(const ringout_placed *placed);

/// Why there is no call, as `ringout_client_create_call()` would have said it; or, with a call, why it was not followed
/// to its end, as `ringout_call_wait()` would have. NULL if there is an outcome.
const ringout_error *ringout_placed_error(const ringout_placed *placed);

/// Asks the platform what its call log says of the call, and how sure it is that this is the call. Free what it says
/// with `ringout_logged_call_free()`.
///
/// The log does not know the id of a RingOut, so the call is found by its numbers and by when it was placed. The platform
/// writes a record some time after the call has ended, at times a minute later; `RINGOUT_LOG_MATCH_NONE` until then. A
/// wait for a call that vanished before its end was seen reads the log by itself.
///
/// Sends one request of the group of which the platform allows least (10 a minute). Needs the ReadCallLog permission:
/// `RINGOUT_FORBIDDEN` without it. `RINGOUT_INVALID_ARGUMENT` for a handle that was made from an id, whose numbers and
/// time are not known: `ringout_client_call_log()` takes them.
ringout_status ringout_call_log(const ringout_call *call,
                                ringout_logged_call **logged,
                                ringout_error **err);

/// The same for a call that is known by its numbers and its time: one that may have been placed
/// (`ringout_error_attempt_to()` and its neighbours), or one of an earlier run.
///
/// - `to`: the callee's number.
/// - `from`: the caller's, or NULL if it is not known.
/// - `sent_at_unix_ms`: when the request was sent, in milliseconds since 1970 (UTC).
ringout_status ringout_client_call_log(const ringout_client *client,
                                       const char *to,
                                       const char *from,
                                       int64_t sent_at_unix_ms,
                                       ringout_logged_call **logged,
                                       ringout_error **err);

/// Frees what a call log says. NULL is fine.
void ringout_logged_call_free(ringout_logged_call *logged);

/// How sure it is that the record is the call: a `RINGOUT_LOG_MATCH_...`. The numbers grow from least to most.
uint32_t ringout_logged_call_matching(const ringout_logged_call *logged);

/// The name of a `RINGOUT_LOG_MATCH_...`, such as "Certain". Never NULL, valid for ever.
const char *ringout_log_match_name(uint32_t matching);

/// How many records fit equally well; 0 if none fits.
size_t ringout_logged_call_candidates(const ringout_logged_call *logged);

/// The platform's id of the record.
const char *ringout_logged_call_id(const ringout_logged_call *logged);

/// The platform's id of the telephone session.
const char *ringout_logged_call_session_id(const ringout_logged_call *logged);

/// When the call began, by the platform's clock, in milliseconds since 1970 (UTC); -1 if that is not known.
int64_t ringout_logged_call_start_time_unix_ms(const ringout_logged_call *logged);

/// How long the call took, in milliseconds. The platform tells seconds.
uint64_t ringout_logged_call_duration_ms(const ringout_logged_call *logged);

/// The caller's number.
const char *ringout_logged_call_from(const ringout_logged_call *logged);

/// The callee's number.
const char *ringout_logged_call_to(const ringout_logged_call *logged);

/// What kind of call it was, such as "RingOut Web".
const char *ringout_logged_call_action(const ringout_logged_call *logged);

/// How the call ended, such as "Call connected" or "Busy".
const char *ringout_logged_call_result(const ringout_logged_call *logged);

/// How many legs the record has, in the platform's order. There may be one only, or none.
size_t ringout_logged_call_leg_count(const ringout_logged_call *logged);

/// Which side the leg `index` is: a `RINGOUT_LEG_...`; `RINGOUT_LEG_NONE` for a kind of leg that is not RingOut's, or if
/// there is no such leg.
uint32_t ringout_logged_call_leg(const ringout_logged_call *logged,
                                 size_t index);

/// The platform's kind of the leg, such as "RingOutClientToCaller".
const char *ringout_logged_call_leg_type(const ringout_logged_call *logged, size_t index);

/// When the leg was dialled, as `ringout_logged_call_start_time_unix_ms()` tells it; -1 if there is no such leg.
int64_t ringout_logged_call_leg_start_time_unix_ms(const ringout_logged_call *logged, size_t index);

/// How long the leg took, in milliseconds. The platform tells seconds.
uint64_t ringout_logged_call_leg_duration_ms(const ringout_logged_call *logged, size_t index);

/// The number that the leg came from.
const char *ringout_logged_call_leg_from(const ringout_logged_call *logged, size_t index);

/// The number that was dialled.
const char *ringout_logged_call_leg_to(const ringout_logged_call *logged, size_t index);

/// How the leg ended, such as "Accepted" or "No Answer".
const char *ringout_logged_call_leg_result(const ringout_logged_call *logged, size_t index);

/// Frees an outcome. NULL is fine.
void ringout_outcome_free(ringout_outcome *outcome);

/// The outcome in one word: a `RINGOUT_OUTCOME_...`.
uint32_t ringout_outcome_kind(const ringout_outcome *outcome);

/// The name of a `RINGOUT_OUTCOME_...`, such as "Completed". Never NULL, valid for ever.
const char *ringout_outcome_kind_name(uint32_t kind);

/// The leg that decided it, when one did: a `RINGOUT_LEG_...`.
uint32_t ringout_outcome_leg(const ringout_outcome *outcome);

/// The name of a `RINGOUT_LEG_...`, such as "caller". Never NULL, valid for ever.
const char *ringout_leg_name(uint32_t leg);

/// The status that decided it: a `RINGOUT_STATUS_...`.
uint32_t ringout_outcome_status(const ringout_outcome *outcome);

/// The status that decided it, as the platform wrote it. Borrowed until the outcome is freed, as all its texts.
const char *ringout_outcome_status_text(const ringout_outcome *outcome);

/// Whether caller and callee were connected at some time.
bool ringout_outcome_connected(const ringout_outcome *outcome);

/// Whether the platform accepted a cancel from this handle before the end.
bool ringout_outcome_cancelled_by_us(const ringout_outcome *outcome);

/// Where the knowledge comes from: a `RINGOUT_SOURCE_...`; 0 for NULL.
uint32_t ringout_outcome_source(const ringout_outcome *outcome);

/// The name of a `RINGOUT_SOURCE_...`, such as "Status". Never NULL, valid for ever.
const char *ringout_outcome_source_name(uint32_t source);

/// The outcome in one sentence without a full stop.
const char *ringout_outcome_explanation(const ringout_outcome *outcome);

/// The kind and the explanation in one line.
const char *ringout_outcome_text(const ringout_outcome *outcome);

/// Puts a state together from three of the platform's texts, such as "InProgress"; any text is taken, as the platform
/// may send any. For `ringout_check_transition()`.
ringout_status ringout_state_new(const char *call_status,
                                 const char *caller_status,
                                 const char *callee_status,
                                 ringout_state **state,
                                 ringout_error **err);

/// Frees a state that a function returned. NULL is fine.
void ringout_state_free(ringout_state *state);

/// The status of the call as a whole: a `RINGOUT_STATUS_...`.
uint32_t ringout_state_call_status(const ringout_state *state);

/// The status of the leg to the caller: a `RINGOUT_STATUS_...`.
uint32_t ringout_state_caller_status(const ringout_state *state);

/// The status of the leg to the callee: a `RINGOUT_STATUS_...`.
uint32_t ringout_state_callee_status(const ringout_state *state);

/// The status of the call as the platform wrote it. Borrowed until the state is freed, as all its texts.
const char *ringout_state_call_status_text(const ringout_state *state);

/// The status of the leg to the caller as the platform wrote it.
const char *ringout_state_caller_status_text(const ringout_state *state);

/// The status of the leg to the callee as the platform wrote it.
const char *ringout_state_callee_status_text(const ringout_state *state);

/// Where in its life the call is: a `RINGOUT_PHASE_...`.
uint32_t ringout_state_phase(const ringout_state *state);

/// The name of a `RINGOUT_PHASE_...`, such as "RingingCaller". Never NULL, valid for ever.
const char *ringout_phase_name(uint32_t phase);

/// The three statuses in one line: "call InProgress, caller Success, callee InProgress".
const char *ringout_state_text(const ringout_state *state);

/// What is happening, or how the call ended, in one sentence without a full stop.
const char *ringout_state_explain(const ringout_state *state);

/// The platform's text for a status number, such as "InProgress"; "Unknown" for 0 and for numbers that are none. Never
/// NULL, valid for ever.
const char *ringout_status_name(uint32_t status);

/// What a status means, in a sentence without a full stop. Never NULL, valid for ever.
const char *ringout_status_explain(uint32_t status);

/// The number of a status that the platform wrote; `RINGOUT_STATUS_UNKNOWN` for a text that no document has, for one
/// that is not UTF-8, and for NULL.
uint32_t ringout_status_parse(const char *text);

/// Whether a leg with this status failed to be connected: numbers 4 to 12.
bool ringout_status_is_failed_leg(uint32_t status);

/// Whether nothing more is expected after it. The call's own `RINGOUT_STATUS_SUCCESS` does not end a call; its legs do.
bool ringout_status_is_ended(uint32_t status);

/// Judges whether the state `to` may follow the state `from`. Asks nobody.
ringout_status ringout_check_transition(const ringout_state *from,
                                        const ringout_state *to,
                                        ringout_verdict **verdict,
                                        ringout_error **err);

/// Frees a verdict that a function returned. NULL is fine.
void ringout_verdict_free(ringout_verdict *verdict);

/// The worst of the three statuses and of the new combination: a `RINGOUT_VERDICT_...`. The numbers grow from best to
/// worst.
uint32_t ringout_verdict_kind(const ringout_verdict *verdict);

/// The name of a `RINGOUT_VERDICT_...`, such as "Documented". Never NULL, valid for ever.
const char *ringout_verdict_kind_name(uint32_t kind);

/// The kind and all reasons in one line. Borrowed until the verdict is freed, as all its texts.
const char *ringout_verdict_text(const ringout_verdict *verdict);

/// How many reasons there are: 0 for an unchanged or documented step.
size_t ringout_verdict_reason_count(const ringout_verdict *verdict);

/// What the reason `index`, counted from 0, is about: a `RINGOUT_FIELD_...`; `RINGOUT_FIELD_COMBINATION` if there is no
/// such reason.
uint32_t ringout_verdict_reason_field(const ringout_verdict *verdict, size_t index);

/// The name of a `RINGOUT_FIELD_...`, such as "caller". Never NULL, valid for ever.
const char *ringout_field_name(uint32_t field);

/// How bad a reason is: a `RINGOUT_VERDICT_...`; `RINGOUT_VERDICT_UNCHANGED` if there is no such reason.
uint32_t ringout_verdict_reason_kind(const ringout_verdict *verdict, size_t index);

/// A reason in words; NULL if there is no such reason.
const char *ringout_verdict_reason_text(const ringout_verdict *verdict, size_t index);

/// The inferred way through states that were not seen, such as "InProgress > Success > Finished"; NULL when nothing was
/// skipped, or if there is no such reason.
const char *ringout_verdict_reason_path(const ringout_verdict *verdict, size_t index);

/// How many statuses the inferred way has; 0 when nothing was skipped.
size_t ringout_verdict_reason_path_count(const ringout_verdict *verdict, size_t index);

/// The status at `position`, counted from 0, of the inferred way: a `RINGOUT_STATUS_...`.
uint32_t ringout_verdict_reason_path_status(const ringout_verdict *verdict, size_t index, size_t position);

/// Makes a token that nobody has cancelled. Free it with `ringout_cancel_token_free()`.
ringout_status ringout_cancel_token_new(ringout_cancel_token **token, ringout_error **err);

/// Frees a token. NULL is fine. Handles that it is bound to live on, and can then not be interrupted any more.
void ringout_cancel_token_free(ringout_cancel_token *token);

/// Interrupts every operation that is bound to the token, now and later. From any thread, any number of times; not from
/// a signal handler. NULL does nothing.
void ringout_cancel_token_cancel(const ringout_cancel_token *token);

/// Whether the token was cancelled.
bool ringout_cancel_token_is_cancelled(const ringout_cancel_token *token);

/// Frees an error. NULL is fine.
void ringout_error_free(ringout_error *err);

/// The number of the error, the same that the function returned. `RINGOUT_OK` for NULL.
ringout_status ringout_error_code(const ringout_error *err);

/// The name of an error number, such as "RATE_LIMITED"; "OK" for 0. Never NULL: "Unknown" for a number that is none.
/// Valid for ever.
const char *ringout_error_code_name(ringout_status code);

/// The whole error in one line: the message, and the hint if there is one.
const char *ringout_error_text(const ringout_error *err);

/// What happened, in one line.
const char *ringout_error_message(const ringout_error *err);

/// What usually helps, where the platform's documents say so; else NULL.
const char *ringout_error_hint(const ringout_error *err);

/// The argument ("to", "server"), the environment variable or the platform's parameter ("to.phoneNumber") at fault;
/// else NULL.
const char *ringout_error_parameter(const ringout_error *err);

/// The HTTP status of the answer; 0 if there was no answer.
uint32_t ringout_error_http_status(const ringout_error *err);

/// The platform's own code, such as "CMN-102" or "OAU-140"; else NULL.
const char *ringout_error_error_code(const ringout_error *err);

/// The OAuth error, such as "invalid_grant"; else NULL.
const char *ringout_error_oauth_error(const ringout_error *err);

/// The platform's id of the request, for its support desk; else NULL.
const char *ringout_error_request_id(const ringout_error *err);

/// How long to wait before the next request, in milliseconds, when the platform is limiting them; else -1.
int64_t ringout_error_retry_after_ms(const ringout_error *err);

/// Whether the same call of the function may succeed later without any change. Never true for `RINGOUT_MAYBE_PLACED`.
bool ringout_error_retryable(const ringout_error *err);

/// Whether phones may be ringing for a create that failed with this: true for `RINGOUT_MAYBE_PLACED`, and for an answer of
/// 408 or of the kind `RINGOUT_SERVER`, other than a 503 with `Retry-After`. So for any other POST of
/// `ringout_client_request()`. False for everything else, and for NULL.
bool ringout_error_may_have_placed(const ringout_error *err);

/// How many entries the answer's list of errors had.
size_t ringout_error_detail_count(const ringout_error *err);

/// The platform's code in the entry `index`, counted from 0. NULL if the entry has none, or there is no such entry.
const char *ringout_error_detail_error_code(const ringout_error *err, size_t index);

/// The platform's text in an entry; NULL as above. It may change: do not decide on it.
const char *ringout_error_detail_message(const ringout_error *err, size_t index);

/// The parameter at fault in an entry, such as "to.phoneNumber"; NULL as above.
const char *ringout_error_detail_parameter_name(const ringout_error *err, size_t index);

/// The value at fault in an entry; NULL as above.
const char *ringout_error_detail_parameter_value(const ringout_error *err, size_t index);

/// Whatever else the platform said in an entry; NULL as above.
const char *ringout_error_detail_additional_info(const ringout_error *err, size_t index);

/// One of the other fields of an entry, by the platform's name, such as "permissionName" or "feature": text as it is,
/// anything else as JSON. NULL as above, or if `name` is NULL or not UTF-8.
const char *ringout_error_detail_field(const ringout_error *err, size_t index, const char *name);

/// All of the other fields of an entry, as a JSON object; NULL if there are none, or as above.
const char *ringout_error_detail_fields(const ringout_error *err, size_t index);

/// Of a create that `ringout_error_may_have_placed()`: the callee's number as it was sent; else NULL.
const char *ringout_error_attempt_to(const ringout_error *err);

/// Of a create that `ringout_error_may_have_placed()`: the caller's number as it was sent, if one was; else NULL.
const char *ringout_error_attempt_from(const ringout_error *err);

/// Of a request that `ringout_error_may_have_placed()`: when its first byte left, in milliseconds since 1970 (UTC) by this
/// machine's clock; else -1. Look for the call in the call log from here on.
int64_t ringout_error_attempt_sent_at_unix_ms(const ringout_error *err);

/// Frees a response. NULL is fine.
void ringout_response_free(ringout_response *response);

/// The HTTP status; 0 for NULL.
uint32_t ringout_response_status(const ringout_response *response);

/// The bytes of the body as they came, without a NUL at the end; `ringout_response_body_size()` tells how many.
/// Borrowed until the response is freed, as its texts.
const uint8_t *ringout_response_body(const ringout_response *response);

/// The number of bytes of the body.
size_t ringout_response_body_size(const ringout_response *response);

/// The body as text; what is not UTF-8, and a NUL, is replaced.
const char *ringout_response_text(const ringout_response *response);

/// The media type of the body; NULL if the answer does not tell.
const char *ringout_response_content_type(const ringout_response *response);

/// The platform's id of the request, for its support desk; NULL if the answer has none.
const char *ringout_response_request_id(const ringout_response *response);

/// What an answer outside 200 to 299 says went wrong; else NULL. Borrowed until the response is freed.
const ringout_error *ringout_response_error(const ringout_response *response);

/// How many headers the answer has.
size_t ringout_response_header_count(const ringout_response *response);

/// The name, in lower case, of the header `index`, counted from 0 in the order in which they came; NULL if there is no
/// such header.
const char *ringout_response_header_name(const ringout_response *response, size_t index);

/// The value of the header `index`; NULL if there is no such header.
const char *ringout_response_header_value(const ringout_response *response, size_t index);

/// Makes a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". `scheme` is a
/// `RINGOUT_DIAL_SCHEME_...`. Sends nothing. Free the link with `ringout_string_free()`.
///
/// `RINGOUT_INVALID_ARGUMENT` for what is not a number; the rules are those of a `ringout_call_request` without a country. An
/// extension alone is refused for `RINGOUT_DIAL_SCHEME_TEL`: another app would dial it as a public number.
ringout_status ringout_dial_uri(const char *number,
                                uint32_t scheme,
                                char **uri,
                                ringout_error **err);

/// The scheme of a `RINGOUT_DIAL_SCHEME_...`, such as "rcmobile". Never NULL, valid for ever.
const char *ringout_dial_scheme_name(uint32_t scheme);

/// Frees a string that a function has made. NULL is fine.
void ringout_string_free(char *string);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* RINGOUT_H */

/* Constants as types: statuses, outcomes, error codes and the like. Part of ringout.hpp. */

#ifndef RINGOUT_CONSTANTS_HPP
#define RINGOUT_CONSTANTS_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../ringout.h"
#include "strings.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

// `RINGOUT_STATUS_IN_PROGRESS` of C is `status::in_progress`, with the same number. A later version of the library may return
// numbers that these types do not name, so a `switch` needs a `default`.

/// One of RingCentral's two paths for RingOut.
enum class call_path : std::uint32_t {
    /// The current path, `ring-out`, whose call ids are strings.
    ring_out = RINGOUT_CALL_PATH_RING_OUT,
    /// The path `ringout`, which RingCentral has deprecated, and whose call ids are numbers.
    deprecated = RINGOUT_CALL_PATH_DEPRECATED,
};

/// The reaction to rate limits.
enum class rate_limit : std::uint32_t {
    /// A request over the rate limit waits for its turn if its deadline allows that.
    wait = RINGOUT_RATE_LIMIT_WAIT,
    /// A request over the rate limit fails at once with `error_code::rate_limited` and the time to wait.
    fail_fast = RINGOUT_RATE_LIMIT_FAIL_FAST,
};

/// The severity of a log record.
enum class log_level : std::uint32_t {
    /// A failure that no function returns.
    error = RINGOUT_LOG_ERROR,
    /// A failure that the library could work around, such as a token that could not be saved.
    warn = RINGOUT_LOG_WARN,
    /// Milestones of a program. The library logs nothing at this level at present.
    info = RINGOUT_LOG_INFO,
    /// Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
    /// RingCentral's request id.
    debug = RINGOUT_LOG_DEBUG,
};

/// What a check of a preflight report is about.
enum class check_kind : std::uint32_t {
    /// The server can be reached and accepts the credentials.
    login = RINGOUT_CHECK_KIND_LOGIN,
    /// The app has the RingOut permission, and the permissions that the other checks need.
    permission = RINGOUT_CHECK_KIND_PERMISSION,
    /// The extension is enabled, and RingOut is one of its features.
    extension = RINGOUT_CHECK_KIND_EXTENSION,
    /// The extension has a direct number or a digital line.
    line = RINGOUT_CHECK_KIND_LINE,
    /// There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
    from = RINGOUT_CHECK_KIND_FROM,
    /// There is a number to show to the callee: the one in the request, or any.
    caller_id = RINGOUT_CHECK_KIND_CALLER_ID,
    /// The callee is in the user's country, or international calling is allowed. Only with a request.
    destination = RINGOUT_CHECK_KIND_DESTINATION,
    /// This machine's clock agrees with the server's.
    clock = RINGOUT_CHECK_KIND_CLOCK,
};

/// The result of a check of a preflight report.
enum class check_result : std::uint32_t {
    /// No problem was found.
    passed = RINGOUT_CHECK_RESULT_PASSED,
    /// A call may fail, or not behave as expected.
    warning = RINGOUT_CHECK_RESULT_WARNING,
    /// A call would fail.
    failed = RINGOUT_CHECK_RESULT_FAILED,
    /// It could not be checked.
    unknown = RINGOUT_CHECK_RESULT_UNKNOWN,
};

/// The effect of `call::cancel()`.
enum class cancel_effect : std::uint32_t {
    /// The caller's phone was still ringing, and the next status confirms the end.
    hung_up = RINGOUT_CANCEL_HUNG_UP,
    /// RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
    /// `call::state()`.
    accepted = RINGOUT_CANCEL_ACCEPTED,
    /// The call was already over.
    already_ended = RINGOUT_CANCEL_ALREADY_ENDED,
};

/// What to wait for.
enum class until : std::uint32_t {
    /// Wait until the call ends.
    ended = RINGOUT_UNTIL_ENDED,
    /// Wait until both sides have answered, or the call has ended without that.
    answered = RINGOUT_UNTIL_ANSWERED,
};

/// What an event of an inbox brings.
enum class event_kind : std::uint32_t {
    /// A login has ended: one of the functions `inbox::login_...()`.
    login = RINGOUT_EVENT_LOGIN,
    /// `inbox::refresh()` has ended.
    refresh = RINGOUT_EVENT_REFRESH,
    /// `inbox::logout()` has ended.
    logout = RINGOUT_EVENT_LOGOUT,
    /// `inbox::create_call()` has ended: `event::take_call()`.
    create_call = RINGOUT_EVENT_CREATE_CALL,
    /// `inbox::status()` has ended: `event::take_state()`.
    status = RINGOUT_EVENT_STATUS,
    /// `inbox::cancel()` has ended: `event::cancel_effect()`.
    cancel = RINGOUT_EVENT_CANCEL,
    /// `inbox::wait()` has ended: `event::take_outcome()`.
    wait = RINGOUT_EVENT_WAIT,
    /// A call of `inbox::watch()` has changed: `event::take_change()`.
    change = RINGOUT_EVENT_CHANGE,
    /// The last event of `inbox::watch()`: `event::take_outcome()`.
    watch_end = RINGOUT_EVENT_WATCH_END,
    /// `inbox::preflight()` has ended: `event::take_preflight()`.
    preflight = RINGOUT_EVENT_PREFLIGHT,
    /// `inbox::caller_ids()` has ended: `event::take_caller_ids()`.
    caller_ids = RINGOUT_EVENT_CALLER_IDS,
    /// `inbox::forwarding_numbers()` has ended: `event::take_forwarding_numbers()`.
    forwarding_numbers = RINGOUT_EVENT_FORWARDING_NUMBERS,
    /// `inbox::log()` or `inbox::call_log()` has ended: `event::take_call_log()`.
    call_log = RINGOUT_EVENT_CALL_LOG,
    /// `inbox::request()` or `inbox::send()` has ended: `event::take_response()`.
    response = RINGOUT_EVENT_RESPONSE,
    /// One request of `inbox::place_all()` has its result: `event::take_placed()`.
    placed = RINGOUT_EVENT_PLACED,
    /// The last event of `inbox::place_all()`. It holds nothing.
    place_all_end = RINGOUT_EVENT_PLACE_ALL_END,
    /// A log record of `inbox::log()`: `event::log_level()` and `event::log_message()`.
    log = RINGOUT_EVENT_LOG,
    /// `inbox::find_call()` has ended: `event::take_call()`.
    find_call = RINGOUT_EVENT_FIND_CALL,
    /// `inbox::take_lease()` has ended: `event::lease_left()`.
    take_lease = RINGOUT_EVENT_TAKE_LEASE,
    /// `inbox::claim_outcome()` has ended: `event::is_claimed()`.
    claim_outcome = RINGOUT_EVENT_CLAIM_OUTCOME,
};

/// One step of a request of a batch.
enum class journal_step : std::uint32_t {
    /// The request is about to be sent.
    placing = RINGOUT_JOURNAL_STEP_PLACING,
    /// RingCentral has accepted the request.
    placed = RINGOUT_JOURNAL_STEP_PLACED,
    /// The request failed, and no phone rings.
    not_placed = RINGOUT_JOURNAL_STEP_NOT_PLACED,
    /// The request was sent and no usable response came: phones may be ringing.
    maybe_placed = RINGOUT_JOURNAL_STEP_MAYBE_PLACED,
    /// The call is over, or the wait for it is.
    ended = RINGOUT_JOURNAL_STEP_ENDED,
};

/// How certain it is that a record of the call log belongs to a call. The values grow with certainty.
enum class log_match : std::uint32_t {
    /// No record fits. RingCentral may write it some time after the call has ended.
    none = RINGOUT_LOG_MATCH_NONE,
    /// Several records fit equally well; the one nearest in time is returned.
    ambiguous = RINGOUT_LOG_MATCH_AMBIGUOUS,
    /// One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
    /// apart.
    likely = RINGOUT_LOG_MATCH_LIKELY,
    /// One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
    certain = RINGOUT_LOG_MATCH_CERTAIN,
};

/// How a call ended.
enum class outcome_kind : std::uint32_t {
    /// The wait timed out, or your program has not waited yet: the call may still ring or be connected.
    still_in_progress = RINGOUT_OUTCOME_STILL_IN_PROGRESS,
    /// Both legs answered. Only with `until::answered`.
    answered = RINGOUT_OUTCOME_ANSWERED,
    /// Both sides were connected, then hung up.
    completed = RINGOUT_OUTCOME_COMPLETED,
    /// A phone was busy.
    busy = RINGOUT_OUTCOME_BUSY,
    /// A phone was not answered in time.
    no_answer = RINGOUT_OUTCOME_NO_ANSWER,
    /// A phone rejected the call, or the caller hung up while the callee was ringing.
    rejected = RINGOUT_OUTCOME_REJECTED,
    /// This handle cancelled the call, and RingCentral confirmed the end.
    cancelled = RINGOUT_OUTCOME_CANCELLED,
    /// The call is not allowed: international calling, the destination, or RingOut from this number.
    blocked = RINGOUT_OUTCOME_BLOCKED,
    /// The account does not have enough funds.
    not_enough_funds = RINGOUT_OUTCOME_NOT_ENOUGH_FUNDS,
    /// There is no such user.
    no_such_user = RINGOUT_OUTCOME_NO_SUCH_USER,
    /// The phone network or RingCentral failed.
    failed = RINGOUT_OUTCOME_FAILED,
    /// The call vanished before its end was seen, or every poll returned 404 for two minutes.
    ended_unknown = RINGOUT_OUTCOME_ENDED_UNKNOWN,
};

/// Where an outcome is known from.
enum class outcome_source : std::uint32_t {
    /// The polled statuses show the outcome.
    status = RINGOUT_SOURCE_STATUS,
    /// The call was gone (404 or `status::no_session_found`); the outcome follows from the states before.
    gone = RINGOUT_SOURCE_GONE,
    /// The call log shows the outcome.
    call_log = RINGOUT_SOURCE_CALL_LOG,
};

/// One side of a call.
enum class leg : std::uint32_t {
    /// No leg decided the outcome.
    none = RINGOUT_LEG_NONE,
    /// The caller, whose phone rings first.
    caller = RINGOUT_LEG_CALLER,
    /// The callee.
    callee = RINGOUT_LEG_CALLEE,
};

/// How far a call is.
enum class phase : std::uint32_t {
    /// The three statuses fit no documented phase.
    unknown = RINGOUT_PHASE_UNKNOWN,
    /// The caller's phone rings.
    ringing_caller = RINGOUT_PHASE_RINGING_CALLER,
    /// The caller has answered, and the callee's phone rings.
    ringing_callee = RINGOUT_PHASE_RINGING_CALLEE,
    /// Both have answered.
    connected = RINGOUT_PHASE_CONNECTED,
    /// The call is over, successfully or not.
    ended = RINGOUT_PHASE_ENDED,
};

/// The status of a call or of one of its legs.
enum class status : std::uint32_t {
    /// A status that RingCentral's documentation does not have. The `..._status_text()` functions return its string.
    unknown = RINGOUT_STATUS_UNKNOWN,
    /// Connecting.
    in_progress = RINGOUT_STATUS_IN_PROGRESS,
    /// Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
    success = RINGOUT_STATUS_SUCCESS,
    /// Hung up after being answered.
    finished = RINGOUT_STATUS_FINISHED,
    /// The phone was busy.
    busy = RINGOUT_STATUS_BUSY,
    /// Dropped by timeout.
    no_answer = RINGOUT_STATUS_NO_ANSWER,
    /// Cancelled by the user, or the caller hung up while the callee was ringing.
    rejected = RINGOUT_STATUS_REJECTED,
    /// An error of the phone network or RingCentral.
    generic_error = RINGOUT_STATUS_GENERIC_ERROR,
    /// International, domestic or internal calling is disabled for this extension.
    international_disabled = RINGOUT_STATUS_INTERNATIONAL_DISABLED,
    /// The destination is blocked.
    destination_blocked = RINGOUT_STATUS_DESTINATION_BLOCKED,
    /// Not enough funds.
    not_enough_funds = RINGOUT_STATUS_NOT_ENOUGH_FUNDS,
    /// No such user.
    no_such_user = RINGOUT_STATUS_NO_SUCH_USER,
    /// RingOut from this number is not supported.
    ring_out_from_this_number_is_not_supported = RINGOUT_STATUS_RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED,
    /// One or both legs could not be connected.
    cannot_reach = RINGOUT_STATUS_CANNOT_REACH,
    /// Internal failure of RingCentral, or no resources.
    no_answering_machine = RINGOUT_STATUS_NO_ANSWERING_MACHINE,
    /// The RingOut call no longer exists.
    no_session_found = RINGOUT_STATUS_NO_SESSION_FOUND,
    /// An error without more detail.
    error = RINGOUT_STATUS_ERROR,
    /// RingCentral lost the state.
    invalid = RINGOUT_STATUS_INVALID,
};

/// How a transition compares with RingCentral's documentation. The values grow from best to worst.
enum class verdict_kind : std::uint32_t {
    /// No status changed.
    unchanged = RINGOUT_VERDICT_UNCHANGED,
    /// Each changed status took one documented step.
    documented = RINGOUT_VERDICT_DOCUMENTED,
    /// Documented, through a state that was not seen.
    skipped = RINGOUT_VERDICT_SKIPPED,
    /// A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
    undocumented = RINGOUT_VERDICT_UNDOCUMENTED,
    /// A step out of an ended state, or backwards.
    impossible = RINGOUT_VERDICT_IMPOSSIBLE,
};

/// The part of a state that a verdict is about.
enum class field : std::uint32_t {
    /// The reason concerns the status of the call.
    call = RINGOUT_FIELD_CALL,
    /// The reason concerns the caller's leg.
    caller = RINGOUT_FIELD_CALLER,
    /// The reason concerns the callee's leg.
    callee = RINGOUT_FIELD_CALLEE,
    /// The reason concerns the combination of the three statuses.
    combination = RINGOUT_FIELD_COMBINATION,
};

/// The scheme of a link that dials a number.
enum class dial_scheme : std::uint32_t {
    /// A link that opens RingCentral's apps.
    rc_mobile = RINGOUT_DIAL_SCHEME_RC_MOBILE,
    /// A link that opens the device's default app for calls.
    tel = RINGOUT_DIAL_SCHEME_TEL,
};

/// Why a function failed.
enum class error_code : std::uint32_t {
    /// Success.
    ok = RINGOUT_OK,
    /// Rejected locally; nothing was sent. `error::parameter()` names the argument.
    invalid_argument = RINGOUT_INVALID_ARGUMENT,
    /// There is no usable token, and no credential to log in with.
    not_logged_in = RINGOUT_NOT_LOGGED_IN,
    /// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
    unauthorized = RINGOUT_UNAUTHORIZED,
    /// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
    forbidden = RINGOUT_FORBIDDEN,
    /// HTTP 404.
    not_found = RINGOUT_NOT_FOUND,
    /// HTTP 429. `error::retry_after()` returns how long to wait.
    rate_limited = RINGOUT_RATE_LIMITED,
    /// Any other HTTP 4xx.
    rejected = RINGOUT_REJECTED,
    /// HTTP 5xx after the allowed retries.
    server = RINGOUT_SERVER,
    /// The deadline passed; no call was placed.
    timeout = RINGOUT_TIMEOUT,
    /// DNS, connect, TLS, or a broken connection; no call was placed.
    connection = RINGOUT_CONNECTION,
    /// The response could not be understood or was too large, or the request was too large to be sent.
    protocol = RINGOUT_PROTOCOL,
    /// A `cancel_token` interrupted the operation; no call was placed.
    cancelled = RINGOUT_CANCELLED,
    /// The token store failed, or the journal of a batch did.
    storage = RINGOUT_STORAGE,
    /// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
    maybe_placed = RINGOUT_MAYBE_PLACED,
    /// A required pointer was NULL. `error::parameter()` names it.
    null_pointer = RINGOUT_NULL_POINTER,
    /// A string was not valid UTF-8. `error::parameter()` names it.
    invalid_utf8 = RINGOUT_INVALID_UTF8,
    /// A caught panic or a broken invariant. Please report it.
    internal = RINGOUT_INTERNAL,
};

/// Returns the name of a value, as every language of this library spells it, such as "InProgress". Valid forever.
[[nodiscard]] inline std::string_view to_string(call_path value) noexcept
{
    return ringout_call_path_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(log_level value) noexcept
{
    return ringout_log_level_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(check_kind value) noexcept
{
    return ringout_check_kind_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(check_result value) noexcept
{
    return ringout_check_result_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(cancel_effect value) noexcept
{
    return ringout_cancel_effect_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(event_kind value) noexcept
{
    return ringout_event_kind_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(until value) noexcept
{
    return ringout_until_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(journal_step value) noexcept
{
    return ringout_journal_step_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(log_match value) noexcept
{
    return ringout_log_match_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(outcome_kind value) noexcept
{
    return ringout_outcome_kind_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(outcome_source value) noexcept
{
    return ringout_outcome_source_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(leg value) noexcept
{
    return ringout_leg_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(phase value) noexcept
{
    return ringout_phase_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(status value) noexcept
{
    return ringout_status_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(verdict_kind value) noexcept
{
    return ringout_verdict_kind_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(field value) noexcept
{
    return ringout_field_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(dial_scheme value) noexcept
{
    return ringout_dial_scheme_name(static_cast<std::uint32_t>(value));
}
[[nodiscard]] inline std::string_view to_string(error_code value) noexcept
{
    return ringout_error_code_name(static_cast<std::uint32_t>(value));
}

namespace internal {

template <class T, class = void>
inline constexpr bool has_name = false;
template <class T>
inline constexpr bool has_name<T, std::void_t<decltype(to_string(std::declval<T>()))>> = std::is_enum_v<T>;

} // namespace internal

/// Writes the name of a value.
template <class Stream, class T, std::enable_if_t<internal::has_name<T>, int> = 0>
auto operator<<(Stream &out, T value) -> decltype(out << std::string_view())
{
    return out << to_string(value);
}

/// Returns the meaning of a status in one sentence without a full stop. Valid forever.
[[nodiscard]] inline std::string_view explain(status value) noexcept
{
    return ringout_status_explain(static_cast<std::uint32_t>(value));
}

/// Returns the status that RingCentral spells so, or `status::unknown`.
[[nodiscard]] inline status parse_status(const string_argument &text)
{
    return static_cast<status>(ringout_status_parse(text.c_str()));
}

/// Returns true if a leg with this status could not be connected.
[[nodiscard]] inline bool is_failed_leg(status value) noexcept
{
    return ringout_status_is_failed_leg(static_cast<std::uint32_t>(value));
}

/// Returns true if no other status is expected afterwards. False for `status::success`: the legs end a call, not its status.
[[nodiscard]] inline bool is_ended(status value) noexcept
{
    return ringout_status_is_ended(static_cast<std::uint32_t>(value));
}

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_CONSTANTS_HPP

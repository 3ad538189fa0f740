/* Calls, call requests, watches and cancel tokens. Part of ringout.hpp. */

#ifndef RINGOUT_CALL_HPP
#define RINGOUT_CALL_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base.hpp"
#include "call_log.hpp"
#include "state.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// A change of a call's state. Copies share it.
class change {
public:
    using c_type = ringout_change;

    /// Takes ownership of the change.
    explicit change(ringout_change *raw) : raw_(raw, ringout_change_free) {}

    /// The previous state. Nothing for the first poll of a call that was not placed through this handle. Valid while this
    /// change or a copy of it lives.
    [[nodiscard]] std::optional<state_view> previous() const
    {
        const ringout_state *const previous = ringout_change_previous(get());
        return previous == nullptr ? std::nullopt : std::optional(state_view(previous));
    }
    /// The new state. Valid while this change or a copy of it lives.
    [[nodiscard]] state_view state() const { return state_view(ringout_change_state(get())); }
    /// How the transition compares with RingCentral's documentation. Nothing without a previous state. Valid while this
    /// change or a copy of it lives.
    [[nodiscard]] std::optional<verdict_view> verdict() const
    {
        const ringout_verdict *const verdict = ringout_change_verdict(get());
        return verdict == nullptr ? std::nullopt : std::optional(verdict_view(verdict));
    }
    /// The lower bound of the time of the change, since the call was placed or the handle created.
    [[nodiscard]] std::chrono::milliseconds earliest() const
    {
        return internal::milliseconds(ringout_change_earliest_ms(get()));
    }
    /// The upper bound of the time of the change, since the call was placed or the handle created.
    [[nodiscard]] std::chrono::milliseconds latest() const
    {
        return internal::milliseconds(ringout_change_latest_ms(get()));
    }

    /// The C object, which stays owned.
    [[nodiscard]] const ringout_change *get() const noexcept { return raw_.get(); }

private:
    std::shared_ptr<const ringout_change> raw_;
};

/// The changes of a call, for one loop: `for (const auto &change : call.watch())`. Leaving the loop does not hang up, unless
/// `cancel_on_exit` is set. Only one thread at a time may use it.
class watch : public internal::owner<ringout_watch, ringout_watch_free> {
public:
    /// An input iterator. It belongs to the watch, and must not be used after the watch was moved.
    using iterator = internal::input_iterator<watch, change>;

    using owner::owner;

    /// Waits for the next change. Returns nothing when `call::wait()` would return.
    returned<std::optional<change>> next()
    {
        return internal::make_optional<change>(next_change, raw_.get());
    }
    /// Waits for the first change.
    iterator begin() { return iterator(this); }
    /// The end of the changes: the end of the call, or of the wait for it.
    iterator end() { return iterator(); }
    /// The outcome, judged by the last known state. Sends nothing.
    returned<ringout::outcome> outcome() const
    {
        return internal::make<ringout::outcome>(ringout_watch_outcome, get());
    }
#ifdef RINGOUT_NO_EXCEPTIONS
    /// The error that ended a loop, if one did. With exceptions, the loop throws it.
    [[nodiscard]] const std::optional<ringout::error> &error() const noexcept { return steps_.error; }
#endif

private:
    friend iterator;
    std::optional<change> step() { return steps_.unwrap(next()); }

    /// Returns a change that outlives the next one.
    static ringout_status next_change(ringout_watch *watch, ringout_change **change, ringout_error **err)
    {
        const ringout_change *borrowed = nullptr;
        const ringout_status status = ringout_watch_next(watch, &borrowed, err);
        return status != RINGOUT_OK || borrowed == nullptr ? status : ringout_change_clone(borrowed, change, err);
    }

    internal::steps steps_;
};

/// Interrupts blocking operations from another thread. Bind it with `with_cancel_token()` of a client or a call.
class cancel_token : public internal::owner<ringout_cancel_token, ringout_cancel_token_free> {
public:
    using owner::owner;
    /// Creates a token that is not cancelled.
    cancel_token() : owner(created()) {}

    /// Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread and
    /// any number of times, but not in a signal handler.
    void cancel() const noexcept { ringout_cancel_token_cancel(get()); }
    /// Whether the token was cancelled.
    [[nodiscard]] bool is_cancelled() const noexcept { return ringout_cancel_token_is_cancelled(get()); }

private:
    static ringout_cancel_token *created()
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        // Without a token, binding it is an error.
        return internal::made_by<ringout_cancel_token *>(ringout_cancel_token_new).value_or(nullptr);
#else
        return internal::made_by<ringout_cancel_token *>(ringout_cancel_token_new);
#endif
    }
};

/// How to wait for a call.
struct wait_options {
    /// What to wait for.
    ringout::until until = ringout::until::ended;
    /// The longest time to wait; one hour unless set.
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
    /// Whether to hang up when the timeout passes.
    bool cancel_on_timeout = false;
    /// Whether to hang up if the wait is left without an outcome: an exception, or a watch that is destroyed.
    bool cancel_on_exit = false;
};

namespace internal {

inline ringout_wait_options raw_options(const wait_options &options)
{
    ringout_wait_options raw = RINGOUT_WAIT_OPTIONS_INIT;
    raw.until = internal::number_of(options.until);
    raw.timeout_ms = internal::timeout(options.timeout);
    raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
    raw.cancel_on_exit = options.cancel_on_exit ? 1 : 0;
    return raw;
}

} // namespace internal

/// A handle for a call on RingCentral. Destroying it does not hang up; a `scoped_call` does.
class call : public internal::owner<ringout_call, ringout_call_free> {
public:
    using owner::owner;

    /// Another handle for the same call.
    [[nodiscard]] returned<call> clone() const { return internal::make<call>(ringout_call_clone, get()); }
    /// Another handle for the same call, whose operations the token can interrupt.
    [[nodiscard]] returned<call> with_cancel_token(const cancel_token &token) const
    {
        return internal::make<call>(ringout_call_with_cancel_token, get(), token.get());
    }
    /// RingCentral's id of the call, for `client::call()`.
    [[nodiscard]] std::string id() const { return ringout_call_id(get()); }
    /// Whether the call was placed by another request with the same `dedupe_key`, and not by the one that returned this handle.
    [[nodiscard]] bool adopted() const noexcept { return ringout_call_adopted(get()); }
    /// Takes the lease of a call with a `dedupe_key`. How long another client still has it, or nothing if it is now this
    /// client's or the call has ended.
    returned<std::optional<std::chrono::milliseconds>> take_lease() const
    {
        using left = std::optional<std::chrono::milliseconds>;
        const auto convert = [](std::uint64_t ms) { return ms == 0 ? left() : left(internal::milliseconds(ms)); };
        return internal::converted<left, std::uint64_t>(convert, ringout_call_take_lease, get());
    }
    /// Claims the outcome of a call with a `dedupe_key`, for the process that reports it: true once for a key.
    returned<bool> claim_outcome() const
    {
        const auto convert = [](bool claimed) { return claimed; };
        return internal::converted<bool, bool>(convert, ringout_call_claim_outcome, get());
    }
    /// Requests the current state. Do not poll with it; use `wait()` or `watch()`.
    returned<ringout::state> status() const { return internal::make<ringout::state>(ringout_call_status, get()); }
    /// The last known state, if any. Sends nothing.
    [[nodiscard]] returned<std::optional<ringout::state>> state() const
    {
        return internal::make_optional<ringout::state>(ringout_call_state, get());
    }
    /// The outcome, judged by the last known state: `outcome_kind::still_in_progress` until the end was seen. Sends nothing.
    [[nodiscard]] returned<ringout::outcome> outcome() const
    {
        return internal::make<ringout::outcome>(ringout_call_outcome, get());
    }
    /// Looks the call up in RingCentral's call log.
    [[nodiscard]] returned<call_log> log() const { return internal::make<call_log>(ringout_call_log, get()); }
    /// Asks RingCentral to hang up, polls the call once, and returns the effect.
    returned<cancel_effect> cancel() const
    {
        const auto convert = [](std::uint32_t effect) { return cancel_effect{effect}; };
        return internal::converted<cancel_effect, std::uint32_t>(convert, ringout_call_cancel, get());
    }
    /// Lets the call go on: no `scoped_call` and no wait with `cancel_on_exit` that has begun hangs it up. Sends nothing.
    void detach() const noexcept { ringout_call_detach(get()); }
    /// Waits until the call ends or is answered. A timeout is an outcome, not an error.
    returned<ringout::outcome> wait(const wait_options &options = {}) const
    {
        const ringout_wait_options raw = internal::raw_options(options);
        return internal::make<ringout::outcome>(ringout_call_wait, get(), &raw);
    }
    /// Follows the call change by change. Does not block.
    [[nodiscard]] returned<ringout::watch> watch(const wait_options &options = {}) const
    {
        const ringout_wait_options raw = internal::raw_options(options);
        return internal::make<ringout::watch>(ringout_watch_new, get(), &raw);
    }
};

/// A call to place. Only `to` is required. `ringout_call_request` describes the fields and the format of numbers.
struct call_request {
    /// The callee's number.
    std::string to;
    /// The caller's number, which rings first. Unless set, it is the user's default forwarding number.
    std::optional<std::string> from = std::nullopt;
    /// The caller as the id of one of the user's forwarding numbers, instead of `from`.
    std::optional<std::string> from_forwarding_number = std::nullopt;
    /// The number that the callee sees, one of `client::caller_ids()`.
    std::optional<std::string> caller_id = std::nullopt;
    /// RingCentral's id of the country for national numbers, such as "1".
    std::optional<std::string> country = std::nullopt;
    /// Whether the caller must press 1 before the callee is dialled. Unless set, the account's setting decides.
    std::optional<bool> play_prompt = std::nullopt;
    /// Whether `client::create_call()` hangs up if it is interrupted after the request was sent.
    bool cancel_on_exit = false;
    /// The key under which this call is placed at most once by all processes that share a ledger, such as the id of a job.
    std::optional<std::string> dedupe_key = std::nullopt;
};

namespace internal {

/// Converts a request. The result borrows the strings of `request`.
inline ringout_call_request raw_request(const call_request &request)
{
    ringout_call_request raw = RINGOUT_CALL_REQUEST_INIT;
    raw.to = request.to.c_str();
    raw.from = pointer(request.from);
    raw.from_forwarding_number = pointer(request.from_forwarding_number);
    raw.caller_id = pointer(request.caller_id);
    raw.country = pointer(request.country);
    if (request.play_prompt)
        raw.play_prompt = *request.play_prompt ? RINGOUT_PLAY_PROMPT_YES : RINGOUT_PLAY_PROMPT_NO;
    raw.cancel_on_exit = request.cancel_on_exit ? 1 : 0;
    raw.dedupe_key = pointer(request.dedupe_key);
    return raw;
}

} // namespace internal

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_CALL_HPP

/* Calls, call requests, watches and cancel tokens. Part of ringout.hpp. */

#ifndef RINGOUT_CALL_HPP
#define RINGOUT_CALL_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base.hpp"
#include "call_log.hpp"
#include "state.hpp"

namespace ringout {

/// A change of a call's state, valid until the watch moves to the next one.
class change {
public:
    explicit change(const ringout_change *raw) : raw_(raw) {}

    /// Nothing for the first poll of a call that was not placed through this handle.
    std::optional<state_view> previous() const
    {
        const ringout_state *const previous = ringout_change_previous(raw_);
        return previous == nullptr ? std::nullopt : std::optional(state_view(previous));
    }
    state_view state() const { return state_view(ringout_change_state(raw_)); }
    /// How the transition compares with RingCentral's documentation. Nothing without a previous state.
    std::optional<verdict_view> verdict() const
    {
        const ringout_verdict *const verdict = ringout_change_verdict(raw_);
        return verdict == nullptr ? std::nullopt : std::optional(verdict_view(verdict));
    }
    /// The bounds of the time of the change, since the call was placed or the handle created.
    std::chrono::milliseconds earliest() const { return internal::milliseconds(ringout_change_earliest_ms(raw_)); }
    std::chrono::milliseconds latest() const { return internal::milliseconds(ringout_change_latest_ms(raw_)); }

    const ringout_change *get() const noexcept { return raw_; }

private:
    const ringout_change *raw_;
};

/// The changes of a call, for one loop: `for (const auto &change : call.watch())`. Leaving the loop does
/// not hang up, unless `cancel_on_exit` is set.
class watch : public internal::owner<ringout_watch, ringout_watch_free> {
public:
    class iterator {
    public:
        const change &operator*() const { return change_; }
        iterator &operator++()
        {
            change_ = change(internal::made_by<const ringout_change *>(ringout_watch_next, watch_));
            return *this;
        }
        bool operator!=(const iterator &other) const { return change_.get() != other.change_.get(); }

    private:
        friend class watch;
        iterator() : watch_(nullptr), change_(nullptr) {}
        explicit iterator(ringout_watch *watch) : watch_(watch), change_(nullptr) { ++*this; }

        ringout_watch *watch_;
        change change_;
    };

    using owner::owner;

    /// Waits for the first change.
    iterator begin() { return iterator(raw_.get()); }
    iterator end() { return iterator(); }
    /// The outcome, judged by the last known state. Sends nothing.
    ringout::outcome outcome() const
    {
        return ringout::outcome(internal::made_by<ringout_outcome *>(ringout_watch_outcome, get()));
    }
};

/// Interrupts blocking operations from another thread. Bind it with `with_cancel_token()` of a client or a call.
class cancel_token : public internal::owner<ringout_cancel_token, ringout_cancel_token_free> {
public:
    using owner::owner;
    cancel_token() : owner(internal::made_by<ringout_cancel_token *>(ringout_cancel_token_new)) {}

    /// May be called on any thread and any number of times, but not in a signal handler.
    void cancel() const noexcept { ringout_cancel_token_cancel(get()); }
    bool is_cancelled() const noexcept { return ringout_cancel_token_is_cancelled(get()); }
};

/// How to wait for a call.
struct wait_options {
    /// A `RINGOUT_UNTIL_...`.
    std::uint32_t until = RINGOUT_UNTIL_ENDED;
    /// The longest time to wait; one hour unless set.
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
    /// Whether to hang up when the timeout passes.
    bool cancel_on_timeout = false;
    /// Whether to hang up if the wait is left without an outcome: an exception, or a watch that is destroyed.
    bool cancel_on_exit = false;
};

/// A handle for a call on RingCentral. Destroying it does not hang up; a `scoped_call` does.
class call : public internal::owner<ringout_call, ringout_call_free> {
public:
    using owner::owner;

    /// Another handle for the same call.
    call clone() const { return call(internal::made_by<ringout_call *>(ringout_call_clone, get())); }
    /// Another handle for the same call, whose operations the token can interrupt.
    call with_cancel_token(const cancel_token &token) const
    {
        return call(internal::made_by<ringout_call *>(ringout_call_with_cancel_token, get(), token.get()));
    }
    /// RingCentral's id of the call, for `client::call()`.
    std::string id() const { return ringout_call_id(get()); }
    /// Requests the current state. Do not poll with it; use `wait()` or `watch()`.
    ringout::state status() const
    {
        return ringout::state(internal::made_by<ringout_state *>(ringout_call_status, get()));
    }
    /// The last known state, if any. Sends nothing.
    std::optional<ringout::state> state() const
    {
        ringout_state *const seen = internal::made_by<ringout_state *>(ringout_call_state, get());
        return seen == nullptr ? std::nullopt : std::optional<ringout::state>(std::in_place, seen);
    }
    /// The outcome, judged by the last known state. Sends nothing.
    ringout::outcome outcome() const
    {
        return ringout::outcome(internal::made_by<ringout_outcome *>(ringout_call_outcome, get()));
    }
    /// Looks the call up in RingCentral's call log.
    call_log log() const { return call_log(internal::made_by<ringout_logged_call *>(ringout_call_log, get())); }
    /// Asks RingCentral to hang up. Returns a `RINGOUT_CANCEL_...`.
    std::uint32_t cancel() const { return internal::made_by<std::uint32_t>(ringout_call_cancel, get()); }
    /// Lets the call go on: no `scoped_call` and no wait with `cancel_on_exit` that has begun hangs it up. Sends nothing.
    void detach() const noexcept { ringout_call_detach(get()); }
    /// Waits until the call ends or is answered. A timeout is an outcome, not an error.
    ringout::outcome wait(const wait_options &options = {}) const
    {
        const ringout_wait_options raw = raw_options(options);
        return ringout::outcome(internal::made_by<ringout_outcome *>(ringout_call_wait, get(), &raw));
    }
    /// Follows the call change by change. Does not block.
    ringout::watch watch(const wait_options &options = {}) const
    {
        const ringout_wait_options raw = raw_options(options);
        return ringout::watch(internal::made_by<ringout_watch *>(ringout_watch_new, get(), &raw));
    }

private:
    static ringout_wait_options raw_options(const wait_options &options)
    {
        ringout_wait_options raw = RINGOUT_WAIT_OPTIONS_INIT;
        raw.until = options.until;
        raw.timeout_ms = internal::timeout(options.timeout);
        raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
        raw.cancel_on_exit = options.cancel_on_exit ? 1 : 0;
        return raw;
    }
};

/// A call to place. Only `to` is required. `ringout_call_request` describes the fields and the format of numbers.
struct call_request {
    std::string to;
    std::optional<std::string> from = std::nullopt;
    std::optional<std::string> from_forwarding_number = std::nullopt;
    std::optional<std::string> caller_id = std::nullopt;
    std::optional<std::string> country = std::nullopt;
    std::optional<bool> play_prompt = std::nullopt;
    /// Whether `client::create_call()` hangs up if it is interrupted after the request was sent.
    bool cancel_on_exit = false;
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
    return raw;
}

} // namespace internal

} // namespace ringout

#endif // RINGOUT_CALL_HPP

/* The inbox: results, changes and log records for programs with an event loop. Not part of ringout.hpp: include it too. */

#ifndef RINGOUT_INBOX_HPP
#define RINGOUT_INBOX_HPP

#include "../ringout.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// One result or piece of news from an inbox. Can be moved and not copied. What is not taken from it goes with it.
class event : public internal::owner<ringout_event, ringout_event_free> {
public:
    using owner::owner;

    /// The tag that your program passed with the operation.
    [[nodiscard]] std::uint64_t tag() const noexcept { return ringout_event_tag(get()); }
    /// What it brings.
    [[nodiscard]] event_kind kind() const noexcept { return static_cast<event_kind>(ringout_event_kind(get())); }
    /// Whether the operation succeeded. If not, `take_error()` returns its error.
    [[nodiscard]] bool ok() const noexcept { return ringout_event_status(get()) == RINGOUT_OK; }

    // The functions that take return nothing if the event has an error instead, is of another kind, or was emptied.
    /// The call that was placed, or found by its `dedupe_key`.
    [[nodiscard]] std::optional<ringout::call> take_call() { return take<ringout::call>(ringout_event_take_call); }
    /// The state that a status request returned.
    [[nodiscard]] std::optional<ringout::state> take_state() { return take<ringout::state>(ringout_event_take_state); }
    /// The outcome of a wait, or at the end of a watch.
    [[nodiscard]] std::optional<ringout::outcome> take_outcome() { return take<ringout::outcome>(ringout_event_take_outcome); }
    /// A change of a watched call.
    [[nodiscard]] std::optional<ringout::change> take_change() { return take<ringout::change>(ringout_event_take_change); }
    /// The report of a preflight.
    [[nodiscard]] std::optional<ringout::preflight> take_preflight() { return take<ringout::preflight>(ringout_event_take_preflight); }
    /// The result of a search in the call log.
    [[nodiscard]] std::optional<ringout::call_log> take_call_log() { return take<ringout::call_log>(ringout_event_take_logged_call); }
    /// The response to any other request.
    [[nodiscard]] std::optional<ringout::response> take_response() { return take<ringout::response>(ringout_event_take_response); }
    /// One result of a batch.
    [[nodiscard]] std::optional<ringout::placed> take_placed() { return take<ringout::placed>(ringout_event_take_placed); }
    /// The list as the C object: read it with the functions of `ringout.h`.
    [[nodiscard]] std::unique_ptr<ringout_caller_ids, void (*)(ringout_caller_ids *)> take_caller_ids()
    {
        return {ringout_event_take_caller_ids(raw_.get()), ringout_caller_ids_free};
    }
    /// The list as the C object: read it with the functions of `ringout.h`.
    [[nodiscard]] std::unique_ptr<ringout_forwarding_numbers, void (*)(ringout_forwarding_numbers *)> take_forwarding_numbers()
    {
        return {ringout_event_take_forwarding_numbers(raw_.get()), ringout_forwarding_numbers_free};
    }
    /// The error, which later calls do not return again.
    [[nodiscard]] std::optional<ringout::error> take_error() { return take<ringout::error>(ringout_event_take_error); }

    /// The effect of a cancel, if this is its result.
    [[nodiscard]] std::optional<ringout::cancel_effect> cancel_effect() const noexcept
    {
        const std::uint32_t effect = ringout_event_cancel_effect(get());
        return effect == 0 ? std::nullopt : std::optional(static_cast<ringout::cancel_effect>(effect));
    }
    /// How long another client still has the lease, if this is the result of `inbox::take_lease()` and it has.
    [[nodiscard]] std::optional<std::chrono::milliseconds> lease_left() const noexcept
    {
        const std::uint64_t left = ringout_event_lease_left_ms(get());
        return left == 0 ? std::nullopt : std::optional(internal::milliseconds(left));
    }
    /// Whether the outcome was claimed, if this is the result of `inbox::claim_outcome()`.
    [[nodiscard]] bool is_claimed() const noexcept { return ringout_event_is_claimed(get()); }
    /// The severity of a log record, if this is one.
    [[nodiscard]] std::optional<ringout::log_level> log_level() const noexcept
    {
        const std::uint32_t level = ringout_event_log_level(get());
        return level == 0 ? std::nullopt : std::optional(static_cast<ringout::log_level>(level));
    }
    /// The line of a log record, if this is one.
    [[nodiscard]] std::optional<std::string> log_message() const { return internal::text(ringout_event_log_message(get())); }

private:
    template <class T, class Raw>
    std::optional<T> take(Raw *(*function)(ringout_event *))
    {
        Raw *const raw = function(raw_.get());
        return raw == nullptr ? std::nullopt : std::optional<T>(std::in_place, raw);
    }
};

/// Collects the results of operations, the changes of calls and log records. `ringout_inbox` describes it.
///
/// Each function that starts an operation returns at once. It fails only for an argument that cannot be read; every other
/// error is in the event. All functions may be called on many threads at once. Can be moved and not copied; destroying it
/// interrupts what is under way.
class inbox {
private:
    /// The journals of the batches, which live until the last event of their tag was taken.
    class journals {
    public:
        void begin(std::uint64_t tag, std::unique_ptr<internal::journal_holder> journal)
        {
            const std::lock_guard<std::mutex> guard(mutex_);
            batches &all = by_tag_[tag];
            all.journals.push_back(std::move(journal));
            all.under_way++;
        }
        void end(std::uint64_t tag)
        {
            const std::lock_guard<std::mutex> guard(mutex_);
            const auto found = by_tag_.find(tag);
            if (found != by_tag_.end() && --found->second.under_way == 0)
                by_tag_.erase(found);
        }

    private:
        struct batches {
            std::vector<std::unique_ptr<internal::journal_holder>> journals = {};
            std::size_t under_way = 0;
        };
        std::mutex mutex_;
        std::map<std::uint64_t, batches> by_tag_;
    };

    struct deleter {
        void operator()(ringout_inbox *raw) const noexcept { ringout_inbox_free(raw); }
    };

    static ringout_inbox *created()
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        // Without an inbox, starting an operation is an error.
        return internal::made_by<ringout_inbox *>(ringout_inbox_new).value_or(nullptr);
#else
        return internal::made_by<ringout_inbox *>(ringout_inbox_new);
#endif
    }

    /// Returns a function that owns an event, and frees the journal of a batch at its end.
    [[nodiscard]] auto taken() const
    {
        return [journals = journals_.get()](ringout_event *raw) {
            if (raw == nullptr)
                return std::optional<event>();
            if (ringout_event_kind(raw) == RINGOUT_EVENT_PLACE_ALL_END)
                journals->end(ringout_event_tag(raw));
            return std::optional<event>(std::in_place, raw);
        };
    }

public:
    /// Creates an inbox without events.
    inbox() : raw_(created()) {}

    /// The descriptor to wait for; -1 on Windows. It belongs to the inbox.
    [[nodiscard]] int fd() const noexcept { return ringout_inbox_fd(get()); }
    /// The next event, or nothing if there is none. Never blocks.
    [[nodiscard]] returned<std::optional<event>> next() const
    {
        return internal::converted<std::optional<event>, ringout_event *>(taken(), ringout_inbox_next, get());
    }
    /// Waits for the next event. Nothing if the timeout passes; without one there is no limit.
    [[nodiscard]] returned<std::optional<event>> wait(std::optional<std::chrono::milliseconds> timeout = std::nullopt) const
    {
        const std::uint32_t ms = internal::timeout(timeout);
        return internal::converted<std::optional<event>, ringout_event *>(taken(), ringout_inbox_wait, get(), ms);
    }
    /// Interrupts everything with this tag, and returns how much that is.
    std::size_t interrupt(std::uint64_t tag) const noexcept { return ringout_inbox_interrupt(get(), tag); }
    /// The number of operations, followed calls and batches under way.
    [[nodiscard]] std::size_t pending() const noexcept { return ringout_inbox_pending(get()); }
    /// The number of log records that were dropped because 1,000 were unread.
    [[nodiscard]] std::uint64_t dropped_log_records() const noexcept { return ringout_inbox_dropped_log_records(get()); }
    /// Receives log records of this level and more severe ones, or none.
    returned<void> log(std::optional<ringout::log_level> level, std::uint64_t tag) const
    {
        return internal::run(ringout_log_into, level ? internal::number_of(*level) : 0, get(), tag);
    }

    // The login functions yield `event_kind::login`, every other one an event of the kind with its name.

    /// Logs in with a JWT credential, like `client::login_jwt()`.
    returned<void> login_jwt(const client &with, const string_argument &jwt, std::uint64_t tag) const
    {
        return internal::run(ringout_client_login_jwt_into, with.get(), jwt.c_str(), get(), tag);
    }
    /// Logs in with a password.
    returned<void> login_password(const client &with, const string_argument &username, const optional_string_argument &extension,
                        const string_argument &password, std::uint64_t tag) const
    {
        return internal::run(ringout_client_login_password_into, with.get(), username.c_str(), extension.c_str(),
                      password.c_str(), get(), tag);
    }
    /// Logs in with an authorization code.
    returned<void> login_code(const client &with, const string_argument &code, const string_argument &redirect_uri,
                    const optional_string_argument &verifier, std::uint64_t tag) const
    {
        return internal::run(ringout_client_login_code_into, with.get(), code.c_str(), redirect_uri.c_str(),
                      verifier.c_str(), get(), tag);
    }
    /// Finishes a login on RingCentral's page.
    returned<void> login_redirect(const client &with, const string_argument &redirected_to, const authorization &begun,
                        std::uint64_t tag) const
    {
        return internal::run(ringout_client_login_redirect_into, with.get(), redirected_to.c_str(), begun.get(), get(), tag);
    }
    /// Replaces the token.
    returned<void> refresh(const client &with, std::uint64_t tag) const
    {
        return internal::run(ringout_client_refresh_into, with.get(), get(), tag);
    }
    /// Forgets the token and the credentials, and revokes the token.
    returned<void> logout(const client &with, std::uint64_t tag) const
    {
        return internal::run(ringout_client_logout_into, with.get(), get(), tag);
    }

    /// Places a call.
    returned<void> create_call(const client &with, const call_request &request, std::uint64_t tag) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        return internal::run(ringout_client_create_call_into, with.get(), &raw, get(), tag);
    }
    /// Finds a call by the `dedupe_key` of its request.
    returned<void> find_call(const client &with, const string_argument &dedupe_key, std::uint64_t tag) const
    {
        return internal::run(ringout_client_find_call_into, with.get(), dedupe_key.c_str(), get(), tag);
    }
    /// Requests the numbers that can be shown to the callee.
    returned<void> caller_ids(const client &with, std::uint64_t tag) const
    {
        return internal::run(ringout_client_caller_ids_into, with.get(), get(), tag);
    }
    /// Requests the forwarding numbers of the user.
    returned<void> forwarding_numbers(const client &with, std::uint64_t tag) const
    {
        return internal::run(ringout_client_forwarding_numbers_into, with.get(), get(), tag);
    }
    /// Looks for what would make a call fail.
    returned<void> preflight(const client &with, const std::optional<call_request> &request, std::uint64_t tag) const
    {
        const ringout_call_request raw = internal::raw_request(request ? *request : call_request{});
        return internal::run(ringout_client_preflight_into, with.get(), request ? &raw : nullptr, get(), tag);
    }
    /// Looks for a call in the call log.
    returned<void> call_log(const client &with, const string_argument &to, const optional_string_argument &from,
                  std::chrono::system_clock::time_point sent_at, std::uint64_t tag) const
    {
        return internal::run(ringout_client_call_log_into, with.get(), to.c_str(), from.c_str(),
                      internal::unix_ms(sent_at), get(), tag);
    }
    /// Sends any other API request. Yields `event_kind::response`.
    returned<void> request(const client &with, const string_argument &method, const string_argument &path, const client::query &parameters,
                 const optional_string_argument &body, std::uint64_t tag) const
    {
        return start_request(ringout_client_request_into, with, method, path, parameters, body, tag);
    }
    /// Sends a request, like `client::send()`. Yields `event_kind::response`, also for responses outside 200 to 299.
    returned<void> send(const client &with, const string_argument &method, const string_argument &path, const client::query &parameters,
              const optional_string_argument &body, std::uint64_t tag) const
    {
        return start_request(ringout_client_send_into, with, method, path, parameters, body, tag);
    }

    /// Takes the lease of a call with a `dedupe_key`.
    returned<void> take_lease(const call &of, std::uint64_t tag) const
    {
        return internal::run(ringout_call_take_lease_into, of.get(), get(), tag);
    }
    /// Claims the outcome of a call with a `dedupe_key`.
    returned<void> claim_outcome(const call &of, std::uint64_t tag) const
    {
        return internal::run(ringout_call_claim_outcome_into, of.get(), get(), tag);
    }
    /// Requests the state of a call.
    returned<void> status(const call &of, std::uint64_t tag) const { return internal::run(ringout_call_status_into, of.get(), get(), tag); }
    /// Hangs up.
    returned<void> cancel(const call &of, std::uint64_t tag) const { return internal::run(ringout_call_cancel_into, of.get(), get(), tag); }
    /// Looks the call up in the call log.
    returned<void> log(const call &of, std::uint64_t tag) const { return internal::run(ringout_call_log_into, of.get(), get(), tag); }
    /// Waits until the call ends or is answered.
    returned<void> wait(const call &of, const wait_options &options, std::uint64_t tag) const
    {
        const ringout_wait_options raw = internal::raw_options(options);
        return internal::run(ringout_call_wait_into, of.get(), &raw, get(), tag);
    }
    /// Yields `event_kind::change` for each change, then one `event_kind::watch_end`.
    returned<void> watch(const call &of, const wait_options &options, std::uint64_t tag) const
    {
        const ringout_wait_options raw = internal::raw_options(options);
        return internal::run(ringout_call_watch_into, of.get(), &raw, get(), tag);
    }
    /// Yields `event_kind::placed` for each request, then one `event_kind::place_all_end`. `next()` and `wait()` call the
    /// journal, on their thread.
    returned<void> place_all(const client &with, const std::vector<call_request> &requests, place_options options,
                   std::uint64_t tag) const
    {
        const std::vector<ringout_call_request> raw_requests = internal::raw_requests(requests);
        ringout_place_options raw = internal::raw_options(options);
        std::unique_ptr<internal::journal_holder> journal = internal::hold_journal(std::move(options.journal), raw);
        journals_->begin(tag, std::move(journal));
        struct cleanup {
            journals *of;
            std::uint64_t tag;
            ~cleanup()
            {
                if (of != nullptr)
                    of->end(tag);
            }
        } undo{journals_.get(), tag};
        const auto begun = [&undo] { undo.of = nullptr; };
        return start_batch(begun, with.get(), raw_requests.data(), raw_requests.size(), &raw, tag);
    }

    /// The C object, which stays owned.
    [[nodiscard]] const ringout_inbox *get() const noexcept { return raw_.get(); }

private:
    template <class Function>
    returned<void> start_request(Function function, const client &with, const string_argument &method,
                                 const string_argument &path, const client::query &parameters,
                                 const optional_string_argument &body, std::uint64_t tag) const
    {
        std::vector<const char *> raw;
        for (const auto &[name, value] : parameters) {
            raw.push_back(name.c_str());
            raw.push_back(value.c_str());
        }
        raw.push_back(nullptr);
        return internal::run(function, with.get(), method.c_str(), path.c_str(), raw.data(), body.c_str(), get(), tag);
    }

    /// Starts a batch, and calls `begun` if it has begun.
    template <class Begun>
    returned<void> start_batch(Begun begun, const ringout_client *with, const ringout_call_request *requests,
                               std::size_t count, const ringout_place_options *options, std::uint64_t tag) const
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        returned<void> started = internal::run(ringout_client_place_all_into, with, requests, count, options, get(), tag);
        if (started)
            begun();
        return started;
#else
        internal::run(ringout_client_place_all_into, with, requests, count, options, get(), tag);
        begun();
#endif
    }

    /// Outlive the inbox, which calls them.
    std::unique_ptr<journals> journals_ = std::make_unique<journals>();
    std::unique_ptr<ringout_inbox, deleter> raw_;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_INBOX_HPP

/* The inbox: results, changes and log records for programs with an event loop. Not part of ringout.hpp: include it too. */

#ifndef RINGOUT_INBOX_HPP
#define RINGOUT_INBOX_HPP

#include "../ringout.hpp"

#include <algorithm>
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

/// A change of a call that was taken from an event.
class taken_change : public internal::owner<ringout_change, ringout_change_free> {
public:
    using owner::owner;

    /// Nothing for the first poll of a call that was not placed through this handle. Valid while this change lives.
    std::optional<state_view> previous() const
    {
        const ringout_state *const previous = ringout_change_previous(get());
        return previous == nullptr ? std::nullopt : std::optional(state_view(previous));
    }
    /// The new state. Valid while this change lives.
    state_view state() const { return state_view(ringout_change_state(get())); }
    /// How the transition compares with RingCentral's documentation. Nothing without a previous state.
    std::optional<verdict_view> verdict() const
    {
        const ringout_verdict *const verdict = ringout_change_verdict(get());
        return verdict == nullptr ? std::nullopt : std::optional(verdict_view(verdict));
    }
    /// The bounds of the time of the change, since the call was placed or the handle created.
    std::chrono::milliseconds earliest() const { return internal::milliseconds(ringout_change_earliest_ms(get())); }
    std::chrono::milliseconds latest() const { return internal::milliseconds(ringout_change_latest_ms(get())); }
};

/// One result or piece of news from an inbox. Can be moved and not copied. What is not taken from it goes with it.
class event : public internal::owner<ringout_event, ringout_event_free> {
public:
    using owner::owner;

    /// The tag that your program passed with the operation.
    std::uint64_t tag() const noexcept { return ringout_event_tag(get()); }
    /// A `RINGOUT_EVENT_...`.
    std::uint32_t kind() const noexcept { return ringout_event_kind(get()); }
    /// `RINGOUT_OK`, or the code of the error.
    ringout_status status() const noexcept { return ringout_event_status(get()); }
    bool ok() const noexcept { return status() == RINGOUT_OK; }

    /// The functions that take return nothing if the event has an error instead, is of another kind, or was emptied.
    std::optional<ringout::call> take_call() { return take<ringout::call>(ringout_event_take_call); }
    std::optional<ringout::state> take_state() { return take<ringout::state>(ringout_event_take_state); }
    std::optional<ringout::outcome> take_outcome() { return take<ringout::outcome>(ringout_event_take_outcome); }
    std::optional<taken_change> take_change() { return take<taken_change>(ringout_event_take_change); }
    std::optional<ringout::preflight> take_preflight() { return take<ringout::preflight>(ringout_event_take_preflight); }
    std::optional<ringout::call_log> take_call_log() { return take<ringout::call_log>(ringout_event_take_logged_call); }
    std::optional<ringout::response> take_response() { return take<ringout::response>(ringout_event_take_response); }
    std::optional<ringout::placed> take_placed() { return take<ringout::placed>(ringout_event_take_placed); }
    /// The lists are the C objects: read them with the functions of `ringout.h`.
    std::unique_ptr<ringout_caller_ids, void (*)(ringout_caller_ids *)> take_caller_ids()
    {
        return {ringout_event_take_caller_ids(raw_.get()), ringout_caller_ids_free};
    }
    std::unique_ptr<ringout_forwarding_numbers, void (*)(ringout_forwarding_numbers *)> take_forwarding_numbers()
    {
        return {ringout_event_take_forwarding_numbers(raw_.get()), ringout_forwarding_numbers_free};
    }
    /// The error, which later calls do not return again.
    std::optional<ringout::error> take_error() { return take<ringout::error>(ringout_event_take_error); }

    /// A `RINGOUT_CANCEL_...`, with `RINGOUT_EVENT_CANCEL`; else 0.
    std::uint32_t cancel_effect() const noexcept { return ringout_event_cancel_effect(get()); }
    /// A `RINGOUT_LOG_...`, with `RINGOUT_EVENT_LOG`; else 0.
    std::uint32_t log_level() const noexcept { return ringout_event_log_level(get()); }
    /// The line, with `RINGOUT_EVENT_LOG`.
    std::optional<std::string> log_message() const { return internal::text(ringout_event_log_message(get())); }

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
/// Each function that starts an operation returns at once. It throws only for an argument that cannot be read; every other
/// error is in the event. All functions may be called on many threads at once. Can be moved and not copied; destroying it
/// interrupts what is under way.
class inbox {
public:
    inbox() : raw_(internal::made_by<ringout_inbox *>(ringout_inbox_new)) {}

    /// The descriptor to wait for; -1 on Windows. It belongs to the inbox.
    int fd() const noexcept { return ringout_inbox_fd(get()); }
    /// The next event, or nothing if there is none. Never blocks.
    std::optional<event> next() const { return taken(internal::made_by<ringout_event *>(ringout_inbox_next, get())); }
    /// Waits for the next event. Nothing if the timeout passes; without one there is no limit.
    std::optional<event> wait(std::optional<std::chrono::milliseconds> timeout = std::nullopt) const
    {
        return taken(internal::made_by<ringout_event *>(ringout_inbox_wait, get(), internal::timeout(timeout)));
    }
    /// Interrupts everything with this tag, and returns how much that is.
    std::size_t interrupt(std::uint64_t tag) const noexcept { return ringout_inbox_interrupt(get(), tag); }
    /// The number of operations, followed calls and batches under way.
    std::size_t pending() const noexcept { return ringout_inbox_pending(get()); }
    /// The number of log records that were dropped because 1,000 were unread.
    std::uint64_t dropped_log_records() const noexcept { return ringout_inbox_dropped_log_records(get()); }
    /// Receives log records of this level, a `RINGOUT_LOG_...`, and more severe ones; 0 for none.
    void log(std::uint32_t level, std::uint64_t tag) const { internal::run(ringout_log_into, level, get(), tag); }

    /// The login functions yield `RINGOUT_EVENT_LOGIN`.
    void login_jwt(const client &with, const std::string &jwt, std::uint64_t tag) const
    {
        internal::run(ringout_client_login_jwt_into, with.get(), jwt.c_str(), get(), tag);
    }
    void login_password(const client &with, const std::string &username, const std::optional<std::string> &extension,
                        const std::string &password, std::uint64_t tag) const
    {
        internal::run(ringout_client_login_password_into, with.get(), username.c_str(), internal::pointer(extension),
                      password.c_str(), get(), tag);
    }
    void login_code(const client &with, const std::string &code, const std::string &redirect_uri,
                    const std::optional<std::string> &verifier, std::uint64_t tag) const
    {
        internal::run(ringout_client_login_code_into, with.get(), code.c_str(), redirect_uri.c_str(),
                      internal::pointer(verifier), get(), tag);
    }
    void login_redirect(const client &with, const std::string &redirected_to, const authorization &begun,
                        std::uint64_t tag) const
    {
        internal::run(ringout_client_login_redirect_into, with.get(), redirected_to.c_str(), begun.get(), get(), tag);
    }
    void refresh(const client &with, std::uint64_t tag) const
    {
        internal::run(ringout_client_refresh_into, with.get(), get(), tag);
    }
    void logout(const client &with, std::uint64_t tag) const
    {
        internal::run(ringout_client_logout_into, with.get(), get(), tag);
    }

    /// Each yields an event of the kind with its name.
    void create_call(const client &with, const call_request &request, std::uint64_t tag) const
    {
        const ringout_call_request raw = internal::raw_request(request);
        internal::run(ringout_client_create_call_into, with.get(), &raw, get(), tag);
    }
    void caller_ids(const client &with, std::uint64_t tag) const
    {
        internal::run(ringout_client_caller_ids_into, with.get(), get(), tag);
    }
    void forwarding_numbers(const client &with, std::uint64_t tag) const
    {
        internal::run(ringout_client_forwarding_numbers_into, with.get(), get(), tag);
    }
    void preflight(const client &with, const std::optional<call_request> &request, std::uint64_t tag) const
    {
        const ringout_call_request raw = internal::raw_request(request ? *request : call_request{});
        internal::run(ringout_client_preflight_into, with.get(), request ? &raw : nullptr, get(), tag);
    }
    void call_log(const client &with, const std::string &to, const std::optional<std::string> &from,
                  std::chrono::system_clock::time_point sent_at, std::uint64_t tag) const
    {
        internal::run(ringout_client_call_log_into, with.get(), to.c_str(), internal::pointer(from),
                      internal::unix_ms(sent_at), get(), tag);
    }
    /// Both yield `RINGOUT_EVENT_RESPONSE`; `send()` also for responses outside 200 to 299.
    void request(const client &with, const std::string &method, const std::string &path, const client::query &parameters,
                 const std::optional<std::string> &body, std::uint64_t tag) const
    {
        start_request(ringout_client_request_into, with, method, path, parameters, body, tag);
    }
    void send(const client &with, const std::string &method, const std::string &path, const client::query &parameters,
              const std::optional<std::string> &body, std::uint64_t tag) const
    {
        start_request(ringout_client_send_into, with, method, path, parameters, body, tag);
    }

    void status(const call &of, std::uint64_t tag) const { internal::run(ringout_call_status_into, of.get(), get(), tag); }
    void cancel(const call &of, std::uint64_t tag) const { internal::run(ringout_call_cancel_into, of.get(), get(), tag); }
    void log(const call &of, std::uint64_t tag) const { internal::run(ringout_call_log_into, of.get(), get(), tag); }
    void wait(const call &of, const wait_options &options, std::uint64_t tag) const
    {
        const ringout_wait_options raw = raw_options(options);
        internal::run(ringout_call_wait_into, of.get(), &raw, get(), tag);
    }
    /// Yields `RINGOUT_EVENT_CHANGE` for each change, then one `RINGOUT_EVENT_WATCH_END`.
    void watch(const call &of, const wait_options &options, std::uint64_t tag) const
    {
        const ringout_wait_options raw = raw_options(options);
        internal::run(ringout_call_watch_into, of.get(), &raw, get(), tag);
    }
    /// Yields `RINGOUT_EVENT_PLACED` for each request, then one `RINGOUT_EVENT_PLACE_ALL_END`. `next()` and `wait()` call the
    /// journal, on their thread.
    void place_all(const client &with, const std::vector<call_request> &requests, place_options options,
                   std::uint64_t tag) const
    {
        std::vector<ringout_call_request> raw_requests;
        for (const call_request &request : requests)
            raw_requests.push_back(internal::raw_request(request));
        ringout_place_options raw = RINGOUT_PLACE_OPTIONS_INIT;
        raw.until = static_cast<std::uint32_t>(options.until);
        raw.timeout_ms = internal::timeout(options.timeout);
        raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
        raw.concurrency = options.concurrency;
        // 0 would mean no limit.
        raw.total_timeout_ms = options.total_timeout ? std::max(internal::number(options.total_timeout->count()), 1U) : 0;
        auto journal = std::make_unique<internal::journal_holder>();
        if (options.journal) {
            journal->write = std::move(options.journal);
            raw.journal = internal::journal_holder::call;
            raw.user_data = journal.get();
        }
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
        internal::run(ringout_client_place_all_into, with.get(), raw_requests.data(), raw_requests.size(), &raw, get(), tag);
        undo.of = nullptr;
    }

    const ringout_inbox *get() const noexcept { return raw_.get(); }

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

    std::optional<event> taken(ringout_event *raw) const
    {
        if (raw == nullptr)
            return std::nullopt;
        if (ringout_event_kind(raw) == RINGOUT_EVENT_PLACE_ALL_END)
            journals_->end(ringout_event_tag(raw));
        return std::optional<event>(std::in_place, raw);
    }

    static ringout_wait_options raw_options(const wait_options &options)
    {
        ringout_wait_options raw = RINGOUT_WAIT_OPTIONS_INIT;
        raw.until = static_cast<std::uint32_t>(options.until);
        raw.timeout_ms = internal::timeout(options.timeout);
        raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
        raw.cancel_on_exit = options.cancel_on_exit ? 1 : 0;
        return raw;
    }

    template <class Function>
    void start_request(Function function, const client &with, const std::string &method, const std::string &path,
                       const client::query &parameters, const std::optional<std::string> &body, std::uint64_t tag) const
    {
        std::vector<const char *> raw;
        for (const auto &[name, value] : parameters) {
            raw.push_back(name.c_str());
            raw.push_back(value.c_str());
        }
        raw.push_back(nullptr);
        internal::run(function, with.get(), method.c_str(), path.c_str(), raw.data(), internal::pointer(body), get(), tag);
    }

    /// Outlive the inbox, which calls them.
    std::unique_ptr<journals> journals_ = std::make_unique<journals>();
    std::unique_ptr<ringout_inbox, deleter> raw_;
};

} // namespace ringout

#endif // RINGOUT_INBOX_HPP

/* Batches of calls. Part of ringout.hpp. */

#ifndef RINGOUT_PLACE_ALL_HPP
#define RINGOUT_PLACE_ALL_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base.hpp"
#include "call.hpp"
#include "state.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// One step of one request of a batch. It and the views read from it are valid until the journal returns.
class journal_entry {
public:
    /// Borrows the C object.
    explicit journal_entry(const ringout_journal_entry *raw) noexcept : raw_(raw) {}

    /// The step.
    [[nodiscard]] journal_step step() const noexcept { return journal_step{ringout_journal_entry_step(raw_)}; }
    /// The index of the request in the list, counted from 0.
    [[nodiscard]] std::size_t index() const noexcept { return ringout_journal_entry_index(raw_); }
    /// The time of the step, by this machine's clock: the `sent_at` for `client::call_log()`.
    [[nodiscard]] std::chrono::system_clock::time_point at() const
    {
        return internal::since_1970(ringout_journal_entry_at_unix_ms(raw_));
    }
    /// The callee's number as it is sent.
    [[nodiscard]] std::string to() const { return ringout_journal_entry_to(raw_); }
    /// The caller's number as it is sent.
    [[nodiscard]] std::optional<std::string> from() const { return internal::text(ringout_journal_entry_from(raw_)); }
    /// RingCentral's id of the call, from `journal_step::placed` on.
    [[nodiscard]] std::optional<std::string> call_id() const
    {
        return internal::text(ringout_journal_entry_call_id(raw_));
    }
    /// The outcome of the call, with `journal_step::ended`.
    [[nodiscard]] std::optional<outcome_view> outcome() const
    {
        const ringout_outcome *const outcome = ringout_journal_entry_outcome(raw_);
        return outcome == nullptr ? std::nullopt : std::optional(outcome_view(outcome));
    }
    /// Why the call was not placed, or may not have been.
    [[nodiscard]] std::optional<ringout::error> error() const
    {
        const ringout_error *const error = ringout_journal_entry_error(raw_);
        if (error == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(std::shared_ptr<void>(), error));
    }
    /// The entry in one line.
    [[nodiscard]] std::string text() const { return ringout_journal_entry_text(raw_); }

    /// The C object.
    [[nodiscard]] const ringout_journal_entry *get() const noexcept { return raw_; }

private:
    const ringout_journal_entry *raw_;
};

/// Saves a journal entry where it outlives the process. If it throws, no more calls are placed; the `what()` becomes part of
/// an error message, so it must not contain a secret. Without exceptions it returns the reason of the failure instead, such as
/// `ringout::unexpected("the disk is full")`. It may use the library, but not the `place_all` that called it.
using journal_callback = std::function<callback_result<void>(const journal_entry &entry)>;

/// The options of a batch of calls.
struct place_options {
    /// What to wait for with each call.
    ringout::until until = ringout::until::ended;
    /// The longest time to wait for each call, from when it is placed; one hour unless set.
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
    /// Whether to hang up when the timeout passes.
    bool cancel_on_timeout = false;
    /// The most calls in flight at once; 0 for no limit. Use 1 if all calls have the same caller.
    std::size_t concurrency = 0;
    /// Called before and after each request is sent.
    journal_callback journal = nullptr;
    /// The time for the whole batch, from the call of `place_all()`; no limit unless set. When it passes, each request that
    /// was not sent gets `error_code::timeout`, and the wait for each call in flight ends like a wait that times out.
    std::optional<std::chrono::milliseconds> total_timeout = std::nullopt;
};

/// The result of one request of a batch: an outcome or an error, and the call if it was placed. Copies share it.
class placed {
public:
    using c_type = ringout_placed;

    /// Takes ownership of the result.
    explicit placed(ringout_placed *raw) : raw_(raw, ringout_placed_free) {}

    /// The index of the request in the list, counted from 0.
    [[nodiscard]] std::size_t index() const noexcept { return ringout_placed_index(get()); }
    /// A new handle for the call, if it was placed.
    [[nodiscard]] returned<std::optional<ringout::call>> call() const
    {
        const ringout_call *const call = ringout_placed_call(get());
        if (call == nullptr)
            return std::optional<ringout::call>();
        return internal::make_optional<ringout::call>(ringout_call_clone, call);
    }
    /// The outcome of the call. Valid while this result or a copy of it lives.
    [[nodiscard]] std::optional<outcome_view> outcome() const
    {
        const ringout_outcome *const outcome = ringout_placed_outcome(get());
        return outcome == nullptr ? std::nullopt : std::optional(outcome_view(outcome));
    }
    /// Why the call was not placed, or could not be followed to its end.
    [[nodiscard]] std::optional<ringout::error> error() const
    {
        const ringout_error *const error = ringout_placed_error(get());
        if (error == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(raw_, error));
    }

    /// The C object, which stays owned.
    [[nodiscard]] const ringout_placed *get() const noexcept { return raw_.get(); }

private:
    /// Shared with the error that `error()` returns.
    std::shared_ptr<const ringout_placed> raw_;
};

namespace internal {

/// Adapts a journal to the C callback. Its address must not change.
struct journal_holder {
    journal_callback write;
    std::string failure = {};

    static const char *call(const ringout_journal_entry *entry, void *user_data) noexcept
    {
        journal_holder &holder = *static_cast<journal_holder *>(user_data);
#ifdef RINGOUT_NO_EXCEPTIONS
        const callback_result<void> done = holder.write(journal_entry(entry));
        if (done)
            return nullptr;
        holder.failure = done.error();
        return holder.failure.c_str();
#else
        try {
            try {
                holder.write(journal_entry(entry));
                return nullptr;
            } catch (const std::exception &thrown) {
                holder.failure = thrown.what();
                return holder.failure.c_str();
            }
        } catch (...) {
            return "it threw something that is not a std::exception";
        }
#endif
    }
};

inline std::vector<ringout_call_request> raw_requests(const std::vector<call_request> &requests)
{
    std::vector<ringout_call_request> raw;
    raw.reserve(requests.size());
    for (const call_request &request : requests)
        raw.push_back(raw_request(request));
    return raw;
}

/// Returns the options without the journal.
inline ringout_place_options raw_options(const place_options &options)
{
    ringout_place_options raw = RINGOUT_PLACE_OPTIONS_INIT;
    raw.until = number_of(options.until);
    raw.timeout_ms = timeout(options.timeout);
    raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
    raw.concurrency = options.concurrency;
    // 0 would mean no limit.
    raw.total_timeout_ms = options.total_timeout ? std::max(number(options.total_timeout->count()), 1U) : 0;
    return raw;
}

/// Puts a journal into the options, if there is one, and returns what must live as long as the batch.
inline std::unique_ptr<journal_holder> hold_journal(journal_callback journal, ringout_place_options &raw)
{
    if (!journal)
        return nullptr;
    auto holder = std::make_unique<journal_holder>();
    holder->write = std::move(journal);
    raw.journal = journal_holder::call;
    raw.user_data = holder.get();
    return holder;
}

} // namespace internal

/// A batch of calls, for one loop: `for (const auto &placed : client.place_all(requests))`. After the loop no more calls are
/// placed; those that were placed go on. Only one thread at a time may use it.
class place_all {
public:
    /// An input iterator. It belongs to the batch, and must not be used after the batch was moved.
    using iterator = internal::input_iterator<place_all, placed>;

    /// Starts a batch: use `client::place_all()`.
    static returned<place_all> start(const ringout_client *client, const std::vector<call_request> &requests,
                                     place_options options)
    {
        const std::vector<ringout_call_request> raw_requests = internal::raw_requests(requests);
        ringout_place_options raw = internal::raw_options(options);
        deleter owning;
        owning.journal = internal::hold_journal(std::move(options.journal), raw);
        const auto own = [&owning](ringout_place_all *started) { return place_all(started, std::move(owning)); };
        return internal::converted<place_all, ringout_place_all *>(own, ringout_client_place_all, client,
                                                                   raw_requests.data(), raw_requests.size(), &raw);
    }

    /// Waits until the next call ends and returns its result, or nothing when every request has had its result. Places the
    /// other calls meanwhile.
    returned<std::optional<placed>> next()
    {
        return internal::make_optional<placed>(ringout_place_all_next, raw_.get());
    }
    /// Waits for the first result.
    iterator begin() { return iterator(this); }
    /// The end: every request has had its result.
    iterator end() { return iterator(); }
#ifdef RINGOUT_NO_EXCEPTIONS
    /// The error that ended a loop, if one did. With exceptions, the loop throws it. The error of a call is in its result.
    [[nodiscard]] const std::optional<ringout::error> &error() const noexcept { return steps_.error; }
#endif
    /// The number of requests that have no result yet.
    [[nodiscard]] std::size_t remaining() const noexcept { return ringout_place_all_remaining(raw_.get()); }

    /// The C object, which stays owned.
    [[nodiscard]] const ringout_place_all *get() const noexcept { return raw_.get(); }

private:
    struct deleter {
        void operator()(ringout_place_all *raw) const noexcept { ringout_place_all_free(raw); }

        /// Outlives the C object, which calls it.
        std::unique_ptr<internal::journal_holder> journal = nullptr;
    };

    friend iterator;
    place_all(ringout_place_all *raw, deleter owning) noexcept : raw_(raw, std::move(owning)) {}
    std::optional<placed> step() { return steps_.unwrap(next()); }

    std::unique_ptr<ringout_place_all, deleter> raw_;
    internal::steps steps_;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_PLACE_ALL_HPP

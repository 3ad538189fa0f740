/* Batches of calls. Part of ringout.hpp. */

#ifndef RINGOUT_PLACE_ALL_HPP
#define RINGOUT_PLACE_ALL_HPP

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

/// One step of one request of a batch. It and the views read from it are valid until the journal returns.
class journal_entry {
public:
    explicit journal_entry(const ringout_journal_entry *raw) : raw_(raw) {}

    /// A `RINGOUT_JOURNAL_STEP_...`.
    std::uint32_t step() const noexcept { return ringout_journal_entry_step(raw_); }
    /// The index of the request in the list, counted from 0.
    std::size_t index() const noexcept { return ringout_journal_entry_index(raw_); }
    /// The time of the step, by this machine's clock: the `sent_at` for `client::call_log()`.
    std::chrono::system_clock::time_point at() const
    {
        return internal::since_1970(ringout_journal_entry_at_unix_ms(raw_));
    }
    /// The callee's number as it is sent.
    std::string to() const { return ringout_journal_entry_to(raw_); }
    /// The caller's number as it is sent.
    std::optional<std::string> from() const { return internal::text(ringout_journal_entry_from(raw_)); }
    /// RingCentral's id of the call, from `RINGOUT_JOURNAL_STEP_PLACED` on.
    std::optional<std::string> call_id() const { return internal::text(ringout_journal_entry_call_id(raw_)); }
    /// The outcome of the call, with `RINGOUT_JOURNAL_STEP_ENDED`.
    std::optional<outcome_view> outcome() const
    {
        const ringout_outcome *const outcome = ringout_journal_entry_outcome(raw_);
        return outcome == nullptr ? std::nullopt : std::optional(outcome_view(outcome));
    }
    /// Why the call was not placed, or may not have been.
    std::optional<ringout::error> error() const
    {
        const ringout_error *const error = ringout_journal_entry_error(raw_);
        if (error == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(std::shared_ptr<void>(), error));
    }
    /// The entry in one line.
    std::string text() const { return ringout_journal_entry_text(raw_); }

    const ringout_journal_entry *get() const noexcept { return raw_; }

private:
    const ringout_journal_entry *raw_;
};

/// Saves a journal entry where it outlives the process. If it throws, no more calls are placed; the `what()` becomes part of
/// an error message, so it must not contain a secret. It may use the library, but not the `place_all` that called it.
using journal_callback = std::function<void(const journal_entry &entry)>;

/// The options of a batch of calls.
struct place_options {
    /// What to wait for with each call: a `RINGOUT_UNTIL_...`.
    std::uint32_t until = RINGOUT_UNTIL_ENDED;
    /// The longest time to wait for each call, from when it is placed; one hour unless set.
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
    /// Whether to hang up when the timeout passes.
    bool cancel_on_timeout = false;
    /// The most calls in flight at once; 0 for no limit. Use 1 if all calls have the same caller.
    std::size_t concurrency = 0;
    /// Called before and after each request is sent.
    journal_callback journal = nullptr;
    /// The time for the whole batch, from the call of `place_all()`; no limit unless set. When it passes, each request that
    /// was not sent gets `RINGOUT_TIMEOUT`, and the wait for each call in flight ends like a wait that times out.
    std::optional<std::chrono::milliseconds> total_timeout = std::nullopt;
};

/// The result of one request of a batch: an outcome or an error, and the call if it was placed. Copies share it.
class placed {
public:
    /// Takes ownership of the result.
    explicit placed(ringout_placed *raw) : raw_(raw, ringout_placed_free) {}

    /// The index of the request in the list, counted from 0.
    std::size_t index() const noexcept { return ringout_placed_index(get()); }
    /// A new handle for the call, if it was placed.
    std::optional<ringout::call> call() const
    {
        const ringout_call *const call = ringout_placed_call(get());
        if (call == nullptr)
            return std::nullopt;
        return ringout::call(internal::made_by<ringout_call *>(ringout_call_clone, call));
    }
    /// The outcome of the call. Valid while this result or a copy of it lives.
    std::optional<outcome_view> outcome() const
    {
        const ringout_outcome *const outcome = ringout_placed_outcome(get());
        return outcome == nullptr ? std::nullopt : std::optional(outcome_view(outcome));
    }
    /// Why the call was not placed, or could not be followed to its end.
    std::optional<ringout::error> error() const
    {
        const ringout_error *const error = ringout_placed_error(get());
        if (error == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(raw_, error));
    }

    const ringout_placed *get() const noexcept { return raw_.get(); }

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
    }
};

} // namespace internal

/// A batch of calls, for one loop: `for (const auto &placed : client.place_all(requests))`. After the loop no more calls are
/// placed; those that were placed go on. Only one thread at a time may use it.
class place_all {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = placed;
        using difference_type = std::ptrdiff_t;
        using pointer = const placed *;
        using reference = const placed &;

        iterator() = default;
        reference operator*() const { return *placed_; }
        pointer operator->() const { return &*placed_; }
        iterator &operator++()
        {
            placed_ = all_->next();
            return *this;
        }
        iterator operator++(int)
        {
            iterator before = *this;
            ++*this;
            return before;
        }
        /// Equal only if both are at the end.
        bool operator==(const iterator &other) const { return !placed_ && !other.placed_; }
        bool operator!=(const iterator &other) const { return !(*this == other); }

    private:
        friend class place_all;
        explicit iterator(place_all *all) : all_(all) { ++*this; }

        place_all *all_ = nullptr;
        std::optional<placed> placed_;
    };

    /// Use `ringout::client::place_all()`.
    place_all(const ringout_client *client, const std::vector<call_request> &requests, place_options options)
    {
        std::vector<ringout_call_request> raw_requests;
        for (const call_request &request : requests)
            raw_requests.push_back(internal::raw_request(request));
        ringout_place_options raw = RINGOUT_PLACE_OPTIONS_INIT;
        raw.until = options.until;
        raw.timeout_ms = internal::timeout(options.timeout);
        raw.cancel_on_timeout = options.cancel_on_timeout ? 1 : 0;
        raw.concurrency = options.concurrency;
        // 0 would mean no limit.
        raw.total_timeout_ms = options.total_timeout ? std::max(internal::number(options.total_timeout->count()), 1U) : 0;
        if (options.journal) {
            auto &holder = raw_.get_deleter().journal;
            holder = std::make_unique<internal::journal_holder>();
            holder->write = std::move(options.journal);
            raw.journal = internal::journal_holder::call;
            raw.user_data = holder.get();
        }
        raw_.reset(internal::made_by<ringout_place_all *>(ringout_client_place_all, client, raw_requests.data(),
                                                          raw_requests.size(), &raw));
    }

    /// Waits until the next call ends and returns its result, or nothing when every request has had its result. Places the
    /// other calls meanwhile.
    std::optional<placed> next()
    {
        ringout_placed *const raw = internal::made_by<ringout_placed *>(ringout_place_all_next, raw_.get());
        return raw == nullptr ? std::nullopt : std::optional(placed(raw));
    }
    /// Waits for the first result.
    iterator begin() { return iterator(this); }
    iterator end() { return iterator(); }
    /// The number of requests that have no result yet.
    std::size_t remaining() const noexcept { return ringout_place_all_remaining(raw_.get()); }

    const ringout_place_all *get() const noexcept { return raw_.get(); }

private:
    struct deleter {
        void operator()(ringout_place_all *raw) const noexcept { ringout_place_all_free(raw); }

        /// Outlives the C object, which calls it.
        std::unique_ptr<internal::journal_holder> journal;
    };

    std::unique_ptr<ringout_place_all, deleter> raw_;
};

} // namespace ringout

#endif // RINGOUT_PLACE_ALL_HPP

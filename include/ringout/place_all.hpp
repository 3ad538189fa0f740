/* Many calls at once, for C++. Part of ringout.hpp. */

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

/// One step of one request of many. It and all that is read out of it, texts aside, are valid until the journal returns.
class journal_entry {
public:
    explicit journal_entry(const ringout_journal_entry *raw) : raw_(raw) {}

    /// A `RINGOUT_JOURNAL_STEP_...`.
    std::uint32_t step() const noexcept { return ringout_journal_entry_step(raw_); }
    /// The request's place in the list that was given, from 0.
    std::size_t index() const noexcept { return ringout_journal_entry_index(raw_); }
    /// When, by this machine's clock. That of `RINGOUT_JOURNAL_STEP_PLACING` is when the request was sent.
    std::chrono::system_clock::time_point at() const
    {
        return internal::since_1970(ringout_journal_entry_at_unix_ms(raw_));
    }
    /// The numbers as they are sent.
    std::string to() const { return ringout_journal_entry_to(raw_); }
    std::optional<std::string> from() const { return internal::text(ringout_journal_entry_from(raw_)); }
    /// From `RINGOUT_JOURNAL_STEP_PLACED` on.
    std::optional<std::string> call_id() const { return internal::text(ringout_journal_entry_call_id(raw_)); }
    /// With `RINGOUT_JOURNAL_STEP_ENDED`.
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
    /// The whole entry in one line.
    std::string text() const { return ringout_journal_entry_text(raw_); }

    const ringout_journal_entry *get() const noexcept { return raw_; }

private:
    const ringout_journal_entry *raw_;
};

/// Keeps an entry where it outlives the process. What it throws, with a `what()` that must hold no secret, ends the
/// placing. It may use the library, but not the `place_all` that called it.
using journal_callback = std::function<void(const journal_entry &entry)>;

/// How many calls are placed and followed.
struct place_options {
    /// A `RINGOUT_UNTIL_...`.
    std::uint32_t until = RINGOUT_UNTIL_ENDED;
    /// Of each call, from when it is placed. Left to the library unless set.
    std::optional<std::chrono::milliseconds> timeout = std::nullopt;
    bool cancel_on_timeout = false;
    /// How many calls may be under way at once; 0 for any number.
    std::size_t concurrency = 0;
    /// Told of each request before and after it is sent.
    journal_callback journal = nullptr;
    /// Of all of it, from the call of `place_all()`; any time unless set. When it passes, every request that was not sent
    /// gets `RINGOUT_TIMEOUT`, and the wait for each call under way ends as with its own timeout.
    std::optional<std::chrono::milliseconds> total_timeout = std::nullopt;
};

/// What became of one request of many: an outcome or an error, and the call if there is one. Copies share it.
class placed {
public:
    /// Takes the result over.
    explicit placed(ringout_placed *raw) : raw_(raw, ringout_placed_free) {}

    /// The request's place in the list that was given, from 0.
    std::size_t index() const noexcept { return ringout_placed_index(get()); }
    /// A handle of its own for the call, if it was placed.
    std::optional<ringout::call> call() const
    {
        const ringout_call *const call = ringout_placed_call(get());
        if (call == nullptr)
            return std::nullopt;
        return ringout::call(internal::made_by<ringout_call *>(ringout_call_clone, call));
    }
    /// How the call came out; valid as long as this or a copy of it.
    std::optional<outcome_view> outcome() const
    {
        const ringout_outcome *const outcome = ringout_placed_outcome(get());
        return outcome == nullptr ? std::nullopt : std::optional(outcome_view(outcome));
    }
    /// Why there is no call, or why it was not followed to its end.
    std::optional<ringout::error> error() const
    {
        const ringout_error *const error = ringout_placed_error(get());
        if (error == nullptr)
            return std::nullopt;
        return ringout::error(std::shared_ptr<const ringout_error>(raw_, error));
    }

    const ringout_placed *get() const noexcept { return raw_.get(); }

private:
    /// Shared with its error.
    std::shared_ptr<const ringout_placed> raw_;
};

namespace internal {

/// A journal as the C interface calls it. Its address must not change.
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
            return "it threw something that is no std::exception";
        }
    }
};

} // namespace internal

/// Many calls that are placed, followed together, and told as they end, for one loop:
/// `for (const auto &placed : client.place_all(requests))`. Leaving the loop ends the placing; calls that were placed go
/// on.
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
        /// Two are equal at the end only, or if both are not there.
        bool operator==(const iterator &other) const { return !placed_ && !other.placed_; }
        bool operator!=(const iterator &other) const { return !(*this == other); }

    private:
        friend class place_all;
        explicit iterator(place_all *all) : all_(all) { ++*this; }

        place_all *all_ = nullptr;
        std::optional<placed> placed_;
    };

    /// Begins; `ringout::client::place_all()` is the way to make one.
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
        // 0 would be any time.
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

    /// Waits until the next call has ended, placing others meanwhile; nothing when every request has had its result.
    std::optional<placed> next()
    {
        ringout_placed *const raw = internal::made_by<ringout_placed *>(ringout_place_all_next, raw_.get());
        return raw == nullptr ? std::nullopt : std::optional(placed(raw));
    }
    /// Waits for the first result.
    iterator begin() { return iterator(this); }
    iterator end() { return iterator(); }
    /// How many requests have had no result yet.
    std::size_t remaining() const noexcept { return ringout_place_all_remaining(raw_.get()); }

    const ringout_place_all *get() const noexcept { return raw_.get(); }

private:
    struct deleter {
        void operator()(ringout_place_all *raw) const noexcept { ringout_place_all_free(raw); }

        /// Outlives what calls it.
        std::unique_ptr<internal::journal_holder> journal;
    };

    std::unique_ptr<ringout_place_all, deleter> raw_;
};

} // namespace ringout

#endif // RINGOUT_PLACE_ALL_HPP

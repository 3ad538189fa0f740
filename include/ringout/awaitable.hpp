/* Awaitables for coroutines of C++20, on an inbox and any event loop. Not part of ringout.hpp: include it too. */

#ifndef RINGOUT_AWAITABLE_HPP
#define RINGOUT_AWAITABLE_HPP

#include "inbox.hpp"

#ifndef RINGOUT_HAS_CPP17
// ringout.hpp has said so.
#elif !defined(__cpp_impl_coroutine)
#error "ringout/awaitable.hpp needs coroutines: compile with -std=c++20. ringout/inbox.hpp works with C++17."
#elif defined(RINGOUT_NO_EXCEPTIONS)
#error "ringout/awaitable.hpp throws the errors of operations, so it needs exceptions. ringout/inbox.hpp has them as values."
#else

#include <coroutine>
#include <deque>
#include <functional>
#include <unordered_map>

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

namespace internal {

/// What an event with a certain tag is for.
struct receiver {
    void (*receive)(receiver &, event received);
};

/// The value of the last event of an operation, or its error as an exception.
inline event checked(event received)
{
    if (auto failure = received.take_error())
        throw *std::move(failure);
    return received;
}

} // namespace internal

/// Operations to `co_await`, with any coroutine type and any event loop.
///
/// The loop passes each event of the inbox to `resume()`, which continues the coroutine that waits for it:
///
///     ringout::inbox inbox;
///     ringout::awaitables async(inbox);
///     // in a coroutine
///     ringout::call call = co_await async.create_call(client, request);
///     ringout::outcome outcome = co_await async.wait(call);
///     // in the loop, when inbox.fd() is readable
///     while (auto event = inbox.next())
///         async.resume(*std::move(event));
///
/// An operation starts when it is awaited. Errors are thrown where it is awaited. If a coroutine is destroyed while it waits,
/// its operation is interrupted. Everything runs on the thread that calls `resume()`, and all functions must be called on that
/// thread. The inbox must outlive this object, and this object its coroutines. Tags from 2 to the power of 63 belong to it.
///
/// Give a call request a name before you await its call, as above. GCC 12 destroys a temporary in braces inside of a
/// `co_await` twice.
class awaitables {
    using start = std::function<void(const inbox &, std::uint64_t)>;

public:
    explicit awaitables(const inbox &events) : inbox_(&events) {}
    awaitables(const awaitables &) = delete;
    awaitables &operator=(const awaitables &) = delete;

    /// Continues the coroutine that waits for this event. Returns the event if it belongs to your program instead.
    std::optional<event> resume(event received)
    {
        const std::uint64_t tag = received.tag();
        if (tag < first_tag)
            return received;
        // Without a receiver, the coroutine was destroyed.
        const auto found = receivers_.find(tag);
        if (found != receivers_.end())
            found->second->receive(*found->second, std::move(received));
        return std::nullopt;
    }

    /// One operation, to be awaited once. The coroutine may be destroyed while it waits.
    template <class T>
    class [[nodiscard]] operation : internal::receiver {
    public:
        operation(const operation &) = delete;
        operation &operator=(const operation &) = delete;
        ~operation()
        {
            if (tag_ != 0)
                owner_->abandon(tag_);
        }

        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting)
        {
            waiting_ = waiting;
            tag_ = owner_->add(*this);
            start_(*owner_->inbox_, tag_);
        }
        T await_resume() { return convert_(internal::checked(*std::move(result_))); }

    private:
        friend class awaitables;
        using conversion = T (*)(event);

        operation(awaitables &owner, start begin, conversion convert)
            : receiver{receive_result}, owner_(&owner), start_(std::move(begin)), convert_(convert)
        {
        }
        static void receive_result(internal::receiver &receiver, event received)
        {
            auto &self = static_cast<operation &>(receiver);
            self.owner_->remove(std::exchange(self.tag_, 0));
            self.result_.emplace(std::move(received));
            // May destroy the operation.
            self.waiting_.resume();
        }

        awaitables *owner_;
        start start_;
        conversion convert_;
        std::uint64_t tag_ = 0;
        std::coroutine_handle<> waiting_;
        std::optional<event> result_;
    };

    /// The items of a watch or a batch. It starts at once. Await `next()` until it returns nothing.
    template <class T>
    class [[nodiscard]] stream : internal::receiver {
    public:
        stream(const stream &) = delete;
        stream &operator=(const stream &) = delete;
        /// Interrupts it if it is not at its end.
        ~stream()
        {
            if (tag_ != 0)
                owner_->abandon(tag_);
        }

        class [[nodiscard]] step {
        public:
            bool await_ready() const noexcept { return !of_->events_.empty() || of_->tag_ == 0; }
            void await_suspend(std::coroutine_handle<> waiting) noexcept { of_->waiting_ = waiting; }
            std::optional<T> await_resume() { return of_->take(); }

        private:
            friend class stream;
            explicit step(stream &of) : of_(&of) {}
            stream *of_;
        };

        /// Waits for the next item. One coroutine at a time may await it.
        step next() { return step(*this); }
        /// The outcome of a watch, once `next()` has returned nothing.
        std::optional<ringout::outcome> &outcome() noexcept { return outcome_; }

    private:
        friend class awaitables;
        using conversion = std::optional<T> (*)(event &);

        stream(awaitables &owner, const start &begin, conversion convert, event_kind end)
            : receiver{receive_item}, owner_(&owner), convert_(convert), end_(end), tag_(owner.add(*this))
        {
            try {
                begin(*owner_->inbox_, tag_);
            } catch (...) {
                owner_->remove(tag_);
                throw;
            }
        }
        static void receive_item(internal::receiver &receiver, event received)
        {
            auto &self = static_cast<stream &>(receiver);
            if (received.kind() == self.end_)
                self.owner_->remove(std::exchange(self.tag_, 0));
            self.events_.push_back(std::move(received));
            // May destroy the stream.
            if (const auto waiting = std::exchange(self.waiting_, nullptr))
                waiting.resume();
        }
        std::optional<T> take()
        {
            if (events_.empty())
                return std::nullopt;
            event taken = std::move(events_.front());
            events_.pop_front();
            taken = internal::checked(std::move(taken));
            if (taken.kind() != end_)
                return convert_(taken);
            outcome_ = taken.take_outcome();
            return std::nullopt;
        }

        awaitables *owner_;
        conversion convert_;
        event_kind end_;
        std::uint64_t tag_;
        std::deque<event> events_;
        std::coroutine_handle<> waiting_;
        std::optional<ringout::outcome> outcome_;
    };

    operation<void> login_jwt(const client &with, std::string jwt)
    {
        return {*this, [&with, jwt](const inbox &to, std::uint64_t tag) { to.login_jwt(with, jwt, tag); }, nothing};
    }
    operation<void> refresh(const client &with)
    {
        return {*this, [&with](const inbox &to, std::uint64_t tag) { to.refresh(with, tag); }, nothing};
    }
    operation<void> logout(const client &with)
    {
        return {*this, [&with](const inbox &to, std::uint64_t tag) { to.logout(with, tag); }, nothing};
    }
    operation<call> create_call(const client &with, const call_request &request)
    {
        return {*this, [&with, request](const inbox &to, std::uint64_t tag) { to.create_call(with, request, tag); },
                [](event done) { return *done.take_call(); }};
    }
    operation<std::optional<call>> find_call(const client &with, std::string dedupe_key)
    {
        return {*this, [&with, dedupe_key](const inbox &to, std::uint64_t tag) { to.find_call(with, dedupe_key, tag); },
                [](event done) { return done.take_call(); }};
    }
    operation<ringout::preflight> preflight(const client &with, const std::optional<call_request> &request = std::nullopt)
    {
        return {*this, [&with, request](const inbox &to, std::uint64_t tag) { to.preflight(with, request, tag); },
                [](event done) { return *done.take_preflight(); }};
    }
    /// The event holds the list: take it with `take_caller_ids()`.
    operation<event> caller_ids(const client &with)
    {
        return {*this, [&with](const inbox &to, std::uint64_t tag) { to.caller_ids(with, tag); }, itself};
    }
    /// The event holds the list: take it with `take_forwarding_numbers()`.
    operation<event> forwarding_numbers(const client &with)
    {
        return {*this, [&with](const inbox &to, std::uint64_t tag) { to.forwarding_numbers(with, tag); }, itself};
    }
    operation<response> request(const client &with, std::string method, std::string path, client::query parameters = {},
                                std::optional<std::string> body = std::nullopt)
    {
        return {*this,
                [&with, method, path, parameters, body](const inbox &to, std::uint64_t tag) {
                    to.request(with, method, path, parameters, body, tag);
                },
                [](event done) { return *done.take_response(); }};
    }
    operation<std::optional<std::chrono::milliseconds>> take_lease(const call &of)
    {
        return {*this, [&of](const inbox &to, std::uint64_t tag) { to.take_lease(of, tag); },
                [](event done) { return done.lease_left(); }};
    }
    operation<bool> claim_outcome(const call &of)
    {
        return {*this, [&of](const inbox &to, std::uint64_t tag) { to.claim_outcome(of, tag); },
                [](event done) { return done.is_claimed(); }};
    }
    operation<ringout::state> status(const call &of)
    {
        return {*this, [&of](const inbox &to, std::uint64_t tag) { to.status(of, tag); },
                [](event done) { return *done.take_state(); }};
    }
    operation<cancel_effect> cancel(const call &of)
    {
        return {*this, [&of](const inbox &to, std::uint64_t tag) { to.cancel(of, tag); },
                [](event done) { return *done.cancel_effect(); }};
    }
    operation<ringout::call_log> log(const call &of)
    {
        return {*this, [&of](const inbox &to, std::uint64_t tag) { to.log(of, tag); },
                [](event done) { return *done.take_call_log(); }};
    }
    operation<ringout::outcome> wait(const call &of, wait_options options = {})
    {
        return {*this, [&of, options](const inbox &to, std::uint64_t tag) { to.wait(of, options, tag); },
                [](event done) { return *done.take_outcome(); }};
    }
    stream<change> watch(const call &of, const wait_options &options = {})
    {
        return {*this, [&](const inbox &to, std::uint64_t tag) { to.watch(of, options, tag); },
                [](event &received) { return received.take_change(); }, event_kind::watch_end};
    }
    stream<placed> place_all(const client &with, const std::vector<call_request> &requests, place_options options = {})
    {
        return {*this, [&](const inbox &to, std::uint64_t tag) { to.place_all(with, requests, std::move(options), tag); },
                [](event &received) { return received.take_placed(); }, event_kind::place_all_end};
    }

private:
    static constexpr std::uint64_t first_tag = std::uint64_t{1} << 63;

    static void nothing(event) {}
    static event itself(event done) { return done; }

    std::uint64_t add(internal::receiver &receiver)
    {
        const std::uint64_t tag = first_tag | next_++;
        receivers_.emplace(tag, &receiver);
        return tag;
    }
    void remove(std::uint64_t tag) noexcept { receivers_.erase(tag); }
    /// Interrupts what no coroutine waits for any more.
    void abandon(std::uint64_t tag) noexcept
    {
        remove(tag);
        inbox_->interrupt(tag);
    }

    const inbox *inbox_;
    std::uint64_t next_ = 1;
    std::unordered_map<std::uint64_t, internal::receiver *> receivers_;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_AWAITABLE_HPP

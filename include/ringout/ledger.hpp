/* Ledgers written in C++. Part of ringout.hpp. */

#ifndef RINGOUT_LEDGER_HPP
#define RINGOUT_LEDGER_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// The key of a call in a ledger.
struct ledger_key {
    /// Scheme, host and port of the server.
    std::string server;
    /// The client id of the app.
    std::string client_id;
    /// The user: `token_user` of `ringout::config`, or a name derived from the credentials.
    std::string user;
    /// The `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a budget.
    std::string dedupe_key;
    /// The four in one string, unique for each key. Most ledgers need only this.
    std::string text;
};

/// What a ledger has under a key.
struct ledger_record {
    /// The value that was stored last, one line of text. It contains phone numbers.
    std::string value;
    /// How long ago that was, by the clock of the ledger.
    std::chrono::milliseconds age;
};

/// The result of a swap. The default is that the value was stored.
struct ledger_swap {
    /// Whether the value was stored.
    bool done = true;
    /// Otherwise the current value, if there is one.
    std::optional<ledger_record> current = std::nullopt;
};

/// Makes sure that a call is placed at most once for each `dedupe_key`, by all processes that share it. Set it as `ledger` of
/// `ringout::config`.
///
/// It holds an object of your class, which needs no base class. The class has these functions:
///
/// - `std::optional<ledger_record> load(const ledger_key &)` returns what is stored under the key.
/// - `ledger_swap swap(const ledger_key &, const std::optional<std::string> &expected, const std::string &value,
///   std::chrono::seconds lifetime)` stores the value, if the current one is `expected`, or if there is none and `expected` is
///   nothing. Otherwise it changes nothing and returns the current one. The comparison and the change are one step, for all
///   processes. The value and its age are kept for at least `lifetime`.
///
/// The functions run on threads of the library, several at once. An exception becomes `error_code::storage` with its `what()`,
/// and no call is placed. Without exceptions, they return a `callback_result` instead, such as `callback_result<ledger_swap>`.
class ledger {
public:
    /// Not a ledger.
    ledger() = default;
    /// Not a ledger.
    ledger(std::nullptr_t) noexcept {}
    /// Shares your object. NULL is not a ledger.
    template <class Ledger>
    ledger(std::shared_ptr<Ledger> shared) : ledger_(std::move(shared))
    {
        raw_.load = load<Ledger>;
        raw_.swap = swap<Ledger>;
        raw_.free_user_data = free_user_data;
    }

    /// Whether there is a ledger.
    explicit operator bool() const noexcept { return ledger_ != nullptr; }

    /// The C struct for one client, without its `user_data`, which is made by `user_data()`.
    [[nodiscard]] ringout_ledger raw() const noexcept { return raw_; }
    /// Returns what the callbacks receive. The client frees it.
    [[nodiscard]] std::unique_ptr<std::shared_ptr<void>> user_data() const
    {
        return std::make_unique<std::shared_ptr<void>>(ledger_);
    }

private:
    template <class Ledger>
    static std::uint32_t load(const ringout_ledger_key *key, ringout_ledger_sink *sink, void *user_data) noexcept
    {
        return caught(sink, [&]() -> callback_result<std::uint32_t> {
            const callback_result<std::optional<ledger_record>> loaded = of<Ledger>(user_data).load(copy(key));
#ifdef RINGOUT_NO_EXCEPTIONS
            if (!loaded)
                return unexpected(loaded.error());
            const std::optional<ledger_record> &record = *loaded;
#else
            const std::optional<ledger_record> &record = loaded;
#endif
            if (!record)
                return RINGOUT_STORE_NOT_FOUND;
            set(sink, *record);
            return RINGOUT_STORE_OK;
        });
    }

    template <class Ledger>
    static std::uint32_t swap(const ringout_ledger_key *key, const char *expected, const char *value,
                              std::uint64_t lifetime_s, ringout_ledger_sink *sink, void *user_data) noexcept
    {
        return caught(sink, [&]() -> callback_result<std::uint32_t> {
            const std::chrono::seconds lifetime(lifetime_s);
            const callback_result<ledger_swap> result =
                of<Ledger>(user_data).swap(copy(key), internal::text(expected), std::string(value), lifetime);
#ifdef RINGOUT_NO_EXCEPTIONS
            if (!result)
                return unexpected(result.error());
            const ledger_swap &swapped = *result;
#else
            const ledger_swap &swapped = result;
#endif
            if (swapped.done)
                return RINGOUT_STORE_OK;
            if (swapped.current)
                set(sink, *swapped.current);
            return RINGOUT_STORE_CONFLICT;
        });
    }

    static void set(ringout_ledger_sink *sink, const ledger_record &record)
    {
        const auto age = record.age.count() < 0 ? 0 : record.age.count();
        ringout_ledger_sink_set_record(sink, record.value.c_str(), static_cast<std::uint64_t>(age));
    }

    static void free_user_data(void *user_data) noexcept { delete static_cast<std::shared_ptr<void> *>(user_data); }

    /// Turns an exception, or the error of a result, into the reason of the failure.
    template <class Code>
    static std::uint32_t caught(ringout_ledger_sink *sink, Code code) noexcept
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        const callback_result<std::uint32_t> done = code();
        if (done)
            return *done;
        ringout_ledger_sink_set_failure(sink, done.error().c_str());
#else
        try {
            return code();
        } catch (const std::exception &thrown) {
            ringout_ledger_sink_set_failure(sink, thrown.what());
        } catch (...) {
            ringout_ledger_sink_set_failure(sink, "it threw something that is not a std::exception");
        }
#endif
        return RINGOUT_STORE_FAILED;
    }

    template <class Ledger>
    static Ledger &of(void *user_data)
    {
        return *static_cast<Ledger *>(static_cast<std::shared_ptr<void> *>(user_data)->get());
    }

    static ledger_key copy(const ringout_ledger_key *key)
    {
        return {ringout_ledger_key_server(key), ringout_ledger_key_client_id(key), ringout_ledger_key_user(key),
                ringout_ledger_key_dedupe_key(key), ringout_ledger_key_text(key)};
    }

    std::shared_ptr<void> ledger_;
    ringout_ledger raw_ = RINGOUT_LEDGER_INIT;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_LEDGER_HPP

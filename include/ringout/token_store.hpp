/* Token stores written in C++. Part of ringout.hpp. */

#ifndef RINGOUT_TOKEN_STORE_HPP
#define RINGOUT_TOKEN_STORE_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// The key of a token in a token store.
struct token_key {
    /// Scheme, host and port of the server.
    std::string server;
    /// The client id of the app.
    std::string client_id;
    /// The user: `token_user` of `ringout::config`, or a name derived from the credentials.
    std::string user;
    /// The three in one string, unique for each key. Most stores need only this.
    std::string text;
};

namespace internal {

template <class Store, class = void>
inline constexpr bool can_lock = false;
template <class Store>
inline constexpr bool can_lock<Store, std::void_t<decltype(std::declval<Store &>().try_lock(std::declval<token_key>()))>> =
    true;
template <class Store, class = void>
inline constexpr bool can_unlock = false;
template <class Store>
inline constexpr bool can_unlock<Store, std::void_t<decltype(std::declval<Store &>().unlock(std::declval<token_key>()))>> =
    true;

} // namespace internal

/// Keeps tokens between runs and shares them between processes. Set it as `token_store` of `ringout::config`.
///
/// It holds an object of your class, which needs no base class. The class has these functions:
///
/// - `std::optional<std::string> load(const token_key &)` returns the token saved under the key, as `save()` received it, or
///   nothing.
/// - `void save(const token_key &, const std::optional<std::string> &)` saves a token, which is JSON and a secret. Without a
///   token, it removes the saved one, if any.
/// - `bool try_lock(const token_key &)` takes the lock for replacing the token, without waiting. It returns false if another
///   process or thread holds it. Optional, together with `unlock`. Without a lock, two processes may log in at the same time.
/// - `void unlock(const token_key &)` releases the lock, perhaps on another thread. Exceptions are ignored.
///
/// The functions run on threads of the library, several at once. An exception becomes `error_code::storage` with its `what()`,
/// which must not contain a secret. Without exceptions, the first three return a `callback_result` instead, such as
/// `callback_result<void>` for `save`. If only saving failed, the client uses the token even so. A function that outlasts the
/// operation it was called for keeps running, and the operation fails.
class token_store {
public:
    /// Not a store: tokens are kept in memory, or in `token_file`.
    token_store() = default;
    /// Not a store.
    token_store(std::nullptr_t) noexcept {}
    /// Shares your object. NULL is not a store.
    template <class Store>
    token_store(std::shared_ptr<Store> store) : store_(std::move(store))
    {
        static_assert(internal::can_lock<Store> == internal::can_unlock<Store>,
                      "a token store has try_lock and unlock, or neither");
        raw_.load = load<Store>;
        raw_.save = save<Store>;
        if constexpr (internal::can_lock<Store>) {
            raw_.try_lock = try_lock<Store>;
            raw_.unlock = unlock<Store>;
        }
        raw_.free_user_data = free_user_data;
    }

    /// Whether there is a store.
    explicit operator bool() const noexcept { return store_ != nullptr; }

    /// The C struct for one client, without its `user_data`, which is made by `user_data()`.
    [[nodiscard]] ringout_token_store raw() const noexcept { return raw_; }
    /// Returns what the callbacks receive. The client frees it.
    [[nodiscard]] std::unique_ptr<std::shared_ptr<void>> user_data() const
    {
        return std::make_unique<std::shared_ptr<void>>(store_);
    }

private:
    template <class Store>
    static std::uint32_t load(const ringout_token_key *key, ringout_token_sink *sink, void *user_data) noexcept
    {
        return caught(sink, [&]() -> callback_result<std::uint32_t> {
            const callback_result<std::optional<std::string>> loaded = of<Store>(user_data).load(copy(key));
#ifdef RINGOUT_NO_EXCEPTIONS
            if (!loaded)
                return unexpected(loaded.error());
            const std::optional<std::string> &token = *loaded;
#else
            const std::optional<std::string> &token = loaded;
#endif
            if (!token)
                return RINGOUT_STORE_NOT_FOUND;
            ringout_token_sink_set_token(sink, token->c_str());
            return RINGOUT_STORE_OK;
        });
    }

    template <class Store>
    static std::uint32_t save(const ringout_token_key *key, const char *token, ringout_token_sink *sink,
                              void *user_data) noexcept
    {
        return caught(sink, [&]() -> callback_result<std::uint32_t> {
#ifdef RINGOUT_NO_EXCEPTIONS
            const callback_result<void> saved = of<Store>(user_data).save(copy(key), internal::text(token));
            if (!saved)
                return unexpected(saved.error());
#else
            of<Store>(user_data).save(copy(key), internal::text(token));
#endif
            return RINGOUT_STORE_OK;
        });
    }

    template <class Store>
    static std::uint32_t try_lock(const ringout_token_key *key, ringout_token_sink *sink, void *user_data) noexcept
    {
        return caught(sink, [&]() -> callback_result<std::uint32_t> {
            const callback_result<bool> locked = of<Store>(user_data).try_lock(copy(key));
#ifdef RINGOUT_NO_EXCEPTIONS
            if (!locked)
                return unexpected(locked.error());
            return *locked ? RINGOUT_STORE_OK : RINGOUT_STORE_LOCKED;
#else
            return locked ? RINGOUT_STORE_OK : RINGOUT_STORE_LOCKED;
#endif
        });
    }

    template <class Store>
    static void unlock(const ringout_token_key *key, void *user_data) noexcept
    {
        caught(nullptr, [&]() -> callback_result<std::uint32_t> {
            of<Store>(user_data).unlock(copy(key));
            return RINGOUT_STORE_OK;
        });
    }

    static void free_user_data(void *user_data) noexcept { delete static_cast<std::shared_ptr<void> *>(user_data); }

    /// Turns an exception, or the error of a result, into the reason of the failure.
    template <class Code>
    static std::uint32_t caught(ringout_token_sink *sink, Code code) noexcept
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        const callback_result<std::uint32_t> done = code();
        if (done)
            return *done;
        ringout_token_sink_set_failure(sink, done.error().c_str());
#else
        try {
            return code();
        } catch (const std::exception &thrown) {
            ringout_token_sink_set_failure(sink, thrown.what());
        } catch (...) {
            ringout_token_sink_set_failure(sink, "it threw something that is not a std::exception");
        }
#endif
        return RINGOUT_STORE_FAILED;
    }

    template <class Store>
    static Store &of(void *user_data)
    {
        return *static_cast<Store *>(static_cast<std::shared_ptr<void> *>(user_data)->get());
    }

    static token_key copy(const ringout_token_key *key)
    {
        return {ringout_token_key_server(key), ringout_token_key_client_id(key), ringout_token_key_user(key),
                ringout_token_key_text(key)};
    }

    std::shared_ptr<void> store_;
    ringout_token_store raw_ = RINGOUT_TOKEN_STORE_INIT;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_TOKEN_STORE_HPP

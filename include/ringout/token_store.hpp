/* Token stores written in C++. Part of ringout.hpp. */

#ifndef RINGOUT_TOKEN_STORE_HPP
#define RINGOUT_TOKEN_STORE_HPP

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base.hpp"

namespace ringout {

/// The key of a token in a token store.
struct token_key {
    std::string server, client_id, user;
    /// The three in one string, unique for each key.
    std::string text;
};

/// Keeps tokens between runs and shares them between processes. Set it as `token_store` of `ringout::config`.
///
/// The functions run on threads of the library, several at once. An exception becomes `RINGOUT_STORAGE` with its `what()`,
/// which must not contain a secret. If only saving failed, the client uses the token even so. A function that outlasts the
/// operation it was called for keeps running, and the operation fails.
class token_store {
public:
    virtual ~token_store() = default;

    /// Returns the token saved under the key, as `save()` received it, or nothing.
    virtual std::optional<std::string> load(const token_key &key) = 0;
    /// Saves a token, which is JSON and a secret. Without a token, removes the saved one, if any.
    virtual void save(const token_key &key, const std::optional<std::string> &token) = 0;
    /// Takes the lock for replacing the token, without waiting. Returns false if another process or thread holds it. Without
    /// a lock, two processes may log in at the same time.
    virtual bool try_lock(const token_key &) { return true; }
    /// Releases the lock, perhaps on another thread. Exceptions are ignored.
    virtual void unlock(const token_key &) {}
};

namespace internal {

/// Adapts a store to the C callbacks. The client takes ownership when it is created.
class store_holder {
public:
    explicit store_holder(const std::shared_ptr<token_store> &store)
        : store_(store == nullptr ? nullptr : std::make_unique<std::shared_ptr<token_store>>(store))
    {
        raw_.user_data = store_.get();
        raw_.load = load;
        raw_.save = save;
        raw_.try_lock = try_lock;
        raw_.unlock = unlock;
        raw_.free_user_data = free_user_data;
    }

    const ringout_token_store *get() const noexcept { return store_ == nullptr ? nullptr : &raw_; }

    /// Passes ownership to a client.
    void release() noexcept { static_cast<void>(store_.release()); }

private:
    static std::uint32_t load(const ringout_token_key *key, ringout_token_sink *sink, void *user_data) noexcept
    {
        return caught(sink, [&] {
            const std::optional<std::string> token = store(user_data).load(copy(key));
            if (!token)
                return RINGOUT_STORE_NOT_FOUND;
            ringout_token_sink_set_token(sink, token->c_str());
            return RINGOUT_STORE_OK;
        });
    }

    static std::uint32_t save(const ringout_token_key *key, const char *token, ringout_token_sink *sink,
                              void *user_data) noexcept
    {
        return caught(sink, [&] {
            store(user_data).save(copy(key), text(token));
            return RINGOUT_STORE_OK;
        });
    }

    static std::uint32_t try_lock(const ringout_token_key *key, ringout_token_sink *sink, void *user_data) noexcept
    {
        return caught(sink, [&] { return store(user_data).try_lock(copy(key)) ? RINGOUT_STORE_OK : RINGOUT_STORE_LOCKED; });
    }

    static void unlock(const ringout_token_key *key, void *user_data) noexcept
    {
        caught(nullptr, [&] {
            store(user_data).unlock(copy(key));
            return RINGOUT_STORE_OK;
        });
    }

    static void free_user_data(void *user_data) noexcept { delete static_cast<std::shared_ptr<token_store> *>(user_data); }

    /// Turns an exception into the reason of the failure.
    template <class Code>
    static std::uint32_t caught(ringout_token_sink *sink, Code code) noexcept
    {
        try {
            return static_cast<std::uint32_t>(code());
        } catch (const std::exception &thrown) {
            ringout_token_sink_set_failure(sink, thrown.what());
        } catch (...) {
            ringout_token_sink_set_failure(sink, "it threw something that is not a std::exception");
        }
        return RINGOUT_STORE_FAILED;
    }

    static token_store &store(void *user_data) { return **static_cast<std::shared_ptr<token_store> *>(user_data); }

    static token_key copy(const ringout_token_key *key)
    {
        return {ringout_token_key_server(key), ringout_token_key_client_id(key), ringout_token_key_user(key),
                ringout_token_key_text(key)};
    }

    std::unique_ptr<std::shared_ptr<token_store>> store_;
    ringout_token_store raw_ = RINGOUT_TOKEN_STORE_INIT;
};

} // namespace internal

} // namespace ringout

#endif // RINGOUT_TOKEN_STORE_HPP

/* The log callback. Part of ringout.hpp. */

#ifndef RINGOUT_LOG_HPP
#define RINGOUT_LOG_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "base.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// Receives one log record: its level and one line without secrets, which is valid until the callback returns. It is called
/// on any thread, and on several at once. Exceptions that it throws are ignored.
using log_callback = std::function<void(log_level level, std::string_view message)>;

namespace internal {

/// Holds the callback.
class log_holder {
public:
    /// Never destroyed, because threads may log until the process ends.
    static log_holder &get()
    {
        static log_holder *const holder = new log_holder;
        return *holder;
    }

    /// Replaces the callback and returns the previous one.
    std::shared_ptr<const log_callback> exchange(std::shared_ptr<const log_callback> next)
    {
        const std::lock_guard<std::mutex> guard(mutex_);
        callback_.swap(next);
        return next;
    }

    static void call(std::uint32_t level, const char *message, void *) noexcept
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        (*get().current())(log_level{level}, message);
#else
        try {
            (*get().current())(log_level{level}, message);
        } catch (...) {
            // A callback that throws misses the record.
        }
#endif
    }

private:
    std::shared_ptr<const log_callback> current()
    {
        const std::lock_guard<std::mutex> guard(mutex_);
        return callback_;
    }

    std::mutex mutex_;
    std::shared_ptr<const log_callback> callback_ = std::make_shared<const log_callback>();
};

} // namespace internal

/// Sends log records to `callback` from now on, instead of to the previous callback; `nullptr` turns logging off. `level` is
/// the least severe level to receive. When this returns, the previous callback is not running and is never called again.
/// Fails if it is called inside the callback.
inline returned<void> set_log_callback(log_callback callback, log_level level = log_level::debug)
{
    internal::log_holder &holder = internal::log_holder::get();
    const ringout_log_callback raw = callback ? internal::log_holder::call : nullptr;
    const auto before = holder.exchange(std::make_shared<const log_callback>(std::move(callback)));
#ifdef RINGOUT_NO_EXCEPTIONS
    const auto done = internal::run(ringout_set_log_callback, raw, nullptr, internal::number_of(level));
    if (!done)
        holder.exchange(before);
    return done;
#else
    try {
        internal::run(ringout_set_log_callback, raw, nullptr, internal::number_of(level));
    } catch (...) {
        holder.exchange(before);
        throw;
    }
#endif
}

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_LOG_HPP

/* The log callback. Part of ringout.hpp. */

#ifndef RINGOUT_LOG_HPP
#define RINGOUT_LOG_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base.hpp"

namespace ringout {

/// Receives one log record: its level, a `RINGOUT_LOG_...`, and one line without secrets. It is called on any thread, and on
/// several at once. Exceptions that it throws are ignored.
using log_callback = std::function<void(std::uint32_t level, const std::string &message)>;

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
        try {
            const auto callback = get().current();
            (*callback)(level, message);
        } catch (...) {
            // A callback that throws misses the record.
        }
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
/// Throws if it is called inside the callback.
inline void set_log_callback(log_callback callback, std::uint32_t level = RINGOUT_LOG_DEBUG)
{
    internal::log_holder &holder = internal::log_holder::get();
    const ringout_log_callback raw = callback ? internal::log_holder::call : nullptr;
    const auto before = holder.exchange(std::make_shared<const log_callback>(std::move(callback)));
    try {
        internal::run(ringout_set_log_callback, raw, nullptr, level);
    } catch (...) {
        holder.exchange(before);
        throw;
    }
}

} // namespace ringout

#endif // RINGOUT_LOG_HPP

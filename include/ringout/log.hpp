/* The library's log, for C++. Part of ringout.hpp. */

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

/// Receives a record of the log: its level, a `RINGOUT_LOG_...`, and one line without any secret. It is called on any
/// thread, and on several at once. What it throws is dropped.
using log_callback = std::function<void(std::uint32_t level, const std::string &message)>;

namespace internal {

/// Where the callback is kept.
class log_place {
public:
    /// Never destroyed: threads may log until the process ends.
    static log_place &get()
    {
        static log_place *const place = new log_place;
        return *place;
    }

    /// Puts a callback in the place of the one before it, and gives that.
    std::shared_ptr<const log_callback> exchange(std::shared_ptr<const log_callback> next)
    {
        const std::lock_guard<std::mutex> guard(gate_);
        callback_.swap(next);
        return next;
    }

    static void call(std::uint32_t level, const char *message, void *) noexcept
    {
        try {
            const auto callback = get().current();
            (*callback)(level, message);
        } catch (...) {
            // Whoever cannot take a record goes without it.
        }
    }

private:
    std::shared_ptr<const log_callback> current()
    {
        const std::lock_guard<std::mutex> guard(gate_);
        return callback_;
    }

    std::mutex gate_;
    std::shared_ptr<const log_callback> callback_ = std::make_shared<const log_callback>();
};

} // namespace internal

/// Sends the log to a callback from now on, in the place of the one before it, which is not running any more when this
/// returns. `nullptr` ends the log. `level` is the least severe that is wanted. A callback cannot replace itself.
inline void set_log_callback(log_callback callback, std::uint32_t level = RINGOUT_LOG_DEBUG)
{
    internal::log_place &place = internal::log_place::get();
    const ringout_log_callback raw = callback ? internal::log_place::call : nullptr;
    const auto before = place.exchange(std::make_shared<const log_callback>(std::move(callback)));
    try {
        internal::run(ringout_set_log_callback, raw, nullptr, level);
    } catch (...) {
        place.exchange(before);
        throw;
    }
}

} // namespace ringout

#endif // RINGOUT_LOG_HPP

/* What the types of ringout.hpp are made with: errors, and owners of the objects of the C interface. */

#ifndef RINGOUT_BASE_HPP
#define RINGOUT_BASE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../ringout.h"

namespace ringout {

namespace internal {

/// A text that may not be there.
inline std::optional<std::string> text(const char *raw)
{
    return raw == nullptr ? std::nullopt : std::optional<std::string>(raw);
}

inline std::chrono::system_clock::time_point since_1970(std::int64_t milliseconds)
{
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds));
}

/// A moment that may not be known.
inline std::optional<std::chrono::system_clock::time_point> known_time(std::int64_t unix_ms)
{
    return unix_ms < 0 ? std::nullopt : std::optional(since_1970(unix_ms));
}

inline std::int64_t unix_ms(std::chrono::system_clock::time_point moment)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

inline std::chrono::milliseconds milliseconds(std::uint64_t count)
{
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(count));
}

} // namespace internal

/// Why a function failed; `what()` is its text. No text ever holds a secret.
class error : public std::exception {
public:
    /// One entry of the list of errors of an answer, as the platform sent it.
    struct detail {
        std::optional<std::string> error_code, message, parameter_name, parameter_value, additional_info;
        /// The entry's other fields, such as `permissionName`, as a JSON object.
        std::optional<std::string> fields;
    };

    /// Takes the error over.
    explicit error(ringout_error *raw) : raw_(raw, ringout_error_free) {}
    /// Shares an error that belongs to something else.
    explicit error(std::shared_ptr<const ringout_error> raw) : raw_(std::move(raw)) {}

    const char *what() const noexcept override { return ringout_error_text(raw_.get()); }

    /// A `RINGOUT_...` error number.
    ringout_status code() const noexcept { return ringout_error_code(raw_.get()); }
    std::string message() const { return ringout_error_message(raw_.get()); }
    std::optional<std::string> hint() const { return internal::text(ringout_error_hint(raw_.get())); }
    std::optional<std::string> parameter() const { return internal::text(ringout_error_parameter(raw_.get())); }
    /// 0 if there was no answer.
    std::uint32_t http_status() const noexcept { return ringout_error_http_status(raw_.get()); }
    std::optional<std::string> error_code() const { return internal::text(ringout_error_error_code(raw_.get())); }
    std::optional<std::string> oauth_error() const { return internal::text(ringout_error_oauth_error(raw_.get())); }
    std::optional<std::string> request_id() const { return internal::text(ringout_error_request_id(raw_.get())); }
    std::optional<std::chrono::milliseconds> retry_after() const
    {
        const std::int64_t milliseconds = ringout_error_retry_after_ms(raw_.get());
        return milliseconds < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(milliseconds));
    }
    bool retryable() const noexcept { return ringout_error_retryable(raw_.get()); }
    /// Whether phones may be ringing for a create that failed with this.
    bool may_have_placed() const noexcept { return ringout_error_may_have_placed(raw_.get()); }
    std::vector<detail> details() const
    {
        std::vector<detail> all;
        const ringout_error *const raw = raw_.get();
        for (std::size_t i = 0; i < ringout_error_detail_count(raw); i++)
            all.push_back({internal::text(ringout_error_detail_error_code(raw, i)),
                           internal::text(ringout_error_detail_message(raw, i)),
                           internal::text(ringout_error_detail_parameter_name(raw, i)),
                           internal::text(ringout_error_detail_parameter_value(raw, i)),
                           internal::text(ringout_error_detail_additional_info(raw, i)),
                           internal::text(ringout_error_detail_fields(raw, i))});
        return all;
    }
    /// One of the other fields of the entry `index`: text as it is, anything else as JSON.
    std::optional<std::string> detail_field(std::size_t index, const std::string &name) const
    {
        return internal::text(ringout_error_detail_field(raw_.get(), index, name.c_str()));
    }
    /// Of a create that `may_have_placed()`: the numbers as they were sent, and when.
    std::optional<std::string> attempt_to() const { return internal::text(ringout_error_attempt_to(raw_.get())); }
    std::optional<std::string> attempt_from() const { return internal::text(ringout_error_attempt_from(raw_.get())); }
    std::optional<std::chrono::system_clock::time_point> attempt_sent_at() const
    {
        return internal::known_time(ringout_error_attempt_sent_at_unix_ms(raw_.get()));
    }

    const ringout_error *get() const noexcept { return raw_.get(); }

private:
    /// Shared, as exceptions are copied.
    std::shared_ptr<const ringout_error> raw_;
};

namespace internal {

/// Owns an object of the C interface.
template <class T, void (*Free)(T *)>
class owner {
public:
    /// Takes the object over.
    explicit owner(T *raw) : raw_(raw) {}

    /// Lends the object.
    const T *get() const noexcept { return raw_.get(); }

protected:
    struct deleter {
        void operator()(T *raw) const noexcept { Free(raw); }
    };

    std::unique_ptr<T, deleter> raw_;
};

/// Calls a function that gives nothing, and throws its error.
template <class Function, class... Arguments>
void run(Function function, Arguments... arguments)
{
    ringout_error *err = nullptr;
    if (function(arguments..., &err) != RINGOUT_OK)
        throw error(err);
}

/// Calls a function that gives something through its output, and throws its error.
template <class T, class Function, class... Arguments>
T made_by(Function function, Arguments... arguments)
{
    T out{};
    run(function, arguments..., &out);
    return out;
}

inline const char *pointer(const std::optional<std::string> &text)
{
    return text ? text->c_str() : nullptr;
}

/// What does not fit is as good as the shortest or the longest.
inline std::uint32_t number(std::int64_t count)
{
    constexpr std::int64_t longest = std::int64_t{RINGOUT_DEFAULT_TIMEOUT} - 1;
    return static_cast<std::uint32_t>(count < 0 ? 0 : count > longest ? longest : count);
}

inline std::uint32_t timeout(std::optional<std::chrono::milliseconds> time)
{
    return time ? number(time->count()) : RINGOUT_DEFAULT_TIMEOUT;
}

} // namespace internal

} // namespace ringout

#endif // RINGOUT_BASE_HPP

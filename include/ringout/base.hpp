/* Errors, and the owner of C objects. Part of ringout.hpp. */

#ifndef RINGOUT_BASE_HPP
#define RINGOUT_BASE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../ringout.h"

namespace ringout {

namespace internal {

/// Copies a string that may be NULL.
inline std::optional<std::string> text(const char *raw)
{
    return raw == nullptr ? std::nullopt : std::optional<std::string>(raw);
}

inline std::chrono::system_clock::time_point since_1970(std::int64_t milliseconds)
{
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds));
}

/// Converts a time; -1 means that it is not known.
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

/// Replaces C's names in a message by those of C++, where times have no unit in their names and functions no prefix.
inline std::string spelled(std::string message)
{
    constexpr std::pair<std::string_view, std::string_view> names[] = {{"timeout_ms", "timeout"},
                                                                       {"token_ttl_s", "token_ttl"},
                                                                       {"sent_at_unix_ms", "sent_at"},
                                                                       {"ringout_client_", "client::"}};
    for (const auto &[c, cpp] : names)
        for (auto at = message.find(c); at != std::string::npos; at = message.find(c, at + cpp.size()))
            message.replace(at, c.size(), cpp);
    return message;
}

} // namespace internal

/// Why a function failed. None of its strings contains a secret.
///
/// Names of settings and functions are those of C++: `connect_timeout`, not `connect_timeout_ms`. Read the C object of
/// `get()` for those of C.
class error : public std::exception {
public:
    /// One entry of the list of errors in a response, as RingCentral sent it.
    struct detail {
        std::optional<std::string> error_code, message, parameter_name, parameter_value, additional_info;
        /// The entry's other fields, such as `permissionName`, as a JSON object.
        std::optional<std::string> fields;
    };

    /// Takes ownership of the error.
    explicit error(ringout_error *raw) : error(std::shared_ptr<const ringout_error>(raw, ringout_error_free)) {}
    /// Shares an error that another object owns.
    explicit error(std::shared_ptr<const ringout_error> raw)
        : raw_(std::move(raw)), what_(std::make_shared<const std::string>(spelled(ringout_error_text).value_or("")))
    {
    }

    /// The message, then the hint and RingCentral's request id if there are any.
    const char *what() const noexcept override { return what_->c_str(); }

    /// The error code: `RINGOUT_INVALID_ARGUMENT` and so on.
    ringout_status code() const noexcept { return ringout_error_code(raw_.get()); }
    /// What happened, in one line.
    std::string message() const { return spelled(ringout_error_message).value_or(""); }
    std::optional<std::string> hint() const { return spelled(ringout_error_hint); }
    /// The argument, the environment variable or RingCentral's parameter at fault.
    std::optional<std::string> parameter() const { return spelled(ringout_error_parameter); }
    /// 0 if there was no response.
    std::uint32_t http_status() const noexcept { return ringout_error_http_status(raw_.get()); }
    std::optional<std::string> error_code() const { return internal::text(ringout_error_error_code(raw_.get())); }
    std::optional<std::string> oauth_error() const { return internal::text(ringout_error_oauth_error(raw_.get())); }
    std::optional<std::string> request_id() const { return internal::text(ringout_error_request_id(raw_.get())); }
    std::optional<std::chrono::milliseconds> retry_after() const
    {
        const std::int64_t milliseconds = ringout_error_retry_after_ms(raw_.get());
        return milliseconds < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(milliseconds));
    }
    /// Whether the same function call may succeed later without any change.
    bool retryable() const noexcept { return ringout_error_retryable(raw_.get()); }
    /// Whether phones may be ringing after this error of `client::create_call()`.
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
    /// Another field of the entry at `index`: a string as it is, any other value as JSON.
    std::optional<std::string> detail_field(std::size_t index, const std::string &name) const
    {
        return internal::text(ringout_error_detail_field(raw_.get(), index, name.c_str()));
    }
    /// The numbers of the call as they were sent, and when, if `may_have_placed()` is true.
    std::optional<std::string> attempt_to() const { return internal::text(ringout_error_attempt_to(raw_.get())); }
    std::optional<std::string> attempt_from() const { return internal::text(ringout_error_attempt_from(raw_.get())); }
    std::optional<std::chrono::system_clock::time_point> attempt_sent_at() const
    {
        return internal::known_time(ringout_error_attempt_sent_at_unix_ms(raw_.get()));
    }

    const ringout_error *get() const noexcept { return raw_.get(); }

private:
    /// Reads a string that may name settings. A message that contains a response of the server is left unchanged.
    std::optional<std::string> spelled(const char *(*read)(const ringout_error *)) const
    {
        std::optional<std::string> text = internal::text(read(raw_.get()));
        return text && http_status() == 0 ? internal::spelled(*std::move(text)) : text;
    }

    /// Shared, because exceptions are copied.
    std::shared_ptr<const ringout_error> raw_;
    std::shared_ptr<const std::string> what_;
};

namespace internal {

/// Owns a C object.
template <class T, void (*Free)(T *)>
class owner {
public:
    /// Takes ownership of the object.
    explicit owner(T *raw) : raw_(raw) {}

    /// Returns the C object, and keeps the ownership.
    const T *get() const noexcept { return raw_.get(); }

protected:
    struct deleter {
        void operator()(T *raw) const noexcept { Free(raw); }
    };

    std::unique_ptr<T, deleter> raw_;
};

/// Calls a C function without an output, and throws its error.
template <class Function, class... Arguments>
void run(Function function, Arguments... arguments)
{
    ringout_error *err = nullptr;
    if (function(arguments..., &err) != RINGOUT_OK)
        throw error(err);
}

/// Calls a C function with one output, returns the output, and throws the error.
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

/// Clamps a number to the range of a C setting.
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

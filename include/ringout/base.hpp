/* Errors, and the owner of C objects. Part of ringout.hpp. */

#ifndef RINGOUT_BASE_HPP
#define RINGOUT_BASE_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "../ringout.h"
#include "constants.hpp"
#include "result.hpp"
#include "strings.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

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
                                                                       {"dedupe_lifetime_s", "dedupe_lifetime"},
                                                                       {"sent_at_unix_ms", "sent_at"},
                                                                       {"ringout_client_", "client::"}};
    for (const auto &[c, cpp] : names)
        for (auto at = message.find(c); at != std::string::npos; at = message.find(c, at + cpp.size()))
            message.replace(at, c.size(), cpp);
    return message;
}

} // namespace internal

/// Why a function failed. None of its strings contains a secret. Copies share it.
///
/// Names of settings and functions are those of C++: `connect_timeout`, not `connect_timeout_ms`. Read the C object of
/// `get()` for those of C.
class error : public std::exception {
public:
    /// One entry of the list of errors in a response, as RingCentral sent it.
    struct detail {
        /// RingCentral's error code, such as "CMN-102".
        std::optional<std::string> error_code;
        /// RingCentral's message. It may change, so do not decide on it.
        std::optional<std::string> message;
        /// The parameter at fault, such as "to.phoneNumber".
        std::optional<std::string> parameter_name;
        /// The value at fault.
        std::optional<std::string> parameter_value;
        /// The additional information.
        std::optional<std::string> additional_info;
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

    /// The message, then the hint and RingCentral's request id if there are any. Valid while this error or a copy of it lives.
    [[nodiscard]] const char *what() const noexcept override { return what_->c_str(); }

    /// The error code.
    [[nodiscard]] ringout::error_code code() const noexcept
    {
        return static_cast<ringout::error_code>(ringout_error_code(raw_.get()));
    }
    /// What happened, in one line.
    [[nodiscard]] std::string message() const { return spelled(ringout_error_message).value_or(""); }
    /// Advice, mostly from RingCentral's documentation.
    [[nodiscard]] std::optional<std::string> hint() const { return spelled(ringout_error_hint); }
    /// The argument, the environment variable or RingCentral's parameter at fault.
    [[nodiscard]] std::optional<std::string> parameter() const { return spelled(ringout_error_parameter); }
    /// The HTTP status of the response; 0 if there was none.
    [[nodiscard]] std::uint32_t http_status() const noexcept { return ringout_error_http_status(raw_.get()); }
    /// RingCentral's error code, such as "CMN-102" or "OAU-140".
    [[nodiscard]] std::optional<std::string> error_code() const
    {
        return internal::text(ringout_error_error_code(raw_.get()));
    }
    /// The OAuth error, such as "invalid_grant".
    [[nodiscard]] std::optional<std::string> oauth_error() const
    {
        return internal::text(ringout_error_oauth_error(raw_.get()));
    }
    /// RingCentral's id of the request, which its support asks for.
    [[nodiscard]] std::optional<std::string> request_id() const
    {
        return internal::text(ringout_error_request_id(raw_.get()));
    }
    /// How long to wait before the next request, if a rate limit is the cause.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const
    {
        const std::int64_t milliseconds = ringout_error_retry_after_ms(raw_.get());
        return milliseconds < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(milliseconds));
    }
    /// Whether the same function call may succeed later without any change.
    [[nodiscard]] bool retryable() const noexcept { return ringout_error_retryable(raw_.get()); }
    /// Whether phones may be ringing after this error of `client::create_call()`.
    [[nodiscard]] bool may_have_placed() const noexcept { return ringout_error_may_have_placed(raw_.get()); }
    /// The entries of the response's list of errors.
    [[nodiscard]] std::vector<detail> details() const
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
    /// Another field of the entry at `index` by RingCentral's name: a string as it is, any other value as JSON.
    [[nodiscard]] std::optional<std::string> detail_field(std::size_t index, const string_argument &name) const
    {
        return internal::text(ringout_error_detail_field(raw_.get(), index, name.c_str()));
    }
    /// The callee's number as it was sent, if `may_have_placed()` is true for a call.
    [[nodiscard]] std::optional<std::string> attempt_to() const
    {
        return internal::text(ringout_error_attempt_to(raw_.get()));
    }
    /// The caller's number as it was sent, if `may_have_placed()` is true for a call with one.
    [[nodiscard]] std::optional<std::string> attempt_from() const
    {
        return internal::text(ringout_error_attempt_from(raw_.get()));
    }
    /// When the first byte of the request was sent, by this machine's clock, if `may_have_placed()` is true.
    [[nodiscard]] std::optional<std::chrono::system_clock::time_point> attempt_sent_at() const
    {
        return internal::known_time(ringout_error_attempt_sent_at_unix_ms(raw_.get()));
    }

    /// The C object, which stays owned.
    [[nodiscard]] const ringout_error *get() const noexcept { return raw_.get(); }

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
    /// The type of the C object.
    using c_type = T;

    /// Takes ownership of the object.
    explicit owner(T *raw) noexcept : raw_(raw) {}

    /// The C object, which stays owned.
    [[nodiscard]] const T *get() const noexcept { return raw_.get(); }

protected:
    struct deleter {
        void operator()(T *raw) const noexcept { Free(raw); }
    };

    std::unique_ptr<T, deleter> raw_;
};

/// Returns or throws the error of a C function.
template <class T>
returned<T> failed(ringout_error *err)
{
#ifdef RINGOUT_NO_EXCEPTIONS
    return unexpected<error>(error(err));
#else
    throw error(err);
#endif
}

/// Calls a C function without an output.
template <class Function, class... Arguments>
returned<void> run(Function function, Arguments... arguments)
{
    ringout_error *err = nullptr;
    if (function(arguments..., &err) != RINGOUT_OK)
        return failed<void>(err);
    return returned<void>();
}

/// Calls a C function with one output, and returns what `convert` makes of it.
template <class T, class Raw, class Convert, class Function, class... Arguments>
returned<T> converted(Convert convert, Function function, Arguments... arguments)
{
    Raw out{};
    ringout_error *err = nullptr;
    if (function(arguments..., &out, &err) != RINGOUT_OK)
        return failed<T>(err);
    return convert(out);
}

/// Calls a C function with one output, and returns it as it is.
template <class T, class Function, class... Arguments>
returned<T> made_by(Function function, Arguments... arguments)
{
    return converted<T, T>([](T out) { return out; }, function, arguments...);
}

/// Calls a C function that returns an object, and returns its owner.
template <class T, class Function, class... Arguments>
returned<T> make(Function function, Arguments... arguments)
{
    using raw = typename T::c_type *;
    return converted<T, raw>([](raw out) { return T(out); }, function, arguments...);
}

/// Calls a C function that returns an object or NULL, and returns its owner.
template <class T, class Function, class... Arguments>
returned<std::optional<T>> make_optional(Function function, Arguments... arguments)
{
    using raw = typename T::c_type *;
    const auto convert = [](raw out) {
        return out == nullptr ? std::optional<T>() : std::optional<T>(std::in_place, out);
    };
    return converted<std::optional<T>, raw>(convert, function, arguments...);
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

/// The number of an enumerator.
template <class T>
constexpr std::uint32_t number_of(T value) noexcept
{
    return static_cast<std::uint32_t>(value);
}

inline std::uint32_t timeout(std::optional<std::chrono::milliseconds> time)
{
    return time ? number(time->count()) : RINGOUT_DEFAULT_TIMEOUT;
}

template <class T, class = void>
inline constexpr bool has_text = false;
template <class T>
inline constexpr bool has_text<T, std::void_t<decltype(std::declval<const T &>().text())>> = std::is_class_v<T>;

/// Takes the results of `next()` for a loop.
struct steps {
#ifdef RINGOUT_NO_EXCEPTIONS
    /// Returns the value, or keeps the error and ends the loop.
    template <class T>
    std::optional<T> unwrap(result<std::optional<T>> next)
    {
        if (next)
            return *std::move(next);
        error.emplace(std::move(next).error());
        return std::nullopt;
    }

    std::optional<ringout::error> error;
#else
    template <class T>
    static std::optional<T> unwrap(std::optional<T> next)
    {
        return next;
    }
#endif
};

/// Iterates over the results of `next()`, for loops and algorithms that read each value once. Copies of an iterator share the
/// value, and advancing one of them waits for the next.
template <class Range, class Value>
class input_iterator {
public:
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = const Value *;
    using reference = const Value &;

    /// The end.
    input_iterator() = default;
    /// Waits for the first value.
    explicit input_iterator(Range *range) : range_(range) { ++*this; }

    /// The current value. Not at the end.
    reference operator*() const { return *value_; }
    pointer operator->() const { return &*value_; }
    /// Waits for the next value.
    input_iterator &operator++()
    {
        value_ = range_->step();
        return *this;
    }
    input_iterator operator++(int)
    {
        input_iterator before = *this;
        ++*this;
        return before;
    }
    /// Equal if both are at the end, or at no end of the same range.
    friend bool operator==(const input_iterator &a, const input_iterator &b) noexcept
    {
        return a.value_.has_value() == b.value_.has_value() && (!a.value_ || a.range_ == b.range_);
    }
    friend bool operator!=(const input_iterator &a, const input_iterator &b) noexcept { return !(a == b); }

private:
    Range *range_ = nullptr;
    std::optional<Value> value_;
};

} // namespace internal

/// Writes the text of an object.
template <class Stream, class T, std::enable_if_t<internal::has_text<T>, int> = 0>
auto operator<<(Stream &out, const T &object) -> decltype(out << std::string_view())
{
    return out << object.text();
}

/// Writes an error: the message, and the hint if there is one.
template <class Stream>
auto operator<<(Stream &out, const error &object) -> decltype(out << std::string_view())
{
    return out << object.what();
}

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_BASE_HPP

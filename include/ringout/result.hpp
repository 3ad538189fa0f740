/* What functions return: values, or results if there are no exceptions. Part of ringout.hpp. */

#ifndef RINGOUT_RESULT_HPP
#define RINGOUT_RESULT_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

class error;

/// A failure, to return as a `result` of any type: `return ringout::unexpected("the disk is full");`.
template <class E>
class [[nodiscard]] unexpected {
public:
    explicit unexpected(E failure) : error_(std::move(failure)) {}

    /// The reason of the failure.
    [[nodiscard]] const E &error() const & noexcept { return error_; }
    [[nodiscard]] E &&error() && noexcept { return std::move(error_); }

private:
    E error_;
};

unexpected(const char *)->unexpected<std::string>;

namespace internal {

/// Says why a result has no value, and ends the program.
template <class E>
[[noreturn]] void end_without_value(const E &failure)
{
    const char *text = "unknown";
    if constexpr (std::is_convertible_v<const E &, std::string>)
        text = failure.c_str();
    else
        text = failure.what();
    std::fprintf(stderr, "ringout: a result was used that is an error: %s\n", text);
    std::abort();
}

} // namespace internal

/// A value, or the error that prevented it, like `std::expected`.
///
/// Check it before you use the value. The value of an error does not exist: asking for it writes the error to standard error
/// and ends the program.
template <class T, class E = error>
class [[nodiscard]] result {
public:
    using value_type = T;
    using error_type = E;

    /// A success.
    template <class U = T, std::enable_if_t<std::is_constructible_v<T, U &&> && std::is_convertible_v<U &&, T> &&
                                                !std::is_same_v<std::decay_t<U>, result>,
                                            int> = 0>
    result(U &&value) : state_(std::in_place_index<0>, std::forward<U>(value))
    {
    }
    /// A failure.
    template <class G, std::enable_if_t<std::is_constructible_v<E, G &&>, int> = 0>
    result(unexpected<G> failure) : state_(std::in_place_index<1>, std::move(failure).error())
    {
    }

    /// Whether there is a value.
    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// The value.
    [[nodiscard]] T &value() & { return *checked(*this); }
    [[nodiscard]] const T &value() const & { return *checked(*this); }
    [[nodiscard]] T &&value() && { return std::move(*checked(*this)); }
    [[nodiscard]] T &operator*() & { return value(); }
    [[nodiscard]] const T &operator*() const & { return value(); }
    [[nodiscard]] T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    /// The value, or another one instead of an error.
    template <class U>
    [[nodiscard]] T value_or(U &&other) const &
    {
        return has_value() ? value() : static_cast<T>(std::forward<U>(other));
    }
    template <class U>
    [[nodiscard]] T value_or(U &&other) &&
    {
        return has_value() ? std::move(*this).value() : static_cast<T>(std::forward<U>(other));
    }
    /// The error. Only if there is no value.
    [[nodiscard]] const E &error() const & noexcept { return *std::get_if<1>(&state_); }
    [[nodiscard]] E &&error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

    /// The result of `next(value)`, which returns a result, or the error.
    template <class Next>
    auto and_then(Next &&next) const & -> std::invoke_result_t<Next, const T &>
    {
        if (!has_value())
            return unexpected<E>(error());
        return std::invoke(std::forward<Next>(next), value());
    }
    template <class Next>
    auto and_then(Next &&next) && -> std::invoke_result_t<Next, T &&>
    {
        if (!has_value())
            return unexpected<E>(std::move(*this).error());
        return std::invoke(std::forward<Next>(next), std::move(*this).value());
    }
    /// The value of `next(value)`, or the error.
    template <class Next>
    auto transform(Next &&next) const & -> result<std::invoke_result_t<Next, const T &>, E>
    {
        if (!has_value())
            return unexpected<E>(error());
        return std::invoke(std::forward<Next>(next), value());
    }
    template <class Next>
    auto transform(Next &&next) && -> result<std::invoke_result_t<Next, T &&>, E>
    {
        if (!has_value())
            return unexpected<E>(std::move(*this).error());
        return std::invoke(std::forward<Next>(next), std::move(*this).value());
    }
    /// This result, or that of `next(error)` instead of an error.
    template <class Next>
    result or_else(Next &&next) &&
    {
        return has_value() ? std::move(*this) : std::invoke(std::forward<Next>(next), std::move(*this).error());
    }

private:
    template <class Self>
    static auto checked(Self &self)
    {
        const auto value = std::get_if<0>(&self.state_);
        if (value == nullptr)
            internal::end_without_value(self.error());
        return value;
    }

    std::variant<T, E> state_;
};

/// A success without a value, or an error.
template <class E>
class [[nodiscard]] result<void, E> {
public:
    using value_type = void;
    using error_type = E;

    /// A success.
    result() = default;
    /// A failure.
    template <class G, std::enable_if_t<std::is_constructible_v<E, G &&>, int> = 0>
    result(unexpected<G> failure) : error_(std::move(failure).error())
    {
    }

    /// Whether it is a success.
    [[nodiscard]] bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    /// Ends the program if it is not a success.
    void value() const
    {
        if (error_)
            internal::end_without_value(*error_);
    }
    /// The error. Only if it is not a success.
    [[nodiscard]] const E &error() const & noexcept { return *error_; }
    [[nodiscard]] E &&error() && noexcept { return std::move(*error_); }

    /// The result of `next()`, which returns a result, or the error.
    template <class Next>
    auto and_then(Next &&next) const -> std::invoke_result_t<Next>
    {
        if (!has_value())
            return unexpected<E>(error());
        return std::invoke(std::forward<Next>(next));
    }
    /// This result, or that of `next(error)` instead of an error.
    template <class Next>
    result or_else(Next &&next) const
    {
        return has_value() ? *this : std::invoke(std::forward<Next>(next), error());
    }

private:
    std::optional<E> error_;
};

#ifdef RINGOUT_NO_EXCEPTIONS
/// What a function that can fail returns: a `result<T>`. With exceptions it is `T`, and errors are thrown.
template <class T>
using returned = result<T>;
/// What your callback returns: a result with the reason of a failure. With exceptions it is `T`, and the callback throws.
template <class T>
using callback_result = result<T, std::string>;
#else
/// What a function that can fail returns: a `T`, and errors are thrown. With `RINGOUT_NO_EXCEPTIONS` it is a `result<T>`.
template <class T>
using returned = T;
/// What your callback returns: a `T`, and it throws. With `RINGOUT_NO_EXCEPTIONS` it is a result with the reason of a failure.
template <class T>
using callback_result = T;
#endif

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_RESULT_HPP

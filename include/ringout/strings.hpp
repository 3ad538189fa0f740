/* String arguments. Part of ringout.hpp. */

#ifndef RINGOUT_STRINGS_HPP
#define RINGOUT_STRINGS_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// A string that a function receives: pass a `std::string_view`, a `std::string`, a `const char *`, or anything that converts
/// to one of them. Only views are copied, because the C functions need a NUL at the end; a view of up to 15 characters, such
/// as a phone number, without allocating memory. The string ends at its first NUL.
class string_argument {
public:
    /// Borrows a string. NULL is an error of the function that receives it.
    string_argument(const char *string) noexcept : c_str_(string) {}
    /// Borrows a string.
    string_argument(const std::string &string) noexcept : c_str_(string.c_str()) {}
    /// Copies a view, or an object that converts to one.
    template <class T, std::enable_if_t<std::is_convertible_v<const T &, std::string_view> &&
                                            !std::is_convertible_v<const T &, const char *> &&
                                            !std::is_convertible_v<const T &, const std::string &>,
                                        int> = 0>
    string_argument(const T &view) : copy_(static_cast<std::string_view>(view)), c_str_(copy_.c_str())
    {
    }
    string_argument(std::nullptr_t) = delete;
    string_argument(const string_argument &) = delete;
    string_argument &operator=(const string_argument &) = delete;

    /// Returns the string with a NUL at the end, valid while this object and a borrowed string live.
    [[nodiscard]] const char *c_str() const noexcept { return c_str_; }

private:
    std::string copy_;
    const char *c_str_;
};

/// A string that a function receives, or nothing: what `string_argument` accepts, a `std::optional` of it, or `std::nullopt`.
class optional_string_argument {
public:
    /// Nothing.
    optional_string_argument(std::nullopt_t) noexcept {}
    /// Borrows a string; NULL is nothing.
    optional_string_argument(const char *string) noexcept : c_str_(string) {}
    /// Borrows a string.
    optional_string_argument(const std::string &string) noexcept : c_str_(string.c_str()) {}
    /// Borrows a string, if there is one.
    optional_string_argument(const std::optional<std::string> &string) noexcept
        : c_str_(string ? string->c_str() : nullptr)
    {
    }
    /// Copies a view, if there is one.
    optional_string_argument(std::optional<std::string_view> view)
    {
        if (view)
            c_str_ = copy_.assign(*view).c_str();
    }
    /// Copies a view, or an object that converts to one.
    template <class T, std::enable_if_t<std::is_convertible_v<const T &, std::string_view> &&
                                            !std::is_convertible_v<const T &, const char *> &&
                                            !std::is_convertible_v<const T &, const std::string &>,
                                        int> = 0>
    optional_string_argument(const T &view) : copy_(static_cast<std::string_view>(view)), c_str_(copy_.c_str())
    {
    }
    optional_string_argument(const optional_string_argument &) = delete;
    optional_string_argument &operator=(const optional_string_argument &) = delete;

    /// Returns the string with a NUL at the end, or NULL. Valid while this object and a borrowed string live.
    [[nodiscard]] const char *c_str() const noexcept { return c_str_; }

private:
    std::string copy_;
    const char *c_str_ = nullptr;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_STRINGS_HPP

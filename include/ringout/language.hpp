/* The C++ standard that is needed, and how failures are reported. Part of ringout.hpp. */

#ifndef RINGOUT_LANGUAGE_HPP
#define RINGOUT_LANGUAGE_HPP

#if __cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L)
#error "ringout.hpp needs C++17 or later: compile with -std=c++17. ringout.h has the same functions for older standards."
#else

/// Defined if the standard is recent enough. The other headers are empty without it, so that there is one error.
#define RINGOUT_HAS_CPP17 1

/// If defined before `ringout.hpp` is included, functions return results instead of throwing errors. A compiler without
/// exceptions (`-fno-exceptions`) defines it.
#if !defined(RINGOUT_NO_EXCEPTIONS) && !defined(__cpp_exceptions)
#define RINGOUT_NO_EXCEPTIONS 1
#endif

/// The two kinds of functions have the same names, so each has a namespace. A program may contain both.
#ifdef RINGOUT_NO_EXCEPTIONS
#define RINGOUT_INLINE_NAMESPACE inline namespace without_exceptions
#else
#define RINGOUT_INLINE_NAMESPACE inline namespace with_exceptions
#endif

#endif

#endif // RINGOUT_LANGUAGE_HPP

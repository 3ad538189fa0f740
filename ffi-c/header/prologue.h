
/// @cond
#ifndef RINGOUT_WARN_UNUSED
#if (defined(__cplusplus) && __cplusplus >= 201703L) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define RINGOUT_WARN_UNUSED [[nodiscard]]
#elif defined(__GNUC__)
#define RINGOUT_WARN_UNUSED __attribute__((warn_unused_result))
#elif defined(_MSC_VER)
#include <sal.h>
#define RINGOUT_WARN_UNUSED _Check_return_
#else
#define RINGOUT_WARN_UNUSED
#endif
#endif

/* With a fixed type where the language has one, because later versions may return numbers that are not in an enum. */
#if (defined(__cplusplus) && __cplusplus >= 201103L) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define RINGOUT_ENUM(name) enum name : uint32_t
#else
#define RINGOUT_ENUM(name) enum name
#endif

#if defined(__cplusplus) && __cplusplus >= 201103L
#define RINGOUT_ASSERT_LAYOUT(condition) static_assert(condition, #condition)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define RINGOUT_ASSERT_LAYOUT(condition) _Static_assert(condition, #condition)
#else
#define RINGOUT_ASSERT_LAYOUT(condition) struct ringout_no_assertion
#endif
/// @endcond

#ifdef __cplusplus
extern "C" {
#endif

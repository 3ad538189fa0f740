/* Phone numbers of the user, rate limits, and preflight reports. Part of ringout.hpp. */

#ifndef RINGOUT_ACCOUNT_HPP
#define RINGOUT_ACCOUNT_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// A phone number that a callee may be shown: a value for `caller_id` of a `call_request`.
struct phone_number {
    /// RingCentral's id.
    std::string id;
    /// The number in E.164.
    std::string phone_number;
    /// RingCentral's name for its use, such as "DirectNumber".
    std::optional<std::string> usage_type;
    /// Its label.
    std::optional<std::string> label;
};

/// A forwarding number of the user. Its id is a value for `from_forwarding_number` of a `call_request`.
struct forwarding_number {
    /// RingCentral's id.
    std::string id;
    /// The number in E.164. A few kinds of device have none.
    std::optional<std::string> phone_number;
    /// The label that the user gave it.
    std::optional<std::string> label;
    /// RingCentral's name for the kind of phone, such as "Mobile" or "PhoneLine".
    std::optional<std::string> kind;
};

/// A report on whether a call can be placed.
class preflight : public internal::owner<ringout_preflight, ringout_preflight_free> {
public:
    /// One check of the report.
    struct check {
        /// What it is about.
        check_kind kind;
        /// What was found.
        check_result result;
        /// One sentence that says what was found and what to do about it.
        std::string explanation;
    };

    using owner::owner;

    /// Whether no check failed. Warnings and checks that could not be made do not count.
    [[nodiscard]] bool ok() const noexcept { return ringout_preflight_ok(get()); }
    /// The checks in the order of their kinds.
    [[nodiscard]] std::vector<check> checks() const
    {
        std::vector<check> all;
        for (std::size_t i = 0; i < ringout_preflight_check_count(get()); i++)
            all.push_back({check_kind{ringout_preflight_check_kind(get(), i)},
                           check_result{ringout_preflight_check_result(get(), i)},
                           ringout_preflight_check_explanation(get(), i)});
        return all;
    }
    /// One line for each check, for a person to read.
    [[nodiscard]] std::string text() const { return ringout_preflight_text(get()); }
};

/// RingCentral's rate limit for one group of requests, as far as the client knows it.
struct limit {
    /// "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and the call log) or "Auth" (logins).
    std::string name;
    /// RingCentral's name for the group, if a response has reported it.
    std::optional<std::string> ringcentral_name;
    /// The number of requests that a window allows.
    std::uint32_t limit;
    /// The length of a window.
    std::chrono::milliseconds window;
    /// The number of requests left in this window, if a response has reported it. 0 after an HTTP 429 until the penalty is
    /// over.
    std::optional<std::uint32_t> remaining;
    /// How long the client would hold the next request back; zero if it can be sent now.
    std::chrono::milliseconds retry_after;
    /// One line for a person to read.
    std::string text;
};

namespace internal {

inline std::vector<limit> limits_of(ringout_limits *raw)
{
    const owner<ringout_limits, ringout_limits_free> list(raw);
    std::vector<limit> all;
    for (std::size_t i = 0; i < ringout_limits_count(raw); i++) {
        const std::int64_t remaining = ringout_limits_remaining(raw, i);
        all.push_back({ringout_limits_name(raw, i), text(ringout_limits_ringcentral_name(raw, i)),
                       ringout_limits_limit(raw, i), milliseconds(ringout_limits_window_ms(raw, i)),
                       remaining < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(remaining)),
                       milliseconds(ringout_limits_retry_after_ms(raw, i)), ringout_limits_text(raw, i)});
    }
    return all;
}

inline std::vector<phone_number> caller_ids_of(ringout_caller_ids *raw)
{
    const owner<ringout_caller_ids, ringout_caller_ids_free> list(raw);
    std::vector<phone_number> all;
    for (std::size_t i = 0; i < ringout_caller_ids_count(raw); i++)
        all.push_back({ringout_caller_ids_id(raw, i), ringout_caller_ids_phone_number(raw, i),
                       text(ringout_caller_ids_usage_type(raw, i)), text(ringout_caller_ids_label(raw, i))});
    return all;
}

inline std::vector<forwarding_number> forwarding_numbers_of(ringout_forwarding_numbers *raw)
{
    const owner<ringout_forwarding_numbers, ringout_forwarding_numbers_free> list(raw);
    std::vector<forwarding_number> all;
    for (std::size_t i = 0; i < ringout_forwarding_numbers_count(raw); i++)
        all.push_back({ringout_forwarding_numbers_id(raw, i), text(ringout_forwarding_numbers_phone_number(raw, i)),
                       text(ringout_forwarding_numbers_label(raw, i)), text(ringout_forwarding_numbers_kind(raw, i))});
    return all;
}

} // namespace internal

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_ACCOUNT_HPP

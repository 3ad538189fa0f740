/* Phone numbers of the user, rate limits, and preflight reports. Part of ringout.hpp. */

#ifndef RINGOUT_ACCOUNT_HPP
#define RINGOUT_ACCOUNT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base.hpp"

namespace ringout {

/// A phone number that a callee may be shown: a value for `caller_id` of a `call_request`.
struct phone_number {
    std::string id;
    /// E.164.
    std::string phone_number;
    /// RingCentral's name for its use, such as "DirectNumber".
    std::optional<std::string> usage_type;
    std::optional<std::string> label;
};

/// A forwarding number of the user. Its id is a value for `from_forwarding_number` of a `call_request`.
struct forwarding_number {
    std::string id;
    /// E.164. A few kinds of device have none.
    std::optional<std::string> phone_number;
    std::optional<std::string> label;
    /// RingCentral's name for the kind of phone, such as "Mobile" or "PhoneLine".
    std::optional<std::string> kind;
};

/// A report on whether a call can be placed.
class preflight : public internal::owner<ringout_preflight, ringout_preflight_free> {
public:
    /// One check of the report.
    struct check {
        /// A `RINGOUT_CHECK_KIND_...`.
        std::uint32_t kind;
        /// A `RINGOUT_CHECK_RESULT_...`.
        std::uint32_t result;
        /// One sentence that says what was found and what to do about it.
        std::string explanation;
    };

    using owner::owner;

    /// Whether no check failed. Warnings and checks that could not be made do not count.
    bool ok() const noexcept { return ringout_preflight_ok(get()); }
    /// In the order of the kinds.
    std::vector<check> checks() const
    {
        std::vector<check> all;
        for (std::size_t i = 0; i < ringout_preflight_check_count(get()); i++)
            all.push_back({ringout_preflight_check_kind(get(), i), ringout_preflight_check_result(get(), i),
                           ringout_preflight_check_explanation(get(), i)});
        return all;
    }
    /// One line for each check, for a person to read.
    std::string text() const { return ringout_preflight_text(get()); }
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

inline std::vector<limit> limits(const ringout_client *client)
{
    const owner<ringout_limits, ringout_limits_free> list(made_by<ringout_limits *>(ringout_client_limits, client));
    std::vector<limit> all;
    for (std::size_t i = 0; i < ringout_limits_count(list.get()); i++) {
        const auto remaining = ringout_limits_remaining(list.get(), i);
        all.push_back({ringout_limits_name(list.get(), i), text(ringout_limits_ringcentral_name(list.get(), i)),
                       ringout_limits_limit(list.get(), i),
                       milliseconds(ringout_limits_window_ms(list.get(), i)),
                       remaining < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(remaining)),
                       milliseconds(ringout_limits_retry_after_ms(list.get(), i)),
                       ringout_limits_text(list.get(), i)});
    }
    return all;
}

inline std::vector<phone_number> caller_ids(const ringout_client *client)
{
    const owner<ringout_caller_ids, ringout_caller_ids_free> list(
        made_by<ringout_caller_ids *>(ringout_client_caller_ids, client));
    std::vector<phone_number> all;
    for (std::size_t i = 0; i < ringout_caller_ids_count(list.get()); i++)
        all.push_back({ringout_caller_ids_id(list.get(), i), ringout_caller_ids_phone_number(list.get(), i),
                       text(ringout_caller_ids_usage_type(list.get(), i)),
                       text(ringout_caller_ids_label(list.get(), i))});
    return all;
}

inline std::vector<forwarding_number> forwarding_numbers(const ringout_client *client)
{
    const owner<ringout_forwarding_numbers, ringout_forwarding_numbers_free> list(
        made_by<ringout_forwarding_numbers *>(ringout_client_forwarding_numbers, client));
    std::vector<forwarding_number> all;
    for (std::size_t i = 0; i < ringout_forwarding_numbers_count(list.get()); i++)
        all.push_back({ringout_forwarding_numbers_id(list.get(), i),
                       text(ringout_forwarding_numbers_phone_number(list.get(), i)),
                       text(ringout_forwarding_numbers_label(list.get(), i)),
                       text(ringout_forwarding_numbers_kind(list.get(), i))});
    return all;
}

} // namespace internal

} // namespace ringout

#endif // RINGOUT_ACCOUNT_HPP

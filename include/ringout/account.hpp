/* The user's numbers, the platform's limits, and whether a call could be placed, for C++. Part of ringout.hpp. */

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

/// A number of the user's that may be shown to a callee: `caller_id` of a `call_request`.
struct phone_number {
    std::string id;
    /// E.164.
    std::string phone_number;
    /// In the platform's words: "DirectNumber", ...
    std::optional<std::string> usage_type;
    std::optional<std::string> label;
};

/// A number at which the user can be reached: its id is `from_forwarding_number` of a `call_request`.
struct forwarding_number {
    std::string id;
    /// E.164. A few kinds of device have none.
    std::optional<std::string> phone_number;
    std::optional<std::string> label;
    /// In the platform's words: "Mobile", "PhoneLine", ...
    std::optional<std::string> kind;
};

/// Whether a call could be placed, point by point.
class preflight : public internal::owner<ringout_preflight, ringout_preflight_free> {
public:
    /// One point.
    struct check {
        /// A `RINGOUT_CHECK_KIND_...`.
        std::uint32_t kind;
        /// A `RINGOUT_CHECK_RESULT_...`.
        std::uint32_t result;
        /// What was found, and what to do about it.
        std::string explanation;
    };

    using owner::owner;

    /// Whether nothing was found that would make a call fail.
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
    /// One line for each check, to be read by a person.
    std::string text() const { return ringout_preflight_text(get()); }
};

/// The platform's limit for one group of requests, as far as a client knows it.
struct limit {
    /// "Light" (status requests and lists), "Heavy" (creates, cancels and the call log) or "Auth" (logins).
    std::string name;
    /// What the platform calls the group, if an answer has told.
    std::optional<std::string> platform_name;
    /// How many requests a window has.
    std::uint32_t limit;
    std::chrono::milliseconds window;
    /// How many requests are left in this window, if an answer has told. It is 0 after an HTTP 429 until the wait is over.
    std::optional<std::uint32_t> remaining;
    /// How long the client holds the next request back; zero if it may be sent now.
    std::chrono::milliseconds opens_in;
    /// All of it in one line, to be read by a person.
    std::string text;
};

namespace internal {

inline std::vector<limit> limits(const ringout_client *client)
{
    const owner<ringout_limits, ringout_limits_free> list(made_by<ringout_limits *>(ringout_client_limits, client));
    std::vector<limit> all;
    for (std::size_t i = 0; i < ringout_limits_count(list.get()); i++) {
        const auto remaining = ringout_limits_remaining(list.get(), i);
        all.push_back({ringout_limits_name(list.get(), i), text(ringout_limits_platform_name(list.get(), i)),
                       ringout_limits_limit(list.get(), i),
                       milliseconds(ringout_limits_window_ms(list.get(), i)),
                       remaining < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(remaining)),
                       milliseconds(ringout_limits_opens_in_ms(list.get(), i)),
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

/* Call log entries. Part of ringout.hpp. */

#ifndef RINGOUT_CALL_LOG_HPP
#define RINGOUT_CALL_LOG_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base.hpp"

namespace ringout {

/// One leg of a call in the call log. The strings are RingCentral's own.
struct log_leg {
    /// A `RINGOUT_LEG_...`.
    std::uint32_t leg;
    /// Such as "RingOutClientToCaller".
    std::optional<std::string> leg_type;
    /// When it was dialled, by RingCentral's clock.
    std::optional<std::chrono::system_clock::time_point> start_time;
    /// With a precision of one second.
    std::chrono::milliseconds duration;
    std::optional<std::string> from, to;
    /// Such as "Accepted" or "No Answer".
    std::optional<std::string> result;
};

/// One record of the call log. The strings are RingCentral's own.
struct log_record {
    std::string id;
    std::optional<std::string> session_id;
    /// The start of the call, by RingCentral's clock.
    std::optional<std::chrono::system_clock::time_point> start_time;
    /// With a precision of one second.
    std::chrono::milliseconds duration;
    std::optional<std::string> from, to;
    /// Such as "RingOut Web".
    std::optional<std::string> action;
    /// Such as "Call connected" or "Busy".
    std::optional<std::string> result;
    std::vector<log_leg> legs;
};

/// The call log record that fits a call best, and how certain the match is.
class call_log : public internal::owner<ringout_logged_call, ringout_logged_call_free> {
public:
    using owner::owner;

    /// How certain it is that the record belongs to the call: a `RINGOUT_LOG_MATCH_...`, which grows with certainty.
    std::uint32_t matching() const noexcept { return ringout_logged_call_matching(get()); }
    /// The number of records that fit equally well; 0 if none fits.
    std::size_t candidates() const noexcept { return ringout_logged_call_candidates(get()); }
    /// The record that fits best, if any does.
    std::optional<log_record> record() const
    {
        const char *const id = ringout_logged_call_id(get());
        if (id == nullptr)
            return std::nullopt;
        log_record record{id,
                          internal::text(ringout_logged_call_session_id(get())),
                          internal::known_time(ringout_logged_call_start_time_unix_ms(get())),
                          internal::milliseconds(ringout_logged_call_duration_ms(get())),
                          internal::text(ringout_logged_call_from(get())),
                          internal::text(ringout_logged_call_to(get())),
                          internal::text(ringout_logged_call_action(get())),
                          internal::text(ringout_logged_call_result(get())),
                          {}};
        for (std::size_t i = 0; i < ringout_logged_call_leg_count(get()); i++)
            record.legs.push_back(leg(i));
        return record;
    }

private:
    log_leg leg(std::size_t index) const
    {
        return {ringout_logged_call_leg(get(), index),
                internal::text(ringout_logged_call_leg_type(get(), index)),
                internal::known_time(ringout_logged_call_leg_start_time_unix_ms(get(), index)),
                internal::milliseconds(ringout_logged_call_leg_duration_ms(get(), index)),
                internal::text(ringout_logged_call_leg_from(get(), index)),
                internal::text(ringout_logged_call_leg_to(get(), index)),
                internal::text(ringout_logged_call_leg_result(get(), index))};
    }
};

} // namespace ringout

#endif // RINGOUT_CALL_LOG_HPP

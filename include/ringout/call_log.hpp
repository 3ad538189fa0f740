/* Call log entries. Part of ringout.hpp. */

#ifndef RINGOUT_CALL_LOG_HPP
#define RINGOUT_CALL_LOG_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// One leg of a call in the call log. The strings are RingCentral's own.
struct log_leg {
    /// The side that it is.
    ringout::leg leg;
    /// RingCentral's kind of the leg, such as "RingOutClientToCaller".
    std::optional<std::string> leg_type;
    /// When it was dialled, by RingCentral's clock.
    std::optional<std::chrono::system_clock::time_point> start_time;
    /// Its duration, with a precision of one second.
    std::chrono::milliseconds duration;
    /// The number that it came from.
    std::optional<std::string> from;
    /// The number that was dialled.
    std::optional<std::string> to;
    /// How it ended, such as "Accepted" or "No Answer".
    std::optional<std::string> result;
};

/// One record of the call log. The strings are RingCentral's own.
struct log_record {
    /// RingCentral's id of the record.
    std::string id;
    /// RingCentral's id of the telephony session.
    std::optional<std::string> session_id;
    /// The start of the call, by RingCentral's clock.
    std::optional<std::chrono::system_clock::time_point> start_time;
    /// The duration of the call, with a precision of one second.
    std::chrono::milliseconds duration;
    /// The caller's number.
    std::optional<std::string> from;
    /// The callee's number.
    std::optional<std::string> to;
    /// The kind of call, such as "RingOut Web".
    std::optional<std::string> action;
    /// How the call ended, such as "Call connected" or "Busy".
    std::optional<std::string> result;
    /// The legs in RingCentral's order. There may be one or none.
    std::vector<log_leg> legs;
};

/// The call log record that fits a call best, and how certain the match is.
class call_log : public internal::owner<ringout_logged_call, ringout_logged_call_free> {
public:
    using owner::owner;

    /// How certain it is that the record belongs to the call. Values that are more certain are greater.
    [[nodiscard]] log_match matching() const noexcept { return log_match{ringout_logged_call_matching(get())}; }
    /// The number of records that fit equally well; 0 if none fits.
    [[nodiscard]] std::size_t candidates() const noexcept { return ringout_logged_call_candidates(get()); }
    /// The record that fits best, if any does.
    [[nodiscard]] std::optional<log_record> record() const
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
    [[nodiscard]] log_leg leg(std::size_t index) const
    {
        return {ringout::leg{ringout_logged_call_leg(get(), index)},
                internal::text(ringout_logged_call_leg_type(get(), index)),
                internal::known_time(ringout_logged_call_leg_start_time_unix_ms(get(), index)),
                internal::milliseconds(ringout_logged_call_leg_duration_ms(get(), index)),
                internal::text(ringout_logged_call_leg_from(get(), index)),
                internal::text(ringout_logged_call_leg_to(get(), index)),
                internal::text(ringout_logged_call_leg_result(get(), index))};
    }
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_CALL_LOG_HPP

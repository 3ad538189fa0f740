/* Call states, verdicts on transitions, and outcomes. Part of ringout.hpp. */

#ifndef RINGOUT_STATE_HPP
#define RINGOUT_STATE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base.hpp"

namespace ringout {

/// A state that another object owns, valid while the owner lives.
class state_view {
public:
    explicit state_view(const ringout_state *raw) : raw_(raw) {}

    /// The statuses of the call and its two legs: a `RINGOUT_STATUS_...` each.
    std::uint32_t call_status() const noexcept { return ringout_state_call_status(raw_); }
    std::uint32_t caller_status() const noexcept { return ringout_state_caller_status(raw_); }
    std::uint32_t callee_status() const noexcept { return ringout_state_callee_status(raw_); }
    /// The statuses as RingCentral spells them.
    std::string call_status_text() const { return ringout_state_call_status_text(raw_); }
    std::string caller_status_text() const { return ringout_state_caller_status_text(raw_); }
    std::string callee_status_text() const { return ringout_state_callee_status_text(raw_); }
    /// A `RINGOUT_PHASE_...`.
    std::uint32_t phase() const noexcept { return ringout_state_phase(raw_); }
    /// The three statuses in one line.
    std::string text() const { return ringout_state_text(raw_); }
    /// One sentence that says what is happening or how the call ended.
    std::string explain() const { return ringout_state_explain(raw_); }

    const ringout_state *get() const noexcept { return raw_; }

private:
    const ringout_state *raw_;
};

/// The state of a call at one moment.
class state : public state_view {
public:
    /// Takes ownership of the state.
    explicit state(ringout_state *raw) : state_view(raw), owner_(raw) {}
    /// Creates a state from three statuses as RingCentral spells them, for `check_transition()`.
    state(const std::string &call_status, const std::string &caller_status, const std::string &callee_status)
        : state(internal::made_by<ringout_state *>(ringout_state_new, call_status.c_str(), caller_status.c_str(),
                                                   callee_status.c_str()))
    {
    }

private:
    internal::owner<ringout_state, ringout_state_free> owner_;
};

/// A verdict that another object owns, valid while the owner lives.
class verdict_view {
public:
    struct reason {
        /// A `RINGOUT_FIELD_...`.
        std::uint32_t field;
        /// A `RINGOUT_VERDICT_...`.
        std::uint32_t kind;
        std::string text;
        /// The inferred path, a `RINGOUT_STATUS_...` each; empty if no state was skipped.
        std::vector<std::uint32_t> path;
    };

    explicit verdict_view(const ringout_verdict *raw) : raw_(raw) {}

    /// A `RINGOUT_VERDICT_...`.
    std::uint32_t kind() const noexcept { return ringout_verdict_kind(raw_); }
    std::string text() const { return ringout_verdict_text(raw_); }
    std::vector<reason> reasons() const
    {
        std::vector<reason> all;
        for (std::size_t i = 0; i < ringout_verdict_reason_count(raw_); i++) {
            reason one{ringout_verdict_reason_field(raw_, i), ringout_verdict_reason_kind(raw_, i),
                       ringout_verdict_reason_text(raw_, i), {}};
            for (std::size_t j = 0; j < ringout_verdict_reason_path_count(raw_, i); j++)
                one.path.push_back(ringout_verdict_reason_path_status(raw_, i, j));
            all.push_back(std::move(one));
        }
        return all;
    }

    const ringout_verdict *get() const noexcept { return raw_; }

private:
    const ringout_verdict *raw_;
};

/// How a transition compares with RingCentral's documentation.
class verdict : public verdict_view {
public:
    /// Takes ownership of the verdict.
    explicit verdict(ringout_verdict *raw) : verdict_view(raw), owner_(raw) {}

private:
    internal::owner<ringout_verdict, ringout_verdict_free> owner_;
};

/// Judges whether the state `to` may follow the state `from`. Sends nothing.
inline verdict check_transition(const state_view &from, const state_view &to)
{
    return verdict(internal::made_by<ringout_verdict *>(ringout_check_transition, from.get(), to.get()));
}

/// An outcome that another object owns, valid while the owner lives.
class outcome_view {
public:
    explicit outcome_view(const ringout_outcome *raw) : raw_(raw) {}

    /// A `RINGOUT_OUTCOME_...`.
    std::uint32_t kind() const noexcept { return ringout_outcome_kind(raw_); }
    /// The leg that decided it: a `RINGOUT_LEG_...`.
    std::uint32_t leg() const noexcept { return ringout_outcome_leg(raw_); }
    /// The status that decided it: a `RINGOUT_STATUS_...`.
    std::uint32_t status() const noexcept { return ringout_outcome_status(raw_); }
    std::string status_text() const { return ringout_outcome_status_text(raw_); }
    /// Whether caller and callee were connected at some time.
    bool connected() const noexcept { return ringout_outcome_connected(raw_); }
    /// Whether RingCentral accepted a cancel from this handle before the end.
    bool cancelled_by_us() const noexcept { return ringout_outcome_cancelled_by_us(raw_); }
    /// Where it is known from: a `RINGOUT_SOURCE_...`.
    std::uint32_t source() const noexcept { return ringout_outcome_source(raw_); }
    /// One sentence that explains the outcome.
    std::string explanation() const { return ringout_outcome_explanation(raw_); }
    /// The kind and the explanation in one line.
    std::string text() const { return ringout_outcome_text(raw_); }

    const ringout_outcome *get() const noexcept { return raw_; }

private:
    const ringout_outcome *raw_;
};

/// How a call ended, or its state when the wait for it ended.
class outcome : public outcome_view {
public:
    /// Takes ownership of the outcome.
    explicit outcome(ringout_outcome *raw) : outcome_view(raw), owner_(raw) {}

private:
    internal::owner<ringout_outcome, ringout_outcome_free> owner_;
};

} // namespace ringout

#endif // RINGOUT_STATE_HPP

/* Call states, verdicts on transitions, and outcomes. Part of ringout.hpp. */

#ifndef RINGOUT_STATE_HPP
#define RINGOUT_STATE_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// A state that another object owns, valid while the owner lives.
class state_view {
public:
    /// Borrows the C object.
    explicit state_view(const ringout_state *raw) noexcept : raw_(raw) {}

    /// The status of the call as a whole.
    [[nodiscard]] ringout::status call_status() const noexcept
    {
        return ringout::status{ringout_state_call_status(raw_)};
    }
    /// The status of the caller's leg.
    [[nodiscard]] ringout::status caller_status() const noexcept
    {
        return ringout::status{ringout_state_caller_status(raw_)};
    }
    /// The status of the callee's leg.
    [[nodiscard]] ringout::status callee_status() const noexcept
    {
        return ringout::status{ringout_state_callee_status(raw_)};
    }
    /// The status of the call as RingCentral spells it.
    [[nodiscard]] std::string call_status_text() const { return ringout_state_call_status_text(raw_); }
    /// The status of the caller's leg as RingCentral spells it.
    [[nodiscard]] std::string caller_status_text() const { return ringout_state_caller_status_text(raw_); }
    /// The status of the callee's leg as RingCentral spells it.
    [[nodiscard]] std::string callee_status_text() const { return ringout_state_callee_status_text(raw_); }
    /// How far the call is.
    [[nodiscard]] ringout::phase phase() const noexcept { return ringout::phase{ringout_state_phase(raw_)}; }
    /// The three statuses in one line.
    [[nodiscard]] std::string text() const { return ringout_state_text(raw_); }
    /// One sentence that says what is happening or how the call ended.
    [[nodiscard]] std::string explain() const { return ringout_state_explain(raw_); }

    /// The C object.
    [[nodiscard]] const ringout_state *get() const noexcept { return raw_; }

private:
    const ringout_state *raw_;
};

/// The state of a call at one moment.
class state : public state_view {
public:
    using c_type = ringout_state;

    /// Takes ownership of the state.
    explicit state(ringout_state *raw) noexcept : state_view(raw), owner_(raw) {}
    /// Creates a state from three statuses as RingCentral spells them, for `check_transition()`.
    static returned<state> create(const string_argument &call_status, const string_argument &caller_status,
                                  const string_argument &callee_status)
    {
        return internal::make<state>(ringout_state_new, call_status.c_str(), caller_status.c_str(),
                                     callee_status.c_str());
    }
#ifndef RINGOUT_NO_EXCEPTIONS
    /// Creates a state like `create()`.
    state(const string_argument &call_status, const string_argument &caller_status,
          const string_argument &callee_status)
        : state(create(call_status, caller_status, callee_status))
    {
    }
#endif

private:
    internal::owner<ringout_state, ringout_state_free> owner_;
};

/// A verdict that another object owns, valid while the owner lives.
class verdict_view {
public:
    /// Why a part of the transition is not documented.
    struct reason {
        /// The part.
        ringout::field field;
        /// How the part compares.
        verdict_kind kind;
        /// The reason in words.
        std::string text;
        /// The inferred path through states that were not seen; empty if no state was skipped.
        std::vector<ringout::status> path;
    };

    /// Borrows the C object.
    explicit verdict_view(const ringout_verdict *raw) noexcept : raw_(raw) {}

    /// The worst kind among the three statuses and their combination.
    [[nodiscard]] verdict_kind kind() const noexcept { return verdict_kind{ringout_verdict_kind(raw_)}; }
    /// The kind and all reasons in one line.
    [[nodiscard]] std::string text() const { return ringout_verdict_text(raw_); }
    /// The reasons; empty if the transition is unchanged or documented.
    [[nodiscard]] std::vector<reason> reasons() const
    {
        std::vector<reason> all;
        for (std::size_t i = 0; i < ringout_verdict_reason_count(raw_); i++) {
            reason one{ringout::field{ringout_verdict_reason_field(raw_, i)},
                       verdict_kind{ringout_verdict_reason_kind(raw_, i)},
                       ringout_verdict_reason_text(raw_, i),
                       {}};
            for (std::size_t j = 0; j < ringout_verdict_reason_path_count(raw_, i); j++)
                one.path.push_back(ringout::status{ringout_verdict_reason_path_status(raw_, i, j)});
            all.push_back(std::move(one));
        }
        return all;
    }

    /// The C object.
    [[nodiscard]] const ringout_verdict *get() const noexcept { return raw_; }

private:
    const ringout_verdict *raw_;
};

/// How a transition compares with RingCentral's documentation.
class verdict : public verdict_view {
public:
    using c_type = ringout_verdict;

    /// Takes ownership of the verdict.
    explicit verdict(ringout_verdict *raw) noexcept : verdict_view(raw), owner_(raw) {}

private:
    internal::owner<ringout_verdict, ringout_verdict_free> owner_;
};

/// Judges whether the state `to` may follow the state `from`. Sends nothing.
[[nodiscard]] inline returned<verdict> check_transition(const state_view &from, const state_view &to)
{
    return internal::make<verdict>(ringout_check_transition, from.get(), to.get());
}

/// An outcome that another object owns, valid while the owner lives.
class outcome_view {
public:
    /// Borrows the C object.
    explicit outcome_view(const ringout_outcome *raw) noexcept : raw_(raw) {}

    /// How the call ended.
    [[nodiscard]] outcome_kind kind() const noexcept { return outcome_kind{ringout_outcome_kind(raw_)}; }
    /// The leg that decided it.
    [[nodiscard]] ringout::leg leg() const noexcept { return ringout::leg{ringout_outcome_leg(raw_)}; }
    /// The status that decided it.
    [[nodiscard]] ringout::status status() const noexcept { return ringout::status{ringout_outcome_status(raw_)}; }
    /// The status that decided it, as RingCentral spells it.
    [[nodiscard]] std::string status_text() const { return ringout_outcome_status_text(raw_); }
    /// Whether caller and callee were connected at some time.
    [[nodiscard]] bool connected() const noexcept { return ringout_outcome_connected(raw_); }
    /// Whether RingCentral accepted a cancel from this handle before the end.
    [[nodiscard]] bool cancelled_by_us() const noexcept { return ringout_outcome_cancelled_by_us(raw_); }
    /// Where it is known from.
    [[nodiscard]] outcome_source source() const noexcept { return outcome_source{ringout_outcome_source(raw_)}; }
    /// One sentence that explains the outcome.
    [[nodiscard]] std::string explanation() const { return ringout_outcome_explanation(raw_); }
    /// The kind and the explanation in one line.
    [[nodiscard]] std::string text() const { return ringout_outcome_text(raw_); }

    /// The C object.
    [[nodiscard]] const ringout_outcome *get() const noexcept { return raw_; }

private:
    const ringout_outcome *raw_;
};

/// How a call ended, or its state when the wait for it ended.
class outcome : public outcome_view {
public:
    using c_type = ringout_outcome;

    /// Takes ownership of the outcome.
    explicit outcome(ringout_outcome *raw) noexcept : outcome_view(raw), owner_(raw) {}

private:
    internal::owner<ringout_outcome, ringout_outcome_free> owner_;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_STATE_HPP

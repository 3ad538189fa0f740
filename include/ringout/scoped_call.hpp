/* A call that is hung up at the end of a block. Part of ringout.hpp. */

#ifndef RINGOUT_SCOPED_CALL_HPP
#define RINGOUT_SCOPED_CALL_HPP

#include "language.hpp"

#ifdef RINGOUT_HAS_CPP17

#include <utility>

#include "base.hpp"
#include "call.hpp"

namespace ringout {
RINGOUT_INLINE_NAMESPACE {

/// Hangs a call up when it is destroyed, on any way out of the block, unless the call is over or was detached.
///
///     const ringout::scoped_call call(client.create_call({"+16505550100", "+16505550123"}));
///     if (call->wait(options).kind() == ringout::outcome_kind::answered)
///         call->detach(); // They are talking, and the call goes on.
///
/// Destroying it does not block and does not throw. The library sends the cancel on one of its threads, for up to five
/// seconds, and logs the effect. Destroying the last object of the client waits for it.
class scoped_call {
public:
    /// Takes a handle for the call. Pass `call.clone()` to keep yours.
    explicit scoped_call(ringout::call call) : call_(std::move(call)), scope_(make(call_)) {}

    /// The call.
    [[nodiscard]] const ringout::call &operator*() const noexcept { return call_; }
    const ringout::call *operator->() const noexcept { return &call_; }

private:
    using scope = internal::owner<ringout_scoped_call, ringout_scoped_call_free>;

    static ringout_scoped_call *make(const ringout::call &call)
    {
#ifdef RINGOUT_NO_EXCEPTIONS
        return internal::made_by<ringout_scoped_call *>(ringout_scoped_call_new, call.get()).value_or(nullptr);
#else
        return internal::made_by<ringout_scoped_call *>(ringout_scoped_call_new, call.get());
#endif
    }

    ringout::call call_;
    scope scope_;
};

} // RINGOUT_INLINE_NAMESPACE
} // namespace ringout

#endif

#endif // RINGOUT_SCOPED_CALL_HPP

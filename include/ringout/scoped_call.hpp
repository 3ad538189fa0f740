/* A call that is hung up at the end of a block. Part of ringout.hpp. */

#ifndef RINGOUT_SCOPED_CALL_HPP
#define RINGOUT_SCOPED_CALL_HPP

#include <utility>

#include "base.hpp"
#include "call.hpp"

namespace ringout {

/// Hangs a call up when it is destroyed, on any way out of the block, unless the call is over or was detached.
///
///     const ringout::scoped_call call(client.create_call({"+16505550100", "+16505550123"}));
///     if (call->wait(options).kind() == RINGOUT_OUTCOME_ANSWERED)
///         call->detach(); // They are talking, and the call goes on.
///
/// Destroying it does not block and does not throw. The library sends the cancel on one of its threads, for up to five
/// seconds, and logs the effect. Destroying the last object of the client waits for it.
class scoped_call {
public:
    /// Takes a handle for the call. Pass `call.clone()` to keep yours.
    explicit scoped_call(ringout::call call)
        : call_(std::move(call)), scope_(internal::made_by<ringout_scoped_call *>(ringout_scoped_call_new, call_.get()))
    {
    }

    const ringout::call &operator*() const noexcept { return call_; }
    const ringout::call *operator->() const noexcept { return &call_; }

private:
    using scope = internal::owner<ringout_scoped_call, ringout_scoped_call_free>;

    ringout::call call_;
    scope scope_;
};

} // namespace ringout

#endif // RINGOUT_SCOPED_CALL_HPP

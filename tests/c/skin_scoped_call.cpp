// Calls that are hung up at the end of a block, in C++.

#include <chrono>
#include <optional>
#include <ringout.hpp>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "check.h"
#include "simulator.h"

using namespace std::chrono_literals;

static_assert(std::is_nothrow_move_constructible_v<ringout::scoped_call> &&
              !std::is_copy_constructible_v<ringout::scoped_call>);
static_assert(std::is_nothrow_destructible_v<ringout::scoped_call>);

// Runs a block with a call, destroys every object, and expects this number of cancels.
template <class Block>
static void expect_cancels(unsigned cancels, Block block)
{
    simulator_reset();
    {
        const ringout::client client(simulator_client());
        try {
            block(client.create_call({CALLEE, CALLER}));
        } catch (const std::runtime_error &) {
        }
    }
    EXPECT_NUMBER(simulator_requests("DELETE", ""), cancels);
}

static void a_call_is_hung_up_at_the_end_of_its_block()
{
    expect_cancels(1, [](ringout::call call) { const ringout::scoped_call scoped(std::move(call)); });
    expect_cancels(1, [](ringout::call call) {
        const ringout::scoped_call scoped(std::move(call));
        throw std::runtime_error("on purpose");
    });
    expect_cancels(1, [](ringout::call call) {
        ringout::scoped_call first(std::move(call));
        const ringout::scoped_call second(std::move(first));
        EXPECT((*second).state().has_value());
    });
    expect_cancels(0, [](const ringout::call &) {});
}

static void a_call_that_is_over_or_detached_is_not_hung_up()
{
    expect_cancels(0, [](const ringout::call &call) {
        const ringout::scoped_call scoped(call.clone());
        scoped->detach();
    });
    expect_cancels(0, [](ringout::call call) {
        const ringout::scoped_call scoped(std::move(call));
        simulator_advance(20000);
        EXPECT_NUMBER(scoped->wait().kind(), RINGOUT_OUTCOME_COMPLETED);
    });
}

static void a_watch_that_is_left_hangs_up()
{
    ringout::wait_options options;
    options.cancel_on_exit = true;
    expect_cancels(1, [&](const ringout::call &call) {
        simulator_advance(3000);
        for (const auto &change : call.watch(options)) {
            EXPECT(change.previous().has_value());
            break;
        }
    });
    options.timeout = 10ms;
    expect_cancels(0, [&](const ringout::call &call) { call.wait(options); });
}

int main()
{
    RUN(a_call_is_hung_up_at_the_end_of_its_block);
    RUN(a_call_that_is_over_or_detached_is_not_hung_up);
    RUN(a_watch_that_is_left_hangs_up);
    return test_result();
}

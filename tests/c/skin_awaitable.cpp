// Awaitables: coroutines that place and follow calls on one thread.

#include <chrono>
#include <exception>
#include <poll.h>
#include <ringout/awaitable.hpp>
#include <string>
#include <utility>
#include <vector>

#include "check.h"
#include "simulator.h"

using namespace std::chrono_literals;

#define BUSY "+16505550486"
#define RINGING "+16505550180"
#define NOBODY "+16505550404"

// A coroutine that starts at once. Destroying the task destroys it, wherever it waits.
struct task {
    struct promise_type {
        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { test_fail(__FILE__, __LINE__, "a coroutine has thrown"); }
    };

    explicit task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
    task(task &&other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    ~task()
    {
        if (coroutine_)
            coroutine_.destroy();
    }
    bool done() const { return coroutine_.done(); }

    std::coroutine_handle<promise_type> coroutine_;
};

struct fixture {
    fixture() : client(reset()), async(inbox) { client.login_jwt(simulator("jwt")); }

    static ringout_client *reset()
    {
        simulator_reset();
        return simulator_client();
    }

    // A loop as any other: waits for the descriptor, and takes the events. Returns those that are not for a coroutine.
    std::vector<ringout::event> run_until(bool (*condition)(const std::vector<task> &), const std::vector<task> &tasks)
    {
        std::vector<ringout::event> others;
        pollfd waiting{inbox.fd(), POLLIN, 0};
        while (!condition(tasks) && poll(&waiting, 1, 60000) == 1)
            while (auto event = inbox.next())
                if (auto other = async.resume(*std::move(event)))
                    others.push_back(*std::move(other));
        return others;
    }

    std::vector<ringout::event> run(const std::vector<task> &tasks)
    {
        const auto all_done = [](const std::vector<task> &all) {
            return std::all_of(all.begin(), all.end(), [](const task &one) { return one.done(); });
        };
        return run_until(all_done, tasks);
    }

    ringout::client client;
    ringout::inbox inbox;
    ringout::awaitables async;
};

static task follow(fixture &f, std::string to, ringout::outcome_kind kind, unsigned &done)
{
    const ringout::call_request request{to, CALLER};
    ringout::call call = co_await f.async.create_call(f.client, request);
    auto changes = f.async.watch(call);
    if (++done == 20)
        simulator_advance(20000);
    unsigned count = 0;
    while (const auto change = co_await changes.next())
        count++;
    EXPECT(count > 0);
    EXPECT_NUMBER(changes.outcome()->kind(), kind);
    done++;
}

static void coroutines_follow_calls_on_one_thread()
{
    fixture f;
    unsigned done = 0;
    std::vector<task> tasks;
    simulator_post("limits", "{\"heavy\":{\"limit\":1000,\"window_s\":60,\"penalty_s\":1}}");
    for (int i = 0; i < 10; i++) {
        tasks.push_back(follow(f, NOBODY, ringout::outcome_kind::no_such_user, done));
        tasks.push_back(follow(f, BUSY, ringout::outcome_kind::busy, done));
    }
    (void)f.run(tasks);
    EXPECT_NUMBER(done, 40);
    EXPECT_NUMBER(f.inbox.pending(), 0);
}

static task every_operation(fixture &f)
{
    co_await f.async.login_jwt(f.client, simulator("jwt"));
    co_await f.async.refresh(f.client);
    EXPECT((co_await f.async.preflight(f.client)).ok());
    EXPECT((co_await f.async.caller_ids(f.client)).take_caller_ids() != nullptr);
    EXPECT((co_await f.async.forwarding_numbers(f.client)).take_forwarding_numbers() != nullptr);
    const auto response = co_await f.async.request(f.client, "GET", "/restapi/v1.0/account/~/extension/~");
    EXPECT_NUMBER(response.status(), 200);
    const ringout::call_request request{RINGING, CALLER};
    const ringout::call call = co_await f.async.create_call(f.client, request);
    EXPECT((co_await f.async.status(call)).phase() != ringout::phase::unknown);
    // The clock runs, so the phone may have been answered.
    EXPECT(co_await f.async.cancel(call) != ringout::cancel_effect::already_ended);
    EXPECT((co_await f.async.wait(call)).kind() != ringout::outcome_kind::still_in_progress);
    EXPECT((co_await f.async.log(call)).candidates() <= 1);
    auto results = f.async.place_all(f.client, {{NOBODY, CALLER}, {"+16505550402", CALLER}});
    unsigned errors = 0, outcomes = 0;
    while (const auto placed = co_await results.next()) {
        errors += placed->error().has_value();
        outcomes += placed->outcome().has_value();
    }
    EXPECT(errors == 1 && outcomes == 1);
    co_await f.async.logout(f.client);
}

static void every_operation_can_be_awaited()
{
    fixture f;
    std::vector<task> tasks;
    simulator_post("clock", "{\"running\":true,\"speed\":40}");
    tasks.push_back(every_operation(f));
    (void)f.run(tasks);
    EXPECT(tasks.front().done());
}

static task expect_errors(fixture &f, unsigned &caught)
{
    const ringout::call_request wrong{"mother", CALLER};
    try {
        (void)co_await f.async.create_call(f.client, wrong);
    } catch (const ringout::error &error) {
        caught += error.code() == ringout::error_code::invalid_argument;
    }
    try {
        (void)co_await f.async.request(f.client, "SEND", "/");
    } catch (const ringout::error &error) {
        caught += error.code() == ringout::error_code::invalid_argument;
    }
    try {
        (void)f.async.place_all(f.client, {{"mother", CALLER}});
    } catch (const ringout::error &error) {
        caught += error.code() == ringout::error_code::invalid_argument;
    }
    const auto call = f.client.call("not-a-call");
    try {
        (void)co_await f.async.status(call);
    } catch (const ringout::error &error) {
        caught += error.code() == ringout::error_code::not_found;
    }
}

static void errors_are_thrown_where_they_are_awaited()
{
    fixture f;
    unsigned caught = 0;
    std::vector<task> tasks;
    tasks.push_back(expect_errors(f, caught));
    f.inbox.caller_ids(f.client, 77);
    auto others = f.run(tasks);
    while (others.empty())
        if (auto event = f.inbox.wait(60s))
            others.push_back(*std::move(event));
    EXPECT_NUMBER(caught, 4);
    EXPECT_NUMBER(others.size(), 1);
    EXPECT_NUMBER(others.front().tag(), 77);
}

static task wait_forever(fixture &f, const ringout::call &call)
{
    if (call.id().empty())
        co_return;
    (void)co_await f.async.wait(call);
    EXPECT(false); // it is destroyed before
}

static task watch_forever(fixture &f, const ringout::call &call)
{
    auto changes = f.async.watch(call);
    while (co_await changes.next()) {
    }
    EXPECT(false); // it is destroyed before
}

static void a_destroyed_coroutine_interrupts_what_it_waits_for()
{
    fixture f;
    const ringout::call call(simulator_call(f.client.get(), RINGING));
    {
        const task first = wait_forever(f, call), second = watch_forever(f, call);
        EXPECT_NUMBER(f.inbox.pending(), 2);
    }
    while (f.inbox.pending() > 0)
        if (auto event = f.inbox.wait(60s))
            EXPECT(!f.async.resume(*std::move(event)));
    // Also when the inbox goes first.
    const task third = wait_forever(f, call);
}

int main()
{
    RUN(coroutines_follow_calls_on_one_thread);
    RUN(every_operation_can_be_awaited);
    RUN(errors_are_thrown_where_they_are_awaited);
    RUN(a_destroyed_coroutine_interrupts_what_it_waits_for);
    return test_result();
}

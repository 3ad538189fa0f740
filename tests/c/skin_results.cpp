// The C++ header without exceptions: results. Compiled with -fno-exceptions and -fno-rtti.

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <ringout.hpp>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "check.h"
#include "simulator.h"

using namespace std::chrono_literals;
using ringout::error_code;

#define EXPECT_STRING(seen, wanted) EXPECT_TEXT(std::string(seen).c_str(), std::string(wanted).c_str())
#define EXPECT_FAILURE(result, wanted) EXPECT((result).has_value() ? false : (result).error().code() == (wanted))

#if !defined(RINGOUT_NO_EXCEPTIONS) || defined(__cpp_exceptions)
#error "this file is for compilers without exceptions"
#endif

template <class T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T> && !std::is_copy_constructible_v<T>;
static_assert(moves_only<ringout::result<ringout::client>> && moves_only<ringout::result<ringout::call>>);
static_assert(!std::is_constructible_v<ringout::client, ringout::config>);
static_assert(std::is_same_v<decltype(std::declval<ringout::call>().wait()), ringout::result<ringout::outcome>>);

static ringout::config config()
{
    simulator_reset();
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.client_secret = simulator("client_secret");
    settings.jwt = simulator("jwt");
    return settings;
}

static ringout::client begin()
{
    return ringout::client::create(config()).value();
}

static void a_call_from_beginning_to_end()
{
    const auto client = ringout::client::create(config());
    EXPECT(client.has_value());
    const auto call = client->create_call({"+16505550486", CALLER});
    EXPECT(call && call->state().value()->phase() == ringout::phase::ringing_caller);
    simulator_advance(3000);
    std::vector<ringout::change> changes;
    auto watch = call->watch();
    for (const auto &change : *watch) {
        changes.push_back(change);
        simulator_advance(3000);
    }
    EXPECT(!watch->error());
    EXPECT_NUMBER(changes.size(), 2);
    EXPECT(changes.back().state().callee_status() == ringout::status::busy);
    EXPECT(call->outcome()->kind() == ringout::outcome_kind::busy);
    EXPECT(watch->outcome()->kind() == ringout::outcome_kind::busy);
    EXPECT(!watch->next().value());
}

static void results_can_be_chained()
{
    const auto outcome = ringout::client::create(config())
                             .and_then([](const ringout::client &client) { return client.create_call({CALLEE, CALLER}); })
                             .and_then([](const ringout::call &call) {
                                 simulator_advance(20000);
                                 return call.wait();
                             });
    EXPECT(outcome && outcome->kind() == ringout::outcome_kind::completed);
    EXPECT(outcome.transform([](const ringout::outcome &ended) { return ended.connected(); }).value_or(false));

    const auto refused = ringout::client::create(config()).and_then([](const ringout::client &client) {
        return client.create_call({"mother", CALLER});
    });
    EXPECT_FAILURE(refused, error_code::invalid_argument);
    EXPECT_STRING(refused.error().parameter().value_or(""), "to");
    const auto skipped = refused.and_then([](const ringout::call &) -> ringout::result<int> {
        test_fail(__FILE__, __LINE__, "it continued after an error");
        return 1;
    });
    EXPECT_FAILURE(skipped, error_code::invalid_argument);
    EXPECT_NUMBER(refused.transform([](const ringout::call &) { return 7; }).value_or(5), 5);

    const auto replaced = begin().login_jwt("none").or_else([](const ringout::error &error) -> ringout::result<void> {
        EXPECT(error.code() == error_code::unauthorized);
        return {};
    });
    EXPECT(replaced.has_value());
    EXPECT_FAILURE(begin().login_jwt("none").and_then([] { return begin().refresh(); }), error_code::unauthorized);
}

static void functions_return_their_errors()
{
    ringout::config settings = config();
    settings.server = "";
    EXPECT_FAILURE(ringout::client::create(settings), error_code::invalid_argument);
    const ringout::client client = begin();
    EXPECT_FAILURE(client.call("\xff"), error_code::invalid_utf8);
    EXPECT_FAILURE(client.call("1")->status(), error_code::not_found);
    EXPECT_FAILURE(client.with_timeout(0ms), error_code::invalid_argument);
    EXPECT_FAILURE(client.with_rate_limit(ringout::rate_limit{2}), error_code::invalid_argument);
    EXPECT_FAILURE(client.login_code("1", "http://localhost/"), error_code::unauthorized);
    EXPECT_FAILURE(client.preflight({"mother"}), error_code::invalid_argument);
    EXPECT_FAILURE(client.request("GET", "/restapi/v1.0/account/~/extension/~/ring-out/none"), error_code::not_found);
    EXPECT_FAILURE(client.place_all({{CALLEE}, {"mother"}}), error_code::invalid_argument);
    EXPECT_FAILURE(ringout::dial_uri("mother"), error_code::invalid_argument);
    EXPECT_FAILURE(ringout::token::from_json("{"), error_code::invalid_argument);
    EXPECT_FAILURE(ringout::state::create("\xff", "", ""), error_code::invalid_utf8);
    EXPECT_FAILURE(ringout::authorization::restore("\xff", "", ""), error_code::invalid_utf8);
    EXPECT_FAILURE(ringout::set_log_callback([](ringout::log_level, std::string_view) {}, ringout::log_level{7}),
                   error_code::invalid_argument);
}

static void functions_return_their_values()
{
    const ringout::client client = begin();
    EXPECT_STRING(ringout::dial_uri(CALLEE, ringout::dial_scheme::tel).value_or(""), "tel:" CALLEE);
    EXPECT(!client.token()->has_value() && client.refresh() && client.token()->has_value());
    EXPECT(client.caller_ids()->size() > 1 && client.forwarding_numbers()->size() > 1 && client.limits()->size() == 3);
    EXPECT(client.preflight()->ok());
    const auto from = ringout::state::create("Success", "Success", "InProgress");
    const auto to = ringout::state::create("Success", "Finished", "Finished");
    EXPECT(ringout::check_transition(*from, *to)->kind() == ringout::verdict_kind::skipped);
    const auto call = client.create_call({"+16505550180", CALLER});
    EXPECT(*call->cancel() == ringout::cancel_effect::hung_up);
    EXPECT(call->log().has_value());
    EXPECT_STRING(call->clone()->id(), call->id());
    EXPECT(client.logout() && !*client.token());
}

static void an_error_ends_a_loop()
{
    const ringout::client client = begin();
    const ringout::cancel_token token;
    const ringout::call call = *client.create_call({"+16505550180", CALLER}).and_then([&](const ringout::call &placed) {
        return placed.with_cancel_token(token);
    });
    std::thread canceller([&] {
        simulator_await("GET", call.id().c_str());
        token.cancel();
    });
    ringout::watch watch = *call.watch();
    for (const auto &change : watch)
        test_fail(__FILE__, __LINE__, "there was a change to %s", change.state().text().c_str());
    canceller.join();
    EXPECT(watch.error() && watch.error()->code() == error_code::cancelled);
    EXPECT_FAILURE(call.wait(), error_code::cancelled);
}

static void a_journal_returns_its_failure()
{
    for (const bool fails : {false, true}) {
        const ringout::client client = begin();
        std::size_t entries = 0, results = 0;
        ringout::place_options options;
        options.journal = [&](const ringout::journal_entry &entry) -> ringout::callback_result<void> {
            entries++;
            if (fails)
                return ringout::unexpected("the disk is full");
            if (entry.step() == ringout::journal_step::placed)
                simulator_advance(20000);
            return {};
        };
        auto all = client.place_all({{CALLEE, CALLER}}, options);
        for (const auto &placed : *all) {
            results++;
            EXPECT(placed.error().has_value() == fails && placed.call()->has_value() != fails);
            if (fails)
                EXPECT(placed.error()->message().find("the disk is full") != std::string::npos);
        }
        EXPECT(!all->error());
        EXPECT_NUMBER(results, 1);
        EXPECT_NUMBER(entries, fails ? 1 : 3);
    }
}

// Keeps one token, or fails in a chosen function.
struct memory_store {
    std::optional<std::string> token;
    std::string failing;

    ringout::callback_result<std::optional<std::string>> load(const ringout::token_key &)
    {
        if (failing == "load")
            return ringout::unexpected("the load broke");
        return token;
    }
    ringout::callback_result<void> save(const ringout::token_key &, const std::optional<std::string> &next)
    {
        token = next;
        return {};
    }
    ringout::callback_result<bool> try_lock(const ringout::token_key &)
    {
        if (failing == "try_lock")
            return ringout::unexpected("the try_lock broke");
        return true;
    }
    void unlock(const ringout::token_key &) {}
};

static void a_store_returns_its_failure()
{
    for (const char *const failing : {"", "load", "try_lock"}) {
        const auto store = std::make_shared<memory_store>();
        store->failing = failing;
        ringout::config settings = config();
        settings.token_store = store;
        const auto refreshed = ringout::client::create(settings)->caller_ids();
        EXPECT(refreshed.has_value() == store->failing.empty() && store->token.has_value() == refreshed.has_value());
        if (!refreshed) {
            EXPECT(refreshed.error().code() == error_code::storage);
            EXPECT(refreshed.error().message().find("the " + store->failing + " broke") != std::string::npos);
        }
    }
}

static void a_callback_receives_the_log()
{
    const ringout::client client = begin();
    std::atomic<unsigned> lines{0};
    EXPECT(ringout::set_log_callback([&](ringout::log_level, std::string_view line) { lines += !line.empty(); }));
    EXPECT(client.refresh());
    EXPECT(ringout::set_log_callback(nullptr));
    EXPECT_NUMBER(lines, 1);
}

// Using the value of an error says so and ends the program.
static void the_value_of_an_error_ends_the_program()
{
    int ends[2];
    EXPECT(pipe(ends) == 0);
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 2);
        static_cast<void>(ringout::dial_uri("mother")->size());
        _exit(0);
    }
    close(ends[1]);
    char said[512] = "";
    const ssize_t length = read(ends[0], said, sizeof said - 1);
    close(ends[0]);
    int status = 0;
    EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    EXPECT_STRING(std::string(said, length > 0 ? static_cast<std::size_t>(length) : 0),
                  "ringout: a result was used that is an error: " +
                      std::string(ringout::dial_uri("mother").error().what()) + "\n");
}

int main()
{
    RUN(a_call_from_beginning_to_end);
    RUN(results_can_be_chained);
    RUN(functions_return_their_errors);
    RUN(functions_return_their_values);
    RUN(an_error_ends_a_loop);
    RUN(a_journal_returns_its_failure);
    RUN(a_store_returns_its_failure);
    RUN(a_callback_receives_the_log);
    RUN(the_value_of_an_error_ends_the_program);
    return test_result();
}

// The inbox in C++: each operation, what its event holds, and move-only types.

#include <chrono>
#include <map>
#include <optional>
#include <poll.h>
#include <ringout/inbox.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.h"
#include "simulator.h"

using namespace std::chrono_literals;

#define BUSY "+16505550486"
#define RINGING "+16505550180"
#define NOBODY "+16505550404"

template <class T>
constexpr bool is_move_only = std::is_move_constructible_v<T> && std::is_move_assignable_v<T> &&
                              !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>;
static_assert(is_move_only<ringout::inbox> && is_move_only<ringout::event>);
static_assert(std::is_nothrow_destructible_v<ringout::inbox> && !std::is_polymorphic_v<ringout::inbox>);

static ringout::event next(const ringout::inbox &inbox, std::uint64_t tag, ringout::event_kind kind,
                           ringout_status status = RINGOUT_OK)
{
    std::optional<ringout::event> event = inbox.wait(60s);
    if (!event)
        throw std::runtime_error("no event");
    EXPECT_NUMBER(event->tag(), tag);
    EXPECT_TEXT(std::string(to_string(event->kind())).c_str(), std::string(to_string(kind)).c_str());
    EXPECT_NUMBER(ringout_event_status(event->get()), status);
    EXPECT(event->ok() == (status == RINGOUT_OK));
    return *std::move(event);
}

struct fixture {
    fixture() : client(reset()) { client.login_jwt(simulator("jwt")); }

    static ringout_client *reset()
    {
        simulator_reset();
        return simulator_client();
    }

    ringout::call place(const std::string &to) const
    {
        inbox.create_call(client, {to, CALLER}, 1);
        return *next(inbox, 1, ringout::event_kind::create_call).take_call();
    }

    ringout::client client;
    ringout::inbox inbox;
};

static void calls_are_placed_watched_and_cancelled()
{
    const fixture f;
    EXPECT(!f.inbox.next() && !f.inbox.wait(0ms) && f.inbox.fd() >= 0);
    const ringout::call call = f.place(RINGING);
    f.inbox.status(call, 2);
    EXPECT(next(f.inbox, 2, ringout::event_kind::status).take_state()->phase() == ringout::phase::ringing_caller);
    f.inbox.watch(call, {}, 3);
    EXPECT_NUMBER(f.inbox.pending(), 1);
    f.inbox.cancel(call, 4);
    std::optional<ringout::outcome> outcome;
    unsigned changes = 0, effects = 0;
    while (!outcome || effects == 0) {
        std::optional<ringout::event> event = f.inbox.wait(60s);
        effects += event->cancel_effect() == ringout::cancel_effect::hung_up;
        if (const auto change = event->take_change()) {
            EXPECT(change->previous() && change->verdict() && change->latest() >= change->earliest());
            EXPECT(!change->state().text().empty());
            changes++;
        } else if (event->kind() == ringout::event_kind::watch_end) {
            outcome = event->take_outcome();
            EXPECT(!event->take_outcome());
        }
    }
    EXPECT(changes > 0);
    EXPECT(outcome->kind() == ringout::outcome_kind::cancelled);
    f.inbox.log(call, 5);
    EXPECT(next(f.inbox, 5, ringout::event_kind::call_log).take_call_log());
    ringout::wait_options brief;
    brief.timeout = 0ms;
    f.inbox.wait(call, brief, 6);
    EXPECT(next(f.inbox, 6, ringout::event_kind::wait).take_outcome()->kind() == ringout::outcome_kind::cancelled);
}

static void operations_of_a_client()
{
    const fixture f;
    f.inbox.login_jwt(f.client, simulator("jwt"), 1);
    EXPECT(next(f.inbox, 1, ringout::event_kind::login).ok());
    f.inbox.login_password(f.client, simulator("username"), std::nullopt, simulator("password"), 2);
    EXPECT(next(f.inbox, 2, ringout::event_kind::login).ok());
    f.inbox.login_code(f.client, "wrong", "https://example.com/cb", std::nullopt, 3);
    EXPECT(next(f.inbox, 3, ringout::event_kind::login, RINGOUT_UNAUTHORIZED).take_error()->code() ==
           ringout::error_code::unauthorized);
    const auto begun = f.client.authorize_url("https://example.com/cb");
    f.inbox.login_redirect(f.client, "code=1&state=x", begun, 4);
    EXPECT_TEXT(next(f.inbox, 4, ringout::event_kind::login, RINGOUT_INVALID_ARGUMENT).take_error()->parameter()->c_str(), "state");
    f.inbox.refresh(f.client, 5);
    (void)next(f.inbox, 5, ringout::event_kind::refresh);
    f.inbox.caller_ids(f.client, 6);
    EXPECT(ringout_caller_ids_count(next(f.inbox, 6, ringout::event_kind::caller_ids).take_caller_ids().get()) > 0);
    f.inbox.forwarding_numbers(f.client, 7);
    EXPECT(ringout_forwarding_numbers_count(
               next(f.inbox, 7, ringout::event_kind::forwarding_numbers).take_forwarding_numbers().get()) > 0);
    f.inbox.preflight(f.client, std::nullopt, 8);
    EXPECT(next(f.inbox, 8, ringout::event_kind::preflight).take_preflight()->ok());
    f.inbox.preflight(f.client, ringout::call_request{CALLEE, CALLER}, 8);
    EXPECT(next(f.inbox, 8, ringout::event_kind::preflight).take_preflight()->ok());
    f.inbox.call_log(f.client, CALLEE, CALLER, std::chrono::system_clock::now(), 9);
    EXPECT(next(f.inbox, 9, ringout::event_kind::call_log).take_call_log());
    f.inbox.request(f.client, "GET", "/restapi/v1.0/account/~/extension/~", {{"page", "1"}}, std::nullopt, 10);
    EXPECT_NUMBER(next(f.inbox, 10, ringout::event_kind::response).take_response()->status(), 200);
    f.inbox.send(f.client, "GET", "/restapi/v1.0/nothing", {}, std::nullopt, 11);
    EXPECT_NUMBER(next(f.inbox, 11, ringout::event_kind::response).take_response()->status(), 404);
    f.inbox.logout(f.client, 12);
    (void)next(f.inbox, 12, ringout::event_kind::logout);
}

static void log_records_and_interruptions()
{
    const fixture f;
    f.inbox.log(ringout::log_level::debug, 7);
    const ringout::call call = [&] {
        f.client.refresh();
        const auto event = next(f.inbox, 7, ringout::event_kind::log);
        EXPECT(event.log_level() == ringout::log_level::debug);
        EXPECT(event.log_message()->find("POST /restapi/oauth/token") == 0);
        f.inbox.log(std::nullopt, 0);
        return f.place(RINGING);
    }();
    EXPECT_NUMBER(f.inbox.dropped_log_records(), 0);
    f.inbox.watch(call, {}, 8);
    EXPECT_NUMBER(f.inbox.interrupt(8), 1);
    (void)next(f.inbox, 8, ringout::event_kind::watch_end, RINGOUT_CANCELLED);
    try {
        f.inbox.request(f.client, "SEND", "/", {}, std::nullopt, 9);
        EXPECT(false); // it throws
    } catch (const ringout::error &error) {
        EXPECT(error.code() == ringout::error_code::invalid_argument);
    }
}

static void batches_keep_their_journals()
{
    fixture f;
    std::vector<std::string> entries;
    for (const std::uint64_t tag : {std::uint64_t{1}, std::uint64_t{1}, std::uint64_t{2}}) {
        ringout::place_options options;
        options.journal = [&entries](const ringout::journal_entry &entry) { entries.push_back(entry.text()); };
        f.inbox.place_all(f.client, {{NOBODY, CALLER}, {BUSY, CALLER}}, options, tag);
    }
    // The journals move along.
    ringout::inbox moved = std::move(f.inbox);
    std::map<ringout::event_kind, unsigned> kinds;
    simulator_post("clock", "{\"running\":true,\"speed\":40}");
    while (moved.pending() > 0 || kinds[ringout::event_kind::place_all_end] < 3) {
        std::optional<ringout::event> event = moved.wait(60s);
        if (!event)
            break;
        kinds[event->kind()]++;
        if (const auto placed = event->take_placed())
            EXPECT(placed->call() && placed->outcome());
    }
    EXPECT_NUMBER(kinds[ringout::event_kind::placed], 6);
    EXPECT_NUMBER(kinds[ringout::event_kind::place_all_end], 3);
    EXPECT_NUMBER(entries.size(), 18);

    ringout::place_options options;
    options.journal = [](const ringout::journal_entry &) { throw std::runtime_error("the disk is full"); };
    moved.place_all(f.client, {{NOBODY, CALLER}}, options, 3);
    EXPECT(next(moved, 3, ringout::event_kind::placed).take_placed()->error()->code() == ringout::error_code::storage);
    (void)next(moved, 3, ringout::event_kind::place_all_end);
    try {
        moved.place_all(f.client, {{"mother", CALLER}}, {}, 4);
        EXPECT(false); // it throws
    } catch (const ringout::error &error) {
        EXPECT_TEXT(error.parameter()->c_str(), "requests[0].to");
    }
    // Destroyed with a batch under way, whose call rings. A create in flight would outlive the program, and valgrind would
    // report what it holds.
    bool is_placed = false;
    options.journal = [&is_placed](const ringout::journal_entry &entry) {
        is_placed = is_placed || entry.step() == ringout::journal_step::placed;
    };
    moved.place_all(f.client, {{RINGING, CALLER}}, options, 5);
    while (!is_placed)
        EXPECT(!moved.wait(100ms));
}

int main()
{
    RUN(calls_are_placed_watched_and_cancelled);
    RUN(operations_of_a_client);
    RUN(log_records_and_interruptions);
    RUN(batches_keep_their_journals);
    return test_result();
}

// The C++ header: phone numbers, rate limits, preflight, the call log and batches of calls.

#include <algorithm>
#include <chrono>
#include <ringout.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.h"
#include "simulator.h"

using namespace std::chrono_literals;
using ringout::check_kind;
using ringout::check_result;
using ringout::error_code;
using ringout::journal_step;
using ringout::leg;
using ringout::log_match;
using ringout::outcome_kind;

#define EXPECT_STRING(seen, wanted) EXPECT_TEXT(std::string(seen).c_str(), std::string(wanted).c_str())

static_assert(std::is_nothrow_move_constructible_v<ringout::preflight> &&
              std::is_nothrow_move_constructible_v<ringout::call_log> &&
              std::is_nothrow_move_constructible_v<ringout::place_all> &&
              !std::is_copy_constructible_v<ringout::place_all> &&
              std::is_nothrow_copy_constructible_v<ringout::placed>);
static_assert(std::is_same_v<std::iterator_traits<ringout::place_all::iterator>::value_type, ringout::placed>);

static const std::string ringing = "+16505550180";

// Resets the simulator and returns a logged-in client.
static ringout::client begin()
{
    simulator_reset();
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.client_secret = simulator("client_secret");
    settings.jwt = simulator("jwt");
    return ringout::client(settings);
}

template <class Function>
static void expect_thrown(ringout::error_code code, const char *parameter, Function function)
{
    try {
        static_cast<void>(function());
        test_fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const ringout::error &error) {
        EXPECT_NUMBER(error.code(), code);
        EXPECT_STRING(error.parameter().value_or(""), parameter);
    }
}

static void numbers_are_lists()
{
    const ringout::client client = begin();
    std::vector<std::string> shown;
    for (const auto &number : client.caller_ids()) {
        shown.push_back(number.phone_number);
        EXPECT(!number.id.empty() && number.usage_type && !number.label);
    }
    EXPECT(shown == std::vector<std::string>({"+16505550101", "+16505550102", "+18005550103"}));

    const std::vector<ringout::forwarding_number> numbers = client.forwarding_numbers();
    EXPECT_NUMBER(numbers.size(), 2);
    EXPECT_STRING(numbers.at(1).phone_number.value(), "+16505550111");
    EXPECT_STRING(numbers.at(1).kind.value(), "Mobile");
    EXPECT_STRING(numbers.at(1).label.value(), "Mobile");
    ringout::call_request request;
    request.to = CALLEE;
    request.from_forwarding_number = numbers.at(1).id;
    EXPECT(!client.create_call(request).id().empty());

    simulator_fault("GET", "/restapi/v1.0", 0, "{\"error\":\"CMN-401\"}");
    expect_thrown(error_code::forbidden, "", [&] { return client.caller_ids(); });
    expect_thrown(error_code::forbidden, "", [&] { return client.forwarding_numbers(); });
}

static void limits_are_a_list()
{
    const ringout::client client = begin();
    simulator_post("limits", "{\"heavy\":{\"limit\":10,\"window_s\":60,\"penalty_s\":60}}");
    const auto before = client.limits();
    EXPECT_NUMBER(before.size(), 3);
    EXPECT_STRING(before.at(1).name, "Heavy");
    EXPECT(!before.at(1).ringcentral_name && !before.at(1).remaining && before.at(1).retry_after.count() == 0);
    client.create_call({CALLEE, CALLER});
    const ringout::limit heavy = client.limits().at(1);
    EXPECT(heavy.limit == 10 && heavy.remaining == 9U && heavy.window == std::chrono::minutes(1));
    EXPECT_STRING(heavy.text, "Heavy: 9 of 10 left in 60 s");
}

static void a_preflight_is_a_report()
{
    const ringout::client client = begin();
    const ringout::preflight fine = client.preflight();
    EXPECT(fine.ok());
    EXPECT_NUMBER(fine.checks().size(), 7);
    EXPECT_NUMBER(fine.checks().at(0).kind, check_kind::login);
    EXPECT_NUMBER(fine.checks().at(0).result, check_result::passed);

    const ringout::preflight abroad = client.preflight({"+442071234567", CALLER});
    EXPECT(!abroad.ok());
    const auto checks = abroad.checks();
    const auto failed = std::find_if(checks.begin(), checks.end(), [](const ringout::preflight::check &check) {
        return check.result == check_result::failed;
    });
    EXPECT(failed != checks.end() && failed->kind == check_kind::destination);
    EXPECT(failed != checks.end() && abroad.text().find(failed->explanation) != std::string::npos);
    expect_thrown(error_code::invalid_argument, "to", [&] { return client.preflight({"mother"}); });
}

static void the_call_log_has_a_call_that_is_over()
{
    const ringout::client client = begin();
    const ringout::call call = client.create_call({CALLEE, CALLER});
    const ringout::call_log early = call.log();
    EXPECT_NUMBER(early.matching(), log_match::none);
    EXPECT(!early.record() && early.candidates() == 0);

    simulator_advance(20000);
    const ringout::call_log log = call.clone().log();
    EXPECT_NUMBER(log.matching(), log_match::certain);
    EXPECT_NUMBER(log.candidates(), 1);
    const ringout::log_record record = log.record().value();
    EXPECT(!record.id.empty() && record.session_id && record.duration == 15s);
    EXPECT(record.start_time.value() < std::chrono::system_clock::now() + 5s);
    EXPECT_STRING(record.from.value(), CALLER);
    EXPECT_STRING(record.to.value(), CALLEE);
    EXPECT_STRING(record.action.value(), "RingOut Web");
    EXPECT_STRING(record.result.value(), "Call connected");
    EXPECT_NUMBER(record.legs.size(), 2);
    EXPECT_NUMBER(record.legs.at(1).leg, leg::callee);
    EXPECT_STRING(record.legs.at(1).to.value(), CALLEE);
    EXPECT_STRING(record.legs.at(1).result.value(), "Accepted");
    EXPECT(record.legs.at(1).leg_type && record.legs.at(1).start_time && record.legs.at(1).duration > 0s);
}

static void the_call_log_finds_a_call_that_may_have_been_placed()
{
    const ringout::client client = begin();
    simulator_fault("POST", "/restapi/v1.0", 1, "{\"drop\":\"before-response\"}");
    try {
        client.create_call({CALLEE, CALLER});
        EXPECT(false);
    } catch (const ringout::error &error) {
        simulator_advance(20000);
        EXPECT_NUMBER(client.call_log(error).matching(), log_match::certain);
        const auto sent_at = error.attempt_sent_at().value();
        EXPECT_NUMBER(client.call_log(CALLEE, std::nullopt, sent_at).matching(), log_match::likely);
        EXPECT_NUMBER(client.call_log(CALLEE, CALLER, sent_at - 1h).matching(), log_match::none);
    }
    try {
        client.create_call({"mother"});
        EXPECT(false);
    } catch (const ringout::error &error) {
        expect_thrown(error_code::null_pointer, "to", [&] { return client.call_log(error); });
    }
    const auto too_early = std::chrono::system_clock::time_point(-1ms);
    expect_thrown(error_code::invalid_argument, "sent_at", [&] { return client.call_log(CALLEE, CALLER, too_early); });
}

static void a_loop_over_a_batch()
{
    const ringout::client client = begin();
    std::vector<std::string> lines;
    ringout::place_options options;
    options.journal = [&](const ringout::journal_entry &entry) {
        lines.push_back(entry.text());
        EXPECT(entry.to().size() > 8 && entry.from() == CALLER);
        const bool is_placed = entry.step() == journal_step::placed || entry.step() == journal_step::ended;
        EXPECT(entry.call_id().has_value() == is_placed);
        EXPECT(entry.outcome().has_value() == (entry.step() == journal_step::ended));
        EXPECT(entry.error().has_value() == (entry.step() == journal_step::not_placed));
        if (entry.step() == journal_step::placed && entry.index() == 2)
            simulator_advance(20000);
    };
    const std::vector<ringout::call_request> requests = {
        {CALLEE, CALLER}, {"+16505550402", CALLER}, {"+16505550486", CALLER}};
    std::vector<ringout::placed> results;
    for (auto &placed : client.place_all(requests, options))
        results.push_back(placed);

    EXPECT_NUMBER(results.size(), 3);
    std::sort(results.begin(), results.end(), [](const auto &a, const auto &b) { return a.index() < b.index(); });
    EXPECT_NUMBER(results.at(0).outcome()->kind(), outcome_kind::completed);
    EXPECT_NUMBER(results.at(2).outcome()->kind(), outcome_kind::busy);
    EXPECT(!results.at(0).error() && results.at(0).call() && !results.at(1).call() && !results.at(1).outcome());
    const ringout::error error = results.at(1).error().value();
    const ringout::call call = results.at(2).call().value();
    results.clear();
    EXPECT_NUMBER(error.code(), error_code::forbidden);
    EXPECT_NUMBER(call.outcome().kind(), outcome_kind::busy);
    EXPECT_NUMBER(lines.size(), 8);
    EXPECT_STRING(lines.at(0), "0 Placing to " CALLEE);
}

static void leaving_a_loop()
{
    const ringout::client client = begin();
    ringout::place_options options;
    options.timeout = 10ms;
    options.cancel_on_timeout = true;
    options.concurrency = 1;
    const std::vector<ringout::call_request> requests(3, {ringing, CALLER});
    for (const auto &placed : client.place_all(requests, options)) {
        EXPECT_NUMBER(placed.outcome()->kind(), outcome_kind::cancelled);
        break;
    }
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);

    ringout::place_all all = client.place_all(requests, options);
    EXPECT_NUMBER(all.next()->index(), 0);
    ringout::place_all moved = client.place_all({{CALLEE, CALLER}});
    moved = std::move(all);
    EXPECT_NUMBER(moved.remaining(), 2);
    EXPECT_NUMBER(std::distance(moved.begin(), moved.end()), 2);
    EXPECT(!moved.next() && moved.begin() == moved.end());
    EXPECT(!client.place_all({}).next());
}

static void a_total_timeout_ends_the_batch()
{
    const ringout::client client = begin();
    ringout::place_options options;
    options.concurrency = 1;
    options.total_timeout = 3000ms;
    std::vector<error_code> errors;
    for (const auto &placed : client.place_all({{ringing, CALLER}, {ringing, CALLER}}, options)) {
        errors.push_back(placed.error() ? placed.error()->code() : error_code::ok);
        EXPECT(placed.error() || placed.outcome()->kind() == outcome_kind::still_in_progress);
    }
    std::sort(errors.begin(), errors.end());
    EXPECT_NUMBER(errors.size(), 2);
    EXPECT_NUMBER(errors.at(0), error_code::ok);
    EXPECT_NUMBER(errors.at(1), error_code::timeout);
    options.total_timeout = -1ms;
    /* The shortest timeout, not "no limit". It may pass before the request is sent, after it, or after its response. */
    ringout::place_all all = client.place_all({{ringing, CALLER}}, options);
    const std::optional<ringout::placed> placed = all.next();
    EXPECT(placed);
    if (placed->error()) {
        const error_code code = placed->error()->code();
        EXPECT(code == error_code::timeout || code == error_code::maybe_placed);
    } else {
        EXPECT_NUMBER(placed->outcome()->kind(), outcome_kind::still_in_progress);
    }
}

static void mistakes_are_thrown_before_anything_is_sent()
{
    const ringout::client client = begin();
    expect_thrown(error_code::invalid_argument, "requests[1].to",
                  [&] { return client.place_all({{CALLEE, CALLER}, {"mother", CALLER}}); });
    ringout::place_options options;
    options.until = ringout::until{2};
    expect_thrown(error_code::invalid_argument, "until", [&] { return client.place_all({{CALLEE, CALLER}}, options); });
    EXPECT_NUMBER(simulator_requests("POST", ""), 0);
}

static void a_journal_that_throws_ends_the_batch()
{
    for (const bool throws_a_number : {false, true}) {
        const ringout::client client = begin();
        ringout::place_options options;
        options.journal = [&](const ringout::journal_entry &) {
            if (throws_a_number)
                throw 7;
            throw std::runtime_error("the disk is full");
        };
        std::size_t count = 0;
        for (const auto &placed : client.place_all({{CALLEE, CALLER}, {CALLEE, CALLER}}, std::move(options))) {
            const ringout::error error = placed.error().value();
            EXPECT_NUMBER(error.code(), error_code::storage);
            const char *const reason = throws_a_number ? "not a std::exception" : ": the disk is full";
            EXPECT(error.message().find(reason) != std::string::npos);
            count++;
        }
        EXPECT_NUMBER(count, 2);
        EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 0);
    }
}

static void a_token_interrupts_from_another_thread()
{
    const ringout::cancel_token token;
    const ringout::client client = begin().with_cancel_token(token);
    ringout::place_options options;
    options.concurrency = 1;
    ringout::place_all all = client.place_all({{ringing, CALLER}, {ringing, CALLER}}, options);
    std::thread canceller([&] {
        simulator_await("POST", "/ring-out");
        token.cancel();
    });
    std::size_t calls = 0, results = 0;
    for (const auto &placed : all) {
        const error_code code = placed.error().value().code();
        EXPECT(code == error_code::cancelled || code == error_code::maybe_placed);
        calls += placed.call().has_value();
        results++;
    }
    canceller.join();
    EXPECT_NUMBER(results, 2);
    EXPECT(calls <= 1);
}

static void the_rest()
{
    const ringout::client client = begin();
    client.login_jwt(simulator("jwt"));
    EXPECT(client.token()->scope().value().find("RingOut") != std::string::npos);
    EXPECT(!ringout::token::from_json("{\"access_token\":\"a\"}").scope());
    EXPECT_STRING(ringout::dial_uri("+1 650 555 0100"), "rcmobile://call?number=16505550100");
    EXPECT_STRING(ringout::dial_uri(CALLEE, ringout::dial_scheme::tel), "tel:" CALLEE);
    expect_thrown(error_code::invalid_argument, "number", [] { return ringout::dial_uri("mother"); });
}

int main()
{
    RUN(numbers_are_lists);
    RUN(limits_are_a_list);
    RUN(a_preflight_is_a_report);
    RUN(the_call_log_has_a_call_that_is_over);
    RUN(the_call_log_finds_a_call_that_may_have_been_placed);
    RUN(a_loop_over_a_batch);
    RUN(leaving_a_loop);
    RUN(a_total_timeout_ends_the_batch);
    RUN(mistakes_are_thrown_before_anything_is_sent);
    RUN(a_journal_that_throws_ends_the_batch);
    RUN(a_token_interrupts_from_another_thread);
    RUN(the_rest);
    return test_result();
}

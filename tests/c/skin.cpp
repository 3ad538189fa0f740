// The C++ header: owners, exceptions, loops. The tests in C cover the rest.

#include <chrono>
#include <optional>
#include <ringout.hpp>
#include <ringout.hpp>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.h"
#include "simulator.h"

using namespace std::chrono_literals;
using ringout::cancel_effect;
using ringout::error_code;
using ringout::field;
using ringout::leg;
using ringout::outcome_kind;
using ringout::phase;
using ringout::status;
using ringout::until;
using ringout::verdict_kind;

#define EXPECT_STRING(seen, wanted) EXPECT_TEXT(std::string(seen).c_str(), std::string(wanted).c_str())

template <class T>
constexpr bool owns = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                          !std::is_copy_constructible_v<T>;
static_assert(owns<ringout::client> && owns<ringout::call> && owns<ringout::state> && owns<ringout::outcome> &&
              owns<ringout::verdict> && owns<ringout::watch> && owns<ringout::cancel_token> && owns<ringout::token> &&
              owns<ringout::authorization>);
static_assert(std::is_nothrow_copy_constructible_v<ringout::error>);
static_assert(std::is_base_of_v<std::exception, ringout::error>);

static ringout::config config()
{
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.client_secret = simulator("client_secret");
    settings.jwt = simulator("jwt");
    return settings;
}

static ringout::call placed(const ringout::client &client, const std::string &to)
{
    return client.create_call({to, CALLER});
}

// Expects a function to throw an error with this code and parameter. Returns the error.
template <class Function>
static std::optional<ringout::error> expect_thrown(ringout::error_code code, const char *parameter, Function function)
{
    try {
        static_cast<void>(function());
        test_fail(__FILE__, __LINE__, "nothing was thrown");
        return std::nullopt;
    } catch (const ringout::error &error) {
        EXPECT_NUMBER(error.code(), code);
        EXPECT_STRING(error.parameter().value_or(""), parameter);
        return error;
    }
}

// Expects a function to throw INVALID_ARGUMENT with this parameter and message.
template <class Function>
static void expect_text(const char *parameter, const std::string &text, Function function)
{
    const auto error = expect_thrown(error_code::invalid_argument, parameter, function);
    EXPECT_STRING(error ? error->what() : "", text);
    EXPECT_STRING(error ? error->message() : "", text);
}

static void a_loop_over_the_changes_of_a_call()
{
    simulator_reset();
    const ringout::client client(config());
    const ringout::call call = placed(client, "+16505550486");
    EXPECT_NUMBER(call.state()->phase(), phase::ringing_caller);
    simulator_advance(3000);
    std::vector<std::string> texts;
    for (const auto &change : call.watch()) {
        texts.push_back(change.state().text());
        EXPECT(change.previous() && change.verdict());
        EXPECT_NUMBER(change.verdict()->kind(), verdict_kind::documented);
        EXPECT(change.earliest() < change.latest() && change.latest() > 500ms);
        simulator_advance(3000);
    }
    EXPECT_NUMBER(texts.size(), 2);
    EXPECT_STRING(texts.at(0), "call InProgress, caller Success, callee InProgress");
    EXPECT_STRING(texts.at(1), "call CannotReach, caller Success, callee Busy");
    const ringout::outcome outcome = call.outcome();
    EXPECT_NUMBER(outcome.kind(), outcome_kind::busy);
    EXPECT_NUMBER(outcome.leg(), leg::callee);
    EXPECT_NUMBER(outcome.status(), status::busy);
    EXPECT_STRING(outcome.status_text(), "Busy");
    EXPECT(!outcome.connected() && !outcome.cancelled_by_us());
    EXPECT_STRING(outcome.text(), "Busy: " + outcome.explanation());
}

static void leaving_a_loop()
{
    simulator_reset();
    const ringout::call call = placed(ringout::client(config()), "+16505550486");
    simulator_advance(3000);
    ringout::watch watch = call.watch({until::ended, 60s, false});
    for (const auto &change : watch) {
        EXPECT_NUMBER(change.state().phase(), phase::ringing_callee);
        break;
    }
    EXPECT_NUMBER(watch.outcome().kind(), outcome_kind::still_in_progress);
}

static void calls_and_their_operations()
{
    simulator_reset();
    ringout::client client(config());
    const ringout::call call = placed(client, CALLEE);
    const ringout::call known = client.call(call.id());
    EXPECT(!known.state());
    EXPECT_STRING(known.status().caller_status_text(), "InProgress");
    EXPECT_NUMBER(call.wait({until::answered, 0ms}).kind(), outcome_kind::still_in_progress);
    EXPECT_NUMBER(call.cancel(), cancel_effect::hung_up);
    EXPECT_NUMBER(call.wait().kind(), outcome_kind::cancelled);

    ringout::client moved = std::move(client);
    client = ringout::client(config());
    EXPECT_STRING(moved.call("1").id(), "1");
}

static void errors_are_thrown()
{
    simulator_reset();
    ringout::config settings = config();
    settings.server = "";
    expect_thrown(error_code::invalid_argument, "server", [&] { ringout::client{settings}; });
    settings = config();
    settings.request_timeout = -1ms;
    expect_thrown(error_code::invalid_argument, "request_timeout", [&] { ringout::client{settings}; });
    settings = config();
    settings.refresh_token_ttl = 24h * 1000000;
    expect_thrown(error_code::invalid_argument, "refresh_token_ttl", [&] { ringout::client{settings}; });

    const ringout::client client(config());
    expect_thrown(error_code::invalid_argument, "to", [&] { return placed(client, "mother"); });
    expect_thrown(error_code::invalid_utf8, "id", [&] { return client.call("\xff"); });
    expect_thrown(error_code::forbidden, "to.phoneNumber", [&] { return placed(client, "+16505550402"); });
    expect_thrown(error_code::not_found, "ringOutId", [&] { return client.call("1").status(); });
}

static void errors_name_settings_as_cpp_does()
{
    simulator_reset();
    ringout::config settings = config();
    settings.connect_timeout = 0ms;
    expect_text("connect_timeout", "connect_timeout: 0 ms is not between 1 ms and 1 hour",
                [&] { ringout::client{settings}; });
    settings = config();
    settings.access_token_ttl = 7s;
    expect_text("access_token_ttl", "access_token_ttl: 7 s is not between 600 and 3600 seconds",
                [&] { ringout::client{settings}; });
    const ringout::client client(config());
    expect_text("timeout", "timeout: 0 ms is not between 1 ms and 1 hour", [&] { return client.with_timeout(0ms); });
    const auto too_early = std::chrono::system_clock::time_point(-1ms);
    expect_text("sent_at", "sent_at: -1 ms is before 1970", [&] { return client.call_log(CALLEE, CALLER, too_early); });

    settings.jwt.reset();
    settings.access_token_ttl.reset();
    const auto error =
        expect_thrown(error_code::not_logged_in, "", [&] { return placed(ringout::client(settings), CALLEE); });
    EXPECT(std::string(error.value().what()).find("`client::from_env`") != std::string::npos);
    EXPECT(std::string(error.value().what()).find("ringout_") == std::string::npos);
    const auto unknown = expect_thrown(error_code::invalid_argument, "id", [&] { return client.call("1").log(); });
    EXPECT(unknown.value().message().find("`client::call_log`") != std::string::npos);
}

static void a_message_of_the_server_is_left_alone()
{
    simulator_reset();
    const ringout::client client(config());
    const std::string text = "request_timeout_ms is odd, see ringout_client_new";
    const std::string fault = R"({"status":400,"body":{"errorCode":"X-1","message":")" + text + R"("}})";
    simulator_fault("POST", "/restapi/v1.0", 1, fault.c_str());
    const auto error = expect_thrown(error_code::rejected, "", [&] { return placed(client, CALLEE); });
    EXPECT(error.value().message().find(text) != std::string::npos);
    EXPECT_STRING(error.value().what(), ringout_error_text(error.value().get()));
}

static void errors_have_every_field()
{
    simulator_reset();
    const ringout::client client(config());
    simulator_fault("POST", "/restapi/v1.0", 1, "{\"drop\":\"before-response\"}");
    try {
        placed(client, CALLEE);
        EXPECT(false);
    } catch (const ringout::error &error) {
        const ringout::error copy = error;
        EXPECT_NUMBER(copy.code(), error_code::maybe_placed);
        EXPECT_STRING(copy.attempt_to().value(), CALLEE);
        EXPECT_STRING(copy.attempt_from().value(), CALLER);
        EXPECT(std::chrono::system_clock::now() - copy.attempt_sent_at().value() < 1min);
        EXPECT(copy.may_have_placed() && !copy.retryable() && !copy.retry_after() && copy.details().empty());
    }
    const char *fault = "{\"status\":429,\"headers\":{\"Retry-After\":\"40\"},"
                        "\"body\":{\"errors\":[{\"errorCode\":\"CMN-301\"}]}}";
    simulator_fault("POST", "/restapi/v1.0", 1, fault);
    try {
        placed(client, CALLEE);
        EXPECT(false);
    } catch (const ringout::error &error) {
        EXPECT_NUMBER(error.http_status(), 429);
        EXPECT(error.retry_after() == 40s && error.retryable());
        EXPECT(!error.may_have_placed() && !error.attempt_sent_at());
        EXPECT_STRING(error.error_code().value(), "CMN-301");
        EXPECT_STRING(error.details().at(0).error_code.value(), "CMN-301");
        EXPECT(!error.details().at(0).message && !error.oauth_error());
    }
}

static void a_token_interrupts_from_another_thread()
{
    simulator_reset();
    const ringout::cancel_token token;
    const ringout::client client = ringout::client(config()).with_cancel_token(token);
    const ringout::call call = placed(client, "+16505550180");
    std::thread canceller([&] {
        simulator_await("GET", call.id().c_str());
        token.cancel();
    });
    expect_thrown(error_code::cancelled, "", [&] { return call.wait(); });
    canceller.join();
    EXPECT(token.is_cancelled());
    expect_thrown(error_code::cancelled, "", [&] { return call.with_cancel_token(token).status(); });
}

static void requests_and_responses()
{
    simulator_reset();
    const ringout::client client(config());
    const std::string path = "/restapi/v1.0/account/~/extension/~";
    const ringout::response response = client.request("GET", path, {{"a", "b c"}});
    EXPECT_NUMBER(response.status(), 200);
    EXPECT(response.text() == response.body() && !response.error() && response.content_type());
    EXPECT(!response.headers().empty() && response.request_id());

    std::optional<ringout::error> error;
    {
        const ringout::response missing = client.send("GET", path + "/ring-out/none");
        EXPECT_NUMBER(missing.status(), 404);
        error = missing.error();
    }
    EXPECT_NUMBER(error->code(), error_code::not_found);
    expect_thrown(error_code::not_found, "ringOutId", [&] { return client.request("GET", path + "/ring-out/none"); });

    simulator_fault("GET", "/restapi/v1.0", 0, "{\"delay_ms\":10000}");
    expect_thrown(error_code::timeout, "", [&] { return client.with_timeout(200ms).request("GET", path); });
    expect_thrown(error_code::invalid_argument, "rate_limit",
                  [&] { return client.with_rate_limit(ringout::rate_limit{2}); });
    EXPECT_STRING(client.with_rate_limit(ringout::rate_limit::fail_fast).call("1").id(), "1");
}

static void every_way_to_log_in()
{
    simulator_reset();
    ringout::config settings = config();
    settings.jwt.reset();
    const ringout::client client(settings);
    EXPECT(!client.token());
    expect_thrown(error_code::unauthorized, "", [&] { return client.login_jwt("none"); });
    client.login_jwt(simulator("jwt"));
    client.login_password(simulator("username"), "101", simulator("password"));
    client.refresh();
    const std::string json = client.token()->json();
    EXPECT(client.token()->expires_at() > std::chrono::system_clock::now());
    EXPECT(!client.token()->refresh_token() && json.find(client.token()->access_token()) != std::string::npos);

    const ringout::client other(settings);
    other.set_token(ringout::token::from_json(json));
    EXPECT_NUMBER(other.request("GET", "/restapi/v1.0/account/~/extension/~").status(), 200);
    other.logout();
    EXPECT(!other.token());

    const ringout::authorization begun = client.authorize_url("http://localhost/");
    const ringout::authorization kept(begun.redirect_uri(), begun.state(), begun.verifier());
    EXPECT(begun.url().find(begun.state()) != std::string::npos);
    expect_thrown(error_code::invalid_argument, "state",
                  [&] { return client.login_redirect("?code=1&state=2", kept); });
    expect_thrown(error_code::unauthorized, "", [&] { return client.login_code("1", "http://localhost/"); });
}

static void judging_a_transition()
{
    const ringout::state from("Success", "Success", "InProgress"), to("Success", "Finished", "Finished");
    const ringout::verdict verdict = ringout::check_transition(from, to);
    EXPECT_NUMBER(verdict.kind(), verdict_kind::skipped);
    const auto reasons = verdict.reasons();
    EXPECT_NUMBER(reasons.size(), 1);
    EXPECT_NUMBER(reasons.at(0).field, field::callee);
    EXPECT_NUMBER(reasons.at(0).kind, verdict_kind::skipped);
    EXPECT(reasons.at(0).path == std::vector<ringout::status>({status::in_progress, status::success,
                                                              status::finished}));
    EXPECT(verdict.text().find(reasons.at(0).text) != std::string::npos);
    EXPECT_NUMBER(to.caller_status(), status::finished);
    EXPECT_NUMBER(ringout::check_transition(from, from).reasons().size(), 1);
}

int main()
{
    RUN(a_loop_over_the_changes_of_a_call);
    RUN(leaving_a_loop);
    RUN(calls_and_their_operations);
    RUN(errors_are_thrown);
    RUN(errors_name_settings_as_cpp_does);
    RUN(a_message_of_the_server_is_left_alone);
    RUN(errors_have_every_field);
    RUN(a_token_interrupts_from_another_thread);
    RUN(requests_and_responses);
    RUN(every_way_to_log_in);
    RUN(judging_a_transition);
    return test_result();
}

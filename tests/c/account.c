/* Caller IDs, forwarding numbers, preflight, rate limits and the call log. */

#include <ringout.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "simulator.h"

#define EXTENSION "/restapi/v1.0/account/~/extension/~"

static ringout_client *client;

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

/* Resets the simulator and logs the client in. */
static void begin(void)
{
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
}

static void caller_ids_are_the_numbers_with_the_feature(void)
{
    static const char *const wanted[][2] = {
        {"+16505550101", "DirectNumber"}, {"+16505550102", "MainCompanyNumber"}, {"+18005550103", "ForwardedNumber"}};
    begin();
    ringout_caller_ids *ids = NULL;
    OK(ringout_client_caller_ids(client, &ids, NULL));
    EXPECT_NUMBER(ringout_caller_ids_count(ids), 3);
    for (size_t i = 0; i < 3; i++) {
        EXPECT(strlen(ringout_caller_ids_id(ids, i)) > 3);
        EXPECT_TEXT(ringout_caller_ids_phone_number(ids, i), wanted[i][0]);
        EXPECT_TEXT(ringout_caller_ids_usage_type(ids, i), wanted[i][1]);
        EXPECT_TEXT(ringout_caller_ids_label(ids, i), NULL);
    }
    const size_t beyond[] = {3, SIZE_MAX};
    for (size_t i = 0; i < 2; i++) {
        EXPECT_TEXT(ringout_caller_ids_id(ids, beyond[i]), NULL);
        EXPECT_TEXT(ringout_caller_ids_phone_number(ids, beyond[i]), NULL);
        EXPECT_TEXT(ringout_caller_ids_usage_type(ids, beyond[i]), NULL);
        EXPECT_TEXT(ringout_caller_ids_label(ids, beyond[i]), NULL);
    }
    ringout_caller_ids_free(ids);
}

static void a_forwarding_number_can_be_rung_by_its_id(void)
{
    begin();
    ringout_forwarding_numbers *numbers = NULL;
    OK(ringout_client_forwarding_numbers(client, &numbers, NULL));
    EXPECT_NUMBER(ringout_forwarding_numbers_count(numbers), 2);
    EXPECT_TEXT(ringout_forwarding_numbers_phone_number(numbers, 1), "+16505550111");
    EXPECT_TEXT(ringout_forwarding_numbers_label(numbers, 1), "Mobile");
    EXPECT_TEXT(ringout_forwarding_numbers_kind(numbers, 1), "Mobile");
    EXPECT_TEXT(ringout_forwarding_numbers_id(numbers, 2), NULL);
    EXPECT_TEXT(ringout_forwarding_numbers_phone_number(numbers, 2), NULL);
    EXPECT_TEXT(ringout_forwarding_numbers_label(numbers, SIZE_MAX), NULL);
    EXPECT_TEXT(ringout_forwarding_numbers_kind(numbers, SIZE_MAX), NULL);

    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    request.from_forwarding_number = ringout_forwarding_numbers_id(numbers, 1);
    ringout_call *call = NULL;
    OK(ringout_client_create_call(client, &request, &call, NULL));
    ringout_call_free(call);
    ringout_forwarding_numbers_free(numbers);
}

static void lists_without_the_permission_are_errors(void)
{
    begin();
    simulator_fault("GET", EXTENSION, 0, "{\"error\":\"CMN-401\"}");
    ringout_caller_ids *ids = NULL;
    ringout_forwarding_numbers *numbers = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_caller_ids(client, &ids, &err), RINGOUT_FORBIDDEN);
    EXPECT_TEXT(ringout_error_error_code(err), "CMN-401");
    ringout_error_free(err);
    EXPECT_NUMBER(ringout_client_forwarding_numbers(client, &numbers, NULL), RINGOUT_FORBIDDEN);
    EXPECT(ids == NULL && numbers == NULL);
}

/* Expects a check with this result and a word of its explanation. */
static void expect_check(const ringout_preflight *report, uint32_t kind, uint32_t result, const char *word)
{
    size_t i = 0;
    while (i < ringout_preflight_check_count(report) && ringout_preflight_check_kind(report, i) != kind)
        i++;
    EXPECT_NUMBER(ringout_preflight_check_kind(report, i), kind);
    EXPECT_NUMBER(ringout_preflight_check_result(report, i), result);
    const char *explanation = ringout_preflight_check_explanation(report, i);
    if (explanation == NULL || strstr(explanation, word) == NULL)
        test_fail(__FILE__, __LINE__, "%s is not in %s", word, explanation == NULL ? "NULL" : explanation);
    EXPECT(explanation != NULL && strstr(ringout_preflight_text(report), explanation) != NULL);
}

static void a_preflight_without_problems(void)
{
    begin();
    ringout_preflight *report = NULL;
    OK(ringout_client_preflight(client, NULL, &report, NULL));
    EXPECT(ringout_preflight_ok(report));
    EXPECT_NUMBER(ringout_preflight_check_count(report), 7);
    for (size_t i = 0; i < 7; i++)
        EXPECT_NUMBER(ringout_preflight_check_result(report, i), RINGOUT_CHECK_RESULT_PASSED);
    EXPECT(strncmp(ringout_preflight_text(report), "Login       Passed ", 19) == 0);
    const size_t beyond[] = {7, SIZE_MAX};
    for (size_t i = 0; i < 2; i++) {
        EXPECT_NUMBER(ringout_preflight_check_kind(report, beyond[i]), 0);
        EXPECT_NUMBER(ringout_preflight_check_result(report, beyond[i]), 0);
        EXPECT_TEXT(ringout_preflight_check_explanation(report, beyond[i]), NULL);
    }
    ringout_preflight_free(report);

    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    request.from = CALLER;
    OK(ringout_client_preflight(client, &request, &report, NULL));
    EXPECT_NUMBER(ringout_preflight_check_count(report), 8);
    expect_check(report, RINGOUT_CHECK_KIND_FROM, RINGOUT_CHECK_RESULT_PASSED, CALLER);
    expect_check(report, RINGOUT_CHECK_KIND_DESTINATION, RINGOUT_CHECK_RESULT_PASSED, CALLEE);
    ringout_preflight_free(report);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 0);
}

static void a_preflight_finds_what_would_fail(void)
{
    begin();
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = "+442071234567";
    request.from_forwarding_number = "1";
    request.caller_id = "+16505550104";
    ringout_preflight *report = NULL;
    OK(ringout_client_preflight(client, &request, &report, NULL));
    EXPECT(!ringout_preflight_ok(report));
    expect_check(report, RINGOUT_CHECK_KIND_FROM, RINGOUT_CHECK_RESULT_FAILED, "id 1");
    expect_check(report, RINGOUT_CHECK_KIND_CALLER_ID, RINGOUT_CHECK_RESULT_FAILED, "+16505550104");
    expect_check(report, RINGOUT_CHECK_KIND_DESTINATION, RINGOUT_CHECK_RESULT_FAILED, "+442071234567");
    ringout_preflight_free(report);

    ringout_error *err = NULL;
    report = NULL;
    request.to = "mother";
    EXPECT_NUMBER(ringout_client_preflight(client, &request, &report, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "to");
    EXPECT(report == NULL);
    ringout_error_free(err);

    simulator_fault("GET", EXTENSION, 0, "{\"error\":\"CMN-401\"}");
    OK(ringout_client_preflight(client, NULL, &report, NULL));
    EXPECT(ringout_preflight_ok(report));
    expect_check(report, RINGOUT_CHECK_KIND_LINE, RINGOUT_CHECK_RESULT_UNKNOWN, "CMN-401");
    ringout_preflight_free(report);
}

static void a_refused_login_is_the_only_check(void)
{
    begin();
    ringout_config config = simulator_config();
    config.client_secret = "canary";
    ringout_client *stranger = NULL;
    OK(ringout_client_new(&config, &stranger, NULL));
    ringout_preflight *report = NULL;
    OK(ringout_client_preflight(stranger, NULL, &report, NULL));
    EXPECT(!ringout_preflight_ok(report));
    EXPECT_NUMBER(ringout_preflight_check_count(report), 1);
    expect_check(report, RINGOUT_CHECK_KIND_LOGIN, RINGOUT_CHECK_RESULT_FAILED, "OAU-");
    EXPECT(strstr(ringout_preflight_text(report), "canary") == NULL);
    ringout_preflight_free(report);
    ringout_client_free(stranger);
}

/* Checks the entry at `index`; -1 requests remaining means unknown. */
static void expect_limit(const ringout_limits *limits, size_t index, const char *name, uint32_t limit, int64_t remaining)
{
    EXPECT_TEXT(ringout_limits_name(limits, index), name);
    EXPECT_NUMBER(ringout_limits_limit(limits, index), limit);
    EXPECT_NUMBER(ringout_limits_window_ms(limits, index), 60000);
    EXPECT_NUMBER(ringout_limits_remaining(limits, index), remaining);
}

static void the_limits_are_known_without_a_request(void)
{
    begin();
    simulator_post("limits", "{\"heavy\":{\"limit\":10,\"window_s\":60,\"penalty_s\":60}}");
    ringout_client *own = simulator_client();
    ringout_limits *limits = NULL;
    OK(ringout_client_limits(own, &limits, NULL));
    EXPECT_NUMBER(ringout_limits_count(limits), 3);
    expect_limit(limits, 0, "Light", 50, -1);
    expect_limit(limits, 1, "Heavy", 10, -1);
    expect_limit(limits, 2, "Auth", 5, -1);
    for (size_t i = 0; i < 3; i++) {
        EXPECT_TEXT(ringout_limits_ringcentral_name(limits, i), NULL);
        EXPECT_NUMBER(ringout_limits_retry_after_ms(limits, i), 0);
    }
    EXPECT_TEXT(ringout_limits_text(limits, 1), "Heavy: 10 in 60 s");
    EXPECT_TEXT(ringout_limits_name(limits, 3), NULL);
    EXPECT_TEXT(ringout_limits_text(limits, SIZE_MAX), NULL);
    EXPECT_NUMBER(ringout_limits_limit(limits, 3), 0);
    ringout_limits_free(limits);

    ringout_call_free(simulator_call(own, CALLEE));
    OK(ringout_client_limits(own, &limits, NULL));
    expect_limit(limits, 1, "Heavy", 10, 9);
    EXPECT(ringout_limits_ringcentral_name(limits, 1) != NULL);
    EXPECT_TEXT(ringout_limits_text(limits, 1), "Heavy: 9 of 10 left in 60 s");
    ringout_limits_free(limits);

    simulator_fault("GET", "/restapi/v1.0", 1, "{\"status\":429,\"headers\":{\"Retry-After\":\"600\"},\"body\":\"\"}");
    ringout_caller_ids *ids = NULL;
    EXPECT_NUMBER(ringout_client_caller_ids(own, &ids, NULL), RINGOUT_RATE_LIMITED);
    OK(ringout_client_limits(own, &limits, NULL));
    EXPECT_NUMBER(ringout_limits_remaining(limits, 0), 0);
    const uint64_t retry_after = ringout_limits_retry_after_ms(limits, 0);
    EXPECT(retry_after > 540000 && retry_after <= 600000);
    ringout_limits_free(limits);
    ringout_client_free(own);
}

static void lists_and_preflight_can_be_interrupted(void)
{
    begin();
    ringout_cancel_token *token = NULL;
    ringout_client *bound = NULL;
    ringout_preflight *report = NULL;
    ringout_caller_ids *ids = NULL;
    ringout_logged_call *logged = NULL;
    ringout_call *call = simulator_call(client, CALLEE), *bound_call = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
    OK(ringout_call_with_cancel_token(call, token, &bound_call, NULL));
    ringout_cancel_token_cancel(token);
    EXPECT_NUMBER(ringout_client_preflight(bound, NULL, &report, NULL), RINGOUT_CANCELLED);
    EXPECT_NUMBER(ringout_client_caller_ids(bound, &ids, NULL), RINGOUT_CANCELLED);
    EXPECT_NUMBER(ringout_call_log(bound_call, &logged, NULL), RINGOUT_CANCELLED);
    EXPECT(report == NULL && ids == NULL && logged == NULL);
    ringout_call_free(bound_call);
    ringout_call_free(call);
    ringout_client_free(bound);
    ringout_cancel_token_free(token);
}

static void expect_leg(const ringout_logged_call *logged, size_t index, uint32_t leg, const char *to)
{
    EXPECT_NUMBER(ringout_logged_call_leg(logged, index), leg);
    EXPECT_TEXT(ringout_logged_call_leg_to(logged, index), to);
    EXPECT_TEXT(ringout_logged_call_leg_result(logged, index), "Accepted");
    EXPECT(strstr(ringout_logged_call_leg_type(logged, index), "RingOut") != NULL);
    EXPECT(ringout_logged_call_leg_start_time_unix_ms(logged, index) >=
           ringout_logged_call_start_time_unix_ms(logged));
    EXPECT(ringout_logged_call_leg_duration_ms(logged, index) >= 10000);
}

static void the_call_log_has_a_call_that_is_over(void)
{
    begin();
    ringout_call *call = simulator_call(client, CALLEE);
    simulator_advance(20000);
    ringout_logged_call *logged = NULL;
    OK(ringout_call_log(call, &logged, NULL));
    EXPECT_NUMBER(ringout_logged_call_matching(logged), RINGOUT_LOG_MATCH_CERTAIN);
    EXPECT_NUMBER(ringout_logged_call_candidates(logged), 1);
    EXPECT(strlen(ringout_logged_call_id(logged)) > 0 && strlen(ringout_logged_call_session_id(logged)) > 0);
    EXPECT_TEXT(ringout_logged_call_from(logged), CALLER);
    EXPECT_TEXT(ringout_logged_call_to(logged), CALLEE);
    EXPECT_TEXT(ringout_logged_call_action(logged), "RingOut Web");
    EXPECT_TEXT(ringout_logged_call_result(logged), "Call connected");
    EXPECT_NUMBER(ringout_logged_call_duration_ms(logged), 15000);
    const int64_t age_ms = (int64_t)time(NULL) * 1000 - ringout_logged_call_start_time_unix_ms(logged);
    EXPECT(age_ms > -5000 && age_ms < 60000);
    EXPECT_NUMBER(ringout_logged_call_leg_count(logged), 2);
    expect_leg(logged, 0, RINGOUT_LEG_CALLER, CALLER);
    expect_leg(logged, 1, RINGOUT_LEG_CALLEE, CALLEE);
    EXPECT_NUMBER(ringout_logged_call_leg(logged, 2), RINGOUT_LEG_NONE);
    EXPECT_TEXT(ringout_logged_call_leg_type(logged, 2), NULL);
    EXPECT_TEXT(ringout_logged_call_leg_from(logged, SIZE_MAX), NULL);
    EXPECT_NUMBER(ringout_logged_call_leg_start_time_unix_ms(logged, 2), -1);
    EXPECT_NUMBER(ringout_logged_call_leg_duration_ms(logged, SIZE_MAX), 0);
    ringout_logged_call_free(logged);
    ringout_call_free(call);
}

static void expect_not_logged(const ringout_logged_call *logged)
{
    EXPECT_NUMBER(ringout_logged_call_matching(logged), RINGOUT_LOG_MATCH_NONE);
    EXPECT_NUMBER(ringout_logged_call_candidates(logged), 0);
    EXPECT_TEXT(ringout_logged_call_id(logged), NULL);
    EXPECT_TEXT(ringout_logged_call_result(logged), NULL);
    EXPECT_NUMBER(ringout_logged_call_start_time_unix_ms(logged), -1);
    EXPECT_NUMBER(ringout_logged_call_duration_ms(logged), 0);
    EXPECT_NUMBER(ringout_logged_call_leg_count(logged), 0);
}

static void the_call_log_lacks_a_call_that_is_ringing(void)
{
    begin();
    ringout_call *call = simulator_call(client, CALLEE), *known = NULL;
    ringout_logged_call *logged = NULL;
    OK(ringout_call_log(call, &logged, NULL));
    expect_not_logged(logged);
    ringout_logged_call_free(logged);

    ringout_error *err = NULL;
    logged = NULL;
    OK(ringout_client_call(client, ringout_call_id(call), &known, NULL));
    EXPECT_NUMBER(ringout_call_log(known, &logged, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "id");
    EXPECT(logged == NULL);
    ringout_error_free(err);
    ringout_call_free(known);
    ringout_call_free(call);
}

static void the_call_log_finds_a_call_that_may_have_been_placed(void)
{
    begin();
    simulator_fault("POST", "/restapi/v1.0", 1, "{\"drop\":\"before-response\"}");
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    request.from = CALLER;
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_MAYBE_PLACED);
    simulator_advance(20000);
    const int64_t sent_at_ms = ringout_error_attempt_sent_at_unix_ms(err);
    const char *to = ringout_error_attempt_to(err), *from = ringout_error_attempt_from(err);
    ringout_logged_call *logged = NULL;
    OK(ringout_client_call_log(client, to, from, sent_at_ms, &logged, NULL));
    EXPECT_NUMBER(ringout_logged_call_matching(logged), RINGOUT_LOG_MATCH_CERTAIN);
    ringout_logged_call_free(logged);
    OK(ringout_client_call_log(client, to, NULL, sent_at_ms, &logged, NULL));
    EXPECT_NUMBER(ringout_logged_call_matching(logged), RINGOUT_LOG_MATCH_LIKELY);
    ringout_logged_call_free(logged);
    OK(ringout_client_call_log(client, to, from, sent_at_ms - 3600000, &logged, NULL));
    expect_not_logged(logged);
    ringout_logged_call_free(logged);
    ringout_error_free(err);
}

static void impossible_times_are_refused(void)
{
    begin();
    const int64_t times[] = {-1, INT64_MIN, INT64_MAX, 253402300800000};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        ringout_logged_call *logged = NULL;
        ringout_error *err = NULL;
        EXPECT_NUMBER(ringout_client_call_log(client, CALLEE, CALLER, times[i], &logged, &err),
                      RINGOUT_INVALID_ARGUMENT);
        EXPECT_TEXT(ringout_error_parameter(err), "sent_at_unix_ms");
        EXPECT(logged == NULL);
        ringout_error_free(err);
    }
    EXPECT_NUMBER(simulator_requests("GET", "/call-log"), 0);
}

static void links_that_dial(void)
{
    char *uri = NULL;
    OK(ringout_dial_uri("+1 (650) 555-0100", RINGOUT_DIAL_SCHEME_RC_MOBILE, &uri, NULL));
    EXPECT_TEXT(uri, "rcmobile://call?number=16505550100");
    ringout_string_free(uri);
    OK(ringout_dial_uri("+1 (650) 555-0100", RINGOUT_DIAL_SCHEME_TEL, &uri, NULL));
    EXPECT_TEXT(uri, "tel:+16505550100");
    ringout_string_free(uri);
}

static void a_token_has_a_scope(void)
{
    begin();
    ringout_token *token = NULL;
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    OK(ringout_client_token(client, &token, NULL));
    EXPECT(strstr(ringout_token_scope(token), "RingOut") != NULL);
    ringout_token_free(token);
    OK(ringout_token_from_json("{\"access_token\":\"a\"}", &token, NULL));
    EXPECT_TEXT(ringout_token_scope(token), NULL);
    ringout_token_free(token);
}

int main(void)
{
    client = simulator_client();
    RUN(caller_ids_are_the_numbers_with_the_feature);
    RUN(a_forwarding_number_can_be_rung_by_its_id);
    RUN(lists_without_the_permission_are_errors);
    RUN(a_preflight_without_problems);
    RUN(a_preflight_finds_what_would_fail);
    RUN(a_refused_login_is_the_only_check);
    RUN(the_limits_are_known_without_a_request);
    RUN(lists_and_preflight_can_be_interrupted);
    RUN(the_call_log_has_a_call_that_is_over);
    RUN(the_call_log_lacks_a_call_that_is_ringing);
    RUN(the_call_log_finds_a_call_that_may_have_been_placed);
    RUN(impossible_times_are_refused);
    RUN(links_that_dial);
    RUN(a_token_has_a_scope);
    ringout_client_free(client);
    return test_result();
}

/* Every function of an inbox and of its events, with NULL for each pointer. Nothing is sent, and no event comes. */

#include <ringout.h>
#include <string.h>

#include "check.h"

#define BAD "\xff\xfe"

static ringout_client *client;
static ringout_call *call;
static ringout_inbox *inbox;
static ringout_authorization *authorization;

/* The error output of the next function call. */
static ringout_error *err;

static void expect_failure(int line, ringout_status status, ringout_status wanted, const char *parameter)
{
    (void)test_equal_numbers(__FILE__, line, "the status", status, wanted);
    (void)test_equal_texts(__FILE__, line, "the parameter", ringout_error_parameter(err), parameter);
    ringout_error_free(err);
    err = NULL;
    if (ringout_inbox_pending(inbox) != 0)
        test_fail(__FILE__, line, "an operation is under way");
}

#define FAILS(wanted, parameter, call) expect_failure(__LINE__, call, wanted, parameter)
#define IS_NULL(parameter, call) FAILS(RINGOUT_NULL_POINTER, parameter, call)
#define IS_BAD(parameter, call) FAILS(RINGOUT_INVALID_UTF8, parameter, call)

static void logging_in(void)
{
    IS_NULL("client", ringout_client_login_jwt_into(NULL, "j", inbox, 0, &err));
    IS_NULL("jwt", ringout_client_login_jwt_into(client, NULL, inbox, 0, &err));
    IS_BAD("jwt", ringout_client_login_jwt_into(client, BAD, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_login_jwt_into(client, "j", NULL, 0, &err));
    IS_NULL("client", ringout_client_login_password_into(NULL, "u", NULL, "p", inbox, 0, &err));
    IS_NULL("username", ringout_client_login_password_into(client, NULL, NULL, "p", inbox, 0, &err));
    IS_BAD("extension", ringout_client_login_password_into(client, "u", BAD, "p", inbox, 0, &err));
    IS_NULL("password", ringout_client_login_password_into(client, "u", NULL, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_login_password_into(client, "u", NULL, "p", NULL, 0, &err));
    IS_NULL("client", ringout_client_login_code_into(NULL, "c", "u", NULL, inbox, 0, &err));
    IS_NULL("code", ringout_client_login_code_into(client, NULL, "u", NULL, inbox, 0, &err));
    IS_NULL("redirect_uri", ringout_client_login_code_into(client, "c", NULL, NULL, inbox, 0, &err));
    IS_BAD("verifier", ringout_client_login_code_into(client, "c", "u", BAD, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_login_code_into(client, "c", "u", NULL, NULL, 0, &err));
    IS_NULL("client", ringout_client_login_redirect_into(NULL, "r", authorization, inbox, 0, &err));
    IS_NULL("redirected_to", ringout_client_login_redirect_into(client, NULL, authorization, inbox, 0, &err));
    IS_NULL("authorization", ringout_client_login_redirect_into(client, "r", NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_login_redirect_into(client, "r", authorization, NULL, 0, &err));
    IS_NULL("client", ringout_client_refresh_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_refresh_into(client, NULL, 0, &err));
    IS_NULL("client", ringout_client_logout_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_logout_into(client, NULL, 0, &err));
}

static void operations_of_a_client(void)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    IS_NULL("client", ringout_client_create_call_into(NULL, &request, inbox, 0, &err));
    IS_NULL("request", ringout_client_create_call_into(client, NULL, inbox, 0, &err));
    IS_NULL("to", ringout_client_create_call_into(client, &request, inbox, 0, &err));
    request.to = "+16505550100";
    IS_NULL("inbox", ringout_client_create_call_into(client, &request, NULL, 0, &err));
    IS_NULL("client", ringout_client_place_all_into(NULL, &request, 1, NULL, inbox, 0, &err));
    IS_NULL("requests", ringout_client_place_all_into(client, NULL, 1, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_place_all_into(client, &request, 1, NULL, NULL, 0, &err));
    IS_NULL("client", ringout_client_find_call_into(NULL, "a", inbox, 0, &err));
    IS_NULL("dedupe_key", ringout_client_find_call_into(client, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_find_call_into(client, "a", NULL, 0, &err));
    IS_NULL("client", ringout_client_preflight_into(NULL, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_preflight_into(client, NULL, NULL, 0, &err));
    request.struct_size = 1;
    FAILS(RINGOUT_INVALID_ARGUMENT, "request", ringout_client_preflight_into(client, &request, inbox, 0, &err));
    IS_NULL("client", ringout_client_request_into(NULL, "GET", "/", NULL, NULL, inbox, 0, &err));
    IS_NULL("method", ringout_client_request_into(client, NULL, "/", NULL, NULL, inbox, 0, &err));
    FAILS(RINGOUT_INVALID_ARGUMENT, "method", ringout_client_request_into(client, "SEND", "/", NULL, NULL, inbox, 0, &err));
    IS_NULL("path", ringout_client_request_into(client, "GET", NULL, NULL, NULL, inbox, 0, &err));
    IS_BAD("body", ringout_client_request_into(client, "GET", "/", NULL, BAD, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_request_into(client, "GET", "/", NULL, NULL, NULL, 0, &err));
    IS_NULL("client", ringout_client_send_into(NULL, "GET", "/", NULL, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_send_into(client, "GET", "/", NULL, NULL, NULL, 0, &err));
    IS_NULL("client", ringout_client_caller_ids_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_caller_ids_into(client, NULL, 0, &err));
    IS_NULL("client", ringout_client_forwarding_numbers_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_forwarding_numbers_into(client, NULL, 0, &err));
    IS_NULL("client", ringout_client_call_log_into(NULL, "+16505550100", NULL, 0, inbox, 0, &err));
    IS_NULL("to", ringout_client_call_log_into(client, NULL, NULL, 0, inbox, 0, &err));
    FAILS(RINGOUT_INVALID_ARGUMENT, "sent_at_unix_ms",
          ringout_client_call_log_into(client, "+16505550100", NULL, -1, inbox, 0, &err));
    IS_NULL("inbox", ringout_client_call_log_into(client, "+16505550100", NULL, 0, NULL, 0, &err));
}

static void operations_of_a_call(void)
{
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.until = 9;
    IS_NULL("call", ringout_call_status_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_status_into(call, NULL, 0, &err));
    IS_NULL("call", ringout_call_cancel_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_cancel_into(call, NULL, 0, &err));
    IS_NULL("call", ringout_call_take_lease_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_take_lease_into(call, NULL, 0, &err));
    IS_NULL("call", ringout_call_claim_outcome_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_claim_outcome_into(call, NULL, 0, &err));
    IS_NULL("call", ringout_call_log_into(NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_log_into(call, NULL, 0, &err));
    IS_NULL("call", ringout_call_wait_into(NULL, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_wait_into(call, NULL, NULL, 0, &err));
    FAILS(RINGOUT_INVALID_ARGUMENT, "until", ringout_call_wait_into(call, &options, inbox, 0, &err));
    IS_NULL("call", ringout_call_watch_into(NULL, NULL, inbox, 0, &err));
    IS_NULL("inbox", ringout_call_watch_into(call, NULL, NULL, 0, &err));
    FAILS(RINGOUT_INVALID_ARGUMENT, "until", ringout_call_watch_into(call, &options, inbox, 0, &err));
}

static void the_inbox_and_a_watch(void)
{
    ringout_event *event = NULL;
    ringout_watch *watch = NULL;
    const ringout_change *change = NULL;
    bool ended = false;
    IS_NULL("inbox", ringout_inbox_new(NULL, &err));
    IS_NULL("inbox", ringout_inbox_next(NULL, &event, &err));
    IS_NULL("event", ringout_inbox_next(inbox, NULL, &err));
    IS_NULL("inbox", ringout_inbox_wait(NULL, 0, &event, &err));
    IS_NULL("event", ringout_inbox_wait(inbox, 0, NULL, &err));
    IS_NULL("inbox", ringout_log_into(RINGOUT_LOG_DEBUG, NULL, 0, &err));
    FAILS(RINGOUT_INVALID_ARGUMENT, "level", ringout_log_into(5, inbox, 0, &err));
    EXPECT_NUMBER(ringout_inbox_fd(NULL), -1);
    EXPECT_NUMBER(ringout_inbox_interrupt(NULL, 0), 0);
    EXPECT_NUMBER(ringout_inbox_pending(NULL), 0);
    EXPECT_NUMBER(ringout_inbox_dropped_log_records(NULL), 0);
    ringout_inbox_free(NULL);
    EXPECT_NUMBER(ringout_watch_new(call, NULL, &watch, NULL), RINGOUT_OK);
    IS_NULL("watch", ringout_watch_next_timeout(NULL, 0, &change, &ended, &err));
    IS_NULL("change", ringout_watch_next_timeout(watch, 0, NULL, &ended, &err));
    IS_NULL("ended", ringout_watch_next_timeout(watch, 0, &change, NULL, &err));
    ringout_watch_free(watch);
    EXPECT_NUMBER(ringout_inbox_next(inbox, &event, NULL), RINGOUT_OK);
    EXPECT(event == NULL && change == NULL && !ended);
}

static void reading_a_null_event(void)
{
    EXPECT_NUMBER(ringout_event_tag(NULL), 0);
    EXPECT_NUMBER(ringout_event_kind(NULL), 0);
    EXPECT_NUMBER(ringout_event_status(NULL), RINGOUT_OK);
    EXPECT(ringout_event_error(NULL) == NULL);
    EXPECT(ringout_event_take_error(NULL) == NULL);
    EXPECT(ringout_event_take_call(NULL) == NULL);
    EXPECT(ringout_event_take_state(NULL) == NULL);
    EXPECT(ringout_event_take_outcome(NULL) == NULL);
    EXPECT(ringout_event_take_change(NULL) == NULL);
    EXPECT(ringout_event_take_preflight(NULL) == NULL);
    EXPECT(ringout_event_take_caller_ids(NULL) == NULL);
    EXPECT(ringout_event_take_forwarding_numbers(NULL) == NULL);
    EXPECT(ringout_event_take_logged_call(NULL) == NULL);
    EXPECT(ringout_event_take_response(NULL) == NULL);
    EXPECT(ringout_event_take_placed(NULL) == NULL);
    EXPECT_NUMBER(ringout_event_cancel_effect(NULL), 0);
    EXPECT_NUMBER(ringout_event_lease_left_ms(NULL), 0);
    EXPECT(!ringout_event_is_claimed(NULL));
    EXPECT_NUMBER(ringout_event_log_level(NULL), 0);
    EXPECT_TEXT(ringout_event_log_message(NULL), NULL);
    ringout_event_free(NULL);
    ringout_change_free(NULL);
    EXPECT_TEXT(ringout_event_kind_name(RINGOUT_EVENT_LOGIN), "Login");
    EXPECT_TEXT(ringout_event_kind_name(RINGOUT_EVENT_LOG), "Log");
    EXPECT_TEXT(ringout_event_kind_name(0), "Unknown");
}

int main(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    test_begin("objects that need no server");
    /* The discard port of this machine: if anything were sent, the error would be another one. */
    config.server = "http://127.0.0.1:9";
    config.client_id = "app";
    EXPECT_NUMBER(ringout_client_new(&config, &client, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_client_call(client, "1", &call, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_inbox_new(&inbox, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_authorization_new("uri", "state", "verifier", &authorization, NULL), RINGOUT_OK);
    test_end();
    RUN(logging_in);
    RUN(operations_of_a_client);
    RUN(operations_of_a_call);
    RUN(the_inbox_and_a_watch);
    RUN(reading_a_null_event);
    ringout_authorization_free(authorization);
    ringout_inbox_free(inbox);
    ringout_call_free(call);
    ringout_client_free(client);
    return test_result();
}

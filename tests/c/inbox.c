/* Each operation through an inbox: what its event holds, how it is interrupted, and what happens to an inbox that is freed. */

#define _POSIX_C_SOURCE 200809L

#include <ringout.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "inbox_help.h"
#include "simulator.h"

#define BUSY "+16505550486"
#define RINGING "+16505550180"
#define CALLS "/restapi/v1.0/account"
#define STALL "{\"delay_ms\":60000}"

static ringout_client *client;
static ringout_inbox *inbox;

static void begin(void)
{
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    inbox = new_inbox();
    EXPECT(!is_readable(inbox, 0));
}

static void end(void)
{
    EXPECT_NUMBER(ringout_inbox_pending(inbox), 0);
    EXPECT(!is_readable(inbox, 0));
    ringout_event *event = NULL;
    OK(ringout_inbox_next(inbox, &event, NULL));
    EXPECT(event == NULL);
    ringout_inbox_free(inbox);
}

static ringout_call_request request_to(const char *to)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = to;
    request.from = CALLER;
    return request;
}

/* Places a call through the inbox. Free it. */
static ringout_call *place(const char *to)
{
    const ringout_call_request request = request_to(to);
    OK(ringout_client_create_call_into(client, &request, inbox, 1, NULL));
    ringout_event *event = NEXT(inbox, 1, RINGOUT_EVENT_CREATE_CALL, RINGOUT_OK);
    ringout_call *call = ringout_event_take_call(event);
    EXPECT(call != NULL);
    EXPECT(ringout_event_take_call(event) == NULL);
    ringout_event_free(event);
    return call;
}

static void a_call_is_placed_watched_and_cancelled(void)
{
    begin();
    ringout_call *call = place(RINGING);
    OK(ringout_call_status_into(call, inbox, 2, NULL));
    ringout_event *event = NEXT(inbox, 2, RINGOUT_EVENT_STATUS, RINGOUT_OK);
    EXPECT(ringout_event_take_outcome(event) == NULL);
    ringout_state *state = ringout_event_take_state(event);
    EXPECT_NUMBER(ringout_state_phase(state), RINGOUT_PHASE_RINGING_CALLER);
    ringout_state_free(state);
    ringout_event_free(event);

    OK(ringout_call_watch_into(call, NULL, inbox, 3, NULL));
    EXPECT_NUMBER(ringout_inbox_pending(inbox), 1);
    OK(ringout_call_cancel_into(call, inbox, 4, NULL));
    ringout_call_free(call);
    bool is_over = false, is_cancelled = false;
    unsigned changes = 0;
    while (!is_over || !is_cancelled) {
        event = loop_next(inbox);
        const uint32_t kind = ringout_event_kind(event);
        EXPECT_NUMBER(ringout_event_status(event), RINGOUT_OK);
        EXPECT_NUMBER(ringout_event_tag(event), kind == RINGOUT_EVENT_CANCEL ? 4 : 3);
        if (kind == RINGOUT_EVENT_CANCEL) {
            EXPECT_NUMBER(ringout_event_cancel_effect(event), RINGOUT_CANCEL_HUNG_UP);
            is_cancelled = true;
        } else if (kind == RINGOUT_EVENT_CHANGE) {
            ringout_change *change = ringout_event_take_change(event);
            EXPECT(ringout_change_state(change) != NULL && ringout_change_previous(change) != NULL);
            ringout_change_free(change);
            EXPECT(!is_over);
            changes++;
        } else {
            EXPECT_NUMBER(kind, RINGOUT_EVENT_WATCH_END);
            ringout_outcome *outcome = ringout_event_take_outcome(event);
            EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_CANCELLED);
            ringout_outcome_free(outcome);
            is_over = true;
        }
        ringout_event_free(event);
    }
    EXPECT(changes > 0);
    end();
}

static void waits_need_no_handle(void)
{
    begin();
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    ringout_call *busy = place(BUSY), *ringing = place(RINGING);
    options.timeout_ms = 300;
    OK(ringout_call_wait_into(ringing, &options, inbox, 6, NULL));
    ringout_event *event = NEXT(inbox, 6, RINGOUT_EVENT_WAIT, RINGOUT_OK);
    ringout_outcome *outcome = ringout_event_take_outcome(event);
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_STILL_IN_PROGRESS);
    ringout_outcome_free(outcome);
    ringout_event_free(event);
    OK(ringout_call_wait_into(busy, NULL, inbox, 5, NULL));
    ringout_call_free(busy);
    ringout_call_free(ringing);
    simulator_advance(20000);
    event = NEXT(inbox, 5, RINGOUT_EVENT_WAIT, RINGOUT_OK);
    outcome = ringout_event_take_outcome(event);
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_BUSY);
    ringout_outcome_free(outcome);
    ringout_event_free(event);
    end();
}

static void logins_and_lists(void)
{
    begin();
    ringout_authorization *authorization = NULL;
    OK(ringout_client_login_jwt_into(client, simulator("jwt"), inbox, 10, NULL));
    ringout_event_free(NEXT(inbox, 10, RINGOUT_EVENT_LOGIN, RINGOUT_OK));
    OK(ringout_client_login_password_into(client, simulator("username"), NULL, simulator("password"), inbox, 11, NULL));
    ringout_event_free(NEXT(inbox, 11, RINGOUT_EVENT_LOGIN, RINGOUT_OK));
    OK(ringout_client_login_code_into(client, "wrong", "https://example.com/cb", NULL, inbox, 12, NULL));
    ringout_event_free(NEXT(inbox, 12, RINGOUT_EVENT_LOGIN, RINGOUT_UNAUTHORIZED));
    OK(ringout_client_authorize_url(client, "https://example.com/cb", &authorization, NULL));
    OK(ringout_client_login_redirect_into(client, "code=1&state=x", authorization, inbox, 13, NULL));
    ringout_authorization_free(authorization);
    ringout_event_free(NEXT(inbox, 13, RINGOUT_EVENT_LOGIN, RINGOUT_INVALID_ARGUMENT));
    OK(ringout_client_refresh_into(client, inbox, 14, NULL));
    ringout_event_free(NEXT(inbox, 14, RINGOUT_EVENT_REFRESH, RINGOUT_OK));

    OK(ringout_client_caller_ids_into(client, inbox, 15, NULL));
    ringout_event *event = NEXT(inbox, 15, RINGOUT_EVENT_CALLER_IDS, RINGOUT_OK);
    ringout_caller_ids *ids = ringout_event_take_caller_ids(event);
    EXPECT(ringout_caller_ids_count(ids) > 0);
    ringout_caller_ids_free(ids);
    ringout_event_free(event);
    OK(ringout_client_forwarding_numbers_into(client, inbox, 16, NULL));
    event = NEXT(inbox, 16, RINGOUT_EVENT_FORWARDING_NUMBERS, RINGOUT_OK);
    ringout_forwarding_numbers *numbers = ringout_event_take_forwarding_numbers(event);
    EXPECT(ringout_forwarding_numbers_count(numbers) > 0);
    ringout_forwarding_numbers_free(numbers);
    ringout_event_free(event);
    OK(ringout_client_preflight_into(client, NULL, inbox, 17, NULL));
    event = NEXT(inbox, 17, RINGOUT_EVENT_PREFLIGHT, RINGOUT_OK);
    ringout_preflight *report = ringout_event_take_preflight(event);
    EXPECT(ringout_preflight_ok(report));
    ringout_preflight_free(report);
    ringout_event_free(event);
    OK(ringout_client_logout_into(client, inbox, 18, NULL));
    ringout_event_free(NEXT(inbox, 18, RINGOUT_EVENT_LOGOUT, RINGOUT_OK));
    end();
}

static void requests_and_the_call_log(void)
{
    begin();
    const char *const query[] = {"page", "1", NULL};
    const char *path = "/restapi/v1.0/account/~/extension/~";
    OK(ringout_client_request_into(client, "GET", path, query, NULL, inbox, 20, NULL));
    ringout_event *event = NEXT(inbox, 20, RINGOUT_EVENT_RESPONSE, RINGOUT_OK);
    ringout_response *response = ringout_event_take_response(event);
    EXPECT_NUMBER(ringout_response_status(response), 200);
    ringout_response_free(response);
    ringout_event_free(event);
    OK(ringout_client_request_into(client, "GET", "/restapi/v1.0/nothing", NULL, NULL, inbox, 21, NULL));
    event = NEXT(inbox, 21, RINGOUT_EVENT_RESPONSE, RINGOUT_NOT_FOUND);
    ringout_error *error = ringout_event_take_error(event);
    EXPECT_NUMBER(ringout_error_http_status(error), 404);
    EXPECT(ringout_event_error(event) == NULL && ringout_event_take_error(event) == NULL);
    EXPECT_NUMBER(ringout_event_status(event), RINGOUT_NOT_FOUND);
    ringout_event_free(event);
    ringout_error_free(error);
    OK(ringout_client_send_into(client, "GET", "/restapi/v1.0/nothing", NULL, NULL, inbox, 22, NULL));
    event = NEXT(inbox, 22, RINGOUT_EVENT_RESPONSE, RINGOUT_OK);
    response = ringout_event_take_response(event);
    EXPECT_NUMBER(ringout_response_status(response), 404);
    ringout_response_free(response);
    ringout_event_free(event);

    ringout_call *call = place(CALLEE);
    OK(ringout_call_log_into(call, inbox, 23, NULL));
    event = NEXT(inbox, 23, RINGOUT_EVENT_CALL_LOG, RINGOUT_OK);
    ringout_logged_call *logged = ringout_event_take_logged_call(event);
    EXPECT_NUMBER(ringout_logged_call_matching(logged), RINGOUT_LOG_MATCH_NONE);
    ringout_logged_call_free(logged);
    ringout_event_free(event);
    OK(ringout_client_call_log_into(client, CALLEE, NULL, 0, inbox, 24, NULL));
    /* Whatever was not taken is freed with the event. */
    ringout_event_free(NEXT(inbox, 24, RINGOUT_EVENT_CALL_LOG, RINGOUT_OK));
    ringout_call_free(call);
    end();
}

static void an_invalid_request_is_an_event(void)
{
    begin();
    const ringout_call_request request = request_to("mother");
    OK(ringout_client_create_call_into(client, &request, inbox, UINT64_MAX, NULL));
    ringout_event *event = NEXT(inbox, UINT64_MAX, RINGOUT_EVENT_CREATE_CALL, RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(ringout_event_error(event)), "to");
    EXPECT(ringout_event_take_call(event) == NULL);
    ringout_event_free(event);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 0);
    end();
}

static void a_tag_interrupts_what_has_it(void)
{
    begin();
    ringout_call *call = place(RINGING);
    simulator_fault("GET", CALLS, 0, STALL);
    OK(ringout_call_status_into(call, inbox, 30, NULL));
    OK(ringout_call_watch_into(call, NULL, inbox, 31, NULL));
    simulator_await("GET", ringout_call_id(call));
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 99), 0);
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 30), 1);
    ringout_event_free(NEXT(inbox, 30, RINGOUT_EVENT_STATUS, RINGOUT_CANCELLED));
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 31), 1);
    ringout_event_free(NEXT(inbox, 31, RINGOUT_EVENT_WATCH_END, RINGOUT_CANCELLED));
    ringout_call_free(call);

    /* A create whose request was sent is not sent again. */
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    simulator_fault("POST", CALLS, 0, STALL);
    const ringout_call_request request = request_to(CALLEE);
    OK(ringout_client_create_call_into(client, &request, inbox, 32, NULL));
    simulator_await("POST", "/ring-out");
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 32), 1);
    ringout_event *event = NEXT(inbox, 32, RINGOUT_EVENT_CREATE_CALL, RINGOUT_MAYBE_PLACED);
    EXPECT(ringout_error_may_have_placed(ringout_event_error(event)));
    ringout_event_free(event);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);
    end();
}

static void a_cancel_token_interrupts_operations_and_watches(void)
{
    begin();
    ringout_cancel_token *token = NULL;
    ringout_call *call = place(RINGING), *bound = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_call_with_cancel_token(call, token, &bound, NULL));
    simulator_fault("GET", CALLS, 0, STALL);
    OK(ringout_call_watch_into(bound, NULL, inbox, 40, NULL));
    OK(ringout_call_status_into(bound, inbox, 40, NULL));
    simulator_await("GET", ringout_call_id(call));
    ringout_cancel_token_cancel(token);
    for (int i = 0; i < 2; i++) {
        ringout_event *event = loop_next(inbox);
        EXPECT_NUMBER(ringout_event_tag(event), 40);
        EXPECT_NUMBER(ringout_event_status(event), RINGOUT_CANCELLED);
        ringout_event_free(event);
    }
    OK(ringout_call_watch_into(bound, NULL, inbox, 41, NULL));
    ringout_event_free(NEXT(inbox, 41, RINGOUT_EVENT_WATCH_END, RINGOUT_CANCELLED));
    ringout_call_free(bound);
    ringout_call_free(call);
    ringout_cancel_token_free(token);
    end();
}

static void a_wait_ends_in_time(void)
{
    begin();
    ringout_event *event = NULL;
    const double began = seconds_now();
    OK(ringout_inbox_wait(inbox, 0, &event, NULL));
    EXPECT(event == NULL);
    OK(ringout_inbox_wait(inbox, 100, &event, NULL));
    EXPECT(event == NULL && seconds_now() - began >= 0.1);
    OK(ringout_client_caller_ids_into(client, inbox, 50, NULL));
    OK(ringout_inbox_wait(inbox, RINGOUT_DEFAULT_TIMEOUT, &event, NULL));
    EXPECT_NUMBER(ringout_event_tag(event), 50);
    ringout_event_free(event);
    end();
}

static void freed_with_operations_under_way(void)
{
    begin();
    const unsigned threads = count_threads();
    ringout_call *call = place(RINGING);
    const ringout_call_request request = request_to(CALLEE);
    const ringout_call_request requests[2] = {request, request};
    simulator_fault("GET", CALLS, 0, STALL);
    simulator_fault("POST", CALLS, 0, STALL);
    for (unsigned i = 0; i < 20; i++) {
        OK(ringout_call_status_into(call, inbox, i, NULL));
        OK(ringout_call_watch_into(call, NULL, inbox, i, NULL));
        OK(ringout_call_wait_into(call, NULL, inbox, i, NULL));
    }
    OK(ringout_client_create_call_into(client, &request, inbox, 20, NULL));
    OK(ringout_client_place_all_into(client, requests, 2, NULL, inbox, 21, NULL));
    simulator_await("POST", "/ring-out");
    const double began = seconds_now();
    ringout_inbox_free(inbox);
    EXPECT(seconds_now() - began < 10 && simulator_requests("POST", "/ring-out") < 3);
    ringout_call_free(call);
    /* The operations end long before their responses come, and so do their threads. */
    const struct timespec pause = {0, 20 * 1000 * 1000};
    while (count_threads() > threads + 8 && seconds_now() - began < 20)
        nanosleep(&pause, NULL);
    EXPECT(seconds_now() - began < 20);

    /* Also with events that nobody has taken. */
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    inbox = new_inbox();
    OK(ringout_client_create_call_into(client, &request, inbox, 22, NULL));
    OK(ringout_client_caller_ids_into(client, inbox, 23, NULL));
    while (ringout_inbox_pending(inbox) > 0)
        (void)is_readable(inbox, 1);
    ringout_inbox_free(inbox);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);
}

static void a_watch_can_be_read_in_slices(void)
{
    begin();
    ringout_call *call = place(BUSY);
    ringout_watch *watch = NULL;
    const ringout_change *change = NULL;
    bool ended = true;
    OK(ringout_watch_new(call, NULL, &watch, NULL));
    OK(ringout_watch_next_timeout(watch, 0, &change, &ended, NULL));
    EXPECT(change == NULL && !ended);
    OK(ringout_watch_next_timeout(watch, 50, &change, &ended, NULL));
    EXPECT(change == NULL && !ended);
    simulator_advance(20000);
    unsigned changes = 0;
    while (!ended) {
        OK(ringout_watch_next_timeout(watch, changes == 0 ? RINGOUT_DEFAULT_TIMEOUT : 20, &change, &ended, NULL));
        changes += change != NULL;
        EXPECT(!ended || change == NULL);
    }
    EXPECT(changes > 0);
    ended = false;
    OK(ringout_watch_next_timeout(watch, 0, &change, &ended, NULL));
    EXPECT(ended && change == NULL);
    ringout_watch_free(watch);
    ringout_call_free(call);
    end();
}

int main(void)
{
    client = simulator_client();
    RUN(a_call_is_placed_watched_and_cancelled);
    RUN(waits_need_no_handle);
    RUN(logins_and_lists);
    RUN(requests_and_the_call_log);
    RUN(an_invalid_request_is_an_event);
    RUN(a_tag_interrupts_what_has_it);
    RUN(a_cancel_token_interrupts_operations_and_watches);
    RUN(a_wait_ends_in_time);
    RUN(freed_with_operations_under_way);
    RUN(a_watch_can_be_read_in_slices);
    ringout_client_free(client);
    return test_result();
}

/* Calls from creation to every kind of end, on a simulator whose clock stands still between steps. */

#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "simulator.h"

static ringout_client *client;

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

/* Requests the status, and expects these three statuses and this phase. */
static void expect_status(const ringout_call *call, const char *text, uint32_t phase)
{
    ringout_state *state = NULL;
    OK(ringout_call_status(call, &state, NULL));
    EXPECT_TEXT(ringout_state_text(state), text);
    EXPECT_NUMBER(ringout_state_phase(state), phase);
    ringout_state_free(state);
}

/* Waits for the end, and expects this outcome. */
static void expect_outcome(const ringout_call *call, const ringout_wait_options *options, uint32_t kind, uint32_t leg,
                           uint32_t status)
{
    ringout_outcome *outcome = NULL;
    OK(ringout_call_wait(call, options, &outcome, NULL));
    EXPECT_NUMBER(ringout_outcome_kind(outcome), kind);
    EXPECT_NUMBER(ringout_outcome_leg(outcome), leg);
    EXPECT_NUMBER(ringout_outcome_status(outcome), status);
    EXPECT_TEXT(ringout_outcome_status_text(outcome), ringout_status_name(status));
    EXPECT(strlen(ringout_outcome_explanation(outcome)) > 5);
    EXPECT(strncmp(ringout_outcome_text(outcome), ringout_outcome_kind_name(kind), 3) == 0);
    ringout_outcome_free(outcome);
}

static ringout_client *client_on_path(uint32_t call_path)
{
    ringout_config config = simulator_config();
    config.call_path = call_path;
    ringout_client *on_path = NULL;
    OK(ringout_client_new(&config, &on_path, NULL));
    return on_path;
}

/* A call that is answered and ends, polled in each phase. */
static void call_on_path(uint32_t call_path)
{
    simulator_reset();
    ringout_client *on_path = client_on_path(call_path);
    ringout_call *call = simulator_call(on_path, CALLEE);
    EXPECT(strlen(ringout_call_id(call)) > 5);

    ringout_state *state = NULL;
    OK(ringout_call_state(call, &state, NULL));
    EXPECT_NUMBER(ringout_state_call_status(state), RINGOUT_STATUS_IN_PROGRESS);
    EXPECT_TEXT(ringout_state_explain(state), "the caller's phone is ringing");
    ringout_state_free(state);

    expect_status(call, "call InProgress, caller InProgress, callee InProgress", RINGOUT_PHASE_RINGING_CALLER);
    simulator_advance(3000);
    expect_status(call, "call InProgress, caller Success, callee InProgress", RINGOUT_PHASE_RINGING_CALLEE);
    simulator_advance(3000);
    expect_status(call, "call Success, caller Success, callee Success", RINGOUT_PHASE_CONNECTED);
    simulator_advance(10000);
    expect_status(call, "call Success, caller Finished, callee Finished", RINGOUT_PHASE_ENDED);
    OK(ringout_call_state(call, &state, NULL));
    EXPECT_TEXT(ringout_state_explain(state), "the call has ended: both sides talked and hung up");
    ringout_state_free(state);

    expect_outcome(call, NULL, RINGOUT_OUTCOME_COMPLETED, RINGOUT_LEG_CALLER, RINGOUT_STATUS_FINISHED);
    const char *word = ringout_call_path_name(call_path);
    EXPECT_NUMBER(simulator_requests("POST", word), 1);
    ringout_call_free(call);
    ringout_client_free(on_path);
}

static void a_call_on_the_current_path(void)
{
    call_on_path(RINGOUT_CALL_PATH_RING_OUT);
}

static void a_call_on_the_deprecated_path(void)
{
    call_on_path(RINGOUT_CALL_PATH_DEPRECATED);
}

static void a_known_call_has_no_state_yet(void)
{
    simulator_reset();
    ringout_call *placed = simulator_call(client, CALLEE);
    ringout_call *known = NULL;
    ringout_state *state = (ringout_state *)(void *)placed;
    OK(ringout_client_call(client, ringout_call_id(placed), &known, NULL));
    EXPECT_TEXT(ringout_call_id(known), ringout_call_id(placed));
    OK(ringout_call_state(known, &state, NULL));
    EXPECT(state == NULL);
    expect_status(known, "call InProgress, caller InProgress, callee InProgress", RINGOUT_PHASE_RINGING_CALLER);
    OK(ringout_call_state(known, &state, NULL));
    EXPECT_NUMBER(ringout_state_phase(state), RINGOUT_PHASE_RINGING_CALLER);
    ringout_state_free(state);
    ringout_call_free(known);
    ringout_call_free(placed);
}

/* The changes that the callback of a watch received. */
struct seen {
    unsigned changes;
    unsigned stop_after;
    uint64_t latest_ms;
};

static int note_change(const ringout_change *change, void *user_data)
{
    struct seen *seen = (struct seen *)user_data;
    seen->changes++;
    const ringout_state *previous = ringout_change_previous(change);
    const ringout_verdict *verdict = ringout_change_verdict(change);
    EXPECT(ringout_change_earliest_ms(change) < ringout_change_latest_ms(change));
    EXPECT(ringout_change_latest_ms(change) > seen->latest_ms);
    EXPECT_NUMBER(ringout_verdict_kind(verdict), RINGOUT_VERDICT_DOCUMENTED);
    EXPECT_TEXT(ringout_verdict_text(verdict), "Documented");
    seen->latest_ms = ringout_change_latest_ms(change);
    if (seen->changes == 1) {
        EXPECT_NUMBER(ringout_state_phase(previous), RINGOUT_PHASE_RINGING_CALLER);
        EXPECT_NUMBER(ringout_state_phase(ringout_change_state(change)), RINGOUT_PHASE_RINGING_CALLEE);
        simulator_advance(3000);
    } else {
        EXPECT_NUMBER(ringout_state_phase(previous), RINGOUT_PHASE_RINGING_CALLEE);
        EXPECT_NUMBER(ringout_state_callee_status(ringout_change_state(change)), RINGOUT_STATUS_BUSY);
    }
    return seen->changes == seen->stop_after;
}

static void a_watch_calls_back_for_each_change(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, "+16505550486");
    simulator_advance(3000);
    struct seen seen = {0, 0, 0};
    ringout_outcome *outcome = NULL;
    OK(ringout_call_watch(call, NULL, note_change, &seen, &outcome, NULL));
    EXPECT_NUMBER(seen.changes, 2);
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_BUSY);
    EXPECT_NUMBER(ringout_outcome_leg(outcome), RINGOUT_LEG_CALLEE);
    EXPECT_NUMBER(ringout_outcome_source(outcome), RINGOUT_SOURCE_STATUS);
    EXPECT(!ringout_outcome_connected(outcome) && !ringout_outcome_cancelled_by_us(outcome));
    ringout_outcome_free(outcome);
    ringout_call_free(call);
}

static void a_callback_can_end_the_watch(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, "+16505550486");
    simulator_advance(3000);
    struct seen seen = {0, 1, 0};
    ringout_outcome *outcome = NULL;
    OK(ringout_call_watch(call, NULL, note_change, &seen, &outcome, NULL));
    EXPECT_NUMBER(seen.changes, 1);
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_STILL_IN_PROGRESS);
    ringout_outcome_free(outcome);

    OK(ringout_call_watch(call, NULL, note_change, &seen, &outcome, NULL));
    EXPECT_NUMBER(seen.changes, 2);
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_BUSY);
    ringout_outcome_free(outcome);
    ringout_call_free(call);
}

static void a_watch_can_be_a_loop(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, "+16505550486");
    simulator_advance(6000);
    ringout_watch *watch = NULL;
    OK(ringout_watch_new(call, NULL, &watch, NULL));
    ringout_call_free(call);

    const ringout_change *change = NULL;
    ringout_outcome *outcome = NULL;
    OK(ringout_watch_next(watch, &change, NULL));
    EXPECT_NUMBER(ringout_state_phase(ringout_change_state(change)), RINGOUT_PHASE_ENDED);
    ringout_change *kept = NULL;
    EXPECT_NUMBER(ringout_change_clone(change, NULL, NULL), RINGOUT_NULL_POINTER);
    OK(ringout_change_clone(change, &kept, NULL));
    const uint64_t earliest_ms = ringout_change_earliest_ms(change), latest_ms = ringout_change_latest_ms(change);
    for (int i = 0; i < 2; i++) {
        OK(ringout_watch_next(watch, &change, NULL));
        EXPECT(change == NULL);
    }
    OK(ringout_watch_outcome(watch, &outcome, NULL));
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_BUSY);
    ringout_outcome_free(outcome);
    ringout_watch_free(watch);

    EXPECT_NUMBER(ringout_state_callee_status(ringout_change_state(kept)), RINGOUT_STATUS_BUSY);
    EXPECT_NUMBER(ringout_state_phase(ringout_change_previous(kept)), RINGOUT_PHASE_RINGING_CALLER);
    EXPECT_NUMBER(ringout_verdict_kind(ringout_change_verdict(kept)), RINGOUT_VERDICT_DOCUMENTED);
    EXPECT_NUMBER(ringout_verdict_reason_count(ringout_change_verdict(kept)), 0);
    EXPECT_NUMBER(ringout_change_earliest_ms(kept), earliest_ms);
    EXPECT_NUMBER(ringout_change_latest_ms(kept), latest_ms);
    ringout_change_free(kept);
}

static void calls_end_in_many_ways(void)
{
    static const struct {
        const char *to;
        uint32_t kind, leg, status;
    } ends[] = {
        {"+16505550486", RINGOUT_OUTCOME_BUSY, RINGOUT_LEG_CALLEE, RINGOUT_STATUS_BUSY},
        {"+16505550408", RINGOUT_OUTCOME_NO_ANSWER, RINGOUT_LEG_CALLEE, RINGOUT_STATUS_NO_ANSWER},
        {"+16505550603", RINGOUT_OUTCOME_REJECTED, RINGOUT_LEG_CALLEE, RINGOUT_STATUS_REJECTED},
        {"+16505550500", RINGOUT_OUTCOME_FAILED, RINGOUT_LEG_CALLEE, RINGOUT_STATUS_GENERIC_ERROR},
        {"+16505550488", RINGOUT_OUTCOME_BLOCKED, RINGOUT_LEG_CALLEE, RINGOUT_STATUS_DESTINATION_BLOCKED},
        {"+16505550404", RINGOUT_OUTCOME_NO_SUCH_USER, RINGOUT_LEG_CALLEE, RINGOUT_STATUS_NO_SUCH_USER},
        {"+16505550503", RINGOUT_OUTCOME_FAILED, RINGOUT_LEG_NONE, RINGOUT_STATUS_NO_ANSWERING_MACHINE},
        {"+16505550481", RINGOUT_OUTCOME_FAILED, RINGOUT_LEG_CALLER, RINGOUT_STATUS_GENERIC_ERROR},
    };
    enum { COUNT = sizeof ends / sizeof ends[0] };
    simulator_reset();
    ringout_call *calls[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        calls[i] = simulator_call(client, ends[i].to);
    simulator_advance(25000);
    for (size_t i = 0; i < COUNT; i++) {
        expect_outcome(calls[i], NULL, ends[i].kind, ends[i].leg, ends[i].status);
        ringout_call_free(calls[i]);
    }
}

static void a_call_that_has_vanished(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, "+16505550481");
    ringout_state *state = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_call_status(call, &state, &err), RINGOUT_NOT_FOUND);
    EXPECT_TEXT(ringout_error_error_code(err), "CMN-102");
    EXPECT_NUMBER(ringout_error_http_status(err), 404);
    EXPECT(ringout_error_request_id(err) != NULL);
    EXPECT(ringout_error_detail_count(err) > 0);
    EXPECT_TEXT(ringout_error_detail_error_code(err, 0), "CMN-102");
    ringout_error_free(err);

    ringout_outcome *outcome = NULL;
    OK(ringout_call_outcome(call, &outcome, NULL));
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_ENDED_UNKNOWN);
    EXPECT_NUMBER(ringout_outcome_source(outcome), RINGOUT_SOURCE_GONE);
    ringout_outcome_free(outcome);
    ringout_call_free(call);
}

static void an_undocumented_status(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, "+16505550700");
    simulator_advance(5500);
    ringout_state *state = NULL;
    OK(ringout_call_status(call, &state, NULL));
    EXPECT_NUMBER(ringout_state_callee_status(state), RINGOUT_STATUS_UNKNOWN);
    EXPECT_TEXT(ringout_state_callee_status_text(state), "Diverted");
    EXPECT_NUMBER(ringout_state_caller_status(state), RINGOUT_STATUS_SUCCESS);
    ringout_state_free(state);
    simulator_advance(15000);
    expect_outcome(call, NULL, RINGOUT_OUTCOME_COMPLETED, RINGOUT_LEG_CALLER, RINGOUT_STATUS_FINISHED);
    ringout_call_free(call);
}

static void a_wait_for_the_answer(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, CALLEE);
    simulator_advance(6000);
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.until = RINGOUT_UNTIL_ANSWERED;
    ringout_outcome *outcome = NULL;
    OK(ringout_call_wait(call, &options, &outcome, NULL));
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_ANSWERED);
    EXPECT(ringout_outcome_connected(outcome));
    ringout_outcome_free(outcome);
    ringout_call_free(call);
}

static void a_wait_that_times_out(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, CALLEE);
    simulator_delete("journal");
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.timeout_ms = 0;
    expect_outcome(call, &options, RINGOUT_OUTCOME_STILL_IN_PROGRESS, RINGOUT_LEG_NONE, RINGOUT_STATUS_IN_PROGRESS);
    EXPECT_NUMBER(simulator_requests("GET", ""), 0);

    options.timeout_ms = 10;
    options.cancel_on_timeout = 1;
    ringout_outcome *outcome = NULL;
    OK(ringout_call_wait(call, &options, &outcome, NULL));
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_CANCELLED);
    EXPECT(ringout_outcome_cancelled_by_us(outcome));
    EXPECT_NUMBER(simulator_requests("DELETE", ""), 1);
    ringout_outcome_free(outcome);
    ringout_call_free(call);
}

static void a_cancel_that_fails_leaves_the_wait_its_outcome(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, CALLEE);
    simulator_fault("DELETE", "*", 0, "{\"error\":\"CMN-408\"}");
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.timeout_ms = 10;
    options.cancel_on_timeout = 1;
    expect_outcome(call, &options, RINGOUT_OUTCOME_STILL_IN_PROGRESS, RINGOUT_LEG_NONE, RINGOUT_STATUS_IN_PROGRESS);
    EXPECT_NUMBER(simulator_requests("DELETE", ""), 1);
    ringout_call_free(call);
}

static void a_cancel_returns_its_effect(void)
{
    static const struct {
        unsigned after_ms;
        uint32_t effect;
    } cases[] = {{0, RINGOUT_CANCEL_HUNG_UP}, {3000, RINGOUT_CANCEL_ACCEPTED}, {6000, RINGOUT_CANCEL_ACCEPTED},
                 {20000, RINGOUT_CANCEL_ALREADY_ENDED}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        simulator_reset();
        ringout_call *call = simulator_call(client, CALLEE);
        simulator_advance(cases[i].after_ms);
        uint32_t effect = 0;
        OK(ringout_call_cancel(call, &effect, NULL));
        EXPECT_NUMBER(effect, cases[i].effect);
        ringout_call_free(call);
    }
}

static void a_lost_response_to_a_create_may_have_placed_the_call(void)
{
    simulator_reset();
    simulator_fault("POST", "/restapi/v1.0", 1, "{\"drop\":\"before-response\"}");
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = "+1 (650) 555-0100";
    request.from = CALLER;
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_MAYBE_PLACED);
    EXPECT(call == NULL);
    EXPECT_TEXT(ringout_error_attempt_to(err), CALLEE);
    EXPECT_TEXT(ringout_error_attempt_from(err), CALLER);
    const int64_t age_ms = (int64_t)time(NULL) * 1000 - ringout_error_attempt_sent_at_unix_ms(err);
    EXPECT(age_ms > -2000 && age_ms < 60000);
    EXPECT(!ringout_error_retryable(err));
    EXPECT(ringout_error_may_have_placed(err));
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);
    ringout_error_free(err);
}

static void a_gateways_error_may_have_placed_the_call(void)
{
    simulator_reset();
    simulator_fault("POST", "/restapi/v1.0", 1, "{\"status\":504}");
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_SERVER);
    EXPECT(ringout_error_may_have_placed(err) && !ringout_error_retryable(err));
    EXPECT_TEXT(ringout_error_attempt_to(err), CALLEE);
    EXPECT(ringout_error_attempt_sent_at_unix_ms(err) > 0);
    ringout_error_free(err);
}

static void refusals_contain_the_servers_error(void)
{
    simulator_reset();
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = "+16505550402";
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_FORBIDDEN);
    EXPECT_NUMBER(ringout_error_http_status(err), 403);
    EXPECT_TEXT(ringout_error_parameter(err), "to.phoneNumber");
    EXPECT_TEXT(ringout_error_detail_parameter_name(err, 0), "to.phoneNumber");
    EXPECT_NUMBER(ringout_error_attempt_sent_at_unix_ms(err), -1);
    EXPECT(!ringout_error_may_have_placed(err));
    ringout_error_free(err);

    simulator_fault("POST", "/restapi/v1.0", 1, "{\"status\":429,\"headers\":{\"Retry-After\":\"400\"}}");
    request.to = CALLEE;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_RATE_LIMITED);
    EXPECT_NUMBER(ringout_error_retry_after_ms(err), 400000);
    EXPECT(ringout_error_retryable(err));
    EXPECT(call == NULL);
    ringout_error_free(err);
}

int main(void)
{
    client = simulator_client();
    RUN(a_call_on_the_current_path);
    RUN(a_call_on_the_deprecated_path);
    RUN(a_known_call_has_no_state_yet);
    RUN(a_watch_calls_back_for_each_change);
    RUN(a_callback_can_end_the_watch);
    RUN(a_watch_can_be_a_loop);
    RUN(calls_end_in_many_ways);
    RUN(a_call_that_has_vanished);
    RUN(an_undocumented_status);
    RUN(a_wait_for_the_answer);
    RUN(a_wait_that_times_out);
    RUN(a_cancel_that_fails_leaves_the_wait_its_outcome);
    RUN(a_cancel_returns_its_effect);
    RUN(a_lost_response_to_a_create_may_have_placed_the_call);
    RUN(a_gateways_error_may_have_placed_the_call);
    RUN(refusals_contain_the_servers_error);
    ringout_client_free(client);
    return test_result();
}

/* Calls that are hung up when a wait, a create or a scoped call is left. Freeing the client waits for that. */

#include <pthread.h>
#include <ringout.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

static ringout_client *client;
static ringout_call *call;

static void begin(void)
{
    simulator_reset();
    client = simulator_client();
    call = simulator_call(client, CALLEE);
}

/* Frees the last handles, and expects this number of cancels. */
static void expect_cancels(unsigned cancels)
{
    ringout_call_free(call);
    ringout_client_free(client);
    EXPECT_NUMBER(simulator_requests("DELETE", ""), cancels);
}

static ringout_wait_options on_exit_options(void)
{
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.cancel_on_exit = 1;
    return options;
}

static void interrupt_a_wait(const ringout_wait_options *options)
{
    ringout_cancel_token *token = NULL;
    ringout_call *bound = NULL;
    ringout_outcome *outcome = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_call_with_cancel_token(call, token, &bound, NULL));
    ringout_cancel_token_cancel(token);
    EXPECT_NUMBER(ringout_call_wait(bound, options, &outcome, NULL), RINGOUT_CANCELLED);
    EXPECT(outcome == NULL);
    ringout_call_free(bound);
    ringout_cancel_token_free(token);
}

static void an_interrupted_wait_hangs_up_if_it_is_told_to(void)
{
    begin();
    const ringout_wait_options options = on_exit_options();
    interrupt_a_wait(&options);
    expect_cancels(1);
    begin();
    interrupt_a_wait(NULL);
    expect_cancels(0);
}

static void a_wait_that_times_out_does_not_hang_up(void)
{
    begin();
    ringout_wait_options options = on_exit_options();
    options.timeout_ms = 10;
    ringout_outcome *outcome = NULL;
    OK(ringout_call_wait(call, &options, &outcome, NULL));
    ringout_outcome_free(outcome);
    expect_cancels(0);
}

static int stop(const ringout_change *change, void *user_data)
{
    (void)change;
    (void)user_data;
    return 1;
}

static void a_watch_that_is_left_hangs_up(void)
{
    const ringout_wait_options options = on_exit_options();
    for (int is_detached = 0; is_detached < 2; is_detached++) {
        begin();
        ringout_watch *watch = NULL;
        OK(ringout_watch_new(call, &options, &watch, NULL));
        if (is_detached)
            ringout_call_detach(call);
        ringout_watch_free(watch);
        expect_cancels(is_detached ? 0 : 1);
    }
    begin();
    simulator_advance(3000);
    ringout_outcome *outcome = NULL;
    OK(ringout_call_watch(call, &options, stop, NULL, &outcome, NULL));
    EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_STILL_IN_PROGRESS);
    ringout_outcome_free(outcome);
    expect_cancels(1);
}

static void a_scoped_call_hangs_up(void)
{
    for (int is_detached = 0; is_detached < 2; is_detached++) {
        begin();
        ringout_scoped_call *scoped = NULL;
        OK(ringout_scoped_call_new(call, &scoped, NULL));
        if (is_detached)
            ringout_call_detach(call);
        ringout_scoped_call_free(scoped);
        expect_cancels(is_detached ? 0 : 1);
    }
    begin();
    ringout_scoped_call *scoped = NULL;
    OK(ringout_scoped_call_new(call, &scoped, NULL));
    simulator_advance(20000);
    ringout_outcome *outcome = NULL;
    OK(ringout_call_wait(call, NULL, &outcome, NULL));
    ringout_outcome_free(outcome);
    ringout_scoped_call_free(scoped);
    expect_cancels(0);
}

/* Interrupts the create once the simulator has received it. */
static void *interrupt(void *token)
{
    simulator_await("POST", "/ring-out");
    ringout_cancel_token_cancel((const ringout_cancel_token *)token);
    return NULL;
}

static void an_interrupted_create_hangs_up_the_call_of_its_late_response(void)
{
    for (int cancels = 0; cancels < 2; cancels++) {
        simulator_reset();
        client = simulator_client();
        OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
        simulator_fault("POST", "/restapi/v1.0/account", 1, "{\"delay_ms\":700}");
        ringout_cancel_token *token = NULL;
        ringout_client *bound = NULL;
        OK(ringout_cancel_token_new(&token, NULL));
        OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
        pthread_t thread;
        EXPECT_NUMBER(pthread_create(&thread, NULL, interrupt, token), 0);
        ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
        request.to = CALLEE;
        request.from = CALLER;
        request.cancel_on_exit = (uint64_t)cancels;
        call = NULL;
        EXPECT_NUMBER(ringout_client_create_call(bound, &request, &call, NULL), RINGOUT_MAYBE_PLACED);
        pthread_join(thread, NULL);
        ringout_client_free(bound);
        ringout_cancel_token_free(token);
        expect_cancels((unsigned)cancels);
    }
}

/* A program compiled with the first header has no field behind cancel_on_timeout. */
static void a_shorter_struct_has_the_defaults(void)
{
    begin();
    const ringout_wait_options options = on_exit_options();
    const uint32_t first_size = (uint32_t)offsetof(ringout_wait_options, cancel_on_exit);
    ringout_wait_options *shorter = (ringout_wait_options *)malloc(first_size);
    memcpy(shorter, &options, first_size);
    memcpy(shorter, &first_size, sizeof first_size);
    interrupt_a_wait(shorter);
    free(shorter);
    expect_cancels(0);

    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.struct_size = (uint32_t)offsetof(ringout_call_request, cancel_on_exit);
    request.to = "mother";
    request.cancel_on_exit = UINT64_MAX;
    ringout_error *err = NULL;
    client = simulator_client();
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "to");
    ringout_error_free(err);
    ringout_client_free(client);
}

int main(void)
{
    RUN(an_interrupted_wait_hangs_up_if_it_is_told_to);
    RUN(a_wait_that_times_out_does_not_hang_up);
    RUN(a_watch_that_is_left_hangs_up);
    RUN(a_scoped_call_hangs_up);
    RUN(an_interrupted_create_hangs_up_the_call_of_its_late_response);
    RUN(a_shorter_struct_has_the_defaults);
    return test_result();
}

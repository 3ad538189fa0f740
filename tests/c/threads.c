/* Cancel tokens from another thread, and one handle used by many. */

#include <pthread.h>
#include <ringout.h>
#include <stdlib.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

static ringout_client *client;

/* An operation that blocks, run on a thread of its own. */
struct blocked {
    ringout_status (*operation)(const struct blocked *, ringout_error **);
    const ringout_client *client;
    const ringout_call *call;
    ringout_status status;
    ringout_error *err;
    double ended_at;
};

static void *run_blocked(void *argument)
{
    struct blocked *blocked = (struct blocked *)argument;
    blocked->status = blocked->operation(blocked, &blocked->err);
    blocked->ended_at = seconds_now();
    return NULL;
}

/* Runs the operation, cancels the token once the simulator has seen its request, and expects it to end with this. */
static void expect_interruption(struct blocked *blocked, const ringout_cancel_token *token, const char *method,
                                const char *path_end, ringout_status wanted)
{
    pthread_t thread;
    blocked->err = NULL;
    EXPECT_NUMBER(pthread_create(&thread, NULL, run_blocked, blocked), 0);
    simulator_await(method, path_end);
    EXPECT(!ringout_cancel_token_is_cancelled(token));
    const double cancelled_at = seconds_now();
    ringout_cancel_token_cancel(token);
    pthread_join(thread, NULL);
    EXPECT_NUMBER(blocked->status, wanted);
    EXPECT_NUMBER(ringout_error_code(blocked->err), wanted);
    /* About 100 ms; valgrind on a busy machine takes more. The answer would have come after 10 s. */
    EXPECT(blocked->ended_at - cancelled_at < 3.0);
    ringout_error_free(blocked->err);
}

static ringout_status block_in_wait(const struct blocked *blocked, ringout_error **err)
{
    ringout_outcome *outcome = NULL;
    ringout_status status = ringout_call_wait(blocked->call, NULL, &outcome, err);
    ringout_outcome_free(outcome);
    return status;
}

static int go_on(const ringout_change *change, void *user_data)
{
    (void)change;
    (void)user_data;
    return 0;
}

static ringout_status block_in_watch(const struct blocked *blocked, ringout_error **err)
{
    ringout_outcome *outcome = NULL;
    ringout_status status = ringout_call_watch(blocked->call, NULL, go_on, NULL, &outcome, err);
    ringout_outcome_free(outcome);
    return status;
}

static ringout_status block_in_status(const struct blocked *blocked, ringout_error **err)
{
    ringout_state *state = NULL;
    ringout_status status = ringout_call_status(blocked->call, &state, err);
    ringout_state_free(state);
    return status;
}

static ringout_status block_in_create(const struct blocked *blocked, ringout_error **err)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    ringout_call *call = NULL;
    ringout_status status = ringout_client_create_call(blocked->client, &request, &call, err);
    ringout_call_free(call);
    return status;
}

/* Interrupts an operation on a bound handle; the handle that it was made from goes on. */
static void interrupt_call(ringout_status (*operation)(const struct blocked *, ringout_error **))
{
    simulator_reset();
    ringout_cancel_token *token = NULL;
    ringout_call *bound = NULL;
    ringout_call *call = simulator_call(client, "+16505550180");
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_call_with_cancel_token(call, token, &bound, NULL));
    simulator_fault("GET", "/restapi/v1.0", 1, "{\"delay_ms\":10000}");

    struct blocked blocked = {operation, NULL, bound, 0, NULL, 0};
    expect_interruption(&blocked, token, "GET", ringout_call_id(call), RINGOUT_CANCELLED);

    ringout_state *state = NULL;
    EXPECT_NUMBER(ringout_call_status(bound, &state, NULL), RINGOUT_CANCELLED);
    OK(ringout_call_status(call, &state, NULL));
    ringout_state_free(state);
    ringout_cancel_token_free(token);
    ringout_call_free(bound);
    ringout_call_free(call);
}

static void a_wait_is_interrupted(void)
{
    interrupt_call(block_in_wait);
}

static void a_watch_is_interrupted(void)
{
    interrupt_call(block_in_watch);
}

static void a_status_is_interrupted(void)
{
    interrupt_call(block_in_status);
}

static void an_interrupted_create_may_have_placed_the_call(void)
{
    simulator_reset();
    ringout_cancel_token *token = NULL;
    ringout_client *bound = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
    simulator_fault("POST", "/restapi/v1.0", 1, "{\"delay_ms\":10000}");
    struct blocked blocked = {block_in_create, bound, NULL, 0, NULL, 0};
    expect_interruption(&blocked, token, "POST", "/ring-out", RINGOUT_MAYBE_PLACED);
    ringout_cancel_token_free(token);
    ringout_client_free(bound);
}

static void a_deadline_of_ones_own(void)
{
    simulator_reset();
    ringout_client *hasty = NULL;
    ringout_call *call = simulator_call(client, CALLEE), *same = NULL;
    OK(ringout_client_with_timeout(client, 300, &hasty, NULL));
    OK(ringout_client_call(hasty, ringout_call_id(call), &same, NULL));
    simulator_fault("GET", "/restapi/v1.0", 0, "{\"delay_ms\":10000}");
    ringout_state *state = NULL;
    const double began = seconds_now();
    EXPECT_NUMBER(ringout_call_status(same, &state, NULL), RINGOUT_TIMEOUT);
    EXPECT(seconds_now() - began < 3.0);
    ringout_call_free(same);
    ringout_call_free(call);
    ringout_client_free(hasty);
}

enum { THREADS = 8, ROUNDS = 20 };

struct user {
    const ringout_call *call;
    unsigned good;
};

static void *use_call(void *argument)
{
    struct user *user = (struct user *)argument;
    for (int i = 0; i < ROUNDS; i++) {
        ringout_state *state = NULL, *seen = NULL;
        ringout_outcome *outcome = NULL;
        ringout_call *known = NULL;
        if (ringout_call_status(user->call, &state, NULL) == RINGOUT_OK &&
            ringout_call_state(user->call, &seen, NULL) == RINGOUT_OK &&
            ringout_call_outcome(user->call, &outcome, NULL) == RINGOUT_OK &&
            ringout_client_call(client, ringout_call_id(user->call), &known, NULL) == RINGOUT_OK &&
            ringout_state_phase(state) == ringout_state_phase(seen) && ringout_state_text(seen)[0] == 'c')
            user->good++;
        ringout_state_free(state);
        ringout_state_free(seen);
        ringout_outcome_free(outcome);
        ringout_call_free(known);
    }
    return NULL;
}

static void many_threads_use_one_call(void)
{
    simulator_reset();
    ringout_call *call = simulator_call(client, CALLEE);
    pthread_t threads[THREADS];
    struct user users[THREADS];
    for (int i = 0; i < THREADS; i++) {
        users[i].call = call;
        users[i].good = 0;
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, use_call, &users[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        EXPECT_NUMBER(users[i].good, ROUNDS);
    }
    EXPECT_NUMBER(simulator_requests("GET", ringout_call_id(call)), THREADS * ROUNDS);
    ringout_call_free(call);
}

/* One state whose texts are made on first use, read by all threads at once. */
static void *read_state(void *argument)
{
    const ringout_state *state = (const ringout_state *)argument;
    return (void *)(uintptr_t)(ringout_state_text(state)[5] == 'B' && ringout_state_explain(state)[0] != '\0');
}

static void many_threads_read_one_state(void)
{
    ringout_state *state = NULL;
    pthread_t threads[THREADS];
    OK(ringout_state_new("Bell", "Success", "Success", &state, NULL));
    for (int i = 0; i < THREADS; i++)
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, read_state, state), 0);
    for (int i = 0; i < THREADS; i++) {
        void *good = NULL;
        pthread_join(threads[i], &good);
        EXPECT(good != NULL);
    }
    ringout_state_free(state);
}

static void nothing_goes_on_after_the_last_handle_is_freed(void)
{
    simulator_reset();
    const unsigned before = count_threads();
    ringout_client *own = simulator_client();
    ringout_call *call = simulator_call(own, "+16505550180");
    ringout_watch *watch = NULL;
    simulator_fault("GET", "/restapi/v1.0", 0, "{\"delay_ms\":10000}");
    OK(ringout_watch_new(call, NULL, &watch, NULL));
    simulator_await("GET", ringout_call_id(call));
    const double began = seconds_now();
    ringout_watch_free(watch);
    ringout_call_free(call);
    ringout_client_free(own);
    EXPECT(seconds_now() - began < 3.0);
    EXPECT_NUMBER(count_threads(), before);
}

int main(void)
{
    /* First, while there are no other threads. */
    RUN(nothing_goes_on_after_the_last_handle_is_freed);
    client = simulator_client();
    RUN(a_wait_is_interrupted);
    RUN(a_watch_is_interrupted);
    RUN(a_status_is_interrupted);
    RUN(an_interrupted_create_may_have_placed_the_call);
    RUN(a_deadline_of_ones_own);
    RUN(many_threads_use_one_call);
    RUN(many_threads_read_one_state);
    ringout_client_free(client);
    return test_result();
}

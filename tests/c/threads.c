/* Cancel tokens used from another thread, and handles used by many threads. */

#include <pthread.h>
#include <ringout.h>
#include <stdlib.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

static ringout_client *client;

/* A blocking operation, run on another thread. */
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

/* Runs the operation, cancels the token once the simulator received its request, and expects this status. */
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
    /* About 100 ms; more in valgrind on a busy machine. The response would have come after 10 s. */
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

/* Interrupts an operation on a bound handle; the original handle is not affected. */
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

static ringout_status block_in_caller_ids(const struct blocked *blocked, ringout_error **err)
{
    ringout_caller_ids *ids = NULL;
    return ringout_client_caller_ids(blocked->client, &ids, err);
}

static ringout_status block_in_forwarding_numbers(const struct blocked *blocked, ringout_error **err)
{
    ringout_forwarding_numbers *numbers = NULL;
    return ringout_client_forwarding_numbers(blocked->client, &numbers, err);
}

static ringout_status block_in_preflight(const struct blocked *blocked, ringout_error **err)
{
    ringout_preflight *report = NULL;
    return ringout_client_preflight(blocked->client, NULL, &report, err);
}

static ringout_status block_in_call_log(const struct blocked *blocked, ringout_error **err)
{
    ringout_logged_call *logged = NULL;
    return ringout_client_call_log(blocked->client, CALLEE, NULL, 0, &logged, err);
}

static void lists_and_preflight_are_interrupted(void)
{
    static const struct {
        ringout_status (*operation)(const struct blocked *, ringout_error **);
        const char *path_end;
    } cases[] = {{block_in_caller_ids, "/phone-number"},
                 {block_in_forwarding_numbers, "/forwarding-number"},
                 {block_in_preflight, "/extension/~"},
                 {block_in_call_log, "/call-log"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        simulator_reset();
        ringout_cancel_token *token = NULL;
        ringout_client *bound = NULL;
        OK(ringout_cancel_token_new(&token, NULL));
        OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
        simulator_fault("GET", "/restapi/v1.0", 1, "{\"delay_ms\":10000}");
        struct blocked blocked = {cases[i].operation, bound, NULL, 0, NULL, 0};
        expect_interruption(&blocked, token, "GET", cases[i].path_end, RINGOUT_CANCELLED);
        ringout_cancel_token_free(token);
        ringout_client_free(bound);
    }
}

/* Waits for the result of a call that rings forever, which is an error. */
static ringout_status block_in_place_all(const struct blocked *blocked, ringout_error **err)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = "+16505550180";
    request.from = CALLER;
    ringout_place_all *all = NULL;
    ringout_placed *placed = NULL;
    ringout_status status = ringout_client_place_all(blocked->client, &request, 1, NULL, &all, err);
    if (status == RINGOUT_OK)
        status = ringout_place_all_next(all, &placed, err);
    if (status == RINGOUT_OK) {
        EXPECT(ringout_placed_call(placed) != NULL);
        status = ringout_error_code(ringout_placed_error(placed));
        /* Fills `err`, because the result owns its error. */
        ringout_preflight *report = NULL;
        EXPECT_NUMBER(ringout_client_preflight(blocked->client, NULL, &report, err), status);
    }
    ringout_placed_free(placed);
    ringout_place_all_free(all);
    return status;
}

static void a_batch_is_interrupted(void)
{
    simulator_reset();
    ringout_cancel_token *token = NULL;
    ringout_client *bound = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    simulator_fault("GET", "/restapi/v1.0", 0, "{\"delay_ms\":10000}");
    struct blocked blocked = {block_in_place_all, bound, NULL, 0, NULL, 0};
    /* The poll follows the create. */
    expect_interruption(&blocked, token, "GET", "", RINGOUT_CANCELLED);
    ringout_cancel_token_free(token);
    ringout_client_free(bound);
}

static void a_handle_with_another_timeout(void)
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
    EXPECT(seconds_now() - began < 9.0);
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

/* One state, whose strings are built on first use, read by all threads at once. */
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

static void *nothing(void *unused)
{
    return unused;
}

static void no_thread_is_left_after_the_last_handle_is_freed(void)
{
    simulator_reset();
    /* A sanitizer starts a thread of its own together with the first one of the program. */
    pthread_t first;
    EXPECT_NUMBER(pthread_create(&first, NULL, nothing, NULL), 0);
    pthread_join(first, NULL);
    const unsigned before = count_threads();
    ringout_client *own = simulator_client();
    ringout_call *call = simulator_call(own, "+16505550180");
    ringout_watch *watch = NULL;
    simulator_fault("GET", "/restapi/v1.0", 0, "{\"delay_ms\":60000}");
    OK(ringout_watch_new(call, NULL, &watch, NULL));
    simulator_await("GET", ringout_call_id(call));
    const double began = seconds_now();
    ringout_watch_free(watch);
    ringout_call_free(call);
    ringout_client_free(own);
    EXPECT(seconds_now() - began < 30.0);
    EXPECT_NUMBER(count_threads(), before);
}

/* Fails at the second request. */
static const char *end_at_the_second(const ringout_journal_entry *entry, void *user_data)
{
    (void)user_data;
    return ringout_journal_entry_index(entry) == 0 ? NULL : "the test has seen enough";
}

static void no_thread_is_left_after_a_batch_is_freed(void)
{
    simulator_reset();
    const unsigned before = count_threads();
    ringout_client *own = simulator_client();
    ringout_call_request requests[2] = {RINGOUT_CALL_REQUEST_INIT, RINGOUT_CALL_REQUEST_INIT};
    requests[0].to = requests[1].to = "+16505550180";
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.journal = end_at_the_second;
    simulator_fault("GET", "/restapi/v1.0", 0, "{\"delay_ms\":10000}");
    ringout_place_all *all = NULL;
    ringout_placed *placed = NULL;
    OK(ringout_client_place_all(own, requests, 2, &options, &all, NULL));
    OK(ringout_place_all_next(all, &placed, NULL));
    EXPECT_NUMBER(ringout_placed_index(placed), 1);
    EXPECT_NUMBER(ringout_place_all_remaining(all), 1);
    simulator_await("GET", "");
    const double began = seconds_now();
    ringout_client_free(own);
    ringout_placed_free(placed);
    ringout_place_all_free(all);
    EXPECT(seconds_now() - began < 30.0);
    EXPECT_NUMBER(count_threads(), before);
}

int main(void)
{
    /* These two first, while there are no other threads. */
    RUN(no_thread_is_left_after_the_last_handle_is_freed);
    RUN(no_thread_is_left_after_a_batch_is_freed);
    client = simulator_client();
    RUN(a_wait_is_interrupted);
    RUN(a_watch_is_interrupted);
    RUN(a_status_is_interrupted);
    RUN(an_interrupted_create_may_have_placed_the_call);
    RUN(lists_and_preflight_are_interrupted);
    RUN(a_batch_is_interrupted);
    RUN(a_handle_with_another_timeout);
    RUN(many_threads_use_one_call);
    RUN(many_threads_read_one_state);
    ringout_client_free(client);
    return test_result();
}

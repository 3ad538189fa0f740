/* The C worker of the soak: threads that log in, place, follow and cancel calls, and log out, until a line comes on standard
 * input. The README of this folder has the protocol. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <ringout.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS 8
#define ROUNDS_OF_A_CLIENT 5
#define CODES 64
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const callees[] = {"+16505550100", "+16505550486", "+16505550603", "+16505550299", "+16505550481"};
static const char *const caller = "+16505550123";

static atomic_bool is_over;
static atomic_ulong rounds, placed, errors[CODES];
static bool leaks;

static void give_up(const char *what)
{
    fprintf(stderr, "worker: %s\n", what);
    exit(3);
}

/* Counts an error and frees it. Returns whether there was none. */
static bool is_fine(ringout_status status, ringout_error **err)
{
    if (status == RINGOUT_OK)
        return true;
    if (status == RINGOUT_INTERNAL || status >= CODES)
        give_up(ringout_error_text(*err));
    atomic_fetch_add(&errors[status], 1);
    ringout_error_free(*err);
    *err = NULL;
    return false;
}

static ringout_client *new_client(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    config.server = getenv("RC_SERVER_URL");
    config.client_id = getenv("RC_APP_CLIENT_ID");
    config.client_secret = getenv("RC_APP_CLIENT_SECRET");
    config.jwt = getenv("RC_USER_JWT");
    config.request_timeout_ms = config.create_timeout_ms = 5000;
    ringout_client *client = NULL;
    ringout_error *err = NULL;
    if (ringout_client_new(&config, &client, &err) != RINGOUT_OK)
        give_up(ringout_error_text(err));
    return client;
}

static int see_change(const ringout_change *change, void *user_data)
{
    (void)change;
    (void)user_data;
    return 0;
}

static void wait_for(ringout_call *call, uint32_t timeout_ms, bool is_watched)
{
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.timeout_ms = timeout_ms;
    options.cancel_on_timeout = 1;
    ringout_outcome *outcome = NULL;
    ringout_error *err = NULL;
    if (is_watched)
        is_fine(ringout_call_watch(call, &options, see_change, NULL, &outcome, &err), &err);
    else
        is_fine(ringout_call_wait(call, &options, &outcome, &err), &err);
    ringout_outcome_free(outcome);
}

static void place_two(const ringout_client *client, const ringout_call_request *request)
{
    ringout_call_request requests[2] = {*request, *request};
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.timeout_ms = 20000;
    ringout_place_all *calls = NULL;
    ringout_error *err = NULL;
    bool goes_on = is_fine(ringout_client_place_all(client, requests, 2, &options, &calls, &err), &err);
    while (goes_on) {
        ringout_placed *result = NULL;
        goes_on = is_fine(ringout_place_all_next(calls, &result, &err), &err) && result != NULL;
        if (goes_on && ringout_placed_call(result) != NULL)
            atomic_fetch_add(&placed, 1);
        ringout_placed_free(result);
    }
    ringout_place_all_free(calls);
}

static void run_round(const ringout_client *client, unsigned long number)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = callees[number / ROUNDS_OF_A_CLIENT % COUNT(callees)];
    request.from = caller;
    unsigned long kind = number % ROUNDS_OF_A_CLIENT;
    if (kind == 3) {
        place_two(client, &request);
        return;
    }
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    uint32_t effect = 0;
    if (!is_fine(ringout_client_create_call(client, &request, &call, &err), &err))
        return;
    atomic_fetch_add(&placed, 1);
    if (kind == 2)
        is_fine(ringout_call_cancel(call, &effect, &err), &err);
    else
        wait_for(call, kind == 4 ? 300 : 20000, kind == 1);
    if (!leaks)
        ringout_call_free(call);
}

static void *work(void *number)
{
    for (unsigned long round = *(const unsigned *)number; !atomic_load(&is_over);) {
        ringout_client *client = new_client();
        ringout_error *err = NULL;
        is_fine(ringout_client_login_jwt(client, getenv("RC_USER_JWT"), &err), &err);
        for (int i = 0; i < ROUNDS_OF_A_CLIENT && !atomic_load(&is_over); i++) {
            run_round(client, round++);
            atomic_fetch_add(&rounds, 1);
        }
        is_fine(ringout_client_logout(client, &err), &err);
        ringout_client_free(client);
    }
    return NULL;
}

int main(void)
{
    static pthread_t threads[THREADS];
    static unsigned numbers[THREADS];
    char line[16];
    leaks = getenv("SOAK_LEAK") != NULL;
    puts("ready");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return 0;
    for (unsigned i = 0; i < THREADS; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, work, &numbers[i]) != 0)
            give_up("no thread");
    }
    if (fgets(line, sizeof line, stdin) == NULL)
        give_up("the runner is gone");
    atomic_store(&is_over, true);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("{\"rounds\": %lu, \"placed\": %lu, \"errors\": {", atomic_load(&rounds), atomic_load(&placed));
    const char *comma = "";
    for (uint32_t code = 0; code < CODES; code++) {
        if (atomic_load(&errors[code]) == 0)
            continue;
        printf("%s\"%s\": %lu", comma, ringout_error_code_name(code), atomic_load(&errors[code]));
        comma = ", ";
    }
    puts("}}");
    fflush(stdout);
    /* The runner looks at what is left before it closes the input. */
    while (fgets(line, sizeof line, stdin) != NULL)
        continue;
    return 0;
}

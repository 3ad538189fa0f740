/* Ledgers in C: which callbacks run, that a key is placed once, and that no failure of a ledger is worse than an error. */

#include <pthread.h>
#include <ringout.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "inbox_help.h"
#include "simulator.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CREATES "/ring-out"
#define USER "alice"
#define KEYS 4

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* A ledger for a few keys, with faults. */
static struct memory {
    struct {
        char key[512], value[2048];
        uint64_t age_ms;
    } records[KEYS];
    unsigned loads, swaps, conflicts, frees;
    /* The results of the callbacks, and their other output. */
    uint32_t load_result, swap_result;
    const char *failure;
    bool sets_nothing;
    uint64_t lifetime_s;
} memory;

static size_t place_of(const ringout_ledger_key *key)
{
    const char *text = ringout_ledger_key_text(key);
    size_t place = 0;
    while (place + 1 < KEYS && memory.records[place].key[0] != '\0' && strcmp(memory.records[place].key, text) != 0)
        place++;
    snprintf(memory.records[place].key, sizeof memory.records[place].key, "%s", text);
    return place;
}

static void expect_key(const ringout_ledger_key *key)
{
    char text[512];
    snprintf(text, sizeof text, "%s %s %s %s", simulator("url"), simulator("client_id"), USER,
             ringout_ledger_key_dedupe_key(key));
    EXPECT_TEXT(ringout_ledger_key_server(key), simulator("url"));
    EXPECT_TEXT(ringout_ledger_key_client_id(key), simulator("client_id"));
    EXPECT_TEXT(ringout_ledger_key_user(key), USER);
    EXPECT_TEXT(ringout_ledger_key_text(key), text);
}

static uint32_t load(const ringout_ledger_key *key, ringout_ledger_sink *sink, void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory && sink != NULL);
    expect_key(key);
    memory.loads++;
    const size_t place = place_of(key);
    uint32_t result = memory.load_result;
    if (memory.failure != NULL)
        ringout_ledger_sink_set_failure(sink, memory.failure);
    if (result == RINGOUT_STORE_OK && memory.records[place].value[0] == '\0' && !memory.sets_nothing)
        result = RINGOUT_STORE_NOT_FOUND;
    else if (!memory.sets_nothing)
        ringout_ledger_sink_set_record(sink, memory.records[place].value, memory.records[place].age_ms);
    pthread_mutex_unlock(&gate);
    return result;
}

static uint32_t swap(const ringout_ledger_key *key, const char *expected, const char *value, uint64_t lifetime_s,
                     ringout_ledger_sink *sink, void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory && sink != NULL && value != NULL);
    expect_key(key);
    memory.swaps++;
    memory.lifetime_s = lifetime_s;
    const size_t place = place_of(key);
    char *const current = memory.records[place].value;
    uint32_t result = memory.swap_result;
    if (memory.failure != NULL)
        ringout_ledger_sink_set_failure(sink, memory.failure);
    if (result == RINGOUT_STORE_OK && strcmp(current, expected == NULL ? "" : expected) != 0) {
        memory.conflicts++;
        if (current[0] != '\0')
            ringout_ledger_sink_set_record(sink, current, memory.records[place].age_ms);
        result = RINGOUT_STORE_CONFLICT;
    } else if (result == RINGOUT_STORE_OK) {
        snprintf(current, sizeof memory.records[place].value, "%s", value);
        memory.records[place].age_ms = 0;
    }
    pthread_mutex_unlock(&gate);
    return result;
}

static void count_free(void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory);
    memory.frees++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&gate);
}

static ringout_ledger raw_ledger(void)
{
    ringout_ledger ledger = RINGOUT_LEDGER_INIT;
    ledger.user_data = &memory;
    ledger.load = load;
    ledger.swap = swap;
    ledger.free_user_data = count_free;
    return ledger;
}

static ringout_client *new_worker(void)
{
    const ringout_ledger ledger = raw_ledger();
    ringout_config config = simulator_config();
    ringout_client *client = NULL;
    config.token_user = USER;
    config.ledger = &ledger;
    OK(ringout_client_new(&config, &client, NULL));
    return client;
}

/* Resets the simulator, and creates a client with an empty ledger. */
static ringout_client *fresh_worker(void)
{
    simulator_reset();
    memset(&memory, 0, sizeof memory);
    return new_worker();
}

/* Frees the client, and waits until its ledger is freed as well. */
static void free_worker(ringout_client *client)
{
    const unsigned before = memory.frees;
    ringout_client_free(client);
    pthread_mutex_lock(&gate);
    while (memory.frees == before)
        pthread_cond_wait(&changed, &gate);
    pthread_mutex_unlock(&gate);
}

static ringout_call_request request_with(const char *key)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    request.from = CALLER;
    request.dedupe_key = key;
    return request;
}

static ringout_call *placed(const ringout_client *client, const char *key)
{
    const ringout_call_request request = request_with(key);
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    OK(ringout_client_create_call(client, &request, &call, &err));
    ringout_error_free(err);
    return call;
}

static void a_key_is_placed_once(void)
{
    ringout_client *first = fresh_worker(), *second = new_worker();
    ringout_call *call = placed(first, "job-1"), *again = placed(second, "job-1"), *found = NULL, *none = call;
    EXPECT(!ringout_call_adopted(call) && ringout_call_adopted(again));
    EXPECT_TEXT(ringout_call_id(again), ringout_call_id(call));
    EXPECT_NUMBER(memory.lifetime_s, 7 * 24 * 3600);
    OK(ringout_client_find_call(second, "job-1", &found, NULL));
    EXPECT_TEXT(ringout_call_id(found), ringout_call_id(call));
    OK(ringout_client_find_call(second, "job-2", &none, NULL));
    EXPECT(none == NULL);
    EXPECT_NUMBER(simulator_requests("POST", CREATES), 1);
    ringout_call_free(found);
    ringout_call_free(again);
    ringout_call_free(call);
    free_worker(second);
    free_worker(first);
}

static void a_lease_and_a_claim(void)
{
    ringout_client *first = fresh_worker(), *second = new_worker();
    ringout_call *call = placed(first, "job"), *again = placed(second, "job");
    uint64_t left_ms = 1;
    bool claimed = true;
    OK(ringout_call_take_lease(call, &left_ms, NULL));
    EXPECT_NUMBER(left_ms, 0);
    OK(ringout_call_take_lease(again, &left_ms, NULL));
    EXPECT_NUMBER(left_ms, 30000);
    memory.records[0].age_ms = 30000;
    OK(ringout_call_take_lease(again, &left_ms, NULL));
    EXPECT_NUMBER(left_ms, 0);
    OK(ringout_call_claim_outcome(call, &claimed, NULL));
    EXPECT(!claimed);
    simulator_advance(20000);
    ringout_outcome *outcome = NULL;
    OK(ringout_call_wait(call, NULL, &outcome, NULL));
    OK(ringout_call_claim_outcome(call, &claimed, NULL));
    EXPECT(claimed);
    ringout_outcome_free(outcome);
    OK(ringout_call_wait(again, NULL, &outcome, NULL));
    OK(ringout_call_claim_outcome(again, &claimed, NULL));
    EXPECT(!claimed);
    ringout_outcome_free(outcome);
    ringout_call_free(again);
    ringout_call_free(call);
    free_worker(second);
    free_worker(first);
}

static void the_same_without_blocking(void)
{
    ringout_client *client = fresh_worker();
    ringout_inbox *inbox = new_inbox();
    ringout_call *call = placed(client, "job");
    OK(ringout_client_find_call_into(client, "job", inbox, 1, NULL));
    ringout_event *event = NEXT(inbox, 1, RINGOUT_EVENT_FIND_CALL, RINGOUT_OK);
    ringout_call *found = ringout_event_take_call(event);
    EXPECT_TEXT(ringout_call_id(found), ringout_call_id(call));
    ringout_event_free(event);
    OK(ringout_client_find_call_into(client, "another", inbox, 2, NULL));
    event = NEXT(inbox, 2, RINGOUT_EVENT_FIND_CALL, RINGOUT_OK);
    EXPECT(ringout_event_take_call(event) == NULL);
    ringout_event_free(event);
    OK(ringout_call_take_lease_into(found, inbox, 3, NULL));
    event = NEXT(inbox, 3, RINGOUT_EVENT_TAKE_LEASE, RINGOUT_OK);
    EXPECT_NUMBER(ringout_event_lease_left_ms(event), 0);
    ringout_event_free(event);
    ringout_client *other = new_worker();
    ringout_call *again = placed(other, "job");
    OK(ringout_call_take_lease_into(again, inbox, 4, NULL));
    event = NEXT(inbox, 4, RINGOUT_EVENT_TAKE_LEASE, RINGOUT_OK);
    EXPECT_NUMBER(ringout_event_lease_left_ms(event), 30000);
    ringout_event_free(event);
    OK(ringout_call_claim_outcome_into(found, inbox, 5, NULL));
    event = NEXT(inbox, 5, RINGOUT_EVENT_CLAIM_OUTCOME, RINGOUT_OK);
    EXPECT(!ringout_event_is_claimed(event));
    ringout_event_free(event);
    simulator_advance(20000);
    OK(ringout_call_wait_into(found, NULL, inbox, 6, NULL));
    ringout_event_free(NEXT(inbox, 6, RINGOUT_EVENT_WAIT, RINGOUT_OK));
    OK(ringout_call_claim_outcome_into(found, inbox, 7, NULL));
    event = NEXT(inbox, 7, RINGOUT_EVENT_CLAIM_OUTCOME, RINGOUT_OK);
    EXPECT(ringout_event_is_claimed(event));
    ringout_event_free(event);
    ringout_call_free(again);
    ringout_call_free(found);
    ringout_call_free(call);
    ringout_inbox_free(inbox);
    free_worker(other);
    free_worker(client);
}

/* Places a call and expects this error. */
static void expect_storage(const ringout_client *client, const char *text)
{
    const ringout_call_request request = request_with("job");
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_STORAGE);
    EXPECT_TEXT(ringout_error_text(err), text);
    ringout_error_free(err);
}

/* Sets what the callbacks return, which may be running: a thread of the library undoes what it could not finish. */
static void let_callbacks(uint32_t load_result, uint32_t swap_result, const char *failure, bool sets_nothing)
{
    pthread_mutex_lock(&gate);
    memory.load_result = load_result;
    memory.swap_result = swap_result;
    memory.failure = failure;
    memory.sets_nothing = sets_nothing;
    pthread_mutex_unlock(&gate);
}

static void bad_ledgers_are_errors(void)
{
    ringout_client *client = fresh_worker();
    let_callbacks(RINGOUT_STORE_FAILED, RINGOUT_STORE_OK, NULL, false);
    expect_storage(client, "the ledger failed: load gave no reason");
    let_callbacks(RINGOUT_STORE_FAILED, RINGOUT_STORE_OK, "the disk is full", false);
    expect_storage(client, "the ledger failed: the disk is full");
    let_callbacks(17, RINGOUT_STORE_OK, NULL, false);
    expect_storage(client, "the ledger failed: load returned 17, which is not one of its results");
    let_callbacks(RINGOUT_STORE_OK, RINGOUT_STORE_OK, NULL, true);
    expect_storage(client, "the ledger failed: load returned RINGOUT_STORE_OK and set no record");
    let_callbacks(RINGOUT_STORE_OK, RINGOUT_STORE_NOT_FOUND, NULL, false);
    expect_storage(client, "the ledger failed: swap returned 1, which is not one of its results");
    let_callbacks(RINGOUT_STORE_OK, RINGOUT_STORE_OK, NULL, false);
    EXPECT_NUMBER(simulator_requests("POST", CREATES), 0);
    free_worker(client);
}

static void expect_refused(const ringout_config *config, ringout_status status, const char *parameter)
{
    ringout_client *client = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_new(config, &client, &err), status);
    EXPECT_TEXT(ringout_error_parameter(err), parameter);
    ringout_error_free(err);
}

static void settings_are_checked(void)
{
    ringout_config config = simulator_config();
    ringout_ledger ledger = raw_ledger();
    config.ledger = &ledger;
    memory.frees = 0;
    ledger.load = NULL;
    expect_refused(&config, RINGOUT_NULL_POINTER, "ledger.load");
    ledger = raw_ledger();
    ledger.swap = NULL;
    expect_refused(&config, RINGOUT_NULL_POINTER, "ledger.swap");
    const uint32_t sizes[] = {0, 4, (uint32_t)sizeof ledger - 1, 1025};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ledger = raw_ledger();
        ledger.struct_size = sizes[i];
        expect_refused(&config, RINGOUT_INVALID_ARGUMENT, "ledger");
    }
    ledger = raw_ledger();
    config.dedupe_lifetime_s = 3599;
    expect_refused(&config, RINGOUT_INVALID_ARGUMENT, "dedupe_lifetime_s");
    EXPECT_NUMBER(memory.frees, 0);
}

/* The callbacks of a ledger also keep the shared budget. */
static void a_budget_is_shared(void)
{
    ringout_config config = simulator_config();
    const ringout_ledger ledger = raw_ledger();
    ringout_client *client = NULL;
    simulator_reset();
    memset(&memory, 0, sizeof memory);
    config.token_user = USER;
    config.budget = &ledger;
    config.share = 0.5;
    OK(ringout_client_new(&config, &client, NULL));
    ringout_call_request request = request_with(NULL);
    ringout_call *call = NULL;
    OK(ringout_client_create_call(client, &request, &call, NULL));
    ringout_call_free(call);
    free_worker(client);
    EXPECT(memory.swaps >= 2 && memory.conflicts == 0);
    EXPECT(strstr(memory.records[0].key, " ringout:limits:Auth") != NULL);
    EXPECT(strstr(memory.records[1].key, " ringout:limits:Heavy") != NULL);
    EXPECT(strchr(memory.records[1].value, '\n') == NULL && strstr(memory.records[1].value, "\"limit\":") != NULL);

    config.share = 1.5;
    expect_refused(&config, RINGOUT_INVALID_ARGUMENT, "share");
    config.share = 0;
    ringout_ledger broken = raw_ledger();
    broken.swap = NULL;
    config.budget = &broken;
    expect_refused(&config, RINGOUT_NULL_POINTER, "budget.swap");
}

int main(void)
{
    RUN(a_key_is_placed_once);
    RUN(a_lease_and_a_claim);
    RUN(the_same_without_blocking);
    RUN(bad_ledgers_are_errors);
    RUN(settings_are_checked);
    RUN(a_budget_is_shared);
    return test_result();
}

/* Token stores in C: which callbacks run, and that no failure of a store is worse than an error. */

#include <pthread.h>
#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define EXTENSION "/restapi/v1.0/account/~/extension/~"
#define TOKEN_PATH "/restapi/oauth/token"
#define USER "alice"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* A store for one token, with faults. */
static struct memory {
    char token[4096];
    bool locked;
    unsigned loads, saves, removals, locks, refusals, unlocks, frees;
    /* The results of the callbacks, and their other output. */
    uint32_t load_result, save_result, lock_result;
    const char *load_token, *failure;
    bool sets_nothing;
    /* How often `try_lock` reports that the lock is held. */
    unsigned lock_is_taken;
    /* The callback that blocks until it is released: 'l'oad, 's'ave, 't'ry_lock or 'u'nlock. */
    char blocks;
    bool is_blocked;
} memory;

static void block(char callback)
{
    while (memory.blocks == callback) {
        memory.is_blocked = true;
        pthread_cond_broadcast(&changed);
        pthread_cond_wait(&changed, &gate);
    }
}

static bool has_blocked(void)
{
    pthread_mutex_lock(&gate);
    const bool result = memory.is_blocked;
    pthread_mutex_unlock(&gate);
    return result;
}

static void expect_key(const ringout_token_key *key)
{
    char text[512];
    snprintf(text, sizeof text, "%s %s %s", simulator("url"), simulator("client_id"), USER);
    EXPECT_TEXT(ringout_token_key_server(key), simulator("url"));
    EXPECT_TEXT(ringout_token_key_client_id(key), simulator("client_id"));
    EXPECT_TEXT(ringout_token_key_user(key), USER);
    EXPECT_TEXT(ringout_token_key_text(key), text);
}

static uint32_t load(const ringout_token_key *key, ringout_token_sink *sink, void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory && sink != NULL);
    expect_key(key);
    memory.loads++;
    block('l');
    uint32_t result = memory.load_result;
    if (memory.failure != NULL)
        ringout_token_sink_set_failure(sink, memory.failure);
    if (memory.load_token != NULL)
        ringout_token_sink_set_token(sink, memory.load_token);
    else if (memory.token[0] == '\0' && result == RINGOUT_STORE_OK && !memory.sets_nothing)
        result = RINGOUT_STORE_NOT_FOUND;
    else if (!memory.sets_nothing)
        ringout_token_sink_set_token(sink, memory.token);
    pthread_mutex_unlock(&gate);
    return result;
}

static uint32_t save(const ringout_token_key *key, const char *token, ringout_token_sink *sink, void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory && sink != NULL);
    expect_key(key);
    memory.saves += token != NULL;
    memory.removals += token == NULL;
    block('s');
    if (memory.failure != NULL)
        ringout_token_sink_set_failure(sink, memory.failure);
    if (memory.save_result == RINGOUT_STORE_OK)
        snprintf(memory.token, sizeof memory.token, "%s", token == NULL ? "" : token);
    const uint32_t result = memory.save_result;
    pthread_mutex_unlock(&gate);
    return result;
}

static uint32_t try_lock(const ringout_token_key *key, ringout_token_sink *sink, void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory && sink != NULL);
    expect_key(key);
    block('t');
    uint32_t result = memory.lock_result;
    if (memory.failure != NULL)
        ringout_token_sink_set_failure(sink, memory.failure);
    if (result == RINGOUT_STORE_OK && (memory.locked || memory.lock_is_taken > 0)) {
        memory.lock_is_taken -= memory.lock_is_taken > 0;
        memory.refusals++;
        result = RINGOUT_STORE_LOCKED;
    }
    if (result == RINGOUT_STORE_OK) {
        memory.locks++;
        memory.locked = true;
    }
    pthread_mutex_unlock(&gate);
    return result;
}

static void unlock(const ringout_token_key *key, void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory && memory.locked);
    expect_key(key);
    block('u');
    memory.locked = false;
    memory.unlocks++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&gate);
}

static void count_free(void *user_data)
{
    pthread_mutex_lock(&gate);
    EXPECT(user_data == &memory);
    memory.frees++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&gate);
}

static ringout_token_store raw_store(void)
{
    ringout_token_store store = RINGOUT_TOKEN_STORE_INIT;
    store.user_data = &memory;
    store.load = load;
    store.save = save;
    store.try_lock = try_lock;
    store.unlock = unlock;
    store.free_user_data = count_free;
    return store;
}

static ringout_client *client_with(const ringout_token_store *store)
{
    ringout_config config = simulator_config();
    ringout_client *client = NULL;
    config.token_user = USER;
    config.token_store = store;
    OK(ringout_client_new(&config, &client, NULL));
    return client;
}

/* Resets the simulator, and creates a client with an empty store. */
static ringout_client *fresh_client(void)
{
    simulator_reset();
    memset(&memory, 0, sizeof memory);
    const ringout_token_store store = raw_store();
    return client_with(&store);
}

static void await(const unsigned *count, unsigned wanted)
{
    pthread_mutex_lock(&gate);
    while (*count < wanted)
        pthread_cond_wait(&changed, &gate);
    pthread_mutex_unlock(&gate);
}

/* Frees the client, and waits until its store is freed as well. */
static void free_client(ringout_client *client)
{
    const unsigned before = memory.frees;
    ringout_client_free(client);
    await(&memory.frees, before + 1);
    EXPECT_NUMBER(memory.frees, before + 1);
    EXPECT_NUMBER(memory.unlocks, memory.locks);
    EXPECT(!memory.locked);
}

static ringout_status send_request(const ringout_client *client, ringout_error **err)
{
    ringout_response *response = NULL;
    ringout_status status = ringout_client_request(client, "GET", EXTENSION, NULL, NULL, &response, err);
    ringout_response_free(response);
    return status;
}

static void a_token_outlives_its_client(void)
{
    ringout_client *first = fresh_client();
    ringout_token *token = NULL;
    OK(send_request(first, NULL));
    OK(send_request(first, NULL));
    OK(ringout_client_token(first, &token, NULL));
    EXPECT_TEXT(memory.token, ringout_token_json(token));
    EXPECT(memory.loads == 1 && memory.saves == 1 && memory.locks == 1 && memory.unlocks == 1);
    ringout_call *call = simulator_call(first, CALLEE);
    ringout_client_free(first);
    /* The call still needs the store. */
    EXPECT_NUMBER(memory.frees, 0);
    ringout_call_free(call);
    await(&memory.frees, 1);

    const ringout_token_store store = raw_store();
    ringout_client *second = client_with(&store);
    OK(send_request(second, NULL));
    EXPECT_NUMBER(simulator_requests("POST", TOKEN_PATH), 1);
    EXPECT(memory.loads == 2 && memory.saves == 1);
    OK(ringout_client_logout(second, NULL));
    EXPECT(memory.removals == 1 && memory.token[0] == '\0');
    ringout_token_free(token);
    free_client(second);
}

static void a_store_without_a_lock(void)
{
    simulator_reset();
    memset(&memory, 0, sizeof memory);
    ringout_token_store store = raw_store();
    store.try_lock = NULL;
    store.unlock = NULL;
    store.free_user_data = NULL;
    ringout_client *client = client_with(&store);
    OK(send_request(client, NULL));
    EXPECT(memory.saves == 1 && memory.locks == 0);
    ringout_client_free(client);
}

static void *ask_on_a_thread(void *client)
{
    return send_request((const ringout_client *)client, NULL) == RINGOUT_OK ? NULL : client;
}

static void clients_share_one_token(void)
{
    enum { CLIENTS = 4 };
    ringout_client *clients[CLIENTS];
    pthread_t threads[CLIENTS];
    clients[0] = fresh_client();
    const ringout_token_store store = raw_store();
    for (int i = 1; i < CLIENTS; i++)
        clients[i] = client_with(&store);
    for (int i = 0; i < CLIENTS; i++)
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, ask_on_a_thread, clients[i]), 0);
    for (int i = 0; i < CLIENTS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        EXPECT(failed == NULL);
    }
    for (int i = 0; i < CLIENTS; i++)
        free_client(clients[i]);
    EXPECT_NUMBER(simulator_requests("POST", TOKEN_PATH), 1);
    EXPECT(memory.saves == 1 && memory.frees == CLIENTS);
}

static void expect_storage(ringout_status status, ringout_error *err, const char *text)
{
    EXPECT_NUMBER(status, RINGOUT_STORAGE);
    EXPECT_NUMBER(ringout_error_code(err), RINGOUT_STORAGE);
    if (err != NULL && strstr(ringout_error_text(err), text) == NULL)
        test_fail(__FILE__, __LINE__, "\"%s\" does not say \"%s\"", ringout_error_text(err), text);
    if (err != NULL && strstr(ringout_error_text(err), "canary") != NULL)
        test_fail(__FILE__, __LINE__, "a secret is in %s", ringout_error_text(err));
    ringout_error_free(err);
}

static void bad_loads_are_errors(void)
{
    static const struct {
        uint32_t result;
        const char *token, *failure, *text;
        bool sets_nothing;
    } bad[] = {
        {RINGOUT_STORE_FAILED, NULL, "the disk is gone", "the disk is gone", true},
        {RINGOUT_STORE_FAILED, NULL, NULL, "load gave no reason", true},
        {RINGOUT_STORE_FAILED, NULL, "", "the token store failed", true},
        {RINGOUT_STORE_FAILED, NULL, "two\nlines", "two", true},
        {RINGOUT_STORE_FAILED, NULL, "\xff\xfe", "failure: the string is not valid UTF-8", true},
        /* A string passed as a token must not appear as a reason. */
        {RINGOUT_STORE_FAILED, "{\"access_token\":\"canary\"}", NULL, "load gave no reason", false},
        {RINGOUT_STORE_OK, NULL, NULL, "set no token", true},
        {RINGOUT_STORE_OK, "\xff\xfe", NULL, "token: the string is not valid UTF-8", false},
        {RINGOUT_STORE_OK, "", NULL, "is not a token", false},
        {RINGOUT_STORE_OK, "canary", NULL, "is not a token", false},
        {RINGOUT_STORE_OK, "{\"access_token\":7,\"x\":\"canary\"}", NULL, "is not a token", false},
        {RINGOUT_STORE_LOCKED, NULL, NULL, "load returned 2", true},
        {17, NULL, NULL, "load returned 17", true},
        {UINT32_MAX, NULL, "the disk is broken", "the disk is broken", true},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        ringout_error *err = NULL;
        ringout_client *client = fresh_client();
        memory.load_result = bad[i].result;
        memory.load_token = bad[i].token;
        memory.failure = bad[i].failure;
        memory.sets_nothing = bad[i].sets_nothing;
        ringout_status status = send_request(client, &err);
        expect_storage(status, err, bad[i].text);
        EXPECT_NUMBER(simulator_requests("POST", TOKEN_PATH), 0);
        /* The next load succeeds. */
        memory.load_result = RINGOUT_STORE_OK;
        memory.load_token = memory.failure = NULL;
        memory.sets_nothing = false;
        OK(send_request(client, NULL));
        free_client(client);
    }
}

/* Calls the setters with every kind of NULL. */
static uint32_t set_null(const ringout_token_key *key, ringout_token_sink *sink, void *user_data)
{
    (void)key;
    (void)user_data;
    ringout_token_sink_set_failure(sink, NULL);
    ringout_token_sink_set_token(sink, NULL);
    ringout_token_sink_set_token(NULL, "a");
    ringout_token_sink_set_failure(NULL, "a");
    return RINGOUT_STORE_OK;
}

/* The last token set is used. */
static uint32_t set_much(const ringout_token_key *key, ringout_token_sink *sink, void *user_data)
{
    (void)key;
    char *much = (char *)malloc(2 << 20);
    memset(much, 'a', (2 << 20) - 1);
    much[(2 << 20) - 1] = '\0';
    ringout_token_sink_set_token(sink, much);
    ringout_token_sink_set_failure(sink, much);
    free(much);
    if (user_data == NULL)
        return RINGOUT_STORE_FAILED;
    ringout_token_sink_set_token(sink, "{\"access_token\":\"a\",\"expires_in\":3600}");
    return RINGOUT_STORE_OK;
}

static void any_string_can_be_set(void)
{
    simulator_reset();
    ringout_token_store store = raw_store();
    ringout_error *err = NULL;
    store.free_user_data = NULL;
    store.load = set_null;
    ringout_client *client = client_with(&store);
    ringout_status status = send_request(client, &err);
    expect_storage(status, err, "token is required: the pointer is NULL");
    ringout_client_free(client);

    store.load = set_much;
    store.user_data = NULL;
    store.try_lock = NULL;
    store.unlock = NULL;
    client = client_with(&store);
    EXPECT_NUMBER(send_request(client, &err), RINGOUT_STORAGE);
    EXPECT(strlen(ringout_error_text(err)) < 2000);
    ringout_error_free(err);
    ringout_client_free(client);
}

static void a_failed_save_does_not_fail_the_operation(void)
{
    static const uint32_t results[] = {RINGOUT_STORE_FAILED, RINGOUT_STORE_NOT_FOUND, RINGOUT_STORE_LOCKED, 17};
    static const char *const texts[] = {"full", "save returned 1", "save returned 2", "save returned 17"};
    for (size_t i = 0; i < COUNT(results); i++) {
        ringout_error *err = NULL;
        ringout_client *client = fresh_client();
        memory.save_result = results[i];
        memory.failure = i == 0 ? "full" : NULL;
        OK(send_request(client, NULL));
        EXPECT_NUMBER(memory.saves, 1);
        ringout_status status = ringout_client_logout(client, &err);
        expect_storage(status, err, texts[i]);
        EXPECT_NUMBER(memory.removals, 1);
        free_client(client);
    }
}

static void bad_locks_are_errors(void)
{
    static const uint32_t results[] = {RINGOUT_STORE_FAILED, RINGOUT_STORE_FAILED, RINGOUT_STORE_NOT_FOUND, 17};
    static const char *const texts[] = {"no lock", "gave no reason", "try_lock returned 1", "try_lock returned 17"};
    for (size_t i = 0; i < COUNT(results); i++) {
        ringout_error *err = NULL;
        ringout_client *client = fresh_client();
        memory.lock_result = results[i];
        memory.failure = i == 0 ? "no lock" : NULL;
        ringout_status status = send_request(client, &err);
        expect_storage(status, err, texts[i]);
        EXPECT(memory.loads == 0 && memory.locks == 0);
        free_client(client);
    }
}

static void a_held_lock_is_waited_for(void)
{
    ringout_client *client = fresh_client(), *hasty = NULL;
    memory.lock_is_taken = 3;
    OK(send_request(client, NULL));
    EXPECT(memory.refusals == 3 && memory.locks == 1);
    OK(ringout_client_with_timeout(client, 1000, &hasty, NULL));
    memory.lock_is_taken = UINT32_MAX;
    const double began = seconds_now();
    EXPECT_NUMBER(ringout_client_refresh(hasty, NULL), RINGOUT_TIMEOUT);
    EXPECT(seconds_now() - began < 15.0);
    EXPECT(memory.refusals > 3);
    ringout_client_free(hasty);
    free_client(client);
}

static void let_go(void)
{
    pthread_mutex_lock(&gate);
    memory.blocks = '\0';
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&gate);
}

/* A callback that blocks delays its operation until its deadline, not longer, and its later result is undone. An unlock
   delays it by one second. */
static void a_blocked_callback_is_left_to_finish(void)
{
    static const char callbacks[] = {'l', 's', 't', 'u'};
    for (size_t i = 0; i < COUNT(callbacks); i++) {
        ringout_client *client = fresh_client(), *hasty = NULL;
        OK(ringout_client_with_timeout(client, callbacks[i] == 'u' ? 20000 : 1500, &hasty, NULL));
        memory.blocks = callbacks[i];
        const double began = seconds_now();
        EXPECT_NUMBER(send_request(hasty, NULL), callbacks[i] == 'u' ? RINGOUT_OK : RINGOUT_TIMEOUT);
        EXPECT(seconds_now() - began < 15.0);
        EXPECT(has_blocked());
        ringout_client_free(hasty);
        ringout_client_free(client);
        EXPECT_NUMBER(memory.frees, 0);
        let_go();
        await(&memory.frees, 1);
        EXPECT_NUMBER(memory.locks, 1);
        EXPECT_NUMBER(memory.unlocks, 1);
    }
}

static void *cancel_when_blocked(void *token)
{
    pthread_mutex_lock(&gate);
    while (!memory.is_blocked)
        pthread_cond_wait(&changed, &gate);
    pthread_mutex_unlock(&gate);
    ringout_cancel_token_cancel((const ringout_cancel_token *)token);
    return NULL;
}

static void a_blocked_load_is_interrupted(void)
{
    ringout_client *client = fresh_client(), *bound = NULL;
    ringout_cancel_token *token = NULL;
    pthread_t canceller;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
    memory.blocks = 'l';
    EXPECT_NUMBER(pthread_create(&canceller, NULL, cancel_when_blocked, token), 0);
    const double began = seconds_now();
    EXPECT_NUMBER(send_request(bound, NULL), RINGOUT_CANCELLED);
    EXPECT(seconds_now() - began < 15.0);
    pthread_join(canceller, NULL);
    let_go();
    ringout_client_free(bound);
    ringout_cancel_token_free(token);
    free_client(client);
}

/* Expects that the settings are refused, and that the user_data stays with the program. */
static void expect_refused(const ringout_config *config, ringout_status code, const char *parameter)
{
    ringout_client *client = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_new(config, &client, &err), code);
    EXPECT_TEXT(ringout_error_parameter(err), parameter);
    EXPECT(client == NULL);
    EXPECT_NUMBER(memory.frees, 0);
    ringout_error_free(err);
}

static void settings_are_checked(void)
{
    ringout_config config = simulator_config();
    ringout_token_store store = raw_store();
    config.token_store = &store;
    memory.frees = 0;
    EXPECT_NUMBER(ringout_client_new(&config, NULL, NULL), RINGOUT_NULL_POINTER);
    config.token_file = "tokens.json";
    expect_refused(&config, RINGOUT_INVALID_ARGUMENT, "token_store");
    config.token_file = NULL;
    config.server = "nowhere";
    expect_refused(&config, RINGOUT_INVALID_ARGUMENT, "server");
    config.server = simulator("url");

    store.load = NULL;
    expect_refused(&config, RINGOUT_NULL_POINTER, "token_store.load");
    store = raw_store();
    store.save = NULL;
    expect_refused(&config, RINGOUT_NULL_POINTER, "token_store.save");
    store = raw_store();
    store.try_lock = NULL;
    expect_refused(&config, RINGOUT_NULL_POINTER, "token_store.try_lock");
    store = raw_store();
    store.unlock = NULL;
    expect_refused(&config, RINGOUT_NULL_POINTER, "token_store.unlock");

    const uint32_t sizes[] = {0, 4, (uint32_t)sizeof store - 1, 1025};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        store = raw_store();
        store.struct_size = sizes[i];
        expect_refused(&config, RINGOUT_INVALID_ARGUMENT, "token_store");
    }
}

int main(void)
{
    RUN(a_token_outlives_its_client);
    RUN(a_store_without_a_lock);
    RUN(clients_share_one_token);
    RUN(bad_loads_are_errors);
    RUN(any_string_can_be_set);
    RUN(a_failed_save_does_not_fail_the_operation);
    RUN(bad_locks_are_errors);
    RUN(a_held_lock_is_waited_for);
    RUN(a_blocked_callback_is_left_to_finish);
    RUN(a_blocked_load_is_interrupted);
    RUN(settings_are_checked);
    return test_result();
}

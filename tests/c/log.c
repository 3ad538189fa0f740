/* The log callback: lines, levels, no secrets, and replacement at any time. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <ringout.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)
#define EXTENSION "/restapi/v1.0/account/~/extension/~"
#define TOKEN_PATH "/restapi/oauth/token"
#define TEMPLATE "/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* The lines that a callback received. */
struct lines {
    char text[1 << 16];
    size_t size;
    unsigned count, of_other_levels;
    uint32_t level;
};

static struct lines lines;

/* Keeps the lines; `level` of the user_data is the expected level. */
static void keep(uint32_t level, const char *message, void *user_data)
{
    struct lines *kept = (struct lines *)user_data;
    pthread_mutex_lock(&mutex);
    kept->count++;
    kept->of_other_levels += level != kept->level;
    int size = snprintf(kept->text + kept->size, sizeof kept->text - kept->size, "%s\n", message);
    if (kept->size + (size_t)size < sizeof kept->text)
        kept->size += (size_t)size;
    pthread_mutex_unlock(&mutex);
}

static void begin_log(uint32_t level)
{
    memset(&lines, 0, sizeof lines);
    lines.level = level;
    OK(ringout_set_log_callback(keep, &lines, level, NULL));
}

static void end_log(void)
{
    OK(ringout_set_log_callback(NULL, NULL, 0, NULL));
}

static void expect_line(const char *begin, const char *end)
{
    for (const char *line = lines.text; *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *found = strncmp(line, begin, strlen(begin)) == 0 ? strstr(line + strlen(begin), end) : NULL;
        if (found != NULL && found < strchr(line, '\n'))
            return;
    }
    test_fail(__FILE__, __LINE__, "no line has \"%s\" and \"%s\": %.1500s", begin, end, lines.text);
}

/* Sends one request and expects a response. */
static ringout_status send_request(const ringout_client *client)
{
    ringout_response *response = NULL;
    ringout_status status = ringout_client_request(client, "GET", EXTENSION, NULL, NULL, &response, NULL);
    ringout_response_free(response);
    return status;
}

static void each_request_is_a_line(void)
{
    simulator_reset();
    begin_log(RINGOUT_LOG_DEBUG);
    ringout_client *client = simulator_client();
    ringout_call *call = simulator_call(client, CALLEE), *none = NULL;
    ringout_state *state = NULL;
    ringout_error *err = NULL;
    OK(ringout_call_status(call, &state, NULL));
    OK(ringout_client_call(client, "12345", &none, NULL));
    EXPECT_NUMBER(ringout_call_status(none, &state, &err), RINGOUT_NOT_FOUND);
    expect_line("POST " TOKEN_PATH ": 200 in ", " ms, request id ");
    expect_line("POST " TEMPLATE ": 200 in ", " ms, request id ");
    expect_line("GET " TEMPLATE "/{ringoutId}: 200 in ", " ms, request id ");
    expect_line("GET " TEMPLATE "/{ringoutId}: 404 in ", ringout_error_request_id(err));
    EXPECT_NUMBER(lines.count, 4);
    EXPECT_NUMBER(lines.of_other_levels, 0);
    EXPECT(strstr(lines.text, ringout_call_id(call)) == NULL && strstr(lines.text, "12345") == NULL);

    simulator_fault("GET", "/restapi/v1.0", 1, "{\"delay_ms\":10000}");
    ringout_client *hasty = NULL;
    OK(ringout_client_with_timeout(client, 2000, &hasty, NULL));
    EXPECT_NUMBER(send_request(hasty), RINGOUT_TIMEOUT);
    expect_line("GET " EXTENSION ": no response", "sent: true");

    end_log();
    OK(send_request(client));
    EXPECT_NUMBER(lines.count, 5);
    ringout_error_free(err);
    ringout_client_free(hasty);
    ringout_state_free(state);
    ringout_call_free(none);
    ringout_call_free(call);
    ringout_client_free(client);
}

static uint32_t fail_to_save(const ringout_token_key *key, const char *token, ringout_token_sink *sink, void *user_data)
{
    (void)key;
    (void)user_data;
    char text[4096];
    snprintf(text, sizeof text, "no room for %s", token);
    ringout_token_sink_set_failure(sink, text);
    return RINGOUT_STORE_FAILED;
}

static uint32_t find_nothing(const ringout_token_key *key, ringout_token_sink *sink, void *user_data)
{
    (void)key;
    (void)sink;
    (void)user_data;
    return RINGOUT_STORE_NOT_FOUND;
}

/* A client whose store cannot save tokens, which is a warning. */
static ringout_client *forgetful_client(const char *client_secret, const char *jwt)
{
    ringout_token_store store = RINGOUT_TOKEN_STORE_INIT;
    ringout_config config = simulator_config();
    ringout_client *client = NULL;
    store.load = find_nothing;
    store.save = fail_to_save;
    config.client_secret = client_secret;
    config.jwt = jwt;
    config.token_store = &store;
    config.rate_limit = RINGOUT_RATE_LIMIT_FAIL_FAST;
    OK(ringout_client_new(&config, &client, NULL));
    return client;
}

static void only_lines_of_the_level_are_delivered(void)
{
    static const struct {
        uint32_t level;
        unsigned count;
    } wanted[] = {{RINGOUT_LOG_ERROR, 0}, {RINGOUT_LOG_WARN, 1}, {RINGOUT_LOG_INFO, 1}, {RINGOUT_LOG_DEBUG, 3}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        simulator_reset();
        begin_log(wanted[i].level);
        ringout_client *client = forgetful_client(simulator("client_secret"), simulator("jwt"));
        OK(send_request(client));
        EXPECT_NUMBER(lines.count, wanted[i].count);
        if (wanted[i].level == RINGOUT_LOG_WARN) {
            EXPECT_NUMBER(lines.of_other_levels, 0);
            expect_line("the token store failed: no room for ", "the token is used but not saved");
        }
        end_log();
        ringout_client_free(client);
    }
}

static void levels_are_checked(void)
{
    static const uint32_t bad[] = {0, RINGOUT_LOG_DEBUG + 1, UINT32_MAX};
    simulator_reset();
    ringout_client *client = simulator_client();
    begin_log(RINGOUT_LOG_DEBUG);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ringout_error *err = NULL;
        EXPECT_NUMBER(ringout_set_log_callback(keep, NULL, bad[i], &err), RINGOUT_INVALID_ARGUMENT);
        EXPECT_TEXT(ringout_error_parameter(err), "level");
        ringout_error_free(err);
        EXPECT_TEXT(ringout_log_level_name(bad[i]), "Unknown");
    }
    OK(send_request(client));
    EXPECT_NUMBER(lines.count, 2);
    OK(ringout_set_log_callback(NULL, &lines, UINT32_MAX, NULL));
    end_log();
    EXPECT_TEXT(ringout_log_level_name(RINGOUT_LOG_ERROR), "ERROR");
    EXPECT_TEXT(ringout_log_level_name(RINGOUT_LOG_WARN), "WARN");
    EXPECT_TEXT(ringout_log_level_name(RINGOUT_LOG_INFO), "INFO");
    EXPECT_TEXT(ringout_log_level_name(RINGOUT_LOG_DEBUG), "DEBUG");
    ringout_client_free(client);
}

/* Responses that have the word wherever a server could put it; `times` 0 means forever. */
static void echo(const char *path, int status, const char *word, int times)
{
    char fault[1024];
    const char *form = "{\"status\":%d,\"headers\":{\"RCRequestId\":\"%s\"},\"body\":{\"errorCode\":\"%s\","
                       "\"message\":\"%s\",\"error\":\"%s\",\"error_description\":\"%s\"}}";
    snprintf(fault, sizeof fault, form, status, word, word, word, word, word);
    simulator_delete("faults");
    simulator_fault("*", path, times, fault);
}

/* The secrets in the requests. Each contains a word to search for. */
static const char secret[] = "SECRETcanary0";
static const char jwt[] = "JWTcanary0.part.signature";
static const char access_token[] = "ACCESScanary0";
static const char refresh_token[] = "REFRESHcanary0";
static const char password[] = "PASSWORDcanary0";

/* A client whose deadline passes before the first retry, which is after 2 s. */
static ringout_client *hasty_client(const ringout_client *client)
{
    ringout_client *hasty = NULL;
    OK(ringout_client_with_timeout(client, 1900, &hasty, NULL));
    return hasty;
}

static void log_in_in_vain(int status)
{
    static const char *const words[] = {secret, jwt, secret, password};
    for (size_t i = 0; i < 4; i++) {
        simulator_reset();
        ringout_client *client = forgetful_client(secret, jwt), *hasty = hasty_client(client);
        echo(TOKEN_PATH, status, words[i], 0);
        if (i < 2)
            EXPECT(send_request(hasty) != RINGOUT_OK);
        else
            EXPECT(ringout_client_login_password(hasty, "user", NULL, password, NULL) != RINGOUT_OK);
        ringout_client_free(hasty);
        ringout_client_free(client);
    }
}

/* Once the client is logged in, everything else fails, and its logout fails in the store. */
static void fail_at_the_rest(int status)
{
    simulator_reset();
    char given[512];
    snprintf(given, sizeof given,
             "{\"status\":200,\"body\":{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_in\":3600}}",
             access_token, refresh_token);
    simulator_fault("POST", TOKEN_PATH, 1, given);
    ringout_client *client = forgetful_client(secret, jwt), *hasty = hasty_client(client);
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    ringout_call *call = NULL;
    request.to = CALLEE;
    OK(ringout_client_login_jwt(client, jwt, NULL));
    echo("/restapi/v1.0", status, access_token, 0);
    EXPECT(send_request(hasty) != RINGOUT_OK);
    EXPECT(ringout_client_create_call(hasty, &request, &call, NULL) != RINGOUT_OK);
    /* A login with the JWT follows. */
    echo(TOKEN_PATH, status, refresh_token, 1);
    EXPECT(ringout_client_refresh(hasty, NULL) != RINGOUT_OK);
    echo("/restapi/oauth/revoke", status, access_token, 0);
    EXPECT_NUMBER(ringout_client_logout(hasty, NULL), RINGOUT_STORAGE);
    ringout_client_free(hasty);
    ringout_client_free(client);
}

static void no_line_has_a_secret(void)
{
    static const int statuses[] = {400, 401, 429, 503};
    begin_log(RINGOUT_LOG_DEBUG);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        log_in_in_vain(statuses[i]);
        fail_at_the_rest(statuses[i]);
    }
    end_log();
    EXPECT(lines.count > 30);
    /* A token that could not be saved is a warning with the reason of the store. */
    EXPECT_NUMBER(lines.of_other_levels, sizeof statuses / sizeof statuses[0]);
    const char *leak = strstr(lines.text, "canary");
    if (leak != NULL)
        test_fail(__FILE__, __LINE__, "%.60s is in the log", leak < lines.text + 30 ? lines.text : leak - 30);
}

enum { ASKING = 3, REPLACEMENTS = 150 };

/* Each callback has a separate user_data, freed as soon as the contract allows. */
struct tally {
    bool freed;
    unsigned count;
};

static bool enough;

static void count_one(uint32_t level, const char *message, void *user_data)
{
    struct tally *tally = (struct tally *)user_data;
    pthread_mutex_lock(&mutex);
    if (tally->freed || level != RINGOUT_LOG_DEBUG || strstr(message, EXTENSION) == NULL)
        test_fail(__FILE__, __LINE__, "%s", message);
    tally->count++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void *send_requests(void *argument)
{
    const ringout_client *client = (const ringout_client *)argument;
    for (;;) {
        pthread_mutex_lock(&mutex);
        const bool end = enough;
        pthread_mutex_unlock(&mutex);
        if (end)
            return NULL;
        if (send_request(client) != RINGOUT_OK)
            return argument;
    }
}

/* Every third callback runs before it is replaced; some are replaced by NULL first. */
static unsigned replace_often(void)
{
    struct tally *before = NULL;
    unsigned total = 0;
    for (unsigned i = 0; i <= REPLACEMENTS; i++) {
        struct tally *next = i == REPLACEMENTS ? NULL : (struct tally *)calloc(1, sizeof *next);
        if (i % 7 == 0)
            OK(ringout_set_log_callback(NULL, NULL, 0, NULL));
        OK(ringout_set_log_callback(next == NULL ? NULL : count_one, next, RINGOUT_LOG_DEBUG, NULL));
        if (before != NULL) {
            before->freed = true;
            total += before->count;
            free(before);
        }
        pthread_mutex_lock(&mutex);
        while (next != NULL && i % 3 == 0 && next->count == 0)
            pthread_cond_wait(&changed, &mutex);
        pthread_mutex_unlock(&mutex);
        before = next;
    }
    return total;
}

static void the_callback_is_replaced_while_requests_run(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    pthread_t threads[ASKING];
    OK(send_request(client));
    enough = false;
    for (int i = 0; i < ASKING; i++)
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, send_requests, client), 0);
    EXPECT(replace_often() >= REPLACEMENTS / 3);
    pthread_mutex_lock(&mutex);
    enough = true;
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < ASKING; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        EXPECT(failed == NULL);
    }
    ringout_client_free(client);
}

/* A callback that blocks in its first invocation until it is released. */
static bool inside, let_go, returned;
static unsigned passed;

static void block(uint32_t level, const char *message, void *user_data)
{
    (void)level;
    (void)message;
    (void)user_data;
    pthread_mutex_lock(&mutex);
    const bool is_first = !inside;
    inside = true;
    passed += !is_first;
    pthread_cond_broadcast(&changed);
    while (is_first && !let_go)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    if (!is_first)
        return;
    /* Time for a replacement that wrongly does not wait to return. */
    const struct timespec pause = {0, 50000000};
    nanosleep(&pause, NULL);
    pthread_mutex_lock(&mutex);
    returned = true;
    pthread_mutex_unlock(&mutex);
}

static void *send_one_request(void *argument)
{
    return send_request((const ringout_client *)argument) == RINGOUT_OK ? NULL : argument;
}

/* Starts a request on another thread, whose log line blocks in the callback. */
static pthread_t blocked_request(ringout_client *client)
{
    pthread_t thread;
    OK(send_request(client));
    inside = let_go = returned = false;
    passed = 0;
    OK(ringout_set_log_callback(block, NULL, RINGOUT_LOG_DEBUG, NULL));
    EXPECT_NUMBER(pthread_create(&thread, NULL, send_one_request, client), 0);
    pthread_mutex_lock(&mutex);
    while (!inside)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return thread;
}

static void unblock(pthread_t thread)
{
    void *failed = NULL;
    pthread_mutex_lock(&mutex);
    let_go = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, &failed);
    EXPECT(failed == NULL);
}

static void *end_log_and_look(void *argument)
{
    (void)argument;
    if (ringout_set_log_callback(NULL, NULL, 0, NULL) != RINGOUT_OK)
        return NULL;
    pthread_mutex_lock(&mutex);
    const bool was_over = returned;
    pthread_mutex_unlock(&mutex);
    return was_over ? &returned : NULL;
}

static void a_replacement_waits_for_the_callback_and_blocks_no_other_thread(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    pthread_t blocked = blocked_request(client), replacing;
    void *was_over = NULL;
    EXPECT_NUMBER(pthread_create(&replacing, NULL, end_log_and_look, NULL), 0);
    /* Soon no line goes to that callback; other threads and the new callback continue. */
    unsigned before;
    do {
        before = passed;
        OK(send_request(client));
    } while (passed != before);
    begin_log(RINGOUT_LOG_DEBUG);
    OK(send_request(client));
    EXPECT_NUMBER(lines.count, 1);
    unblock(blocked);
    pthread_join(replacing, &was_over);
    EXPECT(was_over != NULL);
    end_log();
    ringout_client_free(client);
}

/* Uses the library; `user_data` is a client. */
static unsigned uses;
static ringout_status sent, replaced;

static void use_library(uint32_t level, const char *message, void *user_data)
{
    (void)level;
    (void)message;
    ringout_error *err = NULL;
    uses++;
    sent = send_request((const ringout_client *)user_data);
    replaced = ringout_set_log_callback(NULL, NULL, 0, &err);
    EXPECT_TEXT(ringout_error_parameter(err), "callback");
    ringout_error_free(err);
}

static void a_callback_may_use_the_library(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    OK(send_request(client));
    uses = 0;
    OK(ringout_set_log_callback(use_library, client, RINGOUT_LOG_DEBUG, NULL));
    OK(send_request(client));
    OK(send_request(client));
    end_log();
    EXPECT_NUMBER(uses, 2);
    OK(sent);
    EXPECT_NUMBER(replaced, RINGOUT_INVALID_ARGUMENT);
    ringout_client_free(client);
}

/* The forked child: turns logging off and on again. Ends with _exit, so that valgrind does not report its memory. */
static void in_child(int out)
{
    alarm(60);
    char result = 'n';
    if (ringout_set_log_callback(NULL, NULL, 0, NULL) == RINGOUT_OK) {
        begin_log(RINGOUT_LOG_DEBUG);
        ringout_client *client = simulator_client();
        const bool is_told = send_request(client) == RINGOUT_OK && lines.count == 2;
        if (is_told && ringout_set_log_callback(NULL, NULL, 0, NULL) == RINGOUT_OK)
            result = 'y';
    }
    if (write(out, &result, 1) != 1)
        abort();
    kill(getpid(), SIGKILL);
}

static void a_fork_does_not_wait_for_its_parents_threads(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    pthread_t blocked = blocked_request(client);
    int ends[2];
    char result = '-';
    EXPECT_NUMBER(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        in_child(ends[1]);
    close(ends[1]);
    if (read(ends[0], &result, 1) != 1)
        test_fail(__FILE__, __LINE__, "the child hung");
    EXPECT_NUMBER(result, 'y');
    close(ends[0]);
    waitpid(child, NULL, 0);
    unblock(blocked);
    end_log();
    ringout_client_free(client);
}

int main(void)
{
    RUN(each_request_is_a_line);
    RUN(only_lines_of_the_level_are_delivered);
    RUN(levels_are_checked);
    RUN(no_line_has_a_secret);
    RUN(the_callback_is_replaced_while_requests_run);
    RUN(a_replacement_waits_for_the_callback_and_blocks_no_other_thread);
    RUN(a_callback_may_use_the_library);
    RUN(a_fork_does_not_wait_for_its_parents_threads);
    return test_result();
}

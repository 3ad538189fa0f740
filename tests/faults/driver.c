/* The C driver of the fault suite: runs the cases that come as JSON lines on standard input.
 *
 * The README of this folder has the protocol. Log lines go to standard error, where the runner looks for secrets. */

#define _POSIX_C_SOURCE 200809L

#include <ringout.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXTENSION "/restapi/v1.0/account/~/extension/~"
#define LINE 16384

/* A case: its line, and copies of the strings that were read from it. */
struct given {
    char line[LINE];
    char strings[16][1024];
    size_t used;
};

static void give_up(const char *what)
{
    fprintf(stderr, "driver: %s\n", what);
    exit(3);
}

static bool next_line(char *line)
{
    return fgets(line, LINE, stdin) != NULL;
}

/* Returns where the value of a field begins, or NULL. The runner writes flat objects with a space after the colon. */
static const char *value_of(const struct given *given, const char *field)
{
    char name[64];
    snprintf(name, sizeof name, "\"%s\": ", field);
    const char *at = strstr(given->line, name);
    return at == NULL ? NULL : at + strlen(name);
}

/* Returns a string. The only escape that occurs in one is that of a quote. */
static const char *text(struct given *given, const char *field)
{
    const char *at = value_of(given, field);
    if (at == NULL || *at != '"')
        return NULL;
    if (given->used == sizeof given->strings / sizeof *given->strings)
        given->used = 0;
    char *copy = given->strings[given->used++], *end = copy + sizeof *given->strings - 1;
    for (at++; *at != '"'; at++) {
        if (*at == '\\')
            at++;
        if (*at == '\0' || copy == end)
            give_up("a string is too long");
        *copy++ = *at;
    }
    *copy = '\0';
    return given->strings[given->used - 1];
}

static uint32_t number(const struct given *given, const char *field)
{
    const char *at = value_of(given, field);
    if (at == NULL)
        give_up(field);
    return (uint32_t)strtoul(at, NULL, 10);
}

static bool flag(const struct given *given, const char *field)
{
    const char *at = value_of(given, field);
    return at != NULL && strncmp(at, "true", 4) == 0;
}

/* Prints a JSON string, or null. */
static void print_string(const char *string)
{
    if (string == NULL) {
        fputs("null", stdout);
        return;
    }
    putchar('"');
    for (; *string != '\0'; string++) {
        unsigned char letter = (unsigned char)*string;
        if (letter == '"' || letter == '\\' || letter < 0x20)
            printf("\\u%04x", letter);
        else
            putchar(letter);
    }
    putchar('"');
}

static int64_t now_ms(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void log_line(uint32_t level, const char *message, void *user_data)
{
    (void)user_data;
    fprintf(stderr, "%s %s\n", ringout_log_level_name(level), message);
}

/* What an operation works on, and what it came to. */
struct run {
    struct given *given;
    const char *operation;
    ringout_client *client;
    ringout_call *call;
    char detail[4096];
    ringout_error *err;
};

static bool is_one_of(const char *operation, const char *names)
{
    const char *at = strstr(names, operation);
    size_t length = strlen(operation);
    return at != NULL && (at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0');
}

static void note(struct run *run, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->detail, sizeof run->detail, format, arguments);
    va_end(arguments);
}

static ringout_call_request request_to(struct run *run, const char *field)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = text(run->given, field);
    request.from = text(run->given, "from");
    return request;
}

static ringout_wait_options wait_options(struct run *run)
{
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.timeout_ms = number(run->given, "deadline_ms");
    return options;
}

static ringout_status create(struct run *run)
{
    ringout_call_request request = request_to(run, "to");
    ringout_call *call = NULL;
    ringout_status status = ringout_client_create_call(run->client, &request, &call, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_call_id(call));
    ringout_call_free(call);
    return status;
}

static ringout_status ask_status(struct run *run)
{
    ringout_state *state = NULL;
    ringout_status status = ringout_call_status(run->call, &state, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_state_text(state));
    ringout_state_free(state);
    return status;
}

static ringout_status cancel(struct run *run)
{
    uint32_t effect = 0;
    ringout_status status = ringout_call_cancel(run->call, &effect, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_cancel_effect_name(effect));
    return status;
}

static ringout_status wait_for_end(struct run *run)
{
    ringout_wait_options options = wait_options(run);
    ringout_outcome *outcome = NULL;
    ringout_status status = ringout_call_wait(run->call, &options, &outcome, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_outcome_kind_name(ringout_outcome_kind(outcome)));
    ringout_outcome_free(outcome);
    return status;
}

static ringout_status watch(struct run *run)
{
    ringout_wait_options options = wait_options(run);
    ringout_watch *watch = NULL;
    ringout_outcome *outcome = NULL;
    const ringout_change *change = NULL;
    ringout_status status = ringout_watch_new(run->call, &options, &watch, &run->err);
    while (status == RINGOUT_OK) {
        status = ringout_watch_next(watch, &change, &run->err);
        if (change == NULL)
            break;
    }
    if (status == RINGOUT_OK)
        status = ringout_watch_outcome(watch, &outcome, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_outcome_kind_name(ringout_outcome_kind(outcome)));
    ringout_outcome_free(outcome);
    ringout_watch_free(watch);
    return status;
}

static ringout_status preflight(struct run *run)
{
    ringout_preflight *report = NULL;
    ringout_status status = ringout_client_preflight(run->client, NULL, &report, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_preflight_text(report));
    ringout_preflight_free(report);
    return status;
}

static ringout_status forwarding_numbers(struct run *run)
{
    ringout_forwarding_numbers *numbers = NULL;
    ringout_status status = ringout_client_forwarding_numbers(run->client, &numbers, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%zu numbers", ringout_forwarding_numbers_count(numbers));
    ringout_forwarding_numbers_free(numbers);
    return status;
}

static ringout_status caller_ids(struct run *run)
{
    ringout_caller_ids *numbers = NULL;
    ringout_status status = ringout_client_caller_ids(run->client, &numbers, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%zu numbers", ringout_caller_ids_count(numbers));
    ringout_caller_ids_free(numbers);
    return status;
}

static ringout_status call_log(struct run *run)
{
    ringout_logged_call *logged = NULL;
    const char *to = text(run->given, "to"), *from = text(run->given, "from");
    ringout_status status =
        ringout_client_call_log(run->client, to, from, now_ms(CLOCK_REALTIME), &logged, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%s", ringout_log_match_name(ringout_logged_call_matching(logged)));
    ringout_logged_call_free(logged);
    return status;
}

static ringout_status send_request(struct run *run)
{
    bool is_post = strcmp(run->operation, "request_post") == 0;
    const char *body = is_post ? text(run->given, "body") : NULL;
    const char *path = is_post ? EXTENSION "/ring-out" : EXTENSION;
    ringout_response *response = NULL;
    ringout_status status =
        ringout_client_request(run->client, is_post ? "POST" : "GET", path, NULL, body, &response, &run->err);
    if (status == RINGOUT_OK)
        note(run, "%u", ringout_response_status(response));
    ringout_response_free(response);
    return status;
}

/* Two calls, each followed for a moment. */
static ringout_status place_all(struct run *run)
{
    ringout_call_request requests[2] = {request_to(run, "to"), request_to(run, "to2")};
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.timeout_ms = 200;
    options.total_timeout_ms = number(run->given, "total_ms");
    char codes[2][64] = {"", ""};
    ringout_place_all *calls = NULL;
    ringout_placed *placed = NULL;
    ringout_status status = ringout_client_place_all(run->client, requests, 2, &options, &calls, &run->err);
    while (status == RINGOUT_OK) {
        status = ringout_place_all_next(calls, &placed, &run->err);
        if (placed == NULL)
            break;
        const ringout_error *error = ringout_placed_error(placed);
        const char *code = error == NULL ? "OK" : ringout_error_code_name(ringout_error_code(error));
        const char *is_placed = ringout_placed_call(placed) == NULL ? "" : "+";
        snprintf(codes[ringout_placed_index(placed)], sizeof *codes, "%s%s", code, is_placed);
        ringout_placed_free(placed);
        placed = NULL;
    }
    if (status == RINGOUT_OK)
        note(run, "codes %s,%s", codes[0], codes[1]);
    ringout_place_all_free(calls);
    return status;
}

static ringout_status operate(struct run *run)
{
    static const struct {
        const char *name;
        ringout_status (*run)(struct run *run);
    } operations[] = {
        {"create", create},
        {"create_login", create},
        {"status", ask_status},
        {"cancel", cancel},
        {"wait", wait_for_end},
        {"watch", watch},
        {"preflight", preflight},
        {"forwarding_numbers", forwarding_numbers},
        {"caller_ids", caller_ids},
        {"call_log", call_log},
        {"request", send_request},
        {"request_post", send_request},
        {"place_all", place_all},
    };
    if (strcmp(run->operation, "login") == 0)
        return ringout_client_login_jwt(run->client, text(run->given, "jwt"), &run->err);
    if (strcmp(run->operation, "logout") == 0)
        return ringout_client_logout(run->client, &run->err);
    for (size_t index = 0; index < sizeof operations / sizeof *operations; index++)
        if (strcmp(operations[index].name, run->operation) == 0)
            return operations[index].run(run);
    give_up("an unknown operation");
    return RINGOUT_INTERNAL;
}

static void must(ringout_status status, ringout_error *err)
{
    if (status != RINGOUT_OK)
        give_up(ringout_error_text(err));
}

/* Makes the client, and logs in and places a call if the operation needs that. */
static void prepare(struct run *run)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    config.server = text(run->given, "server");
    config.client_id = text(run->given, "client_id");
    config.client_secret = text(run->given, "client_secret");
    config.ca_bundle = text(run->given, "ca_bundle");
    config.request_timeout_ms = config.create_timeout_ms = number(run->given, "deadline_ms");
    if (strcmp(run->operation, "create_login") == 0)
        config.jwt = text(run->given, "jwt");
    ringout_error *err = NULL;
    must(ringout_client_new(&config, &run->client, &err), err);
    if (!is_one_of(run->operation, "login create_login"))
        must(ringout_client_login_jwt(run->client, text(run->given, "jwt"), &err), err);
    if (is_one_of(run->operation, "status cancel wait watch call_log")) {
        ringout_call_request request = request_to(run, "to");
        ringout_call *placed = NULL;
        must(ringout_client_create_call(run->client, &request, &placed, &err), err);
        must(ringout_client_call(run->client, ringout_call_id(placed), &run->call, &err), err);
        ringout_call_free(placed);
    }
}

static void print_token(const ringout_client *client)
{
    ringout_token *token = NULL;
    ringout_error *err = NULL;
    must(ringout_client_token(client, &token, &err), err);
    print_string(ringout_token_access_token(token));
    ringout_token_free(token);
}

static void print_error(const ringout_error *err)
{
    const char *texts[] = {
        ringout_error_text(err),        ringout_error_message(err),     ringout_error_hint(err),
        ringout_error_parameter(err),   ringout_error_error_code(err),  ringout_error_oauth_error(err),
        ringout_error_request_id(err),  ringout_error_attempt_to(err),  ringout_error_attempt_from(err),
    };
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) {
        print_string(texts[index]);
        fputs(", ", stdout);
    }
    for (size_t index = 0; index < ringout_error_detail_count(err); index++) {
        print_string(ringout_error_detail_message(err, index));
        fputs(", ", stdout);
        print_string(ringout_error_detail_parameter_value(err, index));
        fputs(", ", stdout);
        print_string(ringout_error_detail_fields(err, index));
        fputs(", ", stdout);
    }
    print_string("");
}

/* Prints a code, which is that of its results for a batch. */
static void print_code(ringout_status status, const char *detail)
{
    bool is_batch = strncmp(detail, "codes ", 6) == 0;
    print_string(status != RINGOUT_OK ? ringout_error_code_name(status) : is_batch ? detail + 6 : "OK");
}

static void run_case(struct given *given)
{
    struct run run = {given, NULL, NULL, NULL, "", NULL};
    char operation[64], go[LINE];
    snprintf(operation, sizeof operation, "%s", text(given, "operation"));
    run.operation = operation;
    prepare(&run);
    fputs("{\"ready\": true, \"token\": ", stdout);
    print_token(run.client);
    puts("}");
    fflush(stdout);
    if (!next_line(go))
        give_up("the case does not go on");

    int64_t began = now_ms(CLOCK_MONOTONIC);
    ringout_status status = operate(&run);
    int64_t took = now_ms(CLOCK_MONOTONIC) - began;
    fputs("{\"code\": ", stdout);
    print_code(status, run.detail);
    printf(", \"may_have_placed\": %s", ringout_error_may_have_placed(run.err) ? "true" : "false");
    printf(", \"took_ms\": %lld, \"detail\": ", (long long)took);
    print_string(run.detail);
    fputs(", \"texts\": [", stdout);
    print_error(run.err);
    fputs("], \"token\": ", stdout);
    print_token(run.client);
    ringout_error_free(run.err);
    run.err = NULL;
    fputs(", \"again\": ", stdout);
    if (flag(given, "again"))
        print_code(operate(&run), "");
    else
        print_string(NULL);
    puts("}");
    fflush(stdout);
    ringout_error_free(run.err);
    ringout_call_free(run.call);
    ringout_client_free(run.client);
}

int main(void)
{
    static struct given given;
    ringout_error *err = NULL;
    must(ringout_set_log_callback(log_line, NULL, RINGOUT_LOG_DEBUG, &err), err);
    while (next_line(given.line)) {
        given.used = 0;
        run_case(&given);
    }
    return 0;
}

/* Every vector of tests/vectors, in C: vectors [transitions | errors | bad_input SHARE SHARES]. Their README describes
 * how each file is run. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "simulator.h"

/* The expected error; NULL and NOT_CHECKED fields are not compared. */
struct expectation {
    const char *code, *parameter, *error_code, *oauth_error, *request_id;
    int http_status, retry_after, retryable, may_have_placed, details;
    const char *const *text, *const *hint;
    /* Alternating names and values. */
    const char *const *fields;
};

struct code {
    ringout_status number;
    const char *name;
};

struct response {
    const char *name, *fault;
    uint32_t request_timeout_ms;
    struct expectation expect;
    const char *const *not_text;
};

struct triple {
    const char *name, *from[3], *to[3], *verdict, *phase;
    const char *const *reasons;
    const char *path;
};

struct bad_input {
    const char *name, *operation;
    const char *server, *client_id, *client_secret, *jwt, *call_path;
    uint32_t request_timeout_ms, create_timeout_ms;
    const char *to, *from, *from_forwarding_number, *caller_id, *country, *dedupe_key, *id, *method, *path, *body, *number, *scheme;
    uint32_t play_prompt;
    const char *const *faults;
    struct expectation expect;
    unsigned posts;
    int placed;
    double within;
    const char *const *not_text;
    const char *sent, *returns;
};

#define NOT_CHECKED (-1000)
#define ABSENT_NUMBER (-1)
#define ABSENT "(absent)"
static const char *const NO_HINT[] = {ABSENT, NULL};

#include "vectors.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

/* Placeholders. */

static char closed_url[64];

/* Reserves a port on which no process listens. */
static void make_closed_url(void)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int never_listens = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(bind(never_listens, (const struct sockaddr *)&address, sizeof address) == 0);
    EXPECT(getsockname(never_listens, (struct sockaddr *)&address, &size) == 0);
    snprintf(closed_url, sizeof closed_url, "http://127.0.0.1:%d", ntohs(address.sin_port));
}

/* The strings with replaced placeholders of the current case. */
static char *filled[64];
static size_t filled_count;

/* Returns a string with its placeholders replaced, valid until the case ends. */
static const char *fill(const char *text)
{
    static const char *const names[] = {"{simulator}", "{closed}"};
    for (size_t i = 0; text != NULL && i < COUNT(names); i++) {
        const char *at = strstr(text, names[i]);
        if (at == NULL)
            continue;
        const char *url = i == 0 ? simulator("url") : closed_url;
        const size_t room = strlen(text) + strlen(url);
        char *result = (char *)malloc(room);
        snprintf(result, room, "%.*s%s%s", (int)(at - text), text, url, at + strlen(names[i]));
        filled[filled_count++] = result;
        text = fill(result);
    }
    return text;
}

static void forget_filled(void)
{
    while (filled_count > 0)
        free(filled[--filled_count]);
}

/* Errors. */

static void expect_text(const char *what, const char *seen, const char *wanted)
{
    if (wanted == NULL)
        return;
    const bool absent = strcmp(wanted, ABSENT) == 0;
    (void)test_equal_texts(__FILE__, __LINE__, what, seen, absent ? NULL : fill(wanted));
}

static void expect_number(const char *what, int64_t seen, int wanted)
{
    if (wanted != NOT_CHECKED)
        (void)test_equal_numbers(__FILE__, __LINE__, what, seen, wanted);
}

static void expect_parts(const char *whole, const char *const *parts)
{
    for (size_t i = 0; parts != NULL && parts[i] != NULL; i++)
        if (strstr(whole, fill(parts[i])) == NULL)
            test_fail(__FILE__, __LINE__, "%s is not in %.1000s", fill(parts[i]), whole);
}

/* Expects one line of at most 1000 characters. */
static void expect_one_line(const char *message)
{
    size_t characters = 0;
    for (const char *at = message; *at != '\0'; at++) {
        EXPECT((unsigned char)*at >= 32 && *at != 127);
        characters += ((unsigned char)*at & 0xc0) != 0x80;
    }
    EXPECT(characters > 0 && characters <= 1000);
}

static void expect_error(const ringout_error *err, const struct expectation *expect)
{
    const int64_t retry_after_ms = ringout_error_retry_after_ms(err);
    EXPECT_TEXT(ringout_error_code_name(ringout_error_code(err)), expect->code);
    expect_text("parameter", ringout_error_parameter(err), expect->parameter);
    expect_text("error_code", ringout_error_error_code(err), expect->error_code);
    expect_text("oauth_error", ringout_error_oauth_error(err), expect->oauth_error);
    expect_text("request_id", ringout_error_request_id(err), expect->request_id);
    const uint32_t http_status = ringout_error_http_status(err);
    expect_number("http_status", http_status == 0 ? ABSENT_NUMBER : (int64_t)http_status, expect->http_status);
    expect_number("retry_after", retry_after_ms < 0 ? ABSENT_NUMBER : retry_after_ms / 1000, expect->retry_after);
    expect_number("retryable", ringout_error_retryable(err), expect->retryable);
    expect_number("may_have_placed", ringout_error_may_have_placed(err), expect->may_have_placed);
    expect_number("details", (int64_t)ringout_error_detail_count(err), expect->details);
    expect_parts(ringout_error_text(err), expect->text);
    const char *hint = ringout_error_hint(err);
    if (expect->hint == NO_HINT)
        EXPECT_TEXT(hint, NULL);
    else
        expect_parts(hint == NULL ? "" : hint, expect->hint);
    for (size_t i = 0; expect->fields != NULL && expect->fields[i] != NULL; i += 2)
        EXPECT_TEXT(ringout_error_detail_field(err, 0, expect->fields[i]), expect->fields[i + 1]);
    if (expect->fields != NULL)
        EXPECT_NUMBER(ringout_error_detail_fields(err, 0) == NULL, expect->fields[0] == NULL);
    expect_one_line(ringout_error_message(err));
}

static void run_codes(void)
{
    for (size_t i = 0; i < COUNT(codes); i++) {
        test_begin(codes[i].name);
        EXPECT_TEXT(ringout_error_code_name(codes[i].number), codes[i].name);
        test_end();
    }
}

/* Each case has a separate client, because a client remembers rate limits and lockouts. */
static void run_response(const struct response *response, const char *id)
{
    ringout_config config = simulator_config();
    config.request_timeout_ms = response->request_timeout_ms;
    ringout_client *client = NULL;
    ringout_call *call = NULL;
    ringout_state *state = NULL;
    ringout_error *err = NULL;
    OK(ringout_client_new(&config, &client, NULL));
    OK(ringout_client_call(client, id, &call, NULL));
    simulator_delete("faults");
    simulator_fault("GET", "/restapi/v1.0/account", 0, response->fault);
    EXPECT(ringout_call_status(call, &state, &err) != RINGOUT_OK);
    if (err != NULL)
        expect_error(err, &response->expect);
    for (size_t i = 0; response->not_text != NULL && response->not_text[i] != NULL; i++)
        EXPECT(strstr(ringout_error_text(err), response->not_text[i]) == NULL);
    ringout_error_free(err);
    ringout_call_free(call);
    ringout_client_free(client);
}

static void run_errors(void)
{
    ringout_client *client = simulator_client();
    ringout_call *call = simulator_call(client, CALLEE);
    run_codes();
    for (size_t i = 0; i < COUNT(responses); i++) {
        test_begin(responses[i].name);
        run_response(&responses[i], ringout_call_id(call));
        test_end();
    }
    ringout_call_free(call);
    ringout_client_free(client);
}

/* Transitions. */

static ringout_verdict *judged(const char *const from[3], const char *const to[3])
{
    ringout_state *before = NULL, *after = NULL;
    ringout_verdict *verdict = NULL;
    OK(ringout_state_new(from[0], from[1], from[2], &before, NULL));
    OK(ringout_state_new(to[0], to[1], to[2], &after, NULL));
    OK(ringout_check_transition(before, after, &verdict, NULL));
    ringout_state_free(before);
    ringout_state_free(after);
    return verdict;
}

/* Checks the reason for one field of a transition that changes no other field. */
static const char *verdict_on(uint32_t field, const char *from, const char *to)
{
    const char *before[] = {"InProgress", "InProgress", "InProgress"};
    const char *after[] = {"InProgress", "InProgress", "InProgress"};
    before[field] = from;
    after[field] = to;
    ringout_verdict *verdict = judged(before, after);
    uint32_t kind = strcmp(from, to) == 0 ? RINGOUT_VERDICT_UNCHANGED : RINGOUT_VERDICT_DOCUMENTED;
    for (size_t i = 0; i < ringout_verdict_reason_count(verdict); i++)
        if (ringout_verdict_reason_field(verdict, i) == field)
            kind = ringout_verdict_reason_kind(verdict, i);
    ringout_verdict_free(verdict);
    return ringout_verdict_kind_name(kind);
}

static void run_products(void)
{
    for (size_t from = 0; from < COUNT(statuses); from++) {
        for (uint32_t field = RINGOUT_FIELD_CALL; field <= RINGOUT_FIELD_CALLEE; field++) {
            char name[128];
            snprintf(name, sizeof name, "%s of %s", statuses[from], ringout_field_name(field));
            test_begin(name);
            EXPECT_TEXT(ringout_status_name((uint32_t)from), statuses[from]);
            for (size_t to = 0; to < COUNT(statuses); to++) {
                const char *const *row = field == RINGOUT_FIELD_CALL ? call_verdicts[from] : leg_verdicts[from];
                EXPECT_TEXT(verdict_on(field, statuses[from], statuses[to]), row[to]);
            }
            test_end();
        }
    }
}

static void run_triple(const struct triple *triple)
{
    ringout_state *after = NULL;
    OK(ringout_state_new(triple->to[0], triple->to[1], triple->to[2], &after, NULL));
    EXPECT_TEXT(ringout_phase_name(ringout_state_phase(after)), triple->phase);
    ringout_state_free(after);

    ringout_verdict *verdict = judged(triple->from, triple->to);
    EXPECT_TEXT(ringout_verdict_kind_name(ringout_verdict_kind(verdict)), triple->verdict);
    const char *path = NULL;
    size_t i = 0;
    for (; i < ringout_verdict_reason_count(verdict); i++) {
        EXPECT_TEXT(ringout_field_name(ringout_verdict_reason_field(verdict, i)), triple->reasons[2 * i]);
        if (triple->reasons[2 * i] == NULL)
            break;
        EXPECT_TEXT(ringout_verdict_kind_name(ringout_verdict_reason_kind(verdict, i)), triple->reasons[2 * i + 1]);
        EXPECT(ringout_verdict_reason_text(verdict, i)[0] != '\0');
        EXPECT(strstr(ringout_verdict_text(verdict), ringout_verdict_reason_text(verdict, i)) != NULL);
        const char *way = ringout_verdict_reason_path(verdict, i);
        path = path == NULL ? way : path;
        const size_t length = ringout_verdict_reason_path_count(verdict, i);
        EXPECT_NUMBER(length == 0, way == NULL);
        if (length > 0)
            EXPECT_NUMBER(ringout_verdict_reason_path_status(verdict, i, 0), RINGOUT_STATUS_IN_PROGRESS);
        EXPECT_NUMBER(ringout_verdict_reason_path_status(verdict, i, length), RINGOUT_STATUS_UNKNOWN);
    }
    EXPECT_TEXT(triple->reasons[2 * i], NULL);
    EXPECT_TEXT(path, triple->path);
    ringout_verdict_free(verdict);
}

static void run_transitions(void)
{
    run_products();
    for (size_t i = 0; i < COUNT(triples); i++) {
        test_begin(triples[i].name);
        run_triple(&triples[i]);
        test_end();
    }
}

/* Bad input. */

/* Seconds of tolerance for a busy machine. */
#define BUSY 5.0

/* Returns true in valgrind, where time limits are not checked. */
static bool in_valgrind(void)
{
    return getenv("IN_VALGRIND") != NULL;
}

/* Returns the timeout of a case. In valgrind it is short only if it has to pass, or if nothing may be retried: the first
 * retry of a server error comes after 2 s. */
static uint32_t timeout_of(const struct bad_input *input, uint32_t timeout_ms)
{
    static const struct {
        const char *code;
        uint32_t timeout_ms;
    } in_short[] = {{"TIMEOUT", 3000}, {"CONNECTION", 3000}, {"MAYBE_PLACED", 3000}, {"SERVER", 1900},
                    {"RATE_LIMITED", 1900}};
    if (timeout_ms != 1000 || !in_valgrind())
        return timeout_ms;
    for (size_t i = 0; i < COUNT(in_short); i++)
        if (strcmp(input->expect.code, in_short[i].code) == 0)
            return in_short[i].timeout_ms;
    return 20000;
}

static const char *given_or(const char *given, const char *otherwise)
{
    return given == NULL ? otherwise : fill(given);
}

static ringout_status make_client(const struct bad_input *input, ringout_client **client, ringout_error **err)
{
    ringout_config config = simulator_config();
    config.server = given_or(input->server, config.server);
    config.client_id = given_or(input->client_id, config.client_id);
    config.client_secret = given_or(input->client_secret, config.client_secret);
    config.jwt = strcmp(input->operation, "login") == 0 ? NULL : given_or(input->jwt, config.jwt);
    config.request_timeout_ms = timeout_of(input, input->request_timeout_ms);
    config.create_timeout_ms = timeout_of(input, input->create_timeout_ms);
    if (input->call_path != NULL && strcmp(input->call_path, "ringout") == 0)
        config.call_path = RINGOUT_CALL_PATH_DEPRECATED;
    return ringout_client_new(&config, client, err);
}

static ringout_status create(const struct bad_input *input, const ringout_client *client, ringout_error **err)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = fill(input->to);
    request.from = fill(input->from);
    request.from_forwarding_number = input->from_forwarding_number;
    request.caller_id = input->caller_id;
    request.country = input->country;
    request.dedupe_key = input->dedupe_key;
    request.play_prompt = input->play_prompt;
    ringout_call *call = NULL;
    ringout_status status = ringout_client_create_call(client, &request, &call, err);
    ringout_call_free(call);
    return status;
}

/* `call`, `status` and `cancel`, on a call that was placed, or on one with a given id. */
static ringout_status use_call(const struct bad_input *input, const ringout_client *client, const ringout_call *placed,
                               ringout_error **err)
{
    ringout_call *known = NULL;
    ringout_state *state = NULL;
    uint32_t effect = 0;
    const ringout_call *call = placed;
    if (placed == NULL) {
        ringout_status status = ringout_client_call(client, fill(input->id), &known, err);
        if (status != RINGOUT_OK)
            return status;
        call = known;
    }
    ringout_status status = RINGOUT_OK;
    if (strcmp(input->operation, "status") == 0)
        status = ringout_call_status(call, &state, err);
    else if (strcmp(input->operation, "cancel") == 0)
        status = ringout_call_cancel(call, &effect, err);
    ringout_state_free(state);
    ringout_call_free(known);
    return status;
}

static ringout_status operate(const struct bad_input *input, const ringout_client *client, const ringout_call *placed,
                              ringout_error **err)
{
    if (strcmp(input->operation, "login") == 0)
        return ringout_client_login_jwt(client, given_or(input->jwt, simulator("jwt")), err);
    if (strcmp(input->operation, "create_call") == 0)
        return create(input, client, err);
    if (strcmp(input->operation, "request") != 0)
        return use_call(input, client, placed, err);
    ringout_response *response = NULL;
    ringout_status status =
        ringout_client_request(client, input->method, fill(input->path), NULL, input->body, &response, err);
    ringout_response_free(response);
    return status;
}

static ringout_status link_to(const struct bad_input *input, ringout_error **err)
{
    const uint32_t scheme = strcmp(input->scheme, "tel") == 0 ? RINGOUT_DIAL_SCHEME_TEL : RINGOUT_DIAL_SCHEME_RC_MOBILE;
    char *uri = NULL;
    ringout_status status = ringout_dial_uri(input->number, scheme, &uri, err);
    if (status == RINGOUT_OK)
        EXPECT_TEXT(uri, input->returns);
    ringout_string_free(uri);
    return status;
}

/* Creates the client, installs the faults and runs the operation. *took is the time of the operation alone. */
static ringout_status run_input(const struct bad_input *input, double *took, ringout_error **err)
{
    ringout_client *client = NULL;
    ringout_call *placed = NULL;
    const double began = seconds_now();
    if (strcmp(input->operation, "dial_uri") == 0) {
        ringout_status status = link_to(input, err);
        *took = seconds_now() - began;
        return status;
    }
    ringout_status status = make_client(input, &client, err);
    *took = seconds_now() - began;
    const bool on_call = strcmp(input->operation, "status") == 0 || strcmp(input->operation, "cancel") == 0;
    if (status == RINGOUT_OK && strcmp(input->operation, "build") != 0) {
        if (on_call && input->id == NULL)
            placed = simulator_call(client, CALLEE);
        for (size_t i = 0; input->faults[i] != NULL; i++)
            simulator_post("faults", fill(input->faults[i]));
        simulator_delete("journal");
        const double operation_began = seconds_now();
        status = operate(input, client, placed, err);
        *took = seconds_now() - operation_began;
    }
    ringout_call_free(placed);
    ringout_client_free(client);
    return status;
}

static void expect_nowhere(const ringout_error *err, const char *part)
{
    const char *const texts[] = {ringout_error_text(err),       ringout_error_parameter(err),
                                 ringout_error_error_code(err), ringout_error_oauth_error(err),
                                 ringout_error_request_id(err), ringout_error_attempt_to(err),
                                 ringout_error_attempt_from(err)};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (texts[i] != NULL && strstr(texts[i], part) != NULL)
            test_fail(__FILE__, __LINE__, "%s is in %s", part, texts[i]);
    for (size_t i = 0; i < ringout_error_detail_count(err); i++) {
        const char *const details[] = {
            ringout_error_detail_error_code(err, i), ringout_error_detail_message(err, i),
            ringout_error_detail_parameter_name(err, i), ringout_error_detail_parameter_value(err, i),
            ringout_error_detail_additional_info(err, i), ringout_error_detail_fields(err, i)};
        for (size_t j = 0; j < COUNT(details); j++)
            if (details[j] != NULL && strstr(details[j], part) != NULL)
                test_fail(__FILE__, __LINE__, "%s is in %s", part, details[j]);
    }
}

static unsigned placed_calls(void)
{
    char *state = simulator_get("state");
    const char *at = strstr(state, "\"placed\":");
    const unsigned count = at == NULL ? 0 : (unsigned)strtoul(at + strlen("\"placed\":"), NULL, 10);
    free(state);
    return count;
}

static void run_bad_input(const struct bad_input *input)
{
    ringout_error *err = NULL;
    double took = 0;
    simulator_post("reset", "");
    const ringout_status status = run_input(input, &took, &err);
    if (status == RINGOUT_OK) {
        EXPECT_TEXT("OK", input->expect.code);
        EXPECT(err == NULL);
    } else {
        expect_error(err, &input->expect);
        expect_nowhere(err, simulator("client_secret"));
        expect_nowhere(err, simulator("jwt"));
        for (size_t i = 0; input->not_text != NULL && input->not_text[i] != NULL; i++)
            expect_nowhere(err, fill(input->not_text[i]));
    }
    ringout_error_free(err);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out") + simulator_requests("POST", "/ringout"), input->posts);
    expect_number("placed", placed_calls(), input->placed);
    if (input->sent != NULL) {
        char *journal = simulator_get("journal");
        if (strstr(journal, input->sent) == NULL)
            test_fail(__FILE__, __LINE__, "%s is not in %.1000s", input->sent, journal);
        free(journal);
    }
    if (took > input->within + BUSY && !in_valgrind())
        test_fail(__FILE__, __LINE__, "it took %.3f s, not %.3f s", took, input->within);
}

static void run_bad_inputs(size_t share, size_t shares)
{
    for (size_t i = share; i < COUNT(bad_inputs); i += shares) {
        test_begin(bad_inputs[i].name);
        run_bad_input(&bad_inputs[i]);
        forget_filled();
        test_end();
    }
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    make_closed_url();
    if (strcmp(what, "transitions") == 0)
        run_transitions();
    else if (strcmp(what, "errors") == 0)
        run_errors();
    else if (strcmp(what, "bad_input") == 0 && argc == 4)
        run_bad_inputs(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
    else
        return 2;
    return test_result();
}

/* Every function that can fail, with NULL for each pointer and with bad UTF-8 for each string. Nothing is sent. */

#include <ringout.h>
#include <string.h>

#include "check.h"

#define BAD "\xff\xfe"

static char sentinel;

/* Every possible output of a function. */
static struct outputs {
    ringout_client *client;
    ringout_call *call;
    ringout_state *state;
    ringout_outcome *outcome;
    ringout_verdict *verdict;
    ringout_watch *watch;
    ringout_response *response;
    ringout_cancel_token *token;
    ringout_authorization *authorization;
    ringout_token *access;
    ringout_caller_ids *caller_ids;
    ringout_forwarding_numbers *forwarding_numbers;
    ringout_preflight *preflight;
    ringout_limits *limits;
    ringout_logged_call *logged;
    ringout_place_all *place_all;
    ringout_placed *placed;
    ringout_scoped_call *scoped;
    char *string;
    const ringout_change *change;
    ringout_change *kept;
    uint32_t effect;
} out;

static void mark(struct outputs *outputs)
{
    memset(outputs, 0, sizeof *outputs);
    outputs->client = (ringout_client *)(void *)&sentinel;
    outputs->call = (ringout_call *)(void *)&sentinel;
    outputs->state = (ringout_state *)(void *)&sentinel;
    outputs->outcome = (ringout_outcome *)(void *)&sentinel;
    outputs->verdict = (ringout_verdict *)(void *)&sentinel;
    outputs->watch = (ringout_watch *)(void *)&sentinel;
    outputs->scoped = (ringout_scoped_call *)(void *)&sentinel;
    outputs->response = (ringout_response *)(void *)&sentinel;
    outputs->token = (ringout_cancel_token *)(void *)&sentinel;
    outputs->authorization = (ringout_authorization *)(void *)&sentinel;
    outputs->access = (ringout_token *)(void *)&sentinel;
    outputs->caller_ids = (ringout_caller_ids *)(void *)&sentinel;
    outputs->forwarding_numbers = (ringout_forwarding_numbers *)(void *)&sentinel;
    outputs->preflight = (ringout_preflight *)(void *)&sentinel;
    outputs->limits = (ringout_limits *)(void *)&sentinel;
    outputs->logged = (ringout_logged_call *)(void *)&sentinel;
    outputs->place_all = (ringout_place_all *)(void *)&sentinel;
    outputs->placed = (ringout_placed *)(void *)&sentinel;
    outputs->string = &sentinel;
    outputs->change = (const ringout_change *)(void *)&sentinel;
    outputs->kept = (ringout_change *)(void *)&sentinel;
    outputs->effect = 77;
}

/* The error output of the next function call: a variable, or NULL. */
static ringout_error *err;
static ringout_error **err_or_null;

static void expect_failure(int line, ringout_status status, ringout_status wanted, const char *parameter)
{
    struct outputs untouched;
    mark(&untouched);
    if (memcmp(&out, &untouched, sizeof out) != 0)
        test_fail(__FILE__, line, "an output was written to");
    (void)test_equal_numbers(__FILE__, line, "the status", status, wanted);
    if (err_or_null == NULL)
        return;
    (void)test_equal_numbers(__FILE__, line, "the code", ringout_error_code(err), wanted);
    (void)test_equal_texts(__FILE__, line, "the parameter", ringout_error_parameter(err), parameter);
    if (strstr(ringout_error_message(err), parameter) == NULL)
        test_fail(__FILE__, line, "the message does not name %s", parameter);
    ringout_error_free(err);
    err = NULL;
}

/* Calls the function twice, with and without an error output. */
#define FAILS(wanted, parameter, call) \
    do { \
        mark(&out); \
        err_or_null = &err; \
        expect_failure(__LINE__, call, wanted, parameter); \
        err_or_null = NULL; \
        expect_failure(__LINE__, call, wanted, parameter); \
    } while (0)
#define IS_NULL(parameter, call) FAILS(RINGOUT_NULL_POINTER, parameter, call)
#define IS_BAD(parameter, call) FAILS(RINGOUT_INVALID_UTF8, parameter, call)

static ringout_client *client;
static ringout_call *call;
static ringout_cancel_token *token;
static ringout_state *state;
static ringout_watch *watch;
static ringout_place_all *place_all;
static ringout_token *access_token;
static ringout_authorization *authorization;

static ringout_config good_config(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    /* The discard port of this machine: if anything were sent, the error would be another one. */
    config.server = "http://127.0.0.1:9";
    config.client_id = "app";
    return config;
}

static int never(const ringout_change *change, void *user_data)
{
    (void)change;
    (void)user_data;
    test_fail(__FILE__, __LINE__, "the callback was called");
    return 0;
}

static void creating_a_client(void)
{
    const ringout_config good = good_config();
    ringout_config config = good;
    IS_NULL("config", ringout_client_new(NULL, &out.client, err_or_null));
    IS_NULL("client", ringout_client_new(&good, NULL, err_or_null));
    IS_NULL("client", ringout_client_from_env(NULL, err_or_null));

    config.server = NULL;
    IS_NULL("server", ringout_client_new(&config, &out.client, err_or_null));
    config = good;
    config.client_id = NULL;
    IS_NULL("client_id", ringout_client_new(&config, &out.client, err_or_null));
    config = good;
    config.app_name = "app";
    IS_NULL("app_version", ringout_client_new(&config, &out.client, err_or_null));
    config = good;
    config.app_version = "1";
    IS_NULL("app_name", ringout_client_new(&config, &out.client, err_or_null));

    const char **const texts[] = {&config.server,       &config.client_id,  &config.client_secret, &config.jwt,
                                  &config.account_id,   &config.extension_id, &config.token_file,  &config.token_user,
                                  &config.proxy,        &config.ca_bundle,  &config.app_name,      &config.app_version};
    const char *const names[] = {"server",       "client_id",  "client_secret", "jwt",   "account_id", "extension_id",
                                 "token_file",   "token_user", "proxy",         "ca_bundle", "app_name", "app_version"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        config = good;
        config.app_name = config.app_version = i < 10 ? NULL : "1";
        *texts[i] = BAD;
        IS_BAD(names[i], ringout_client_new(&config, &out.client, err_or_null));
    }
}

static void binding_a_client(void)
{
    IS_NULL("client", ringout_client_with_cancel_token(NULL, token, &out.client, err_or_null));
    IS_NULL("token", ringout_client_with_cancel_token(client, NULL, &out.client, err_or_null));
    IS_NULL("bound", ringout_client_with_cancel_token(client, token, NULL, err_or_null));
    IS_NULL("client", ringout_client_with_timeout(NULL, 1000, &out.client, err_or_null));
    IS_NULL("bound", ringout_client_with_timeout(client, 1000, NULL, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "timeout_ms", ringout_client_with_timeout(client, 0, &out.client, err_or_null));
    IS_NULL("client", ringout_client_with_rate_limit(NULL, 0, &out.client, err_or_null));
    IS_NULL("bound", ringout_client_with_rate_limit(client, 0, NULL, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "rate_limit", ringout_client_with_rate_limit(client, 2, &out.client, err_or_null));
    IS_NULL("token", ringout_cancel_token_new(NULL, err_or_null));
}

static void logging_in(void)
{
    IS_NULL("client", ringout_client_login_jwt(NULL, "jwt", err_or_null));
    IS_NULL("jwt", ringout_client_login_jwt(client, NULL, err_or_null));
    IS_BAD("jwt", ringout_client_login_jwt(client, BAD, err_or_null));

    IS_NULL("client", ringout_client_login_password(NULL, "user", NULL, "password", err_or_null));
    IS_NULL("username", ringout_client_login_password(client, NULL, NULL, "password", err_or_null));
    IS_NULL("password", ringout_client_login_password(client, "user", NULL, NULL, err_or_null));
    IS_BAD("username", ringout_client_login_password(client, BAD, NULL, "password", err_or_null));
    IS_BAD("extension", ringout_client_login_password(client, "user", BAD, "password", err_or_null));
    IS_BAD("password", ringout_client_login_password(client, "user", NULL, BAD, err_or_null));

    IS_NULL("client", ringout_client_login_code(NULL, "code", "uri", NULL, err_or_null));
    IS_NULL("code", ringout_client_login_code(client, NULL, "uri", NULL, err_or_null));
    IS_NULL("redirect_uri", ringout_client_login_code(client, "code", NULL, NULL, err_or_null));
    IS_BAD("code", ringout_client_login_code(client, BAD, "uri", NULL, err_or_null));
    IS_BAD("redirect_uri", ringout_client_login_code(client, "code", BAD, NULL, err_or_null));
    IS_BAD("verifier", ringout_client_login_code(client, "code", "uri", BAD, err_or_null));
}

static void logging_in_on_the_page(void)
{
    IS_NULL("client", ringout_client_authorize_url(NULL, "uri", &out.authorization, err_or_null));
    IS_NULL("redirect_uri", ringout_client_authorize_url(client, NULL, &out.authorization, err_or_null));
    IS_BAD("redirect_uri", ringout_client_authorize_url(client, BAD, &out.authorization, err_or_null));
    IS_NULL("authorization", ringout_client_authorize_url(client, "uri", NULL, err_or_null));

    IS_NULL("redirect_uri", ringout_authorization_new(NULL, "s", "v", &out.authorization, err_or_null));
    IS_NULL("state", ringout_authorization_new("uri", NULL, "v", &out.authorization, err_or_null));
    IS_NULL("verifier", ringout_authorization_new("uri", "s", NULL, &out.authorization, err_or_null));
    IS_NULL("authorization", ringout_authorization_new("uri", "s", "v", NULL, err_or_null));
    IS_BAD("redirect_uri", ringout_authorization_new(BAD, "s", "v", &out.authorization, err_or_null));
    IS_BAD("state", ringout_authorization_new("uri", BAD, "v", &out.authorization, err_or_null));
    IS_BAD("verifier", ringout_authorization_new("uri", "s", BAD, &out.authorization, err_or_null));

    IS_NULL("client", ringout_client_login_redirect(NULL, "url", authorization, err_or_null));
    IS_NULL("redirected_to", ringout_client_login_redirect(client, NULL, authorization, err_or_null));
    IS_BAD("redirected_to", ringout_client_login_redirect(client, BAD, authorization, err_or_null));
    IS_NULL("authorization", ringout_client_login_redirect(client, "url", NULL, err_or_null));
}

static void tokens(void)
{
    IS_NULL("client", ringout_client_refresh(NULL, err_or_null));
    IS_NULL("client", ringout_client_logout(NULL, err_or_null));
    IS_NULL("client", ringout_client_token(NULL, &out.access, err_or_null));
    IS_NULL("token", ringout_client_token(client, NULL, err_or_null));
    IS_NULL("client", ringout_client_set_token(NULL, access_token, err_or_null));
    IS_NULL("token", ringout_client_set_token(client, NULL, err_or_null));
    IS_NULL("json", ringout_token_from_json(NULL, &out.access, err_or_null));
    IS_BAD("json", ringout_token_from_json(BAD, &out.access, err_or_null));
    IS_NULL("token", ringout_token_from_json("{}", NULL, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "token", ringout_token_from_json("{}", &out.access, err_or_null));
}

static void placing_a_call(void)
{
    ringout_call_request good = RINGOUT_CALL_REQUEST_INIT;
    good.to = "+16505550100";
    ringout_call_request request = good;
    IS_NULL("client", ringout_client_create_call(NULL, &good, &out.call, err_or_null));
    IS_NULL("request", ringout_client_create_call(client, NULL, &out.call, err_or_null));
    IS_NULL("call", ringout_client_create_call(client, &good, NULL, err_or_null));
    request.to = NULL;
    IS_NULL("to", ringout_client_create_call(client, &request, &out.call, err_or_null));

    const char **const texts[] = {&request.to, &request.from, &request.from_forwarding_number, &request.caller_id,
                                  &request.country};
    const char *const names[] = {"to", "from", "from_forwarding_number", "caller_id", "country"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        request = good;
        *texts[i] = BAD;
        IS_BAD(names[i], ringout_client_create_call(client, &request, &out.call, err_or_null));
    }

    IS_NULL("client", ringout_client_call(NULL, "1", &out.call, err_or_null));
    IS_NULL("id", ringout_client_call(client, NULL, &out.call, err_or_null));
    IS_BAD("id", ringout_client_call(client, BAD, &out.call, err_or_null));
    IS_NULL("call", ringout_client_call(client, "1", NULL, err_or_null));
}

typedef ringout_status (*sender)(const ringout_client *, const char *, const char *, const char *const *, const char *,
                                 ringout_response **, ringout_error **);

static void api_requests(void)
{
    const sender senders[] = {ringout_client_request, ringout_client_send};
    const char *const no_value[] = {"a", "1", "b", NULL};
    const char *const bad_name[] = {BAD, "1", NULL};
    const char *const bad_value[] = {"a", BAD, NULL};
    for (size_t i = 0; i < 2; i++) {
        const sender send = senders[i];
        IS_NULL("client", send(NULL, "GET", "/x", NULL, NULL, &out.response, err_or_null));
        IS_NULL("method", send(client, NULL, "/x", NULL, NULL, &out.response, err_or_null));
        IS_NULL("path", send(client, "GET", NULL, NULL, NULL, &out.response, err_or_null));
        IS_NULL("response", send(client, "GET", "/x", NULL, NULL, NULL, err_or_null));
        IS_BAD("method", send(client, BAD, "/x", NULL, NULL, &out.response, err_or_null));
        IS_BAD("path", send(client, "GET", BAD, NULL, NULL, &out.response, err_or_null));
        IS_BAD("query", send(client, "GET", "/x", bad_name, NULL, &out.response, err_or_null));
        IS_BAD("query", send(client, "GET", "/x", bad_value, NULL, &out.response, err_or_null));
        IS_BAD("body", send(client, "POST", "/x", NULL, BAD, &out.response, err_or_null));
        FAILS(RINGOUT_INVALID_ARGUMENT, "query",
              send(client, "GET", "/x", no_value, NULL, &out.response, err_or_null));
        FAILS(RINGOUT_INVALID_ARGUMENT, "method",
              send(client, "FETCH", "/x", NULL, NULL, &out.response, err_or_null));
    }
}

static void lists_and_preflight(void)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    IS_NULL("client", ringout_client_caller_ids(NULL, &out.caller_ids, err_or_null));
    IS_NULL("caller_ids", ringout_client_caller_ids(client, NULL, err_or_null));
    IS_NULL("client", ringout_client_forwarding_numbers(NULL, &out.forwarding_numbers, err_or_null));
    IS_NULL("forwarding_numbers", ringout_client_forwarding_numbers(client, NULL, err_or_null));
    IS_NULL("client", ringout_client_limits(NULL, &out.limits, err_or_null));
    IS_NULL("limits", ringout_client_limits(client, NULL, err_or_null));
    IS_NULL("client", ringout_client_preflight(NULL, NULL, &out.preflight, err_or_null));
    IS_NULL("preflight", ringout_client_preflight(client, NULL, NULL, err_or_null));
    IS_NULL("to", ringout_client_preflight(client, &request, &out.preflight, err_or_null));
    request.to = BAD;
    IS_BAD("to", ringout_client_preflight(client, &request, &out.preflight, err_or_null));

    IS_NULL("call", ringout_call_log(NULL, &out.logged, err_or_null));
    IS_NULL("logged", ringout_call_log(call, NULL, err_or_null));
    IS_NULL("client", ringout_client_call_log(NULL, "+16505550100", NULL, 0, &out.logged, err_or_null));
    IS_NULL("to", ringout_client_call_log(client, NULL, NULL, 0, &out.logged, err_or_null));
    IS_NULL("logged", ringout_client_call_log(client, "+16505550100", NULL, 0, NULL, err_or_null));
    IS_BAD("to", ringout_client_call_log(client, BAD, NULL, 0, &out.logged, err_or_null));
    IS_BAD("from", ringout_client_call_log(client, "+16505550100", BAD, 0, &out.logged, err_or_null));

    IS_NULL("number", ringout_dial_uri(NULL, RINGOUT_DIAL_SCHEME_TEL, &out.string, err_or_null));
    IS_NULL("uri", ringout_dial_uri("+16505550100", RINGOUT_DIAL_SCHEME_TEL, NULL, err_or_null));
    IS_BAD("number", ringout_dial_uri(BAD, RINGOUT_DIAL_SCHEME_TEL, &out.string, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "number", ringout_dial_uri("tel:1", 0, &out.string, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "scheme", ringout_dial_uri("+16505550100", 2, &out.string, err_or_null));
}

static const char *no_entry(const ringout_journal_entry *entry, void *user_data)
{
    (void)entry;
    (void)user_data;
    test_fail(__FILE__, __LINE__, "the journal was called");
    return NULL;
}

static void batches_of_calls(void)
{
    ringout_call_request requests[2] = {RINGOUT_CALL_REQUEST_INIT, RINGOUT_CALL_REQUEST_INIT};
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.journal = no_entry;
    requests[0].to = requests[1].to = "+16505550100";
    IS_NULL("client", ringout_client_place_all(NULL, requests, 2, &options, &out.place_all, err_or_null));
    IS_NULL("requests", ringout_client_place_all(client, NULL, 2, &options, &out.place_all, err_or_null));
    IS_NULL("place_all", ringout_client_place_all(client, requests, 2, &options, NULL, err_or_null));
    requests[1].from = BAD;
    IS_BAD("requests[1].from", ringout_client_place_all(client, requests, 2, NULL, &out.place_all, err_or_null));
    requests[0].to = NULL;
    IS_NULL("requests[0].to", ringout_client_place_all(client, requests, 2, NULL, &out.place_all, err_or_null));
    IS_NULL("place_all", ringout_place_all_next(NULL, &out.placed, err_or_null));
    IS_NULL("placed", ringout_place_all_next(place_all, NULL, err_or_null));
}

static void following_a_call(void)
{
    IS_NULL("call", ringout_call_clone(NULL, &out.call, err_or_null));
    IS_NULL("clone", ringout_call_clone(call, NULL, err_or_null));
    IS_NULL("call", ringout_scoped_call_new(NULL, &out.scoped, err_or_null));
    IS_NULL("scoped", ringout_scoped_call_new(call, NULL, err_or_null));
    IS_NULL("call", ringout_call_with_cancel_token(NULL, token, &out.call, err_or_null));
    IS_NULL("token", ringout_call_with_cancel_token(call, NULL, &out.call, err_or_null));
    IS_NULL("bound", ringout_call_with_cancel_token(call, token, NULL, err_or_null));
    IS_NULL("call", ringout_call_status(NULL, &out.state, err_or_null));
    IS_NULL("state", ringout_call_status(call, NULL, err_or_null));
    IS_NULL("call", ringout_call_state(NULL, &out.state, err_or_null));
    IS_NULL("state", ringout_call_state(call, NULL, err_or_null));
    IS_NULL("call", ringout_call_outcome(NULL, &out.outcome, err_or_null));
    IS_NULL("outcome", ringout_call_outcome(call, NULL, err_or_null));
    IS_NULL("call", ringout_call_cancel(NULL, &out.effect, err_or_null));
    IS_NULL("effect", ringout_call_cancel(call, NULL, err_or_null));
    IS_NULL("call", ringout_call_wait(NULL, NULL, &out.outcome, err_or_null));
    IS_NULL("outcome", ringout_call_wait(call, NULL, NULL, err_or_null));
    IS_NULL("call", ringout_call_watch(NULL, NULL, never, NULL, &out.outcome, err_or_null));
    IS_NULL("callback", ringout_call_watch(call, NULL, NULL, NULL, &out.outcome, err_or_null));
    IS_NULL("outcome", ringout_call_watch(call, NULL, never, NULL, NULL, err_or_null));
    IS_NULL("call", ringout_watch_new(NULL, NULL, &out.watch, err_or_null));
    IS_NULL("watch", ringout_watch_new(call, NULL, NULL, err_or_null));
    IS_NULL("watch", ringout_watch_next(NULL, &out.change, err_or_null));
    IS_NULL("change", ringout_watch_next(watch, NULL, err_or_null));
    IS_NULL("change", ringout_change_clone(NULL, &out.kept, err_or_null));
    IS_NULL("watch", ringout_watch_outcome(NULL, &out.outcome, err_or_null));
    IS_NULL("outcome", ringout_watch_outcome(watch, NULL, err_or_null));
}

static void judging_a_transition(void)
{
    IS_NULL("call_status", ringout_state_new(NULL, "Success", "Success", &out.state, err_or_null));
    IS_NULL("caller_status", ringout_state_new("Success", NULL, "Success", &out.state, err_or_null));
    IS_NULL("callee_status", ringout_state_new("Success", "Success", NULL, &out.state, err_or_null));
    IS_NULL("state", ringout_state_new("Success", "Success", "Success", NULL, err_or_null));
    IS_BAD("call_status", ringout_state_new(BAD, "Success", "Success", &out.state, err_or_null));
    IS_BAD("caller_status", ringout_state_new("Success", BAD, "Success", &out.state, err_or_null));
    IS_BAD("callee_status", ringout_state_new("Success", "Success", BAD, &out.state, err_or_null));
    IS_NULL("from", ringout_check_transition(NULL, state, &out.verdict, err_or_null));
    IS_NULL("to", ringout_check_transition(state, NULL, &out.verdict, err_or_null));
    IS_NULL("verdict", ringout_check_transition(state, state, NULL, err_or_null));
    EXPECT_NUMBER(ringout_status_parse(NULL), RINGOUT_STATUS_UNKNOWN);
    EXPECT_NUMBER(ringout_status_parse(BAD), RINGOUT_STATUS_UNKNOWN);
}

static uint32_t no_token(const ringout_token_key *key, ringout_token_sink *sink, void *user_data)
{
    (void)key;
    (void)sink;
    (void)user_data;
    test_fail(__FILE__, __LINE__, "the callback was called");
    return RINGOUT_STORE_FAILED;
}

static void no_line(uint32_t level, const char *message, void *user_data)
{
    (void)level;
    (void)user_data;
    test_fail(__FILE__, __LINE__, "%s was logged", message);
}

static uint32_t no_record(const ringout_ledger_key *key, ringout_ledger_sink *sink, void *user_data)
{
    (void)key;
    (void)sink;
    (void)user_data;
    test_fail(__FILE__, __LINE__, "the callback was called");
    return RINGOUT_STORE_FAILED;
}

static void ledgers_and_keys(void)
{
    ringout_ledger ledger = RINGOUT_LEDGER_INIT;
    ringout_config config = good_config();
    config.ledger = &ledger;
    IS_NULL("ledger.load", ringout_client_new(&config, &out.client, err_or_null));
    ledger.load = no_record;
    IS_NULL("ledger.swap", ringout_client_new(&config, &out.client, err_or_null));
    EXPECT_TEXT(ringout_ledger_key_server(NULL), NULL);
    EXPECT_TEXT(ringout_ledger_key_client_id(NULL), NULL);
    EXPECT_TEXT(ringout_ledger_key_user(NULL), NULL);
    EXPECT_TEXT(ringout_ledger_key_dedupe_key(NULL), NULL);
    EXPECT_TEXT(ringout_ledger_key_text(NULL), NULL);
    ringout_ledger_sink_set_record(NULL, NULL, 0);
    ringout_ledger_sink_set_failure(NULL, NULL);
    EXPECT(!ringout_call_adopted(NULL));
    uint64_t left_ms = 7;
    bool claimed = true;
    IS_NULL("client", ringout_client_find_call(NULL, "a", &out.call, err_or_null));
    IS_NULL("dedupe_key", ringout_client_find_call(client, NULL, &out.call, err_or_null));
    IS_NULL("call", ringout_client_find_call(client, "a", NULL, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "dedupe_key", ringout_client_find_call(client, "a", &out.call, err_or_null));
    IS_NULL("call", ringout_call_take_lease(NULL, &left_ms, err_or_null));
    IS_NULL("left_ms", ringout_call_take_lease(call, NULL, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "dedupe_key", ringout_call_take_lease(call, &left_ms, err_or_null));
    IS_NULL("call", ringout_call_claim_outcome(NULL, &claimed, err_or_null));
    IS_NULL("claimed", ringout_call_claim_outcome(call, NULL, err_or_null));
    FAILS(RINGOUT_INVALID_ARGUMENT, "dedupe_key", ringout_call_claim_outcome(call, &claimed, err_or_null));
    EXPECT(left_ms == 7 && claimed);
}

static void token_stores_and_the_log(void)
{
    ringout_token_store store = RINGOUT_TOKEN_STORE_INIT;
    ringout_config config = good_config();
    config.token_store = &store;
    IS_NULL("token_store.load", ringout_client_new(&config, &out.client, err_or_null));
    store.load = no_token;
    IS_NULL("token_store.save", ringout_client_new(&config, &out.client, err_or_null));
    EXPECT_TEXT(ringout_token_key_server(NULL), NULL);
    EXPECT_TEXT(ringout_token_key_client_id(NULL), NULL);
    EXPECT_TEXT(ringout_token_key_user(NULL), NULL);
    EXPECT_TEXT(ringout_token_key_text(NULL), NULL);
    ringout_token_sink_set_token(NULL, NULL);
    ringout_token_sink_set_failure(NULL, NULL);
    EXPECT_NUMBER(ringout_set_log_callback(NULL, NULL, 0, NULL), RINGOUT_OK);
    FAILS(RINGOUT_INVALID_ARGUMENT, "level", ringout_set_log_callback(no_line, NULL, 0, err_or_null));
}

int main(void)
{
    const ringout_config config = good_config();
    test_begin("objects that need no server");
    EXPECT_NUMBER(ringout_client_new(&config, &client, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_client_call(client, "1", &call, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_cancel_token_new(&token, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_state_new("InProgress", "Success", "Busy", &state, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_watch_new(call, NULL, &watch, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_client_place_all(client, NULL, 0, NULL, &place_all, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_token_from_json("{\"access_token\":\"a\"}", &access_token, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_authorization_new("uri", "state", "verifier", &authorization, NULL), RINGOUT_OK);
    test_end();

    RUN(creating_a_client);
    RUN(binding_a_client);
    RUN(logging_in);
    RUN(logging_in_on_the_page);
    RUN(tokens);
    RUN(placing_a_call);
    RUN(api_requests);
    RUN(lists_and_preflight);
    RUN(batches_of_calls);
    RUN(following_a_call);
    RUN(judging_a_transition);
    RUN(ledgers_and_keys);
    RUN(token_stores_and_the_log);

    ringout_authorization_free(authorization);
    ringout_token_free(access_token);
    ringout_place_all_free(place_all);
    ringout_watch_free(watch);
    ringout_state_free(state);
    ringout_cancel_token_free(token);
    ringout_call_free(call);
    ringout_client_free(client);
    return test_result();
}

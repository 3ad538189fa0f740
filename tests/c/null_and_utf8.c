/* Every function with NULL for each of its pointers, and with bad UTF-8 for each of its strings. Nothing is sent. */

#include <ringout.h>
#include <string.h>

#include "check.h"

#define BAD "\xff\xfe"

static char sentinel;

/* Every output that a function could write to. */
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
    const ringout_change *change;
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
    outputs->response = (ringout_response *)(void *)&sentinel;
    outputs->token = (ringout_cancel_token *)(void *)&sentinel;
    outputs->authorization = (ringout_authorization *)(void *)&sentinel;
    outputs->access = (ringout_token *)(void *)&sentinel;
    outputs->change = (const ringout_change *)(void *)&sentinel;
    outputs->effect = 77;
}

/* The error output of the call that is made next: a variable, or NULL. */
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

/* Makes the call twice: with a place for the error, and without. */
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
static ringout_token *access_token;
static ringout_authorization *authorization;

static ringout_config good_config(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    /* The discard port of this machine: were anything sent, it would fail otherwise. */
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

static void making_a_client(void)
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
    FAILS(RINGOUT_INVALID_ARGUMENT, "timeout", ringout_client_with_timeout(client, 0, &out.client, err_or_null));
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

static void logging_in_through_the_page(void)
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

static void requests_of_ones_own(void)
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

static void following_a_call(void)
{
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
    IS_NULL("watch", ringout_watch_outcome(NULL, &out.outcome, err_or_null));
    IS_NULL("outcome", ringout_watch_outcome(watch, NULL, err_or_null));
}

static void judging_a_step(void)
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

static void freeing_nothing(void)
{
    ringout_authorization_free(NULL);
    ringout_call_free(NULL);
    ringout_cancel_token_free(NULL);
    ringout_client_free(NULL);
    ringout_error_free(NULL);
    ringout_outcome_free(NULL);
    ringout_response_free(NULL);
    ringout_state_free(NULL);
    ringout_token_free(NULL);
    ringout_verdict_free(NULL);
    ringout_watch_free(NULL);
    ringout_cancel_token_cancel(NULL);
    EXPECT(!ringout_cancel_token_is_cancelled(NULL));
}

static void reading_a_call_out_of_nothing(void)
{
    EXPECT_TEXT(ringout_call_id(NULL), NULL);
    EXPECT(ringout_change_previous(NULL) == NULL);
    EXPECT(ringout_change_state(NULL) == NULL);
    EXPECT(ringout_change_verdict(NULL) == NULL);
    EXPECT_NUMBER(ringout_change_earliest_ms(NULL), 0);
    EXPECT_NUMBER(ringout_change_latest_ms(NULL), 0);
    EXPECT_NUMBER(ringout_outcome_kind(NULL), RINGOUT_OUTCOME_STILL_IN_PROGRESS);
    EXPECT_NUMBER(ringout_outcome_leg(NULL), RINGOUT_LEG_NONE);
    EXPECT_NUMBER(ringout_outcome_status(NULL), RINGOUT_STATUS_UNKNOWN);
    EXPECT_NUMBER(ringout_outcome_source(NULL), 0);
    EXPECT_TEXT(ringout_outcome_status_text(NULL), NULL);
    EXPECT_TEXT(ringout_outcome_explanation(NULL), NULL);
    EXPECT_TEXT(ringout_outcome_text(NULL), NULL);
    EXPECT(!ringout_outcome_connected(NULL) && !ringout_outcome_cancelled_by_us(NULL));
    EXPECT_NUMBER(ringout_state_call_status(NULL), RINGOUT_STATUS_UNKNOWN);
    EXPECT_NUMBER(ringout_state_caller_status(NULL), RINGOUT_STATUS_UNKNOWN);
    EXPECT_NUMBER(ringout_state_callee_status(NULL), RINGOUT_STATUS_UNKNOWN);
    EXPECT_TEXT(ringout_state_call_status_text(NULL), NULL);
    EXPECT_TEXT(ringout_state_caller_status_text(NULL), NULL);
    EXPECT_TEXT(ringout_state_callee_status_text(NULL), NULL);
    EXPECT_NUMBER(ringout_state_phase(NULL), RINGOUT_PHASE_UNKNOWN);
    EXPECT_TEXT(ringout_state_text(NULL), NULL);
    EXPECT_TEXT(ringout_state_explain(NULL), NULL);
}

static void reading_the_rest_out_of_nothing(void)
{
    EXPECT_NUMBER(ringout_verdict_kind(NULL), RINGOUT_VERDICT_UNCHANGED);
    EXPECT_TEXT(ringout_verdict_text(NULL), NULL);
    EXPECT_NUMBER(ringout_verdict_reason_count(NULL), 0);
    EXPECT_NUMBER(ringout_verdict_reason_field(NULL, 0), RINGOUT_FIELD_COMBINATION);
    EXPECT_NUMBER(ringout_verdict_reason_kind(NULL, 0), RINGOUT_VERDICT_UNCHANGED);
    EXPECT_TEXT(ringout_verdict_reason_text(NULL, 0), NULL);
    EXPECT_TEXT(ringout_verdict_reason_path(NULL, 0), NULL);
    EXPECT_NUMBER(ringout_verdict_reason_path_count(NULL, 0), 0);
    EXPECT_NUMBER(ringout_verdict_reason_path_status(NULL, 0, 0), RINGOUT_STATUS_UNKNOWN);
    EXPECT_NUMBER(ringout_response_status(NULL), 0);
    EXPECT(ringout_response_error(NULL) == NULL);
    EXPECT(ringout_response_body(NULL) == NULL);
    EXPECT_NUMBER(ringout_response_body_size(NULL), 0);
    EXPECT_TEXT(ringout_response_text(NULL), NULL);
    EXPECT_TEXT(ringout_response_content_type(NULL), NULL);
    EXPECT_TEXT(ringout_response_request_id(NULL), NULL);
    EXPECT_NUMBER(ringout_response_header_count(NULL), 0);
    EXPECT_TEXT(ringout_response_header_name(NULL, 0), NULL);
    EXPECT_TEXT(ringout_response_header_value(NULL, 0), NULL);
    EXPECT_TEXT(ringout_token_json(NULL), NULL);
    EXPECT_TEXT(ringout_token_access_token(NULL), NULL);
    EXPECT_TEXT(ringout_token_refresh_token(NULL), NULL);
    EXPECT_NUMBER(ringout_token_expires_at_unix_ms(NULL), -1);
    EXPECT_TEXT(ringout_authorization_url(NULL), NULL);
    EXPECT_TEXT(ringout_authorization_redirect_uri(NULL), NULL);
    EXPECT_TEXT(ringout_authorization_state(NULL), NULL);
    EXPECT_TEXT(ringout_authorization_verifier(NULL), NULL);
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

static void reading_errors_out_of_nothing(void)
{
    EXPECT_NUMBER(ringout_error_code(NULL), RINGOUT_OK);
    EXPECT_TEXT(ringout_error_text(NULL), NULL);
    EXPECT_TEXT(ringout_error_message(NULL), NULL);
    EXPECT_TEXT(ringout_error_hint(NULL), NULL);
    EXPECT_TEXT(ringout_error_parameter(NULL), NULL);
    EXPECT_NUMBER(ringout_error_http_status(NULL), 0);
    EXPECT_TEXT(ringout_error_error_code(NULL), NULL);
    EXPECT_TEXT(ringout_error_oauth_error(NULL), NULL);
    EXPECT_TEXT(ringout_error_request_id(NULL), NULL);
    EXPECT_NUMBER(ringout_error_retry_after_ms(NULL), -1);
    EXPECT(!ringout_error_retryable(NULL));
    EXPECT_NUMBER(ringout_error_detail_count(NULL), 0);
    EXPECT_TEXT(ringout_error_attempt_to(NULL), NULL);
    EXPECT_TEXT(ringout_error_attempt_from(NULL), NULL);
    EXPECT_NUMBER(ringout_error_attempt_sent_at_unix_ms(NULL), -1);

    ringout_error *own = NULL;
    EXPECT_NUMBER(ringout_cancel_token_new(NULL, &own), RINGOUT_NULL_POINTER);
    const ringout_error *const errors[] = {NULL, own};
    const size_t indexes[] = {0, 1, SIZE_MAX};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 3; j++) {
            EXPECT_TEXT(ringout_error_detail_error_code(errors[i], indexes[j]), NULL);
            EXPECT_TEXT(ringout_error_detail_message(errors[i], indexes[j]), NULL);
            EXPECT_TEXT(ringout_error_detail_parameter_name(errors[i], indexes[j]), NULL);
            EXPECT_TEXT(ringout_error_detail_parameter_value(errors[i], indexes[j]), NULL);
            EXPECT_TEXT(ringout_error_detail_additional_info(errors[i], indexes[j]), NULL);
        }
    ringout_error_free(own);
}

int main(void)
{
    const ringout_config config = good_config();
    test_begin("objects that need no platform");
    EXPECT_NUMBER(ringout_client_new(&config, &client, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_client_call(client, "1", &call, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_cancel_token_new(&token, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_state_new("InProgress", "Success", "Busy", &state, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_watch_new(call, NULL, &watch, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_token_from_json("{\"access_token\":\"a\"}", &access_token, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_authorization_new("uri", "state", "verifier", &authorization, NULL), RINGOUT_OK);
    test_end();

    RUN(making_a_client);
    RUN(binding_a_client);
    RUN(logging_in);
    RUN(logging_in_through_the_page);
    RUN(tokens);
    RUN(placing_a_call);
    RUN(requests_of_ones_own);
    RUN(following_a_call);
    RUN(judging_a_step);
    RUN(freeing_nothing);
    RUN(reading_a_call_out_of_nothing);
    RUN(reading_the_rest_out_of_nothing);
    RUN(reading_errors_out_of_nothing);
    RUN(token_stores_and_the_log);

    ringout_authorization_free(authorization);
    ringout_token_free(access_token);
    ringout_watch_free(watch);
    ringout_state_free(state);
    ringout_cancel_token_free(token);
    ringout_call_free(call);
    ringout_client_free(client);
    return test_result();
}

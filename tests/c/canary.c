/* No string of an error contains a secret, even if a server echoes it. Each secret here contains a word to search for. */

#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "simulator.h"

#define EXTENSION "/restapi/v1.0/account/~/extension/~"
#define TOKEN_PATH "/restapi/oauth/token"

static const char secret[] = "SECRETcanary0";
static const char jwt[] = "JWTcanary0.part.signature";
static const char password[] = "PASSWORDcanary0";
static const char code[] = "CODEcanary0";
static const char access_token[] = "ACCESScanary0";
static const char refresh_token[] = "REFRESHcanary0";

static void expect_clean(const char *text)
{
    if (text != NULL && strstr(text, "canary") != NULL)
        test_fail(__FILE__, __LINE__, "a secret is in %s", text);
}

/* Searches every string of the error. */
static void expect_clean_texts(const ringout_error *err)
{
    if (err == NULL)
        test_fail(__FILE__, __LINE__, "no error");
    expect_clean(ringout_error_text(err));
    expect_clean(ringout_error_message(err));
    expect_clean(ringout_error_hint(err));
    expect_clean(ringout_error_parameter(err));
    expect_clean(ringout_error_error_code(err));
    expect_clean(ringout_error_oauth_error(err));
    expect_clean(ringout_error_request_id(err));
    expect_clean(ringout_error_attempt_to(err));
    expect_clean(ringout_error_attempt_from(err));
    for (size_t i = 0; i < ringout_error_detail_count(err); i++) {
        expect_clean(ringout_error_detail_error_code(err, i));
        expect_clean(ringout_error_detail_message(err, i));
        expect_clean(ringout_error_detail_parameter_name(err, i));
        expect_clean(ringout_error_detail_parameter_value(err, i));
        expect_clean(ringout_error_detail_additional_info(err, i));
        expect_clean(ringout_error_detail_fields(err, i));
    }
}

/* Searches every string of the error, and frees it. */
static void expect_clean_error(ringout_error *err)
{
    expect_clean_texts(err);
    ringout_error_free(err);
}

/* Makes the next requests fail with an error that has the word in every field. */
static void echo(const char *path, int status, const char *word)
{
    char fault[2048];
    snprintf(fault, sizeof fault,
             "{\"status\":%d,\"headers\":{\"RCRequestId\":\"%s\"},\"body\":{\"errorCode\":\"%s\",\"message\":\"%s\","
             "\"error\":\"%s\",\"error_description\":\"%s\",\"errors\":[{\"errorCode\":\"%s\",\"message\":\"%s\","
             "\"parameterName\":\"%s\",\"parameterValue\":\"%s\",\"additionalInfo\":\"%s\",\"permissionName\":\"%s\"}]}}",
             status, word, word, word, word, word, word, word, word, word, word, word);
    simulator_delete("faults");
    simulator_fault("*", path, 0, fault);
}

static ringout_client *canary_client(void)
{
    ringout_config config = simulator_config();
    config.client_secret = secret;
    config.jwt = jwt;
    config.rate_limit = RINGOUT_RATE_LIMIT_FAIL_FAST;
    ringout_client *client = NULL;
    EXPECT_NUMBER(ringout_client_new(&config, &client, NULL), RINGOUT_OK);
    return client;
}

/* Creates a client whose tokens contain the word. */
static ringout_client *logged_in_client(void)
{
    char fault[512];
    simulator_reset();
    snprintf(fault, sizeof fault,
             "{\"status\":200,\"body\":{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_in\":3600}}",
             access_token, refresh_token);
    simulator_fault("POST", TOKEN_PATH, 1, fault);
    ringout_client *client = canary_client();
    EXPECT_NUMBER(ringout_client_login_jwt(client, jwt, NULL), RINGOUT_OK);
    return client;
}

static void bad_settings(void)
{
    const char *const bad[] = {"canary with spaces", "canary\xff", "canary\nmore"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (int field = 0; field < 3; field++) {
            ringout_config config = simulator_config();
            config.client_secret = field == 0 ? bad[i] : config.client_secret;
            config.jwt = field == 1 ? bad[i] : config.jwt;
            config.server = field == 2 ? "http://user:canary@127.0.0.1:1/x y" : config.server;
            ringout_client *client = NULL;
            ringout_error *err = NULL;
            EXPECT(ringout_client_new(&config, &client, &err) != RINGOUT_OK);
            expect_clean_error(err);
        }
    }
}

/* Every login, with a secret that contains the word. */
static const struct login {
    const char *own_secret;
    int way;
} logins[] = {{jwt, 0}, {password, 1}, {code, 2}};

static ringout_status log_in(const ringout_client *client, const struct login *login, ringout_error **err)
{
    switch (login->way) {
    case 0:
        return ringout_client_login_jwt(client, jwt, err);
    case 1:
        return ringout_client_login_password(client, "user", NULL, password, err);
    default:
        return ringout_client_login_code(client, code, "http://localhost/", NULL, err);
    }
}

static void refused_logins(void)
{
    static const int statuses[] = {302, 400, 401, 403, 404, 429};
    simulator_reset();
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        const char *const words[] = {secret, logins[i].own_secret};
        for (size_t j = 0; j < sizeof statuses / sizeof statuses[0]; j++)
            for (size_t k = 0; k < 2; k++) {
                ringout_error *err = NULL;
                ringout_client *fresh = canary_client();
                echo(TOKEN_PATH, statuses[j], words[k]);
                EXPECT(log_in(fresh, &logins[i], &err) != RINGOUT_OK);
                expect_clean_error(err);
                ringout_client_free(fresh);
            }
    }
}

/* The operations of a logged-in client. */
static ringout_status operate(const ringout_client *client, int operation, ringout_error **err)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    ringout_call *call = NULL;
    ringout_state *state = NULL;
    ringout_response *response = NULL;
    ringout_status status;
    uint32_t effect;
    switch (operation) {
    case 0:
        status = ringout_client_create_call(client, &request, &call, err);
        break;
    case 1:
        status = ringout_client_request(client, "POST", EXTENSION "/x", NULL, "{}", &response, err);
        break;
    default:
        EXPECT_NUMBER(ringout_client_call(client, "1", &call, NULL), RINGOUT_OK);
        status = operation == 2 ? ringout_call_status(call, &state, err) : ringout_call_cancel(call, &effect, err);
        break;
    }
    ringout_response_free(response);
    ringout_state_free(state);
    ringout_call_free(call);
    return status;
}

static void refused_requests(void)
{
    static const int statuses[] = {302, 400, 401, 403, 429, 500, 503};
    const char *const words[] = {secret, jwt, access_token, refresh_token};
    for (int operation = 0; operation < 4; operation++)
        for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
            ringout_client *client = logged_in_client(), *hasty = NULL;
            ringout_error *err = NULL;
            /* Shorter than the 2 s before the first retry of a server error. */
            EXPECT_NUMBER(ringout_client_with_timeout(client, 1900, &hasty, NULL), RINGOUT_OK);
            echo("/restapi/v1.0", statuses[i], words[((size_t)operation + i) % 4]);
            EXPECT(operate(hasty, operation, &err) != RINGOUT_OK);
            EXPECT_NUMBER(ringout_error_http_status(err), statuses[i]);
            expect_clean_error(err);
            ringout_client_free(hasty);
            ringout_client_free(client);
        }
}

/* Spellings in which a server may echo a token, and the part that must not be shown. */
static void echoes_in_other_spellings(void)
{
    static const char *const echoes[][2] = {
        {"ACCE%53%53canary0", "canary"}, {"ACCESS&#99;&#x61;nary0", "nary0"}, {"accessCANARY0", "CANARY"},
        {"ESScanary0", "canary"},        {"ACCESS\\\\u0063anary0", "anary0"}, {"ACCESS%2563anary0", "anary0"},
    };
    for (size_t i = 0; i < sizeof echoes / sizeof echoes[0]; i++) {
        ringout_client *client = logged_in_client();
        ringout_error *err = NULL;
        echo("/restapi/v1.0", 403, echoes[i][0]);
        EXPECT_NUMBER(operate(client, 0, &err), RINGOUT_FORBIDDEN);
        if (strstr(ringout_error_text(err), echoes[i][1]) != NULL)
            test_fail(__FILE__, __LINE__, "%s is in %s", echoes[i][1], ringout_error_text(err));
        expect_clean_error(err);
        ringout_client_free(client);
    }
}

static void responses_to_api_requests(void)
{
    ringout_client *client = logged_in_client();
    ringout_response *response = NULL;
    echo("/restapi/v1.0", 400, access_token);
    EXPECT_NUMBER(ringout_client_send(client, "GET", EXTENSION, NULL, NULL, &response, NULL), RINGOUT_OK);
    const ringout_error *err = ringout_response_error(response);
    expect_clean(ringout_error_text(err));
    expect_clean(ringout_error_detail_message(err, 0));
    EXPECT_NUMBER(ringout_error_detail_count(err), 1);
    ringout_response_free(response);
    ringout_client_free(client);
}

static void refused_refresh(void)
{
    ringout_client *client = logged_in_client();
    ringout_error *err = NULL;
    echo(TOKEN_PATH, 400, refresh_token);
    EXPECT(ringout_client_refresh(client, &err) != RINGOUT_OK);
    expect_clean_error(err);
    ringout_client_free(client);
}

static void lost_connections(void)
{
    ringout_client *client = logged_in_client();
    for (int operation = 0; operation < 2; operation++) {
        ringout_error *err = NULL;
        simulator_fault("POST", "/restapi/v1.0", 1, "{\"reset\":true}");
        EXPECT(operate(client, operation, &err) != RINGOUT_OK);
        expect_clean_error(err);
    }
    ringout_client_free(client);

    simulator_reset();
    client = canary_client();
    ringout_error *err = NULL;
    simulator_fault("POST", TOKEN_PATH, 0, "{\"malformed_json\":true}");
    EXPECT(ringout_client_login_jwt(client, jwt, &err) != RINGOUT_OK);
    expect_clean_error(err);
    ringout_client_free(client);
}

static void reports_and_lists(void)
{
    const char *const words[] = {secret, jwt, access_token, refresh_token};
    for (size_t i = 0; i < 4; i++) {
        ringout_client *client = logged_in_client();
        ringout_preflight *report = NULL;
        ringout_caller_ids *ids = NULL;
        ringout_forwarding_numbers *numbers = NULL;
        ringout_logged_call *logged = NULL;
        ringout_error *err = NULL;
        echo("/restapi/v1.0", 403, words[i]);
        EXPECT_NUMBER(ringout_client_preflight(client, NULL, &report, NULL), RINGOUT_OK);
        expect_clean(ringout_preflight_text(report));
        for (size_t j = 0; j < ringout_preflight_check_count(report); j++)
            expect_clean(ringout_preflight_check_explanation(report, j));
        ringout_preflight_free(report);
        EXPECT_NUMBER(ringout_client_caller_ids(client, &ids, &err), RINGOUT_FORBIDDEN);
        expect_clean_error(err);
        EXPECT_NUMBER(ringout_client_forwarding_numbers(client, &numbers, &err), RINGOUT_FORBIDDEN);
        expect_clean_error(err);
        EXPECT_NUMBER(ringout_client_call_log(client, CALLEE, NULL, 0, &logged, &err), RINGOUT_FORBIDDEN);
        expect_clean_error(err);
        ringout_client_free(client);
    }
}

static const char *expect_clean_entry(const ringout_journal_entry *entry, void *user_data)
{
    *(unsigned *)user_data += ringout_journal_entry_error(entry) != NULL;
    expect_clean(ringout_journal_entry_text(entry));
    if (ringout_journal_entry_error(entry) != NULL)
        expect_clean_texts(ringout_journal_entry_error(entry));
    return NULL;
}

static void batches_of_calls(void)
{
    ringout_client *client = logged_in_client();
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = CALLEE;
    unsigned errors = 0;
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.journal = expect_clean_entry;
    options.user_data = &errors;
    ringout_place_all *all = NULL;
    ringout_placed *placed = NULL;
    echo("/restapi/v1.0", 403, access_token);
    EXPECT_NUMBER(ringout_client_place_all(client, &request, 1, &options, &all, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_place_all_next(all, &placed, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_error_code(ringout_placed_error(placed)), RINGOUT_FORBIDDEN);
    expect_clean_texts(ringout_placed_error(placed));
    EXPECT_NUMBER(errors, 1);
    ringout_placed_free(placed);
    ringout_place_all_free(all);
    ringout_client_free(client);
}

static void other_input_with_secrets(void)
{
    ringout_client *client = canary_client();
    ringout_error *err = NULL;
    ringout_token *token = NULL;
    EXPECT(ringout_token_from_json("{\"access_token\":17,\"x\":\"canary\"}", &token, &err) != RINGOUT_OK);
    expect_clean_error(err);
    ringout_authorization *authorization = NULL;
    EXPECT_NUMBER(ringout_authorization_new("http://localhost/", "s", "canary", &authorization, NULL), RINGOUT_OK);
    EXPECT(ringout_client_login_redirect(client, "http://localhost/?code=canary", authorization, &err) != RINGOUT_OK);
    expect_clean_error(err);
    EXPECT(ringout_client_login_jwt(client, "canary\xff", &err) != RINGOUT_OK);
    expect_clean_error(err);
    ringout_authorization_free(authorization);
    ringout_client_free(client);
}

int main(void)
{
    RUN(bad_settings);
    RUN(refused_logins);
    RUN(refused_requests);
    RUN(echoes_in_other_spellings);
    RUN(responses_to_api_requests);
    RUN(refused_refresh);
    RUN(lost_connections);
    RUN(reports_and_lists);
    RUN(batches_of_calls);
    RUN(other_input_with_secrets);
    return test_result();
}

/* API requests, and every way to log in and out. */

#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)
#define EXTENSION "/restapi/v1.0/account/~/extension/~"
#define REDIRECT "http://localhost:1234/back?app=1"

/* Creates a client with no token, which must log in. */
static ringout_client *logged_out_client(const char *token_file)
{
    ringout_config config = simulator_config();
    config.jwt = NULL;
    config.token_file = token_file;
    config.token_user = token_file == NULL ? NULL : "somebody";
    config.app_name = "Test App";
    config.app_version = "1.2";
    ringout_client *client = NULL;
    OK(ringout_client_new(&config, &client, NULL));
    return client;
}

/* Returns true if a request of the client succeeds. */
static bool is_logged_in(const ringout_client *client)
{
    ringout_response *response = NULL;
    ringout_status status = ringout_client_request(client, "GET", EXTENSION, NULL, NULL, &response, NULL);
    ringout_response_free(response);
    return status == RINGOUT_OK;
}

static void a_response_has_status_headers_and_body(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    ringout_response *response = NULL;
    OK(ringout_client_request(client, "get", EXTENSION, NULL, NULL, &response, NULL));
    EXPECT_NUMBER(ringout_response_status(response), 200);
    EXPECT(ringout_response_error(response) == NULL);
    EXPECT(strncmp(ringout_response_content_type(response), "application/json", 16) == 0);
    EXPECT(ringout_response_request_id(response) != NULL);
    const char *text = ringout_response_text(response);
    const size_t size = ringout_response_body_size(response);
    EXPECT_NUMBER(strlen(text), size);
    EXPECT(memcmp(ringout_response_body(response), text, size) == 0);
    EXPECT(strstr(text, "\"extensionNumber\"") != NULL);

    bool found = false;
    const size_t headers = ringout_response_header_count(response);
    for (size_t i = 0; i < headers; i++)
        if (strcmp(ringout_response_header_name(response, i), "rcrequestid") == 0)
            found = strcmp(ringout_response_header_value(response, i), ringout_response_request_id(response)) == 0;
    EXPECT(found);
    EXPECT_TEXT(ringout_response_header_name(response, headers), NULL);
    EXPECT_TEXT(ringout_response_header_value(response, headers), NULL);
    ringout_response_free(response);
    ringout_client_free(client);
}

static void bodies_may_be_anything(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    simulator_fault("GET", EXTENSION, 1, "{\"status\":200,\"body\":\"a\\u0000b\"}");
    ringout_response *response = NULL;
    OK(ringout_client_request(client, "GET", EXTENSION, NULL, NULL, &response, NULL));
    EXPECT_NUMBER(ringout_response_body_size(response), 3);
    EXPECT(memcmp(ringout_response_body(response), "a\0b", 3) == 0);
    EXPECT_TEXT(ringout_response_text(response), "a\xef\xbf\xbd" "b");
    ringout_response_free(response);

    simulator_fault("GET", EXTENSION, 1, "{\"status\":204}");
    OK(ringout_client_request(client, "GET", EXTENSION, NULL, NULL, &response, NULL));
    EXPECT_NUMBER(ringout_response_body_size(response), 0);
    EXPECT_TEXT(ringout_response_text(response), "");
    ringout_response_free(response);
    ringout_client_free(client);
}

static void queries_are_escaped_and_bodies_are_not(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    ringout_response *response = NULL;
    const char *const query[] = {"phoneNumber", "+1 650&x", "n\xc3\xa9", "=", NULL};
    OK(ringout_client_request(client, "GET", EXTENSION, query, NULL, &response, NULL));
    ringout_response_free(response);
    char *journal = simulator_get("journal");
    EXPECT(strstr(journal, EXTENSION "?phoneNumber=%2B1+650%26x&n%C3%A9=%3D\"") != NULL);
    free(journal);

    simulator_fault("POST", "/restapi/v1.0/x", 1, "{\"status\":200}");
    OK(ringout_client_request(client, "POST", "/restapi/v1.0/x", NULL, "{\"a\": 1}", &response, NULL));
    ringout_response_free(response);
    journal = simulator_get("journal");
    EXPECT(strstr(journal, "\"body\":\"{\\\"a\\\": 1}\"") != NULL);
    free(journal);
    ringout_client_free(client);
}

static void refusals_are_errors_or_responses(void)
{
    simulator_reset();
    ringout_client *client = simulator_client();
    ringout_response *response = NULL;
    ringout_error *err = NULL;
    const char *path = EXTENSION "/ring-out/none";
    EXPECT_NUMBER(ringout_client_request(client, "GET", path, NULL, NULL, &response, &err), RINGOUT_NOT_FOUND);
    EXPECT_NUMBER(ringout_error_http_status(err), 404);
    EXPECT(response == NULL);
    ringout_error_free(err);

    OK(ringout_client_send(client, "GET", path, NULL, NULL, &response, &err));
    EXPECT_NUMBER(ringout_response_status(response), 404);
    const ringout_error *within = ringout_response_error(response);
    EXPECT_NUMBER(ringout_error_code(within), RINGOUT_NOT_FOUND);
    EXPECT_TEXT(ringout_error_error_code(within), "CMN-102");
    ringout_response_free(response);
    ringout_client_free(client);
}

static void a_jwt_logs_in_and_logout_logs_out(void)
{
    simulator_reset();
    ringout_client *client = logged_out_client(NULL);
    ringout_response *response = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_request(client, "GET", EXTENSION, NULL, NULL, &response, &err),
                  RINGOUT_NOT_LOGGED_IN);
    ringout_error_free(err);

    EXPECT_NUMBER(ringout_client_login_jwt(client, "not-the-jwt", &err), RINGOUT_UNAUTHORIZED);
    EXPECT_TEXT(ringout_error_oauth_error(err), "invalid_grant");
    EXPECT_TEXT(ringout_error_error_code(err), "OAU-140");
    EXPECT(ringout_error_hint(err) != NULL);
    EXPECT(strstr(ringout_error_text(err), ringout_error_hint(err)) != NULL);
    ringout_error_free(err);

    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    EXPECT(is_logged_in(client));
    char *journal = simulator_get("journal");
    EXPECT(strstr(journal, "Test-App/1.2 ringout/" RINGOUT_VERSION) != NULL);
    free(journal);
    OK(ringout_client_refresh(client, NULL));
    EXPECT(is_logged_in(client));
    OK(ringout_client_logout(client, NULL));
    EXPECT(!is_logged_in(client));
    ringout_client_free(client);
}

static void a_password_logs_in(void)
{
    simulator_reset();
    ringout_client *client = logged_out_client(NULL);
    const char *user = simulator("username");
    EXPECT_NUMBER(ringout_client_login_password(client, user, "101", "wrong", NULL), RINGOUT_UNAUTHORIZED);
    OK(ringout_client_login_password(client, user, "101", simulator("password"), NULL));
    OK(ringout_client_login_password(client, user, NULL, simulator("password"), NULL));
    EXPECT(is_logged_in(client));
    ringout_client_free(client);
}

/* The redirect of the login page if the user agrees, or does not. */
static char *user_decides(const ringout_authorization *authorization, const char *consent)
{
    char url[2048];
    snprintf(url, sizeof url, "%s&consent=%s", ringout_authorization_url(authorization), consent);
    return simulator_redirect(url);
}

static void the_login_page_logs_in(void)
{
    simulator_reset();
    ringout_client *client = logged_out_client(NULL);
    ringout_authorization *begun = NULL, *kept = NULL;
    OK(ringout_client_authorize_url(client, REDIRECT, &begun, NULL));
    EXPECT_TEXT(ringout_authorization_redirect_uri(begun), REDIRECT);
    OK(ringout_authorization_new(ringout_authorization_redirect_uri(begun), ringout_authorization_state(begun),
                                 ringout_authorization_verifier(begun), &kept, NULL));
    EXPECT_TEXT(ringout_authorization_url(kept), "");

    char *redirected_to = user_decides(begun, "allow");
    OK(ringout_client_login_redirect(client, redirected_to, kept, NULL));
    EXPECT(is_logged_in(client));
    free(redirected_to);

    ringout_error *err = NULL;
    redirected_to = user_decides(begun, "deny");
    EXPECT_NUMBER(ringout_client_login_redirect(client, redirected_to, begun, &err), RINGOUT_UNAUTHORIZED);
    EXPECT_TEXT(ringout_error_oauth_error(err), "access_denied");
    ringout_error_free(err);
    EXPECT_NUMBER(ringout_client_login_redirect(client, REDIRECT "&code=x&state=y", begun, &err),
                  RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "state");
    ringout_error_free(err);
    free(redirected_to);
    ringout_authorization_free(begun);
    ringout_authorization_free(kept);
    ringout_client_free(client);
}

static void a_code_logs_in(void)
{
    simulator_reset();
    ringout_client *client = logged_out_client(NULL);
    ringout_authorization *begun = NULL;
    OK(ringout_client_authorize_url(client, REDIRECT, &begun, NULL));
    char *redirected_to = user_decides(begun, "allow");
    char *code = strstr(redirected_to, "code=") + strlen("code=");
    code[strcspn(code, "&")] = '\0';
    OK(ringout_client_login_code(client, code, REDIRECT, ringout_authorization_verifier(begun), NULL));
    EXPECT(is_logged_in(client));
    free(redirected_to);
    ringout_authorization_free(begun);
    ringout_client_free(client);
}

static void a_token_can_be_saved_and_restored(void)
{
    simulator_reset();
    ringout_client *first = simulator_client(), *second = logged_out_client(NULL);
    ringout_token *token = NULL, *kept = NULL;
    OK(ringout_client_token(second, &token, NULL));
    EXPECT(token == NULL);
    EXPECT(is_logged_in(first));
    OK(ringout_client_token(first, &token, NULL));
    EXPECT(strstr(ringout_token_json(token), ringout_token_access_token(token)) != NULL);
    EXPECT_TEXT(ringout_token_refresh_token(token), NULL);
    const int64_t left_ms = ringout_token_expires_at_unix_ms(token) - (int64_t)time(NULL) * 1000;
    EXPECT(left_ms > 600000 && left_ms < 3700000);

    OK(ringout_token_from_json(ringout_token_json(token), &kept, NULL));
    OK(ringout_client_set_token(second, kept, NULL));
    EXPECT(is_logged_in(second));
    EXPECT_NUMBER(simulator_requests("POST", "/token"), 1);

    ringout_token *refreshable = NULL;
    OK(ringout_token_from_json("{\"access_token\":\"a\",\"refresh_token\":\"r\"}", &refreshable, NULL));
    EXPECT_TEXT(ringout_token_refresh_token(refreshable), "r");
    ringout_token_free(refreshable);
    ringout_token_free(token);
    ringout_token_free(kept);
    ringout_client_free(first);
    ringout_client_free(second);
}

static void a_file_keeps_the_token(void)
{
    simulator_reset();
    const char *path = getenv("TOKEN_FILE");
    remove(path);
    ringout_client *first = logged_out_client(path);
    OK(ringout_client_login_jwt(first, simulator("jwt"), NULL));
    ringout_client_free(first);
    ringout_client *second = logged_out_client(path);
    EXPECT(is_logged_in(second));
    EXPECT_NUMBER(simulator_requests("POST", "/token"), 1);
    ringout_client_free(second);

    ringout_error *err = NULL;
    ringout_client *nowhere = logged_out_client("/nowhere/at/all");
    EXPECT_NUMBER(ringout_client_login_jwt(nowhere, simulator("jwt"), &err), RINGOUT_STORAGE);
    ringout_error_free(err);
    ringout_client_free(nowhere);
}

int main(void)
{
    RUN(a_response_has_status_headers_and_body);
    RUN(bodies_may_be_anything);
    RUN(queries_are_escaped_and_bodies_are_not);
    RUN(refusals_are_errors_or_responses);
    RUN(a_jwt_logs_in_and_logout_logs_out);
    RUN(a_password_logs_in);
    RUN(the_login_page_logs_in);
    RUN(a_code_logs_in);
    RUN(a_token_can_be_saved_and_restored);
    RUN(a_file_keeps_the_token);
    return test_result();
}

/* The contract at the top of ringout.h, as far as it needs no server. The header is included twice on purpose. */

#include <ringout.h>
#include <ringout.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static void versions_agree(void)
{
    EXPECT_TEXT(ringout_version(), RINGOUT_VERSION);
    EXPECT_NUMBER(ringout_abi_version(), RINGOUT_ABI_VERSION);
}

/* A constant of the header and the library's name for it. */
struct name {
    uint32_t number;
    const char *name;
};

#define NAMES_ARE(function, ...) \
    do { \
        const struct name names[] = {__VA_ARGS__}; \
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) \
            EXPECT_TEXT(function(names[i].number), names[i].name); \
        EXPECT_TEXT(function(1000), "Unknown"); \
        EXPECT_TEXT(function(UINT32_MAX), "Unknown"); \
    } while (0)

static void errors_have_their_names(void)
{
    NAMES_ARE(ringout_error_code_name, {RINGOUT_OK, "OK"}, {RINGOUT_INVALID_ARGUMENT, "INVALID_ARGUMENT"},
              {RINGOUT_NOT_LOGGED_IN, "NOT_LOGGED_IN"}, {RINGOUT_UNAUTHORIZED, "UNAUTHORIZED"},
              {RINGOUT_FORBIDDEN, "FORBIDDEN"}, {RINGOUT_NOT_FOUND, "NOT_FOUND"},
              {RINGOUT_RATE_LIMITED, "RATE_LIMITED"}, {RINGOUT_REJECTED, "REJECTED"}, {RINGOUT_SERVER, "SERVER"},
              {RINGOUT_TIMEOUT, "TIMEOUT"}, {RINGOUT_CONNECTION, "CONNECTION"}, {RINGOUT_PROTOCOL, "PROTOCOL"},
              {RINGOUT_CANCELLED, "CANCELLED"}, {RINGOUT_STORAGE, "STORAGE"}, {RINGOUT_MAYBE_PLACED, "MAYBE_PLACED"},
              {RINGOUT_NULL_POINTER, "NULL_POINTER"}, {RINGOUT_INVALID_UTF8, "INVALID_UTF8"},
              {RINGOUT_INTERNAL, "INTERNAL"});
}

static void statuses_have_their_names(void)
{
    NAMES_ARE(ringout_status_name, {RINGOUT_STATUS_UNKNOWN, "Unknown"}, {RINGOUT_STATUS_IN_PROGRESS, "InProgress"},
              {RINGOUT_STATUS_SUCCESS, "Success"}, {RINGOUT_STATUS_FINISHED, "Finished"},
              {RINGOUT_STATUS_BUSY, "Busy"}, {RINGOUT_STATUS_NO_ANSWER, "NoAnswer"},
              {RINGOUT_STATUS_REJECTED, "Rejected"}, {RINGOUT_STATUS_GENERIC_ERROR, "GenericError"},
              {RINGOUT_STATUS_INTERNATIONAL_DISABLED, "InternationalDisabled"},
              {RINGOUT_STATUS_DESTINATION_BLOCKED, "DestinationBlocked"},
              {RINGOUT_STATUS_NOT_ENOUGH_FUNDS, "NotEnoughFunds"}, {RINGOUT_STATUS_NO_SUCH_USER, "NoSuchUser"},
              {RINGOUT_STATUS_RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED, "RingOutFromThisNumberIsNotSupported"},
              {RINGOUT_STATUS_CANNOT_REACH, "CannotReach"},
              {RINGOUT_STATUS_NO_ANSWERING_MACHINE, "NoAnsweringMachine"},
              {RINGOUT_STATUS_NO_SESSION_FOUND, "NoSessionFound"}, {RINGOUT_STATUS_ERROR, "Error"},
              {RINGOUT_STATUS_INVALID, "Invalid"});
    for (uint32_t status = RINGOUT_STATUS_IN_PROGRESS; status <= RINGOUT_STATUS_INVALID; status++) {
        EXPECT_NUMBER(ringout_status_parse(ringout_status_name(status)), status);
        EXPECT_NUMBER(ringout_status_is_failed_leg(status), status >= 4 && status <= 12);
        EXPECT_NUMBER(ringout_status_is_ended(status), status >= 3);
        EXPECT(strlen(ringout_status_explain(status)) > 5);
    }
    EXPECT_NUMBER(ringout_status_parse("NosuchUser"), RINGOUT_STATUS_NO_SUCH_USER);
    EXPECT_NUMBER(ringout_status_parse("inprogress"), RINGOUT_STATUS_UNKNOWN);
    EXPECT_NUMBER(ringout_status_is_failed_leg(1000), false);
    EXPECT_NUMBER(ringout_status_is_ended(1000), false);
    EXPECT_TEXT(ringout_status_explain(1000), ringout_status_explain(RINGOUT_STATUS_UNKNOWN));
}

static void other_constants_have_their_names(void)
{
    NAMES_ARE(ringout_phase_name, {RINGOUT_PHASE_UNKNOWN, "Unknown"}, {RINGOUT_PHASE_RINGING_CALLER, "RingingCaller"},
              {RINGOUT_PHASE_RINGING_CALLEE, "RingingCallee"}, {RINGOUT_PHASE_CONNECTED, "Connected"},
              {RINGOUT_PHASE_ENDED, "Ended"});
    NAMES_ARE(ringout_outcome_kind_name, {RINGOUT_OUTCOME_STILL_IN_PROGRESS, "StillInProgress"},
              {RINGOUT_OUTCOME_ANSWERED, "Answered"}, {RINGOUT_OUTCOME_COMPLETED, "Completed"},
              {RINGOUT_OUTCOME_BUSY, "Busy"}, {RINGOUT_OUTCOME_NO_ANSWER, "NoAnswer"},
              {RINGOUT_OUTCOME_REJECTED, "Rejected"}, {RINGOUT_OUTCOME_CANCELLED, "Cancelled"},
              {RINGOUT_OUTCOME_BLOCKED, "Blocked"}, {RINGOUT_OUTCOME_NOT_ENOUGH_FUNDS, "NotEnoughFunds"},
              {RINGOUT_OUTCOME_NO_SUCH_USER, "NoSuchUser"}, {RINGOUT_OUTCOME_FAILED, "Failed"},
              {RINGOUT_OUTCOME_ENDED_UNKNOWN, "EndedUnknown"});
    NAMES_ARE(ringout_leg_name, {RINGOUT_LEG_NONE, "none"}, {RINGOUT_LEG_CALLER, "caller"},
              {RINGOUT_LEG_CALLEE, "callee"});
    NAMES_ARE(ringout_outcome_source_name, {RINGOUT_SOURCE_STATUS, "Status"}, {RINGOUT_SOURCE_GONE, "Gone"},
              {RINGOUT_SOURCE_CALL_LOG, "CallLog"});
    NAMES_ARE(ringout_verdict_kind_name, {RINGOUT_VERDICT_UNCHANGED, "Unchanged"},
              {RINGOUT_VERDICT_DOCUMENTED, "Documented"}, {RINGOUT_VERDICT_SKIPPED, "Skipped"},
              {RINGOUT_VERDICT_UNDOCUMENTED, "Undocumented"}, {RINGOUT_VERDICT_IMPOSSIBLE, "Impossible"});
    NAMES_ARE(ringout_field_name, {RINGOUT_FIELD_CALL, "call"}, {RINGOUT_FIELD_CALLER, "caller"},
              {RINGOUT_FIELD_CALLEE, "callee"}, {RINGOUT_FIELD_COMBINATION, "combination"});
    NAMES_ARE(ringout_cancel_effect_name, {RINGOUT_CANCEL_HUNG_UP, "HungUp"}, {RINGOUT_CANCEL_ACCEPTED, "Accepted"},
              {RINGOUT_CANCEL_ALREADY_ENDED, "AlreadyEnded"});
    NAMES_ARE(ringout_until_name, {RINGOUT_UNTIL_ENDED, "ended"}, {RINGOUT_UNTIL_ANSWERED, "answered"});
    NAMES_ARE(ringout_log_match_name, {RINGOUT_LOG_MATCH_NONE, "None"}, {RINGOUT_LOG_MATCH_AMBIGUOUS, "Ambiguous"},
              {RINGOUT_LOG_MATCH_LIKELY, "Likely"}, {RINGOUT_LOG_MATCH_CERTAIN, "Certain"});
    NAMES_ARE(ringout_check_kind_name, {RINGOUT_CHECK_KIND_LOGIN, "Login"},
              {RINGOUT_CHECK_KIND_PERMISSION, "Permission"}, {RINGOUT_CHECK_KIND_EXTENSION, "Extension"},
              {RINGOUT_CHECK_KIND_LINE, "Line"}, {RINGOUT_CHECK_KIND_FROM, "From"},
              {RINGOUT_CHECK_KIND_CALLER_ID, "CallerId"}, {RINGOUT_CHECK_KIND_DESTINATION, "Destination"},
              {RINGOUT_CHECK_KIND_CLOCK, "Clock"});
    NAMES_ARE(ringout_check_result_name, {RINGOUT_CHECK_RESULT_PASSED, "Passed"},
              {RINGOUT_CHECK_RESULT_WARNING, "Warning"}, {RINGOUT_CHECK_RESULT_FAILED, "Failed"},
              {RINGOUT_CHECK_RESULT_UNKNOWN, "Unknown"});
    NAMES_ARE(ringout_journal_step_name, {RINGOUT_JOURNAL_STEP_PLACING, "Placing"},
              {RINGOUT_JOURNAL_STEP_PLACED, "Placed"}, {RINGOUT_JOURNAL_STEP_NOT_PLACED, "NotPlaced"},
              {RINGOUT_JOURNAL_STEP_MAYBE_PLACED, "MaybePlaced"}, {RINGOUT_JOURNAL_STEP_ENDED, "Ended"});
    NAMES_ARE(ringout_dial_scheme_name, {RINGOUT_DIAL_SCHEME_RC_MOBILE, "rcmobile"}, {RINGOUT_DIAL_SCHEME_TEL, "tel"});
    NAMES_ARE(ringout_call_path_name, {RINGOUT_CALL_PATH_RING_OUT, "ring-out"},
              {RINGOUT_CALL_PATH_DEPRECATED, "ringout"});
}

/* The initial target of outputs, to see that they stay unchanged. */
static char sentinel;

/* Expects that the settings are refused because of this parameter. */
static void expect_refused(const ringout_config *config, const char *parameter)
{
    ringout_client *const untouched = (ringout_client *)(void *)&sentinel;
    ringout_client *client = untouched;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_new(config, &client, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), parameter);
    EXPECT(client == untouched);
    ringout_error_free(err);
}

/* Expects that the settings are refused with this message. */
static void expect_message(const ringout_config *config, const char *message)
{
    ringout_client *client = NULL;
    ringout_error *err = NULL;
    EXPECT(ringout_client_new(config, &client, &err) != RINGOUT_OK);
    EXPECT_TEXT(ringout_error_message(err), message);
    ringout_error_free(err);
}

static ringout_config good_config(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    config.server = "http://127.0.0.1:9";
    config.client_id = "app";
    return config;
}

static void struct_sizes_are_checked(void)
{
    /* The struct of the first header ended with this field. */
    const uint32_t first = (uint32_t)(offsetof(ringout_config, token_store) + sizeof(void *));
    const uint32_t wrong[] = {0, 1, 4, first - 1, 1025, UINT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ringout_config config = good_config();
        config.struct_size = wrong[i];
        expect_refused(&config, "config");
    }
}

/* Errors name fields as the header does, and give times in the unit of the field. */
static void errors_have_the_names_and_units_of_c(void)
{
    ringout_config config = good_config();
    config.connect_timeout_ms = 0;
    expect_refused(&config, "connect_timeout_ms");
    expect_message(&config, "connect_timeout_ms: 0 ms is not between 1 ms and 1 hour");
    config = good_config();
    config.request_timeout_ms = 3600001;
    expect_message(&config, "request_timeout_ms: 3600001 ms is not between 1 ms and 1 hour");
    config = good_config();
    config.access_token_ttl_s = 7;
    expect_message(&config, "access_token_ttl_s: 7 s is not between 600 and 3600 seconds");
    config = good_config();
    config.app_name = "a/b";
    config.app_version = "1";
    expect_refused(&config, "app_name");
    config = good_config();
    config.server = NULL;
    expect_message(&config, "server is required: the pointer is NULL");

    ringout_client *client = NULL;
    ringout_client *bound = NULL;
    ringout_error *err = NULL;
    config = good_config();
    EXPECT_NUMBER(ringout_client_new(&config, &client, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_client_with_timeout(client, 0, &bound, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_message(err), "timeout_ms: 0 ms is not between 1 ms and 1 hour");
    ringout_error_free(err);

    ringout_call *call = NULL;
    ringout_logged_call *logged = NULL;
    EXPECT_NUMBER(ringout_client_call(client, "some-id", &call, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_call_log(call, &logged, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT(strstr(ringout_error_message(err), "`ringout_client_call_log`") != NULL);
    ringout_error_free(err);
    ringout_call_free(call);

    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_NULL_POINTER);
    EXPECT_TEXT(ringout_error_message(err), "to is required: the pointer is NULL");
    ringout_error_free(err);
    request.to = "+16505550100";
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &call, &err), RINGOUT_NOT_LOGGED_IN);
    EXPECT(strstr(ringout_error_message(err), "`jwt`") != NULL);
    EXPECT(strstr(ringout_error_message(err), "`ringout_client_from_env`") != NULL);
    ringout_error_free(err);
    ringout_client_free(client);
}

/* A program compiled with a later header passes a longer struct. */
struct later_config {
    ringout_config config;
    const char *later_text;
    uint32_t later_number;
    uint32_t later_flag;
};

static void a_longer_struct_is_accepted_if_its_end_is_zero(void)
{
    struct later_config later;
    memset(&later, 0, sizeof later);
    later.config = good_config();
    later.config.struct_size = (uint32_t)sizeof later;

    ringout_client *client = NULL;
    EXPECT_NUMBER(ringout_client_new(&later.config, &client, NULL), RINGOUT_OK);
    ringout_client_free(client);

    later.later_flag = 1;
    expect_refused(&later.config, "config");
}

/* Nothing behind struct_size is read; valgrind would report it. */
static void only_struct_size_bytes_are_read(void)
{
    uint32_t *size = (uint32_t *)malloc(sizeof *size);
    *size = sizeof *size;
    expect_refused((const ringout_config *)(const void *)size, "config");
    free(size);

    ringout_config good = good_config();
    ringout_config *exact = (ringout_config *)malloc(sizeof good);
    memcpy(exact, &good, sizeof good);
    ringout_client *client = NULL;
    EXPECT_NUMBER(ringout_client_new(exact, &client, NULL), RINGOUT_OK);
    free(exact);
    ringout_client_free(client);
}

static void unknown_numbers_in_structs_are_refused(void)
{
    ringout_config config = good_config();
    config.call_path = 2;
    expect_refused(&config, "call_path");
    config = good_config();
    config.request_timeout_ms = 0;
    expect_refused(&config, "request_timeout_ms");
    config = good_config();
    config.create_timeout_ms = RINGOUT_DEFAULT_TIMEOUT - 1;
    expect_refused(&config, "create_timeout_ms");
    config = good_config();
    config.rate_limit = 2;
    expect_refused(&config, "rate_limit");
    config = good_config();
    config.access_token_ttl_s = 599;
    expect_refused(&config, "access_token_ttl_s");

    config = good_config();
    ringout_client *client = NULL;
    ringout_call *call = NULL;
    ringout_outcome *outcome = NULL;
    EXPECT_NUMBER(ringout_client_new(&config, &client, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_client_call(client, "1", &call, NULL), RINGOUT_OK);
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    options.until = 2;
    EXPECT_NUMBER(ringout_call_wait(call, &options, &outcome, NULL), RINGOUT_INVALID_ARGUMENT);
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = "+16505550100";
    request.play_prompt = 3;
    ringout_call *none = NULL;
    EXPECT_NUMBER(ringout_client_create_call(client, &request, &none, NULL), RINGOUT_INVALID_ARGUMENT);
    EXPECT(outcome == NULL && none == NULL);
    ringout_call_free(call);
    ringout_client_free(client);
}

static void err_is_written_on_failure_only(void)
{
    ringout_error *const untouched = (ringout_error *)(void *)&sentinel;
    ringout_error *err = untouched;
    ringout_cancel_token *token = NULL;
    EXPECT_NUMBER(ringout_cancel_token_new(&token, &err), RINGOUT_OK);
    EXPECT(err == untouched);
    ringout_cancel_token_free(token);

    EXPECT_NUMBER(ringout_cancel_token_new(NULL, &err), RINGOUT_NULL_POINTER);
    EXPECT(err != untouched);
    EXPECT_NUMBER(ringout_error_code(err), RINGOUT_NULL_POINTER);
    EXPECT_TEXT(ringout_error_text(err), ringout_error_message(err));
    EXPECT_TEXT(ringout_error_hint(err), NULL);
    EXPECT_NUMBER(ringout_error_retryable(err), false);
    ringout_error_free(err);
}

static void cancel_tokens_stay_cancelled(void)
{
    ringout_cancel_token *token = NULL;
    EXPECT_NUMBER(ringout_cancel_token_new(&token, NULL), RINGOUT_OK);
    EXPECT(!ringout_cancel_token_is_cancelled(token));
    ringout_cancel_token_cancel(token);
    ringout_cancel_token_cancel(token);
    EXPECT(ringout_cancel_token_is_cancelled(token));
    ringout_cancel_token_free(token);
}

static void states_keep_undocumented_statuses(void)
{
    ringout_state *state = NULL;
    EXPECT_NUMBER(ringout_state_new("Ringing", "", "\xc3\xa9t\xc3\xa9", &state, NULL), RINGOUT_OK);
    EXPECT_NUMBER(ringout_state_call_status(state), RINGOUT_STATUS_UNKNOWN);
    EXPECT_TEXT(ringout_state_call_status_text(state), "Ringing");
    EXPECT_TEXT(ringout_state_caller_status_text(state), "");
    EXPECT_TEXT(ringout_state_callee_status_text(state), "\xc3\xa9t\xc3\xa9");
    EXPECT_NUMBER(ringout_state_phase(state), RINGOUT_PHASE_UNKNOWN);
    EXPECT_TEXT(ringout_state_text(state), "call Ringing, caller , callee \xc3\xa9t\xc3\xa9");
    EXPECT(strstr(ringout_state_explain(state), "undocumented") != NULL);
    ringout_state_free(state);
}

int main(void)
{
    RUN(versions_agree);
    RUN(errors_have_their_names);
    RUN(statuses_have_their_names);
    RUN(other_constants_have_their_names);
    RUN(struct_sizes_are_checked);
    RUN(errors_have_the_names_and_units_of_c);
    RUN(a_longer_struct_is_accepted_if_its_end_is_zero);
    RUN(only_struct_size_bytes_are_read);
    RUN(unknown_numbers_in_structs_are_refused);
    RUN(err_is_written_on_failure_only);
    RUN(cancel_tokens_stay_cancelled);
    RUN(states_keep_undocumented_statuses);
    return test_result();
}

/* Every accessor and every _free function, with NULL instead of an object. */

#include <ringout.h>

#include "check.h"

static void freeing_null(void)
{
    ringout_authorization_free(NULL);
    ringout_call_free(NULL);
    ringout_caller_ids_free(NULL);
    ringout_cancel_token_free(NULL);
    ringout_client_free(NULL);
    ringout_error_free(NULL);
    ringout_forwarding_numbers_free(NULL);
    ringout_limits_free(NULL);
    ringout_logged_call_free(NULL);
    ringout_outcome_free(NULL);
    ringout_place_all_free(NULL);
    ringout_placed_free(NULL);
    ringout_preflight_free(NULL);
    ringout_response_free(NULL);
    ringout_scoped_call_free(NULL);
    ringout_call_detach(NULL);
    ringout_state_free(NULL);
    ringout_string_free(NULL);
    ringout_token_free(NULL);
    ringout_verdict_free(NULL);
    ringout_watch_free(NULL);
    ringout_cancel_token_cancel(NULL);
    EXPECT(!ringout_cancel_token_is_cancelled(NULL));
}

static void reading_a_null_call(void)
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

static void reading_null_lists_and_reports(void)
{
    EXPECT_NUMBER(ringout_caller_ids_count(NULL), 0);
    EXPECT_TEXT(ringout_caller_ids_id(NULL, 0), NULL);
    EXPECT_TEXT(ringout_caller_ids_phone_number(NULL, 0), NULL);
    EXPECT_TEXT(ringout_caller_ids_usage_type(NULL, 0), NULL);
    EXPECT_TEXT(ringout_caller_ids_label(NULL, 0), NULL);
    EXPECT_NUMBER(ringout_forwarding_numbers_count(NULL), 0);
    EXPECT_TEXT(ringout_forwarding_numbers_id(NULL, 0), NULL);
    EXPECT_TEXT(ringout_forwarding_numbers_phone_number(NULL, 0), NULL);
    EXPECT_TEXT(ringout_forwarding_numbers_label(NULL, 0), NULL);
    EXPECT_TEXT(ringout_forwarding_numbers_kind(NULL, 0), NULL);
    EXPECT_NUMBER(ringout_limits_count(NULL), 0);
    EXPECT_TEXT(ringout_limits_name(NULL, 0), NULL);
    EXPECT_TEXT(ringout_limits_ringcentral_name(NULL, 0), NULL);
    EXPECT_NUMBER(ringout_limits_limit(NULL, 0), 0);
    EXPECT_NUMBER(ringout_limits_window_ms(NULL, 0), 0);
    EXPECT_NUMBER(ringout_limits_remaining(NULL, 0), -1);
    EXPECT_NUMBER(ringout_limits_retry_after_ms(NULL, 0), 0);
    EXPECT_TEXT(ringout_limits_text(NULL, 0), NULL);
    EXPECT(!ringout_preflight_ok(NULL));
    EXPECT_TEXT(ringout_preflight_text(NULL), NULL);
    EXPECT_NUMBER(ringout_preflight_check_count(NULL), 0);
    EXPECT_NUMBER(ringout_preflight_check_kind(NULL, 0), 0);
    EXPECT_NUMBER(ringout_preflight_check_result(NULL, 0), 0);
    EXPECT_TEXT(ringout_preflight_check_explanation(NULL, 0), NULL);
}

static void reading_a_null_call_log(void)
{
    EXPECT_NUMBER(ringout_logged_call_matching(NULL), RINGOUT_LOG_MATCH_NONE);
    EXPECT_NUMBER(ringout_logged_call_candidates(NULL), 0);
    EXPECT_TEXT(ringout_logged_call_id(NULL), NULL);
    EXPECT_TEXT(ringout_logged_call_session_id(NULL), NULL);
    EXPECT_NUMBER(ringout_logged_call_start_time_unix_ms(NULL), -1);
    EXPECT_NUMBER(ringout_logged_call_duration_ms(NULL), 0);
    EXPECT_TEXT(ringout_logged_call_from(NULL), NULL);
    EXPECT_TEXT(ringout_logged_call_to(NULL), NULL);
    EXPECT_TEXT(ringout_logged_call_action(NULL), NULL);
    EXPECT_TEXT(ringout_logged_call_result(NULL), NULL);
    EXPECT_NUMBER(ringout_logged_call_leg_count(NULL), 0);
    EXPECT_NUMBER(ringout_logged_call_leg(NULL, 0), RINGOUT_LEG_NONE);
    EXPECT_TEXT(ringout_logged_call_leg_type(NULL, 0), NULL);
    EXPECT_NUMBER(ringout_logged_call_leg_start_time_unix_ms(NULL, 0), -1);
    EXPECT_NUMBER(ringout_logged_call_leg_duration_ms(NULL, 0), 0);
    EXPECT_TEXT(ringout_logged_call_leg_from(NULL, 0), NULL);
    EXPECT_TEXT(ringout_logged_call_leg_to(NULL, 0), NULL);
    EXPECT_TEXT(ringout_logged_call_leg_result(NULL, 0), NULL);
}

static void reading_a_null_batch(void)
{
    EXPECT_NUMBER(ringout_place_all_remaining(NULL), 0);
    EXPECT_NUMBER(ringout_placed_index(NULL), 0);
    EXPECT(ringout_placed_call(NULL) == NULL);
    EXPECT(ringout_placed_outcome(NULL) == NULL);
    EXPECT(ringout_placed_error(NULL) == NULL);
    EXPECT_NUMBER(ringout_journal_entry_step(NULL), 0);
    EXPECT_NUMBER(ringout_journal_entry_index(NULL), 0);
    EXPECT_NUMBER(ringout_journal_entry_at_unix_ms(NULL), -1);
    EXPECT_TEXT(ringout_journal_entry_to(NULL), NULL);
    EXPECT_TEXT(ringout_journal_entry_from(NULL), NULL);
    EXPECT_TEXT(ringout_journal_entry_call_id(NULL), NULL);
    EXPECT(ringout_journal_entry_outcome(NULL) == NULL);
    EXPECT(ringout_journal_entry_error(NULL) == NULL);
    EXPECT_TEXT(ringout_journal_entry_text(NULL), NULL);
}

static void reading_other_null_objects(void)
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
    EXPECT_TEXT(ringout_token_scope(NULL), NULL);
    EXPECT_NUMBER(ringout_token_expires_at_unix_ms(NULL), -1);
    EXPECT_TEXT(ringout_authorization_url(NULL), NULL);
    EXPECT_TEXT(ringout_authorization_redirect_uri(NULL), NULL);
    EXPECT_TEXT(ringout_authorization_state(NULL), NULL);
    EXPECT_TEXT(ringout_authorization_verifier(NULL), NULL);
}

static void reading_a_null_error(void)
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
    EXPECT(!ringout_error_may_have_placed(NULL));
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
            EXPECT_TEXT(ringout_error_detail_fields(errors[i], indexes[j]), NULL);
            EXPECT_TEXT(ringout_error_detail_field(errors[i], indexes[j], "feature"), NULL);
            EXPECT_TEXT(ringout_error_detail_field(errors[i], indexes[j], NULL), NULL);
        }
    ringout_error_free(own);
}

int main(void)
{
    RUN(freeing_null);
    RUN(reading_a_null_call);
    RUN(reading_null_lists_and_reports);
    RUN(reading_a_null_call_log);
    RUN(reading_a_null_batch);
    RUN(reading_other_null_objects);
    RUN(reading_a_null_error);
    return test_result();
}

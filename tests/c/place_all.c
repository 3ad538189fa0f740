/* Batches of calls, on a simulator whose clock stands still until the journal advances it. */

#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "simulator.h"

#define BUSY "+16505550486"
#define RINGING "+16505550180"

static ringout_client *client;

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

/* Resets the simulator and logs the client in. */
static void begin(void)
{
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
}

enum { MOST = 8 };

/* The entries that a journal received, and its actions. */
struct notes {
    char steps[MOST][64];
    unsigned count;
    /* From this entry on, fails with `failure`; 0 for never. */
    unsigned fails_from;
    const char *failure;
    /* Advances the clock when the call of this index was placed. */
    size_t moves_at;
    /* Cancels when the call of this index was placed. */
    size_t cancels_at;
    /* Cancels when the test has taken this many seconds; 0 for never. */
    double cancels_after;
    const ringout_cancel_token *token;
};

static struct notes quiet(void)
{
    struct notes notes;
    memset(&notes, 0, sizeof notes);
    notes.moves_at = notes.cancels_at = SIZE_MAX;
    return notes;
}

static const char *note(const ringout_journal_entry *entry, void *user_data)
{
    struct notes *notes = (struct notes *)user_data;
    notes->count++;
    if (notes->fails_from != 0 && notes->count >= notes->fails_from)
        return notes->failure;
    const uint32_t step = ringout_journal_entry_step(entry);
    const size_t index = ringout_journal_entry_index(entry);
    char *steps = notes->steps[index];
    snprintf(steps + strlen(steps), 64 - strlen(steps), "%.9s ", ringout_journal_step_name(step));

    /* A time in this century; only the core knows the exact one. */
    EXPECT(ringout_journal_entry_at_unix_ms(entry) / 1000 >= 946684800);
    EXPECT(strncmp(ringout_journal_entry_to(entry), "+1650555", 8) == 0);
    EXPECT_TEXT(ringout_journal_entry_from(entry), CALLER);
    const bool has_call = step == RINGOUT_JOURNAL_STEP_PLACED || step == RINGOUT_JOURNAL_STEP_ENDED;
    const bool has_error = step == RINGOUT_JOURNAL_STEP_NOT_PLACED || step == RINGOUT_JOURNAL_STEP_MAYBE_PLACED;
    EXPECT_NUMBER(ringout_journal_entry_call_id(entry) != NULL, has_call);
    EXPECT_NUMBER(ringout_journal_entry_outcome(entry) != NULL, step == RINGOUT_JOURNAL_STEP_ENDED);
    EXPECT_NUMBER(ringout_journal_entry_error(entry) != NULL, has_error);
    EXPECT(strstr(ringout_journal_entry_text(entry), ringout_journal_entry_to(entry)) != NULL);
    if (step == RINGOUT_JOURNAL_STEP_PLACED && index == notes->moves_at)
        simulator_advance(20000);
    if (step == RINGOUT_JOURNAL_STEP_PLACED && index == notes->cancels_at)
        ringout_cancel_token_cancel(notes->token);
    if (notes->cancels_after > 0 && seconds_now() > notes->cancels_after)
        ringout_cancel_token_cancel(notes->token);
    return NULL;
}

static ringout_place_options options_with(struct notes *notes)
{
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.journal = note;
    options.user_data = notes;
    return options;
}

static ringout_call_request request_to(const char *to)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = to;
    request.from = CALLER;
    return request;
}

/* Places one call for each number, and stores the results by index; free each one. */
static size_t place(const ringout_client *with, const char *const *numbers, size_t count,
                    const ringout_place_options *options, ringout_placed **results)
{
    ringout_call_request requests[MOST];
    for (size_t i = 0; i < count; i++) {
        requests[i] = request_to(numbers[i]);
        results[i] = NULL;
    }
    ringout_place_all *all = NULL;
    OK(ringout_client_place_all(with, requests, count, options, &all, NULL));
    memset(requests, 0, sizeof requests);
    EXPECT_NUMBER(ringout_place_all_remaining(all), count);
    ringout_placed *placed = NULL;
    size_t seen = 0;
    while (ringout_place_all_next(all, &placed, NULL) == RINGOUT_OK && placed != NULL) {
        const size_t index = ringout_placed_index(placed);
        EXPECT(index < count && results[index] == NULL);
        results[index] = placed;
        seen++;
        EXPECT_NUMBER(ringout_place_all_remaining(all), count - seen);
    }
    OK(ringout_place_all_next(all, &placed, NULL));
    EXPECT(placed == NULL);
    ringout_place_all_free(all);
    EXPECT_NUMBER(seen, count);
    return seen;
}

static void every_request_has_one_result(void)
{
    begin();
    const char *const numbers[] = {CALLEE, BUSY, "+16505550402", CALLEE};
    struct notes notes = quiet();
    notes.moves_at = 3;
    const ringout_place_options options = options_with(&notes);
    ringout_placed *results[MOST];
    place(client, numbers, 4, &options, results);

    static const uint32_t kinds[] = {RINGOUT_OUTCOME_COMPLETED, RINGOUT_OUTCOME_BUSY, 0, RINGOUT_OUTCOME_COMPLETED};
    for (size_t i = 0; i < 4; i++) {
        const ringout_outcome *outcome = ringout_placed_outcome(results[i]);
        const ringout_error *error = ringout_placed_error(results[i]);
        EXPECT((outcome == NULL) == (i == 2) && (error == NULL) == (i != 2));
        EXPECT((ringout_placed_call(results[i]) == NULL) == (i == 2));
        EXPECT_NUMBER(ringout_outcome_kind(outcome), kinds[i]);
        EXPECT_NUMBER(ringout_error_code(error), i == 2 ? RINGOUT_FORBIDDEN : RINGOUT_OK);
        EXPECT_TEXT(notes.steps[i], i == 2 ? "Placing NotPlaced " : "Placing Placed Ended ");
    }
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 4);

    ringout_call *kept = NULL;
    ringout_logged_call *logged = NULL;
    OK(ringout_call_clone(ringout_placed_call(results[0]), &kept, NULL));
    for (size_t i = 0; i < 4; i++)
        ringout_placed_free(results[i]);
    OK(ringout_call_log(kept, &logged, NULL));
    EXPECT(ringout_logged_call_matching(logged) != RINGOUT_LOG_MATCH_NONE);
    ringout_logged_call_free(logged);
    ringout_call_free(kept);
}

static void calls_can_be_placed_one_after_another(void)
{
    begin();
    const char *const numbers[] = {RINGING, RINGING, RINGING};
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.concurrency = 1;
    options.timeout_ms = 10;
    options.cancel_on_timeout = 1;
    ringout_placed *results[MOST];
    place(client, numbers, 3, &options, results);
    for (size_t i = 0; i < 3; i++) {
        EXPECT_NUMBER(ringout_outcome_kind(ringout_placed_outcome(results[i])), RINGOUT_OUTCOME_CANCELLED);
        ringout_placed_free(results[i]);
    }
    EXPECT_NUMBER(simulator_requests("DELETE", ""), 3);
}

static void no_options_are_the_defaults(void)
{
    begin();
    const char *const numbers[] = {"+16505550402", "+16505550403"};
    ringout_placed *results[MOST];
    place(client, numbers, 2, NULL, results);
    for (size_t i = 0; i < 2; i++) {
        EXPECT_NUMBER(ringout_error_code(ringout_placed_error(results[i])), RINGOUT_FORBIDDEN);
        ringout_placed_free(results[i]);
    }
    ringout_place_all *all = NULL;
    ringout_placed *placed = (ringout_placed *)(void *)&all;
    OK(ringout_client_place_all(client, NULL, 0, NULL, &all, NULL));
    EXPECT_NUMBER(ringout_place_all_remaining(all), 0);
    OK(ringout_place_all_next(all, &placed, NULL));
    EXPECT(placed == NULL);
    ringout_place_all_free(all);
}

/* Expects that the request at index 2 of three is refused because of this parameter, and that nothing is sent. */
static void expect_refused(ringout_call_request wrong, ringout_status status, const char *parameter)
{
    ringout_call_request requests[3] = {request_to(CALLEE), request_to(CALLEE), wrong};
    ringout_place_all *all = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_place_all(client, requests, 3, NULL, &all, &err), status);
    EXPECT_TEXT(ringout_error_parameter(err), parameter);
    EXPECT(strncmp(ringout_error_message(err), "requests[2]", 11) == 0);
    EXPECT(all == NULL);
    ringout_error_free(err);
}

static void an_invalid_request_is_found_before_anything_is_sent(void)
{
    begin();
    ringout_call_request request = request_to("mother");
    expect_refused(request, RINGOUT_INVALID_ARGUMENT, "requests[2].to");
    request.to = NULL;
    expect_refused(request, RINGOUT_NULL_POINTER, "requests[2].to");
    request.to = "\xff";
    expect_refused(request, RINGOUT_INVALID_UTF8, "requests[2].to");
    request = request_to(CALLEE);
    request.caller_id = "\xff";
    expect_refused(request, RINGOUT_INVALID_UTF8, "requests[2].caller_id");
    request.caller_id = NULL;
    request.play_prompt = 3;
    expect_refused(request, RINGOUT_INVALID_ARGUMENT, "requests[2].play_prompt");
    request.play_prompt = 0;
    request.from_forwarding_number = "1";
    expect_refused(request, RINGOUT_INVALID_ARGUMENT, "requests[2].from");
    memset(&request, 0, sizeof request);
    expect_refused(request, RINGOUT_INVALID_ARGUMENT, "requests[2]");
    request = request_to(CALLEE);
    request.struct_size += 8;
    expect_refused(request, RINGOUT_INVALID_ARGUMENT, "requests[2]");
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 0);
}

/* A program compiled with a later header has longer structs and a larger stride. */
struct later_request {
    ringout_call_request request;
    const char *later_text;
};

static void the_stride_of_requests_is_that_of_the_program(void)
{
    begin();
    struct later_request *later = (struct later_request *)calloc(3, sizeof *later);
    for (size_t i = 0; i < 3; i++) {
        later[i].request = request_to(i == 2 ? "mother" : CALLEE);
        later[i].request.struct_size = (uint32_t)sizeof later[i];
    }
    ringout_place_all *all = NULL;
    ringout_error *err = NULL;
    EXPECT_NUMBER(ringout_client_place_all(client, &later[0].request, 3, NULL, &all, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "requests[2].to");
    ringout_error_free(err);
    OK(ringout_client_place_all(client, &later[0].request, 2, NULL, &all, NULL));
    ringout_place_all_free(all);
    later[1].later_text = "later";
    EXPECT_NUMBER(ringout_client_place_all(client, &later[0].request, 2, NULL, &all, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "requests[1]");
    ringout_error_free(err);
    free(later);
}

/* The clock stands still, so no call ends on its own. */
static void a_total_timeout_ends_the_batch(void)
{
    begin();
    /* Another client, because it learns of a rate limit that lasts a day. */
    ringout_client *limited = simulator_client();
    simulator_post("limits", "{\"heavy\":{\"limit\":2,\"window_s\":86400,\"penalty_s\":86400}}");
    const char *const numbers[] = {RINGING, RINGING, RINGING, RINGING};
    struct notes notes = quiet();
    ringout_place_options options = options_with(&notes);
    options.total_timeout_ms = 3000;
    ringout_placed *results[MOST];
    place(limited, numbers, 4, &options, results);
    for (size_t i = 0; i < 4; i++) {
        const ringout_error *error = ringout_placed_error(results[i]);
        if (error == NULL)
            EXPECT_NUMBER(ringout_outcome_kind(ringout_placed_outcome(results[i])), RINGOUT_OUTCOME_STILL_IN_PROGRESS);
        else
            EXPECT_NUMBER(ringout_error_code(error), RINGOUT_TIMEOUT);
        EXPECT((ringout_placed_call(results[i]) == NULL) == (error != NULL));
        ringout_placed_free(results[i]);
    }
    EXPECT_TEXT(notes.steps[0], "Placing Placed Ended ");
    EXPECT_TEXT(notes.steps[3], "NotPlaced ");
    ringout_client_free(limited);
}

static void options_are_checked(void)
{
    ringout_call_request request = request_to(CALLEE);
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    ringout_place_all *all = NULL;
    ringout_error *err = NULL;
    options.until = 2;
    EXPECT_NUMBER(ringout_client_place_all(client, &request, 1, &options, &all, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "until");
    ringout_error_free(err);
    options.until = RINGOUT_UNTIL_ENDED;
    options.struct_size--;
    EXPECT_NUMBER(ringout_client_place_all(client, &request, 1, &options, &all, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "options");
    ringout_error_free(err);
    EXPECT(all == NULL);
}

/* Fails at the entry of this number with this message. */
static void fail_from(unsigned entry, const char *failure, const char *shown)
{
    begin();
    const char *const numbers[] = {RINGING, RINGING, RINGING};
    struct notes notes = quiet();
    notes.fails_from = entry;
    notes.failure = failure;
    ringout_place_options options = options_with(&notes);
    options.timeout_ms = 10;
    ringout_placed *results[MOST];
    place(client, numbers, 3, &options, results);
    /* The first request was sent only if its first entry could be written. */
    const size_t sent = entry == 1 ? 0 : 1;
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), sent);
    for (size_t i = 0; i < 3; i++) {
        if (i < sent) {
            const ringout_outcome *outcome = ringout_placed_outcome(results[i]);
            EXPECT_NUMBER(ringout_outcome_kind(outcome), RINGOUT_OUTCOME_STILL_IN_PROGRESS);
        } else {
            const ringout_error *error = ringout_placed_error(results[i]);
            EXPECT_NUMBER(ringout_error_code(error), RINGOUT_STORAGE);
            EXPECT(strstr(ringout_error_message(error), shown) != NULL);
            EXPECT(ringout_placed_call(results[i]) == NULL);
        }
        ringout_placed_free(results[i]);
    }
}

static void a_journal_that_fails_ends_the_batch(void)
{
    fail_from(1, "the disk is full", ": the disk is full");
    fail_from(2, "the disk is full", ": the disk is full");
    fail_from(1, "", "journal");
    fail_from(2, "d\xe9j\xe0", ": d\xef\xbf\xbdj\xef\xbf\xbd");
}

static void an_interruption_gives_every_request_a_result(void)
{
    begin();
    const char *const numbers[] = {RINGING, RINGING, RINGING, RINGING};
    ringout_cancel_token *token = NULL;
    ringout_client *bound = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_client_with_cancel_token(client, token, &bound, NULL));
    struct notes notes = quiet();
    notes.cancels_at = 1;
    notes.token = token;
    const ringout_place_options options = options_with(&notes);
    ringout_placed *results[MOST];
    place(bound, numbers, 4, &options, results);
    for (size_t i = 0; i < 4; i++) {
        EXPECT_NUMBER(ringout_error_code(ringout_placed_error(results[i])), RINGOUT_CANCELLED);
        EXPECT(ringout_placed_outcome(results[i]) == NULL);
        EXPECT((ringout_placed_call(results[i]) != NULL) == (i < 2));
        ringout_placed_free(results[i]);
    }
    ringout_client_free(bound);
    ringout_cancel_token_free(token);
}

/* Cancelled during a wait, which checks for that in short slices. */
static void a_retry_after_of_zero_does_not_flood_the_server(void)
{
    begin();
    simulator_fault("POST", "/restapi/v1.0/account", 1000000,
                    "{\"status\":429,\"headers\":{\"Retry-After\":\"0\"},\"body\":\"\"}");
    /* Another client, because a client remembers 429s. */
    ringout_client *own = simulator_client(), *bound = NULL;
    ringout_cancel_token *token = NULL;
    OK(ringout_cancel_token_new(&token, NULL));
    OK(ringout_client_with_cancel_token(own, token, &bound, NULL));
    const char *const numbers[] = {CALLEE, CALLEE};
    struct notes notes = quiet();
    const double began = seconds_now();
    notes.cancels_after = began + 2;
    notes.token = token;
    const ringout_place_options options = options_with(&notes);
    ringout_placed *results[MOST];
    place(bound, numbers, 2, &options, results);
    for (size_t i = 0; i < 2; i++) {
        EXPECT_NUMBER(ringout_error_code(ringout_placed_error(results[i])), RINGOUT_CANCELLED);
        ringout_placed_free(results[i]);
    }
    /* At once, after 1 s, and 2 s later, when it is cancelled. */
    EXPECT(simulator_requests("POST", "/ring-out") <= 3);
    EXPECT(notes.count <= 6);
    EXPECT(seconds_now() - began < 30);
    ringout_client_free(bound);
    ringout_client_free(own);
    ringout_cancel_token_free(token);
}

static void freeing_it_ends_the_batch(void)
{
    begin();
    ringout_client *own = simulator_client();
    ringout_call_request requests[2] = {request_to(RINGING), request_to(RINGING)};
    struct notes notes = quiet();
    ringout_place_options options = options_with(&notes);
    options.concurrency = 1;
    options.timeout_ms = 10;
    ringout_place_all *all = NULL;
    ringout_placed *placed = NULL;
    OK(ringout_client_place_all(own, requests, 2, &options, &all, NULL));
    ringout_client_free(own);
    OK(ringout_place_all_next(all, &placed, NULL));
    ringout_place_all_free(all);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);
    EXPECT_NUMBER(notes.count, 3);
    ringout_state *state = NULL;
    OK(ringout_call_status(ringout_placed_call(placed), &state, NULL));
    EXPECT_NUMBER(ringout_state_phase(state), RINGOUT_PHASE_RINGING_CALLER);
    ringout_state_free(state);
    ringout_placed_free(placed);
}

int main(void)
{
    client = simulator_client();
    RUN(every_request_has_one_result);
    RUN(calls_can_be_placed_one_after_another);
    RUN(no_options_are_the_defaults);
    RUN(an_invalid_request_is_found_before_anything_is_sent);
    RUN(the_stride_of_requests_is_that_of_the_program);
    RUN(a_total_timeout_ends_the_batch);
    RUN(options_are_checked);
    RUN(a_journal_that_fails_ends_the_batch);
    RUN(an_interruption_gives_every_request_a_result);
    RUN(a_retry_after_of_zero_does_not_flood_the_server);
    RUN(freeing_it_ends_the_batch);
    ringout_client_free(client);
    return test_result();
}

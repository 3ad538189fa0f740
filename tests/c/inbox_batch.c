/* Batches in an inbox: nothing is placed unless the program reads, and the journal is called while it does. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <ringout.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "inbox_help.h"
#include "simulator.h"

#define BUSY "+16505550486"
#define NOBODY "+16505550404"
#define RINGING "+16505550180"
#define MOST 64

static ringout_client *client;
static ringout_inbox *inbox;

static void begin(void)
{
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    inbox = new_inbox();
}

static void start(const char *const *numbers, size_t count, const ringout_place_options *options, uint64_t tag)
{
    ringout_call_request requests[MOST];
    for (size_t i = 0; i < count; i++) {
        const ringout_call_request unset = RINGOUT_CALL_REQUEST_INIT;
        requests[i] = unset;
        requests[i].to = numbers[i];
        requests[i].from = CALLER;
    }
    OK(ringout_client_place_all_into(client, requests, count, options, inbox, tag, NULL));
    memset(requests, 0, sizeof requests);
}

/* What a journal saw, and what it does. */
struct notes {
    pthread_t thread;
    unsigned count, placing;
    /* The index of the request whose entry it refuses; MOST for none. */
    size_t refuses;
    bool reads_the_inbox;
};

static const char *note(const ringout_journal_entry *entry, void *user_data)
{
    struct notes *notes = (struct notes *)user_data;
    EXPECT(pthread_equal(pthread_self(), notes->thread));
    notes->count++;
    if (ringout_journal_entry_step(entry) == RINGOUT_JOURNAL_STEP_PLACING) {
        /* The requests before this one were sent, and this one was not. */
        EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), notes->placing);
        if (ringout_journal_entry_index(entry) == notes->refuses)
            return "the disk is full";
        notes->placing++;
    }
    if (ringout_journal_entry_step(entry) == RINGOUT_JOURNAL_STEP_PLACED)
        simulator_advance(20000);
    ringout_event *event = NULL;
    if (notes->reads_the_inbox)
        OK(ringout_inbox_next(inbox, &event, NULL));
    ringout_event_free(event);
    return NULL;
}

static struct notes new_notes(void)
{
    struct notes notes;
    memset(&notes, 0, sizeof notes);
    notes.thread = pthread_self();
    notes.refuses = MOST;
    return notes;
}

static ringout_place_options options_with(struct notes *notes)
{
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.journal = note;
    options.user_data = notes;
    return options;
}

static void each_request_has_one_result_and_then_comes_the_end(void)
{
    begin();
    const char *const numbers[] = {CALLEE, BUSY, "+16505550402", NOBODY};
    static const uint32_t kinds[] = {RINGOUT_OUTCOME_COMPLETED, RINGOUT_OUTCOME_BUSY, 0, RINGOUT_OUTCOME_NO_SUCH_USER};
    struct notes notes = new_notes();
    const ringout_place_options options = options_with(&notes);
    start(numbers, 4, &options, 1);
    bool seen[4] = {false, false, false, false};
    for (int i = 0; i < 4; i++) {
        ringout_event *event = NEXT(inbox, 1, RINGOUT_EVENT_PLACED, RINGOUT_OK);
        ringout_placed *placed = ringout_event_take_placed(event);
        const size_t index = ringout_placed_index(placed);
        EXPECT(index < 4 && !seen[index]);
        seen[index] = true;
        EXPECT_NUMBER(ringout_placed_error(placed) != NULL, index == 2);
        EXPECT_NUMBER(ringout_outcome_kind(ringout_placed_outcome(placed)), kinds[index]);
        ringout_placed_free(placed);
        ringout_event_free(event);
    }
    ringout_event_free(NEXT(inbox, 1, RINGOUT_EVENT_PLACE_ALL_END, RINGOUT_OK));
    EXPECT_NUMBER(notes.count, 3 * 3 + 2);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 4);
    EXPECT_NUMBER(ringout_inbox_pending(inbox), 0);
    EXPECT(!is_readable(inbox, 0));
    ringout_inbox_free(inbox);
}

static void nothing_is_placed_unless_the_program_reads(void)
{
    begin();
    const char *const numbers[] = {NOBODY, NOBODY};
    struct notes notes = new_notes();
    const ringout_place_options options = options_with(&notes);
    start(numbers, 2, &options, 2);
    /* The batch is due, but only reading takes its steps. */
    EXPECT(is_readable(inbox, LONG_MS));
    EXPECT(is_readable(inbox, LONG_MS));
    EXPECT_NUMBER(notes.count, 0);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 0);
    ringout_event *event = NULL;
    while (notes.count == 0) {
        EXPECT(is_readable(inbox, LONG_MS));
        OK(ringout_inbox_next(inbox, &event, NULL));
        EXPECT(event == NULL);
    }
    simulator_await("POST", "/ring-out");
    /* Its response is there, and again nothing happens. */
    const unsigned entries = notes.count;
    EXPECT(is_readable(inbox, LONG_MS));
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), notes.placing);
    ringout_inbox_free(inbox);
    EXPECT_NUMBER(notes.count, entries);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), notes.placing);
}

static void *wait_for_two(void *user_data)
{
    ((struct notes *)user_data)->thread = pthread_self();
    for (int i = 0; i < 2; i++) {
        ringout_event *event = NULL;
        if (ringout_inbox_wait(inbox, LONG_MS, &event, NULL) != RINGOUT_OK || event == NULL)
            return NULL;
        ringout_event_free(event);
    }
    return user_data;
}

static void a_wait_places_too_and_its_journal_may_read(void)
{
    begin();
    const char *const numbers[] = {NOBODY};
    struct notes notes = new_notes();
    const ringout_place_options options = options_with(&notes);
    start(numbers, 1, &options, 3);
    pthread_t thread;
    void *done = NULL;
    EXPECT_NUMBER(pthread_create(&thread, NULL, wait_for_two, &notes), 0);
    pthread_join(thread, &done);
    EXPECT(done == &notes);
    EXPECT_NUMBER(notes.count, 3);

    notes = new_notes();
    notes.reads_the_inbox = true;
    notes.placing = 1;
    start(numbers, 1, &options, 4);
    for (ringout_event *event = NULL; ringout_inbox_pending(inbox) > 0; ringout_event_free(event))
        OK(ringout_inbox_wait(inbox, 100, &event, NULL));
    EXPECT_NUMBER(notes.count, 3);
    ringout_inbox_free(inbox);
}

static void an_interrupted_batch_gives_all_its_results(void)
{
    begin();
    const char *const numbers[] = {RINGING, RINGING, RINGING, RINGING};
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.concurrency = 2;
    start(numbers, 4, &options, 5);
    while (simulator_requests("POST", "/ring-out") < 2) {
        ringout_event *event = NULL;
        OK(ringout_inbox_wait(inbox, 20, &event, NULL));
        EXPECT(event == NULL);
    }
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 5), 1);
    unsigned with_call = 0;
    for (int i = 0; i < 4; i++) {
        ringout_event *event = NEXT(inbox, 5, RINGOUT_EVENT_PLACED, RINGOUT_OK);
        ringout_placed *placed = ringout_event_take_placed(event);
        EXPECT_NUMBER(ringout_error_code(ringout_placed_error(placed)), RINGOUT_CANCELLED);
        with_call += ringout_placed_call(placed) != NULL;
        ringout_placed_free(placed);
        ringout_event_free(event);
    }
    ringout_event_free(NEXT(inbox, 5, RINGOUT_EVENT_PLACE_ALL_END, RINGOUT_OK));
    EXPECT_NUMBER(with_call, 2);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 2);
    ringout_inbox_free(inbox);
}

static void a_journal_that_fails_stops_the_placing(void)
{
    begin();
    const char *const numbers[] = {NOBODY, NOBODY, NOBODY};
    struct notes notes = new_notes();
    notes.refuses = 1;
    ringout_place_options options = options_with(&notes);
    start(numbers, 3, &options, 6);
    unsigned refused = 0;
    for (int i = 0; i < 3; i++) {
        ringout_event *event = NEXT(inbox, 6, RINGOUT_EVENT_PLACED, RINGOUT_OK);
        ringout_placed *placed = ringout_event_take_placed(event);
        refused += ringout_error_code(ringout_placed_error(placed)) == RINGOUT_STORAGE;
        ringout_placed_free(placed);
        ringout_event_free(event);
    }
    ringout_event_free(NEXT(inbox, 6, RINGOUT_EVENT_PLACE_ALL_END, RINGOUT_OK));
    EXPECT_NUMBER(refused, 2);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);
    ringout_inbox_free(inbox);
}

static void an_alarm_wakes_the_loop(void)
{
    begin();
    simulator_post("limits", "{\"heavy\":{\"limit\":4,\"window_s\":3600,\"penalty_s\":60}}");
    const char *const numbers[] = {NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY};
    /* The journal ends the calls, so that no end of a wait wakes the loop. */
    struct notes notes = new_notes();
    ringout_place_options options = options_with(&notes);
    options.total_timeout_ms = getenv("IN_VALGRIND") != NULL ? 20000 : 4000;
    /* Four are allowed in this hour. The others get a result without any response of RingCentral. */
    start(numbers, 7, &options, 7);
    unsigned late = 0;
    for (int i = 0; i < 7; i++) {
        ringout_event *event = NEXT(inbox, 7, RINGOUT_EVENT_PLACED, RINGOUT_OK);
        ringout_placed *placed = ringout_event_take_placed(event);
        late += ringout_error_code(ringout_placed_error(placed)) == RINGOUT_TIMEOUT;
        ringout_placed_free(placed);
        ringout_event_free(event);
    }
    EXPECT_NUMBER(late, 3);
    ringout_event_free(NEXT(inbox, 7, RINGOUT_EVENT_PLACE_ALL_END, RINGOUT_OK));
    ringout_inbox_free(inbox);
}

static void a_wrong_request_fails_at_once(void)
{
    begin();
    ringout_call_request requests[2] = {RINGOUT_CALL_REQUEST_INIT, RINGOUT_CALL_REQUEST_INIT};
    ringout_error *err = NULL;
    requests[0].to = CALLEE;
    requests[1].to = "mother";
    EXPECT_NUMBER(ringout_client_place_all_into(client, requests, 2, NULL, inbox, 8, &err), RINGOUT_INVALID_ARGUMENT);
    EXPECT_TEXT(ringout_error_parameter(err), "requests[1].to");
    ringout_error_free(err);
    EXPECT_NUMBER(ringout_inbox_pending(inbox), 0);
    /* An empty batch only ends. */
    OK(ringout_client_place_all_into(client, NULL, 0, NULL, inbox, 9, NULL));
    ringout_event_free(NEXT(inbox, 9, RINGOUT_EVENT_PLACE_ALL_END, RINGOUT_OK));
    ringout_inbox_free(inbox);
}

int main(void)
{
    client = simulator_client();
    RUN(each_request_has_one_result_and_then_comes_the_end);
    RUN(nothing_is_placed_unless_the_program_reads);
    RUN(a_wait_places_too_and_its_journal_may_read);
    RUN(an_interrupted_batch_gives_all_its_results);
    RUN(a_journal_that_fails_stops_the_placing);
    RUN(an_alarm_wakes_the_loop);
    RUN(a_wrong_request_fails_at_once);
    ringout_client_free(client);
    return test_result();
}

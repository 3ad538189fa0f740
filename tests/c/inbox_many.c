/* Many operations, followed calls and threads with one inbox, and more log records than it keeps. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <ringout.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "inbox_help.h"
#include "simulator.h"

#define RINGING "+16505550180"
#define MANY_REQUESTS \
    "{\"light\":{\"limit\":1000000,\"window_s\":60,\"penalty_s\":1},\"heavy\":{\"limit\":1000000,\"window_s\":60,\"penalty_s\":1}}"
/* The workers of operations, some more in case a slow machine seems to block them, and the other threads of the library. */
#define OPERATION_THREADS 128
#define OTHER_THREADS 16

static ringout_client *client;
static ringout_inbox *inbox;

/* valgrind has room for 500 threads and is slow. */
static unsigned fewer(unsigned wanted, unsigned in_valgrind)
{
    return getenv("IN_VALGRIND") != NULL ? in_valgrind : wanted;
}

/* A simulator without tight limits, which the client has learnt. Returns a call that rings. Free it. */
static ringout_call *begin(void)
{
    simulator_reset();
    simulator_post("limits", MANY_REQUESTS);
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    inbox = new_inbox();
    ringout_call *call = simulator_call(client, RINGING);
    ringout_state *state = NULL;
    OK(ringout_call_status(call, &state, NULL));
    ringout_state_free(state);
    return call;
}

static void five_thousand_operations(void)
{
    const unsigned count = fewer(5000, 150);
    ringout_call *call = begin();
    const unsigned before = count_threads();
    bool *seen = (bool *)calloc(count, sizeof *seen);
    for (unsigned i = 0; i < count; i++)
        OK(ringout_call_status_into(call, inbox, i, NULL));
    unsigned most = 0;
    for (unsigned i = 0; i < count; i++) {
        ringout_event *event = loop_next(inbox);
        const uint64_t tag = ringout_event_tag(event);
        EXPECT_NUMBER(ringout_event_status(event), RINGOUT_OK);
        EXPECT(event != NULL && tag < count && !seen[tag]);
        if (event == NULL)
            break;
        seen[tag] = true;
        ringout_event_free(event);
        if (i % 100 == 0) {
            const unsigned now = count_threads();
            most = now > most ? now : most;
        }
    }
    EXPECT(most <= before + OPERATION_THREADS + OTHER_THREADS);
    EXPECT(!is_readable(inbox, 0));
    free(seen);
    ringout_call_free(call);
    ringout_inbox_free(inbox);
}

/* Places calls through the inbox, and watches each one under its number. */
static void place_and_watch(unsigned count)
{
    static const char *const numbers[] = {CALLEE, "+16505550486", "+16505550603", "+16505550404"};
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.from = CALLER;
    for (unsigned i = 0; i < count; i++) {
        request.to = numbers[i % 4];
        OK(ringout_client_create_call_into(client, &request, inbox, i, NULL));
    }
    for (unsigned i = 0; i < count; i++) {
        ringout_event *event = loop_next(inbox);
        ringout_call *call = ringout_event_take_call(event);
        EXPECT(call != NULL);
        if (call != NULL)
            OK(ringout_call_watch_into(call, NULL, inbox, ringout_event_tag(event), NULL));
        ringout_call_free(call);
        ringout_event_free(event);
        if (event == NULL)
            return;
    }
}

/* The workers of operations end when they are idle. Only the tracker and the workers of listeners stay. */
static void await_few_threads(unsigned before)
{
    const struct timespec pause = {0, 20 * 1000 * 1000};
    const double began = seconds_now();
    while (count_threads() > before + OTHER_THREADS && seconds_now() - began < LONG_MS / 1000)
        nanosleep(&pause, NULL);
    EXPECT(count_threads() <= before + OTHER_THREADS);
}

static void ten_thousand_followed_calls(void)
{
    static const uint32_t kinds[] = {RINGOUT_OUTCOME_COMPLETED, RINGOUT_OUTCOME_BUSY, RINGOUT_OUTCOME_REJECTED,
                                     RINGOUT_OUTCOME_NO_SUCH_USER};
    const unsigned count = fewer(10000, 120);
    ringout_call_free(begin());
    const unsigned before = count_threads();
    place_and_watch(count);
    EXPECT_NUMBER(ringout_inbox_pending(inbox), count);
    await_few_threads(before);
    EXPECT_NUMBER(ringout_inbox_pending(inbox), count);

    simulator_advance(20000);
    bool *ended = (bool *)calloc(count, sizeof *ended);
    for (unsigned ends = 0; ends < count;) {
        ringout_event *event = loop_next(inbox);
        const uint64_t tag = ringout_event_tag(event);
        EXPECT(event != NULL && tag < count && !ended[tag]);
        if (event == NULL)
            break;
        EXPECT_NUMBER(ringout_event_status(event), RINGOUT_OK);
        if (ringout_event_kind(event) == RINGOUT_EVENT_WATCH_END) {
            ringout_outcome *outcome = ringout_event_take_outcome(event);
            EXPECT_NUMBER(ringout_outcome_kind(outcome), kinds[tag % 4]);
            ringout_outcome_free(outcome);
            ended[tag] = true;
            ends++;
        }
        ringout_event_free(event);
    }
    /* A busy machine seems to block some threads, and others take their place for a while. */
    await_few_threads(before);
    EXPECT(!is_readable(inbox, 0));
    free(ended);
    ringout_inbox_free(inbox);
}

#define THREADS 16

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static unsigned taken[3000];
static unsigned left;

/* Adds to a number that several threads use, and returns it. */
static unsigned add(unsigned *number, int change)
{
    pthread_mutex_lock(&counting);
    *number += (unsigned)change;
    const unsigned now = *number;
    pthread_mutex_unlock(&counting);
    return now;
}

static void *take_events(void *unused)
{
    while (add(&left, 0) > 0) {
        ringout_event *event = NULL;
        if (ringout_inbox_wait(inbox, 100, &event, NULL) != RINGOUT_OK)
            break;
        if (event != NULL) {
            (void)add(&taken[ringout_event_tag(event)], 1);
            (void)add(&left, -1);
        }
        ringout_event_free(event);
    }
    return unused;
}

static void sixteen_threads_take_events(void)
{
    const unsigned count = fewer(3000, 100);
    ringout_call *call = begin();
    pthread_t threads[THREADS];
    memset(taken, 0, sizeof taken);
    left = count;
    for (unsigned i = 0; i < THREADS; i++)
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, take_events, NULL), 0);
    for (unsigned i = 0; i < count; i++)
        OK(ringout_call_status_into(call, inbox, i, NULL));
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < count; i++)
        EXPECT_NUMBER(taken[i], 1);
    EXPECT(!is_readable(inbox, 0));
    ringout_call_free(call);
    ringout_inbox_free(inbox);
}

static void count_record(uint32_t level, const char *message, void *user_data)
{
    (void)level;
    (void)message;
    (void)add((unsigned *)user_data, 1);
}

/* Takes all events that are there. Returns the number of log records. */
static unsigned take_records(void)
{
    unsigned records = 0;
    for (ringout_event *event = NULL; ringout_inbox_next(inbox, &event, NULL) == RINGOUT_OK && event != NULL;) {
        if (ringout_event_kind(event) == RINGOUT_EVENT_LOG) {
            EXPECT_NUMBER(ringout_event_log_level(event), RINGOUT_LOG_DEBUG);
            EXPECT_NUMBER(ringout_event_tag(event), 77);
            EXPECT(strncmp(ringout_event_log_message(event), "GET /restapi/", 13) == 0);
            records++;
        }
        ringout_event_free(event);
    }
    return records;
}

static void send_requests(const ringout_call *call, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        ringout_state *state = NULL;
        OK(ringout_call_status(call, &state, NULL));
        ringout_state_free(state);
    }
}

static void log_records_beyond_a_thousand_are_dropped_and_counted(void)
{
    unsigned called = 0;
    ringout_call *call = begin();
    OK(ringout_set_log_callback(count_record, &called, RINGOUT_LOG_DEBUG, NULL));
    OK(ringout_log_into(RINGOUT_LOG_ERROR, inbox, 76, NULL));
    OK(ringout_log_into(RINGOUT_LOG_DEBUG, inbox, 77, NULL));
    send_requests(call, 1100);
    EXPECT(is_readable(inbox, 0));
    EXPECT_NUMBER(add(&called, 0), 1100);
    EXPECT_NUMBER(ringout_inbox_dropped_log_records(inbox), 100);
    EXPECT_NUMBER(take_records(), 1000);

    /* Results are not dropped, and there is room again. Without the callback the level stays. */
    OK(ringout_set_log_callback(NULL, NULL, 0, NULL));
    OK(ringout_call_status_into(call, inbox, 5, NULL));
    while (ringout_inbox_pending(inbox) > 0)
        (void)is_readable(inbox, 1);
    EXPECT_NUMBER(take_records(), 1);
    EXPECT_NUMBER(ringout_inbox_dropped_log_records(inbox), 100);
    OK(ringout_log_into(0, inbox, 0, NULL));
    send_requests(call, 1);
    EXPECT_NUMBER(take_records(), 0);
    EXPECT_NUMBER(ringout_log_into(9, inbox, 0, NULL), RINGOUT_INVALID_ARGUMENT);

    /* A freed inbox gets nothing. */
    OK(ringout_log_into(RINGOUT_LOG_DEBUG, inbox, 77, NULL));
    ringout_inbox_free(inbox);
    send_requests(call, 1);
    ringout_call_free(call);
}

int main(void)
{
    client = simulator_client();
    RUN(five_thousand_operations);
    RUN(ten_thousand_followed_calls);
    RUN(sixteen_threads_take_events);
    RUN(log_records_beyond_a_thousand_are_dropped_and_counted);
    ringout_client_free(client);
    return test_result();
}

/* 200 threads wait for one call each: every outcome is correct, and the library has at most four threads for them. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <ringout.h>
#include <time.h>

#include "check.h"
#include "simulator.h"

#define WAITS 200
/* The most threads of one client's tracker. */
#define TRACKER_THREADS 4
/* Long enough that every call is over, including those to phones that are not answered. */
#define SECONDS_OF_CALLS 26

static const struct fate {
    const char *to;
    uint32_t kind;
} FATES[] = {
    {CALLEE, RINGOUT_OUTCOME_COMPLETED},
    {"+16505550486", RINGOUT_OUTCOME_BUSY},
    {"+16505550408", RINGOUT_OUTCOME_NO_ANSWER},
    {"+16505550603", RINGOUT_OUTCOME_REJECTED},
};

struct wait {
    ringout_call *call;
    ringout_status status;
    ringout_outcome *outcome;
    ringout_error *err;
};

static void *run_wait(void *argument)
{
    struct wait *wait = (struct wait *)argument;
    wait->status = ringout_call_wait(wait->call, NULL, &wait->outcome, &wait->err);
    return NULL;
}

static void two_hundred_waits_need_four_threads(void)
{
    static struct wait waits[WAITS];
    pthread_t threads[WAITS];
    const struct timespec pause = {0, 50 * 1000 * 1000};
    simulator_reset();
    ringout_client *client = simulator_client();
    for (unsigned i = 0; i < WAITS; i++)
        waits[i].call = simulator_call(client, FATES[i % 4].to);
    const unsigned before = count_threads();
    for (unsigned i = 0; i < WAITS; i++)
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, run_wait, &waits[i]), 0);

    unsigned most = 0;
    for (int second = 0; second < SECONDS_OF_CALLS; second++) {
        simulator_advance(1000);
        nanosleep(&pause, NULL);
        const unsigned now = count_threads();
        most = now > most ? now : most;
    }
    for (unsigned i = 0; i < WAITS; i++) {
        pthread_join(threads[i], NULL);
        EXPECT_NUMBER(waits[i].status, RINGOUT_OK);
        EXPECT_NUMBER(ringout_outcome_kind(waits[i].outcome), FATES[i % 4].kind);
        ringout_outcome_free(waits[i].outcome);
        ringout_error_free(waits[i].err);
        ringout_call_free(waits[i].call);
    }
    EXPECT(most <= before + WAITS + TRACKER_THREADS);
    EXPECT_NUMBER(simulator_requests("POST", "/oauth/token"), 1);
    ringout_client_free(client);
}

int main(void)
{
    RUN(two_hundred_waits_need_four_threads);
    return test_result();
}

/* Forks while threads place, poll and cancel calls: no child waits for a lock of its parent. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <ringout.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "simulator.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

#ifndef FORKS
#define FORKS 50
#endif
#define THREADS 4

static ringout_client *client;
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static bool is_over;
static unsigned placed;

static void ignore(uint32_t level, const char *message, void *user_data)
{
    (void)level;
    (void)message;
    (void)user_data;
}

/* Places a call, requests its status, waits for a moment and hangs up. */
static ringout_status work(void)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    ringout_wait_options wait = RINGOUT_WAIT_OPTIONS_INIT;
    ringout_call *call = NULL;
    ringout_state *state = NULL;
    ringout_outcome *outcome = NULL;
    uint32_t effect = 0;
    request.from = CALLER;
    request.to = CALLEE;
    wait.timeout_ms = 20;
    ringout_status status = ringout_client_create_call(client, &request, &call, NULL);
    if (status == RINGOUT_OK)
        status = ringout_call_status(call, &state, NULL);
    if (status == RINGOUT_OK)
        status = ringout_call_wait(call, &wait, &outcome, NULL);
    if (status == RINGOUT_OK)
        status = ringout_call_cancel(call, &effect, NULL);
    ringout_outcome_free(outcome);
    ringout_state_free(state);
    ringout_call_free(call);
    return status;
}

static bool count_and_look(void)
{
    pthread_mutex_lock(&counting);
    placed++;
    bool goes_on = !is_over;
    pthread_mutex_unlock(&counting);
    return goes_on;
}

static void end_work(void)
{
    pthread_mutex_lock(&counting);
    is_over = true;
    pthread_mutex_unlock(&counting);
}

static void *work_on(void *failed)
{
    do {
        if (work() != RINGOUT_OK)
            return failed;
    } while (count_and_look());
    return NULL;
}

/* _exit, so that valgrind does not report the child's memory. */
static void in_child(int out)
{
    /* Longer than every deadline of the client. */
    alarm(60);
    const char result = work() == RINGOUT_OK ? 'y' : 'n';
    if (write(out, &result, 1) != 1)
        abort();
    kill(getpid(), SIGKILL);
}

static char fork_and_work(void)
{
    int ends[2];
    char result = '-';
    EXPECT_NUMBER(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        in_child(ends[1]);
    close(ends[1]);
    if (read(ends[0], &result, 1) != 1)
        result = '-';
    close(ends[0]);
    waitpid(child, NULL, 0);
    return result;
}

static void no_child_of_a_busy_parent_hangs_and_nothing_is_placed_twice(void)
{
    static char failed;
    pthread_t threads[THREADS];
    unsigned forks = 0;
    client = simulator_client();
    OK(ringout_set_log_callback(ignore, NULL, RINGOUT_LOG_DEBUG, NULL));
    OK(work());
    placed = 1;
    for (unsigned i = 0; i < THREADS; i++)
        EXPECT_NUMBER(pthread_create(&threads[i], NULL, work_on, &failed), 0);
    while (forks < FORKS && fork_and_work() == 'y')
        forks++;
    end_work();
    for (unsigned i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        EXPECT(result == NULL);
    }
    EXPECT_NUMBER(forks, FORKS);
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), placed + FORKS);
    OK(ringout_set_log_callback(NULL, NULL, 0, NULL));
    ringout_client_free(client);
}

int main(void)
{
    RUN(no_child_of_a_busy_parent_hangs_and_nothing_is_placed_twice);
    return test_result();
}

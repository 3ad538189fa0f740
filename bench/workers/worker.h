/* The main loop of the C workers. A worker reads commands from standard input and prints one line of JSON for each:
 *
 *     status N            N status requests, one after another
 *     call N              N calls that are placed, polled once and cancelled
 *     concurrent T N      N status requests on T threads
 *
 * and what `worker_extra` adds. The settings come from the environment: BENCH_URL, BENCH_CA (empty without TLS), BENCH_CLIENT_ID,
 * BENCH_CLIENT_SECRET, BENCH_JWT, BENCH_TOKEN (the response of a login), BENCH_ACCESS_TOKEN and BENCH_CALL (the id of a call that
 * rings forever).
 */

#ifndef BENCH_WORKER_H
#define BENCH_WORKER_H

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RING_OUT "/restapi/v1.0/account/~/extension/~/ring-out"
#define CALLER "+16505550123"
#define CALLEE "+16505550100"
#define CREATE_BODY \
    "{\"from\":{\"phoneNumber\":\"" CALLER "\"},\"to\":{\"phoneNumber\":\"" CALLEE "\"},\"playPrompt\":false}"

/* What count_malloc.c counts; NULL if it is not preloaded. */
extern uint64_t bench_allocations(void) __attribute__((weak));
extern int64_t bench_live_bytes(void) __attribute__((weak));

/* A worker defines these. A session is what one thread uses. */
void *worker_open(void);
void worker_close(void *session);
void worker_status(void *session);
void worker_call(void *session);
/* Runs another command and prints its result. Returns false if it does not know the command. */
bool worker_extra(const char *command, long count);

static inline _Noreturn void fail(const char *what, const char *detail)
{
    fprintf(stderr, "worker: %s: %s\n", what, detail != NULL ? detail : "?");
    exit(1);
}

static inline const char *setting(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL)
        fail("missing in the environment", name);
    return value;
}

static inline uint64_t nanoseconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

struct measurement {
    uint64_t wall;
    uint64_t cpu;
    uint64_t allocations;
};

static inline struct measurement begin(void)
{
    struct measurement now = {nanoseconds(CLOCK_MONOTONIC), nanoseconds(CLOCK_PROCESS_CPUTIME_ID), 0};
    if (bench_allocations != NULL)
        now.allocations = bench_allocations();
    return now;
}

static inline void end(struct measurement since)
{
    const struct measurement now = begin();
    printf("{\"wall_ns\": %" PRIu64 ", \"cpu_ns\": %" PRIu64 ", \"allocations\": %" PRIu64 "}\n", now.wall - since.wall,
           now.cpu - since.cpu, now.allocations - since.allocations);
}

struct share {
    pthread_barrier_t *barrier;
    long count;
};

/* One thread of `concurrent`. Its first request, which is not measured, opens its connection. */
static inline void *run_share(void *argument)
{
    const struct share *share = argument;
    void *session = worker_open();
    worker_status(session);
    pthread_barrier_wait(share->barrier);
    for (long i = 0; i < share->count; i++)
        worker_status(session);
    pthread_barrier_wait(share->barrier);
    worker_close(session);
    return NULL;
}

static inline void run_concurrently(long threads, long count)
{
    pthread_barrier_t barrier;
    pthread_attr_t attributes;
    struct share share = {&barrier, count / threads};
    pthread_t *ids = calloc((size_t)threads, sizeof *ids);
    pthread_barrier_init(&barrier, NULL, (unsigned)threads + 1);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    for (long i = 0; i < threads; i++)
        if (pthread_create(&ids[i], &attributes, run_share, &share) != 0)
            fail("pthread_create", "no more threads");
    pthread_barrier_wait(&barrier);
    const struct measurement since = begin();
    pthread_barrier_wait(&barrier);
    end(since);
    for (long i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    pthread_attr_destroy(&attributes);
    pthread_barrier_destroy(&barrier);
    free(ids);
}

static inline void run_command(void *session, const char *command, long first, long second)
{
    if (strcmp(command, "concurrent") == 0) {
        run_concurrently(first, second);
    } else if (strcmp(command, "status") == 0 || strcmp(command, "call") == 0) {
        void (*operation)(void *) = command[0] == 's' ? worker_status : worker_call;
        const struct measurement since = begin();
        for (long i = 0; i < first; i++)
            operation(session);
        end(since);
    } else if (!worker_extra(command, first)) {
        fail("unknown command", command);
    }
}

int main(void)
{
    char line[128];
    char command[32];
    void *session = worker_open();
    while (fgets(line, sizeof line, stdin) != NULL) {
        long first = 0, second = 0;
        if (sscanf(line, "%31s %ld %ld", command, &first, &second) < 1)
            fail("bad command", line);
        run_command(session, command, first, second);
        fflush(stdout);
    }
    worker_close(session);
    return 0;
}

#endif

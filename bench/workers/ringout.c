/* The worker with libringout. Besides the commands of worker.h:
 *
 *     clients N     creates N more clients, each logged in and with an open connection
 *     follow N      follows calls until N are followed
 *     verdict N     judges N documented transitions
 */

#include <ringout.h>

#include "worker.h"

static ringout_client *client;
static ringout_call **followed;
static ringout_watch **watches;
static long followed_count;

static void check(ringout_status status, ringout_error *err)
{
    if (status != RINGOUT_OK)
        fail("libringout", ringout_error_text(err));
}

static ringout_config config(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    config.server = setting("BENCH_URL");
    config.client_id = setting("BENCH_CLIENT_ID");
    config.client_secret = setting("BENCH_CLIENT_SECRET");
    config.jwt = setting("BENCH_JWT");
    config.ca_bundle = *setting("BENCH_CA") != '\0' ? setting("BENCH_CA") : NULL;
    return config;
}

static void open_client(void)
{
    ringout_error *err = NULL;
    ringout_token *token = NULL;
    const ringout_config settings = config();
    check(ringout_client_new(&settings, &client, &err), err);
    check(ringout_token_from_json(setting("BENCH_TOKEN"), &token, &err), err);
    check(ringout_client_set_token(client, token, &err), err);
    ringout_token_free(token);
}

/* A session is a handle of the same call. All threads share the client, as programs do. */
void *worker_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    ringout_error *err = NULL;
    ringout_call *call = NULL;
    pthread_once(&once, open_client);
    check(ringout_client_call(client, setting("BENCH_CALL"), &call, &err), err);
    return call;
}

void worker_close(void *session)
{
    ringout_call_free(session);
}

void worker_status(void *session)
{
    ringout_error *err = NULL;
    ringout_state *state = NULL;
    check(ringout_call_status(session, &state, &err), err);
    if (ringout_state_call_status(state) != RINGOUT_STATUS_IN_PROGRESS)
        fail("status", ringout_state_text(state));
    ringout_state_free(state);
}

void worker_call(void *session)
{
    ringout_error *err = NULL;
    ringout_call *call = NULL;
    uint32_t effect = 0;
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.from = CALLER;
    request.to = CALLEE;
    request.play_prompt = RINGOUT_PLAY_PROMPT_NO;
    (void)session;
    check(ringout_client_create_call(client, &request, &call, &err), err);
    worker_status(call);
    check(ringout_call_cancel(call, &effect, &err), err);
    ringout_call_free(call);
}

/* The bytes in use between two polls of the tracker, without the temporary memory of a request. */
static int64_t quiet_bytes(void)
{
    int64_t least = INT64_MAX;
    if (bench_live_bytes == NULL)
        return 0;
    for (int i = 0; i < 500; i++) {
        usleep(100);
        const int64_t now = bench_live_bytes();
        least = now < least ? now : least;
    }
    return least;
}

static void report_bytes(void)
{
    printf("{\"live_bytes\": %" PRId64 "}\n", quiet_bytes());
}

static void open_clients(long count)
{
    const ringout_config settings = config();
    for (long i = 0; i < count; i++) {
        ringout_error *err = NULL;
        ringout_client *another = NULL;
        ringout_call *call = NULL;
        check(ringout_client_new(&settings, &another, &err), err);
        check(ringout_client_call(another, setting("BENCH_CALL"), &call, &err), err);
        worker_status(call);
        ringout_call_free(call);
    }
    report_bytes();
}

static void follow_until(long count)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.from = request.to = "+16505550180"; /* rings forever */
    followed = realloc(followed, (size_t)count * sizeof *followed);
    watches = realloc(watches, (size_t)count * sizeof *watches);
    for (; followed_count < count; followed_count++) {
        ringout_error *err = NULL;
        check(ringout_client_create_call(client, &request, &followed[followed_count], &err), err);
        check(ringout_watch_new(followed[followed_count], NULL, &watches[followed_count], &err), err);
    }
    /* A call that rings is polled every 1.5 s. */
    sleep(2);
    const struct measurement since = begin();
    const int64_t bytes = quiet_bytes();
    sleep(1);
    const struct measurement now = begin();
    printf("{\"live_bytes\": %" PRId64 ", \"cpu_ns\": %" PRIu64 ", \"wall_ns\": %" PRIu64 "}\n", bytes,
           now.cpu - since.cpu, now.wall - since.wall);
}

static void judge(long count)
{
    ringout_error *err = NULL;
    ringout_state *from = NULL, *to = NULL;
    check(ringout_state_new("InProgress", "InProgress", "InProgress", &from, &err), err);
    check(ringout_state_new("InProgress", "Success", "InProgress", &to, &err), err);
    const struct measurement since = begin();
    for (long i = 0; i < count; i++) {
        ringout_verdict *verdict = NULL;
        check(ringout_check_transition(from, to, &verdict, &err), err);
        if (ringout_verdict_kind(verdict) != RINGOUT_VERDICT_DOCUMENTED)
            fail("verdict", ringout_verdict_text(verdict));
        ringout_verdict_free(verdict);
    }
    end(since);
    ringout_state_free(from);
    ringout_state_free(to);
}

bool worker_extra(const char *command, long count)
{
    if (strcmp(command, "clients") == 0)
        open_clients(count);
    else if (strcmp(command, "follow") == 0)
        follow_until(count);
    else if (strcmp(command, "verdict") == 0)
        judge(count);
    else
        return false;
    return true;
}

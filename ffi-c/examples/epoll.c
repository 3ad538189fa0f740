/* Places many calls and follows them all in one epoll loop, on one thread.
 *
 * Reads the numbers from standard input, one in a line. Needs RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET,
 * RC_USER_JWT and RINGOUT_CALLER, the variables of RingCentral's own samples. Ctrl-C stops placing and following; the calls
 * go on.
 *
 *     cc epoll.c $(pkg-config --cflags --libs ringout) -o epoll
 *     printf '%s\n' +16505550100 +16505550486 | ./epoll
 *
 * All calls are placed at once. If that may be more than the rate limits allow (10 a minute), use
 * ringout_client_place_all_into(), which waits for them.
 */

#define _POSIX_C_SOURCE 200809L

#include <ringout.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* One number and what became of its call. Its address is the tag of its events. */
struct dialled {
    char number[40];
    struct dialled *next;
};

/* The state of the program. */
struct dialler {
    ringout_client *client;
    ringout_inbox *inbox;
    struct dialled *all;
    unsigned placed, answered, ended, failed, under_way;
    /* The longest time in which a change may have happened before it was seen. */
    uint64_t longest_gap_ms;
    double longest_turn_ms;
    int is_stopped;
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void report(const char *number, const ringout_error *error)
{
    fprintf(stderr, "%s: %s\n", number, ringout_error_text(error));
}

/* Starts to place one call. Returns at once. */
static ringout_status dial(struct dialler *dialler, struct dialled *dialled, ringout_error **err)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = dialled->number;
    request.from = getenv("RINGOUT_CALLER");
    const uint64_t tag = (uintptr_t)dialled;
    const ringout_status status = ringout_client_create_call_into(dialler->client, &request, dialler->inbox, tag, err);
    if (status == RINGOUT_OK)
        dialler->under_way++;
    return status;
}

static ringout_status dial_all(struct dialler *dialler, ringout_error **err)
{
    char line[sizeof ((struct dialled *)NULL)->number];
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct dialled *dialled = (struct dialled *)calloc(1, sizeof *dialled);
        if (dialled == NULL)
            abort();
        line[strcspn(line, "\r\n")] = '\0';
        memcpy(dialled->number, line, sizeof line);
        dialled->next = dialler->all;
        dialler->all = dialled;
        const ringout_status status = dial(dialler, dialled, err);
        if (status != RINGOUT_OK)
            return status;
    }
    return RINGOUT_OK;
}

/* Follows a call that was placed. The handle is not needed any more. */
static void placed(struct dialler *dialler, struct dialled *dialled, ringout_event *event)
{
    ringout_call *call = ringout_event_take_call(event);
    ringout_error *err = NULL;
    dialler->placed++;
    if (ringout_call_watch_into(call, NULL, dialler->inbox, ringout_event_tag(event), &err) != RINGOUT_OK) {
        report(dialled->number, err);
        ringout_error_free(err);
        dialler->under_way--;
    }
    ringout_call_free(call);
}

static void changed(struct dialler *dialler, ringout_event *event)
{
    ringout_change *change = ringout_event_take_change(event);
    const uint64_t gap = ringout_change_latest_ms(change) - ringout_change_earliest_ms(change);
    dialler->answered += ringout_state_phase(ringout_change_state(change)) == RINGOUT_PHASE_CONNECTED;
    dialler->longest_gap_ms = gap > dialler->longest_gap_ms ? gap : dialler->longest_gap_ms;
    ringout_change_free(change);
}

static void handle(struct dialler *dialler, ringout_event *event)
{
    struct dialled *dialled = (struct dialled *)(uintptr_t)ringout_event_tag(event);
    const ringout_error *error = ringout_event_error(event);
    if (error != NULL) {
        report(dialled->number, error);
        dialler->failed++;
        dialler->under_way--;
    } else if (ringout_event_kind(event) == RINGOUT_EVENT_CREATE_CALL) {
        placed(dialler, dialled, event);
    } else if (ringout_event_kind(event) == RINGOUT_EVENT_CHANGE) {
        changed(dialler, event);
    } else {
        dialler->ended++;
        dialler->under_way--;
    }
}

/* Takes everything that is there. Never blocks. */
static ringout_status read_inbox(struct dialler *dialler, ringout_error **err)
{
    for (;;) {
        ringout_event *event = NULL;
        const ringout_status status = ringout_inbox_next(dialler->inbox, &event, err);
        if (status != RINGOUT_OK || event == NULL)
            return status;
        handle(dialler, event);
        ringout_event_free(event);
    }
}

/* Empties a timer or a signal descriptor. */
static void drain(int fd)
{
    struct signalfd_siginfo ignored;
    if (read(fd, &ignored, sizeof ignored) < 0)
        perror("read");
}

static void add(int epoll, int fd)
{
    struct epoll_event readable;
    memset(&readable, 0, sizeof readable);
    readable.events = EPOLLIN;
    readable.data.fd = fd;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &readable) != 0)
        abort();
}

/* Runs until every call is over, or Ctrl-C. */
static ringout_status run(struct dialler *dialler, int epoll, int timer, int interrupts, ringout_error **err)
{
    ringout_status status = RINGOUT_OK;
    while (status == RINGOUT_OK && dialler->under_way > 0 && !dialler->is_stopped) {
        struct epoll_event ready[8];
        const int count = epoll_wait(epoll, ready, 8, -1);
        const double began = now_ms();
        for (int i = 0; i < count && status == RINGOUT_OK; i++) {
            if (ready[i].data.fd == ringout_inbox_fd(dialler->inbox)) {
                status = read_inbox(dialler, err);
            } else {
                drain(ready[i].data.fd);
                dialler->is_stopped = ready[i].data.fd == interrupts;
                if (ready[i].data.fd == timer)
                    fprintf(stderr, "%u placed, %u connected, %u over\n", dialler->placed, dialler->answered,
                            dialler->ended);
            }
        }
        const double turn = now_ms() - began;
        dialler->longest_turn_ms = turn > dialler->longest_turn_ms ? turn : dialler->longest_turn_ms;
    }
    return status;
}

int main(void)
{
    struct dialler dialler;
    ringout_error *err = NULL;
    const struct itimerspec second = {{1, 0}, {1, 0}};
    sigset_t interrupt;
    memset(&dialler, 0, sizeof dialler);
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    /* Before the library starts threads, which inherit it. */
    sigprocmask(SIG_BLOCK, &interrupt, NULL);
    const int epoll = epoll_create1(EPOLL_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    const int interrupts = signalfd(-1, &interrupt, SFD_CLOEXEC);
    timerfd_settime(timer, 0, &second, NULL);

    ringout_status status = ringout_client_from_env(&dialler.client, &err);
    if (status == RINGOUT_OK)
        status = ringout_inbox_new(&dialler.inbox, &err);
    if (status == RINGOUT_OK) {
        add(epoll, ringout_inbox_fd(dialler.inbox));
        add(epoll, timer);
        add(epoll, interrupts);
        status = dial_all(&dialler, &err);
    }
    if (status == RINGOUT_OK)
        status = run(&dialler, epoll, timer, interrupts, &err);
    if (status == RINGOUT_OK)
        printf("%u placed, %u over, %u failed; longest turn of the loop %.1f ms, longest time between two polls %.1f s\n",
               dialler.placed, dialler.ended, dialler.failed, dialler.longest_turn_ms,
               (double)dialler.longest_gap_ms / 1e3);
    else
        fprintf(stderr, "%s\n", ringout_error_text(err));

    close(epoll);
    close(timer);
    close(interrupts);
    ringout_inbox_free(dialler.inbox);
    ringout_client_free(dialler.client);
    ringout_error_free(err);
    for (struct dialled *next; dialler.all != NULL; dialler.all = next) {
        next = dialler.all->next;
        free(dialler.all);
    }
    return status == RINGOUT_OK ? EXIT_SUCCESS : status == RINGOUT_INVALID_ARGUMENT ? 2 : 1;
}

/* An inbox whose descriptor the program closes, reads or fills, and an inbox after a fork. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "inbox_help.h"
#include "simulator.h"

static ringout_client *client;
static ringout_inbox *inbox;

static void begin(void)
{
    simulator_reset();
    OK(ringout_client_login_jwt(client, simulator("jwt"), NULL));
    inbox = new_inbox();
}

static void request(uint64_t tag)
{
    OK(ringout_client_send_into(client, "GET", "/restapi/v1.0/account/~/extension/~", NULL, NULL, inbox, tag, NULL));
}

static void await_result(uint64_t tag)
{
    ringout_event *event = NULL;
    OK(ringout_inbox_wait(inbox, LONG_MS, &event, NULL));
    EXPECT_NUMBER(ringout_event_tag(event), tag);
    EXPECT_NUMBER(ringout_event_status(event), RINGOUT_OK);
    ringout_event_free(event);
}

static void the_descriptor_does_not_block_or_survive_exec(void)
{
    begin();
    const int fd = ringout_inbox_fd(inbox);
    EXPECT((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    EXPECT((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    ringout_inbox_free(inbox);
    EXPECT(fcntl(fd, F_GETFD) == -1 && errno == EBADF);
}

static void a_closed_descriptor_is_not_confused_with_another_file(void)
{
    begin();
    FILE *const other = tmpfile();
    const int file = fileno(other);
    const int fd = ringout_inbox_fd(inbox);
    EXPECT_NUMBER(close(fd), 0);
    request(1);
    await_result(1);
    EXPECT_NUMBER(dup2(file, fd), fd);
    request(2);
    await_result(2);
    ringout_inbox_free(inbox);
    struct stat properties;
    EXPECT_NUMBER(fstat(fd, &properties), 0);
    EXPECT_NUMBER(properties.st_size, 0);
    close(fd);
    fclose(other);
}

static void a_full_or_drained_descriptor_blocks_nothing(void)
{
    begin();
    const int fd = ringout_inbox_fd(inbox);
    const uint64_t most = UINT64_MAX - 1;
    EXPECT_NUMBER(write(fd, &most, sizeof most), sizeof most);
    request(1);
    await_result(1);
    EXPECT(!is_readable(inbox, 0));
    request(2);
    EXPECT(is_readable(inbox, LONG_MS));
    uint64_t read_by_mistake = 0;
    EXPECT_NUMBER(read(fd, &read_by_mistake, sizeof read_by_mistake), sizeof read_by_mistake);
    await_result(2);
    request(3);
    EXPECT(is_readable(inbox, LONG_MS));
    await_result(3);
    ringout_inbox_free(inbox);
}

static unsigned open_descriptors(void)
{
    unsigned count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

static void a_thousand_inboxes_leave_nothing(void)
{
    begin();
    ringout_inbox_free(inbox);
    const unsigned before = open_descriptors();
    for (int i = 0; i < 1000; i++)
        ringout_inbox_free(new_inbox());
    EXPECT_NUMBER(open_descriptors(), before);
}

static void without_a_descriptor_there_is_no_inbox(void)
{
    begin();
    ringout_inbox *inboxes[2048];
    unsigned count = 0;
    ringout_error *err = NULL;
    while (count < 2048 && ringout_inbox_new(&inboxes[count], &err) == RINGOUT_OK)
        count++;
    if (count < 2048) {
        EXPECT_NUMBER(ringout_error_code(err), RINGOUT_CONNECTION);
        EXPECT(strstr(ringout_error_text(err), "descriptor") != NULL);
        ringout_error_free(err);
    }
    while (count > 0)
        ringout_inbox_free(inboxes[--count]);
    ringout_inbox_free(inbox);
}

/* Returns 0 if the inbox of the parent refuses the child, and the child can have another one. */
static int run_child(void)
{
    ringout_event *event = NULL;
    ringout_error *err = NULL;
    if (ringout_inbox_fd(inbox) != -1 || ringout_inbox_pending(inbox) != 0 || ringout_inbox_interrupt(inbox, 1) != 0)
        return 1;
    if (ringout_inbox_next(inbox, &event, &err) != RINGOUT_INVALID_ARGUMENT ||
        strcmp(ringout_error_parameter(err), "inbox") != 0)
        return 2;
    ringout_error_free(err);
    if (ringout_inbox_wait(inbox, RINGOUT_DEFAULT_TIMEOUT, &event, NULL) != RINGOUT_INVALID_ARGUMENT ||
        ringout_client_refresh_into(client, inbox, 1, NULL) != RINGOUT_INVALID_ARGUMENT ||
        ringout_client_place_all_into(client, NULL, 0, NULL, inbox, 1, NULL) != RINGOUT_INVALID_ARGUMENT ||
        ringout_log_into(RINGOUT_LOG_DEBUG, inbox, 1, NULL) != RINGOUT_INVALID_ARGUMENT)
        return 3;
    ringout_inbox_free(inbox);
    if (ringout_inbox_new(&inbox, NULL) != RINGOUT_OK)
        return 4;
    const char *path = "/restapi/v1.0/account/~/extension/~";
    if (ringout_client_send_into(client, "GET", path, NULL, NULL, inbox, 5, NULL) != RINGOUT_OK)
        return 5;
    if (ringout_inbox_wait(inbox, LONG_MS, &event, NULL) != RINGOUT_OK || ringout_event_tag(event) != 5 ||
        ringout_event_status(event) != RINGOUT_OK)
        return 6;
    ringout_event_free(event);
    ringout_inbox_free(inbox);
    return 0;
}

static void a_child_has_no_part_in_the_inbox_of_its_parent(void)
{
    begin();
    simulator_post("limits", "{\"light\":{\"limit\":100000,\"window_s\":60,\"penalty_s\":1}}");
    request(0);
    await_result(0);
    const char *const to = "+16505550180";
    ringout_call *call = simulator_call(client, to);
    ringout_call_request batch = RINGOUT_CALL_REQUEST_INIT;
    batch.to = to;
    batch.from = CALLER;
    OK(ringout_call_watch_into(call, NULL, inbox, 8, NULL));
    OK(ringout_client_place_all_into(client, &batch, 1, NULL, inbox, 9, NULL));
    for (uint64_t i = 10; i < 40; i++) {
        /* Some are forked while workers hold the lock of the inbox. */
        for (uint64_t j = 0; j < 4; j++)
            request(i);
        const pid_t child = fork();
        if (child == 0)
            _exit(run_child());
        int status = 0;
        EXPECT_NUMBER(waitpid(child, &status, 0), child);
        EXPECT_NUMBER(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
        for (uint64_t j = 0; j < 4; j++)
            await_result(i);
    }
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 8), 1);
    EXPECT_NUMBER(ringout_inbox_interrupt(inbox, 9), 1);
    unsigned ends = 0;
    for (int i = 0; i < 3; i++) {
        ringout_event *event = loop_next(inbox);
        const uint32_t kind = ringout_event_kind(event);
        ends += kind == RINGOUT_EVENT_WATCH_END || kind == RINGOUT_EVENT_PLACE_ALL_END;
        ringout_event_free(event);
    }
    EXPECT_NUMBER(ends, 2);
    EXPECT(simulator_requests("POST", "/ring-out") <= 2);
    ringout_call_free(call);
    ringout_inbox_free(inbox);
}

int main(void)
{
    client = simulator_client();
    RUN(the_descriptor_does_not_block_or_survive_exec);
    RUN(a_closed_descriptor_is_not_confused_with_another_file);
    RUN(a_full_or_drained_descriptor_blocks_nothing);
    RUN(a_thousand_inboxes_leave_nothing);
    RUN(without_a_descriptor_there_is_no_inbox);
    RUN(a_child_has_no_part_in_the_inbox_of_its_parent);
    ringout_client_free(client);
    return test_result();
}

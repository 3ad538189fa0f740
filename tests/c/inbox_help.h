/* Helpers of the programs that test inboxes. */

#ifndef INBOX_HELP_H
#define INBOX_HELP_H

#include <poll.h>
#include <ringout.h>

#include "check.h"

#define OK(call) EXPECT_NUMBER(call, RINGOUT_OK)

/* The longest that a test waits for something that must happen. */
#define LONG_MS 120000

static inline ringout_inbox *new_inbox(void)
{
    ringout_inbox *inbox = NULL;
    OK(ringout_inbox_new(&inbox, NULL));
    return inbox;
}

/* Whether the descriptor of the inbox is readable within this time. */
static inline bool is_readable(const ringout_inbox *inbox, int timeout_ms)
{
    struct pollfd waiting;
    waiting.fd = ringout_inbox_fd(inbox);
    waiting.events = POLLIN;
    waiting.revents = 0;
    return poll(&waiting, 1, timeout_ms) == 1 && (waiting.revents & POLLIN) != 0;
}

/* Waits like an event loop for the next event; NULL if there is none for a long time. */
static inline ringout_event *loop_next(const ringout_inbox *inbox)
{
    ringout_event *event = NULL;
    while (is_readable(inbox, LONG_MS)) {
        OK(ringout_inbox_next(inbox, &event, NULL));
        if (event != NULL)
            return event;
    }
    return NULL;
}

/* Waits for an event and checks its tag, kind and status. Free it. */
static inline ringout_event *expect_event(const char *file, int line, const ringout_inbox *inbox, uint64_t tag, uint32_t kind,
                                          ringout_status status)
{
    ringout_event *event = loop_next(inbox);
    (void)test_equal_texts(file, line, "kind", ringout_event_kind_name(ringout_event_kind(event)),
                           ringout_event_kind_name(kind));
    (void)test_equal_numbers(file, line, "tag", (int64_t)ringout_event_tag(event), (int64_t)tag);
    (void)test_equal_numbers(file, line, "status", ringout_event_status(event), status);
    (void)test_equal_numbers(file, line, "error", ringout_event_error(event) != NULL, status != RINGOUT_OK);
    return event;
}

#define NEXT(inbox, tag, kind, status) expect_event(__FILE__, __LINE__, inbox, tag, kind, status)

#endif

/* Runs a preflight check, places a call to each number, and prints how each call ended.
 *
 * Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT and RINGOUT_CALLER, the variables of
 * RingCentral's own samples. The journal is a file that records which calls were placed, even if the process dies.
 *
 *     cc place_all.c $(pkg-config --cflags --libs ringout) -o place_all
 *     ./place_all calls.journal +16505550100 +16505550486
 */

#include <errno.h>
#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes a line before and after each call is placed. Returns NULL on success. */
static const char *write_entry(const ringout_journal_entry *entry, void *user_data)
{
    FILE *journal = (FILE *)user_data;
    if (fprintf(journal, "%s\n", ringout_journal_entry_text(entry)) < 0 || fflush(journal) != 0)
        return strerror(errno);
    return NULL;
}

static void print_result(const ringout_placed *placed, const char *number)
{
    const ringout_outcome *outcome = ringout_placed_outcome(placed);
    const ringout_error *error = ringout_placed_error(placed);
    printf("%s  %s\n", number, outcome != NULL ? ringout_outcome_text(outcome) : ringout_error_text(error));
    fflush(stdout);
}

/* Returns one request for each number; free them with free(). */
static ringout_call_request *requests_to(char *const *numbers, size_t count)
{
    const ringout_call_request unset = RINGOUT_CALL_REQUEST_INIT;
    ringout_call_request *requests = (ringout_call_request *)calloc(count, sizeof *requests);
    if (requests == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        requests[i] = unset;
        requests[i].to = numbers[i];
        requests[i].from = getenv("RINGOUT_CALLER");
    }
    return requests;
}

static ringout_status check(const ringout_client *client, const ringout_call_request *request, ringout_error **err)
{
    ringout_preflight *report = NULL;
    const ringout_status status = ringout_client_preflight(client, request, &report, err);
    if (status == RINGOUT_OK && !ringout_preflight_ok(report))
        fprintf(stderr, "%s\n", ringout_preflight_text(report));
    ringout_preflight_free(report);
    return status;
}

static ringout_status place(char *const *numbers, size_t count, FILE *journal, ringout_error **err)
{
    ringout_client *client = NULL;
    ringout_place_all *all = NULL;
    ringout_placed *placed = NULL;
    ringout_call_request *requests = requests_to(numbers, count);
    ringout_place_options options = RINGOUT_PLACE_OPTIONS_INIT;
    options.concurrency = 1; /* the caller's phone is busy while it rings for one call */
    options.journal = write_entry;
    options.user_data = journal;

    ringout_status status = ringout_client_from_env(&client, err);
    if (status == RINGOUT_OK)
        status = check(client, &requests[0], err);
    if (status == RINGOUT_OK)
        status = ringout_client_place_all(client, requests, count, &options, &all, err);
    while (status == RINGOUT_OK) {
        status = ringout_place_all_next(all, &placed, err);
        if (status != RINGOUT_OK || placed == NULL)
            break;
        print_result(placed, numbers[ringout_placed_index(placed)]);
        ringout_placed_free(placed);
    }

    ringout_place_all_free(all);
    ringout_client_free(client);
    free(requests);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s JOURNAL NUMBER...\n", argv[0]);
        return 2;
    }
    FILE *journal = fopen(argv[1], "a");
    if (journal == NULL) {
        fprintf(stderr, "cannot write %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    ringout_error *err = NULL;
    const ringout_status status = place(argv + 2, (size_t)argc - 2, journal, &err);
    fclose(journal);
    if (status == RINGOUT_OK)
        return EXIT_SUCCESS;
    fprintf(stderr, "%s\n", ringout_error_text(err));
    ringout_error_free(err);
    return status == RINGOUT_INVALID_ARGUMENT || status == RINGOUT_NOT_LOGGED_IN ? 2 : 1;
}

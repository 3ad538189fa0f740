/* Places a call, follows it to its end, and prints how it ended.
 *
 * Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT, the
 * variables of RingCentral's own samples.
 *
 *     cc quickstart.c $(pkg-config --cflags --libs ringout) -o quickstart
 */

#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns a variable that is not empty, or NULL. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Called for each change of the call. Returns 0 to continue. */
static int print_change(const ringout_change *change, void *user_data)
{
    (void)user_data;
    double seconds = (double)ringout_change_latest_ms(change) / 1000.0;
    printf("%5.1f s  %s\n", seconds, ringout_state_text(ringout_change_state(change)));
    fflush(stdout);
    return 0;
}

static ringout_status follow(const char *recipient, ringout_error **err)
{
    ringout_client *client = NULL;
    ringout_call *call = NULL;
    ringout_state *state = NULL;
    ringout_outcome *outcome = NULL;

    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = recipient;
    request.from = variable("RINGOUT_CALLER");

    ringout_status status = ringout_client_from_env(&client, err);
    if (status == RINGOUT_OK)
        status = ringout_client_create_call(client, &request, &call, err);
    if (status == RINGOUT_OK)
        status = ringout_call_state(call, &state, err);
    if (status == RINGOUT_OK) {
        printf("Call placed. Call status: %s\n", ringout_state_call_status_text(state));
        fflush(stdout);
        status = ringout_call_watch(call, NULL, print_change, NULL, &outcome, err);
    }
    if (status == RINGOUT_OK)
        puts(ringout_outcome_text(outcome));

    ringout_outcome_free(outcome);
    ringout_state_free(state);
    ringout_call_free(call);
    ringout_client_free(client);
    return status;
}

int main(void)
{
    const char *recipient = variable("RINGOUT_RECIPIENT");
    if (recipient == NULL) {
        fputs("RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100\n", stderr);
        return 2;
    }

    ringout_error *err = NULL;
    ringout_status status = follow(recipient, &err);
    if (status == RINGOUT_OK)
        return EXIT_SUCCESS;
    fprintf(stderr, "%s\n", ringout_error_text(err));
    ringout_error_free(err);
    return status == RINGOUT_INVALID_ARGUMENT || status == RINGOUT_NOT_LOGGED_IN ? 2 : 1;
}

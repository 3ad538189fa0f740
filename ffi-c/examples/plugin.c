/* A plug-in that contains the library: a program loads it with dlopen() and calls plugin_call().
 *
 * It is linked with the archive and `-Wl,--exclude-libs,ALL`. It exports only plugin_call(), so it works beside other plug-ins
 * that contain the same library, in another version.
 */

#include <ringout.h>
#include <stdio.h>

int plugin_call(const char *to, char *text, size_t size);

/* Places a call, follows it to the end and writes the outcome or the error to `text`. Returns 0 on success. */
int plugin_call(const char *to, char *text, size_t size)
{
    ringout_client *client = NULL;
    ringout_call *call = NULL;
    ringout_outcome *outcome = NULL;
    ringout_error *err = NULL;
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = to;

    ringout_status status = ringout_client_from_env(&client, &err);
    if (status == RINGOUT_OK)
        status = ringout_client_create_call(client, &request, &call, &err);
    if (status == RINGOUT_OK)
        status = ringout_call_wait(call, NULL, &outcome, &err);
    snprintf(text, size, "%s", status == RINGOUT_OK ? ringout_outcome_text(outcome) : ringout_error_text(err));

    ringout_error_free(err);
    ringout_outcome_free(outcome);
    ringout_call_free(call);
    ringout_client_free(client);
    return status == RINGOUT_OK ? 0 : 1;
}

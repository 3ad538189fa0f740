/* The time of a status request in C, beside that of the languages. Takes the settings from the environment. */

#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define COUNT 1000

static int compare(const void *one, const void *other)
{
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

int main(void)
{
    ringout_client *client = NULL;
    ringout_call *call = NULL;
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    double times[COUNT];
    int i, round;
    request.to = "+16505550180";
    request.from = "+16505550180";
    if (ringout_client_from_env(&client, NULL) != RINGOUT_OK
        || ringout_client_create_call(client, &request, &call, NULL) != RINGOUT_OK)
        return 1;
    for (round = 0; round < 6; round++)
        for (i = 0; i < COUNT; i++) {
            ringout_state *state = NULL;
            const double began = now();
            if (ringout_call_status(call, &state, NULL) != RINGOUT_OK)
                return 1;
            ringout_state_free(state);
            times[i] = now() - began;
        }
    qsort(times, COUNT, sizeof *times, compare);
    printf("c status(): %.1f us, the median of 1,000 after 5,000\n", times[COUNT / 2]);
    ringout_call_free(call);
    ringout_client_free(client);
    return 0;
}

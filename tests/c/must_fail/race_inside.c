/* Two threads use one watch, which only one thread at a time may use: a race inside the library. */

#include <pthread.h>
#include <ringout.h>
#include <stddef.h>

static void *next(void *watch)
{
    const ringout_change *change = NULL;
    for (int i = 0; i < 1000; i++)
        if (ringout_watch_next((ringout_watch *)watch, &change, NULL) != RINGOUT_OK)
            break;
    return NULL;
}

int main(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    ringout_wait_options options = RINGOUT_WAIT_OPTIONS_INIT;
    ringout_client *client = NULL;
    ringout_call *call = NULL;
    ringout_watch *watch = NULL;
    pthread_t threads[2];
    config.server = "http://127.0.0.1:1";
    config.client_id = "id";
    options.timeout_ms = 0; /* Sends nothing. */
    if (ringout_client_new(&config, &client, NULL) != RINGOUT_OK ||
        ringout_client_call(client, "1", &call, NULL) != RINGOUT_OK ||
        ringout_watch_new(call, &options, &watch, NULL) != RINGOUT_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, next, watch) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    ringout_watch_free(watch);
    ringout_call_free(call);
    ringout_client_free(client);
    return 0;
}

/* Two threads count in the callback of the log without a lock. */

#include <pthread.h>
#include <ringout.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <stdint.h>

static unsigned lines;
/* Both threads are in the callback, because the library orders calls that follow each other. */
static pthread_barrier_t both;
static _Thread_local bool has_met;

static void count(uint32_t level, const char *message, void *user_data)
{
    (void)level, (void)message, (void)user_data;
    if (!has_met) {
        has_met = true;
        pthread_barrier_wait(&both);
    }
    lines++;
}

/* Every request is logged, also one that no server receives. */
static void *request(void *unused)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    ringout_client *client = NULL;
    config.server = "http://127.0.0.1:1";
    config.client_id = "id";
    config.jwt = "jwt";
    config.request_timeout_ms = 1000;
    /* There is no server, so the refresh fails, and logs that. */
    if (ringout_client_new(&config, &client, NULL) == RINGOUT_OK && ringout_client_refresh(client, NULL) == RINGOUT_OK)
        abort();
    ringout_client_free(client);
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&both, NULL, 2);
    if (ringout_set_log_callback(count, NULL, RINGOUT_LOG_DEBUG, NULL) != RINGOUT_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, request, NULL) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return ringout_set_log_callback(NULL, NULL, 0, NULL) != RINGOUT_OK || lines < 2;
}

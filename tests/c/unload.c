/* Unloads the library while its threads work. Its argument is the path of the library. */

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <ringout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void give_up(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* A server that accepts connections and never responds. Returns its port. */
static unsigned listen_silently(int *server)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *server = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(*server, (struct sockaddr *)&address, size) != 0 || listen(*server, 16) != 0 ||
        getsockname(*server, (struct sockaddr *)&address, &size) != 0)
        give_up("no server");
    return ntohs(address.sin_port);
}

/* A function of the library. ISO C has no conversion from a pointer to an object. */
typedef void (*function)(void);

static function find(void *library, const char *name)
{
    function found;
    void *symbol = dlsym(library, name);
    if (symbol == NULL)
        give_up(name);
    memcpy(&found, &symbol, sizeof found);
    return found;
}

typedef ringout_status (*client_new)(const ringout_config *, ringout_client **, ringout_error **);
typedef ringout_status (*inbox_new)(ringout_inbox **, ringout_error **);
typedef ringout_status (*caller_ids_into)(const ringout_client *, const ringout_inbox *, uint64_t, ringout_error **);
typedef void (*inbox_free)(ringout_inbox *);

static void start_and_unload(const char *path, const char *url, int server, int frees)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    ringout_client *client = NULL;
    ringout_inbox *inbox = NULL;
    config.server = url;
    config.client_id = "app";
    config.client_secret = "secret";
    config.jwt = "jwt";
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        give_up(dlerror());
    if (((client_new)find(library, "ringout_client_new"))(&config, &client, NULL) != RINGOUT_OK ||
        ((inbox_new)find(library, "ringout_inbox_new"))(&inbox, NULL) != RINGOUT_OK)
        give_up("no client or no inbox");
    for (uint64_t i = 0; i < 20; i++)
        if (((caller_ids_into)find(library, "ringout_client_caller_ids_into"))(client, inbox, i, NULL) != RINGOUT_OK)
            give_up("no operation");
    /* The login is under way. */
    const int connection = accept(server, NULL, NULL);
    if (frees)
        ((inbox_free)find(library, "ringout_inbox_free"))(inbox);
    if (dlclose(library) != 0)
        give_up(dlerror());
    const struct timespec pause = {0, 300 * 1000 * 1000};
    nanosleep(&pause, NULL);
    close(connection);
    nanosleep(&pause, NULL);
}

int main(int argc, char **argv)
{
    int server;
    char url[64];
    if (argc != 2)
        give_up("usage: unload LIBRARY");
    snprintf(url, sizeof url, "http://127.0.0.1:%u", listen_silently(&server));
    start_and_unload(argv[1], url, server, 1);
    start_and_unload(argv[1], url, server, 0);
    /* It can be loaded again. */
    start_and_unload(argv[1], url, server, 1);
    close(server);
    return 0;
}

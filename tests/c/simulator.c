#define _POSIX_C_SOURCE 200809L

#include "simulator.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    exit(3);
}

const char *simulator(const char *field)
{
    char name[64] = "SIMULATOR_";
    size_t used = strlen(name);
    snprintf(name + used, sizeof name - used, "%s", field);
    const char *value = getenv(name);
    if (value == NULL)
        give_up("%s is not set: tests/c/run.py starts this program", name);
    return value;
}

static int connected(void)
{
    const char *colon = strrchr(simulator("url"), ':');
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (const struct sockaddr *)&address, sizeof address) != 0)
        give_up("the simulator cannot be reached");
    return connection;
}

static void send_all(int connection, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = write(connection, bytes, size);
        if (sent <= 0)
            give_up("the simulator does not read");
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* Reads until the connection is closed. */
static char *received(int connection)
{
    size_t size = 0, room = 1 << 16;
    char *bytes = (char *)malloc(room);
    for (;;) {
        ssize_t got = read(connection, bytes + size, room - size - 1);
        if (got <= 0)
            break;
        size += (size_t)got;
        if (size + 1 == room)
            bytes = (char *)realloc(bytes, room *= 2);
    }
    bytes[size] = '\0';
    return bytes;
}

/* Returns the whole response, including its head. */
static char *exchange(const char *method, const char *target, const char *body)
{
    int connection = connected();
    size_t room = strlen(method) + strlen(target) + strlen(body) + 128;
    char *request = (char *)malloc(room);
    const char *form = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s";
    int size = snprintf(request, room, form, method, target, strlen(body), body);
    send_all(connection, request, (size_t)size);
    char *response = received(connection);
    free(request);
    close(connection);
    return response;
}

static char *admin(const char *method, const char *path, const char *body)
{
    char target[256];
    snprintf(target, sizeof target, "/_simulator/%s", path);
    char *response = exchange(method, target, body);
    if (strncmp(response, "HTTP/1.1 200", 12) != 0)
        give_up("%s %s with %.300s: %.300s", method, target, body, response);
    const char *head_end = strstr(response, "\r\n\r\n");
    memmove(response, head_end + 4, strlen(head_end + 4) + 1);
    return response;
}

char *simulator_get(const char *path)
{
    return admin("GET", path, "");
}

void simulator_post(const char *path, const char *body)
{
    free(admin("POST", path, body));
}

void simulator_delete(const char *path)
{
    free(admin("DELETE", path, ""));
}

void simulator_fault(const char *method, const char *path, int times, const char *fault)
{
    size_t room = strlen(method) + strlen(path) + strlen(fault) + 128;
    char *rule = (char *)malloc(room);
    snprintf(rule, room, "{\"method\":\"%s\",\"path\":\"%s\",\"times\":%d,\"fault\":%s}", method, path, times, fault);
    simulator_post("faults", rule);
    free(rule);
}

void simulator_reset(void)
{
    simulator_post("reset", "");
    simulator_post("clock", "{\"running\":false}");
}

void simulator_advance(unsigned milliseconds)
{
    char body[64];
    snprintf(body, sizeof body, "{\"advance_ms\":%u}", milliseconds);
    simulator_post("clock", body);
}

unsigned simulator_requests(const char *method, const char *path_end)
{
    static const char path[] = "\"path\":\"";
    char begin[64];
    snprintf(begin, sizeof begin, "\"method\":\"%s\",", method);
    char *journal = simulator_get("journal");
    size_t length = strlen(path_end);
    unsigned count = 0;
    for (const char *at = journal; (at = strstr(at, begin)) != NULL;) {
        /* The keys are in alphabetical order. */
        at = strstr(at, path);
        at += strlen(path);
        size_t size = strcspn(at, "\"?");
        count += size >= length && strncmp(at + size - length, path_end, length) == 0;
    }
    free(journal);
    return count;
}

void simulator_await(const char *method, const char *path_end)
{
    const struct timespec pause = {0, 5000000};
    for (int tries = 0; simulator_requests(method, path_end) == 0; tries++) {
        if (tries == 4000)
            give_up("no %s request for %s arrived", method, path_end);
        nanosleep(&pause, NULL);
    }
}

char *simulator_redirect(const char *url)
{
    const char *target = strchr(strstr(url, "//") + 2, '/');
    char *response = exchange("GET", target, "");
    const char *name = "\r\nlocation: ";
    for (char *at = response; *at != '\0'; at++)
        if (strncasecmp(at, name, strlen(name)) == 0) {
            char *value = at + strlen(name);
            value[strcspn(value, "\r")] = '\0';
            memmove(response, value, strlen(value) + 1);
            return response;
        }
    give_up("no redirect: %.300s", response);
    return NULL;
}

ringout_config simulator_config(void)
{
    ringout_config config = RINGOUT_CONFIG_INIT;
    config.server = simulator("url");
    config.client_id = simulator("client_id");
    config.client_secret = simulator("client_secret");
    config.jwt = simulator("jwt");
    if (getenv("IN_VALGRIND") != NULL)
        config.request_timeout_ms = config.create_timeout_ms = 120000;
    return config;
}

ringout_client *simulator_client(void)
{
    ringout_config config = simulator_config();
    ringout_client *client = NULL;
    ringout_error *err = NULL;
    if (ringout_client_new(&config, &client, &err) != RINGOUT_OK)
        give_up("no client: %s", ringout_error_text(err));
    return client;
}

ringout_call *simulator_call(const ringout_client *client, const char *to)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    request.to = to;
    request.from = CALLER;
    ringout_call *call = NULL;
    ringout_error *err = NULL;
    if (ringout_client_create_call(client, &request, &call, &err) != RINGOUT_OK)
        give_up("no call: %s", ringout_error_text(err));
    return call;
}

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

unsigned count_threads(void)
{
    unsigned count = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (const struct dirent *entry; (entry = readdir(tasks)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

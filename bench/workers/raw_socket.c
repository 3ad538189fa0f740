/* The worker with a raw socket: the floor. It sends a prepared request, reads until the response is complete, and looks for the
 * status in it. It knows no TLS and no errors. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "worker.h"

struct session {
    int socket;
    char status_request[4096];
    char response[16384];
};

static void connect_to(struct session *session, const char *url)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *port = strrchr(url, ':');
    const int one = 1;
    address.sin_port = htons((uint16_t)atoi(port + 1));
    session->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(session->socket, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect", url);
    setsockopt(session->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void prepare(char *request, size_t size, const char *method, const char *path, const char *body)
{
    snprintf(request, size,
             "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             method, path, strstr(setting("BENCH_URL"), "//") + 2, setting("BENCH_ACCESS_TOKEN"), strlen(body), body);
}

void *worker_open(void)
{
    struct session *session = calloc(1, sizeof *session);
    char path[512];
    connect_to(session, setting("BENCH_URL"));
    snprintf(path, sizeof path, RING_OUT "/%s", setting("BENCH_CALL"));
    prepare(session->status_request, sizeof session->status_request, "GET", path, "");
    return session;
}

void worker_close(void *argument)
{
    struct session *session = argument;
    close(session->socket);
    free(session);
}

static bool is_complete(const char *response, size_t length)
{
    const char *head_end = strstr(response, "\r\n\r\n");
    if (head_end == NULL)
        return false;
    const char *field = strcasestr(response, "\r\ncontent-length:");
    const size_t body = field != NULL && field < head_end ? strtoul(field + 17, NULL, 10) : 0;
    return length >= (size_t)(head_end + 4 - response) + body;
}

static void exchange(struct session *session, const char *request, const char *wanted)
{
    size_t length = 0;
    const size_t size = strlen(request);
    if (write(session->socket, request, size) != (ssize_t)size)
        fail("write", "incomplete");
    do {
        const ssize_t got = read(session->socket, session->response + length, sizeof session->response - length - 1);
        if (got <= 0)
            fail("read", "closed");
        length += (size_t)got;
        session->response[length] = '\0';
    } while (!is_complete(session->response, length));
    if (strncmp(session->response, wanted, strlen(wanted)) != 0)
        fail("unexpected response", session->response);
}

static void expect_ringing(const struct session *session)
{
    if (strstr(session->response, "\"InProgress\"") == NULL)
        fail("no status", session->response);
}

void worker_status(void *argument)
{
    struct session *session = argument;
    exchange(session, session->status_request, "HTTP/1.1 200");
    expect_ringing(session);
}

void worker_call(void *argument)
{
    struct session *session = argument;
    char request[4096], path[512], id[128];
    prepare(request, sizeof request, "POST", RING_OUT, CREATE_BODY);
    exchange(session, request, "HTTP/1.1 200");
    const char *found = strstr(session->response, "\"id\":\"");
    if (found == NULL || sscanf(found, "\"id\":\"%127[^\"]", id) != 1)
        fail("no id", session->response);
    snprintf(path, sizeof path, RING_OUT "/%s", id);
    prepare(request, sizeof request, "GET", path, "");
    exchange(session, request, "HTTP/1.1 200");
    expect_ringing(session);
    prepare(request, sizeof request, "DELETE", path, "");
    exchange(session, request, "HTTP/1.1 204");
}

bool worker_extra(const char *command, long count)
{
    (void)command;
    (void)count;
    return false;
}

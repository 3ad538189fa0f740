/* The worker with libcurl: one easy handle for each thread, which keeps its connection. It looks for the status in the response
 * with strstr, so it does less than a program that parses JSON. */

#include <curl/curl.h>

#include "worker.h"

struct session {
    CURL *easy;
    struct curl_slist *headers;
    char status_url[512];
    char body[8192];
    size_t length;
};

static size_t append(char *data, size_t size, size_t count, void *argument)
{
    struct session *session = argument;
    const size_t bytes = size * count;
    if (session->length + bytes >= sizeof session->body)
        return 0;
    memcpy(session->body + session->length, data, bytes);
    session->length += bytes;
    session->body[session->length] = '\0';
    return bytes;
}

static char bearer[4096];

static void initialise(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", setting("BENCH_ACCESS_TOKEN"));
}

void *worker_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct session *session = calloc(1, sizeof *session);
    pthread_once(&once, initialise);
    session->easy = curl_easy_init();
    session->headers = curl_slist_append(NULL, bearer);
    session->headers = curl_slist_append(session->headers, "Content-Type: application/json");
    session->headers = curl_slist_append(session->headers, "Accept: application/json");
    snprintf(session->status_url, sizeof session->status_url, "%s" RING_OUT "/%s", setting("BENCH_URL"),
             setting("BENCH_CALL"));
    curl_easy_setopt(session->easy, CURLOPT_HTTPHEADER, session->headers);
    curl_easy_setopt(session->easy, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(session->easy, CURLOPT_WRITEDATA, session);
    curl_easy_setopt(session->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(session->easy, CURLOPT_PROXY, "");
    if (*setting("BENCH_CA") != '\0')
        curl_easy_setopt(session->easy, CURLOPT_CAINFO, setting("BENCH_CA"));
    curl_easy_setopt(session->easy, CURLOPT_URL, session->status_url);
    return session;
}

void worker_close(void *argument)
{
    struct session *session = argument;
    curl_easy_cleanup(session->easy);
    curl_slist_free_all(session->headers);
    free(session);
}

static void perform(struct session *session, long wanted)
{
    long status = 0;
    session->length = 0;
    session->body[0] = '\0';
    const CURLcode code = curl_easy_perform(session->easy);
    if (code != CURLE_OK)
        fail("libcurl", curl_easy_strerror(code));
    curl_easy_getinfo(session->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != wanted)
        fail("unexpected response", session->body);
}

static void expect_ringing(const struct session *session)
{
    if (strstr(session->body, "\"InProgress\"") == NULL)
        fail("no status", session->body);
}

void worker_status(void *argument)
{
    struct session *session = argument;
    perform(session, 200);
    expect_ringing(session);
}

void worker_call(void *argument)
{
    struct session *session = argument;
    char url[512], id[128];
    snprintf(url, sizeof url, "%s" RING_OUT, setting("BENCH_URL"));
    curl_easy_setopt(session->easy, CURLOPT_URL, url);
    curl_easy_setopt(session->easy, CURLOPT_POSTFIELDS, CREATE_BODY);
    perform(session, 200);
    const char *found = strstr(session->body, "\"id\":\"");
    if (found == NULL || sscanf(found, "\"id\":\"%127[^\"]", id) != 1)
        fail("no id", session->body);
    snprintf(url, sizeof url, "%s" RING_OUT "/%s", setting("BENCH_URL"), id);
    curl_easy_setopt(session->easy, CURLOPT_URL, url);
    curl_easy_setopt(session->easy, CURLOPT_HTTPGET, 1L);
    perform(session, 200);
    expect_ringing(session);
    curl_easy_setopt(session->easy, CURLOPT_CUSTOMREQUEST, "DELETE");
    perform(session, 204);
    curl_easy_setopt(session->easy, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(session->easy, CURLOPT_URL, session->status_url);
}

bool worker_extra(const char *command, long count)
{
    if (strcmp(command, "clients") != 0)
        return false;
    for (long i = 0; i < count; i++)
        worker_status(worker_open());
    printf("{\"live_bytes\": %" PRId64 "}\n", bench_live_bytes != NULL ? bench_live_bytes() : 0);
    return true;
}

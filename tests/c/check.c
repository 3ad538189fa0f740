#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char current[512];
static char reason[4096];
static int failed;

void test_begin(const char *name)
{
    snprintf(current, sizeof current, "%s", name);
    reason[0] = '\0';
}

void test_end(void)
{
    if (reason[0] == '\0') {
        printf("ok %s\n", current);
    } else {
        printf("FAILED %s: %s\n", current, reason);
        failed++;
    }
    fflush(stdout);
}

void test_fail(const char *file, int line, const char *format, ...)
{
    if (reason[0] != '\0')
        return;
    const char *slash = strrchr(file, '/');
    int used = snprintf(reason, sizeof reason, "%s:%d: ", slash == NULL ? file : slash + 1, line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason + used, sizeof reason - (size_t)used, format, arguments);
    va_end(arguments);
}

bool test_equal_texts(const char *file, int line, const char *what, const char *seen, const char *wanted)
{
    bool equal = seen == NULL || wanted == NULL ? seen == wanted : strcmp(seen, wanted) == 0;
    if (!equal)
        test_fail(file, line, "%s is %.1000s, not %.1000s", what, seen == NULL ? "NULL" : seen,
                  wanted == NULL ? "NULL" : wanted);
    return equal;
}

bool test_equal_numbers(const char *file, int line, const char *what, int64_t seen, int64_t wanted)
{
    if (seen != wanted)
        test_fail(file, line, "%s is %lld, not %lld", what, (long long)seen, (long long)wanted);
    return seen == wanted;
}

int test_result(void)
{
    return failed == 0 ? 0 : 1;
}

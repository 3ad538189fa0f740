/* Reporting. A test is a function; it prints one line: "ok NAME" or "FAILED NAME: WHAT". */

#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Begins and ends a test. Between them, on one thread, any number of expectations. */
void test_begin(const char *name);
void test_end(void);

/* Records that the test has failed; the first reason is printed. */
void test_fail(const char *file, int line, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 3, 4)))
#endif
    ;

bool test_equal_texts(const char *file, int line, const char *what, const char *seen, const char *wanted);
bool test_equal_numbers(const char *file, int line, const char *what, int64_t seen, int64_t wanted);

/* The exit code of the program: 0 if no test failed. */
int test_result(void);

#ifdef __cplusplus
}
#endif

#define RUN(test) (test_begin(#test), test(), test_end())

#define EXPECT(condition) ((condition) ? (void)0 : test_fail(__FILE__, __LINE__, "%s", #condition))

/* NULL equals NULL only. */
#define EXPECT_TEXT(seen, wanted) (void)test_equal_texts(__FILE__, __LINE__, #seen, (seen), (wanted))
#define EXPECT_NUMBER(seen, wanted) \
    (void)test_equal_numbers(__FILE__, __LINE__, #seen, (int64_t)(seen), (int64_t)(wanted))

#endif

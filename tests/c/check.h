/* Test reports. Each test is a function and prints one line: "ok NAME" or "FAILED NAME: REASON". */

#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Begins and ends a test. All expectations between them must be on one thread. */
void test_begin(const char *name);
void test_end(void);

/* Records a failure of the current test. Only the first one is printed. */
void test_fail(const char *file, int line, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 3, 4)))
#endif
    ;

bool test_equal_texts(const char *file, int line, const char *what, const char *seen, const char *wanted);
bool test_equal_numbers(const char *file, int line, const char *what, int64_t seen, int64_t wanted);

/* Returns the exit code of the program: 0 if no test failed. */
int test_result(void);

#ifdef __cplusplus
}
#endif

#define RUN(test) (test_begin(#test), test(), test_end())

#ifdef __cplusplus
#define AS_NUMBER(value) static_cast<int64_t>(value)
#define IGNORE(value) static_cast<void>(value)
#else
#define AS_NUMBER(value) ((int64_t)(value))
#define IGNORE(value) ((void)(value))
#endif

#define EXPECT(condition) ((condition) ? IGNORE(0) : test_fail(__FILE__, __LINE__, "%s", #condition))

/* NULL equals only NULL. */
#define EXPECT_TEXT(seen, wanted) IGNORE(test_equal_texts(__FILE__, __LINE__, #seen, (seen), (wanted)))
#define EXPECT_NUMBER(seen, wanted) \
    IGNORE(test_equal_numbers(__FILE__, __LINE__, #seen, AS_NUMBER(seen), AS_NUMBER(wanted)))

#endif

/* A program that only loads a library: RINGOUT, LIBCURL or none. */

#if defined(RINGOUT)
#include <ringout.h>
#define LOADED ringout_version()
#elif defined(LIBCURL)
#include <curl/curl.h>
#define LOADED curl_version()
#else
#define LOADED "nothing"
#endif

int main(void)
{
    return LOADED[0] == '\0';
}

/* The simulator that run.py started for this program, and the setup of most tests. */

#ifndef SIMULATOR_H
#define SIMULATOR_H

#include <ringout.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers whose phones are answered. */
#define CALLER "+16505550110"
#define CALLEE "+16505550100"

/* Returns a field of the simulator's ready line: "url", "client_id", "client_secret", "jwt", "username", "password". */
const char *simulator(const char *field);

/* Requests to the admin API. A refusal ends the program. Free the response body with free(). */
char *simulator_get(const char *path);
void simulator_post(const char *path, const char *body);
void simulator_delete(const char *path);

/* Makes requests of a kind fail. `fault` is the JSON of a fault; `times` 0 means forever. */
void simulator_fault(const char *method, const char *path, int times, const char *fault);

/* Resets everything, with the clock stopped. */
void simulator_reset(void);
void simulator_advance(unsigned milliseconds);

/* Counts the requests since the reset with this method and this end of the path. */
unsigned simulator_requests(const char *method, const char *path_end);

/* Waits for such a request; ends the program if there is none. */
void simulator_await(const char *method, const char *path_end);

/* Requests a URL of the simulator and returns where it redirects to. Free it with free(). */
char *simulator_redirect(const char *url);

/* Settings for the simulator, a client with them, and a call to `to`. A failure ends the program. */
ringout_config simulator_config(void);
ringout_client *simulator_client(void);
ringout_call *simulator_call(const ringout_client *client, const char *to);

/* Seconds on a monotonic clock. */
double seconds_now(void);

/* Counts the threads of this process. */
unsigned count_threads(void);

#ifdef __cplusplus
}
#endif

#endif

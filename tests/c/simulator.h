/* The simulator that run.py has started for this program, and what most tests begin with. */

#ifndef SIMULATOR_H
#define SIMULATOR_H

#include <ringout.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers whose phones are answered. */
#define CALLER "+16505550110"
#define CALLEE "+16505550100"

/* A field of the simulator's ready line: "url", "client_id", "client_secret", "jwt", "username", "password". */
const char *simulator(const char *field);

/* A request to the admin API; the body of the answer, to be freed. A refusal ends the program. */
char *simulator_get(const char *path);
void simulator_post(const char *path, const char *body);
void simulator_delete(const char *path);

/* Makes all requests of a kind fail: `fault` is the JSON of a fault, `times` 0 is for ever. */
void simulator_fault(const char *method, const char *path, int times, const char *fault);

/* Everything as at the start, with the clock stopped. */
void simulator_reset(void);
void simulator_advance(unsigned milliseconds);

/* How many requests since the journal was emptied had this method and a path that ends like this. */
unsigned simulator_requests(const char *method, const char *path_end);

/* Waits until the simulator has seen such a request; ends the program if none comes. */
void simulator_await(const char *method, const char *path_end);

/* Follows a URL of the simulator once: where it redirects to, to be freed. */
char *simulator_redirect(const char *url);

/* Settings for the simulator, a client with them, a call to `to`. What goes wrong ends the program. */
ringout_config simulator_config(void);
ringout_client *simulator_client(void);
ringout_call *simulator_call(const ringout_client *client, const char *to);

/* Seconds on a clock that only goes forward. */
double seconds_now(void);

/* How many threads this process has. */
unsigned count_threads(void);

#ifdef __cplusplus
}
#endif

#endif

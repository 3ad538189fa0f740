/* Never frees a state. */

#include <ringout.h>

int main(void)
{
    ringout_state *state = NULL;
    const int failed = ringout_state_new("Success", "Success", "Success", &state, NULL) != RINGOUT_OK;
    state = NULL;
    return failed;
}

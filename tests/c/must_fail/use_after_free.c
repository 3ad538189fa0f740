/* Reads a string of a state that was freed. */

#include <ringout.h>
#include <stdio.h>

int main(void)
{
    ringout_state *state = NULL;
    if (ringout_state_new("Success", "Success", "Success", &state, NULL) != RINGOUT_OK)
        return 1;
    const char *const text = ringout_state_text(state);
    ringout_state_free(state);
    return puts(text) < 0;
}

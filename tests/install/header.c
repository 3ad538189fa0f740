/* Uses what a header promises beyond its functions: macros for #if, enums for switches and debuggers, and assertions. */

#include <ringout.h>

#if RINGOUT_OUTCOME_COMPLETED != 2 || RINGOUT_ABI_VERSION != 0
#error "the constants are not numbers for the preprocessor"
#endif

enum ringout_outcome_value kind;

int main(void)
{
    ringout_call_request request = RINGOUT_CALL_REQUEST_INIT;
    kind = (enum ringout_outcome_value)ringout_outcome_kind(NULL);
    switch (kind) {
    case RINGOUT_OUTCOME_STILL_IN_PROGRESS:
        break;
    default:
        return 1;
    }
#ifdef IGNORED
    ringout_client_from_env(NULL, NULL);
#endif
    ringout_set_log_callback(NULL, NULL, RINGOUT_LOG_ERROR, NULL);
    return request.struct_size == sizeof request ? 0 : 1;
}

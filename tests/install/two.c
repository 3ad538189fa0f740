/* A program with two Rust archives. It prints what both return. */

#include <ringout.h>
#include <stdio.h>

int other_divide(int by);

int main(void)
{
    ringout_client *client = NULL;
    ringout_error *err = NULL;
    ringout_status status = ringout_client_new(NULL, &client, &err);
    printf("%d %d %s %s\n", other_divide(2), other_divide(0), ringout_error_code_name(status), ringout_error_parameter(err));
    ringout_error_free(err);
    return 0;
}

/* Counts beyond the largest number. */

#include <limits.h>
#include <ringout.h>
#include <stdio.h>

int main(void)
{
    int count = INT_MAX - (int)ringout_abi_version();
    count += 1;
    return printf("%d\n", count) < 0;
}

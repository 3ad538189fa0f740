// Compiled twice, with and without exceptions, and linked into one program.

#include <iostream>
#include <ringout.hpp>
#include <string>

std::string without_exceptions();

#ifdef RINGOUT_NO_EXCEPTIONS
std::string without_exceptions()
{
    return ringout::dial_uri("+16505550100", ringout::dial_scheme::tel).value_or("failed");
}
#else
int main()
{
    const std::string uri = ringout::dial_uri("+16505550100", ringout::dial_scheme::tel);
    std::cout << uri << ' ' << without_exceptions() << '\n';
}
#endif

// Places a call, follows it to its end, and prints how it ended.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT, the
// variables of RingCentral's own samples.
//
//     c++ -std=c++17 quickstart.cpp $(pkg-config --cflags --libs ringout) -o quickstart

#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <optional>
#include <ringout.hpp>
#include <string>

// Returns a variable that is not empty.
static std::optional<std::string> variable(const char *name)
{
    const char *value = std::getenv(name);
    return value != nullptr && value[0] != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

static void follow(const std::string &recipient)
{
    const auto client = ringout::client::from_env();
    ringout::call_request request;
    request.to = recipient;
    request.from = variable("RINGOUT_CALLER");

    const auto call = client.create_call(request);
    if (const auto state = call.state())
        std::cout << "Call placed. Call status: " << state->call_status_text() << std::endl;
    for (const auto &change : call.watch()) {
        const std::chrono::duration<double> latest = change.latest();
        std::cout << std::fixed << std::setprecision(1) << std::setw(5) << latest.count() << " s  "
                  << change.state().text() << std::endl;
    }
    std::cout << call.outcome().text() << std::endl;
}

int main()
{
    const auto recipient = variable("RINGOUT_RECIPIENT");
    if (!recipient) {
        std::cerr << "RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100\n";
        return 2;
    }
    try {
        follow(*recipient);
        return EXIT_SUCCESS;
    } catch (const ringout::error &error) {
        std::cerr << error.what() << '\n';
        const bool bad_environment = error.code() == ringout::error_code::invalid_argument || error.code() == ringout::error_code::not_logged_in;
        return bad_environment ? 2 : 1;
    }
}

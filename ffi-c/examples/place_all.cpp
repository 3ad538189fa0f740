// Runs a preflight check, places a call to each number, and prints how each call ended.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT and RINGOUT_CALLER, the variables of
// RingCentral's own samples. The journal is a file that records which calls were placed, even if the process dies.
//
//     c++ -std=c++17 place_all.cpp $(pkg-config --cflags --libs ringout) -o place_all
//     ./place_all calls.journal +16505550100 +16505550486

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <ringout.hpp>
#include <stdexcept>
#include <string>
#include <vector>

static void place(const std::vector<std::string> &numbers, std::ofstream &journal)
{
    const auto client = ringout::client::from_env();
    std::vector<ringout::call_request> requests;
    for (const auto &number : numbers) {
        ringout::call_request request;
        request.to = number;
        if (const char *const caller = std::getenv("RINGOUT_CALLER"))
            request.from = caller;
        requests.push_back(request);
    }

    const auto report = client.preflight(requests.front());
    if (!report.ok())
        std::cerr << report.text() << std::endl;

    ringout::place_options options;
    options.concurrency = 1; // the caller's phone is busy while it rings for one call
    options.journal = [&](const ringout::journal_entry &entry) {
        if (!(journal << entry.text() << std::endl))
            throw std::runtime_error("cannot write the file");
    };
    for (const auto &placed : client.place_all(requests, options)) {
        const auto outcome = placed.outcome();
        std::cout << numbers[placed.index()] << "  " << (outcome ? outcome->text() : placed.error()->what())
                  << std::endl;
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::cerr << "usage: " << argv[0] << " JOURNAL NUMBER...\n";
        return 2;
    }
    std::ofstream journal(argv[1], std::ios::app);
    if (!journal) {
        std::cerr << "cannot write " << argv[1] << '\n';
        return 2;
    }
    try {
        place({argv + 2, argv + argc}, journal);
        return EXIT_SUCCESS;
    } catch (const ringout::error &error) {
        std::cerr << error.what() << '\n';
        return error.code() == ringout::error_code::invalid_argument || error.code() == ringout::error_code::not_logged_in ? 2 : 1;
    }
}

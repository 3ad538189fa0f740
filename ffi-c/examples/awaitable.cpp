// Places a call to each number and follows them all in coroutines, on one thread.
//
// Needs RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT and RINGOUT_CALLER, the variables of
// RingCentral's own samples. The loop here is poll(); any other that can wait for a descriptor does the same.
//
//     c++ -std=c++20 awaitable.cpp $(pkg-config --cflags --libs ringout) -o awaitable
//     ./awaitable +16505550100 +16505550486

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <poll.h>
#include <ringout/awaitable.hpp>
#include <string>

// A coroutine that nothing waits for. Use the task type of your framework instead.
struct detached {
    struct promise_type {
        detached get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };
};

static std::optional<std::string> caller()
{
    const char *const number = std::getenv("RINGOUT_CALLER");
    return number == nullptr ? std::nullopt : std::optional<std::string>(number);
}

// What all coroutines share.
struct progress {
    unsigned running = 0, failed = 0;
};

static detached follow(ringout::awaitables &async, const ringout::client &client, std::string number, progress &progress)
{
    progress.running++;
    try {
        ringout::call_request request;
        request.to = number;
        request.from = caller();
        const ringout::call call = co_await async.create_call(client, request);
        auto changes = async.watch(call);
        while (const auto change = co_await changes.next())
            std::printf("%s  %s\n", number.c_str(), change->state().text().c_str());
        std::printf("%s  %s\n", number.c_str(), changes.outcome()->text().c_str());
    } catch (const ringout::error &error) {
        std::fprintf(stderr, "%s: %s\n", number.c_str(), error.what());
        progress.failed++;
    }
    progress.running--;
}

int main(int argc, char **argv)
{
    try {
        const auto client = ringout::client::from_env();
        const ringout::inbox inbox;
        ringout::awaitables async(inbox);
        progress progress;
        for (int i = 1; i < argc; i++)
            follow(async, client, argv[i], progress);

        pollfd readable{inbox.fd(), POLLIN, 0};
        while (progress.running > 0 && poll(&readable, 1, -1) >= 0)
            while (auto event = inbox.next())
                async.resume(*std::move(event));
        return progress.failed == 0 ? 0 : 1;
    } catch (const ringout::error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}

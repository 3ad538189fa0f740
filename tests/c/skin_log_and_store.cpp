// The C++ header: the log callback and token stores. The tests in C cover the rest.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <ringout/log.hpp>
#include <ringout/token_store.hpp>
#include <ringout.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "check.h"
#include "simulator.h"

using ringout::error_code;
using ringout::log_level;

#define EXPECT_STRING(seen, wanted) EXPECT_TEXT(std::string(seen).c_str(), std::string(wanted).c_str())

static const std::string extension = "/restapi/v1.0/account/~/extension/~";

static ringout::config config()
{
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.client_secret = simulator("client_secret");
    settings.jwt = simulator("jwt");
    return settings;
}

template <class Function>
static ringout::error thrown_by(Function function)
{
    try {
        static_cast<void>(function());
    } catch (const ringout::error &error) {
        return error;
    }
    test_fail(__FILE__, __LINE__, "nothing was thrown");
    return ringout::error(nullptr);
}

static void a_callback_receives_the_log()
{
    simulator_reset();
    std::mutex gate;
    std::vector<std::string> lines;
    const ringout::client client(config());
    ringout::set_log_callback([&](log_level level, std::string_view message) {
        const std::lock_guard<std::mutex> guard(gate);
        EXPECT_NUMBER(level, log_level::debug);
        lines.emplace_back(message);
    });
    client.request("GET", extension);
    EXPECT_NUMBER(lines.size(), 2);
    EXPECT_STRING(lines.at(1).substr(0, 4 + extension.size() + 6), "GET " + extension + ": 200 ");

    ringout::set_log_callback([](log_level, std::string_view) { throw std::runtime_error("no paper"); });
    client.request("GET", extension);
    ringout::set_log_callback(nullptr);
    client.request("GET", extension);
    EXPECT_NUMBER(lines.size(), 2);
}

static void a_callback_stays_if_another_is_refused()
{
    simulator_reset();
    const ringout::client client(config());
    std::atomic<unsigned> count{0}, refused{0};
    ringout::set_log_callback([&](log_level, std::string_view) {
        count++;
        EXPECT_STRING(thrown_by([] { ringout::set_log_callback(nullptr); }).parameter().value(), "callback");
        refused++;
    });
    const auto other = [](log_level, std::string_view) { test_fail(__FILE__, __LINE__, "it was called"); };
    EXPECT_STRING(thrown_by([&] { ringout::set_log_callback(other, log_level{5}); }).parameter().value(), "level");
    client.request("GET", extension);
    EXPECT(count == 2 && refused == 2);
    ringout::set_log_callback(nullptr);
}

static void a_callback_is_destroyed_when_it_is_replaced()
{
    simulator_reset();
    const ringout::client client(config());
    client.request("GET", extension);
    std::atomic<bool> enough{false};
    std::thread asking([&] {
        while (!enough)
            client.request("GET", extension);
    });
    for (int i = 0; i < 50; i++) {
        const auto count = std::make_shared<std::atomic<unsigned>>(0);
        ringout::set_log_callback([count](log_level, std::string_view) { ++*count; });
        while (i % 5 == 0 && *count == 0)
            std::this_thread::yield();
        ringout::set_log_callback(nullptr);
        EXPECT_NUMBER(count.use_count(), 1);
    }
    enough = true;
    asking.join();
}

// Keeps tokens in memory, or fails in a chosen way.
class memory_store {
public:
    explicit memory_store(std::atomic<unsigned> &alive) : alive_(alive) { alive_++; }
    ~memory_store() { alive_--; }

    std::optional<std::string> load(const ringout::token_key &key)
    {
        fail("load");
        EXPECT_STRING(key.server + " " + key.client_id + " " + key.user, key.text);
        EXPECT_STRING(key.user, "alice");
        const auto found = tokens.find(key.text);
        return found == tokens.end() ? std::nullopt : std::optional<std::string>(found->second);
    }
    void save(const ringout::token_key &key, const std::optional<std::string> &token)
    {
        fail("save");
        tokens.erase(key.text);
        if (token)
            tokens.emplace(key.text, *token);
    }
    bool try_lock(const ringout::token_key &)
    {
        fail("try_lock");
        refusals += locked;
        return !std::exchange(locked, true);
    }
    void unlock(const ringout::token_key &)
    {
        locked = false;
        fail("unlock");
    }

    std::map<std::string, std::string> tokens;
    std::string failing;
    bool throws_a_number = false, locked = false;
    unsigned refusals = 0;

private:
    void fail(const std::string &function)
    {
        if (failing == function && throws_a_number)
            throw 17;
        if (failing == function)
            throw std::runtime_error("the " + function + " broke");
    }

    std::atomic<unsigned> &alive_;
};

static ringout::config config_with(const std::shared_ptr<memory_store> &store)
{
    ringout::config settings = config();
    settings.token_store = store;
    settings.token_user = "alice";
    return settings;
}

static void wait_for_the_end(const std::atomic<unsigned> &alive)
{
    while (alive != 0)
        std::this_thread::yield();
}

static void a_store_keeps_tokens()
{
    simulator_reset();
    static std::atomic<unsigned> alive;
    {
        const auto store = std::make_shared<memory_store>(alive);
        {
            const ringout::client client(config_with(store));
            client.request("GET", extension);
            EXPECT_NUMBER(store->tokens.size(), 1);
            EXPECT_STRING(store->tokens.begin()->second, client.token()->json());
        }
        const ringout::client client(config_with(store));
        client.request("GET", extension);
        EXPECT_NUMBER(simulator_requests("POST", "/oauth/token"), 1);
        client.logout();
        EXPECT(store->tokens.empty() && !store->locked && store->refusals == 0);
    }
    wait_for_the_end(alive);
}

static void an_exception_of_a_store_is_an_error()
{
    static std::atomic<unsigned> alive;
    for (const char *const function : {"load", "save", "try_lock", "unlock"})
        for (const bool throws_a_number : {false, true}) {
            simulator_reset();
            const auto store = std::make_shared<memory_store>(alive);
            const ringout::client client(config_with(store));
            store->failing = function;
            store->throws_a_number = throws_a_number;
            const bool is_fatal = store->failing == "load" || store->failing == "try_lock";
            if (!is_fatal) {
                client.request("GET", extension);
                continue;
            }
            const ringout::error error = thrown_by([&] { return client.request("GET", extension); });
            const std::string reason = throws_a_number ? "not a std::exception" : "the " + store->failing + " broke";
            EXPECT_NUMBER(error.code(), error_code::storage);
            EXPECT(error.message().find(reason) != std::string::npos);
        }
    wait_for_the_end(alive);
}

static void a_store_is_released_if_no_client_is_created()
{
    static std::atomic<unsigned> alive;
    {
        const auto store = std::make_shared<memory_store>(alive);
        ringout::config settings = config_with(store);
        settings.token_file = "tokens.json";
        EXPECT_STRING(thrown_by([&] { ringout::client{settings}; }).parameter().value(), "token_store");
        // This one and that of the settings.
        EXPECT_NUMBER(store.use_count(), 2);
    }
    EXPECT_NUMBER(alive, 0);
}

int main()
{
    RUN(a_callback_receives_the_log);
    RUN(a_callback_stays_if_another_is_refused);
    RUN(a_callback_is_destroyed_when_it_is_replaced);
    RUN(a_store_keeps_tokens);
    RUN(an_exception_of_a_store_is_an_error);
    RUN(a_store_is_released_if_no_client_is_created);
    return test_result();
}

// The C++ header: ledgers. The tests in C cover the rest.

#include <map>
#include <memory>
#include <mutex>
#include <ringout/inbox.hpp>
#include <ringout/ledger.hpp>
#include <ringout.hpp>
#include <stdexcept>
#include <string>

#include "check.h"
#include "simulator.h"

using std::chrono::milliseconds;
using std::chrono::seconds;

#define EXPECT_STRING(seen, wanted) EXPECT_TEXT(std::string(seen).c_str(), std::string(wanted).c_str())

// Keeps values in memory, or fails.
class memory_ledger {
public:
    std::optional<ringout::ledger_record> load(const ringout::ledger_key &key)
    {
        const std::lock_guard<std::mutex> guard(gate_);
        if (fails)
            throw std::runtime_error("the disk is full");
        EXPECT_STRING(key.server + " " + key.client_id + " " + key.user + " " + key.dedupe_key, key.text);
        return current(key);
    }

    ringout::ledger_swap swap(const ringout::ledger_key &key, const std::optional<std::string> &expected,
                              const std::string &value, seconds lifetime)
    {
        const std::lock_guard<std::mutex> guard(gate_);
        kept = lifetime;
        const auto found = current(key);
        if ((found ? std::optional(found->value) : std::nullopt) != expected)
            return {false, found};
        values_[key.text] = value;
        return {};
    }

    bool fails = false;
    milliseconds age{0};
    seconds kept{0};

private:
    std::optional<ringout::ledger_record> current(const ringout::ledger_key &key) const
    {
        const auto found = values_.find(key.text);
        return found == values_.end() ? std::nullopt : std::optional(ringout::ledger_record{found->second, age});
    }

    std::mutex gate_;
    std::map<std::string, std::string> values_;
};

static ringout::client worker(const std::shared_ptr<memory_ledger> &ledger)
{
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.client_secret = simulator("client_secret");
    settings.jwt = simulator("jwt");
    settings.ledger = ledger;
    settings.dedupe_lifetime = std::chrono::hours(2);
    return ringout::client(settings);
}

static ringout::call_request request(const std::string &key)
{
    ringout::call_request request{CALLEE, CALLER};
    request.dedupe_key = key;
    return request;
}

static void a_key_is_placed_once()
{
    simulator_reset();
    const auto ledger = std::make_shared<memory_ledger>();
    const auto first = worker(ledger), second = worker(ledger);
    const auto call = first.create_call(request("job")), again = second.create_call(request("job"));
    EXPECT(!call.adopted() && again.adopted());
    EXPECT_STRING(call.id(), again.id());
    EXPECT_STRING(second.find_call("job")->id(), call.id());
    EXPECT(!second.find_call("another"));
    EXPECT(ledger->kept == std::chrono::hours(2));
    EXPECT(!call.take_lease());
    EXPECT(again.take_lease() == milliseconds(30000));
    ledger->age = milliseconds(30000);
    EXPECT(!again.take_lease());
    EXPECT(!call.claim_outcome());
    simulator_advance(20000);
    call.wait();
    EXPECT(call.claim_outcome() && !call.claim_outcome());
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 1);
}

static void the_same_in_an_inbox()
{
    simulator_reset();
    const auto ledger = std::make_shared<memory_ledger>();
    const auto client = worker(ledger), other = worker(ledger);
    const auto call = client.create_call(request("job"));
    const ringout::inbox inbox;
    const auto next = [&](ringout::event_kind kind) {
        auto event = inbox.wait(std::chrono::minutes(2));
        EXPECT(event && event->kind() == kind && event->ok());
        return std::move(*event);
    };
    inbox.find_call(other, "job", 1);
    const auto found = next(ringout::event_kind::find_call).take_call();
    EXPECT(found && found->adopted());
    inbox.take_lease(*found, 2);
    EXPECT(next(ringout::event_kind::take_lease).lease_left() == milliseconds(30000));
    inbox.claim_outcome(*found, 3);
    EXPECT(!next(ringout::event_kind::claim_outcome).is_claimed());
}

static void an_exception_is_an_error()
{
    simulator_reset();
    const auto ledger = std::make_shared<memory_ledger>();
    const auto client = worker(ledger);
    ledger->fails = true;
    try {
        client.create_call(request("job"));
        test_fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const ringout::error &error) {
        EXPECT(error.code() == ringout::error_code::storage);
        EXPECT_STRING(error.message(), "the ledger failed: the disk is full");
    }
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.dedupe_lifetime = seconds(1);
    try {
        const ringout::client refused(settings);
        test_fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const ringout::error &error) {
        EXPECT_STRING(error.parameter().value(), "dedupe_lifetime");
    }
    EXPECT_NUMBER(simulator_requests("POST", "/ring-out"), 0);
}

int main()
{
    RUN(a_key_is_placed_once);
    RUN(the_same_in_an_inbox);
    RUN(an_exception_is_an_error);
    return test_result();
}

// The C++ header: constants, string arguments, iterators and ranges, and what types promise. Compiled as C++20.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ringout.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#if __cplusplus >= 202002L
#include <ranges>
#endif

#include "check.h"
#include "simulator.h"

using namespace std::string_view_literals;

#define EXPECT_STRING(seen, wanted) EXPECT_TEXT(std::string(seen).c_str(), std::string(wanted).c_str())

// Iterators have what C++17 algorithms need.
template <class Range, class Value>
constexpr bool iterates =
    std::is_same_v<typename std::iterator_traits<typename Range::iterator>::iterator_category, std::input_iterator_tag> &&
    std::is_same_v<typename std::iterator_traits<typename Range::iterator>::value_type, Value> &&
    std::is_same_v<typename std::iterator_traits<typename Range::iterator>::reference, const Value &> &&
    std::is_same_v<typename std::iterator_traits<typename Range::iterator>::pointer, const Value *> &&
    std::is_same_v<typename std::iterator_traits<typename Range::iterator>::difference_type, std::ptrdiff_t> &&
    std::is_default_constructible_v<typename Range::iterator> && std::is_copy_assignable_v<typename Range::iterator> &&
    std::is_same_v<decltype(*std::declval<typename Range::iterator &>()++), const Value &>;
static_assert(iterates<ringout::watch, ringout::change> && iterates<ringout::place_all, ringout::placed>);

#if __cplusplus >= 202002L
template <class Range, class Value>
concept reads = std::ranges::input_range<Range> && std::input_iterator<std::ranges::iterator_t<Range>> &&
                std::sentinel_for<std::ranges::sentinel_t<Range>, std::ranges::iterator_t<Range>> &&
                std::same_as<std::ranges::range_value_t<Range>, Value>;
static_assert(reads<ringout::watch, ringout::change> && reads<ringout::place_all, ringout::placed>);
static_assert(!std::ranges::forward_range<ringout::watch>);
static_assert(std::ranges::contiguous_range<decltype(std::declval<ringout::client>().caller_ids())> &&
              std::ranges::contiguous_range<decltype(std::declval<ringout::client>().forwarding_numbers())> &&
              std::ranges::contiguous_range<decltype(std::declval<ringout::client>().limits())>);
#endif

// No type has virtual functions, except the exception.
template <class... Types>
constexpr bool are_plain = !(std::is_polymorphic_v<Types> || ...);
static_assert(are_plain<ringout::client, ringout::call, ringout::watch, ringout::change, ringout::state, ringout::outcome,
                        ringout::verdict, ringout::place_all, ringout::placed, ringout::token, ringout::token_store,
                        ringout::authorization, ringout::cancel_token, ringout::response, ringout::preflight,
                        ringout::call_log, ringout::journal_entry, ringout::state_view, ringout::config>);
// Values can be copied, handles only moved.
static_assert(std::is_copy_constructible_v<ringout::change> && std::is_copy_constructible_v<ringout::placed> &&
              std::is_copy_constructible_v<ringout::error> && std::is_copy_constructible_v<ringout::config>);
static_assert(!std::is_copy_constructible_v<ringout::watch> && !std::is_copy_constructible_v<ringout::client>);
// An `enum class` does not turn into a number by itself, and has the size of one.
static_assert(!std::is_convertible_v<ringout::status, std::uint32_t> && sizeof(ringout::status) == 4);

static ringout::client begin()
{
    simulator_reset();
    ringout::config settings;
    settings.server = simulator("url");
    settings.client_id = simulator("client_id");
    settings.client_secret = simulator("client_secret");
    settings.jwt = simulator("jwt");
    return ringout::client(settings);
}

template <class T>
static std::string written(const T &value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

static void constants_have_names()
{
    EXPECT_STRING(to_string(ringout::status::cannot_reach), "CannotReach");
    EXPECT_STRING(to_string(ringout::outcome_kind::no_answer), "NoAnswer");
    EXPECT_STRING(to_string(ringout::error_code::rate_limited), "RATE_LIMITED");
    EXPECT_STRING(to_string(ringout::status{4000}), "Unknown");
    EXPECT_STRING(written(ringout::phase::ringing_callee), "RingingCallee");
    EXPECT_STRING(written(ringout::leg::callee), "callee");
    EXPECT_STRING(written(ringout::log_level::warn), "WARN");
    EXPECT_STRING(explain(ringout::status::busy), ringout_status_explain(RINGOUT_STATUS_BUSY));
    EXPECT(ringout::parse_status("NoAnswer"sv) == ringout::status::no_answer);
    EXPECT(ringout::parse_status("Odd") == ringout::status::unknown);
    EXPECT(is_failed_leg(ringout::status::busy) && !is_failed_leg(ringout::status::finished));
    EXPECT(is_ended(ringout::status::finished) && !is_ended(ringout::status::success));
    EXPECT(ringout::log_match::certain > ringout::log_match::likely);
    EXPECT_STRING(ringout::version(), RINGOUT_VERSION);
    EXPECT_NUMBER(ringout::abi_version(), RINGOUT_ABI_VERSION);
}

static void objects_with_a_text_can_be_written()
{
    const ringout::state from("Success", "Success", "InProgress"), to("Success", "Finished", "Finished");
    EXPECT_STRING(written(to), to.text());
    EXPECT_STRING(written(ringout::check_transition(from, to)), ringout::check_transition(from, to).text());
    const ringout::client client = begin();
    EXPECT_STRING(written(client.preflight()), client.preflight().text());
    try {
        static_cast<void>(ringout::dial_uri("mother"));
        EXPECT(false);
    } catch (const ringout::error &error) {
        EXPECT_STRING(written(error), error.what());
    }
}

// Converts to a view, as strings of other libraries do.
struct other_string {
    std::string_view view;
    operator std::string_view() const { return view; }
};

static void strings_of_every_kind()
{
    constexpr std::string_view longer = "+16505550100 and more";
    const std::string_view number = longer.substr(0, 12);
    EXPECT_STRING(ringout::dial_uri(number, ringout::dial_scheme::tel), "tel:+16505550100");
    EXPECT_STRING(ringout::dial_uri(other_string{number}, ringout::dial_scheme::tel), "tel:+16505550100");
    EXPECT_STRING(ringout::dial_uri(std::string(number), ringout::dial_scheme::tel), "tel:+16505550100");
    EXPECT_STRING(ringout::dial_uri("+16505550100", ringout::dial_scheme::tel), "tel:+16505550100");
    try {
        const char *const missing = nullptr;
        static_cast<void>(ringout::dial_uri(missing));
        EXPECT(false);
    } catch (const ringout::error &error) {
        EXPECT(error.code() == ringout::error_code::null_pointer);
        EXPECT_STRING(error.parameter().value_or(""), "number");
    }
    const std::string kept = "a string that does not fit into the object itself";
    EXPECT(ringout::string_argument(kept).c_str() == kept.c_str());
    EXPECT(ringout::string_argument(kept.c_str()).c_str() == kept.c_str());
    EXPECT(ringout::optional_string_argument(std::optional<std::string>()).c_str() == nullptr);
    EXPECT_STRING(ringout::optional_string_argument(std::optional<std::string_view>(number)).c_str(), number);
    EXPECT_STRING(ringout::optional_string_argument(number).c_str(), number);

    const ringout::client client = begin();
    ringout::call_request request;
    request.to = number;
    request.from = std::string_view(CALLER);
    const ringout::call call = client.create_call(request);
    const std::string padded = call.id() + "0";
    const ringout::call known = client.call(std::string_view(padded).substr(0, call.id().size()));
    EXPECT(known.status().phase() == ringout::phase::ringing_caller);
    const auto sent_at = std::chrono::system_clock::now();
    EXPECT(client.call_log(number, std::string_view(CALLER), sent_at).matching() == ringout::log_match::none);
}

// Places a call with two changes: the caller has answered, and the callee is busy.
static ringout::call busy_call(const ringout::client &client)
{
    ringout::call call = client.create_call({"+16505550486", CALLER});
    simulator_advance(3000);
    return call;
}

static void changes_outlive_the_loop()
{
    const ringout::client client = begin();
    const ringout::call call = busy_call(client);
    std::vector<ringout::change> changes;
    {
        ringout::watch watch = call.watch();
        for (ringout::watch::iterator at = watch.begin(); at != watch.end();) {
            changes.push_back(*at);
            simulator_advance(3000);
            const ringout::change same = *at++;
            EXPECT_STRING(same.state().text(), changes.back().state().text());
        }
    }
    EXPECT_NUMBER(changes.size(), 2);
    EXPECT_STRING(written(changes.at(0).state()), "call InProgress, caller Success, callee InProgress");
    EXPECT_STRING(written(changes.at(1).previous().value()), changes.at(0).state().text());
    EXPECT(changes.at(1).verdict().value().kind() == ringout::verdict_kind::documented);
    EXPECT(changes.at(0).latest() <= changes.at(1).latest());
}

static void algorithms_read_the_changes()
{
    const ringout::client client = begin();
    const ringout::call call = busy_call(client);
    ringout::watch watch = call.watch();
    const auto found = std::find_if(watch.begin(), watch.end(), [](const ringout::change &change) {
        simulator_advance(3000);
        return change.state().phase() == ringout::phase::ended;
    });
    EXPECT(found != watch.end() && found == found);
    EXPECT(found->state().callee_status() == ringout::status::busy);
    EXPECT(!watch.next());
#if defined(__cpp_lib_ranges) && !defined(__clang__)
    const ringout::call again = busy_call(client);
    ringout::watch steps = again.watch();
    std::vector<ringout::phase> phases;
    const auto phase = [](const ringout::change &change) { return change.state().phase(); };
    for (const ringout::phase seen : steps | std::views::transform(phase)) {
        phases.push_back(seen);
        simulator_advance(3000);
    }
    EXPECT(phases == std::vector({ringout::phase::ringing_callee, ringout::phase::ended}));
#endif
}

int main()
{
    RUN(constants_have_names);
    RUN(objects_with_a_text_can_be_written);
    RUN(strings_of_every_kind);
    RUN(changes_outlive_the_loop);
    RUN(algorithms_read_the_changes);
    return test_result();
}
